/* run.h - one simulated life of a pair. A seed decides the order of clients, faults and the link;
 * then everything is healed, and both nodes must agree.
 * Threads: one. Memory: none kept. Errors: broken promises are printed. */
#ifndef TESTS_SIM_RUN_H
#define TESTS_SIM_RUN_H

#include "tests/sim/history.h"

struct run_result {
    unsigned broken;
    unsigned steps;
    uint64_t print; /* a hash over every step and both journals: equal when a seed is run again */
    /* What happened in it. */
    unsigned replies, kills, cuts, refused_commits, lost_disks, unlocks, transfers, marks;
};

/* trace: prints every step. */
struct run_result run_seed(struct world *w, uint64_t seed, bool trace);

#endif
