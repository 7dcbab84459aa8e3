/* The statistics of tests and items, against published data, other software, and by hand. */
#include "server/report/statistics.h"
#include "tests/lib/chance.h"
#include "tests/unit/suites.h"

#include <math.h>
#include <string.h>

#define SIX 5e-7 /* to six digits behind the point */
#define AREA(x) (sizeof(x) / sizeof(x)[0])

/* --- published data --- */

/* Section 6 of the Law School Admission Test: how many of 1,000 people gave each pattern of right
 * and wrong answers to its five items; the first item is the highest bit. Bock, Lieberman: "Fitting
 * a response model for n dichotomously scored items", Psychometrika 35/2 (1970), 179-197, table 1;
 * R: psych, data(bock), Ob6. */
enum { LSAT_ITEMS = 5, LSAT_PEOPLE = 1000 };
static const int lsat6[1 << LSAT_ITEMS] = {3,  6,  2,  11, 1,  1,   3,  4,  1,  8,  0,
                                           16, 0,  3,  2,  15, 10,  29, 14, 81, 3,  28,
                                           15, 80, 16, 56, 21, 173, 11, 61, 28, 298};

/* Departments of a company, rated by their clerks. Chatterjee, Price: "Regression Analysis by
 * Example" (1977), section 3.7; R: datasets, attitude. */
enum { ATTITUDE_ITEMS = 7, ATTITUDE_PEOPLE = 30 };
static const int attitude[ATTITUDE_PEOPLE][ATTITUDE_ITEMS] = {
    {43, 51, 30, 39, 61, 92, 45}, {63, 64, 51, 54, 63, 73, 47}, {71, 70, 68, 69, 76, 86, 48},
    {61, 63, 45, 47, 54, 84, 35}, {81, 78, 56, 66, 71, 83, 47}, {43, 55, 49, 44, 54, 49, 34},
    {58, 67, 42, 56, 66, 68, 35}, {71, 75, 50, 55, 70, 66, 41}, {72, 82, 72, 67, 71, 83, 31},
    {67, 61, 45, 47, 62, 80, 41}, {64, 53, 53, 58, 58, 67, 34}, {67, 60, 47, 39, 59, 74, 41},
    {69, 62, 57, 42, 55, 63, 25}, {68, 83, 83, 45, 59, 77, 35}, {77, 77, 54, 72, 79, 77, 46},
    {81, 90, 50, 72, 60, 54, 36}, {74, 85, 64, 69, 79, 79, 63}, {65, 60, 65, 75, 55, 80, 60},
    {65, 70, 46, 57, 75, 85, 46}, {50, 58, 68, 54, 64, 78, 52}, {50, 40, 33, 34, 43, 64, 33},
    {64, 61, 52, 62, 66, 80, 41}, {53, 66, 52, 50, 63, 80, 37}, {40, 37, 42, 58, 50, 57, 49},
    {63, 54, 42, 48, 66, 75, 33}, {66, 77, 66, 63, 88, 76, 72}, {78, 75, 58, 74, 80, 78, 49},
    {48, 57, 44, 45, 51, 83, 38}, {85, 85, 71, 71, 77, 74, 55}, {82, 82, 39, 59, 64, 78, 39}};

enum { PEOPLE_MOST = 20000, ITEMS_MOST = 20 };

static struct {
    double item[ITEMS_MOST][PEOPLE_MOST], total[PEOPLE_MOST];
    size_t people, items;
} test;

static void add_person(const double *scores, size_t items)
{
    test.items = items;
    test.total[test.people] = 0;
    for (size_t j = 0; j < items; j++) {
        test.item[j][test.people] = scores[j];
        test.total[test.people] += scores[j];
    }
    test.people++;
}

static void load_lsat6(void)
{
    test.people = 0;
    for (unsigned pattern = 0; pattern < AREA(lsat6); pattern++)
        for (int i = 0; i < lsat6[pattern]; i++) {
            double scores[LSAT_ITEMS];
            for (unsigned j = 0; j < LSAT_ITEMS; j++)
                scores[j] = pattern >> (LSAT_ITEMS - 1 - j) & 1;
            add_person(scores, LSAT_ITEMS);
        }
    ck_assert_uint_eq(test.people, LSAT_PEOPLE);
}

