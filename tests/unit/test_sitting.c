/* The sitting's states and clock, the paper's order, answers and marks. */
#include "server/core/sitting.h"
#include "server/core/apply.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct exam *exam;
static const struct sitting_saves nothing_saved = {0, 0, 0};
static const struct sitting_answer cleared = {.question = 1};

/* The exam clock, at a node that has served all the time. */
#define AT(ms) (&(struct sitting_clock){.now_ms = (ms)})

static void setup(void)
{
    exam = sample_exam(6);
}

static void teardown(void)
{
    sample_free(exam);
}

static struct applicant home(void)
{
    struct applicant a = applicant_unknown("V1");
    a.claim = CLAIM_HOME;
    a.confirm_n = 5;
    return a;
}

static struct applicant running(uint64_t clock_ms)
{
    struct applicant a = home();
    struct sitting_terms terms = {
        .exam = exam, .seed = 42, .clock.now_ms = clock_ms, .restored_n = 0};
    struct entry start;
    ck_assert_int_eq(sitting_start(&a, &terms, &start), REFUSAL_NONE);
    start.n = 6;
    start.clock_ms = clock_ms;
    start.at.ms = 777;
    apply_entry(&a, &start);
    return a;
}

static struct applicant finished(enum finish_reason reason)
{
    struct applicant a = running(0);
    struct entry finish;
    struct marks marks = {.score = 1500, .max = 6000, .unmarked = 2000, .answered = 3};
    if (reason == FINISH_BY_APPLICANT)
        ck_assert_int_eq(sitting_finish(&a, AT(1), &marks, &finish), REFUSAL_NONE);
    else
        ck_assert(sitting_expire(&a, AT(60000), &marks, &finish));
    finish.n = 9;
    finish.at.ms = 888;
    apply_entry(&a, &finish);
    return a;
}

