/* log_sync.h - the thread that syncs what the store thread has committed, while the store thread
 * runs the next transaction: one job at a time.
 *
 * Threads: the store thread alone calls; a job and then freed() are called on the log's thread.
 * Memory:  open/close. Errors: STATUS_NOMEM, STATUS_FULL (no thread). */
#ifndef DB_STORE_LOG_SYNC_H
#define DB_STORE_LOG_SYNC_H

#include "common/status.h"

#include <stdbool.h>

struct log_sync;

/* freed(context): a job has ended. */
enum status log_sync_open(void (*freed)(void *context), void *context, struct log_sync **out);

/* Ends the thread; no job may be running. NULL is allowed. */
void log_sync_close(struct log_sync *log_sync);

/* Runs job(context) on the thread; no job may be running. */
void log_sync_begin(struct log_sync *log_sync, void (*job)(void *context));

bool log_sync_is_free(struct log_sync *log_sync); /* no job is running */
void log_sync_wait(struct log_sync *log_sync);    /* until none is */

#endif
