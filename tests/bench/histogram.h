/* histogram.h - latencies in microseconds, in buckets whose width grows with the value (as HDR
 * histograms do): any percentile is right to 1 part in 64.
 * Threads: one at a time. Memory: plain values. Errors: none. */
#ifndef TESTS_BENCH_HISTOGRAM_H
#define TESTS_BENCH_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_SUB = 64, HISTOGRAM_BUCKETS = 32 * HISTOGRAM_SUB };

struct histogram {
    uint64_t count, max;
    uint64_t bucket[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *h, uint64_t us);
void histogram_merge(struct histogram *into, const struct histogram *from);

/* Per mille: 500 is the median. The upper end of the bucket, in microseconds. */
uint64_t histogram_at(const struct histogram *h, unsigned per_mille);

#endif