START_TEST(an_exam_has_its_hours)
{
    struct applicant a = home(), started = running(0);
    struct sitting_terms terms = {.exam = exam, .seed = 42, .extra_ms = 90000, .now = {999}};
    struct entry out;
    terms.hours = (struct hours){{1000}, {2000}};
    ck_assert_int_eq(sitting_start(&a, &terms, &out), REFUSAL_EARLY);
    terms.now.ms = 1000;
    ck_assert_int_eq(sitting_start(&a, &terms, &out), REFUSAL_NONE);
    ck_assert_uint_eq(out.start.seconds, exam->seconds + 90);
    ck_assert(digest_equal(&out.start.paper, &exam->paper_digest));
    terms.now.ms = 2000;
    ck_assert_int_eq(sitting_start(&a, &terms, &out), REFUSAL_LATE);
    /* S11: whoever has started goes on, with the same time. */
    ck_assert_int_eq(sitting_start(&started, &terms, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, 0);
    ck_assert_int_eq(sitting_check_running(&started, AT(59999)), REFUSAL_NONE);
    terms.hours.opens.ms = 2001;
    terms.hours.closes.ms = 0;
    ck_assert_int_eq(sitting_start(&started, &terms, &out), REFUSAL_NONE);
}
END_TEST

START_TEST(a_corrected_key_marks_anew) /* S4 */
{
    struct applicant a = finished(FINISH_BY_APPLICANT), r = running(0), h = home();
    struct marks marks = {.score = 2500, .max = 7000, .unmarked = 1000, .answered = 3};
    struct entry out;
    memset(&out, 0xff, sizeof out); /* whoever decides nothing leaves nothing */
    ck_assert_int_eq(sitting_remark(&h, exam, &marks, "root", &out), REFUSAL_NOTSTARTED);
    ck_assert_int_eq(sitting_remark(&r, exam, &marks, "root", &out), REFUSAL_RUNNING);
    ck_assert_int_eq(sitting_remark(&a, exam, &marks, "root", &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, 0); /* by this key already */
    struct digest key = exam->digest, paper = exam->paper_digest;
    exam->digest.bytes[0] ^= 1;
    exam->pass_percent = 30;
    ck_assert_uint_eq(a.sitting.pass_percent, 50); /* M5 */
    ck_assert_int_eq(sitting_remark(&a, exam, &marks, "root", &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, ENTRY_REMARK);
    ck_assert_int_eq(out.remark.old_score, 1500);
    ck_assert_str_eq(out.remark.by, "root");
    out.n = 12;
    apply_entry(&a, &out);
    ck_assert_int_eq(a.sitting.score, 2500);
    ck_assert_int_eq(a.sitting.first_score, 1500);
    ck_assert_int_eq(a.sitting.unmarked, 1000);
    ck_assert_int_eq(a.sitting.max, 7000);
    ck_assert_uint_eq(a.sitting.marked_n, 12);
    ck_assert_uint_eq(a.sitting.finish_n, 9);
    ck_assert_uint_eq(a.sitting.pass_percent, 30); /* M5 */
    ck_assert(digest_equal(&a.sitting.marked_exam, &exam->digest));
    ck_assert(digest_equal(&a.sitting.exam, &key));
    exam->paper_digest.bytes[0] ^= 1;
    ck_assert_int_eq(sitting_remark(&a, exam, &marks, "root", &out), REFUSAL_EXAM_DIFFERS);
    exam->digest = key;
    exam->paper_digest = paper;
    exam->pass_percent = 50;
}
END_TEST

START_TEST(only_home_may_start) /* C2 */
{
    static const enum refusal expected[] = {REFUSAL_UNREGISTERED, REFUSAL_PENDING, REFUSAL_NONE,
                                            REFUSAL_ELSEWHERE};
    for (int state = CLAIM_NONE; state <= CLAIM_AWAY; state++) {
        struct applicant a = home();
        struct sitting_terms terms = {
            .exam = exam, .seed = 42, .clock.now_ms = 100, .restored_n = 0};
        struct entry out;
        a.claim = (enum claim_state)state;
        ck_assert_int_eq(sitting_start(&a, &terms, &out), expected[state]);
        ck_assert_int_eq(sitting_check_running(&a, AT(0)),
                         state == CLAIM_HOME ? REFUSAL_NOTSTARTED : expected[state]);
    }
}
END_TEST

START_TEST(start_records_seed_time_and_exam)
{
    struct applicant a = running(500);
    ck_assert_int_eq(a.sitting.state, SITTING_RUNNING);
    ck_assert_uint_eq(a.sitting.start_n, 6);
    ck_assert_uint_eq(a.sitting.seed, 42);
    ck_assert_uint_eq(a.sitting.seconds, 60);
    ck_assert_uint_eq(a.sitting.start_clock_ms, 500);
    ck_assert_int_eq(a.sitting.started_at.ms, 777);
    ck_assert(digest_equal(&a.sitting.exam, &exam->digest));
    ck_assert(!a.sitting.after_restore);
}
END_TEST

START_TEST(a_start_of_someone_held_before_a_restore_is_marked)
{
    struct applicant a = home();
    struct sitting_terms terms = {.exam = exam, .seed = 42, .clock.now_ms = 0, .restored_n = 5};
    struct entry start;
    ck_assert_int_eq(sitting_start(&a, &terms, &start), REFUSAL_NONE);
    ck_assert(start.start.after_restore);
    apply_entry(&a, &start);
    ck_assert(a.sitting.after_restore);
    terms.restored_n = 4;
    a = home();
    ck_assert_int_eq(sitting_start(&a, &terms, &start), REFUSAL_NONE);
    ck_assert(!start.start.after_restore);
}
END_TEST

START_TEST(starting_again_resumes) /* S1 */
{
    struct applicant a = running(500);
    struct sitting_terms terms = {.exam = exam, .seed = 99, .clock.now_ms = 900, .restored_n = 0};
    struct entry out;
    memset(&out, 0xff, sizeof out);
    ck_assert_int_eq(sitting_start(&a, &terms, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, 0);
}
END_TEST

START_TEST(a_finished_sitting_never_runs_again) /* S1, S3 */
{
    struct sitting_terms terms = {.exam = exam, .seed = 99, .clock.now_ms = 10, .restored_n = 0};
    struct entry out;
    struct marks marks = {0};
    struct applicant a = finished(FINISH_BY_APPLICANT);
    ck_assert_int_eq(sitting_start(&a, &terms, &out), REFUSAL_FINISHED);
    ck_assert_int_eq(sitting_answer(&a, &nothing_saved, AT(10), &cleared, &out), REFUSAL_FINISHED);
    ck_assert_int_eq(sitting_finish(&a, AT(10), &marks, &out), REFUSAL_FINISHED);
    ck_assert_uint_eq(allowance_left_ms(&a, AT(10)), 0);
    ck_assert(!sitting_expire(&a, AT(99999), &marks, &out));
    a = finished(FINISH_BY_DEADLINE);
    ck_assert_int_eq(sitting_start(&a, &terms, &out), REFUSAL_FINISHED);
    ck_assert_int_eq(sitting_answer(&a, &nothing_saved, AT(10), &cleared, &out), REFUSAL_TIMEUP);
    ck_assert_int_eq(sitting_finish(&a, AT(10), &marks, &out), REFUSAL_TIMEUP);
}
END_TEST

START_TEST(finish_keeps_the_marks)
{
    struct applicant a = finished(FINISH_BY_APPLICANT);
    ck_assert_int_eq(a.sitting.state, SITTING_FINISHED);
    ck_assert_uint_eq(a.sitting.finish_n, 9);
    ck_assert_int_eq(a.sitting.finished_at.ms, 888);
    ck_assert_int_eq(a.sitting.reason, FINISH_BY_APPLICANT);
    ck_assert_int_eq(a.sitting.score, 1500);
    ck_assert_int_eq(a.sitting.max, 6000);
    ck_assert_int_eq(a.sitting.unmarked, 2000);
    ck_assert_uint_eq(a.sitting.answered, 3);
    ck_assert_int_eq(finished(FINISH_BY_DEADLINE).sitting.reason, FINISH_BY_DEADLINE);
}
END_TEST

START_TEST(nothing_is_taken_at_the_deadline_or_after_it) /* S3 */
{
    struct applicant a = running(500);
    struct entry out;
    struct marks marks = {0};
    ck_assert_uint_eq(allowance_left_ms(&a, AT(500)), 60000);
    ck_assert_uint_eq(allowance_left_ms(&a, AT(60499)), 1);
    ck_assert_int_eq(sitting_answer(&a, &nothing_saved, AT(60499), &cleared, &out), REFUSAL_NONE);
    ck_assert(!sitting_expire(&a, AT(60499), &marks, &out));
    ck_assert_uint_eq(allowance_left_ms(&a, AT(60500)), 0);
    ck_assert_uint_eq(allowance_left_ms(&a, AT(70000)), 0);
    ck_assert_int_eq(sitting_answer(&a, &nothing_saved, AT(60500), &cleared, &out), REFUSAL_TIMEUP);
    ck_assert_int_eq(sitting_finish(&a, AT(60500), &marks, &out), REFUSAL_TIMEUP);
    ck_assert(sitting_expire(&a, AT(60500), &marks, &out));
    ck_assert_int_eq(out.kind, ENTRY_FINISH);
    struct sitting_terms terms = {.exam = exam, .seed = 99, .clock.now_ms = 60500, .restored_n = 0};
    ck_assert_int_eq(sitting_start(&a, &terms, &out), REFUSAL_TIMEUP);
    struct applicant idle = home();
    ck_assert_uint_eq(allowance_left_ms(&idle, AT(0)), 0);
    ck_assert(!sitting_expire(&idle, AT(0), &marks, &out));
}
END_TEST

START_TEST(an_answer_carries_question_and_values)
{
    struct applicant a = running(0);
    const uint8_t values[] = {1, 0, 1, '2'};
    const struct sitting_answer given = {4, 7, values, sizeof values};
    struct entry out;
    memset(&out, 0xff, sizeof out);
    ck_assert_int_eq(sitting_answer(&a, &nothing_saved, AT(1), &given, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, ENTRY_ANSWER);
    ck_assert_str_eq(out.id, "V1");
    ck_assert_uint_eq(out.n, 0); /* whoever appends it says so */
    ck_assert_uint_eq(out.answer.question, 4);
    ck_assert_uint_eq(out.answer.seq, 7);
    ck_assert_ptr_eq(out.answer.values, values);
    ck_assert_uint_eq(out.answer.values_len, sizeof values);
}
END_TEST

START_TEST(an_answer_that_is_not_newer_is_stale) /* S13 */
{
    struct applicant a = running(0);
    struct sitting_saves saves = {SITTING_SAVES_BYTES + 1, 0, 5};
    struct sitting_answer given = {.question = 1, .seq = 5};
    struct entry out;
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(1), &given, &out), REFUSAL_STALE);
    given.seq = 4;
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(1), &given, &out), REFUSAL_STALE);
    saves.bytes = 0;
    given.seq = 6;
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(1), &given, &out), REFUSAL_NONE);
    ck_assert_uint_eq(out.answer.seq, 6);
    given.seq = 0; /* without a number it is taken as it comes */
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(1), &given, &out), REFUSAL_NONE);
    ck_assert_uint_eq(out.answer.seq, 0);
    given.seq = 5; /* the rules of the sitting come first */
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(60000), &given, &out), REFUSAL_TIMEUP);
}
END_TEST

