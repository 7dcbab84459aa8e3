/* The time of a sitting, and what the staff rule about it: each rule, and each pair of commands. */
#include "server/core/allowance.h"
#include "server/core/apply.h"
#include "server/core/ruling.h"
#include "server/core/sitting.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

enum { MINUTE = 60000, GIVEN = 10 * MINUTE };

static struct exam *exam;
static const struct sitting_answer cleared = {.question = 1};
static uint64_t last_n;

static void setup(void)
{
    exam = sample_exam(6); /* of a minute */
    last_n = 5;
}

static void teardown(void)
{
    sample_free(exam);
}

static struct sitting_clock at(uint64_t ms)
{
    return (struct sitting_clock){.now_ms = ms};
}

/* Applies a decision, as the next entry of the journal. */
static void apply(struct applicant *a, struct entry *e, uint64_t clock_ms)
{
    e->n = ++last_n;
    e->clock_ms = clock_ms;
    apply_entry(a, e);
}

static struct applicant home(void)
{
    struct applicant a = applicant_unknown("V1");
    a.claim = CLAIM_HOME;
    a.confirm_n = 5;
    return a;
}

/* Ten minutes, from `clock_ms` on. */
static struct applicant running(uint64_t clock_ms)
{
    struct applicant a = home();
    struct sitting_terms terms = {
        .exam = exam, .seed = 42, .extra_ms = 9 * MINUTE, .clock = at(clock_ms)};
    struct entry e;
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_NONE);
    apply(&a, &e, clock_ms);
    return a;
}

static uint64_t left(const struct applicant *a, uint64_t clock_ms)
{
    const struct sitting_clock clock = at(clock_ms);
    return allowance_left_ms(a, &clock);
}

/* --- each rule --- */

static enum refusal extend(struct applicant *a, uint64_t clock_ms, int64_t delta_ms,
                           int64_t bound_ms)
{
    const struct sitting_clock clock = at(clock_ms);
    const struct allowance_extension x = {.delta_ms = delta_ms,
                                          .role =
                                              bound_ms == INT64_MAX ? ROLE_BOARD : ROLE_INVIGILATOR,
                                          .bound_ms = bound_ms,
                                          .exam_ms = GIVEN};
    struct entry e;
    enum refusal refusal = allowance_extend(a, &clock, &x, &e);
    if (refusal == REFUSAL_NONE)
        apply(a, &e, clock_ms);
    return refusal;
}

START_TEST(an_extension_says_all_that_is_left) /* B1 */
{
    struct applicant a = running(1000);
    ck_assert_uint_eq(left(&a, 1000), GIVEN);
    ck_assert_int_eq(extend(&a, 3000, 5 * MINUTE, INT64_MAX), REFUSAL_NONE);
    ck_assert_uint_eq(a.sitting.left_ms, GIVEN - 2000 + 5 * MINUTE);
    ck_assert_uint_eq(a.sitting.since_clock_ms, 3000);
    ck_assert_uint_eq(left(&a, 4000), GIVEN - 3000 + 5 * MINUTE);
    ck_assert_int_eq(a.extra_ms, 5 * MINUTE);
    ck_assert_int_eq(extend(&a, 4000, -2 * MINUTE, INT64_MAX), REFUSAL_NONE);
    ck_assert_uint_eq(left(&a, 4000), GIVEN - 3000 + 3 * MINUTE);
    ck_assert_int_eq(a.extra_ms, 3 * MINUTE);
}
END_TEST

START_TEST(time_that_is_given_before_the_start_counts_at_it) /* B1 */
{
    struct applicant a = home();
    struct sitting_terms terms = {.exam = exam, .seed = 42, .extra_ms = 9 * MINUTE};
    struct entry e;
    ck_assert_int_eq(extend(&a, 0, 5 * MINUTE, INT64_MAX), REFUSAL_NONE);
    ck_assert_uint_eq(a.sitting.left_ms, 0);
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.start.left_ms, 15 * MINUTE);
    ck_assert_uint_eq(e.start.seconds, 15 * 60);
}
END_TEST

