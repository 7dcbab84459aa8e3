/* marking.h - points for answers: pure functions of exam, paper and answers.
 *
 *   M1  an unanswered question scores 0
 *   M2  a question scores its points times a weight, rounded half away from zero to a thousandth
 *       of a point; the weight is
 *         single, truefalse   the weight of the chosen option
 *         multiple            the sum of the weights of the chosen options, never below 0
 *         matching            the share of the prompts that have their right option
 *         numeric, short      the weight of the option that accepts the answer, 0 for none: the best
 *                             of the ranges or the equal texts, otherwise the first pattern that
 *                             matches (core/typed.h)
 *   M3  an answer whose weight is 0 costs the plan's deduction for a wrong answer
 *   M4  an essay that was answered is unmarked until people have marked it (mark.h): its points count
 *       in the maximum, and in the score those that people gave
 *   M5  a sitting passes by the pass mark of the exam that marked it last, whatever exam the node
 *       is started with later: the start entry and the remark entry hold the pass mark
 *   M6  a percentage is rounded to hundredths, and never up to a pass mark that the score missed
 *
 * A range also accepts a number that binary rounding puts outside it by a part in 10^12.
 *
 * Threads: any. Memory: the caller's. Errors: when memory to compare a short answer cannot be
 * allocated the process ends. */
#ifndef CORE_MARKING_H
#define CORE_MARKING_H

#include "server/core/answer.h"
#include "server/core/exam.h"
#include "server/core/paper.h"

struct marks {
    int64_t score, max; /* thousandths of a point */
    int64_t unmarked;   /* the part of max that a person has yet to mark */
    uint16_t answered;
};

/* Thousandths of a point for one question. */
int64_t marking_question(const struct exam *exam, const struct paper_question *shown,
                         const struct answer *answer);

/* The option of a numeric or short question that accepts the answer (M2); NULL for none, and for the
 * other kinds. */
const struct option *marking_option(const struct question *q, const struct answer *answer);

/* Marks a whole paper. paper and answers have exam->paper_count members, in the order shown. */
struct marks marking_paper(const struct exam *exam, const struct paper_question *paper,
                           const struct answer *answers);

/* Marks each category of the paper, in the paper's order; at most `max` of them. Returns their
 * number. */
struct category_marks {
    const char *name; /* the exam's */
    struct marks marks;
};
size_t marking_categories(const struct exam *exam, const struct paper_question *paper,
                          const struct answer *answers, struct category_marks *out, size_t max);

/* M4: adds the points that people gave for an essay of the paper, the exam's question with that
 * index, to its category: it is unmarked no longer. */
void marking_add_essay(const struct exam *exam, size_t question, int64_t points,
                       struct category_marks *categories, size_t count);

/* M5: does the score reach the pass mark? pass_percent: of the exam by which it was marked. The
 * comparison is exact: nothing is rounded up to the pass mark. */
bool marking_passed(uint32_t pass_percent, int64_t score, int64_t max);

/* A number of thousandths as a decimal without superfluous zeros: "12.5". */
enum { MARKING_TEXT_SIZE = 24 };
void marking_text(int64_t thousandths, char out[MARKING_TEXT_SIZE]);

/* M6: the score in percent of the maximum, with at most two decimals, rounded half up; but a score
 * that misses the pass mark is shown below it. A negative score is 0 %. */
void marking_percent(uint32_t pass_percent, int64_t score, int64_t max,
                     char out[MARKING_TEXT_SIZE]);

#endif
