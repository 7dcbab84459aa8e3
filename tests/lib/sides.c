#include "tests/lib/sides.h"

struct digest sides_digest(uint64_t n)
{
    return digest_of(&n, sizeof n);
}

struct recovery_side sides_one(enum standing standing, uint64_t own_n, uint64_t held_n)
{
    return (struct recovery_side){standing, own_n, sides_digest(own_n), held_n,
                                  sides_digest(held_n)};
}
