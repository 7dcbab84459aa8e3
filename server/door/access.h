/* access.h - access codes: 12 Crockford base-32 characters (60 bits), shown as K7QF-93HD-2MXT.
 *
 * A code is HMAC-SHA-256 (RFC 2104) of cluster and ID under the client's key, so that the same
 * registration tried again gets the same code, though only a salted hash of it is kept: at either
 * node, and after any loss. Whoever has the key has the code.
 * Threads: any. Memory: the caller's. Errors: STATUS_IO when the system has no randomness. */
#ifndef SERVER_DOOR_ACCESS_H
#define SERVER_DOOR_ACCESS_H

#include "common/status.h"
#include "server/core/journal.h"

enum {
    ACCESS_CODE_CHARS = 12,
    ACCESS_CODE_SIZE = ACCESS_CODE_CHARS + 1,
    ACCESS_SHOWN_SIZE = ACCESS_CODE_CHARS + 3,
    ACCESS_KEY_LEAST = 22,
    ACCESS_KEY_MOST = 64
};

/* May this be a client's key? Long enough for 128 random bits in base64url, and printable: ASCII
 * without spaces. */
bool access_key_valid(const char *key, size_t len);

/* The bare code for this ID and key, and what is kept of it: HMAC-SHA-256 under a new salt. key_len
 * 0: a random key, so that nobody gets this code again. */
enum status access_issue(const char *cluster, const char *id, const void *key, size_t key_len,
                         char code[ACCESS_CODE_SIZE], struct code_hash *hash);

/* "K7QF-93HD-2MXT". */
void access_show(const char *code, char out[ACCESS_SHOWN_SIZE]);

/* What was typed: case, spaces and dashes do not matter; I and L are 1, O is 0. False when it
 * cannot be a code. */
bool access_normalise(const char *text, size_t len, char out[ACCESS_CODE_SIZE]);

/* In constant time. */
bool access_matches(const char *code, const struct code_hash *hash);

#endif
