/* copy.h - a copy of an open database in a new file of mode 0600, marked as restored and with a run
 * number of its own (run.h). It is made in pieces, so that the caller can stop between two of them.
 * If another connection writes to the source meanwhile the copy begins again, unless the caller holds
 * a read transaction on the source.
 *
 * Threads: the one that owns the connection; copy_settle() any, after the last piece.
 * Memory:  a copy is freed when a function says that it is finished, failed or abandoned.
 * Errors:  a text for people in `error`, and a status; the unfinished file is removed. */
#ifndef DB_COPY_H
#define DB_COPY_H

#include "db/database.h"

struct copy;

/* path: of a new file. If the process dies the next start removes a file that has DATABASE_PARTIAL
 * in its name. */
enum status copy_start(sqlite3 *source, const char *path, struct copy **out,
                       char error[DATABASE_ERROR_SIZE]);

/* Copies up to `pages` pages; *finished after the last one. On failure the copy is freed. */
enum status copy_step(struct copy *copy, int pages, bool *finished,
                      char error[DATABASE_ERROR_SIZE]);

/* Marks the copy, syncs the file if `sync` is set, closes it, and frees the copy. */
enum status copy_settle(struct copy *copy, bool sync, char error[DATABASE_ERROR_SIZE]);

void copy_abandon(struct copy *copy); /* NULL is allowed */

#endif
