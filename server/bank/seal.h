/* seal.h - a question bank encrypted with a passphrase: bytes to bytes.
 *
 *   at   bytes  what
 *    0     8    "SINODO" 00 1A: text has no NUL, so no plain bank begins with these bytes
 *    8     1    version, 1
 *    9     1    the KDF's cost: log2 N,
 *   10     1                    r,
 *   11     1                    p
 *   12    16    salt
 *   28    12    nonce
 *   40    1+n   encrypted: the format, 'A' (Aiken) or 'G' (GIFT), and the bank's text
 *  41+n   16    tag
 *
 * The key is scrypt(passphrase, salt, N, r, p), 32 bytes (RFC 7914). The cipher is AES-256-GCM
 * (NIST SP 800-38D) with a nonce of 96 bits; the first 40 bytes are its additional authenticated
 * data, so that a change of any bit of the file is detected. Salt and nonce are random for each
 * file; the salt gives each file a key of its own. Without the passphrase the file reveals only the
 * bank's length.
 *
 * Cost: N = 2^17, r = 8, p = 1. One attempt takes 128 * N * r bytes = 128 MiB and about half a
 * second: an operator pays this once, an attacker for each passphrase that he tries.
 *
 * The cost in the file is read before the file is authenticated. A cost above 256 MiB or four times
 * the work is refused before any of it is spent: a hostile file cannot make a node take gigabytes
 * or work for minutes.
 *
 * Threads: any. Memory: the caller's; key and passphrase are not kept.
 * Errors:  enum seal_result; the output is then untouched. */
#ifndef BANK_SEAL_H
#define BANK_SEAL_H

#include "server/bank/format.h"
#include "server/bank/limits.h"
#include "server/bank/passphrase.h"

#include <stdint.h>

enum {
    SEAL_MAGIC_BYTES = 8,
    SEAL_SALT_BYTES = 16,
    SEAL_NONCE_BYTES = 12,
    SEAL_TAG_BYTES = 16,
    SEAL_HEADER_BYTES = SEAL_MAGIC_BYTES + 4 + SEAL_SALT_BYTES + SEAL_NONCE_BYTES,
    SEAL_EXTRA_BYTES = SEAL_HEADER_BYTES + 1 + SEAL_TAG_BYTES, /* more than the bank's text */
    SEAL_FILE_BYTES = BANK_FILE_BYTES + SEAL_EXTRA_BYTES,      /* largest sealed bank */
    SEAL_LOG2_N = 17
};

enum seal_result {
    SEAL_OK,
    SEAL_NOT_SEALED,  /* the file does not begin with the magic bytes */
    SEAL_DAMAGED,     /* damaged, or the passphrase is wrong: the two cannot be told apart */
    SEAL_UNSUPPORTED, /* a version or a cost that this program does not accept */
    SEAL_NOMEM,
    SEAL_NO_CRYPTO /* the library has no scrypt or AES-256-GCM, or the system no randomness */
};

/* For people: "the passphrase is wrong or the file is damaged". */
const char *seal_result_text(enum seal_result result);

/* The parameters of the KDF and the cipher. */
struct seal_header {
    uint8_t log2_n, r, p;
    uint8_t salt[SEAL_SALT_BYTES], nonce[SEAL_NONCE_BYTES];
};

/* Do the data begin with the magic bytes? */
bool seal_recognises(const char *data, size_t len);

/* Reads the header; SEAL_UNSUPPORTED when the cost is out of bounds. Exposed for tests. */
enum seal_result seal_read_header(const char *data, size_t len, struct seal_header *out);

/* Appends the sealed bank. len: up to BANK_FILE_BYTES. log2_n: SEAL_LOG2_N; less for tests only. */
enum seal_result seal_make(enum bank_format format, const char *text, size_t len,
                           const struct passphrase *passphrase, unsigned log2_n,
                           struct buffer *out);

/* Appends the bank's text. The caller ends with buffer_wipe() of it. */
enum seal_result seal_open(const char *data, size_t len, const struct passphrase *passphrase,
                           enum bank_format *format, struct buffer *text);

#endif
