/* flush.h - the thread that puts on the disk what the store thread has committed, while that one
 * runs the next batch: one job at a time.
 *
 * Threads: the store thread alone calls; work() and then freed() are called on the flush thread.
 * Memory:  open/close. Errors: STATUS_NOMEM, STATUS_FULL (no thread). */
#ifndef DB_FLUSH_H
#define DB_FLUSH_H

#include "common/status.h"

#include <stdbool.h>

struct flush;

enum status flush_open(void (*work)(void *context), void (*freed)(void *context), void *context,
                       struct flush **out);

/* Ends the thread; it must be free. NULL is allowed. */
void flush_close(struct flush *flush);

bool flush_is_free(struct flush *flush); /* NULL: there is none, and it is free */
void flush_wait(struct flush *flush);    /* until it is free */
void flush_begin(struct flush *flush);   /* it must be free */

#endif
