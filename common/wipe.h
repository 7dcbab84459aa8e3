/* wipe.h - overwriting a secret (a code, a key, a passphrase) when it has been used. The compiler
 * may leave out a memset(3) of memory that is not read again; it never leaves out this.
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef COMMON_WIPE_H
#define COMMON_WIPE_H

#include <stddef.h>
#include <string.h>

static inline void wipe(void *data, size_t len)
{
    explicit_bzero(data, len);
}

#endif
