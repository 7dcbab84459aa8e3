/* new_file.h - writes a file that was not there before: whole or not at all.
 * Threads: any. Memory: none kept. Errors: STATUS_IO, and `errors` gets a line for people. */
#ifndef SERVER_CTL_NEW_FILE_H
#define SERVER_CTL_NEW_FILE_H

#include "common/buffer.h"
#include "common/status.h"

/* Never over a file that is there. Mode 0600. */
enum status new_file_write(const char *path, const char *data, size_t len, struct buffer *errors);

#endif
