#include "server/evidence/attest.h"

#include "common/wire.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum {
    STATEMENT_BYTES = 2 * (NODE_NAME_MAX + 1) + 8 + DIGEST_BYTES,
    SIGNATURE_CHARS = 86,
    FIELDS = 6
};

static const char *purpose_of(enum attest_kind kind)
{
    return kind == ATTEST_HEAD ? "head" : kind == ATTEST_RECEIPT ? "receipt" : "export";
}

/* Names with their NULs, the number big-endian, the digest. */
static size_t encode_statement(const struct attest_statement *s, uint8_t out[STATEMENT_BYTES])
{
    size_t at = 0;
    const char *names[] = {s->cluster, s->node};
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(names[i]) + 1;
        memcpy(out + at, names[i], len);
        at += len;
    }
    for (int shift = 56; shift >= 0; shift -= 8)
        out[at++] = (uint8_t)(s->n >> shift);
    memcpy(out + at, s->digest.bytes, DIGEST_BYTES);
    return at + DIGEST_BYTES;
}

bool attest_sign(const struct key *key, enum attest_kind kind, const struct attest_statement *s,
                 uint8_t signature[KEY_SIGNATURE_BYTES])
{
    uint8_t bytes[STATEMENT_BYTES];
    return key_sign(key, purpose_of(kind), bytes, encode_statement(s, bytes), signature);
}

bool attest_verify(const uint8_t public_key[KEY_PUBLIC_BYTES], enum attest_kind kind,
                   const struct attest_statement *s, const uint8_t signature[KEY_SIGNATURE_BYTES])
{
    uint8_t bytes[STATEMENT_BYTES];
    return key_verify(public_key, purpose_of(kind), bytes, encode_statement(s, bytes), signature);
}

/* --- receipts --- */

void attest_signature_text(const uint8_t signature[KEY_SIGNATURE_BYTES],
                           char out[ATTEST_SIGNATURE_SIZE])
{
    char text[SIGNATURE_CHARS + 3];
    (void)EVP_EncodeBlock((unsigned char *)text, signature, KEY_SIGNATURE_BYTES);
    for (char *c = text; *c != '\0'; c++)
        *c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
    (void)snprintf(out, ATTEST_SIGNATURE_SIZE, "%.*s", SIGNATURE_CHARS, text);
}

/* A receipt is written here and nowhere else. */
static void write_receipt(const struct attest_statement *s,
                          const uint8_t signature[KEY_SIGNATURE_BYTES],
                          char out[ATTEST_RECEIPT_SIZE])
{
    char text[ATTEST_SIGNATURE_SIZE], digest[DIGEST_TEXT_SIZE];
    attest_signature_text(signature, text);
    digest_text(&s->digest, digest);
    (void)snprintf(out, ATTEST_RECEIPT_SIZE, "sinodo1:%s:%s:%" PRIu64 ":%s:%s", s->cluster, s->node,
                   s->n, digest, text);
}

bool attest_receipt(const struct key *key, const struct attest_statement *s,
                    char out[ATTEST_RECEIPT_SIZE])
{
    uint8_t signature[KEY_SIGNATURE_BYTES];
    if (!attest_sign(key, ATTEST_RECEIPT, s, signature))
        return false;
    write_receipt(s, signature, out);
    return true;
}

static bool read_name(const struct wire_word *word, char out[NODE_NAME_MAX + 1])
{
    if (!node_name_valid(word->data, word->len))
        return false;
    memcpy(out, word->data, word->len);
    out[word->len] = '\0';
    return true;
}

static bool read_digest(const struct wire_word *word, struct digest *out)
{
    char text[FINGERPRINT_TEXT_SIZE];
    struct fingerprint bytes; /* as long, and written the same way */
    if (word->len != sizeof text - 1)
        return false;
    memcpy(text, word->data, word->len);
    text[word->len] = '\0';
    if (!fingerprint_parse(text, &bytes))
        return false;
    memcpy(out->bytes, bytes.bytes, DIGEST_BYTES);
    return true;
}

bool attest_read_signature(const char *given, size_t len, uint8_t out[KEY_SIGNATURE_BYTES])
{
    char text[SIGNATURE_CHARS + 3];
    unsigned char bytes[KEY_SIGNATURE_BYTES + 2];
    if (len != SIGNATURE_CHARS)
        return false;
    for (size_t i = 0; i < len; i++)
        text[i] = (char)(given[i] == '-' ? '+' : given[i] == '_' ? '/' : given[i]);
    memcpy(text + SIGNATURE_CHARS, "==", 3);
    if (EVP_DecodeBlock(bytes, (const unsigned char *)text, SIGNATURE_CHARS + 2) !=
        KEY_SIGNATURE_BYTES + 2)
        return false;
    memcpy(out, bytes, KEY_SIGNATURE_BYTES);
    return true;
}

/* Splits the text at its colons; false unless it has FIELDS fields. */
static bool split_receipt(const char *text, struct wire_word field[FIELDS])
{
    size_t count = 0;
    for (const char *from = text;; from++) {
        size_t len = strcspn(from, ":");
        if (count == FIELDS)
            return false;
        field[count++] = (struct wire_word){from, len};
        from += len;
        if (*from == '\0')
            return count == FIELDS;
    }
}

bool attest_read_receipt(const char *text, struct attest_statement *out,
                         uint8_t signature[KEY_SIGNATURE_BYTES])
{
    char canonical[ATTEST_RECEIPT_SIZE];
    struct wire_word field[FIELDS];
    int64_t n;
    memset(out, 0, sizeof *out);
    if (!split_receipt(text, field) || !read_name(&field[1], out->cluster) ||
        !read_name(&field[2], out->node) || !wire_integer(&field[3], 1, INT64_MAX, &n) ||
        !read_digest(&field[4], &out->digest) ||
        !attest_read_signature(field[5].data, field[5].len, signature))
        return false;
    out->n = (uint64_t)n;
    write_receipt(out, signature, canonical);
    return strcmp(text, canonical) == 0;
}
