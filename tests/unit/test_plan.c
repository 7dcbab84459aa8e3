/* The exam's plan, and the papers that follow from it. */
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "server/core/paper.h"
#include "tests/lib/expect.h"
#include "tests/lib/sample.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char bank[] = "$CATEGORY: A\na1 {=x ~y}\n\na2 {=x ~y}\n\na3 {=x ~y ~z}\n\n"
                           "$CATEGORY: B/C\nb1 {=x ~y}\n\nb2 {T}\n\nOnly read.\n\n"
                           "$CATEGORY: Bx\nc1 {=x ~y}\n";

static void setup(void)
{
    bank_text_read_for_plan(bank);
}

static void refused(const char *text, const char *words)
{
    setup();
    ck_assert_int_eq(bank_text_plan(text), STATUS_INVALID);
    ck_assert_msg(strstr(errors.data, words) != NULL, "expected %s, got %s", words, errors.data);
}

START_TEST(a_plan_says_what_the_exam_is)
{
    ck_assert_int_eq(
        bank_text_plan(
            "# comment\ntitle = Prueba\nseconds = 90\npass-percent = 60\n"
            "shuffle = no\nreveal = yes\nextend-max = 45\nopens = 2027-03-01 08:00 -04:00\n"
            "closes = 2027-03-01T13:30 Z\n"
            "section = A\nquestions = 2\npoints = 1.5\nnegative = 0,25\n"
            "section = B\nregistration = staff\ntakeover = free\n"),
        STATUS_OK);
    ck_assert_str_eq(exam.title, "Prueba");
    ck_assert_int_eq(exam.policy.value[POLICY_REGISTRATION], REGISTRATION_STAFF);
    ck_assert_int_eq(exam.policy.value[POLICY_TAKEOVER], TAKEOVER_FREE);
    ck_assert_uint_eq(exam.seconds, 90);
    ck_assert_uint_eq(exam.pass_percent, 60);
    ck_assert(exam.fixed_order);
    ck_assert(exam.reveal);
    ck_assert_uint_eq(exam_extend_minutes(&exam), 45);
    ck_assert_int_eq(exam.hours.opens.ms, 1803902400000);
    ck_assert_int_eq(exam.hours.closes.ms, exam.hours.opens.ms + 90 * 60 * 1000);
    ck_assert_uint_eq(exam.section_count, 2);
    ck_assert_uint_eq(exam.sections[0].draw, 2);
    ck_assert_uint_eq(exam.sections[0].member_count, 3);
    ck_assert_uint_eq(exam.sections[1].member_count, 3); /* B/C, and not Bx */
    ck_assert_uint_eq(exam.sections[1].draw, 3);
    ck_assert_int_eq(exam.questions[2].points, 1500);
    ck_assert_int_eq(exam.questions[2].negative, 250);
    ck_assert_int_eq(exam.questions[5].points, 0); /* only read */
    exam_seal(&exam);
    ck_assert_uint_eq(exam.paper_count, 5);
}
END_TEST

START_TEST(a_plan_is_read_as_editors_save_it)
{
    ck_assert_int_eq(bank_text_plan("\xEF\xBB\xBFtitle = Uno\r\nseconds = 90\r\n"), STATUS_OK);
    ck_assert_str_eq(exam.title, "Uno");
    ck_assert_uint_eq(exam_extend_minutes(&exam), 30);
    ck_assert_uint_eq(exam.seconds, 90);
    ck_assert_int_eq(bank_text_plan("title = Dos\rseconds = 91\rsection = A\r"), STATUS_OK);
    ck_assert_str_eq(exam.title, "Dos");
    ck_assert_uint_eq(exam.seconds, 91);
    ck_assert_str_eq(exam.sections[0].name, "A");
}
END_TEST

START_TEST(mistakes_in_a_plan_are_explained)
{
    refused("tittle = x", "p:1: a plan has no 'tittle'");
    refused("\nseconds = 0", "p:2: seconds must be");
    refused("seconds = 1x", "p:1: seconds must be");
    refused("shuffle = si", "p:1: shuffle must be yes or no");
    refused("takeover = all", "p:1: takeover must be dead, staff or free, not 'all'");
    refused("admit = all", "p:1: admit must be anyone or staff, not 'all'");
    refused("registration = all", "p:1: registration must be open, secret or staff, not 'all'");
    refused("points = 1", "p:1: 'points' must stand below a section");
    refused("section = Z", "p:1: the bank has no category 'Z'");
    refused("section = c", "p:1: the bank has no category 'c'; did you mean 'B/C'?");
    refused("section =", "p:1: the section has no name");
    refused("section = A\nquestions = 4", "p:1: section 'A' has 3 questions, not 4");
    refused("section = A\npoints = 0", "p:2: points must be");
    refused("section = A\npoints = 1.2345", "p:2: points must be");
    refused("section = A\nnegative = -1", "p:2: negative must be");
    refused("section = B\nsection = B/C", "p:2: section 'B/C' overlaps");
    refused("opens = 2027-03-01 08:00", "p:1: opens must be a moment");
    refused("closes = 27-03-01 08:00 Z", "p:1: closes must be a moment with the year in four");
    refused("opens = soon", "the offset from UTC, such as '2027-03-01 08:00 -04:00', not 'soon'");
    refused("opens = 2027-03-01 08:00 Z\ncloses = 2027-03-01 08:00 Z", "closes before it opens");
    refused("title =", "p:1: a title has 1 to 200 bytes");
    refused("seconds = 9\ntitle = a\tb", "p:2: a title cannot hold U+0009, CHARACTER TABULATION");
    refused("title = a\x1b[2J", "p:1: the line holds U+001B, ESCAPE");
    refused("seconds = 9\rtitle = Admisi\xf3n\r", "p:2: the line is not UTF-8");
    refused("section = B\nquestions = 1", "p:1: section 'B' draws some of its questions, but");
    refused("nonsense", "p:1: expected 'name = value' (a switch: 'name = yes')");
    /* All of them. */
    refused("a = 1\nb = 2", "p:1: a plan has no 'a'");
    expect_has(errors.data, "p:2: a plan has no 'b'");
    struct buffer text = {0};
    ck_assert_int_eq(plan_read("db/banks/none.plan", &text, &exam, &errors), STATUS_IO);
}
END_TEST

