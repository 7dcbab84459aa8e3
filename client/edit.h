/* edit.h - a text that is typed: UTF-8 bytes, a cursor between two characters, and the steps that
 * made it, which can be undone and made again. Pure.
 * Threads: one. Memory: edit_release(). Errors: false when the text would be too long or memory is
 * missing; it stays as it is. A step that there is no memory for cannot be undone. */
#ifndef CLIENT_EDIT_H
#define CLIENT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

enum { EDIT_BYTES = 15 * 1024, EDIT_STEPS = 400 };

/* One change: these bytes came at that place, or went from it. */
struct edit_step {
    char *bytes;
    size_t at, len;
    bool inserted;
};

struct edit {
    char *text; /* NUL-terminated; NULL before edit_set() */
    size_t len, cursor;
    size_t most;  /* bytes allowed */
    bool changed; /* since edit_set(), or since the owner cleared it */
    bool whole;   /* the last step is finished: the next one is a step of its own */
    struct edit_step steps[EDIT_STEPS];
    size_t step_count, made; /* of the steps, so many are made and the rest are undone */
};

/* Replaces the text and forgets the steps; the cursor goes to its end. A text that is too long is
 * cut between two characters. most: bytes allowed, up to EDIT_BYTES. */
bool edit_set(struct edit *e, const char *text, size_t len, size_t most);
void edit_release(struct edit *e);

/* At the cursor. */
bool edit_insert(struct edit *e, const char *bytes, size_t len);
void edit_backspace(struct edit *e);
void edit_delete(struct edit *e);

/* Removes the whole text, in one step. */
void edit_clear(struct edit *e);

/* Inserts a text that was pasted, as a step of its own. What drives a terminal or is not seen is
 * left out; lines: line ends and tabs stay, otherwise each is a space. As much as fits is inserted:
 * *left_out gets the number of characters that did not fit. */
void edit_paste(struct edit *e, const char *bytes, size_t len, bool lines, size_t *left_out);

/* Takes the last step back, or makes it again; false when there is none. */
bool edit_undo(struct edit *e);
bool edit_redo(struct edit *e);

void edit_left(struct edit *e);
void edit_right(struct edit *e);

/* To the ends of the line, as line ends in the text divide it. */
void edit_home(struct edit *e);
void edit_end(struct edit *e);

#endif
