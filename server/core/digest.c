#include "server/core/digest.h"

#include <openssl/sha.h>
#include <string.h>

struct digest digest_of(const void *data, size_t len)
{
    struct digest digest;
    (void)SHA256(data, len, digest.bytes);
    return digest;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

bool digest_is_zero(const struct digest *d)
{
    static const struct digest zero;
    return digest_equal(d, &zero);
}

void digest_text(const struct digest *d, char out[DIGEST_TEXT_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        out[2 * i] = hex[d->bytes[i] >> 4];
        out[2 * i + 1] = hex[d->bytes[i] & 15];
    }
    out[DIGEST_TEXT_SIZE - 1] = '\0';
}
