/* draft.h - when a text that is being typed is saved, though the applicant types on. Pure.
 *
 *   T2  a text that is typed is saved 3 s after its first change; one that is longer than 384 bytes
 *       a second later for each 128 bytes since it was saved last: a thousand people who write 4 KiB
 *       each need 128 kB/s, and a sitting of 18 hours fits into the bytes that it may save (S9)
 *   T3  it is saved once more shortly before the deadline, early enough for a slow line, and in the
 *       last seconds
 *
 * Threads: any. Memory: none. Errors: none. */
#ifndef CLIENT_DRAFT_H
#define CLIENT_DRAFT_H

#include "common/instant.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    DRAFT_MS = 3000,
    DRAFT_BYTES_PER_S = 128,
    DRAFT_EARLY_MS = 10000,        /* before the deadline, and */
    DRAFT_LINE_BYTES_PER_S = 1024, /* the time in which a slow line carries the text */
    DRAFT_LATE_MS = 3000,
    DRAFT_LAST_MS = 1500 /* the node's deadline may be a second before the terminal's */
};

struct draft {
    struct mono changed; /* the first change that is not saved yet */
    struct mono sent;    /* the last save, or the beginning of the writing */
};

/* Is the text, of that length and changed since it was sent, to be saved now? */
bool draft_due(const struct draft *draft, size_t bytes, struct mono now, struct mono deadline);

#endif
