/* crowd.h - many clients that register in the same instant, a thread each.
 * Threads: the test's thread calls; a thread a client in between. Memory: new/free. */
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

/* All connect, then all register at once; returns when all have a reply. False when a thread does
 * not start. */
bool crowd_register(struct crowd *crowd);

#endif
