/* reply_exam.h - questions and results as replies. The right values and the feedback are in the
 * reply of a question only after the exam.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef SERVER_DOOR_REPLY_EXAM_H
#define SERVER_DOOR_REPLY_EXAM_H

#include "db/ledger_exam.h"

void reply_question(struct buffer *out, const struct exam *exam, uint16_t number,
                    const struct ledger_question *question);

void reply_result(struct buffer *out, const struct ledger_result *result, unsigned copies,
                  const char *receipt);

#endif
