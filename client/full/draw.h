/* draw.h - the pictures of state.h, with ncurses, in one colour: reverse, bold and underlined
 * text.
 * Threads: main. Memory: none. Errors: none. */
#ifndef CLIENT_FULL_DRAW_H
#define CLIENT_FULL_DRAW_H

#include "client/full/state.h"

/* Draws everything anew. Changes nothing but `scroll`: what the arrows or the cursor are at is in
 * the window. */
void draw_screen(struct full *f);

#endif
