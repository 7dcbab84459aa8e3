/* weight.h - weights of answers as a bank writes them: in percent, with a few decimals. Banks write
 * fractions so: "33.333" and "33.33" are thirds, "16.667" and "14.28571" a sixth and a seventh
 * (Moodle's list of grades has 1/3, 2/3, 1/6, 5/6, 1/7 and 1/9; question/engine/bank.php).
 *
 *   W1  a number that is a fraction cut off or rounded after its last decimal is that fraction: with
 *       two decimals or more the denominator is at most 26, with one decimal it is at most 9
 *   W2  of a question with several right answers the positive weights add up to exactly 100 %:
 *       equal weights, written as in W1, are equal parts; other weights that add up to 100 % within
 *       0.05 % are scaled
 *
 * Threads: any. Memory: the caller's. Errors: false. */
#ifndef BANK_WEIGHT_H
#define BANK_WEIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As written; digits after the seventh decimal are left out. */
struct weight_written {
    int64_t number; /* percent * 10^decimals */
    unsigned decimals;
};

/* A number from -100 to 100, with a decimal point or comma. */
bool weight_parse(const char *text, size_t len, struct weight_written *out);

/* In EXAM_WEIGHT_ONE (W1). */
int64_t weight_value(const struct weight_written *w);

/* The values of all positive weights of a question (W2); count is at least 1. False when they do
 * not add up to 100 %. */
bool weight_shares(const struct weight_written *w, size_t count, int64_t *out);

/* The sum in 10^-7 %. */
int64_t weight_sum(const struct weight_written *w, size_t count);

#endif
