/* full.h - the exam on the whole screen: question, answer and its state, all questions, the time
 * left; keys and arrows. No answer is lost: each is kept and sent until the node has it.
 * Threads: main, and the courier's. Memory: its own. Errors: told on the screen. */
#ifndef CLIENT_FULL_FULL_H
#define CLIENT_FULL_FULL_H

#include "client/connection.h"
#include "client/outcome.h"
#include "client/view.h"

/* Can the terminal do it? plain: the applicant wants lines. */
bool full_possible(bool plain);

/* Runs the exam until it is finished or the applicant leaves. c is signed in and knows the address.
 * The view is kept up to date. OUTCOME_FINISHED: the result can be asked for. */
enum outcome full_run(struct connection *c, struct view *view);

#endif
