/* examclock.h - how much of the time that passes is counted: the exam clock of a node that runs.
 * The store ticks it at each batch, and while sittings run at least every EXAMCLOCK_TICK_MS.
 *
 *   S5  the exam clock never goes back, and never runs ahead of the monotonic clock
 *   S6  a tick counts at most EXAMCLOCK_TICK_MOST_MS: a node that was stopped (a signal, a
 *       suspended machine) gives the rest back
 *   S7  from EXAMCLOCK_WAIT_MS after a commit or sync began until it ends nothing is counted: no
 *       reply comes from a node whose disk stalls
 *   S8  while writes fail nothing is counted, and no question of a running sitting is shown
 *
 * What passes and is not counted is an outage (journal.h), which is journaled once it is over.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_EXAMCLOCK_H
#define CORE_EXAMCLOCK_H

#include "common/instant.h"

#include <stdbool.h>
#include <stdint.h>

enum { EXAMCLOCK_TICK_MS = 500, EXAMCLOCK_TICK_MOST_MS = 1000, EXAMCLOCK_WAIT_MS = 1000 };

struct examclock {
    struct mono last;    /* tick */
    uint64_t counted_ms; /* since the first one */
    uint64_t stood_ms;   /* what passed and was not counted, as far as it is not journaled */
};

/* The last commit or sync; a tick comes before each, so that no earlier one ended since the last
 * tick. */
struct examclock_work {
    struct mono began, ended;
    bool unfinished; /* `ended` is not valid */
};

/* The clock after a tick. failing: the last thing to be written could not be. */
struct examclock examclock_tick(const struct examclock *clock, struct mono now,
                                const struct examclock_work *work, bool failing);

/* Does the clock stand because of that commit or sync? */
bool examclock_waits(const struct examclock_work *work, struct mono now);

#endif
