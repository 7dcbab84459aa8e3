/* file.h - reading a whole file; writing one so that it is there whole or not at all.
 * Threads: any. Memory: the caller's. Errors: STATUS_IO, errno says why. */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include "common/buffer.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Is it a directory that nobody but this user may change? Otherwise words[] says what to do.
 * FILE_OR_ROOTS: it may be root's as well. FILE_ROOT_MAY: root may work in
 * another user's. FILE_NO_LINK: nor may it be a symbolic link. */
enum { FILE_WORDS_SIZE = 400 };
enum file_rule { FILE_OWN, FILE_OR_ROOTS, FILE_ROOT_MAY, FILE_NO_LINK };
bool file_is_safe_directory(const char *dir, enum file_rule rule, char words[FILE_WORDS_SIZE]);

/* Puts a file, or the names in a directory, on the disk. The second: the names beside the path, which
 * must outlive a power cut as well as the bytes. */
bool file_sync(const char *path);
bool file_sync_parent(const char *path);

/* Writes dir/name, mode 0600, under another name first; it is on the disk when this returns. A file
 * of that name is replaced; a symbolic link is never followed. */
enum status file_put(const char *dir, const char *name, const char *data, size_t len);

/* The same, but a file of that name stays as it is: errno is EEXIST. Of many at once one succeeds.
 */
enum status file_put_new(const char *dir, const char *name, const char *data, size_t len);

/* Appends a whole file of at most `most` bytes. STATUS_IO, STATUS_INVALID (it is longer): `errors`
 * gets a line for people. STATUS_NOMEM. */
enum status file_read(const char *path, size_t most, struct buffer *out, struct buffer *errors);

#endif
