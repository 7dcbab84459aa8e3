/* backup.h - a backup that is written a piece at a time between the store's batches. One at once.
 *
 * Threads: backup_copy() any; the others the store thread, with no transaction open and nothing on
 * its way to the disk: what is copied is what a restart would find. Memory: open/close.
 * Errors:  a text for people in `error`, and a status. */
#ifndef DB_STORE_BACKUP_H
#define DB_STORE_BACKUP_H

#include "db/store/store.h"

struct backup;

enum status backup_open(struct backup **out);
void backup_close(struct backup *copier); /* nothing is being copied; NULL is allowed */

/* As store_backup(). */
enum status backup_copy(struct backup *copier, struct store *store, const char *path,
                        char error[DATABASE_ERROR_SIZE]);

bool backup_is_busy(const struct backup *copier);
void backup_step(struct backup *copier);

/* A node that stops does not wait for a backup. Does nothing when there is none. */
void backup_abandon(struct backup *copier);

#endif