static void load_attitude(void)
{
    test.people = 0;
    for (size_t i = 0; i < ATTITUDE_PEOPLE; i++) {
        double scores[ATTITUDE_ITEMS];
        for (size_t j = 0; j < ATTITUDE_ITEMS; j++)
            scores[j] = attitude[i][j];
        add_person(scores, ATTITUDE_ITEMS);
    }
}

static double alpha(void)
{
    double sum = 0;
    for (size_t j = 0; j < test.items; j++)
        sum += statistics_variance(test.item[j], test.people);
    return statistics_alpha(sum, statistics_variance(test.total, test.people), test.items);
}

static double *rest_of(size_t item)
{
    static double rest[PEOPLE_MOST];
    for (size_t i = 0; i < test.people; i++)
        rest[i] = test.total[i] - test.item[item][i];
    return rest;
}

static const double *sorted(const double *x, double *copy)
{
    static double spare[PEOPLE_MOST];
    memcpy(copy, x, test.people * sizeof *x);
    statistics_sort(copy, test.people, spare);
    return copy;
}

static double efficiency(size_t item)
{
    static double x[PEOPLE_MOST], y[PEOPLE_MOST];
    const double *rest = rest_of(item);
    return statistics_efficiency(test.item[item], rest, sorted(test.item[item], x), sorted(rest, y),
                                 test.people);
}

static void expect_items(const double *correlation, const double *efficient, const double *weight)
{
    double weights[ITEMS_MOST];
    for (size_t j = 0; j < test.items; j++) {
        weights[j] = statistics_covariance(test.item[j], test.total, test.people);
        ck_assert_double_eq_tol(statistics_correlation(test.item[j], rest_of(j), test.people),
                                correlation[j], SIX);
        ck_assert_double_eq_tol(efficiency(j), efficient[j], SIX);
    }
    statistics_weights(weights, test.items);
    for (size_t j = 0; j < test.items; j++)
        ck_assert_double_eq_tol(100 * weights[j], weight[j], 100 * SIX);
}

static void expect_test(double mean, double sd, double median, double skewness)
{
    static double copy[PEOPLE_MOST];
    ck_assert_double_eq_tol(statistics_mean(test.total, test.people), mean, SIX);
    ck_assert_double_eq_tol(statistics_sd(test.total, test.people), sd, SIX);
    ck_assert_double_eq_tol(statistics_median(sorted(test.total, copy), test.people), median, SIX);
    ck_assert_double_eq_tol(statistics_skewness(test.total, test.people), skewness, SIX);
}

/* The references are R's (4.2.2, psych 2.2.9), with x the data and t = rowSums(x):
 *   alpha            alpha(x)$total$raw_alpha; published for both data sets as 0.295 and 0.84
 *   discrimination   alpha(x)$item.stats$r.drop
 *   efficiency       q = x[,j]; y = t - q; cov(q, y) / cov(sort(q), sort(y))
 *   weight           v = sapply(1:ncol(x), function(j) cov(x[,j], t)); 100 * sqrt(v) / sum(sqrt(v))
 *   test             mean(t); sd(t); median(t); skew(t, type = 2); sd(t) * sqrt(1 - alpha)
 *   confidence       cor.test(x[,1], t - x[,1], conf.level = 0.99)$conf.int */
START_TEST(items_that_are_right_or_wrong_as_published) /* KR-20 */
{
    struct statistics_bounds bounds;
    load_lsat6();
    ck_assert_double_eq_tol(alpha(), 0.2949971922, SIX);
    ck_assert_double_eq_tol(statistics_mean(test.item[0], test.people), 0.924, SIX);
    ck_assert_double_eq_tol(statistics_mean(test.item[2], test.people), 0.553, SIX);
    expect_test(3.819, 1.0350412119, 4, -0.6910108761);
    expect_items(
        (const double[]){0.1128326889, 0.1531781201, 0.1727789433, 0.1444280952, 0.1215964025},
        (const double[]){0.1848172207, 0.2000266658, 0.2188995437, 0.1772019643, 0.1877477125},
        (const double[]){13.8830939442, 22.7427701214, 24.8548524014, 21.3679676681,
                         17.1513158649});
    ck_assert(statistics_confidence(0.1128326889, LSAT_PEOPLE, &bounds));
    ck_assert_double_eq_tol(bounds.low, 0.0317272279, SIX);
    ck_assert_double_eq_tol(bounds.high, 0.1924619262, SIX);
}
END_TEST

