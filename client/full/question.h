/* question.h - the question on the screen: going to another one, and writing its answer.
 * Threads: main. Memory: the state's. */
#ifndef CLIENT_FULL_QUESTION_H
#define CLIENT_FULL_QUESTION_H

#include "client/full/state.h"

/* Saves what is written, then shows that question and fetches it and the one behind it. A number
 * that is no question: saves only. */
void question_go_to(struct full *f, size_t number);

/* The next one; behind the last one the applicant is asked whether to finish. */
void question_next(struct full *f);

/* If the question wants words, the saved ones can be edited from now on. */
void question_write(struct full *f);

/* Sends what is written, if it changed. */
void question_save(struct full *f);

#endif
