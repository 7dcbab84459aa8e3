/* utf8.h - UTF-8 from outside: is it well-formed, and which of its characters are safe to show?
 * Threads: any. Memory: none. Errors: none. */
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

/* Returns the bytes of the well-formed character that begins here, and its code point; 0 when none
 * begins here. */
size_t utf8_read(const char *at, size_t left, uint32_t *code);

/* The bytes of the whole characters among the first `most` bytes of well-formed text. */
size_t utf8_fit(const char *text, size_t len, size_t most);

/* Is it unsafe to show this character? It drives a terminal, changes the order of the text around
 * it, ends a line, is invisible, or differs from system to system: the general categories Cc, Cf,
 * Co, Zl and Zp, the noncharacters, and the default ignorable code points except U+FE00 to U+FE0F
 * (the Unicode Standard, sections 4.5, 5.21 and 23.7). */
bool utf8_hidden(uint32_t code);

/* A space of any width (general category Zs). */
bool utf8_space(uint32_t code);

/* The code and name of a hidden character, for error messages: "U+202E, RIGHT-TO-LEFT OVERRIDE". */
void utf8_describe(uint32_t code, char out[UTF8_DESCRIPTION_SIZE]);

#endif
