#include "server/core/digest.h"

#include "common/hex.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>
#include <threads.h>

/* Fetched once: EVP_Digest() would look the algorithm up for each digest. */
static EVP_MD *sha256;

static void fetch(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

struct digest digest_of(const void *data, size_t len)
{
    return digest_of_two(data, len, NULL, 0);
}

struct digest digest_of_two(const void *first, size_t first_len, const void *second,
                            size_t second_len)
{
    static once_flag once = ONCE_FLAG_INIT;
    struct digest digest;
    call_once(&once, fetch);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert(context != NULL); /* out of memory: no invariant holds without digests */
    int made = EVP_DigestInit_ex2(context, sha256, NULL);
    made &= EVP_DigestUpdate(context, first, first_len);
    made &= EVP_DigestUpdate(context, second, second_len);
    made &= EVP_DigestFinal_ex(context, digest.bytes, NULL);
    assert(made == 1);
    (void)made;
    EVP_MD_CTX_free(context);
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
    (void)hex_put(out, d->bytes, DIGEST_BYTES);
}