START_TEST(items_with_many_points_as_published)
{
    struct statistics_bounds bounds;
    load_attitude();
    ck_assert_double_eq_tol(alpha(), 0.8431427696, SIX);
    expect_test(423.0666666667, 57.7485233926, 425, -0.1791324626);
    ck_assert_double_eq_tol(statistics_error(57.7485233926, alpha()), 22.8714213749, SIX);
    expect_items((const double[]){0.6712620572, 0.7421097102, 0.5607111115, 0.7144454981,
                                  0.7862755938, 0.2650343392, 0.4608105495},
                 (const double[]){0.6931598470, 0.7495370011, 0.5760185939, 0.7250050427,
                                  0.8022520530, 0.2804446827, 0.5013693917},
                 (const double[]){15.4700210497, 16.7707383856, 14.6754692715, 15.4600466468,
                                  14.9376158734, 10.2511457191, 12.4349630539});
    ck_assert(statistics_confidence(0.6712620572, ATTITUDE_PEOPLE, &bounds));
    ck_assert_double_eq_tol(bounds.low, 0.307079957713, SIX);
    ck_assert_double_eq_tol(bounds.high, 0.863960129522, SIX);
}
END_TEST

/* --- by hand --- */

/* Four people, three items: 1 1 1, 1 1 0, 1 0 0, 0 0 0. The totals are 3, 2, 1, 0: mean and median
 * 1.5, sum of squares 5, variance 5/3. The items' variances are 1/4, 1/3, 1/4, together 5/6: alpha
 * = 3/2 (1 - 1/2) = 3/4; KR-20 with variances over n: 3/2 (1 - (3/16 + 4/16 + 3/16) / (5/4)) = 3/4.
 * SEM = sqrt(5/3) / 2. Item 1 and its rest 2, 1, 0, 0: sum of products 3 - 3*3/4 = 3/4, squares 3/4
 * and 5 - 9/4 = 11/4, so r = sqrt(3/11); it is sorted alike: efficiency 1. */
START_TEST(four_people_and_three_items_by_hand)
{
    static const double person[4][3] = {{1, 1, 1}, {1, 1, 0}, {1, 0, 0}, {0, 0, 0}};
    test.people = 0;
    for (size_t i = 0; i < 4; i++)
        add_person(person[i], 3);
    expect_test(1.5, sqrt(5.0 / 3), 1.5, 0);
    ck_assert_double_eq_tol(alpha(), 0.75, 1e-12);
    ck_assert_double_eq_tol(statistics_error(sqrt(5.0 / 3), alpha()), sqrt(5.0 / 3) / 2, 1e-12);
    ck_assert_double_eq_tol(statistics_correlation(test.item[0], rest_of(0), 4), sqrt(3.0 / 11),
                            1e-12);
    ck_assert_double_eq_tol(efficiency(0), 1, 1e-12);
}
END_TEST

/* 0, 0, 1, 5: mean 1.5; deviations -1.5, -1.5, -0.5, 3.5; m2 = 17/4, m3 = 36/4; sqrt(4*3)/2 =
 * sqrt(3). */
START_TEST(skewness_by_hand)
{
    const double x[] = {5, 0, 1, 0};
    ck_assert_double_eq_tol(statistics_skewness(x, 4), 9 / pow(4.25, 1.5) * sqrt(3), 1e-12);
}
END_TEST

