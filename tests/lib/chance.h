/* chance.h - numbers from a seed, the same on every machine, and numbers from the environment.
 * Threads: a state each. Memory: plain values. Errors: none. */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stdint.h>

/* In [0, n). */
uint64_t chance(uint64_t *state, uint64_t n);

/* The variable's value, or `otherwise` when it is not set. */
uint64_t setting(const char *name, uint64_t otherwise);

/* The seeds of so many lives, from *first on and before *end; SEED= chooses one life. */
void seeds(uint64_t lives, uint64_t *first, uint64_t *end);

#endif
