/* audit.h - checks a database from its file alone: both journals' numbers and digests, and that the
 * tables are the fold of our own journal. Works beside a running server and on copies.
 * Threads: any, its own connection. Memory: none kept.
 * Errors:  what could not be read is in `report`. */
#ifndef DB_AUDIT_H
#define DB_AUDIT_H

#include "common/buffer.h"

#include <stdbool.h>

/* Appends what was checked and every difference, a line each. True when all is as it should be. */
bool audit_run(const char *path, struct buffer *report);

#endif
