/* backup.h - a copy of the database of a running node, made beside the store on a connection of its
 * own that reads. The copy is of one moment, and holds only what is durable: its snapshot is taken
 * first, and then a task is run, whose outcome the store tells only when all that was committed
 * before is synced. A copy that had more than a restart of the node finds would be a fork.
 *
 * While it is made the snapshot keeps the write-ahead log from beginning anew, so that the log may
 * grow; the store is not slowed down otherwise.
 *
 * Threads: any. Memory: none is kept. Errors: a text for people in `error`, and a status. */
#ifndef DB_STORE_BACKUP_H
#define DB_STORE_BACKUP_H

#include "db/database.h"
#include "db/store/store.h"

/* dir: the data directory; path: a new file, as of copy_start(), not synced. *own_n: how long our
 * journal is in it. STATUS_CLOSED: the node stops. */
enum status backup_make(struct store *store, const char *dir, const char *path, uint64_t *own_n,
                        char error[DATABASE_ERROR_SIZE]);

#endif
