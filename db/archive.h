/* archive.h - an archive: a copy of a node's database (copy.h) with one more table, `archived`, that
 * holds files by their names: certificates, the roster, exports, records. All that reads a database
 * file reads an archive too, and takes no other table that a node's database does not have.
 *
 * Threads: one at a time, with a connection of its own. Memory: open/close.
 * Errors:  a text for people in `error`, and a status: STATUS_INVALID: it is no archive, or another
 *          program's database; STATUS_FULL: the disk; STATUS_IO, STATUS_NOMEM. */
#ifndef DB_ARCHIVE_H
#define DB_ARCHIVE_H

#include "common/buffer.h"
#include "db/database.h"
#include "server/core/digest.h"

enum { ARCHIVE_NAME_SIZE = 256 };

/* Copies the database of a stopped node, whose directory the caller has locked, to a new file. */
enum status archive_copy(const char *dir, const char *path, char error[DATABASE_ERROR_SIZE]);

struct archive;

/* Makes an archive of a copy, to put files into. */
enum status archive_make(const char *path, struct archive **out, char error[DATABASE_ERROR_SIZE]);

/* STATUS_INVALID: a file of that name is there already. */
enum status archive_put(struct archive *archive, const char *name, const void *bytes, size_t len,
                        char error[DATABASE_ERROR_SIZE]);

/* Commits all files and frees the archive. The caller syncs the file. */
enum status archive_end(struct archive *archive, char error[DATABASE_ERROR_SIZE]);

void archive_abandon(struct archive *archive); /* NULL is allowed */

/* Opens an archive to read it. archive_abandon() closes it. */
enum status archive_open(const char *path, struct archive **out, char error[DATABASE_ERROR_SIZE]);

/* The file whose name comes after that one, which may be `name` itself; "" before the first. False:
 * there is none, or the archive cannot be read (archive_status()). */
bool archive_next(struct archive *archive, const char *after, char name[ARCHIVE_NAME_SIZE],
                  int64_t *bytes);

/* Appends the file of that name. False: as archive_next(). */
bool archive_get(struct archive *archive, const char *name, struct buffer *out);

enum status archive_status(const struct archive *archive);

#endif