START_TEST(an_answer_repeats_the_saved_one_with_its_number_and_values) /* S14 */
{
    const uint8_t two[] = {1, 0, 1, '2'}, three[] = {1, 0, 1, '3'};
    const struct sitting_answer saved = {1, 5, two, sizeof two};
    struct sitting_answer given = {1, 5, two, sizeof two};
    ck_assert(sitting_repeats(&saved, &given));
    given.values = three;
    ck_assert(!sitting_repeats(&saved, &given));
    given = (struct sitting_answer){1, 5, two, 0}; /* cleared */
    ck_assert(!sitting_repeats(&saved, &given));
    given = (struct sitting_answer){1, 6, two, sizeof two};
    ck_assert(!sitting_repeats(&saved, &given));
    const struct sitting_answer unnumbered = {1, 0, two, sizeof two};
    ck_assert(!sitting_repeats(&unnumbered, &unnumbered));
}
END_TEST

START_TEST(who_has_saved_too_much_saves_once_a_minute) /* S9 */
{
    struct applicant a = running(0);
    struct sitting_saves saves = {SITTING_SAVES_BYTES, 1000, 0};
    struct marks marks = {0};
    struct entry out;
    ck_assert_int_eq(SITTING_SAVES_BYTES, 8 << 20);
    ck_assert_int_eq(SITTING_SAVE_MS, 60000);
    a.sitting.left_ms = 600000;
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(1000), &cleared, &out), REFUSAL_NONE);
    saves.bytes++;
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(1000), &cleared, &out), REFUSAL_OFTEN);
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(60999), &cleared, &out), REFUSAL_OFTEN);
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(61000), &cleared, &out), REFUSAL_NONE);
    ck_assert_int_eq(sitting_answer(&a, &saves, AT(600000), &cleared, &out), REFUSAL_TIMEUP);
    ck_assert_int_eq(sitting_check_reading(&a, AT(1000), false), REFUSAL_NONE);
    ck_assert_int_eq(sitting_check_reading(&a, AT(1000), true), REFUSAL_UNSAVED);
    ck_assert_int_eq(sitting_check_reading(&a, AT(600000), true), REFUSAL_TIMEUP);
    ck_assert_int_eq(sitting_finish(&a, AT(1000), &marks, &out), REFUSAL_NONE);
}
END_TEST