/* Covariances with the total of 4, 1 and -1: the roots 2 and 1, and nothing for the third. */
START_TEST(an_item_against_the_total_has_no_weight)
{
    double c[] = {4, 1, -1}, none[] = {0, -2};
    statistics_weights(c, 3);
    ck_assert_double_eq_tol(c[0], 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(c[1], 1.0 / 3, 1e-12);
    ck_assert(isnan(c[2]));
    statistics_weights(none, 2);
    ck_assert(isnan(none[0]));
    ck_assert(isnan(none[1]));
}
END_TEST

/* --- groups --- */

/* Ten people, 2.7 in each group. Below 3 is one person, and two have 3: 1.7 of the two are in the
 * lower group, 0.85 of each. Above 7 are two, and 0.7 of the three with 7 are in the upper
 * group. */
START_TEST(ties_at_the_cut_count_as_fractions)
{
    const double x[] = {1, 3, 3, 4, 5, 7, 7, 7, 8, 9};
    struct statistics_groups groups;
    double upper = 0, lower = 0;
    ck_assert(statistics_groups(x, 10, &groups));
    ck_assert_double_eq_tol(groups.size, 2.7, 1e-12);
    ck_assert_double_eq_tol(statistics_in_lower(&groups, 1), 1, 1e-12);
    ck_assert_double_eq_tol(statistics_in_lower(&groups, 3), 0.85, 1e-12);
    ck_assert_double_eq_tol(statistics_in_lower(&groups, 4), 0, 1e-12);
    ck_assert_double_eq_tol(statistics_in_upper(&groups, 5), 0, 1e-12);
    ck_assert_double_eq_tol(statistics_in_upper(&groups, 7), 0.7 / 3, 1e-12);
    ck_assert_double_eq_tol(statistics_in_upper(&groups, 8), 1, 1e-12);
    for (size_t i = 0; i < 10; i++) {
        upper += statistics_in_upper(&groups, x[i]);
        lower += statistics_in_lower(&groups, x[i]);
    }
    ck_assert_double_eq_tol(upper, 2.7, 1e-12);
    ck_assert_double_eq_tol(lower, 2.7, 1e-12);
}
END_TEST

/* A hundred people have exactly 27 in each group: nobody of the next score is in it. */
START_TEST(a_group_of_whole_people_ends_at_its_last)
{
    double x[100];
    struct statistics_groups groups;
    for (int i = 0; i < 100; i++)
        x[i] = i;
    ck_assert(statistics_groups(x, 100, &groups));
    ck_assert_double_eq_tol(statistics_in_lower(&groups, 26), 1, 1e-12);
    ck_assert_double_eq_tol(statistics_in_lower(&groups, 27), 0, 1e-12);
    ck_assert_double_eq_tol(statistics_in_upper(&groups, 73), 1, 1e-12);
    ck_assert_double_eq_tol(statistics_in_upper(&groups, 72), 0, 1e-12);
}
END_TEST

/* Most have one score: it is the cut of both groups, and its people are in both with a fraction. */
START_TEST(one_score_may_be_the_cut_of_both_groups)
{
    const double x[] = {0, 5, 5, 5, 5, 5, 5, 5, 5, 9};
    struct statistics_groups groups;
    ck_assert(statistics_groups(x, 10, &groups));
    ck_assert_double_eq_tol(statistics_in_lower(&groups, 5), 1.7 / 8, 1e-12);
    ck_assert_double_eq_tol(statistics_in_upper(&groups, 5), 1.7 / 8, 1e-12);
}
END_TEST

START_TEST(there_are_no_groups_of_few_or_of_equal_people)
{
    const double few[] = {1, 2, 3}, equal[] = {2, 2, 2, 2, 2};
    struct statistics_groups groups;
    ck_assert(!statistics_groups(few, 3, &groups));
    ck_assert(!statistics_groups(equal, 5, &groups));
    ck_assert(!statistics_groups(few, 0, &groups));
}
END_TEST

/* --- no value --- */

START_TEST(numbers_of_any_sign_and_size_are_sorted)
{
    double x[] = {3, -1e300, 0.25, -2, 1e-300, -0.5, 1e300, -2, 0, 1000, -1000};
    double spare[AREA(x)];
    statistics_sort(x, AREA(x), spare);
    for (size_t i = 1; i < AREA(x); i++)
        ck_assert_double_le(x[i - 1], x[i]);
    ck_assert_double_eq(x[0], -1e300);
    ck_assert_double_eq(x[AREA(x) - 1], 1e300);
    double one[] = {7};
    statistics_sort(one, 1, spare);
    ck_assert_double_eq(one[0], 7);
}
END_TEST

START_TEST(nobody_has_no_statistics)
{
    ck_assert(isnan(statistics_mean(NULL, 0)));
    ck_assert(isnan(statistics_median(NULL, 0)));
    ck_assert(isnan(statistics_sd(NULL, 0)));
    ck_assert(isnan(statistics_skewness(NULL, 0)));
    ck_assert(isnan(statistics_correlation(NULL, NULL, 0)));
    ck_assert(isnan(statistics_efficiency(NULL, NULL, NULL, NULL, 0)));
    statistics_sort(NULL, 0, NULL);
    statistics_weights(NULL, 0);
}
END_TEST

START_TEST(one_person_has_a_mean_and_a_median)
{
    const double x[] = {-250};
    ck_assert_double_eq(statistics_mean(x, 1), -250);
    ck_assert_double_eq(statistics_median(x, 1), -250);
    ck_assert(isnan(statistics_sd(x, 1)));
    ck_assert(isnan(statistics_covariance(x, x, 1)));
    ck_assert(isnan(statistics_skewness(x, 1)));
    ck_assert(isnan(statistics_correlation(x, x, 1)));
    ck_assert(isnan(statistics_alpha(NAN, NAN, 5)));
    ck_assert(isnan(statistics_error(NAN, 0.5)));
}
END_TEST

START_TEST(two_people_always_correlate_and_are_not_given)
{
    const double x[] = {1, 2}, y[] = {5, 3};
    ck_assert_double_eq_tol(statistics_sd(x, 2), sqrt(0.5), 1e-12);
    ck_assert(isnan(statistics_skewness(x, 2)));
    ck_assert(isnan(statistics_correlation(x, y, 2)));
    ck_assert(isnan(statistics_efficiency(x, y, x, y, 2)));
}
END_TEST

/* Not even by a rounding: the mean of equal values may be another number. */
START_TEST(equal_scores_have_no_correlation)
{
    const double x[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, y[] = {1, 2, 3, 4, 5, 6};
    ck_assert_double_eq(statistics_variance(x, 6), 0);
    ck_assert(isnan(statistics_skewness(x, 6)));
    ck_assert(isnan(statistics_correlation(x, y, 6)));
    ck_assert(isnan(statistics_correlation(y, x, 6)));
    ck_assert(isnan(statistics_efficiency(x, y, x, y, 6)));
    ck_assert(isnan(statistics_efficiency(y, x, y, x, 6)));
    ck_assert(isnan(statistics_alpha(0, 0, 3)));
    ck_assert(isnan(statistics_alpha_drawn(0, 0, 3)));
    ck_assert(isnan(statistics_alpha(1, 2, 1)));
}
END_TEST

START_TEST(an_error_is_not_given_for_an_alpha_that_is_none)
{
    ck_assert_double_eq(statistics_error(2, 0), 2);
    ck_assert_double_eq(statistics_error(2, 1), 0);
    ck_assert(isnan(statistics_error(2, -0.1)));
    ck_assert(isnan(statistics_error(2, NAN)));
    ck_assert(isnan(statistics_alpha_drawn(0.01, 10, 10))); /* 1.11 */
    ck_assert(isnan(statistics_alpha_drawn(1, -2, 10)));
}
END_TEST

START_TEST(a_correlation_of_one_has_bounds)
{
    struct statistics_bounds bounds;
    ck_assert(statistics_confidence(1, 10, &bounds));
    ck_assert_double_eq(bounds.low, 1);
    ck_assert_double_eq(bounds.high, 1);
    ck_assert(statistics_confidence(-1, 10, &bounds));
    ck_assert_double_eq(bounds.low, -1);
    ck_assert_double_eq(bounds.high, -1);
    ck_assert(!statistics_confidence(0.5, 3, &bounds));
    ck_assert(!statistics_confidence(NAN, 100, &bounds));
}
END_TEST

/* --- choices --- */

START_TEST(the_correlation_of_a_choice_is_that_of_its_scores)
{
    load_lsat6();
    struct statistics_chosen s = {.n = test.people};
    const double *rest = rest_of(2);
    for (size_t i = 0; i < test.people; i++) {
        bool chosen = test.item[2][i] > 0;
        s.chosen += chosen;
        s.rest += rest[i];
        s.rest_squares += rest[i] * rest[i];
        s.chosen_rest += chosen ? rest[i] : 0;
    }
    ck_assert_double_eq_tol(statistics_choice_correlation(&s), 0.1727789433, SIX);
    struct statistics_chosen nobody = s, everybody = s, none = {0}, alike = s;
    nobody.chosen = 0;
    nobody.chosen_rest = 0;
    everybody.chosen = s.n;
    everybody.chosen_rest = s.rest;
    alike.rest_squares = alike.rest * alike.rest / (double)alike.n;
    ck_assert(isnan(statistics_choice_correlation(&nobody)));
    ck_assert(isnan(statistics_choice_correlation(&everybody)));
    ck_assert(isnan(statistics_choice_correlation(&none)));
    ck_assert(isnan(statistics_choice_correlation(&alike)));
}
END_TEST

/* With 100 people a correlation differs from 0 beyond tanh(2.5758 / sqrt(97)) = 0.2557. */
START_TEST(a_key_is_suspect_only_with_confidence)
{
    ck_assert(statistics_key_suspect(-0.26, 0.26, 100));
    ck_assert(!statistics_key_suspect(-0.25, 0.26, 100));
    ck_assert(!statistics_key_suspect(-0.26, 0.25, 100));
    ck_assert(!statistics_key_suspect(0.4, 0.26, 100));
    ck_assert(!statistics_key_suspect(-0.26, -0.4, 100));
    ck_assert(statistics_key_suspect(-0.9, 0.9, 50));
    ck_assert(!statistics_key_suspect(-0.9, 0.9, 49));
    ck_assert(!statistics_key_suspect(NAN, 0.9, 100));
    ck_assert(!statistics_key_suspect(-0.9, NAN, 100));
}
END_TEST

/* --- drawn papers --- */

enum { BANK = 20, DRAWN = 10 };

static double uniform(uint64_t *state)
{
    return (double)chance(state, UINT64_C(1) << 53) / 9007199254740992.0;
}

static double normal(uint64_t *state)
{
    double sum = -6; /* of twelve uniform numbers: their variances add up to 1 */
    for (int i = 0; i < 12; i++)
        sum += uniform(state);
    return sum;
}

/* A logistic response model with two parameters: difficulties from -1.2 to 1.2. */
static void answer_all(uint64_t *state, double *scores)
{
    double ability = normal(state);
    for (int j = 0; j < BANK; j++) {
        double difficulty = -1.2 + 2.4 * j / (BANK - 1);
        scores[j] = uniform(state) < 1 / (1 + exp(-1.5 * (ability - difficulty)));
    }
}

static void draw(uint64_t *state, int *order)
{
    for (int j = 0; j < BANK; j++)
        order[j] = j;
    for (int j = BANK - 1; j > 0; j--) {
        int k = (int)chance(state, (uint64_t)j + 1), swap = order[j];
        order[j] = order[k];
        order[k] = swap;
    }
}

/* What two papers without a common item correlate, that everybody sits: the mean of many pairs. */
static double two_papers(uint64_t *state)
{
    static double first[PEOPLE_MOST], second[PEOPLE_MOST];
    double sum = 0;
    enum { PAIRS = 100 };
    for (int pair = 0; pair < PAIRS; pair++) {
        int order[BANK];
        draw(state, order);
        for (size_t i = 0; i < test.people; i++) {
            first[i] = second[i] = 0;
            for (int j = 0; j < DRAWN; j++) {
                first[i] += test.item[order[j]][i];
                second[i] += test.item[order[j + DRAWN]][i];
            }
        }
        sum += statistics_correlation(first, second, test.people);
    }
    return sum / PAIRS;
}

static bool drawn[PEOPLE_MOST][BANK];

static double covariance_of_both(int j, int k)
{
    static double x[PEOPLE_MOST], y[PEOPLE_MOST];
    size_t n = 0;
    for (size_t i = 0; i < test.people; i++)
        if (drawn[i][j] && drawn[i][k]) {
            x[n] = test.item[j][i];
            y[n++] = test.item[k][i];
        }
    return statistics_covariance(x, y, n);
}

static double alpha_of_drawn(void)
{
    double variances = 0, covariances = 0;
    double one = (double)DRAWN / BANK, both = one * (DRAWN - 1) / (BANK - 1);
    for (int j = 0; j < BANK; j++)
        for (int k = 0; k < BANK; k++)
            if (j == k)
                variances += one * covariance_of_both(j, j);
            else
                covariances += both * covariance_of_both(j, k);
    return statistics_alpha_drawn(variances, covariances, DRAWN);
}

/* Each person gets ten of twenty items. Estimated from these answers, alpha is what two such papers
 * correlate; it is not when who lacks an item counts as wrong, nor when the places on the paper are
 * taken for items. */
START_TEST(alpha_of_drawn_papers_is_their_correlation)
{
    uint64_t state = 27;
    static double zeros[BANK][PEOPLE_MOST], places[DRAWN][PEOPLE_MOST];
    double sum_zeros = 0, sum_places = 0;
    test.people = 0;
    while (test.people < PEOPLE_MOST) {
        double scores[BANK];
        int order[BANK];
        answer_all(&state, scores);
        draw(&state, order);
        memset(drawn[test.people], 0, sizeof drawn[0]);
        for (int j = 0; j < BANK; j++) {
            drawn[test.people][order[j]] = j < DRAWN;
            zeros[order[j]][test.people] = j < DRAWN ? scores[order[j]] : 0;
            if (j < DRAWN)
                places[j][test.people] = scores[order[j]];
        }
        add_person(scores, BANK);
    }
    double correlate = two_papers(&state), estimate = alpha_of_drawn();
    for (size_t i = 0; i < test.people; i++) {
        test.total[i] = 0;
        for (int j = 0; j < DRAWN; j++)
            test.total[i] += places[j][i];
    }
    double variance = statistics_variance(test.total, test.people);
    for (int j = 0; j < BANK; j++)
        sum_zeros += statistics_variance(zeros[j], test.people);
    for (int j = 0; j < DRAWN; j++)
        sum_places += statistics_variance(places[j], test.people);
    ck_assert_double_eq_tol(estimate, correlate, 0.003);
    ck_assert_double_lt(statistics_alpha(sum_zeros, variance, BANK), correlate - 0.1);
    ck_assert_double_lt(statistics_alpha(sum_places, variance, DRAWN), correlate - 0.03);
}
END_TEST

Suite *statistics_suite(void)
{
    Suite *s = suite_create("statistics");
    TCase *t = tcase_create("statistics");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, items_that_are_right_or_wrong_as_published);
    tcase_add_test(t, items_with_many_points_as_published);
    tcase_add_test(t, four_people_and_three_items_by_hand);
    tcase_add_test(t, skewness_by_hand);
    tcase_add_test(t, an_item_against_the_total_has_no_weight);
    tcase_add_test(t, ties_at_the_cut_count_as_fractions);
    tcase_add_test(t, a_group_of_whole_people_ends_at_its_last);
    tcase_add_test(t, one_score_may_be_the_cut_of_both_groups);
    tcase_add_test(t, there_are_no_groups_of_few_or_of_equal_people);
    tcase_add_test(t, numbers_of_any_sign_and_size_are_sorted);
    tcase_add_test(t, nobody_has_no_statistics);
    tcase_add_test(t, one_person_has_a_mean_and_a_median);
    tcase_add_test(t, two_people_always_correlate_and_are_not_given);
    tcase_add_test(t, equal_scores_have_no_correlation);
    tcase_add_test(t, an_error_is_not_given_for_an_alpha_that_is_none);
    tcase_add_test(t, a_correlation_of_one_has_bounds);
    tcase_add_test(t, the_correlation_of_a_choice_is_that_of_its_scores);
    tcase_add_test(t, a_key_is_suspect_only_with_confidence);
    tcase_add_test(t, alpha_of_drawn_papers_is_their_correlation);
    suite_add_tcase(s, t);
    return s;
}
