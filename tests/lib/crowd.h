/* crowd.h - many clients that register in the same instant, a thread each.
 * Threads: the test's own calls; assert only on it. Memory: new/free. */
#ifndef TESTS_CROWD_H
#define TESTS_CROWD_H

#include "common/ident.h"

#include <stdbool.h>
#include <stddef.h>

struct crowd_member {
    char id[IDENT_SIZE];
    int port;
    char reply[256]; /* "" when none came */
    void *barrier;
};

struct crowd {
    size_t count;
    struct crowd_member *one;
};

struct crowd *crowd_new(size_t count);
void crowd_free(struct crowd *crowd);

/* All connect, then all register at once; returns when all have an answer. False when a thread
 * could not be started. */
bool crowd_register(struct crowd *crowd);

#endif
