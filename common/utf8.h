/* utf8.h - text from outside is UTF-8 or it is refused.
 * Threads: any. Memory: none. */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 (RFC 3629, section 4) without NUL. The empty text is well-formed. */
bool utf8_valid(const char *data, size_t len);

#endif
