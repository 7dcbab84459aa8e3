/* access.h - access codes: 12 Crockford base-32 characters (60 bits), shown as K7QF-93HD-2MXT.
 *
 * A code is HMAC-SHA-256 (RFC 2104) of cluster and ID under the client's key. A registration that
 * is tried again therefore gets the same code, at either node and after any loss, though a node
 * keeps only a salted hash of it. Whoever has the key has the code.
 *
 * Threads: any. Memory: the caller's.
 * Errors:  STATUS_NOMEM; STATUS_IO when the system has no randomness. */
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

/* May this be a client's key? It has room for 128 random bits in base64url, and is printable ASCII
 * without spaces. */
bool access_key_valid(const char *key, size_t len);

/* Makes the bare code for this ID, or account of the staff (NAME@NODE), and key, and the hash of it
 * that is kept: HMAC-SHA-256 under a new salt. key_len 0: the key is drawn at random, and nobody
 * gets this code again. */
enum status access_issue(const char *cluster, const char *id, const void *key, size_t key_len,
                         char code[ACCESS_CODE_SIZE], struct code_hash *hash);

/* "K7QF-93HD-2MXT". */
void access_show(const char *code, char out[ACCESS_SHOWN_SIZE]);

/* Converts a typed code to the bare code: case, spaces and dashes do not matter; I and L are 1, O
 * is 0. False when it cannot be a code. */
bool access_normalise(const char *text, size_t len, char out[ACCESS_CODE_SIZE]);

/* Is this the code that the hash was made of? Takes the same time whatever the answer. */
enum status access_matches(const char *code, const struct code_hash *hash, bool *out);

#endif
