#include "server/setup/secret.h"

#include "common/base32.h"
#include "common/hex.h"
#include "common/random.h"
#include "common/wipe.h"

#include <openssl/crypto.h>
#include <string.h>

enum { PREFIX_FROM = 8 /* secrets */, DIFFERENT_LEAST = 3 };

static const char mark[] = "sha256:";

bool secret_take(const char *text, size_t len, char out[SECRET_SIZE])
{
    size_t used = 0;
    bool good = true;
    for (size_t i = 0; good && i < len; i++) {
        char c = base32_normal(text[i]);
        if (c == ' ' || c == '-')
            continue;
        good = c > ' ' && c <= '~' && used < SECRET_MOST;
        if (good)
            out[used++] = c;
    }
    out[used] = '\0';
    return good && used > 0;
}

struct code_hash secret_hash(const char *normal, const uint8_t salt[SALT_BYTES])
{
    struct code_hash hash;
    memcpy(hash.salt, salt, SALT_BYTES);
    hash.hash = digest_of_two(salt, SALT_BYTES, normal, strlen(normal));
    return hash;
}

void secret_hash_text(const struct code_hash *hash, char out[SECRET_HASH_TEXT_SIZE])
{
    memcpy(out, mark, sizeof mark - 1);
    char *at = hex_put(out + sizeof mark - 1, hash->salt, SALT_BYTES);
    *at++ = ':';
    (void)hex_put(at, hash->hash.bytes, DIGEST_BYTES);
}

static bool take_hex(const char *at, uint8_t *out, size_t bytes)
{
    for (size_t i = 0; i < 2 * bytes; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return false;
        out[i / 2] = (uint8_t)(out[i / 2] << 4 | digit);
    }
    return true;
}

bool secret_is_hash(const struct wire_word *cell)
{
    return cell->len >= sizeof mark - 1 && memcmp(cell->data, mark, sizeof mark - 1) == 0;
}

bool secret_hash_parse(const struct wire_word *cell, struct code_hash *out)
{
    const char *salt = cell->data + sizeof mark - 1, *hash = salt + (size_t)2 * SALT_BYTES + 1;
    return secret_is_hash(cell) && cell->len == SECRET_HASH_TEXT_SIZE - 1 && hash[-1] == ':' &&
           take_hex(salt, out->salt, SALT_BYTES) && take_hex(hash, out->hash.bytes, DIGEST_BYTES);
}

bool secret_matches(const char *text, size_t len, const struct code_hash *hash)
{
    char normal[SECRET_SIZE];
    bool possible = secret_take(text, len, normal);
    struct code_hash given = secret_hash(normal, hash->salt);
    bool same = CRYPTO_memcmp(given.hash.bytes, hash->hash.bytes, DIGEST_BYTES) == 0;
    wipe(normal, sizeof normal);
    return possible && same;
}

/* --- how random a column of secrets can be --- */

/* Together the 64 printable characters of normal forms. */
static const struct {
    const char *characters; /* NULL: all others */
    unsigned count;
} classes[] = {{"01", 2}, {"23456789", 8}, {"ABCDEF", 6}, {"GHJKMNPQRSTVWXYZ", 16},
               {"U", 1},  {NULL, 31}};

enum { CLASSES = sizeof classes / sizeof classes[0] };

static unsigned class_of(char c)
{
    unsigned i = 0;
    while (classes[i].characters != NULL && strchr(classes[i].characters, c) == NULL)
        i++;
    return i;
}

void secret_column_add(struct secret_column *column, const char *normal)
{
    size_t len = strlen(normal);
    if (column->count == 0) {
        memcpy(column->first, normal, len + 1);
        column->shortest = len;
    }
    if (len < column->shortest)
        column->shortest = len;
    for (size_t i = 0; i < len; i++) {
        column->classes |= 1U << class_of(normal[i]);
        column->varies[i] |= normal[i] != column->first[i];
    }
    column->count++;
}

static size_t count_different(const char *text)
{
    size_t count = 0;
    for (size_t i = 0; text[i] != '\0'; i++)
        count += strchr(text, text[i]) == text + i;
    return count;
}

bool secret_is_strong(const struct secret_column *column, const char *normal)
{
    uint64_t alphabet = 0, possible = 1;
    const uint64_t least = UINT64_C(1) << SECRET_BITS_LEAST;
    for (unsigned i = 0; i < CLASSES; i++)
        alphabet += (column->classes >> i & 1) != 0 ? classes[i].count : 0;
    for (size_t i = 0; normal[i] != '\0' && possible < least; i++) {
        bool same = column->count >= PREFIX_FROM && i < column->shortest && !column->varies[i];
        possible *= same ? 1 : alphabet;
    }
    return possible >= least && count_different(normal) >= DIFFERENT_LEAST;
}

enum status secret_make(char out[SECRET_CHARS + 1])
{
    uint8_t bytes[SECRET_CHARS * 5 / 8 + 2];
    if (random_bytes(bytes, sizeof bytes) != STATUS_OK)
        return STATUS_IO;
    base32_write(bytes, SECRET_CHARS, out);
    wipe(bytes, sizeof bytes);
    return STATUS_OK;
}
