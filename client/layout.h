/* layout.h - UTF-8 text in lines of so many columns. Pure; a character's columns are the locale's
 * (wcwidth(3)), so that the locale must be a UTF-8 one.
 * Threads: any. Memory: lines point into the text. Errors: none; what is no character is one
 * column. */
#ifndef CLIENT_LAYOUT_H
#define CLIENT_LAYOUT_H

#include <stddef.h>

struct layout_line {
    const char *text;
    size_t len;
};

/* Bytes of the character at text, at least 1; *columns gets its width. */
size_t layout_character(const char *text, size_t len, size_t *columns);

size_t layout_columns(const char *text, size_t len);

/* How many of the bytes fit into so many columns. */
size_t layout_fit(const char *text, size_t len, size_t columns);

/* Breaks at spaces and line ends, and words that are too long anywhere. At least one line; at most
 * `most`: the rest is left out. Returns how many. */
size_t layout_wrap(const char *text, size_t len, size_t columns, struct layout_line *lines,
                   size_t most);

#endif