/* --- paper --- */

START_TEST(a_paper_has_every_question_and_option_once) /* P2 */
{
    struct exam *big = sample_exam(300);
    struct paper_question *paper = calloc(300, sizeof *paper);
    for (uint64_t seed = 0; seed < 50; seed++) {
        bool seen[300] = {false};
        paper_make(big, seed, paper);
        for (size_t i = 0; i < 300; i++) {
            const struct question *q = &big->questions[paper[i].question];
            unsigned options = 0;
            ck_assert(!seen[paper[i].question]);
            seen[paper[i].question] = true;
            for (size_t k = 0; k < q->option_count; k++)
                options |= 1u << paper[i].option[k];
            ck_assert_uint_eq(options, (1u << q->option_count) - 1);
            if (q->kind == QUESTION_TRUEFALSE)
                ck_assert_uint_eq(paper[i].option[0], 0);
        }
    }
    free(paper);
    sample_free(big);
}
END_TEST

START_TEST(a_paper_follows_from_its_seed) /* P1 */
{
    struct paper_question a[6], b[6];
    memset(a, 0, sizeof a);
    memset(b, 0, sizeof b);
    paper_make(exam, 7, a);
    paper_make(exam, 7, b);
    ck_assert_mem_eq(a, b, sizeof a);
    paper_make(exam, 8, b);
    ck_assert_mem_ne(a, b, sizeof a);
}
END_TEST

static void check_paper(uint64_t seed, const struct paper_question *expected)
{
    struct paper_question paper[6];
    paper_make(exam, seed, paper);
    for (size_t i = 0; i < exam->paper_count; i++) {
        ck_assert_uint_eq(paper[i].question, expected[i].question);
        ck_assert_mem_eq(paper[i].option, expected[i].option,
                         exam->questions[paper[i].question].option_count);
    }
}

/* A board derives it again years later. */
START_TEST(a_seed_gives_the_same_paper_for_all_time) /* P1 */
{
    static const struct paper_question whole[] = {{1, {0, 1}},       {5, {2, 0, 3, 1}},
                                                  {0, {0, 3, 2, 1}}, {2, {1, 2, 3, 0}},
                                                  {4, {0, 1}},       {3, {3, 1, 0, 2}}},
                                       drawn[] = {{2, {1, 3, 0, 2}},
                                                  {4, {0, 1}},
                                                  {5, {0, 1, 3, 2}}},
                                       in_order[] = {
                                           {2, {0, 1, 2, 3}}, {4, {0, 1}}, {5, {0, 1, 2, 3}}};
    static uint16_t even[] = {0, 2, 4}, odd[] = {1, 3, 5};
    static char name[] = "";
    struct section sections[] = {{name, even, 3, 2}, {name, odd, 3, 1}};
    check_paper(7, whole);
    exam->sections = sections;
    exam->section_count = 2;
    exam_seal(exam);
    ck_assert_uint_eq(exam->paper_count, 3);
    check_paper(7, drawn);
    exam->fixed_order = true;
    check_paper(7, in_order);
}
END_TEST

START_TEST(every_order_is_about_as_frequent)
{
    struct exam *small = sample_exam(3);
    struct paper_question paper[3];
    unsigned first[3] = {0};
    for (uint64_t seed = 0; seed < 30000; seed++) {
        paper_make(small, seed, paper);
        first[paper[0].question]++;
    }
    for (size_t i = 0; i < 3; i++) { /* 10000 expected, five standard deviations are 408 */
        ck_assert_int_gt(first[i], 9592);
        ck_assert_int_lt(first[i], 10408);
    }
    sample_free(small);
}
END_TEST

/* --- answers and marks --- */

static bool check_words(enum question_kind kind, const char *a, const char *b, uint8_t *out,
                        size_t *len)
{
    struct question q = {.kind = kind, .option_count = kind == QUESTION_TRUEFALSE ? 2 : 12};
    struct wire_word words[2] = {{a, a ? strlen(a) : 0}, {b, b ? strlen(b) : 0}};
    return answer_take(&q, words, (a != NULL) + (size_t)(b != NULL), out, len) == REFUSAL_NONE;
}

