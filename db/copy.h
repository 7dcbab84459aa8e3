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

/* Opens a database that no process writes, to read: the file alone when it has no log or `alone` is
 * set, so that no file is made beside it; otherwise the file with its log. sql_close() is due, also
 * after a failure. */
enum status copy_open_source(const char *path, bool alone, struct sql *out,
                             char error[DATABASE_ERROR_SIZE]);

/* Copies such a database at once, and settles the copy. */
enum status copy_whole(const struct sql *source, const char *path, char error[DATABASE_ERROR_SIZE]);

#endif
