/* verify.h - what a court may ask of the files alone: are the journals whole, and as both nodes
 * signed them; is this receipt genuine?
 * Threads: one. Memory: none kept. Errors: told on standard output; exit status of sysexits.h. */
#ifndef SERVER_CTL_VERIFY_H
#define SERVER_CTL_VERIFY_H

#include "server/evidence/key.h"

#include <stddef.h>
#include <stdint.h>

enum { VERIFY_KEYS = 4 };

/* The nodes' public keys, as somebody else kept them; none: whatever keys the database names. */
struct verify_keys {
    uint8_t key[VERIFY_KEYS][KEY_PUBLIC_BYTES];
    size_t count;
};

/* Both journals, the tables and every signature in that database. A journal without a signature of
 * one of its nodes is not as it should be. original: as of audit_run_copy(). */
int verify_database(const char *path, const char *original, const struct verify_keys *keys);

/* A receipt, against the journal in that database. key: of the node that gave it, KEY_PUBLIC_BYTES,
 * or NULL: the keys by which its journal was signed here. */
int verify_receipt(const char *path, const char *receipt, const uint8_t *key);

#endif
