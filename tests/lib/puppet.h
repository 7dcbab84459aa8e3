/* puppet.h - replies of any bytes through the shipping code of the client and of sinodoctl that
 * reads and shows them, in lines and on the whole screen.
 * Threads: main; standard output is caught meanwhile. Memory: the caller's buffers.
 * Errors: abort() when the output has a character that no terminal may get (hostile.h). */
#ifndef TESTS_PUPPET_H
#define TESTS_PUPPET_H

#include "common/buffer.h"

/* Replies in RESP2, one after another, up to the first that is none. columns and rows: of the
 * screen. All that was shown is appended to `shown`. */
void puppet_client(const char *replies, size_t len, int columns, int rows, struct buffer *shown);
void puppet_ctl(const char *replies, size_t len, struct buffer *shown);

#endif
