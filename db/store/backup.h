/* backup.h - a copy of the database of a running node, made on a connection of its own. The copy is
 * one snapshot of durable data: first the snapshot is taken, then a task is run, whose outcome the
 * store tells only after every earlier commit is synced. (A copy with entries that a restart of the
 * node does not find would be a fork.)
 *
 * While the copy is made the snapshot keeps the write-ahead log from beginning again, so that the
 * log may grow; otherwise the store is not slowed down.
 *
 * Threads: any. Memory: none is kept. Errors: a text for people in `error`, and a status. */
#ifndef DB_STORE_BACKUP_H
#define DB_STORE_BACKUP_H

#include "db/database.h"
#include "db/store/store.h"

/* dir: the data directory; path: a new file, as for copy_start(), not synced; log_most:
 * the copy is given up when the log's file has grown by so many bytes meanwhile. *own_n: the length
 * of our journal in the copy. STATUS_CLOSED: the node is stopping. */
enum status backup_make(struct store *store, const char *dir, const char *path, int64_t log_most,
                        uint64_t *own_n, char error[DATABASE_ERROR_SIZE]);

#endif