START_TEST(an_extension_for_all_is_not_given_twice) /* B5 */
{
    struct applicant a = running(0);
    const struct sitting_clock clock = at(1000);
    struct allowance_extension x = {
        .delta_ms = MINUTE, .role = ROLE_BOARD, .exam_ms = MINUTE, .for_all = true};
    struct node_time node = {.extra_ms = 2 * MINUTE};
    struct entry e;
    ck_assert_int_eq(allowance_extend(&a, &clock, &x, &e), REFUSAL_NONE);
    apply(&a, &e, 1000);
    ck_assert_uint_eq(left(&a, 1000), GIVEN - 1000 + MINUTE);
    ck_assert_int_eq(a.extra_ms, 0); /* the node's total has it: a reset does not add it again */
    x.node_n = a.sitting.start_n;    /* the sitting started after it, and was given it then */
    ck_assert_int_eq(allowance_extend(&a, &clock, &x, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_EXTEND);
    x.node_n--;
    ck_assert_int_eq(allowance_extend(&a, &clock, &x, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, 0);
    ck_assert_int_eq(allowance_extend_node(node.extra_ms, &x, &e), REFUSAL_NONE);
    ck_assert_str_eq(e.id, "");
    ck_assert_int_eq(e.time.delta_ms, MINUTE);
    allowance_apply_node(&node, &e);
    ck_assert_int_eq(node.extra_ms, 3 * MINUTE);
}
END_TEST

START_TEST(a_minute_stays) /* B5 */
{
    struct applicant a = running(0), h = home();
    const struct allowance_extension less = {
        .delta_ms = -MINUTE, .role = ROLE_BOARD, .exam_ms = 2 * MINUTE - 1};
    struct entry e;
    ck_assert_int_eq(extend(&a, 0, -9 * MINUTE - 1, INT64_MAX), REFUSAL_SHORT);
    ck_assert_int_eq(extend(&a, 0, -9 * MINUTE, INT64_MAX), REFUSAL_NONE);
    ck_assert_uint_eq(left(&a, 0), MINUTE);
    ck_assert_int_eq(extend(&a, MINUTE - 1, 1, INT64_MAX), REFUSAL_NONE); /* more is always more */
    ck_assert_int_eq(extend(&h, 0, -9 * MINUTE - 1, INT64_MAX), REFUSAL_SHORT);
    ck_assert_int_eq(extend(&h, 0, -8 * MINUTE, INT64_MAX), REFUSAL_NONE);
    ck_assert_int_eq(extend(&h, 0, -MINUTE - 1, INT64_MAX), REFUSAL_SHORT); /* of both together */
    ck_assert_int_eq(allowance_extend_node(0, &less, &e), REFUSAL_SHORT);
    ck_assert_int_eq(allowance_extend_node(1, &less, &e), REFUSAL_NONE);
    ck_assert_int_eq(allowance_at_start_ms(3600, -59 * MINUTE), MINUTE);
    ck_assert_int_eq(allowance_at_start_ms(3600, -60 * MINUTE), MINUTE);
    ck_assert_int_eq(allowance_at_start_ms(30, 0), 30000); /* a short exam */
    ck_assert_int_eq(allowance_at_start_ms(30, -1000), 30000);
    ck_assert_int_eq(allowance_at_start_ms(30, 1000), 31000);
}
END_TEST

START_TEST(an_invigilator_has_a_bound_in_all) /* O2 */
{
    struct applicant a = running(0);
    const struct sitting_clock clock = at(0);
    struct allowance_extension x = {
        .delta_ms = 11, .role = ROLE_INVIGILATOR, .bound_ms = 30, .exam_ms = GIVEN};
    struct entry e;
    ck_assert_int_eq(extend(&a, 0, 20, 30), REFUSAL_NONE);
    ck_assert_int_eq(extend(&a, 0, 11, 30), REFUSAL_BOUND);
    ck_assert_int_eq(extend(&a, 0, 10, 30), REFUSAL_NONE);
    ck_assert_int_eq(extend(&a, 0, -31, 30), REFUSAL_BOUND);
    ck_assert_int_eq(extend(&a, 0, 100, INT64_MAX), REFUSAL_NONE); /* the board */
    ck_assert_int_eq(allowance_extend_node(20, &x, &e), REFUSAL_BOUND);
    ck_assert_int_eq(allowance_extend_node(19, &x, &e), REFUSAL_NONE);
    x.for_all = true; /* the node's was asked for: not that of each as well */
    ck_assert_int_eq(allowance_extend(&a, &clock, &x, &e), REFUSAL_NONE);
}
END_TEST

START_TEST(a_pause_loses_no_time) /* B2 */
{
    struct applicant a = running(0);
    struct sitting_clock clock = at(1000);
    struct entry e;
    ck_assert_int_eq(allowance_pause(&a, &clock, &e), REFUSAL_NONE);
    apply(&a, &e, 1000);
    ck_assert_uint_eq(left(&a, 1000), GIVEN - 1000);
    ck_assert_uint_eq(left(&a, 100 * MINUTE), GIVEN - 1000);
    ck_assert_int_eq(extend(&a, 50 * MINUTE, MINUTE, INT64_MAX), REFUSAL_NONE);
    ck_assert_int_eq(allowance_resume(&a, &e), REFUSAL_NONE);
    apply(&a, &e, 100 * MINUTE);
    ck_assert_uint_eq(left(&a, 100 * MINUTE + 5), GIVEN - 1000 + MINUTE - 5);
    ck_assert_int_eq(allowance_resume(&a, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, 0);
}
END_TEST

START_TEST(answers_are_taken_a_little_after_a_pause) /* B4 */
{
    struct applicant a = running(0);
    const struct sitting_saves none = {0, 0, 0};
    struct sitting_clock clock = at(1000);
    struct entry e;
    ck_assert_int_eq(allowance_pause(&a, &clock, &e), REFUSAL_NONE);
    apply(&a, &e, 1000);
    clock.now_ms = 11000;
    ck_assert_int_eq(sitting_answer(&a, &none, &clock, &cleared, &e), REFUSAL_NONE);
    ck_assert_int_eq(extend(&a, 11000, MINUTE, INT64_MAX), REFUSAL_NONE); /* that is no new pause */
    clock.now_ms = 11001;
    ck_assert_int_eq(sitting_answer(&a, &none, &clock, &cleared, &e), REFUSAL_PAUSED);
    ck_assert_int_eq(sitting_check_reading(&a, &clock, false), REFUSAL_PAUSED);
    ck_assert_int_eq(allowance_resume(&a, &e), REFUSAL_NONE);
    apply(&a, &e, 20000);
    clock = (struct sitting_clock){.now_ms = 20000, .paused = true, .paused_for_ms = 10000};
    ck_assert_int_eq(sitting_answer(&a, &none, &clock, &cleared, &e), REFUSAL_NONE);
    ck_assert_int_eq(sitting_check_reading(&a, &clock, false), REFUSAL_PAUSED_NODE);
    clock.paused_for_ms = 10001;
    ck_assert_int_eq(sitting_answer(&a, &none, &clock, &cleared, &e), REFUSAL_PAUSED_NODE);
}
END_TEST

START_TEST(the_node_is_paused_once)
{
    struct node_time node = {.paused_n = 0};
    struct entry e;
    allowance_pause_node(false, false, &e);
    ck_assert_int_eq(e.kind, 0);
    allowance_pause_node(false, true, &e);
    ck_assert_int_eq(e.kind, ENTRY_PAUSE);
    e.n = 7;
    allowance_apply_node(&node, &e);
    ck_assert_uint_eq(node.paused_n, 7);
    allowance_pause_node(true, true, &e);
    ck_assert_int_eq(e.kind, 0);
    e = (struct entry){.kind = ENTRY_RESUME, .id = "V1"}; /* a person's is not the node's */
    allowance_apply_node(&node, &e);
    ck_assert_uint_eq(node.paused_n, 7);
    e = (struct entry){.kind = ENTRY_PAUSE, .id = "V1", .n = 9};
    allowance_apply_node(&node, &e);
    ck_assert_uint_eq(node.paused_n, 7);
    e = (struct entry){.kind = ENTRY_EXTEND, .id = "V1", .time = {.extra_ms = 9}};
    allowance_apply_node(&node, &e);
    ck_assert_int_eq(node.extra_ms, 0);
    allowance_pause_node(true, false, &e);
    ck_assert_int_eq(e.kind, ENTRY_RESUME);
    allowance_apply_node(&node, &e);
    ck_assert_uint_eq(node.paused_n, 0);
}
END_TEST

START_TEST(after_a_start_time_stands_until_a_terminal_holds) /* B3 */
{
    struct applicant a = running(0);
    struct sitting_clock clock = at(20000);
    struct entry e;
    ck_assert(!allowance_hold(&a, &clock, &e));
    allowance_started(&clock.starts, last_n, 20000); /* the node was killed 20 s later */
    ck_assert(allowance_unheld(&a, &clock));
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN - 20000);
    clock.now_ms = 75000;
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN - 20000);
    clock.now_ms = 81000; /* a minute is over */
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN - 21000);
    ck_assert(allowance_unheld(&a, &clock));
    clock.now_ms = 75000;
    ck_assert(allowance_hold(&a, &clock, &e));
    apply(&a, &e, 75000);
    ck_assert(!allowance_unheld(&a, &clock));
    ck_assert(!allowance_hold(&a, &clock, &e));
    clock.now_ms = 76000;
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN - 21000);
}
END_TEST

