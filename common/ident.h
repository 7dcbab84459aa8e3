/* ident.h - applicant IDs (national identity numbers) in the one form in which they are compared.
 * Threads: any. Memory: the caller's. Errors: false when the text cannot be an ID. */
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

#endif
