/* handshake.h - how long a new connection may take to show the peer's key: HANDSHAKE_MS, which is
 * enough on a slow line, but never silent for HANDSHAKE_SILENCE_MS.
 * Threads: one at a time. Memory: plain values. Errors: none. */
#ifndef SERVER_LINK_HANDSHAKE_H
#define SERVER_LINK_HANDSHAKE_H

#include "common/instant.h"

#include <stdint.h>

enum { HANDSHAKE_MS = 30000, HANDSHAKE_SILENCE_MS = 5000 };

struct handshake {
    struct mono end, silence_end; /* the earlier one counts */
    uint64_t raw_bytes;           /* received so far */
};

void handshake_begin(struct handshake *handshake, struct mono now);

/* The connection has received so many bytes in all. */
void handshake_heard(struct handshake *handshake, uint64_t raw_bytes, struct mono now);

struct mono handshake_deadline(const struct handshake *handshake);

#endif
