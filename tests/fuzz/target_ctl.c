/* A hostile node at sinodoctl: its replies are read and shown. */
#include "tests/lib/puppet.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buffer shown = {0};
    puppet_ctl((const char *)data, len, &shown);
    buffer_release(&shown);
    return 0;
}
