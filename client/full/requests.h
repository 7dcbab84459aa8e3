/* requests.h - what the whole-screen exam asks the node for. The courier carries the requests in
 * order; replies.h takes what comes back.
 * Threads: main. Memory: words are copied. Errors: without memory the applicant is told. */
#ifndef CLIENT_FULL_REQUESTS_H
#define CLIENT_FULL_REQUESTS_H

#include "client/full/state.h"

enum request_tag { TAG_EXAM, TAG_QUESTION, TAG_ANSWER, TAG_FINISH, TAG_RESULT };

/* Asks how the exam stands. */
void requests_refresh(struct full *f);

/* Asks to go on with the exam at this terminal, which another one or nobody had. */
void requests_take_over(struct full *f);

/* Asks for a question, unless it was asked for or there is no such question. */
void requests_fetch(struct full *f, size_t number);

/* T1: the answer to the current question is kept in the view until the node has it. */
void requests_answer(struct full *f, const struct view_values *values);

/* Sends the answers again that the node does not have yet. */
void requests_resend(struct full *f);

/* T10: the node may have come back without its last answers. Those that one disk alone had are sent
 * once more, with their numbers: it says which it has. */
void requests_confirm(struct full *f);

/* Fetches every question anew, as the node has it now. */
void requests_fetch_anew(struct full *f);

/* Nothing is in flight any more: another courier has begun. Answers that are not saved are to be sent,
 * and questions that did not come to be fetched. */
void requests_begin_again(struct full *f);

/* Asks to finish the exam. The courier sends it after the answers in flight. */
void requests_finish(struct full *f);

/* Asks for the result, unless FINISH or RESULT is in flight. */
void requests_result(struct full *f);

#endif
