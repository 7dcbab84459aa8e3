/* spin.h - a bounded spin-wait before a thread blocks. A thread that blocks is woken some 30 us
 * late; one registration passes between threads ten times, at both nodes, while each waits for a
 * disk, so that these wake-ups would take as long as the disks do.
 *
 * A spin-wait costs a processor that nobody else needs at that moment: other threads are let run
 * first, and the wait ends at once when one of them ran for long.
 *
 * Threads: each its own. Memory: plain values. Errors: none. */
#ifndef COMMON_SPIN_H
#define COMMON_SPIN_H

#include <stdbool.h>
#include <stdint.h>

enum { SPIN_DEFAULT_US = 300, SPIN_MOST_US = 10000 };

struct spin {
    int64_t until_ns; /* monotonic */
};

/* us: how long at most; 0: not at all. */
void spin_begin(struct spin *spin, unsigned us);

/* Lets other threads run. False: block now. */
bool spin_again(const struct spin *spin);

#endif
