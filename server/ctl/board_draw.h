/* board_draw.h - the board on the whole screen (ncurses).
 * Threads: one. Memory: the caller's. Errors: none. */
#ifndef CTL_BOARD_DRAW_H
#define CTL_BOARD_DRAW_H

#include "server/ctl/board_rows.h"

struct board_screen {
    const struct board_rows *rows;
    size_t top;          /* the first row on the screen */
    const char *message; /* what the last command did, or is being asked */
    const char *typed;   /* behind the message, where something is being typed; NULL: nothing is */
    bool lost;           /* the node does not answer */
};

void board_draw(struct board_screen *screen, struct mono now);

/* Rows that fit on the screen. */
int board_draw_height(void);

#endif
