/* reply_exam.h - sittings, questions and results as replies. The right values and the feedback are
 * in the reply of a question only after the exam.
 * Threads: any. Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef SERVER_DOOR_REPLY_EXAM_H
#define SERVER_DOOR_REPLY_EXAM_H

#include "db/room_table.h"

#include "db/ledger_exam.h"

/* What the ledger does not know of a sitting. */
struct reply_applicant {
    const char *id;
    const unsigned *copies; /* that hold the start; NULL: not in the reply */
    uint32_t extra_s;       /* time beyond the sitting's */
    uint64_t held_n;        /* the last entry of this node that the peer has on its disk; 0: none */
    const struct room_announcement *announcement;
};

/* EXAM and START. Spans of time are in whole seconds, rounded up: what they say has come is there. */
void reply_sitting(struct buffer *out, const struct exam *exam,
                   const struct ledger_sitting *sitting, const struct reply_applicant *who);

/* SAVE. entry_n: that has the answer. */
void reply_saved(struct buffer *out, uint64_t entry_n, uint64_t held_n);

void reply_question(struct buffer *out, uint16_t number, const struct ledger_question *question);

void reply_result(struct buffer *out, const struct ledger_result *result, unsigned copies,
                  const char *receipt);

#endif
