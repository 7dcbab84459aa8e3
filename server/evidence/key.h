/* key.h - a node's key: Ed25519 (RFC 8032), in DATA/node.key (PEM, mode 0600), with the self-signed
 * certificate that TLS wants around it in DATA/node.crt. Made once, by whoever opens it first, and
 * never replaced. Whoever has the file is the node: it goes with the node's backups, and nowhere
 * else. The certificate follows from the key, and is written anew when it is not of it.
 *
 * Signatures say what they are for: the same key proves who a node is and what it wrote, and no
 * signature of one kind is one of another.
 *
 * Threads: any, after key_open. Memory: open/close. Errors: STATUS_NOMEM, STATUS_IO and
 * STATUS_INVALID with a text for people. */
#ifndef SERVER_EVIDENCE_KEY_H
#define SERVER_EVIDENCE_KEY_H

#include "common/tls.h"

enum {
    KEY_ERROR_SIZE = 512,
    KEY_PATH_SIZE = 1100,
    KEY_PUBLIC_BYTES = 32,
    KEY_SIGNATURE_BYTES = 64
};

struct key;

/* Reads the key in that directory; makes directory, key and certificate when they are missing. The
 * file must be this user's or root's, and nobody else may read it. */
enum status key_open(const char *dir, struct key **out, char error[KEY_ERROR_SIZE]);
void key_close(struct key *key); /* wipes it; NULL is allowed */

const struct fingerprint *key_fingerprint(const struct key *key);
const uint8_t *key_public(const struct key *key); /* KEY_PUBLIC_BYTES */
const char *key_path(const struct key *key);
const char *key_certificate_path(const struct key *key);

/* The public key of a certificate in a PEM file. */
bool key_read_public(const char *path, uint8_t out[KEY_PUBLIC_BYTES]);

/* The fingerprint of a public key. */
struct fingerprint key_fingerprint_of(const uint8_t public_key[KEY_PUBLIC_BYTES]);

/* purpose: what is signed, such as "journal". */
bool key_sign(const struct key *key, const char *purpose, const void *data, size_t len,
              uint8_t out[KEY_SIGNATURE_BYTES]);
bool key_verify(const uint8_t public_key[KEY_PUBLIC_BYTES], const char *purpose, const void *data,
                size_t len, const uint8_t signature[KEY_SIGNATURE_BYTES]);

#endif
