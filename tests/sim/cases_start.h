/* cases_start.h - lives with a name: how a node starts whose disk may lack the end of its journal
 * (server/core/grace.h). Returns how many failed. Threads: one. Memory: none. */
#ifndef TESTS_SIM_CASES_START_H
#define TESTS_SIM_CASES_START_H

#include "tests/sim/world.h"

unsigned cases_start(struct world *w);

#endif
