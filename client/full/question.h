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

/* Removes the answer; that of a question which wants words can be brought back in its text. */
void question_clear(struct full *f);

/* Sends what is written, if it changed. */
void question_save(struct full *f);

/* The same when it is due (draft.h). */
void question_save_draft(struct full *f, struct mono now);

/* Says that the node refused the answer to that question, and what is wanted. */
void question_tell_refused(struct full *f, size_t number);

/* Takes a character of the text, and a pasted text. What does not fit is refused, in words. */
void question_type(struct full *f, const char *bytes, size_t len);
void question_paste(struct full *f, const char *bytes, size_t len);

#endif
