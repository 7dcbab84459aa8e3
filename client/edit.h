/* edit.h - a text being typed: UTF-8 bytes and a cursor between two characters. Pure.
 * Threads: one. Memory: a plain value. Errors: false, and nothing changed, when it would be longer
 * than allowed. */
#ifndef CLIENT_EDIT_H
#define CLIENT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

enum { EDIT_BYTES = 15 * 1024 };

struct edit {
    char text[EDIT_BYTES + 1]; /* NUL-terminated */
    size_t len, cursor, most;
    bool changed; /* since it was set */
};

/* most: bytes, up to EDIT_BYTES. The cursor goes to the end. */
void edit_set(struct edit *e, const char *text, size_t len, size_t most);

bool edit_insert(struct edit *e, const char *bytes, size_t len);
void edit_backspace(struct edit *e);
void edit_delete(struct edit *e);
void edit_left(struct edit *e);
void edit_right(struct edit *e);

/* Of the line, between line ends. */
void edit_home(struct edit *e);
void edit_end(struct edit *e);
void edit_up(struct edit *e);
void edit_down(struct edit *e);

#endif
