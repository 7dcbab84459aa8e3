/* marking.h - points for answers: a pure function of exam, paper and answers.
 *
 *   M1  an unanswered question scores 0
 *   M2  a question scores its points times the sum of the chosen options' weights, rounded half
 * away from zero to a thousandth of a point; never less than 0 for a multiple-choice question
 *
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef CORE_MARKING_H
#define CORE_MARKING_H

#include "server/core/answer.h"
#include "server/core/exam.h"
#include "server/core/paper.h"

struct marks {
    int64_t score, max; /* thousandths of a point */
    uint16_t answered;
};

/* Thousandths of a point for one question. */
int64_t marking_question(const struct exam *exam, const struct paper_question *shown,
                         const struct answer *answer);

/* paper and answers have exam->question_count members, in the order shown. */
struct marks marking_paper(const struct exam *exam, const struct paper_question *paper,
                           const struct answer *answers);

/* Did that score reach the exam's pass mark? */
bool marking_passed(const struct exam *exam, int64_t score, int64_t max);

/* A number of thousandths as a decimal without superfluous zeros: "12.5". */
enum { MARKING_TEXT_SIZE = 24 };
void marking_text(int64_t thousandths, char out[MARKING_TEXT_SIZE]);

/* The score in percent of the maximum, with at most two decimals, rounded down: a pass mark that is
 * shown as reached was reached. */
void marking_percent(int64_t score, int64_t max, char out[MARKING_TEXT_SIZE]);

#endif
