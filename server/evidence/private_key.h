/* private_key.h - a private key in a PEM file (PKCS #8), which nobody but its owner may read.
 * Threads: any. Memory: the caller frees a key that was read. Errors: STATUS_IO: errno says why;
 * STATUS_INVALID: error[] has a text for people. */
#ifndef SERVER_EVIDENCE_PRIVATE_KEY_H
#define SERVER_EVIDENCE_PRIVATE_KEY_H

#include "common/status.h"

#include <stdbool.h>

enum { KEY_ERROR_SIZE = 512 };

struct evp_pkey_st;

/* The file must belong to this user or to root, and nobody else may read it. *out is NULL where the file
 * holds no key. */
enum status private_key_read(const char *path, struct evp_pkey_st **out,
                             char error[KEY_ERROR_SIZE]);

/* Writes dir/name, mode 0600, never over a file that is there. False: errno says why; EEXIST. */
bool private_key_write(const char *dir, const char *name, struct evp_pkey_st *key);

#endif
