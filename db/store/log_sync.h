/* log_sync.h - the thread that puts on the disk what the store thread has committed, while that one
 * runs the next batch: one job at a time.
 *
 * Threads: the store thread alone calls; work() and then freed() are called on the flush thread.
 * Memory:  open/close. Errors: STATUS_NOMEM, STATUS_FULL (no thread). */
#ifndef DB_STORE_LOG_SYNC_H
#define DB_STORE_LOG_SYNC_H

#include "common/status.h"

#include <stdbool.h>

struct log_sync;

enum status log_sync_open(void (*work)(void *context), void (*freed)(void *context), void *context,
                          struct log_sync **out);

/* Ends the thread; it must be free. NULL is allowed. */
void log_sync_close(struct log_sync *flush);

bool log_sync_is_free(struct log_sync *flush); /* NULL: there is none, and it is free */
void log_sync_wait(struct log_sync *flush);    /* until it is free */
void log_sync_begin(struct log_sync *flush);   /* it must be free */

#endif
