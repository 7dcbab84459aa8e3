/* A hostile node at the client: its replies are read and drawn, in lines and on the whole screen.
 */
#include "client/say.h"
#include "tests/lib/puppet.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The first two bytes are the screen's size. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buffer shown = {0};
    if (len < 2)
        return 0;
    say_choose(SAY_ENGLISH);
    puppet_client((const char *)data + 2, len - 2, 5 + data[0] % 120, 4 + data[1] % 40, &shown);
    buffer_release(&shown);
    return 0;
}
