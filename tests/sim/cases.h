/* cases.h - named lives of a pair: what seeds or readers of the code once found, step by step.
 * Threads: one. Memory: none kept. Errors: what does not hold is printed. */
#ifndef TESTS_SIM_CASES_H
#define TESTS_SIM_CASES_H

#include "tests/sim/world.h"

/* How many cases failed. */
unsigned cases_run(struct world *w);

#endif
