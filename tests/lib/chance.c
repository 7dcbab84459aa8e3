#include "tests/lib/chance.h"

#include <stdlib.h>

uint64_t chance(uint64_t *state, uint64_t n)
{
    *state += 0x9e3779b97f4a7c15; /* splitmix64 */
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % n;
}

uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

void seeds(uint64_t lives, uint64_t *first, uint64_t *end)
{
    *first = setting("SEED", 1);
    *end = *first + (setting("SEED", 0) > 0 ? 1 : lives);
}
