/* cost.h - what processes and disks have spent so far, from /proc; what cannot be read is 0.
 * Threads: any. Memory: plain values. */
#ifndef TESTS_BENCH_COST_H
#define TESTS_BENCH_COST_H

#include <stddef.h>

struct cost {
    double cpu_seconds;        /* of the processes */
    unsigned long private_kib; /* memory that they share with nobody, at the moment */
    double written_bytes;      /* by the processes, to disks */
    double flushes;            /* of every disk of the machine */
};

struct cost cost_read(const int *pids, size_t count);

#endif
