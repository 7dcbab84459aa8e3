/* rows.h - the question's part of the screen (ncurses): its text, what can be chosen or is typed, and
 * after the exam the review.
 * Threads: main. Memory: its own rows, valid until the next picture. Errors: none. */
#ifndef CLIENT_FULL_ROWS_H
#define CLIENT_FULL_ROWS_H

#include "client/full/state.h"

enum { ROWS_LINES_MOST = EDIT_BYTES + 1 /* of a text that is all line ends */ };

/* Draws the current question in so many rows of the screen. Changes nothing but `scroll`, and leaves
 * the cursor where the applicant types. */
void rows_draw(struct full *f, int top, int height);

#endif
