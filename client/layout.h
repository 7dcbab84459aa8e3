/* layout.h - UTF-8 text in lines of so many columns (common/printable.h counts them). Pure.
 * Threads: any. Memory: lines point into the text. Errors: none; a byte that is no character is one
 * column. */
#ifndef CLIENT_LAYOUT_H
#define CLIENT_LAYOUT_H

#include <stddef.h>

struct layout_line {
    const char *text;
    size_t len;
};

/* How many of the bytes, in whole characters, fit into so many columns. */
size_t layout_fit(const char *text, size_t len, size_t columns);

/* Breaks at spaces and line ends; a word that is longer than a line breaks anywhere. Returns the
 * number of lines, from 1 to `most`; text that needs more lines is cut. */
size_t layout_wrap(const char *text, size_t len, size_t columns, struct layout_line *lines,
                   size_t most);

#endif
