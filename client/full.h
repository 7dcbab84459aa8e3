/* full.h - the exam on the whole screen: question, answer and its state, all questions, the time
 * left; keys and arrows. Nothing typed is lost: an answer is kept and sent until the node has it.
 * Threads: main, and the courier's. Memory: its own. Errors: told on the screen. */
#ifndef CLIENT_FULL_H
#define CLIENT_FULL_H

#include "client/sit.h"
#include "client/view.h"

/* Can the terminal do it? plain: the applicant wants lines. */
bool full_possible(bool plain);

/* The exam runs; c is signed in and knows the address. The view is taken over and kept up to date.
 * SIT_FINISHED: it ended, and the result can be asked for. */
enum sit_end full_run(struct connection *c, struct view *view);

#endif
