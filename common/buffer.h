/* buffer.h - bytes that grow at the end. When an allocation fails, `failed` is set and this and
 * later appends do nothing: a caller checks once, after the last append.
 * Threads: one at a time. Memory: release frees it; a released or zeroed buffer is empty and
 * usable. Memory that a growing buffer leaves is overwritten first (wipe.h). */
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
void buffer_wipe(struct buffer *b);  /* overwrites all bytes, then releases */
void buffer_clear(struct buffer *b); /* empties it and resets `failed`; keeps the memory */
void buffer_append(struct buffer *b, const void *data, size_t len);
void buffer_text(struct buffer *b, const char *text);
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Drops the first `len` bytes. */
void buffer_consume(struct buffer *b, size_t len);

/* Makes room for `len` more bytes and returns where they go, or NULL (and `failed`). The caller
 * adds what it wrote to b->len. */
char *buffer_reserve(struct buffer *b, size_t len);

#endif