START_TEST(no_start_of_several_costs_time) /* B3 */
{
    struct applicant a = running(0), held = running(0);
    struct sitting_clock clock = at(20000);
    struct entry e;
    allowance_started(&clock.starts, last_n, 20000);
    clock.now_ms = 25000;
    ck_assert(allowance_hold(&held, &clock, &e));
    apply(&held, &e, 25000);
    allowance_started(&clock.starts, last_n, 50000); /* killed again after 30 s */
    clock.now_ms = 55000;
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN - 20000);
    ck_assert_uint_eq(allowance_left_ms(&held, &clock), GIVEN - 20000 - 25000);
    allowance_started(&clock.starts, last_n, 150000); /* and after 100 s */
    clock.now_ms = 150000;
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN - 20000 - 40000);
    for (uint64_t i = 0; i < ALLOWANCE_STARTS; i++) /* as many are remembered */
        allowance_started(&clock.starts, last_n, 150000 + i);
    ck_assert_uint_eq(clock.starts.count, ALLOWANCE_STARTS);
    ck_assert_uint_eq(clock.starts.at[0].from_ms, 150000);
    ck_assert_uint_eq(clock.starts.at[ALLOWANCE_STARTS - 1].from_ms, 150015);
}
END_TEST

START_TEST(the_starts_of_a_node_are_in_its_journal) /* B3 */
{
    struct node_time node = {.paused_n = 0};
    struct entry e = {.kind = ENTRY_OUTAGE, .n = 7, .outage = {.down_ms = 5}};
    allowance_apply_node(&node, &e);
    ck_assert_uint_eq(node.starts.count, 0); /* a running node stood */
    e.outage.started = true;
    e.outage.from_ms = 33;
    allowance_apply_node(&node, &e);
    ck_assert_uint_eq(node.starts.count, 1);
    ck_assert_uint_eq(node.starts.at[0].n, 7);
    ck_assert_uint_eq(node.starts.at[0].from_ms, 33);
}
END_TEST

