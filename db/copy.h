/* copy.h - a copy of an open database in a new file of mode 0600, marked as restored and with a run
 * number of its own (run.h), made a piece at a time so that other work goes on between the pieces.
 * A piece holds a read transaction only while it is read; what is written meanwhile by the same
 * connection goes to the copy as well.
 *
 * Threads: copy_start(), copy_step() and copy_abandon() the one that owns the database;
 * copy_settle() any, after the last piece. Memory: a copy is gone when its end was told.
 * Errors:  a text for people in `error`, and a status; what was written is removed. */
#ifndef DB_COPY_H
#define DB_COPY_H

#include "db/database.h"

struct copy;

/* path: a new file's; a name with DATABASE_PARTIAL is removed at the next start if the process
 * dies.
 */
enum status copy_start(sqlite3 *source, const char *path, struct copy **out,
                       char error[DATABASE_ERROR_SIZE]);

/* Copies up to `pages` pages; *finished after the last one. A copy that failed is gone. */
enum status copy_step(struct copy *copy, int pages, bool *finished,
                      char error[DATABASE_ERROR_SIZE]);

/* Marks the copy, closes the file, and puts it on the disk if `sync` says so. It is gone then. */
enum status copy_settle(struct copy *copy, bool sync, char error[DATABASE_ERROR_SIZE]);

void copy_abandon(struct copy *copy); /* NULL is allowed */

#endif
