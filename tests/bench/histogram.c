#include "tests/bench/histogram.h"

/* Values below SUB have buckets of their own; each doubling above has SUB / 2 more. */
static unsigned index_of(uint64_t us)
{
    unsigned shift = 0;
    while (us >> shift >= HISTOGRAM_SUB)
        shift++;
    unsigned at = shift * (HISTOGRAM_SUB / 2) + (unsigned)(us >> shift);
    return at < HISTOGRAM_BUCKETS ? at : HISTOGRAM_BUCKETS - 1;
}

static uint64_t upper_end(unsigned at)
{
    unsigned shift = at < HISTOGRAM_SUB ? 0 : at / (HISTOGRAM_SUB / 2) - 1;
    uint64_t first = at - shift * (HISTOGRAM_SUB / 2);
    return ((first + 1) << shift) - 1;
}

void histogram_add(struct histogram *h, uint64_t us)
{
    h->bucket[index_of(us)]++;
    h->count++;
    if (us > h->max)
        h->max = us;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    into->count += from->count;
    if (from->max > into->max)
        into->max = from->max;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        into->bucket[i] += from->bucket[i];
}

uint64_t histogram_at(const struct histogram *h, unsigned per_mille)
{
    uint64_t wanted = (h->count * per_mille + 999) / 1000, seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += h->bucket[i];
        if (seen >= wanted && seen > 0)
            return upper_end(i) < h->max ? upper_end(i) : h->max;
    }
    return h->max;
}
