/* terminal.h - a real terminal with a program in it, by tmux: keys go in, the screen's text comes
 * out.
 * Threads: the test's own. Memory: the caller's. Errors: false. */
#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum { TERMINAL_SCREEN = 65536 };

struct tmux {
    char socket[64], log[160], clip[160];
    char screen[TERMINAL_SCREEN]; /* as it was last looked at */
};

/* Runs a shell command in a terminal of that size, with a UTF-8 locale. dir: for its log. */
bool terminal_open(struct tmux *t, const char *dir, const char *command, int columns, int rows);
void terminal_close(struct tmux *t);

/* Keys by tmux's names ("Enter", "Right", "C-c"), up to a NULL. */
bool terminal_press(struct tmux *t, ...);

/* Text as it is typed. */
bool terminal_type(struct tmux *t, const char *text);

/* Text as it is pasted by a terminal that says so, or by one that does not. */
bool terminal_paste(struct tmux *t, const char *text, bool said);

bool terminal_resize(struct tmux *t, int columns, int rows);

/* Takes the screen as it is now. */
bool terminal_look(struct tmux *t);

/* Waits until the screen shows the text, or no longer does. */
bool terminal_shows(struct tmux *t, const char *text);
bool terminal_hides(struct tmux *t, const char *text);

#endif
