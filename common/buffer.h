/* buffer.h - a growable run of bytes. An allocation that fails sets `failed` and drops what did not
 * fit, so that a chain of appends is checked once, at its end.
 * Threads: one at a time. Memory: release frees it; a released or zeroed buffer is empty and
 * usable. */
#ifndef COMMON_BUFFER_H
#define COMMON_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *data;
    size_t len, cap;
    bool failed;
};

void buffer_release(struct buffer *b);
void buffer_wipe(struct buffer *b);  /* the same, and nothing of what it held stays in memory */
void buffer_clear(struct buffer *b); /* empty, not failed; keeps the memory */
void buffer_append(struct buffer *b, const void *data, size_t len);
void buffer_text(struct buffer *b, const char *text);
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Drops the first `len` bytes. */
void buffer_consume(struct buffer *b, size_t len);

/* Room for `len` more bytes at data + len, or NULL (and failed). The caller adds to `len` itself.
 */
char *buffer_reserve(struct buffer *b, size_t len);

#endif
