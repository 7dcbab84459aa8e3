/* cursor.h - a position in GIFT text, with its line number, and the reading of its elements.
 * Threads: any. Memory: the caller's; the text must not move. Errors: none. */
#ifndef BANK_CURSOR_H
#define BANK_CURSOR_H

#include "common/buffer.h"

#include <stdbool.h>

struct cursor {
    const char *at, *end;
    unsigned line;
};

bool cursor_at_end(const struct cursor *c);
bool cursor_at(const struct cursor *c, const char *text);

/* Skips one byte; the cursor must not be at the end. */
void cursor_step(struct cursor *c);
void cursor_skip_space(struct cursor *c);

/* Skips a format prefix such as "[html]": all text is shown as plain text. */
void cursor_skip_format(struct cursor *c);

/* Reads one character; an escaped one stands for itself, "\n" for a line end. */
void cursor_take(struct cursor *c, struct buffer *out);

/* Reads up to one of the stop characters, which stays unread. */
void cursor_take_until(struct cursor *c, const char *stops, struct buffer *out);

#endif
