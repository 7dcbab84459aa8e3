/* utf8.h - text from outside is UTF-8 or it is refused, and drives no terminal.
 * Threads: any. Memory: none. */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UTF8_DESCRIPTION_SIZE = 48 };

/* Well-formed UTF-8 (RFC 3629, section 4) without NUL. The empty text is well-formed. */
bool utf8_valid(const char *data, size_t len);

/* The bytes of the control character that begins here, which a terminal may obey: U+0000 to U+001F
 * and U+007F to U+009F (ISO/IEC 6429). 0 when another character begins here, or none. */
size_t utf8_control(const char *at, size_t left);

/* The bytes of the well-formed character that begins here, and its code point; 0 when none does. */
size_t utf8_read(const char *at, size_t left, uint32_t *code);

/* Must this character not be shown as it is? It drives a terminal, changes the order of the text
 * around it, ends a line, is not seen, or looks different everywhere: the general categories Cc,
 * Cf, Co, Zl and Zp, the noncharacters, and the default ignorable code points but U+FE00 to U+FE0F
 * (the Unicode Standard, sections 4.5, 5.21 and 23.7). */
bool utf8_hidden(uint32_t code);

/* A space of any width (general category Zs). */
bool utf8_space(uint32_t code);

/* "U+202E, RIGHT-TO-LEFT OVERRIDE": what a person can look up. For characters that are hidden. */
void utf8_describe(uint32_t code, char out[UTF8_DESCRIPTION_SIZE]);

#endif