START_TEST(whoever_is_paused_or_waits_is_not_held_by_a_start) /* B2, B3 */
{
    struct applicant a = running(0), h = home();
    struct sitting_clock clock = at(20000);
    struct entry e;
    allowance_started(&clock.starts, last_n, 20000);
    ck_assert(!allowance_unheld(&h, &clock));
    a.paused = true;
    ck_assert(!allowance_unheld(&a, &clock));
    ck_assert(!allowance_hold(&a, &clock, &e));
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN);
    a.paused = false;
    a.sitting.waits = true;
    ck_assert(!allowance_unheld(&a, &clock));
    clock.now_ms = 100 * MINUTE;
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN);
    ck_assert(allowance_hold(&a, &clock, &e)); /* whenever its terminal comes */
    ck_assert_uint_eq(e.time.left_ms, GIVEN);
    apply(&a, &e, 100 * MINUTE);
    ck_assert(!a.sitting.waits);
    clock.now_ms++;
    ck_assert_uint_eq(allowance_left_ms(&a, &clock), GIVEN - 1);
}
END_TEST

START_TEST(staff_end_an_exam_ten_seconds_from_now) /* B6 */
{
    struct applicant a = running(0);
    struct sitting_clock clock = at(1000);
    struct marks marks = {.score = 0};
    struct entry e;
    ck_assert_int_eq(allowance_end(&a, &clock, &e), REFUSAL_NONE);
    apply(&a, &e, 1000);
    ck_assert_uint_eq(left(&a, 1000), 10000);
    clock.now_ms = 10999;
    ck_assert_int_eq(sitting_check_running(&a, &clock), REFUSAL_NONE);
    ck_assert(!sitting_expire(&a, &clock, &marks, &e));
    clock.now_ms = 11000;
    ck_assert_int_eq(sitting_check_running(&a, &clock), REFUSAL_STAFF_ENDED);
    ck_assert(sitting_expire(&a, &clock, &marks, &e));
    ck_assert_int_eq(e.finish.reason, FINISH_BY_STAFF);
    ck_assert_uint_eq(e.finish.left_ms, GIVEN - 1000); /* with so much it may go on */
    apply(&a, &e, 11000);
    ck_assert_int_eq(sitting_check_running(&a, &clock), REFUSAL_STAFF_ENDED);
    a = running(0); /* less was left */
    clock.now_ms = GIVEN - 3000;
    ck_assert_int_eq(allowance_end(&a, &clock, &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.time.left_ms, 3000);
}
END_TEST

START_TEST(whoever_is_paused_ends_at_once) /* B6 */
{
    struct sitting_clock clock = at(1000);
    struct entry e;
    for (int node = 0; node < 2; node++) {
        struct applicant a = running(0);
        clock.paused = node == 1;
        if (node == 0) {
            ck_assert_int_eq(allowance_pause(&a, &clock, &e), REFUSAL_NONE);
            apply(&a, &e, 1000);
        }
        ck_assert_int_eq(allowance_end(&a, &clock, &e), REFUSAL_NONE);
        ck_assert_uint_eq(e.time.had_ms, GIVEN - 1000);
        apply(&a, &e, 1000);
        ck_assert(!a.paused);
        ck_assert_uint_eq(allowance_left_ms(&a, &clock), 0);
        ck_assert_int_eq(sitting_check_running(&a, &clock), REFUSAL_STAFF_ENDED);
    }
}
END_TEST

START_TEST(only_home_is_ruled_on)
{
    static const enum refusal expected[] = {REFUSAL_UNREGISTERED, REFUSAL_PENDING, REFUSAL_NONE,
                                            REFUSAL_ELSEWHERE};
    const struct sitting_clock clock = at(0);
    const struct ruling_reopening r = {.left_ms = 1, .exam = exam};
    for (int state = CLAIM_NONE; state <= CLAIM_AWAY; state++) {
        struct applicant a = running(0);
        struct entry e;
        a.claim = (enum claim_state)state;
        ck_assert_int_eq(extend(&a, 0, 1, 1), expected[state]);
        ck_assert_int_eq(allowance_resume(&a, &e), expected[state]);
        ck_assert_int_eq(allowance_pause(&a, &clock, &e), expected[state]);
        ck_assert_int_eq(allowance_end(&a, &clock, &e), expected[state]);
        ck_assert_int_eq(ruling_void(&a, &e), expected[state]);
        ck_assert_int_eq(ruling_unvoid(&a, &e), expected[state]);
        if (state == CLAIM_HOME)
            continue;
        ck_assert_int_eq(ruling_reopen(&a, &r, &e), expected[state]);
        ck_assert_int_eq(ruling_reset(&a, &e), expected[state]);
    }
}
END_TEST

/* --- rulings --- */

static struct applicant finished(void)
{
    struct applicant a = running(0);
    const struct sitting_clock clock = at(4000);
    struct marks marks = {.score = 1500, .max = 6000, .answered = 3};
    struct entry e;
    ck_assert_int_eq(sitting_finish(&a, &clock, &marks, &e), REFUSAL_NONE);
    apply(&a, &e, 4000);
    return a;
}

START_TEST(a_sitting_goes_on_with_the_time_that_it_had) /* U3 */
{
    struct applicant a = finished();
    struct ruling_reopening r = {.exam = exam};
    struct entry e;
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_NONE);
    apply(&a, &e, 9000);
    ck_assert_int_eq(a.sitting.state, SITTING_RUNNING);
    ck_assert(a.paused);
    ck_assert_uint_eq(a.sitting.reopened, 1);
    ck_assert_uint_eq(left(&a, 99999), GIVEN - 4000);
    ck_assert_int_eq(allowance_resume(&a, &e), REFUSAL_NONE);
    apply(&a, &e, 10000);
    ck_assert_uint_eq(left(&a, 10001), GIVEN - 4001);
    a = finished();
    r.left_ms = 7000;
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.time.left_ms, 7000);
    a.sitting.left_ms = 0;
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_NONE);
    r.left_ms = 0;
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_MINUTES);
}
END_TEST

