/* waiting.h - the people whose last sitting has an essay that nobody has marked yet: a sorted list
 * of IDs.
 * Threads: one at a time. Memory: zeros are an empty list; waiting_release(). Errors: `failed`: memory
 * was short once, and the count may be too low. */
#ifndef SERVER_EVIDENCE_WAITING_H
#define SERVER_EVIDENCE_WAITING_H

#include "common/ident_format.h"

#include <stdbool.h>
#include <stddef.h>

struct waiting {
    char (*id)[IDENT_SIZE];
    size_t count, room;
    bool failed;
};

void waiting_set(struct waiting *list, const char *id, bool waits);
void waiting_release(struct waiting *list);

#endif
