/* awake.h - the moment in which a thread that has just worked waits for more without sleeping.
 * Whoever sleeps is woken some 30 us late, and one registration after another is handed over ten
 * times, at both nodes, while each waits for a disk: that is as much as the disks take. It costs a
 * processor that nobody else needs at that moment: others are let run, and when one took its time
 * the moment is over.
 *
 * Threads: each its own. Memory: plain values. Errors: none. */
#ifndef COMMON_AWAKE_H
#define COMMON_AWAKE_H

#include <stdbool.h>
#include <stdint.h>

struct awake {
    int64_t until_ns; /* monotonic */
};

void awake_begin(struct awake *awake);

/* Lets others run. False: sleep now. */
bool awake_still(const struct awake *awake);

#endif
