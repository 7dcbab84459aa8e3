/* Reports that the desk asks for: who gets which, how many there are at a time, and what is said when
 * one cannot be made. (Their bytes: tests/e2e/test_results.c.) */
#include "server/desk/reporter.h"

#include "common/clock.h"
#include "server/report/results.h"
#include "tests/lib/process.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct reporter *reporter;
static struct exam *exam;
static char ref[REPORTER_MOST + 1][REPORTER_REF_SIZE];

static void setup(void)
{
    exam = sample_exam(2);
    ck_assert_int_eq(reporter_open("/nowhere", exam, &reporter), STATUS_OK);
}

static void teardown(void)
{
    reporter_stop(reporter);
    reporter_close(reporter);
    sample_free(exam);
}

static enum status ask(const char *by, int which)
{
    return reporter_ask(reporter, by, &results_report, TABLE_CSV, ref[which]);
}

static bool is_there(const char *by, int which, struct reporter_part *part)
{
    struct buffer out = {0};
    bool there = reporter_part(reporter, by, ref[which], 0, 100, &out, part);
    ck_assert_uint_eq(out.len, 0);
    buffer_release(&out);
    return there;
}

START_TEST(an_account_has_one_report_and_nobody_else_gets_it)
{
    struct reporter_part part;
    ck_assert_int_eq(ask("ana@caracas", 0), STATUS_OK);
    ck_assert(is_there("ana@caracas", 0, &part));
    ck_assert_uint_eq(part.percent, 0);
    ck_assert(!is_there("eva@caracas", 0, &part));
    ck_assert_int_eq(ask("ana@caracas", 1), STATUS_OK);
    ck_assert(!is_there("ana@caracas", 0, &part)); /* the second took its place */
    ck_assert(is_there("ana@caracas", 1, &part));
    memcpy(ref[0], "no such report", 15);
    ck_assert(!is_there("ana@caracas", 0, &part));
}
END_TEST

START_TEST(few_accounts_have_one_at_a_time)
{
    char by[16];
    for (int i = 0; i < REPORTER_MOST; i++) {
        (void)snprintf(by, sizeof by, "ana%d@caracas", i);
        ck_assert_int_eq(ask(by, i), STATUS_OK);
    }
    ck_assert_int_eq(ask("eva@caracas", REPORTER_MOST), STATUS_BUSY);
    ck_assert_int_eq(ask("ana0@caracas", 0), STATUS_OK); /* in its own place */
}
END_TEST

static bool is_over(void *context)
{
    return is_there("ana@caracas", 0, context) && ((struct reporter_part *)context)->percent == 100;
}

START_TEST(a_report_that_cannot_be_made_says_why)
{
    struct reporter_part part;
    ck_assert_int_eq(ask("ana@caracas", 0), STATUS_OK);
    ck_assert_int_eq(reporter_start(reporter), STATUS_OK);
    ck_assert(until(is_over, &part, 10000));
    ck_assert_ptr_nonnull(strstr(part.problem, "cannot read its journals"));
    ck_assert_uint_eq(part.bytes, 0);
}
END_TEST

Suite *reporter_suite(void)
{
    Suite *s = suite_create("reporter");
    TCase *t = tcase_create("reporter");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_account_has_one_report_and_nobody_else_gets_it);
    tcase_add_test(t, few_accounts_have_one_at_a_time);
    tcase_add_test(t, a_report_that_cannot_be_made_says_why);
    suite_add_tcase(s, t);
    return s;
}
