/* verify.h - answers from the files alone: are the journals whole, and as both nodes signed them?
 * Is this receipt genuine?
 * Threads: one. Memory: none kept. Errors: told on standard output; exit status of sysexits.h. */
#ifndef SERVER_CTL_VERIFY_H
#define SERVER_CTL_VERIFY_H

#include "server/evidence/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VERIFY_KEYS = 4 };

/* The nodes' public keys, from certificates that were kept elsewhere; none: the keys that the
 * database names. */
struct verify_keys {
    uint8_t key[VERIFY_KEYS][KEY_PUBLIC_BYTES];
    size_t count;
};

/* Checks both journals, the tables and every signature in that database. A journal that one of the
 * nodes has not signed counts as a fault. original: as of audit_run_copy(). */
int verify_database(const char *path, const char *original, const struct verify_keys *keys);

/* Checks a receipt against the journal in that database. key: KEY_PUBLIC_BYTES, of the node that
 * gave the receipt; NULL: one of the keys that signed its journal. */
int verify_receipt(const char *path, const char *receipt, const uint8_t *key);

/* Did the node of that name sign its journal, as it is in that database, with this key? */
bool verify_signs_journal(const char *path, const char *node, const uint8_t key[KEY_PUBLIC_BYTES]);

#endif
