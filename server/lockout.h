/* lockout.h - wrong access codes delay the next try for that ID: 1 s, doubling to 60 s. Per ID,
 * never per address: a whole room shares one. A right code clears it; so do 15 quiet minutes.
 * Threads: any; one lock. Memory: open/close, a fixed table: when it is full, what would be free
 * soonest is forgotten. Errors: STATUS_NOMEM. */
#ifndef SERVER_LOCKOUT_H
#define SERVER_LOCKOUT_H

#include "common/clock.h"
#include "common/ident.h"
#include "common/status.h"

#include <stdbool.h>

enum { LOCKOUT_FIRST_S = 1, LOCKOUT_MOST_S = 60, LOCKOUT_FORGET_S = 15 * 60 };

struct lockout;

enum status lockout_open(struct lockout **out);
void lockout_close(struct lockout *lockout); /* NULL is allowed */

/* Seconds, rounded up, until this ID may try again; 0: now. */
int lockout_wait_s(struct lockout *lockout, const char *id, struct mono now);

void lockout_failed(struct lockout *lockout, const char *id, struct mono now);
void lockout_clear(struct lockout *lockout, const char *id);

#endif
