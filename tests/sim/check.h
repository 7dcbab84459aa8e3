/* check.h - the assertion of the named lives (cases.h): CHECK prints a condition that does not hold
 * and goes on. Threads: one. Memory: none kept. */
#ifndef TESTS_SIM_CHECK_H
#define TESTS_SIM_CHECK_H

#include "tests/sim/world.h"

#include <stdio.h>

extern unsigned check_failures; /* of the current life */

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);    \
            check_failures++;                                                                      \
        }                                                                                          \
    } while (0)

/* Lives each of them; returns how many failed. */
unsigned check_lives(void (*const lives[])(struct world *), size_t count, struct world *w);

#endif
