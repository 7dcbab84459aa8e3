/* journal.h - one entry of a node's journal: its fields, its canonical bytes and its digest.
 *
 *   J1  entry n of a journal has number n; the first is 1 and none is missing
 *   J2  digest(n) = SHA-256(digest(n-1) || bytes of entry n); digest(0) depends on the node alone
 *   J3  bytes -> entry -> bytes is the identity: an entry has one encoding, other bytes are
 *       refused, and so a digest stands for exactly one history
 *
 * Canonical bytes, integers big-endian:
 *   u8 version (4), u8 kind, u64 n, u64 seen, u64 ref, i64 at, u64 clock,
 *   u8 length + applicant ID, then, of the kinds that have an order, u8 0 or 1 and key, by, reason;
 *   then the fields of the kind in the order of fields.c; texts as u8 length + bytes, an answer's
 *   values as u16 length + bytes.
 *
 * Threads: any. Memory: the caller's; a decoded answer's values point into the decoded bytes.
 * Errors:  false for bytes that do not encode an entry. */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include "server/core/entry.h"

/* digest(0) of the journal of this node of this cluster. */
struct digest journal_origin(const char *cluster, const char *node);

/* digest(n) from digest(n-1) and entry n's bytes. */
struct digest journal_chain(const struct digest *before, const uint8_t *bytes, size_t len);

/* The length of the canonical bytes of a valid entry. */
size_t journal_encode(const struct entry *entry, uint8_t out[ENTRY_MAX_BYTES]);

bool journal_decode(const uint8_t *bytes, size_t len, struct entry *out);

#endif
