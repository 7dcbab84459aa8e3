#include "server/core/instance.h"

#include <string.h>

bool instance_equal(const struct instance *a, const struct instance *b)
{
    return memcmp(a->bytes, b->bytes, INSTANCE_BYTES) == 0;
}
