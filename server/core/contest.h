/* contest.h - a 16-way search for the first entry at which a node's journal and the other node's
 * copy of it differ. A digest covers the whole history before it (J2): two histories that differ at
 * entry n differ at every later entry. Each side sends its digests at up to CONTEST_POINTS points
 * of the range in question, between an entry at which both agree and one at which they differ; the
 * other side narrows the range to the two neighbouring points between which the histories fork. The
 * search ends when the range holds one entry.
 *
 * Threads: any. Memory: plain values. Errors: false when nothing is contested. */
#ifndef CORE_CONTEST_H
#define CORE_CONTEST_H

#include "server/core/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONTEST_POINTS = 16 };

struct contest {
    uint64_t agreed_n;  /* both histories are the same up to this entry; 0: not known */
    uint64_t differs_n; /* the histories differ at this entry; > agreed_n */
};

/* Is the first entry that differs known? It is then entry differs_n. */
bool contest_is_found(const struct contest *contest);

/* The entries whose digests are compared next, ascending; the last is differs_n. Returns their
 * number, 1 to CONTEST_POINTS. */
size_t contest_points(const struct contest *contest, uint64_t out[CONTEST_POINTS]);

/* Narrows the range. theirs, ours: the digests of both sides at these points. False when they agree
 * even at differs_n: nothing is contested. */
bool contest_narrow(struct contest *contest, const struct digest theirs[CONTEST_POINTS],
                    const struct digest ours[CONTEST_POINTS]);

#endif