START_TEST(answers_are_checked_against_the_question)
{
    static const struct {
        enum question_kind kind;
        const char *a, *b;
        bool valid;
        uint32_t choices;
    } cases[] = {
        {QUESTION_SINGLE, "1", NULL, true, 1},
        {QUESTION_SINGLE, "10", NULL, true, 1u << 9},
        {QUESTION_SINGLE, "12", NULL, true, 1u << 11},
        {QUESTION_SINGLE, "13", NULL, false, 0},
        {QUESTION_SINGLE, "0", NULL, false, 0},
        {QUESTION_SINGLE, "-1", NULL, false, 0},
        {QUESTION_SINGLE, "x", NULL, false, 0},
        {QUESTION_SINGLE, "", NULL, false, 0},
        {QUESTION_SINGLE, "1", "2", false, 0},
        {QUESTION_TRUEFALSE, "2", NULL, true, 2},
        {QUESTION_TRUEFALSE, "3", NULL, false, 0},
        {QUESTION_TRUEFALSE, "1", "2", false, 0},
        {QUESTION_MULTIPLE, "2", "12", true, 1u << 11 | 2},
        {QUESTION_MULTIPLE, "12", "2", true, 1u << 11 | 2},
        {QUESTION_MULTIPLE, "2", "2", false, 0},
        {QUESTION_MULTIPLE, "2", "99", false, 0},
        {QUESTION_MULTIPLE, NULL, NULL, true, 0},
        {QUESTION_SINGLE, NULL, NULL, true, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t bytes[ANSWER_MAX_BYTES];
        size_t len = 77;
        bool valid = check_words(cases[i].kind, cases[i].a, cases[i].b, bytes, &len);
        ck_assert_msg(valid == cases[i].valid, "case %zu", i);
        if (!valid)
            continue;
        struct answer answer = {bytes, len};
        ck_assert_msg(answer_choices(&answer) == cases[i].choices, "case %zu", i);
        ck_assert_msg((len == 0) == (cases[i].a == NULL), "case %zu", i);
    }
    const uint8_t no_position[] = {1, 0, 1, 'x'};
    struct answer strange = {no_position, sizeof no_position};
    ck_assert_uint_eq(answer_choices(&strange), 0);
}
END_TEST

START_TEST(the_last_of_all_options_may_be_chosen)
{
    struct question q = {.kind = QUESTION_SINGLE, .option_count = EXAM_OPTIONS_MAX};
    struct wire_word word = {"26", 2};
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answer = {.values = bytes};
    ck_assert_uint_eq(EXAM_OPTIONS_MAX, 26);
    ck_assert_int_eq(answer_take(&q, &word, 1, bytes, &answer.len), REFUSAL_NONE);
    ck_assert_uint_eq(answer_choices(&answer), 1u << 25);
}
END_TEST

START_TEST(each_prompt_has_a_position_or_none)
{
    struct question q = {.kind = QUESTION_MATCHING, .option_count = 12, .prompt_count = 3};
    struct wire_word words[4] = {{"10", 2}, {"0", 1}, {"9", 1}, {"1", 1}}, back[4];
    const struct wire_word none[3] = {{"0", 1}, {"0", 1}, {"0", 1}};
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answer = {.values = bytes};
    ck_assert_int_eq(answer_take(&q, words, 3, bytes, &answer.len), REFUSAL_NONE);
    ck_assert_uint_eq(answer_values(&answer, back, 4), 3);
    ck_assert(wire_is(&back[0], "10"));
    ck_assert(wire_is(&back[1], "0"));
    ck_assert(wire_is(&back[2], "9"));
    ck_assert_int_eq(answer_take(&q, none, 3, bytes, &answer.len), REFUSAL_NONE);
    ck_assert_uint_eq(answer.len, 0); /* cleared */
    ck_assert_int_ne(answer_take(&q, words, 2, bytes, &answer.len), REFUSAL_NONE);
    ck_assert_int_ne(answer_take(&q, words, 4, bytes, &answer.len), REFUSAL_NONE);
    words[2] = (struct wire_word){"13", 2};
    ck_assert_int_ne(answer_take(&q, words, 3, bytes, &answer.len), REFUSAL_NONE);
}
END_TEST

START_TEST(typed_answers_are_refused_with_their_reason)
{
    static const struct {
        enum question_kind kind;
        const char *typed, *kept;
        enum refusal refusal;
    } cases[] = {
        {QUESTION_NUMERIC, " 9,8\xc2\xa0", "9.8", REFUSAL_NONE},
        {QUESTION_NUMERIC,
         "\xe2\x88\x92"
         "5",
         "-5", REFUSAL_NONE},
        {QUESTION_NUMERIC, "\xc2\xa0 \t", NULL, REFUSAL_NONE},
        {QUESTION_NUMERIC, "\xe2\x80\x8b", NULL, REFUSAL_NONE},
        {QUESTION_NUMERIC, "9,8 m/s", NULL, REFUSAL_NO_NUMBER},
        {QUESTION_NUMERIC, "1,2,3", NULL, REFUSAL_GROUPS},
        {QUESTION_NUMERIC, "1e30", NULL, REFUSAL_LARGE},
        {QUESTION_NUMERIC, "\xff", NULL, REFUSAL_NO_NUMBER},
        {QUESTION_SHORT,
         "\xe3\x80\x80\n a\xc2\xa0"
         "b \xe2\x80\xa8",
         "a\xc2\xa0"
         "b",
         REFUSAL_NONE},
        {QUESTION_SHORT, " \xc2\xa0", NULL, REFUSAL_NONE},
        {QUESTION_SHORT, "a\tb", "a\tb", REFUSAL_NONE},
        {QUESTION_SHORT, "a\x1b", NULL, REFUSAL_CONTROL},
        {QUESTION_SHORT, "\xff", NULL, REFUSAL_CONTROL},
        {QUESTION_ESSAY, "a\r\nb", "a\r\nb", REFUSAL_NONE},
        {QUESTION_ESSAY, "a\xc2\x85", NULL, REFUSAL_CONTROL},
        {QUESTION_SINGLE, "9", NULL, REFUSAL_BADANSWER},
        {QUESTION_MATCHING, "1", NULL, REFUSAL_BADANSWER},
        {QUESTION_DESCRIPTION, "1", NULL, REFUSAL_BADANSWER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct question q = {.kind = cases[i].kind, .option_count = 2, .prompt_count = 2};
        struct wire_word word = {cases[i].typed, strlen(cases[i].typed)}, back;
        uint8_t bytes[ANSWER_MAX_BYTES];
        struct answer answer = {.values = bytes, .len = 77};
        enum refusal refusal = answer_take(&q, &word, 1, bytes, &answer.len);
        ck_assert_msg(refusal == cases[i].refusal, "case %zu: %d", i, (int)refusal);
        size_t count = answer_values(&answer, &back, 1);
        ck_assert_msg(count == (cases[i].kept != NULL), "case %zu", i);
        ck_assert_msg(count == 0 || wire_is(&back, cases[i].kept), "case %zu", i);
    }
    struct question q = {.kind = QUESTION_SHORT};
    const struct wire_word two[] = {{"a", 1}, {"b", 1}};
    uint8_t bytes[ANSWER_MAX_BYTES];
    size_t len;
    ck_assert_int_eq(answer_take(&q, two, 2, bytes, &len), REFUSAL_BADANSWER);
    ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(values_are_given_back_as_they_were_encoded)
{
    uint8_t bytes[ANSWER_MAX_BYTES];
    size_t len;
    struct wire_word words[4];
    ck_assert(check_words(QUESTION_MULTIPLE, "11", "3", bytes, &len));
    struct answer answer = {bytes, len};
    ck_assert_uint_eq(answer_values(&answer, words, 4), 2);
    ck_assert(wire_is(&words[0], "3"));
    ck_assert(wire_is(&words[1], "11"));
    ck_assert_uint_eq(answer_values(&answer, words, 1), 0);
    for (size_t cut = 0; cut < len; cut++) {
        struct answer shorter = {bytes, cut};
        ck_assert_uint_eq(answer_values(&shorter, words, 4), 0);
    }
    static const uint8_t nothing[] = {1, 0, 0};
    struct answer empty = {nothing, sizeof nothing};
    ck_assert_uint_eq(answer_values(&empty, words, 4), 1);
    ck_assert_uint_eq(words[0].len, 0);
}
END_TEST

/* Marks of an answer that chooses exam options by bits. */
static int64_t mark(size_t question, unsigned options)
{
    struct paper_question shown = {.question = (uint16_t)question, .option = {3, 1, 0, 2}};
    const struct question *q = &exam->questions[question];
    if (q->kind == QUESTION_TRUEFALSE)
        memcpy(shown.option, "\0\1", 2);
    uint8_t bytes[64] = {0}, *at = bytes + 1;
    for (size_t i = 0; i < q->option_count; i++) {
        if (!(options >> shown.option[i] & 1))
            continue;
        bytes[0]++;
        *at++ = 0;
        *at++ = 1;
        *at++ = (uint8_t)('1' + i);
    }
    struct answer answer = {bytes, (size_t)(at - bytes)};
    return marking_question(exam, &shown, &answer);
}

static void are_right(const struct question *q, const struct paper_question *shown,
                      const char *const *values, size_t count)
{
    struct wire_word words[EXAM_OPTIONS_MAX];
    ck_assert_uint_eq(answer_right_values(q, shown, words), count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(wire_is(&words[i], values[i]), "%.*s", (int)words[i].len, words[i].data);
}

START_TEST(right_values_are_positions_as_shown_or_texts)
{
    char name[EXAM_OPTIONS_MAX][4];
    struct option options[EXAM_OPTIONS_MAX];
    struct paper_question shown;
    const char *all[EXAM_OPTIONS_MAX];
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++) { /* shown from the last to the first */
        (void)snprintf(name[i], sizeof name[i], "%zu", i + 1);
        all[i] = name[i];
        options[i] = (struct option){.text = name[i], .weight = 1};
        shown.option[i] = (uint8_t)(EXAM_OPTIONS_MAX - 1 - i);
    }
    struct question q = {
        .kind = QUESTION_MULTIPLE, .options = options, .option_count = EXAM_OPTIONS_MAX};
    are_right(&q, &shown, all, EXAM_OPTIONS_MAX);
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        options[i].weight = i == 2 || i == 25 ? 1 : i == 3 ? -1 : 0;
    are_right(&q, &shown, (const char *const[]){"1", "24"}, 2);
    q.kind = QUESTION_SHORT; /* its accepted texts are not shown, and keep the bank's order */
    are_right(&q, &shown, (const char *const[]){"3", "26"}, 2);
    struct prompt prompts[] = {{.option = 0}, {.option = 25}, {.option = 17}};
    q.kind = QUESTION_MATCHING;
    q.prompts = prompts;
    q.prompt_count = 3;
    are_right(&q, &shown, (const char *const[]){"26", "1", "9"}, 3);
    q = (struct question){.kind = QUESTION_ESSAY};
    are_right(&q, &shown, NULL, 0);
}
END_TEST

START_TEST(a_typed_answer_has_so_many_bytes)
{
    static const struct {
        enum question_kind kind;
        char byte;
        size_t most;
    } cases[] = {{QUESTION_NUMERIC, '0', 40},      {QUESTION_SHORT, 'a', 500},
                 {QUESTION_ESSAY, 'a', 15 * 1024}, {QUESTION_SINGLE, '0', 0},
                 {QUESTION_TRUEFALSE, '0', 0},     {QUESTION_MULTIPLE, '0', 0},
                 {QUESTION_MATCHING, '0', 0},      {QUESTION_DESCRIPTION, 'a', 0}};
    static char typed[16 * 1024];
    uint8_t bytes[ANSWER_MAX_BYTES];
    size_t len;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct question q = {.kind = cases[i].kind, .option_count = 2, .prompt_count = 2};
        size_t most = answer_most_bytes(q.kind);
        ck_assert_uint_eq(most, cases[i].most);
        memset(typed, cases[i].byte, most + 1);
        ck_assert_int_eq(answer_take(&q, &(struct wire_word){typed, most + 1}, 1, bytes, &len),
                         most > 0 ? REFUSAL_LONG : REFUSAL_BADANSWER);
        if (most > 0)
            ck_assert_int_eq(answer_take(&q, &(struct wire_word){typed, most}, 1, bytes, &len),
                             REFUSAL_NONE);
    }
}
END_TEST

START_TEST(marks_are_points_times_weights) /* M2 */
{
    ck_assert_int_eq(mark(2, 1), 1000); /* single */
    ck_assert_int_eq(mark(2, 2), 0);
    ck_assert_int_eq(mark(1, 1), 1000); /* true/false */
    ck_assert_int_eq(mark(1, 2), 0);
    ck_assert_int_eq(mark(0, 3), 1000); /* multiple: two halves, one minus one */
    ck_assert_int_eq(mark(0, 1), 500);
    ck_assert_int_eq(mark(0, 5), 0);
    ck_assert_int_eq(mark(0, 15), 0);
    exam->questions[0].options[0].weight = EXAM_WEIGHT_ONE / 3;
    ck_assert_int_eq(mark(0, 1), 333);
    exam->questions[0].options[0].weight = EXAM_WEIGHT_ONE / 10000 * 3335;
    ck_assert_int_eq(mark(0, 1), 334);
    exam->questions[2].options[1].weight = -EXAM_WEIGHT_ONE / 10000 * 3335;
    ck_assert_int_eq(mark(2, 2), -334); /* single keeps a penalty */
}
END_TEST

START_TEST(a_paper_is_marked_as_a_whole) /* M1 */
{
    struct paper_question paper[6];
    struct answer answers[6] = {{0}};
    paper_make(exam, 42, paper);
    struct marks marks = marking_paper(exam, paper, answers);
    ck_assert_int_eq(marks.score, 0);
    ck_assert_int_eq(marks.max, 6000);
    ck_assert_uint_eq(marks.answered, 0);
    uint8_t bytes[6][16];
    for (size_t i = 0; i < 6; i++) { /* the exam's option 0, wherever it is shown */
        const struct question *q = &exam->questions[paper[i].question];
        size_t at = 0;
        while (paper[i].option[at] != 0)
            at++;
        char digit = (char)('1' + at);
        struct wire_word word = {&digit, 1};
        ck_assert_int_eq(answer_take(q, &word, 1, bytes[i], &answers[i].len), REFUSAL_NONE);
        answers[i].values = bytes[i];
    }
    marks = marking_paper(exam, paper, answers);
    ck_assert_int_eq(marks.score, 5000); /* four whole, two halves */
    ck_assert_uint_eq(marks.answered, 6);
}
END_TEST

START_TEST(the_pass_mark_is_reached_exactly)
{
    ck_assert(marking_passed(50, 3000, 6000));
    ck_assert(!marking_passed(50, 2999, 6000));
    ck_assert(marking_passed(0, 0, 6000));
    ck_assert(!marking_passed(0, -1, 6000));
    ck_assert(marking_passed(100, 6000, 6000));
    /* 59.999 % is no 60 %. */
    ck_assert(!marking_passed(60, 59999, 100000));
    ck_assert(marking_passed(60, 60000, 100000));
}
END_TEST

START_TEST(numbers_read_as_people_write_them)
{
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {{0, "0"},        {1, "0.001"},    {10, "0.01"},
                 {500, "0.5"},    {1000, "1"},     {12500, "12.5"},
                 {-1500, "-1.5"}, {100000, "100"}, {1234567, "1234.567"}};
    char text[MARKING_TEXT_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        marking_text(cases[i].value, text);
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

START_TEST(a_percentage_is_rounded_but_not_up_to_the_pass_mark) /* M6 */
{
    static const struct {
        uint32_t pass;
        int64_t score, max;
        const char *text;
    } cases[] = {{50, 2000, 3000, "66.67"},
                 {50, 1000, 3000, "33.33"},
                 {50, 1, 8, "12.5"},
                 {50, 1, 80000, "0"},    /* 0.00125 % */
                 {50, 1, 20000, "0.01"}, /* half of a hundredth is rounded up */
                 {50, 3000, 3000, "100"},
                 {50, 49996, 100000, "49.99"},
                 {50, 499994, 1000000, "49.99"},
                 {50, 500000, 1000000, "50"},
                 {49, 499994, 1000000, "50"}, /* passed already */
                 {100, 2999999, 3000000, "99.99"},
                 {100, 3000, 3000, "100"},
                 {0, -5, 3000, "0"}, /* a deduction can miss even this mark */
                 {0, 0, 3000, "0"},
                 {50, -5, 3000, "0"},
                 {50, 5, 0, "0"},
                 {50, 0, 0, "0"}};
    char text[MARKING_TEXT_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        marking_percent(cases[i].pass, cases[i].score, cases[i].max, text);
        ck_assert_msg(strcmp(text, cases[i].text) == 0, "%zu: %s", i, text);
    }
}
END_TEST

Suite *sitting_suite(void)
{
    Suite *s = suite_create("sitting");
    TCase *t = tcase_create("sitting");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_exam_has_its_hours);
    tcase_add_test(t, a_corrected_key_marks_anew);
    tcase_add_test(t, only_home_may_start);
    tcase_add_test(t, start_records_seed_time_and_exam);
    tcase_add_test(t, a_start_of_someone_held_before_a_restore_is_marked);
    tcase_add_test(t, starting_again_resumes);
    tcase_add_test(t, a_finished_sitting_never_runs_again);
    tcase_add_test(t, finish_keeps_the_marks);
    tcase_add_test(t, nothing_is_taken_at_the_deadline_or_after_it);
    tcase_add_test(t, an_answer_carries_question_and_values);
    tcase_add_test(t, an_answer_that_is_not_newer_is_stale);
    tcase_add_test(t, an_answer_repeats_the_saved_one_with_its_number_and_values);
    tcase_add_test(t, who_has_saved_too_much_saves_once_a_minute);
    tcase_add_test(t, a_paper_has_every_question_and_option_once);
    tcase_add_test(t, a_paper_follows_from_its_seed);
    tcase_add_test(t, a_seed_gives_the_same_paper_for_all_time);
    tcase_add_test(t, every_order_is_about_as_frequent);
    tcase_add_test(t, answers_are_checked_against_the_question);
    tcase_add_test(t, the_last_of_all_options_may_be_chosen);
    tcase_add_test(t, each_prompt_has_a_position_or_none);
    tcase_add_test(t, typed_answers_are_refused_with_their_reason);
    tcase_add_test(t, values_are_given_back_as_they_were_encoded);
    tcase_add_test(t, right_values_are_positions_as_shown_or_texts);
    tcase_add_test(t, a_typed_answer_has_so_many_bytes);
    tcase_add_test(t, a_percentage_is_rounded_but_not_up_to_the_pass_mark);
    tcase_add_test(t, marks_are_points_times_weights);
    tcase_add_test(t, a_paper_is_marked_as_a_whole);
    tcase_add_test(t, the_pass_mark_is_reached_exactly);
    tcase_add_test(t, numbers_read_as_people_write_them);
    suite_add_tcase(s, t);
    return s;
}
