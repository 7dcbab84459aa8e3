/* hostile.h - texts that would drive another person's terminal or hide text, and a search for them
 * in the output of a program.
 * Threads: any. Memory: constants. Errors: none. */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

#include <stddef.h>
#include <stdint.h>

/* Between "begin" and "end": a sequence of each kind, and a forged line. No NUL. */
extern const char hostile_text[];
extern const size_t hostile_text_len;

/* Where in the text something stands that no terminal may get; NULL when it is clean. Line ends are
 * allowed. This looks by itself: it shares no code with what it checks. */
const char *hostile_find(const char *text, size_t len);

/* The same for one code point. */
int hostile_is(uint32_t code);

#endif
