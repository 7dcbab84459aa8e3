/* printable.h - cleans text from outside before a person sees it. A node, a peer, an applicant or a
 * database file chose its bytes: some drive a terminal, others hide text or change its order. Every
 * character for which utf8_hidden() is true, and every byte that is not UTF-8, is replaced by
 * U+FFFD (the replacement character). Six that documents hold and that change nothing are left out
 * instead: U+00AD, U+200B to U+200D, U+2060 and U+FEFF. The client, sinodoctl and the log show no
 * text that was not cleaned here.
 * Threads: any. Memory: the caller's. Errors: printable_copy() cuts at a whole character; a buffer
 * that has no memory is `failed`. */
#ifndef COMMON_PRINTABLE_H
#define COMMON_PRINTABLE_H

#include "common/buffer.h"

#include <stdio.h>

enum printable {
    PRINTABLE_LINE, /* line ends and tabs are replaced too: the text stays one line */
    PRINTABLE_TEXT  /* line ends stay, and a tab becomes a space */
};

/* Returns the bytes of the character at `at`, at least 1 (left > 0). *shown gets the text to show
 * for it, which may be empty. */
size_t printable_step(const char *at, size_t left, enum printable as, const char **shown,
                      size_t *shown_len);

void printable_write(FILE *to, const char *text, size_t len, enum printable as);
void printable_append(struct buffer *out, const char *text, size_t len, enum printable as);

/* NUL-terminated; size is at least 1. Returns the length. */
size_t printable_copy(char *out, size_t size, const char *text, size_t len, enum printable as);

/* Columns on a terminal, once the text is cleaned. They follow the Unicode tables of utf8proc, in
 * every locale; a terminal may count a few rare characters otherwise. The second: of the character
 * at `at`; returns its bytes, at least 1 (left > 0). */
size_t printable_columns(const char *text, size_t len);
size_t printable_width(const char *at, size_t left, size_t *columns);

/* Formats one line, cleans it (PRINTABLE_LINE) and writes it with its end. It is cut after 4,095
 * bytes. */
void printable_line(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
