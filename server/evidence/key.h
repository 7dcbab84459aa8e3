/* key.h - a node's key: Ed25519 (RFC 8032), in DATA/node.key (PEM, mode 0600), and the self-signed
 * certificate that TLS needs, in DATA/node.crt. The program that opens the key first makes it; it
 * is never replaced. Whoever has the file is the node: keep it with the node's backups, and nowhere
 * else. The certificate depends on the key alone; one that is torn or of another key is replaced.
 *
 * The signed bytes begin with the purpose of the signature: the same key proves a node's identity
 * and its entries, and a signature for one purpose is never valid for another.
 *
 * Threads: any, after key_open().
 * Memory:  open/close.
 * Errors:  STATUS_NOMEM, STATUS_IO and STATUS_INVALID with a text for people. */
#ifndef SERVER_EVIDENCE_KEY_H
#define SERVER_EVIDENCE_KEY_H

#include "common/tls.h"
#include "server/evidence/private_key.h"

enum { KEY_PATH_SIZE = 1100, KEY_PUBLIC_BYTES = 32, KEY_SIGNATURE_BYTES = 64 };

struct key;

/* Reads the key in that directory; makes directory, key and certificate when they are missing. The
 * file must belong to this user or to root, and nobody else may read it. */
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

/* purpose: such as "head" or "receipt". */
bool key_sign(const struct key *key, const char *purpose, const void *data, size_t len,
              uint8_t out[KEY_SIGNATURE_BYTES]);
bool key_verify(const uint8_t public_key[KEY_PUBLIC_BYTES], const char *purpose, const void *data,
                size_t len, const uint8_t signature[KEY_SIGNATURE_BYTES]);

#endif
