/* examination.h - the commands of an applicant who has signed in: EXAM, START, QUESTION, ANSWER,
 * SAVE, FINISH and RESULT; and RESUME, which signs in and shows what EXAM shows.
 * Threads: the client's worker. Memory: plain values. Errors: as replies. */
#ifndef SERVER_DOOR_EXAMINATION_H
#define SERVER_DOOR_EXAMINATION_H

#include "server/door/signin.h"

/* RESUME id token new. False: the connection closes after the reply. */
bool examination_resume(struct signin *signin, const struct request *request);

void examination_show(const struct signin *signin, const struct request *request);
void examination_start(const struct signin *signin, const struct request *request);
void examination_question(const struct signin *signin, const struct request *request);
void examination_answer(const struct signin *signin, const struct request *request);
void examination_save(const struct signin *signin, const struct request *request);
void examination_finish(const struct signin *signin, const struct request *request);
void examination_result(const struct signin *signin, const struct request *request);

#endif