START_TEST(what_was_shown_decides_who_reopens) /* U3, U4 */
{
    struct applicant a = finished();
    struct ruling_reopening r = {.exam = exam};
    struct entry e;
    ck_assert(ruling_show(&a, SHOWN_RESULT, &e));
    apply(&a, &e, 5000);
    ck_assert(!ruling_show(&a, SHOWN_RESULT, &e));
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_RESULT_SHOWN);
    r.board = true;
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_NONE);
    ck_assert(ruling_show(&a, SHOWN_KEY, &e));
    apply(&a, &e, 6000);
    ck_assert(!ruling_show(&a, SHOWN_RESULT, &e));
    ck_assert(!ruling_show(&a, SHOWN_KEY, &e));
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_KEY_SHOWN);
}
END_TEST

START_TEST(a_void_sitting_is_not_reopened_nor_one_of_another_exam) /* U3 */
{
    struct applicant a = finished();
    struct ruling_reopening r = {.exam = exam};
    struct digest own = exam->digest;
    struct entry e;
    exam->digest.bytes[0] ^= 1;
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_EXAM_DIFFERS);
    exam->digest = own;
    ck_assert_int_eq(ruling_void(&a, &e), REFUSAL_NONE);
    apply(&a, &e, 5000);
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_VOID);
    ck_assert_int_eq(ruling_unvoid(&a, &e), REFUSAL_NONE);
    apply(&a, &e, 6000);
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_NONE);
}
END_TEST

