/* Percentages that stand for fractions: every number of equal parts, as people write them. */
#include "server/bank/bank.h"
#include "server/bank/weight.h"
#include "server/core/marking.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <stdio.h>

static const int32_t points_of_a_question[] = {1,    3,    7,     250,   333,   1000,
                                               1500, 2500, 10000, 20000, 99999, 9999999};
enum { POINTS = sizeof points_of_a_question / sizeof points_of_a_question[0] };

static int64_t ten_to(int exponent)
{
    int64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

enum { PERCENT_SIZE = 64 };

/* k/n in percent with so many decimals, cut off or rounded. */
static void write_percent(int k, int n, int decimals, bool rounded, char out[PERCENT_SIZE])
{
    int64_t whole = 100 * ten_to(decimals) * k;
    int64_t number = rounded ? (2 * whole + n) / (2 * n) : whole / n;
    (void)snprintf(out, PERCENT_SIZE, "%lld%s%0*lld", (long long)(number / ten_to(decimals)),
                   decimals > 0 ? "." : "", decimals, (long long)(number % ten_to(decimals)));
}

/* The marks of the first `chosen` options. */
static int64_t marks_of(const struct exam *exam, size_t chosen)
{
    struct paper_question shown = {.question = 0};
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answer = {bytes, 0};
    char digits[EXAM_OPTIONS_MAX][12];
    struct wire_word words[EXAM_OPTIONS_MAX];
    for (uint8_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        shown.option[i] = i;
    for (size_t i = 0; i < chosen; i++) {
        (void)snprintf(digits[i], sizeof digits[i], "%d", (int)i + 1);
        words[i] = (struct wire_word){digits[i], strlen(digits[i])};
    }
    ck_assert_int_eq(answer_take(&exam->questions[0], words, chosen, bytes, &answer.len),
                     REFUSAL_NONE);
    return marking_question(exam, &shown, &answer);
}

static void read_bank(const char *text, struct exam *exam)
{
    struct buffer errors = {0}, warnings = {0};
    enum status status = bank_parse(BANK_GIFT, "f", text, strlen(text), exam, &errors, &warnings);
    buffer_append(&errors, "", 1);
    ck_assert_msg(status == STATUS_OK, "%s\n%s", text, errors.data);
    buffer_release(&errors);
    buffer_release(&warnings);
}

/* W2, M2 */
static void equal_parts_earn_equal_parts(int n, int decimals, bool rounded)
{
    struct buffer text = {0};
    struct exam exam = {0};
    char percent[PERCENT_SIZE];
    write_percent(1, n, decimals, rounded, percent);
    buffer_text(&text, "Q {");
    for (int i = 0; i < n; i++)
        buffer_printf(&text, "~%%%s%%%c\n", percent, 'a' + i);
    if (n < EXAM_OPTIONS_MAX)
        buffer_text(&text, "~%-100%no");
    buffer_append(&text, "}", 2);
    read_bank(text.data, &exam);
    for (size_t p = 0; p < POINTS; p++) {
        int64_t points = points_of_a_question[p];
        exam.questions[0].points = (int32_t)points;
        for (int k = 1; k <= n; k++)
            ck_assert_msg(marks_of(&exam, (size_t)k) == (2 * points * k + n) / (2 * n),
                          "%d of %d at %s %%, %lld points: %lld", k, n, percent, (long long)points,
                          (long long)marks_of(&exam, (size_t)k));
    }
    bank_free(&exam);
    buffer_release(&text);
}

START_TEST(equal_weights_are_equal_parts_however_they_are_written)
{
    for (int n = 2; n <= EXAM_OPTIONS_MAX; n++)
        for (int decimals = 1; decimals <= 9; decimals++) {
            equal_parts_earn_equal_parts(n, decimals, false);
            equal_parts_earn_equal_parts(n, decimals, true);
        }
}
END_TEST

static int64_t value_of(const char *text)
{
    struct weight_written w;
    ck_assert_msg(weight_parse(text, strlen(text), &w), "%s", text);
    return weight_value(&w);
}

START_TEST(one_weight_is_the_fraction_it_stands_for) /* W1 */
{
    char percent[PERCENT_SIZE + 1] = "-";
    for (int n = 2; n <= EXAM_OPTIONS_MAX; n++)
        for (int k = 0; k <= n; k++)
            for (int decimals = n <= 9 ? 1 : 2; decimals <= 9; decimals++)
                for (int rounded = 0; rounded < 2; rounded++) {
                    write_percent(k, n, decimals, rounded == 1, percent + 1);
                    ck_assert_int_eq(value_of(percent + 1), k * EXAM_WEIGHT_ONE / n);
                    ck_assert_int_eq(value_of(percent), -k * EXAM_WEIGHT_ONE / n);
                }
}
END_TEST

START_TEST(other_weights_are_what_they_say)
{
    static const struct {
        const char *text;
        int64_t of_a_million;
    } cases[] = {{"0", 0},
                 {"100", 1000000},
                 {"33", 330000},
                 {"17", 170000},
                 {"99.99", 999900},
                 {"0.01", 100},
                 {"12,34", 123400},
                 {"4.3", 43000},
                 {"-.5", -5000},
                 {"50.", 500000},
                 {"33.34", 333400},
                 {"9.1", 91000},
                 {"-100.0", -1000000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_int_eq(value_of(cases[i].text),
                         EXAM_WEIGHT_ONE / 10000 * cases[i].of_a_million / 100);
    int64_t fine = value_of("12.3455") - EXAM_WEIGHT_ONE / 10000 * 1234;
    ck_assert_int_eq(fine, (EXAM_WEIGHT_ONE / 10000 * 55 + 99) / 100); /* no decimal is lost */
}
END_TEST

START_TEST(a_half_stays_a_half)
{
    struct exam exam = {0};
    read_bank("Q {=%100%yes =%0.125%hm}", &exam);
    const struct paper_question shown = {.question = 0};
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answer = {bytes, 0};
    ck_assert_int_eq(
        answer_take(&exam.questions[0], &(struct wire_word){"hm", 2}, 1, bytes, &answer.len),
        REFUSAL_NONE);
    exam.questions[0].points = 400; /* 0.4 points: exactly half a thousandth */
    ck_assert_int_eq(marking_question(&exam, &shown, &answer), 1);
    bank_free(&exam);
}
END_TEST

START_TEST(what_is_no_weight_is_refused)
{
    static const char *const bad[] = {"",       "-",   ".",  "x",      "1x",
                                      "1.2.3",  "101", "+5", "100.01", "--5",
                                      "-100.1", "1e1", " 5", "5 %",    "99999999999999999999999999",
                                      "1:2"};
    struct weight_written w = {7, 7};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!weight_parse(bad[i], strlen(bad[i]), &w), "%s", bad[i]);
    ck_assert_int_eq(w.number, 7);
}
END_TEST

START_TEST(weights_that_add_up_to_nearly_all_are_scaled) /* W2 */
{
    static const struct {
        const char *weights[4];
        bool good;
    } cases[] = {
        {{"33.33", "33.33", "33.34"}, true},
        {{"50.05", "25", "25"}, true},
        {{"49.95", "25", "25"}, true},
        {{"50.06", "25", "25"}, false},
        {{"49.94", "25", "25"}, false},
        {{"33", "33", "33"}, false},
        {{"16.67", "16.67", "33.33", "33.33"}, true},
        {{"12.345", "37.655", "50"}, true},
        {{"60", "50"}, false},
        {{"99.99"}, true},
        {{"100"}, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct weight_written w[4];
        int64_t shares[4], sum = 0;
        size_t count = 0;
        for (; count < 4 && cases[i].weights[count] != NULL; count++)
            ck_assert(
                weight_parse(cases[i].weights[count], strlen(cases[i].weights[count]), &w[count]));
        ck_assert_msg(weight_shares(w, count, shares) == cases[i].good, "case %zu", i);
        for (size_t k = 0; cases[i].good && k < count; k++) {
            int64_t off = shares[k] - weight_value(&w[k]);
            ck_assert_int_lt(off, EXAM_WEIGHT_ONE / 1000);
            ck_assert_int_gt(off, -EXAM_WEIGHT_ONE / 1000);
            sum += shares[k];
        }
        ck_assert_int_eq(sum, cases[i].good ? EXAM_WEIGHT_ONE : 0);
    }
}
END_TEST

Suite *weight_suite(void)
{
    Suite *s = suite_create("weight");
    TCase *t = tcase_create("weight");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, equal_weights_are_equal_parts_however_they_are_written);
    tcase_add_test(t, one_weight_is_the_fraction_it_stands_for);
    tcase_add_test(t, other_weights_are_what_they_say);
    tcase_add_test(t, a_half_stays_a_half);
    tcase_add_test(t, what_is_no_weight_is_refused);
    tcase_add_test(t, weights_that_add_up_to_nearly_all_are_scaled);
    suite_add_tcase(s, t);
    return s;
}
