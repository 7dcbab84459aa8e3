/* changes.h - why a corrected key changed somebody's points: the questions of a paper that earn other
 * points by another exam with the same papers (exam.h: paper_digest).
 * Threads: any. Memory: the caller's. Errors: a buffer that has no memory is `failed`. */
#ifndef REPORT_CHANGES_H
#define REPORT_CHANGES_H

#include "common/buffer.h"
#include "server/core/answer.h"
#include "server/core/exam.h"
#include "server/core/paper.h"

struct changed_question {
    struct paper_question shown;
    size_t number;         /* as shown, from 1 */
    int64_t before, after; /* thousandths of a point */
};

struct changes {
    int64_t before, after; /* what the machine gives for the whole paper */
    size_t count;
    struct changed_question question[EXAM_QUESTIONS_MAX]; /* in the order shown */
};

/* answers: was->paper_count of them, in the order shown. */
void changes_find(const struct exam *was, const struct exam *now, uint64_t seed,
                  const struct answer *answers, struct changes *out);

/* Appends an answer in words: the chosen options as the exam writes them, separated by "; ", "prompt:
 * option" where options are matched, or what was typed. Of a confidential exam no text, but the
 * numbers of the options in the bank, from 1, as "option 2". Cleaned (common/printable.h). */
void changes_say_answer(const struct exam *exam, const struct paper_question *shown,
                        const struct answer *answer, struct buffer *out);

#endif
