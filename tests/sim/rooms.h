/* rooms.h - the oracle of who may start and when the exam begins (E2, E3, E6, E7): whoever has started
 * was admitted where that is needed, after the begin where there is one, with the time that was due.
 * Threads: one. Memory: none kept. Errors: a broken promise is printed and counted (history.h). */
#ifndef TESTS_SIM_ROOMS_H
#define TESTS_SIM_ROOMS_H

#include "tests/sim/history.h"

/* After each step. */
void rooms_look(struct history *h, struct world *w);

/* Both nodes are up, linked and settled. moved: a wall clock was set in this life. */
void rooms_check_end(struct history *h, struct world *w, bool moved);

#endif
