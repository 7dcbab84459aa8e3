/* file.h - reading a whole file; writing one so that it is there whole or not at all.
 * Threads: any. Memory: the caller's. Errors: STATUS_IO, errno says why. */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include "common/buffer.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>

enum { FILE_WORDS_SIZE = 400 };
enum file_rule {
    FILE_OWN,      /* the directory belongs to this user */
    FILE_OR_ROOTS, /* or to root */
    FILE_ROOT_MAY, /* or this user is root */
    FILE_NO_LINK   /* as FILE_OWN, and it is no symbolic link */
};

/* Is `dir` a directory that no other user may change, and whose owner follows the rule? Otherwise
 * words[] says what the operator should do. */
bool file_is_safe_directory(const char *dir, enum file_rule rule, char words[FILE_WORDS_SIZE]);

/* fsync(2) of a file, or of a directory, whose names must outlive a power cut as well as the bytes
 * of its files. The second: of the directory that the path is in. False: errno says why. */
bool file_sync(const char *path);
bool file_sync_parent(const char *path);

/* Writes all of it, however much write(2) takes at once. False: errno says why. */
bool file_write(int fd, const char *data, size_t len);

/* Writes dir/name, mode 0600: under another name first, then renamed. It is durable when this
 * returns. A file of that name is replaced; a symbolic link is never followed. */
enum status file_put(const char *dir, const char *name, const char *data, size_t len);

/* The same, but where a file of that name exists it stays, and errno is EEXIST. Of several callers
 * at once one succeeds. */
enum status file_put_new(const char *dir, const char *name, const char *data, size_t len);

/* The part of a path behind its last slash. */
const char *file_name(const char *path);

/* The same, and the directory before it, for file_put(); "." where the path names none. */
const char *file_split(const char *path, char *dir, size_t size);

/* Gives a file a name that no file has yet; its present name may stay as a second one. False: errno
 * says why; EEXIST: there is such a file. Where the file system has no hard links (FAT), a file of
 * that name that is made at the same moment is replaced. */
bool file_place_new(const char *present, const char *name);

/* Appends a whole file of at most `most` bytes. STATUS_IO, STATUS_INVALID (it is longer): `errors`
 * gets a line for people. STATUS_NOMEM. */
enum status file_read(const char *path, size_t most, struct buffer *out, struct buffer *errors);

#endif
