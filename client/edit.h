/* edit.h - a text that is typed: UTF-8 bytes and a cursor between two characters. Pure.
 * Threads: one. Memory: a plain value. Errors: false when the text would be too long; it stays as
 * it is. */
#ifndef CLIENT_EDIT_H
#define CLIENT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

enum { EDIT_BYTES = 15 * 1024 };

struct edit {
    char text[EDIT_BYTES + 1]; /* NUL-terminated */
    size_t len, cursor;        /* bytes */
    size_t most;               /* bytes allowed */
    bool changed;              /* since edit_set() */
};

/* Replaces the text; the cursor goes to its end. most: bytes allowed, up to EDIT_BYTES. */
void edit_set(struct edit *e, const char *text, size_t len, size_t most);

/* At the cursor. */
bool edit_insert(struct edit *e, const char *bytes, size_t len);
void edit_backspace(struct edit *e);
void edit_delete(struct edit *e);
void edit_left(struct edit *e);
void edit_right(struct edit *e);

/* Within the line, and to the line above or below. */
void edit_home(struct edit *e);
void edit_end(struct edit *e);
void edit_up(struct edit *e);
void edit_down(struct edit *e);

#endif
