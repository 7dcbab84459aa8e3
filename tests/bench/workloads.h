/* workloads.h - what a client of the load does.
 * Threads: the load's. Memory: none. Errors: a reply that is not what it should be. */
#ifndef TESTS_BENCH_WORKLOADS_H
#define TESTS_BENCH_WORKLOADS_H

#include "tests/bench/load.h"

enum { WORKLOAD_CLIENTS = 16384 /* at most; their IDs are then theirs alone */ };

struct workload {
    const char *name, *help;
    bool once; /* each client does it once; there is no time to fill */
    enum load_next (*next)(struct load_client *c, bool running);
    bool (*reply)(struct load_client *c, const struct wire_value *values, size_t count);
};

/* NULL when there is none of that name. */
const struct workload *workload_find(const char *name);

void workload_help(void);

#endif
