/* whole_file.h - a file that is written piece by piece, and is there whole or not at all: under another
 * name in the same directory first, then synced and renamed. Mode 0600: it names people.
 * Threads: one at a time. Memory: the caller's. Errors: STATUS_IO; errno says why. */
#ifndef COMMON_WHOLE_FILE_H
#define COMMON_WHOLE_FILE_H

#include "common/buffer.h"
#include "common/status.h"

enum { WHOLE_FILE_PATH_SIZE = 4096 };

struct whole_file {
    int fd;                             /* of the partial file; -1: none */
    char path[WHOLE_FILE_PATH_SIZE];    /* that it will have */
    char partial[WHOLE_FILE_PATH_SIZE]; /* that it has until the commit */
};

/* A file of that name is replaced by the commit, a symbolic link too. What is no file is refused with
 * EEXIST: a rename would put a file in a device's place. */
enum status whole_file_begin(struct whole_file *file, const char *path);

/* Syncs and renames. When it fails nothing is left of the file. */
enum status whole_file_commit(struct whole_file *file);

/* A whole text at once. STATUS_NOMEM: the buffer has failed. */
enum status whole_file_put(const char *path, const struct buffer *text);

/* Removes what was written. */
void whole_file_abandon(struct whole_file *file);

#endif
