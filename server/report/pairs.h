/* pairs.h - sums over the people who had both of two items, for exams that draw the questions of a
 * paper; and from them alpha.
 * Threads: one at a time. Memory: open/release; 10 bytes for each pair of questions. Errors: false
 * without memory. */
#ifndef SERVER_REPORT_PAIRS_H
#define SERVER_REPORT_PAIRS_H

#include "server/report/draws.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A covariance of fewer people says too little for the sum of many. */
enum { PAIRS_PEOPLE_LEAST = 30 };

struct pairs {
    size_t questions;
    uint32_t *n;     /* who had both, by pairs_place() */
    double *product; /* of the scores of both, by pairs_place() */
    double *sum;     /* [one * questions + other]: of the scores of `one` */
};

bool pairs_open(struct pairs *pairs, size_t questions);
void pairs_release(struct pairs *pairs);

/* The scores of one person, in thousandths of a point: the questions' indices ascend. */
void pairs_add(struct pairs *pairs, const uint16_t *question, const int32_t *score, size_t count);

/* How many people had both, and the covariance over them (n - 1); of one question with itself its
 * variance. NAN for n < 2. */
size_t pairs_people(const struct pairs *pairs, size_t one, size_t other);
double pairs_covariance(const struct pairs *pairs, size_t one, size_t other);

/* Alpha of drawn papers (statistics_alpha_drawn()): an estimate. counted: which questions are
 * items. *fewest: of the people who had both of two items that can be on one paper. NAN where that
 * is below PAIRS_PEOPLE_LEAST, and as in statistics.h. */
double pairs_alpha(const struct pairs *pairs, const struct draws *draws, const bool *counted,
                   size_t *fewest);

#endif
