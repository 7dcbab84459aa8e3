/* reply_exam.h - questions and results as replies. What is right, and feedback, are in a question's
 * reply only after the exam.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef SERVER_DOOR_REPLY_EXAM_H
#define SERVER_DOOR_REPLY_EXAM_H

#include "db/ledger.h"

void reply_question(struct buffer *out, const struct exam *exam, uint16_t number,
                    const struct ledger_question *question);

void reply_result(struct buffer *out, const struct ledger_result *result, unsigned copies,
                  const char *receipt);

/* The values that are right, at most `max` of them, as an answer to that question as it was shown
 * would give them; digits[] holds positions. Returns how many. */
enum { REPLY_VALUES = EXAM_OPTIONS_MAX };
size_t reply_right_values(const struct question *q, const struct paper_question *shown,
                          struct wire_word words[REPLY_VALUES], char digits[REPLY_VALUES][4]);

#endif
