/* contest.h - the first entry at which a node's journal and the other node's copy of it differ. A
 * digest stands for a whole history (J2): where two differ at entry n they differ at every later
 * one. So each side sends its digests at points between an entry where both agree and one where
 * they differ, and the other narrows that stretch to the two points between which the histories
 * part. Both know the entry when the stretch has one.
 *
 * Threads: any. Memory: plain values. Errors: false for a contest that is none. */
#ifndef CORE_CONTEST_H
#define CORE_CONTEST_H

#include "server/core/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONTEST_POINTS = 16 };

struct contest {
    uint64_t agreed_n;  /* up to there both have the same; 0: nothing is known to be */
    uint64_t differs_n; /* there they differ; > agreed_n */
};

/* Is the first differing entry known? It is entry differs_n then. */
bool contest_is_found(const struct contest *contest);

/* The entries whose digests are compared next, ascending; the last is differs_n. Returns how many,
 * 1 to CONTEST_POINTS. */
size_t contest_points(const struct contest *contest, uint64_t out[CONTEST_POINTS]);

/* theirs, ours: the digests of both sides at these points. Narrows the contest; false when they
 * agree even at differs_n, so that nothing is contested. */
bool contest_narrow(struct contest *contest, const struct digest theirs[CONTEST_POINTS],
                    const struct digest ours[CONTEST_POINTS]);

#endif
