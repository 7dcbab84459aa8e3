/* copier.h - a backup that is written a piece at a time between the store's batches. One at once.
 *
 * Threads: copier_copy() any; the others the store thread, with no transaction open and nothing on
 * its way to the disk: what is copied is what a restart would find. Memory: open/close.
 * Errors:  a text for people in `error`, and a status. */
#ifndef DB_COPIER_H
#define DB_COPIER_H

#include "db/store.h"

struct copier;

enum status copier_open(struct copier **out);
void copier_close(struct copier *copier); /* nothing is being copied; NULL is allowed */

/* As store_backup(). */
enum status copier_copy(struct copier *copier, struct store *store, const char *path,
                        char error[DATABASE_ERROR_SIZE]);

bool copier_is_busy(const struct copier *copier);
void copier_step(struct copier *copier);

/* A node that stops does not wait for a backup. Does nothing when there is none. */
void copier_abandon(struct copier *copier);

#endif
