/* random.h - random bytes from the system, good enough for keys, codes and salts.
 * Threads: any. Memory: the caller's. Errors: STATUS_IO when the system gives none; what `out`
 * holds is then not to be used.
 * The run numbers of db/run.h come from sqlite3_randomness(): the simulation seeds that. */
#ifndef COMMON_RANDOM_H
#define COMMON_RANDOM_H

#include "common/status.h"

#include <stddef.h>

/* len: up to RANDOM_BYTES_MAX, so many getrandom(2) gives at once and without interruption. */
enum { RANDOM_BYTES_MAX = 256 };
enum status random_bytes(void *out, size_t len);

#endif
