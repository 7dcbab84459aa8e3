/* attention.h - what in a node's status needs a person, in words: `sinodoctl status` shows it, and its
 * exit status says whether there is any. What heals by itself within seconds is not counted. The
 * README has the list.
 * Threads: any. Memory: the caller's. Errors: a pair that is missing counts as well. */
#ifndef SERVER_CTL_ATTENTION_H
#define SERVER_CTL_ATTENTION_H

#include "common/wire.h"

enum {
    ATTENTION_MOST = 24,
    ATTENTION_LINE_SIZE = 600,
    ATTENTION_FREE_MIB = 256,      /* less room on the disk is low */
    ATTENTION_LOG_BYTES = 20 << 20 /* twice what the log normally takes (db/database.h) */
};

struct attention {
    size_t count;
    char line[ATTENTION_MOST][ATTENTION_LINE_SIZE]; /* as they came: to be cleaned when shown */
};

/* values: the reply to STATUS. */
void attention_find(const struct wire_value *values, size_t count, struct attention *out);

#endif
