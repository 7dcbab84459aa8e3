/* marking.h - points for answers: a pure function of exam, paper and answers.
 *
 *   M1  an unanswered question scores 0
 *   M2  a question scores its points times a weight, rounded half away from zero to a thousandth
 *       of a point; the weight is
 *         single, truefalse   the chosen option's
 *         multiple            the sum of the chosen options', never less than 0
 *         matching            the share of the prompts that have their option
 *         numeric, short      the best of what accepts the answer, 0 when nothing does
 *   M3  an answer whose weight is 0 costs what the plan takes off for a wrong one
 *   M4  an essay that was answered is unmarked: its points are in the maximum, none in the score
 *   M5  a sitting has passed by the pass mark of the exam that marked it last, whatever the node is
 *       started with later: the pass mark is in the start entry, and in that of marking anew
 *
 * A number lies in a range also when binary fractions put it outside by a part in 10^12. Short
 * answers are compared without regard to case, to how an accented letter is encoded (Unicode's
 * NFC with case folding), and to runs of white space. Threads: any. Memory: the caller's.
 * Errors: a short answer that memory does not suffice to compare ends the process. */
#ifndef CORE_MARKING_H
#define CORE_MARKING_H

#include "server/core/answer.h"
#include "server/core/exam.h"
#include "server/core/paper.h"

struct marks {
    int64_t score, max; /* thousandths of a point */
    int64_t unmarked;   /* of max, what a person has yet to mark */
    uint16_t answered;
};

/* Thousandths of a point for one question. */
int64_t marking_question(const struct exam *exam, const struct paper_question *shown,
                         const struct answer *answer);

/* paper and answers have exam->paper_count members, in the order shown. */
struct marks marking_paper(const struct exam *exam, const struct paper_question *paper,
                           const struct answer *answers);

/* The same for each category of the paper, in its order; at most `max` of them. Returns how many.
 */
struct category_marks {
    const char *name; /* the exam's */
    struct marks marks;
};
size_t marking_categories(const struct exam *exam, const struct paper_question *paper,
                          const struct answer *answers, struct category_marks *out, size_t max);

/* M5. Did that score reach the pass mark? pass_percent: that of the exam by which it was marked. The
 * numbers are compared whole: nothing is rounded up to the pass mark. */
bool marking_passed(uint32_t pass_percent, int64_t score, int64_t max);

/* A number of thousandths as a decimal without superfluous zeros: "12.5". */
enum { MARKING_TEXT_SIZE = 24 };
void marking_text(int64_t thousandths, char out[MARKING_TEXT_SIZE]);

/* The score in percent of the maximum, with at most two decimals, rounded down: a pass mark that is
 * shown as reached was reached. */
void marking_percent(int64_t score, int64_t max, char out[MARKING_TEXT_SIZE]);

#endif
