/* hex.h - bytes as hexadecimal digits.
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef COMMON_HEX_H
#define COMMON_HEX_H

#include <stddef.h>
#include <stdint.h>

/* Writes two digits a byte, in lower case, and a NUL. Returns where the NUL is. */
char *hex_put(char *out, const uint8_t *bytes, size_t len);

/* What a digit, in either case, stands for; -1: it is none. */
int hex_digit(char c);

#endif
