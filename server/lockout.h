/* lockout.h - wrong access codes, and keys that give one, delay the next try for that ID: 1 s,
 * doubling to 60 s. Per ID, never per address: a whole room shares one. A right code clears it; so
 * do 15 quiet minutes; a restart does not (db/ledger.h keeps them). All checks together have a rate
 * that no room reaches which signs in at once, and no code of 60 bits is found by.
 *
 * Threads: any; one lock. Memory: open/close, a fixed table: when it is full, what ended first is
 * forgotten, each second of a delay counting for 15: the longest is kept for its 15 minutes unless
 * thousands of IDs have such. Which IDs share a place nobody outside can know. Errors:
 * STATUS_NOMEM, STATUS_IO when the system has no randomness. */
#ifndef SERVER_LOCKOUT_H
#define SERVER_LOCKOUT_H

#include "common/clock.h"
#include "common/ident.h"
#include "common/status.h"

#include <stdbool.h>

enum {
    LOCKOUT_FIRST_S = 1,
    LOCKOUT_MOST_S = 60,
    LOCKOUT_FORGET_S = 15 * 60,
    LOCKOUT_CHECKS = 4000,         /* at once */
    LOCKOUT_CHECKS_A_SECOND = 2000 /* in the long run */
};

struct lockout;

enum status lockout_open(struct lockout **out);
void lockout_close(struct lockout *lockout); /* NULL is allowed */

/* May a code be checked at all at the moment? Counts it. */
bool lockout_admit(struct lockout *lockout, struct mono now);

/* Before a code is checked. Seconds, rounded up, until this ID may try again; 0: now, and *delay_s
 * is the delay that begins with it, so that of many tries at once one is a try. */
int lockout_begin(struct lockout *lockout, const char *id, struct mono now, int *delay_s);

/* No code was checked after all: as before lockout_begin(). */
void lockout_undo(struct lockout *lockout, const char *id);

/* The code was right. */
void lockout_clear(struct lockout *lockout, const char *id);

/* As it was before a restart. */
void lockout_restore(struct lockout *lockout, const char *id, int delay_s, struct mono until);

#endif