START_TEST(a_reset_gives_the_next_sitting) /* U2, U5 */
{
    struct applicant a = running(0);
    const struct sitting_clock clock = at(1000);
    const struct sitting_terms terms = {.exam = exam, .seed = 43, .clock = clock};
    struct ruling_reopening r = {.exam = exam, .left_ms = 1, .board = true};
    struct marks marks = {.score = 500, .max = 6000};
    struct entry e;
    ck_assert_int_eq(ruling_reset(&a, &e), REFUSAL_RUNNING);
    sitting_cut(&a, &clock, &marks, &e);
    ck_assert_int_eq(e.finish.reason, FINISH_BY_STAFF);
    ck_assert_int_eq(e.finish.score, 500);
    apply(&a, &e, 1000);
    ck_assert_int_eq(ruling_reset(&a, &e), REFUSAL_NONE);
    apply(&a, &e, 1000);
    ck_assert_int_eq(a.sitting.state, SITTING_NONE);
    ck_assert_uint_eq(a.sitting.number, 2);
    struct applicant none = a; /* as a journal may have it, in which nothing is known before */
    none.sitting.number = 0;
    apply_entry(&none, &e);
    ck_assert_uint_eq(none.sitting.number, 2);
    ck_assert_int_eq(ruling_unvoid(&a, &e), REFUSAL_LATER);
    ck_assert_int_eq(ruling_reopen(&a, &r, &e), REFUSAL_LATER);
    ck_assert_int_eq(sitting_start(&a, &terms, &e), REFUSAL_NONE);
    apply(&a, &e, 1000);
    ck_assert_uint_eq(a.sitting.number, 2);
    ck_assert_uint_eq(a.sitting.seed, 43);
    ck_assert_int_eq(ruling_unvoid(&a, &e), REFUSAL_LATER);
    ck_assert_int_eq(ruling_void(&a, &e), REFUSAL_NONE); /* the second one */
    apply(&a, &e, 1000);
    ck_assert_int_eq(ruling_unvoid(&a, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_VOID);
    ck_assert(!e.voiding.on);
}
END_TEST

/* --- each pair of commands on one sitting --- */

enum command {
    START,
    ANSWER,
    QUESTION,
    FINISH,
    EXTEND,
    PAUSE,
    RESUME,
    END,
    VOID,
    UNVOID,
    REOPEN,
    RESET,
    COMMANDS
};

static const struct {
    char letter;
    enum refusal refusal;
} letters[] = {{'f', REFUSAL_FINISHED}, {'t', REFUSAL_TIMEUP},  {'n', REFUSAL_NOTSTARTED},
               {'r', REFUSAL_RUNNING},  {'p', REFUSAL_PAUSED},  {'P', REFUSAL_PAUSED_NODE},
               {'v', REFUSAL_VOID},     {'o', REFUSAL_OVER},    {'e', REFUSAL_ENDING},
               {'l', REFUSAL_LATER},    {'m', REFUSAL_MINUTES}, {'s', REFUSAL_STAFF_ENDED}};

static enum refusal decide(const struct applicant *a, const struct sitting_clock *clock,
                           enum command command, struct entry *e)
{
    const struct sitting_terms terms = {.exam = exam, .extra_ms = 9 * MINUTE, .clock = *clock};
    const struct allowance_extension x = {.delta_ms = MINUTE, .role = ROLE_BOARD, .exam_ms = GIVEN};
    const struct ruling_reopening r = {.exam = exam};
    const struct sitting_saves none = {0, 0, 0};
    const struct marks marks = {0};
    memset(e, 0, sizeof *e);
    switch (command) {
    case START:
        return sitting_start(a, &terms, e);
    case ANSWER:
        return sitting_answer(a, &none, clock, &cleared, e);
    case QUESTION:
        return sitting_check_reading(a, clock, false);
    case FINISH:
        return sitting_finish(a, clock, &marks, e);
    case EXTEND:
        return allowance_extend(a, clock, &x, e);
    case PAUSE:
        return allowance_pause(a, clock, e);
    case RESUME:
        return allowance_resume(a, e);
    case END:
        return allowance_end(a, clock, e);
    case VOID:
        return ruling_void(a, e);
    case UNVOID:
        return ruling_unvoid(a, e);
    case REOPEN:
        return ruling_reopen(a, &r, e);
    case RESET:
        return ruling_reset(a, e);
    case COMMANDS:
        break;
    }
    return REFUSAL_NONE;
}

/* '+': it is done; '=': it is so already, or nothing is written. */
static char letter_of(enum refusal refusal, const struct entry *e)
{
    if (refusal == REFUSAL_NONE)
        return e->kind != 0 ? '+' : '=';
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].refusal == refusal)
            return letters[i].letter;
    return '?';
}

