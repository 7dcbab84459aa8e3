/* secret.h - the secrets of a roster: what the convocation letter of a person says. A cell of the
 * column holds the secret itself, or a salted hash of it, which `sinodoctl roster-secrets` writes:
 *
 *     sha256:SALT:HASH      16 and 32 bytes in hexadecimal; HASH = SHA-256(SALT ‖ secret)
 *
 * A secret is compared as people type it: case, spaces and dashes do not matter; I and L are 1, O is
 * 0 (base32.h). What is left is its normal form, of which the hash is made.
 *
 * How many random bits a secret has cannot be seen, but how many it can have at the most: its length
 * in characters times the bits of an alphabet. The alphabet is taken from the whole column, since
 * one secret of letters and digits may have digits alone by chance. A place that holds the same
 * character in all secrets of the column, as a prefix, counts nothing once there are eight of them;
 * neither does a secret with fewer than three different characters. A hash hides all that.
 *
 * Threads: any. Memory: the caller's; secrets are for wipe(). Errors: a text for people. */
#ifndef SERVER_SETUP_SECRET_H
#define SERVER_SETUP_SECRET_H

#include "common/wire.h"
#include "server/core/journal.h"

enum {
    SECRET_MOST = 64, /* characters of the normal form */
    SECRET_SIZE = SECRET_MOST + 1,
    SECRET_BITS_LEAST = 50,
    SECRET_CHARS = 12, /* of the secrets that are made: 60 bits */
    SECRET_SHOWN_SIZE = SECRET_CHARS + SECRET_CHARS / 4,
    SECRET_HASH_TEXT_SIZE = sizeof "sha256::" + 2 * sizeof(struct code_hash)
};

/* Makes the normal form. False: it is empty, too long, or holds a character that is not printable
 * ASCII. */
bool secret_take(const char *text, size_t len, char out[SECRET_SIZE]);

struct code_hash secret_hash(const char *normal, const uint8_t salt[SALT_BYTES]);

void secret_hash_text(const struct code_hash *hash, char out[SECRET_HASH_TEXT_SIZE]);
bool secret_is_hash(const struct wire_word *cell);
bool secret_hash_parse(const struct wire_word *cell, struct code_hash *out);

/* Is this text the secret? Takes the same time whatever the answer is. */
bool secret_matches(const char *text, size_t len, const struct code_hash *hash);

/* What is known of a column of secrets. Zeros: nothing yet. */
struct secret_column {
    unsigned classes;         /* of characters that occur */
    size_t count, shortest;   /* secrets; characters */
    char first[SECRET_SIZE];  /* the first secret */
    bool varies[SECRET_MOST]; /* these places do not hold the same character in all secrets */
};
void secret_column_add(struct secret_column *column, const char *normal);

/* Can this secret of the column have SECRET_BITS_LEAST random bits? */
bool secret_is_strong(const struct secret_column *column, const char *normal);

/* A new secret of 60 random bits: its normal form. STATUS_IO: the system has no random bytes. */
enum status secret_make(char out[SECRET_CHARS + 1]);

#endif
