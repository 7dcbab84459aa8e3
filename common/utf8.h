/* utf8.h - text from outside is UTF-8 or it is refused, and drives no terminal.
 * Threads: any. Memory: none. */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 (RFC 3629, section 4) without NUL. The empty text is well-formed. */
bool utf8_valid(const char *data, size_t len);

/* The bytes of the control character that begins here: C0, DEL or C1 (ISO/IEC 6429), which a
 * terminal may obey; 0 when another character does, or none. */
size_t utf8_control(const char *at, size_t left);

#endif
