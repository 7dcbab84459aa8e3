#include "server/link/handshake.h"

void handshake_begin(struct handshake *h, struct mono now)
{
    h->end.ms = now.ms + HANDSHAKE_MS;
    h->silence_end.ms = now.ms + HANDSHAKE_SILENCE_MS;
    h->raw_bytes = 0;
}

void handshake_heard(struct handshake *h, uint64_t raw_bytes, struct mono now)
{
    if (raw_bytes <= h->raw_bytes)
        return;
    h->raw_bytes = raw_bytes;
    h->silence_end.ms = now.ms + HANDSHAKE_SILENCE_MS;
}

struct mono handshake_deadline(const struct handshake *h)
{
    return h->end.ms < h->silence_end.ms ? h->end : h->silence_end;
}
