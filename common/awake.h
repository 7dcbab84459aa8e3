/* awake.h - bounded spin-wait before blocking: a thread that has just worked polls for more work
 * for up to 300 us before it sleeps. A wake-up costs some 30 us, and a registration is handed from
 * thread to thread ten times at both nodes: together as long as its syncs take. The spin occupies a
 * processor only while it is idle: each step yields to other threads, and the spin ends when one of
 * them ran for long.
 *
 * Threads: each its own. Memory: plain values. Errors: none. */
#ifndef COMMON_AWAKE_H
#define COMMON_AWAKE_H

#include <stdbool.h>
#include <stdint.h>

struct awake {
    int64_t until_ns; /* monotonic */
};

/* Starts the time. */
void awake_begin(struct awake *awake);

/* One step: yields the processor. False: the time is over, block now. */
bool awake_still(const struct awake *awake);

#endif