START_TEST(papers_follow_the_plan) /* P2, P3 */
{
    ck_assert_int_eq(bank_text_plan("section = B\nsection = A\nquestions = 2\n"), STATUS_OK);
    exam_seal(&exam);
    unsigned seen = 0;
    bool moved = false;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct paper_question paper[5], again[5];
        paper_make(&exam, seed, paper);
        paper_make(&exam, seed, again);
        for (int i = 0; i < 5; i++) {
            bool of_b = paper[i].question >= 3 && paper[i].question <= 5;
            ck_assert_int_eq(of_b, i < 3);
            ck_assert_uint_eq(paper[i].question, again[i].question); /* P1 */
            seen |= 1u << paper[i].question;
            moved |= paper[i].question == 2 && paper[i].option[0] != 0;
        }
        ck_assert_uint_ne(paper[0].question, paper[1].question);
        ck_assert_uint_ne(paper[3].question, paper[4].question);
    }
    ck_assert_uint_eq(seen, 0x3f);
    ck_assert(moved);
    exam.fixed_order = true;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct paper_question paper[5];
        paper_make(&exam, seed, paper);
        ck_assert_int_lt(paper[0].question, paper[1].question);
        ck_assert_int_lt(paper[3].question, paper[4].question);
        ck_assert_int_eq(paper[3].option[0], 0);
        ck_assert_int_eq(paper[3].option[1], 1);
    }
    struct digest paper_digest = exam.paper_digest, digest = exam.digest;
    exam_seal(&exam);
    ck_assert(!digest_equal(&paper_digest, &exam.paper_digest));
    paper_digest = exam.paper_digest;
    exam.questions[0].options[1].weight = EXAM_WEIGHT_ONE; /* another key, the same paper */
    exam_seal(&exam);
    ck_assert(digest_equal(&paper_digest, &exam.paper_digest));
    ck_assert(!digest_equal(&digest, &exam.digest));
}
END_TEST

START_TEST(a_plan_says_how_results_are_ranked_marked_and_told)
{
    ck_assert_int_eq(
        bank_text_plan("tie-break = category:B\ntie-break = category: A\nplaces = 120\n"
                       "markers = 2\ntolerance = 0,5\nwithhold = yes\n"
                       "opens = 2027-03-01 08:00 -04:30\ncloses = 2027-03-01 18:00 Z\n"),
        STATUS_OK);
    ck_assert_uint_eq(exam.tie_break_count, 2);
    ck_assert_str_eq(exam.tie_breaks[0], "B");
    ck_assert_str_eq(exam.tie_breaks[1], "A");
    ck_assert_uint_eq(exam.places, 120);
    ck_assert_uint_eq(exam.markers, 2);
    ck_assert_int_eq(exam.tolerance, 500);
    ck_assert(exam.withhold);
    ck_assert_int_eq(exam.offset_minutes, -270);
    refused("tie-break = B", "p:1: tie-break must be category:NAME, not 'B'");
    refused("tie-break = category: ", "p:1: tie-break must be category:NAME");
    refused("tie-break = category:Z", "p:1: tie-break: nobody is asked a question of the category");
    refused("section = A\ntie-break = category:B", "p:2: tie-break: nobody is asked a question");
    refused("places = 0", "p:1: places must be a whole number from 1");
    refused("markers = 3", "p:1: markers must be a whole number from 1 to 2");
    refused("tolerance = x", "p:1: tolerance must be a number of points");
    refused("withhold = si", "p:1: withhold must be yes or no");
}
END_TEST

/* A corrected key is for the same paper, and none of these may change with it. */
START_TEST(how_results_come_about_is_fixed_as_the_paper_is) /* S4 */
{
    static const char *const lines[] = {"",
                                        "tie-break = category:A\n",
                                        "tie-break = category:B\n",
                                        "places = 2\n",
                                        "markers = 2\n",
                                        "tolerance = 1\n",
                                        "withhold = yes\n"};
    enum { LINES = sizeof lines / sizeof lines[0] };
    struct digest paper[LINES];
    for (size_t i = 0; i < LINES; i++) {
        setup();
        ck_assert_int_eq(bank_text_plan(lines[i]), STATUS_OK);
        exam_seal(&exam);
        paper[i] = exam.paper_digest;
        for (size_t k = 0; k < i; k++)
            ck_assert(!digest_equal(&paper[i], &paper[k]));
    }
}
END_TEST

Suite *plan_suite(void)
{
    Suite *s = suite_create("plan");
    TCase *t = tcase_create("plan");
    tcase_add_checked_fixture(t, setup, bank_text_release);
    tcase_add_test(t, a_plan_says_what_the_exam_is);
    tcase_add_test(t, a_plan_is_read_as_editors_save_it);
    tcase_add_test(t, mistakes_in_a_plan_are_explained);
    tcase_add_test(t, papers_follow_the_plan);
    tcase_add_test(t, a_plan_says_how_results_are_ranked_marked_and_told);
    tcase_add_test(t, how_results_come_about_is_fixed_as_the_paper_is);
    suite_add_tcase(s, t);
    return s;
}
