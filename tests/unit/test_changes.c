/* Why a corrected key changed somebody's points. */
#include "server/bank/bank.h"
#include "server/report/changes.h"
#include "tests/lib/expect.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <string.h>

enum { QUESTIONS = 6, SEED = 7, VALUES = 600 };

static const char bank[] = "::one::Which? {=uno ~dos ~tres}\n\n"
                           "::all::Which two? {~%%50%%a ~%%50%%b ~%%-100%%c}\n\n"
                           "::pairs::Match {=Oslo -> Norway =Lima -> Peru}\n\n"
                           "::word::Say {=%s}\n\n"
                           "::number::Count {#7:%s}\n\n"
                           "::essay::Write {}\n";

static struct exam was;
static struct answer answers[QUESTIONS];
static uint8_t values[QUESTIONS][VALUES];
static struct paper_question shown[QUESTIONS];
static struct changes changes;
static struct buffer said;

static void read_bank(const char *word, const char *tolerance)
{
    char text[1024];
    (void)snprintf(text, sizeof text, bank, word, tolerance);
    bank_text_read_for_plan(text);
    ck_assert_int_eq(bank_text_plan("shuffle = yes\n"), STATUS_OK);
    exam_seal(&exam);
}

static void setup(void)
{
    read_bank("sol", "1");
    was = exam;
    exam = (struct exam){0};
    read_bank("sol", "1");
    paper_make(&exam, SEED, shown);
    memset(answers, 0, sizeof answers);
}

static void teardown(void)
{
    bank_text_release();
    exam = was;
    bank_text_release();
    buffer_release(&said);
}

/* The place of a question of the bank on the paper. */
static size_t place(const char *name)
{
    for (size_t i = 0; i < QUESTIONS; i++)
        if (strcmp(exam.questions[shown[i].question].name, name) == 0)
            return i;
    ck_abort_msg("no question %s", name);
    return 0;
}

/* The word for that option of the bank as it was shown. */
static const char *position(size_t at, uint8_t option)
{
    static char text[4][4];
    static int next;
    char *out = text[next++ % 4];
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        if (shown[at].option[i] == option) {
            (void)snprintf(out, sizeof text[0], "%zu", i + 1);
            return out;
        }
    return "";
}

static void give(size_t at, const char *first, const char *second)
{
    const struct wire_word words[] = {{first, strlen(first)},
                                      {second, second != NULL ? strlen(second) : 0}};
    const struct question *q = &exam.questions[shown[at].question];
    answers[at].values = values[at];
    ck_assert_int_eq(answer_take(q, words, second != NULL ? 2 : 1, values[at], &answers[at].len),
                     REFUSAL_NONE);
}

static const char *say(size_t at)
{
    buffer_clear(&said);
    changes_say_answer(&exam, &shown[at], &answers[at], &said);
    buffer_append(&said, "", 1);
    ck_assert(!said.failed);
    return said.data;
}

START_TEST(only_questions_whose_points_differ_are_named)
{
    give(place("word"), "luna", NULL);
    give(place("number"), "9", NULL);
    give(place("essay"), "long ago", NULL);
    bank_text_release();
    read_bank("sol =luna", "1");
    changes_find(&was, &exam, SEED, answers, &changes);
    ck_assert_uint_eq(changes.count, 1);
    ck_assert_uint_eq(changes.question[0].number, place("word") + 1);
    ck_assert_int_eq(changes.question[0].before, 0);
    ck_assert_int_eq(changes.question[0].after, EXAM_POINT);
    ck_assert_int_eq(changes.before, 0);
    ck_assert_int_eq(changes.after, EXAM_POINT);
    bank_text_release();
    read_bank("sol", "2");
    changes_find(&was, &exam, SEED, answers, &changes);
    ck_assert_uint_eq(changes.count, 1);
    ck_assert_uint_eq(changes.question[0].number, place("number") + 1);
}
END_TEST

START_TEST(who_did_not_answer_keeps_the_points)
{
    bank_text_release();
    read_bank("luna", "2");
    changes_find(&was, &exam, SEED, answers, &changes);
    ck_assert_uint_eq(changes.count, 0);
    ck_assert_int_eq(changes.after, 0);
}
END_TEST

START_TEST(an_answer_is_said_in_the_words_of_the_exam)
{
    size_t one = place("one"), all = place("all"), pairs = place("pairs");
    give(one, position(one, 1), NULL);
    ck_assert_str_eq(say(one), "dos");
    give(all, position(all, 0), position(all, 1));
    ck_assert(strcmp(say(all), "a; b") == 0 || strcmp(say(all), "b; a") == 0);
    give(pairs, position(pairs, 0), "0");
    ck_assert_str_eq(say(pairs), "Oslo: Norway; Lima: -");
    give(place("number"), "7,5", NULL);
    ck_assert_str_eq(say(place("number")), "7.5");
}
END_TEST

START_TEST(a_sealed_bank_shows_no_text)
{
    size_t one = place("one"), pairs = place("pairs");
    exam.confidential = true;
    give(one, position(one, 2), NULL);
    ck_assert_str_eq(say(one), "option 3");
    give(pairs, position(pairs, 1), "0");
    ck_assert_str_eq(say(pairs), "1: option 2; 2: -");
    give(place("word"), "sun", NULL);
    ck_assert_str_eq(say(place("word")), "sun");
}
END_TEST

Suite *changes_suite(void)
{
    Suite *suite = suite_create("changes");
    TCase *t = tcase_create("changes");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, only_questions_whose_points_differ_are_named);
    tcase_add_test(t, who_did_not_answer_keeps_the_points);
    tcase_add_test(t, an_answer_is_said_in_the_words_of_the_exam);
    tcase_add_test(t, a_sealed_bank_shows_no_text);
    suite_add_tcase(suite, t);
    return suite;
}
