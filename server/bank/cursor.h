/* cursor.h - a place in GIFT text, with its line, and what is read there.
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

/* One byte on, that is there. */
void cursor_step(struct cursor *c);
void cursor_skip_space(struct cursor *c);

/* "[html]" and the like say how a text is to be shown; here all is plain text. */
void cursor_skip_format(struct cursor *c);

/* One character; an escaped one stands for itself, "\n" for a line end. */
void cursor_take(struct cursor *c, struct buffer *out);

/* Up to one of the stop characters, which stays unread. */
void cursor_take_until(struct cursor *c, const char *stops, struct buffer *out);

#endif
