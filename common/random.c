#include "common/random.h"

#include <assert.h>
#include <sys/random.h>

enum status random_bytes(void *out, size_t len)
{
    assert(len <= RANDOM_BYTES_MAX);
    return getrandom(out, len, 0) == (ssize_t)len ? STATUS_OK : STATUS_IO;
}
