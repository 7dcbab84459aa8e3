#include "server/access.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <sys/random.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void hmac(const void *key, size_t key_len, const void *data, size_t len, struct digest *out)
{
    unsigned size = DIGEST_BYTES;
    const unsigned char *mac = HMAC(EVP_sha256(), key, (int)key_len, data, len, out->bytes, &size);
    assert(mac != NULL && size == DIGEST_BYTES);
}

void access_derive(const uint8_t *secret, const char *id, const void *key, size_t key_len,
                   char out[ACCESS_CODE_SIZE])
{
    /* The ID goes in with its NUL, so that no other pair of ID and key gives the same bytes. */
    uint8_t input[IDENT_SIZE + DIGEST_BYTES];
    size_t id_len = strlen(id) + 1;
    struct digest mac, keyed = digest_of(key, key_len);
    assert(id_len <= IDENT_SIZE);
    memcpy(input, id, id_len);
    memcpy(input + id_len, keyed.bytes, DIGEST_BYTES);
    hmac(secret, DIGEST_BYTES, input, id_len + DIGEST_BYTES, &mac);
    for (size_t i = 0; i < ACCESS_CODE_CHARS; i++) {
        size_t bit = 5 * i;
        unsigned pair = (unsigned)mac.bytes[bit / 8] << 8 | mac.bytes[bit / 8 + 1];
        out[i] = alphabet[pair >> (11 - bit % 8) & 31];
    }
    out[ACCESS_CODE_CHARS] = '\0';
}

void access_show(const char *code, char out[ACCESS_SHOWN_SIZE])
{
    for (size_t i = 0; i < ACCESS_CODE_CHARS; i++) {
        if (i > 0 && i % 4 == 0)
            *out++ = '-';
        *out++ = code[i];
    }
    *out = '\0';
}

static char normal(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'I' || c == 'L')
        return '1';
    return c == 'O' ? '0' : c;
}

bool access_normalise(const char *text, size_t len, char out[ACCESS_CODE_SIZE])
{
    char code[ACCESS_CODE_SIZE] = {0};
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        char c = normal(text[i]);
        if (c == ' ' || c == '-')
            continue;
        if (used == ACCESS_CODE_CHARS || c == '\0' || strchr(alphabet, c) == NULL)
            return false;
        code[used++] = c;
    }
    if (used != ACCESS_CODE_CHARS)
        return false;
    memcpy(out, code, sizeof code);
    return true;
}

enum status access_random(void *out, size_t len)
{
    return getrandom(out, len, 0) == (ssize_t)len ? STATUS_OK : STATUS_IO;
}

enum status access_hash(const char *code, struct code_hash *out)
{
    struct code_hash fresh;
    if (access_random(fresh.salt, sizeof fresh.salt) != STATUS_OK)
        return STATUS_IO;
    hmac(fresh.salt, sizeof fresh.salt, code, ACCESS_CODE_CHARS, &fresh.hash);
    *out = fresh;
    return STATUS_OK;
}

bool access_matches(const char *code, const struct code_hash *hash)
{
    struct digest mac;
    hmac(hash->salt, sizeof hash->salt, code, ACCESS_CODE_CHARS, &mac);
    return CRYPTO_memcmp(mac.bytes, hash->hash.bytes, DIGEST_BYTES) == 0;
}
