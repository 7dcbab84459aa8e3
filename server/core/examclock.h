/* examclock.h - the exam clock of a running node: it counts only time in which the node could
 * answer. The store calls examclock_tick() at each batch, and while sittings run at least every
 * EXAMCLOCK_TICK_MS.
 *
 *   S5  the exam clock never goes back, and never runs ahead of the monotonic clock
 *   S6  a tick counts at most EXAMCLOCK_TICK_MOST_MS: the time in which the process was stopped (a
 *       signal, a suspended machine) is not counted
 *   S7  while a commit or sync takes longer than EXAMCLOCK_WAIT_MS nothing more is counted until it
 *       ends: a node whose disk stalls sends no reply
 *   S8  while writes fail nothing is counted, and no question of a running sitting is shown
 *
 * Time that is not counted is an outage (journal.h); its entry is written once it is over.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_EXAMCLOCK_H
#define CORE_EXAMCLOCK_H

#include "common/instant.h"

#include <stdbool.h>
#include <stdint.h>

enum { EXAMCLOCK_TICK_MS = 500, EXAMCLOCK_TICK_MOST_MS = 1000, EXAMCLOCK_WAIT_MS = 1000 };

struct examclock {
    struct mono last;    /* the last tick */
    uint64_t counted_ms; /* since the first tick */
    uint64_t stood_ms;   /* time not counted, and not yet in an outage entry */
};

/* The last commit or sync. A tick comes before each of them, so no other one ended since the last
 * tick. */
struct examclock_work {
    struct mono began, ended;
    bool unfinished; /* `ended` is not valid */
};

/* The clock after a tick. failing: the last write to the disk failed. */
struct examclock examclock_tick(const struct examclock *clock, struct mono now,
                                const struct examclock_work *work, bool failing);

/* Does the clock stand still because of that commit or sync? (S7) */
bool examclock_waits(const struct examclock_work *work, struct mono now);

#endif
