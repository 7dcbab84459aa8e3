/* base32.h - Crockford's base 32, in which codes and secrets are shown to people: digits and capital
 * letters without I, L, O and U.
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef COMMON_BASE32_H
#define COMMON_BASE32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes `chars` characters and a NUL, 5 bits each from the first. bytes: at least
 * chars * 5 / 8 + 2 of them. */
void base32_write(const uint8_t *bytes, size_t chars, char *out);

/* The same in groups of four, "K7QF-93HD-2MXT"; chars: a multiple of 4, of which the result takes
 * chars * 5 / 4 bytes with its NUL. */
void base32_group(const char *text, size_t chars, char *out);

/* As people confuse them: small letters are capitals, I and L are 1, O is 0. */
char base32_normal(char c);

bool base32_has(char normal);

#endif
