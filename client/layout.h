/* layout.h - breaks UTF-8 text into lines of at most n columns (common/printable.h). Pure.
 * Threads: any. Memory: lines point into the text. Errors: none; a byte that is no character is one
 * column. */
#ifndef CLIENT_LAYOUT_H
#define CLIENT_LAYOUT_H

#include <stddef.h>

struct layout_line {
    const char *text;
    size_t len;
};

/* The bytes of those first characters that fit into the columns. */
size_t layout_fit(const char *text, size_t len, size_t columns);

/* Breaks at spaces and line ends; a word that is longer than a line breaks anywhere. Returns the
 * number of lines, from 1 to `most`; text that needs more lines is cut. */
size_t layout_wrap(const char *text, size_t len, size_t columns, struct layout_line *lines,
                   size_t most);

/* The place, in bytes, in the line above `at` or below it, in the same column where that line is
 * long enough. Without such a line: `at`. */
size_t layout_above(const char *text, size_t len, size_t columns, size_t at);
size_t layout_below(const char *text, size_t len, size_t columns, size_t at);

#endif
