/* cases.h - the named lives of a pair, by subject: what seeds or readers of the code once found,
 * step by step. Each function lives its cases and returns how many failed.
 * Threads: one. Memory: none kept. Errors: what does not hold is printed. */
#ifndef TESTS_SIM_CASES_H
#define TESTS_SIM_CASES_H

#include "tests/sim/world.h"

/* A line that damages, cuts, or carries as little as 300 bytes a second. */
unsigned cases_link(struct world *w);

/* Somebody sits: time in which nobody can answer, records, codes. */
unsigned cases_sitting(struct world *w);

/* A sitting and its terminals (server/core/terminal.h). */
unsigned cases_terminal(struct world *w);

/* People move between the nodes (server/core/transfer.h). */
unsigned cases_transfer(struct world *w);

/* A disk is full, fails, or loses its power. */
unsigned cases_disk(struct world *w);

/* A backup stands in the place of a disk. */
unsigned cases_restore(struct world *w);

/* Disks went their own way (server/core/contest.h). */
unsigned cases_contest(struct world *w);

/* A node runs twice (server/core/instance.h). */
unsigned cases_instance(struct world *w);

/* Rosters contradict each other (server/core/agree.h). */
unsigned cases_roster(struct world *w);

/* A start whose disk may lack the end of its journal (server/core/grace.h). */
unsigned cases_start(struct world *w);

/* A centre burns, and comes back (server/core/adoption.h). */
unsigned cases_adopt(struct world *w);

/* The staff admit people, and the exam begins (server/core/room.h). */
unsigned cases_room(struct world *w);

/* What the oracle itself must see rightly (seats.h, watch.h). */
unsigned cases_oracle(struct world *w);

#endif
