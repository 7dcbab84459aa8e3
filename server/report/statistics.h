/* statistics.h - the statistics of a test and of its items: formulas over arrays, and nothing else.
 *
 * NAN stands for "there is no such value": too few people, or all of them alike. No function
 * returns an infinite number, or another NAN. Scores are finite; whole numbers (thousandths of a
 * point) up to 2^53 are exact, so that equal scores are seen to be equal. A score may be negative.
 *
 * Threads: any. Memory: the caller's. Errors: none. */
#ifndef SERVER_REPORT_STATISTICS_H
#define SERVER_REPORT_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* With fewer people a key is not said to be suspect, nor an item to separate badly. */
enum { STATISTICS_PEOPLE_LEAST = 50 };

/* In ascending order. spare: room for n more. The time is linear: a report sorts each item twice,
 * of 100,000 people (radix sort: Knuth: "The Art of Computer Programming", volume 3, section 5.2.5,
 * algorithm R). */
void statistics_sort(double *x, size_t n, double *spare);

/* NAN for nobody. The median takes sorted values, and the mean of the two in the middle. */
double statistics_mean(const double *x, size_t n);
double statistics_median(const double *sorted, size_t n);

/* Of a sample: over n - 1. NAN for n < 2. */
double statistics_variance(const double *x, size_t n);
double statistics_sd(const double *x, size_t n);
double statistics_covariance(const double *x, const double *y, size_t n);

/* The third moment over the second to the power of 1.5, times sqrt(n(n-1))/(n-2). Joanes, Gill:
 * "Comparing measures of sample skewness and kurtosis", The Statistician 47/1 (1998), 183-189, the
 * second of their three; type 2 of R's psych and e1071; Moodle's (k3 over k2 to the power of 1.5).
 * NAN for n < 3 and for equal values. */
double statistics_skewness(const double *x, size_t n);

/* Pearson's. Of an item's scores and those of the rest of the paper (the total without the item) it
 * is the discrimination of the item: Henrysson: "Correction of item-total correlations in item
 * analysis", Psychometrika 28/2 (1963), 211-218; r.drop of R's psych. NAN for n < 3, and where one
 * side does not vary. */
double statistics_correlation(const double *x, const double *y, size_t n);

/* Between which correlations the one of all such people lies, with a confidence of 99 %, by
 * Fisher's z: atanh r is about normal with the standard deviation 1/sqrt(n-3). Fisher: "On the
 * 'probable error' of a coefficient of correlation deduced from a small sample", Metron 1 (1921),
 * 3-32. False for n < 4 and for a NAN. */
struct statistics_bounds {
    double low, high;
};
bool statistics_confidence(double r, size_t n, struct statistics_bounds *out);

/* The covariance of an item and the rest, over the greatest that the same scores allow: when both
 * are sorted alike. Moodle: "Quiz statistics calculations", section "Discriminative efficiency";
 * there in percent. NAN for n < 3, and where one side does not vary. */
double statistics_efficiency(const double *x, const double *y, const double *sorted_x,
                             const double *sorted_y, size_t n);

/* The effective weight of each item, as shares that add up to 1: the root of its covariance with
 * the total, over the sum of these roots. Moodle: "Quiz statistics calculations", section
 * "Effective question weight". covariances: of items that everybody had; on return the weights. NAN
 * for an item with a negative covariance, which counts for nothing in the sum; for all when nothing
 * varies. */
void statistics_weights(double *covariances, size_t items);

/* Cronbach: "Coefficient alpha and the internal structure of tests", Psychometrika 16/3 (1951),
 * 297-334, equation 2, with variances over n - 1. Where each item is right or wrong it is Kuder's
 * and Richardson's formula 20: "The theory of the estimation of test reliability", Psychometrika
 * 2/3 (1937), 151-160. NAN for fewer than 2 items, for n < 2 (a NAN variance), and where the totals
 * do not vary. */
double statistics_alpha(double item_variances, double total_variance, size_t items);

/* Alpha where each paper has other items, so many of them on each. variances: the sum over all
 * items of the probability that a paper has it, times its variance; covariances: the sum over all
 * ordered pairs of two items of the probability that a paper has both, times their covariance.
 * Their sum is what the variance of the totals is to be expected to be on one paper, so that this
 * is statistics_alpha() for the mean of all papers. It says what two papers would correlate if
 * everybody sat the same two; that one paper is more difficult than another is not in it. NAN as
 * above, and above 1: of estimates of pairs that had too few people. */
double statistics_alpha_drawn(double variances, double covariances, size_t per_paper);

/* The standard error of measurement: sd * sqrt(1 - alpha). Gulliksen: "Theory of Mental Tests"
 * (1950), chapter 2. NAN for an alpha below 0 or above 1: the error would be greater than what it
 * is an error of. */
double statistics_error(double sd, double alpha);

/* The upper and the lower 27 % of people by a score. Kelley: "The selection of upper and lower
 * groups for the validation of test items", Journal of Educational Psychology 30/1 (1939), 17-24.
 * Each group has 0.27 n people; those who are tied at its cut are in it with the same fraction
 * each, so that no order among them matters. */
struct statistics_groups {
    double low, high;             /* the scores at the cuts */
    double low_share, high_share; /* of those who are tied there, in (0, 1] */
    double size;                  /* of each group: 0.27 n */
};

/* False where there are no such groups: for n < 4 (less than a person in a group), and where all
 * scores are equal. */
bool statistics_groups(const double *sorted, size_t n, struct statistics_groups *out);

/* How much of somebody with this score is in the group, in [0, 1]. */
double statistics_in_lower(const struct statistics_groups *groups, double score);
double statistics_in_upper(const struct statistics_groups *groups, double score);

/* Sums over people of an item's option (chosen: 1, else 0) and the rest score. */
struct statistics_chosen {
    size_t n, chosen;
    double rest, rest_squares; /* over all n */
    double chosen_rest;        /* over those who chose it */
};

/* The correlation of choosing and the rest score: statistics_correlation() from sums. The rest
 * scores are best given as differences from their mean. NAN as there. */
double statistics_choice_correlation(const struct statistics_chosen *s);

/* Is the key suspect? The right option correlates negatively with the rest and another one
 * positively; both are different from 0 with a confidence of 99 %, and at least
 * STATISTICS_PEOPLE_LEAST people had the item. */
bool statistics_key_suspect(double right, double other, size_t n);

#endif
