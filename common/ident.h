/* ident.h - applicant IDs (national identity numbers) in the one form in which they are compared.
 * Threads: any. Memory: the caller's. Errors: false for what cannot be an ID. */
#ifndef COMMON_IDENT_H
#define COMMON_IDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IDENT_MAX = 20, IDENT_SIZE = IDENT_MAX + 1 };

/* Canonical form: one upper-case letter (default_letter when only a number was typed), then the
 * number without leading zeros; dots, dashes and spaces are dropped. "12.345.678", "V-12345678" and
 * "v012345678" are all V12345678. False, with out untouched, when there is no number, the number is
 * zero, another character occurs, or the canonical form is longer than IDENT_MAX. */
bool ident_canonical(const char *text, size_t len, char default_letter, char out[IDENT_SIZE]);

/* An ID in canonical form as a number of the same order: `high` and, where that is alike, `low`. */
struct ident_key {
    uint64_t high;
    uint8_t low; /* < 128 */
};

/* False, with out untouched, for what is in no canonical form. */
bool ident_pack(const char *id, struct ident_key *out);
void ident_unpack(const struct ident_key *key, char out[IDENT_SIZE]);

/* For hash tables, and all of its bits are as good: the finalizer of MurmurHash3 (Appleby). */
uint64_t ident_key_hash(const struct ident_key *key);

/* For hash tables: FNV-1a, 64 bits (Fowler, Noll, Vo). */
uint64_t ident_hash(const char *id);

#endif