START_TEST(each_pair_of_commands_has_one_outcome) /* U1 */
{
    static const struct {
        const char *before; /* letters of the commands that went before: the enum's, from 'A' */
        const char *then;   /* of each command */
    } cases[] = {
        /*            SAQFEPREVUOX: start answer question finish, extend pause resume end, void
         *            unvoid reopen reset */
        {"", "+nnn++=n+=nn"},   /* registered */
        {"A", "=+=+++=++=rr"},  /* started */
        {"AA", "=+=+++=++=rr"}, /* and again */
        {"AB", "=+=+++=++=rr"}, /* answered */
        {"AD", "ffffoo=o+=++"},   {"AE", "=+=+++=++=rr"},
        {"AF", "p+pp+=+++=rr"},                            /* paused */
        {"AFG", "=+=+++=++=rr"},                           /* resumed */
        {"AG", "=+=+++=++=rr"},   {"AH", "=+=+ee==+=rr"},  /* being ended */
        {"AI", "vvvv++=+=+rr"},                            /* void */
        {"AIJ", "=+=+++=++=rr"},                           /* and not any more */
        {"AJ", "=+=+++=++=rr"},   {"ADK", "p+pp+=+++=rr"}, /* reopened */
        {"ADKG", "=+=+++=++=rr"}, {"ADL", "+nnn++=n+lln"}, /* reset */
        {"ADLA", "=+=+++=++lrr"},                          /* and started */
        {"ADLI", "vvvv++=n=+ln"},                          /* void before the start */
        {"ADI", "vvvvoo=o=+v+"},                           /* void after the end */
        {"ADIL", "+nnn++=n+lln"}, {"E", "+nnn++=n+=nn"},
        {"F", "pnnn+=+n+=nn"}, /* paused before the start */
        {"I", "vvvv++=n=+nn"}, /* void before the start */
        {"AFH", "ssssoo=o+=rr"},  {"AFI", "vvvv+=++=+rr"},
        {"AIF", "vvvv+=++=+rr"},  {"AHI", "vvvvee===+rr"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char got[COMMANDS + 1] = "";
        struct applicant a = home();
        uint64_t clock_ms = 0;
        for (const char *c = cases[i].before; *c != '\0'; c++) {
            struct entry e;
            const struct sitting_clock clock = at(clock_ms += 10);
            (void)decide(&a, &clock, (enum command)(*c - 'A'), &e);
            if (e.kind != 0)
                apply(&a, &e, clock_ms);
        }
        for (int command = 0; command < COMMANDS; command++) {
            struct entry e;
            const struct sitting_clock clock = at(clock_ms + 10);
            got[command] = letter_of(decide(&a, &clock, (enum command)command, &e), &e);
        }
        ck_assert_msg(strcmp(got, cases[i].then) == 0, "after '%s': %s and not %s", cases[i].before,
                      got, cases[i].then);
    }
}
END_TEST

Suite *allowance_suite(void)
{
    Suite *s = suite_create("allowance");
    TCase *t = tcase_create("allowance");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_extension_says_all_that_is_left);
    tcase_add_test(t, time_that_is_given_before_the_start_counts_at_it);
    tcase_add_test(t, an_extension_for_all_is_not_given_twice);
    tcase_add_test(t, a_minute_stays);
    tcase_add_test(t, an_invigilator_has_a_bound_in_all);
    tcase_add_test(t, a_pause_loses_no_time);
    tcase_add_test(t, answers_are_taken_a_little_after_a_pause);
    tcase_add_test(t, the_node_is_paused_once);
    tcase_add_test(t, after_a_start_time_stands_until_a_terminal_holds);
    tcase_add_test(t, no_start_of_several_costs_time);
    tcase_add_test(t, the_starts_of_a_node_are_in_its_journal);
    tcase_add_test(t, whoever_is_paused_or_waits_is_not_held_by_a_start);
    tcase_add_test(t, staff_end_an_exam_ten_seconds_from_now);
    tcase_add_test(t, whoever_is_paused_ends_at_once);
    tcase_add_test(t, only_home_is_ruled_on);
    tcase_add_test(t, a_sitting_goes_on_with_the_time_that_it_had);
    tcase_add_test(t, what_was_shown_decides_who_reopens);
    tcase_add_test(t, a_void_sitting_is_not_reopened_nor_one_of_another_exam);
    tcase_add_test(t, a_reset_gives_the_next_sitting);
    tcase_add_test(t, each_pair_of_commands_has_one_outcome);
    suite_add_tcase(s, t);
    return s;
}
