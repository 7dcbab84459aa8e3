/* tail.h - the newest entries of our own journal, kept in memory between the store thread, which
 * commits them, and the sync thread, which ships them: a bounded queue.
 * What has fallen out of it is read from the disk.
 * Threads: any; one lock. Memory: open/close. Errors: STATUS_NOMEM. */
#ifndef DB_TAIL_H
#define DB_TAIL_H

#include "db/ledger.h"

struct tail;

enum status tail_open(struct tail **out);
void tail_close(struct tail *tail); /* NULL is allowed */

/* Entries were committed; they follow on what was pushed before, or begin anew. */
void tail_push(struct tail *tail, const struct ledger_written *written);

/* Entries from number `first` on, as ledger_read(). False when they are not here. */
bool tail_copy(struct tail *tail, uint64_t first, uint64_t bytes, struct ledger_run *run);

#endif
