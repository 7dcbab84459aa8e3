#include "common/buffer.h"

#include "common/wipe.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_release(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}

void buffer_wipe(struct buffer *b)
{
    if (b->data != NULL)
        wipe(b->data, b->cap);
    buffer_release(b);
}

void buffer_clear(struct buffer *b)
{
    b->len = 0;
    b->failed = false;
}

char *buffer_reserve(struct buffer *b, size_t len)
{
    if (b->failed)
        return NULL;
    if (b->cap - b->len >= len)
        return b->data + b->len;
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->len < len) {
        if (cap > SIZE_MAX / 2) {
            b->failed = true;
            return NULL;
        }
        cap *= 2;
    }
    char *data = malloc(cap);
    if (data == NULL) {
        b->failed = true;
        return NULL;
    }
    if (b->data != NULL) { /* not realloc(3): what it leaves behind is not wiped */
        memcpy(data, b->data, b->len);
        wipe(b->data, b->cap);
        free(b->data);
    }
    b->data = data;
    b->cap = cap;
    return data + b->len;
}

void buffer_append(struct buffer *b, const void *data, size_t len)
{
    if (len == 0)
        return;
    char *room = buffer_reserve(b, len);
    if (room == NULL)
        return;
    memcpy(room, data, len);
    b->len += len;
}

void buffer_text(struct buffer *b, const char *text)
{
    buffer_append(b, text, strlen(text));
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(need >= 0);
    char *room = buffer_reserve(b, (size_t)need + 1);
    if (room == NULL)
        return;
    va_start(args, format);
    (void)vsnprintf(room, (size_t)need + 1, format, args);
    va_end(args);
    b->len += (size_t)need;
}

void buffer_consume(struct buffer *b, size_t len)
{
    assert(len <= b->len);
    if (len == 0)
        return; /* an empty buffer has no data */
    memmove(b->data, b->data + len, b->len - len);
    b->len -= len;
}
