/* file.h - files that are there whole or not at all.
 * Threads: any. Memory: the caller's. Errors: STATUS_IO, errno says why. */
#ifndef COMMON_FILE_H
#define COMMON_FILE_H

#include "common/status.h"

#include <stddef.h>

/* Writes dir/name, mode 0600, under another name first; it is on the disk when this returns. A file
 * of that name is replaced. */
enum status file_put(const char *dir, const char *name, const char *data, size_t len);

/* The same, but a file of that name stays as it is: errno is EEXIST. Of many at once one succeeds.
 */
enum status file_put_new(const char *dir, const char *name, const char *data, size_t len);

#endif
