/* The hours in which an exam may be started: the rule, and the two nodes' ledgers. */
#include "db/hours_table.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "server/core/hours.h"
#include "tests/lib/duo.h"
#include "tests/unit/suites.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- the rule --- */

static const struct order ana = {.by = "ana", .reason = "no power"};

static struct hours_wish wish(struct hours_end opens, struct hours_end closes)
{
    return (struct hours_wish){.opens = opens, .closes = closes, .order = &ana};
}

static const struct hours_end keep = {.ask = HOURS_KEEP};

static struct hours_end at(int64_t ms)
{
    return (struct hours_end){.ask = HOURS_AT, .at = {ms}};
}

static struct hours_end later(int64_t ms)
{
    return (struct hours_end){.ask = HOURS_LATER, .later_ms = ms};
}

START_TEST(hours_have_two_ends_or_fewer)
{
    static const struct {
        struct hours hours;
        int64_t now;
        enum refusal refusal;
    } cases[] = {
        {{{0}, {0}}, 1, REFUSAL_NONE},     {{{10}, {20}}, 9, REFUSAL_EARLY},
        {{{10}, {20}}, 10, REFUSAL_NONE},  {{{10}, {20}}, 19, REFUSAL_NONE},
        {{{10}, {20}}, 20, REFUSAL_LATE},  {{{10}, {0}}, 9, REFUSAL_EARLY},
        {{{10}, {0}}, 1000, REFUSAL_NONE}, {{{0}, {20}}, 0, REFUSAL_NONE},
        {{{0}, {20}}, 21, REFUSAL_LATE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_int_eq(hours_check(&cases[i].hours, (struct wall){cases[i].now}),
                         cases[i].refusal);
    ck_assert(hours_valid(&(struct hours){{1}, {2}}));
    ck_assert(!hours_valid(&(struct hours){{2}, {2}}));
    ck_assert(hours_valid(&(struct hours){{2}, {0}}));
    ck_assert(hours_valid(&(struct hours){{0}, {2}}));
    ck_assert(hours_equal(&(struct hours){{1}, {2}}, &(struct hours){{1}, {2}}));
    ck_assert(!hours_equal(&(struct hours){{1}, {2}}, &(struct hours){{3}, {2}}));
    ck_assert(!hours_equal(&(struct hours){{1}, {2}}, &(struct hours){{1}, {3}}));
}
END_TEST

/* Decides and, when there is an entry, applies it as entry n. */
static enum refusal change(struct hours_change *last, const struct hours *plan,
                           const struct hours_wish *w, uint64_t n)
{
    struct entry e;
    memset(&e, 0xff, sizeof e); /* whoever decides nothing leaves nothing */
    enum refusal refusal = hours_decide(plan, last, w, &e);
    ck_assert(refusal == REFUSAL_NONE || e.kind == 0);
    if (refusal == REFUSAL_NONE && e.kind != 0) {
        ck_assert_int_eq(e.kind, ENTRY_HOURS);
        ck_assert_str_eq(e.id, "");
        e.n = n;
        e.at.ms = 7000 + (int64_t)n;
        hours_apply(last, &e);
    }
    return refusal;
}

static void in_force(const struct hours *plan, const struct hours_change *last, int64_t opens,
                     int64_t closes)
{
    struct hours h = hours_in_force(plan, last);
    ck_assert_int_eq(h.opens.ms, opens);
    ck_assert_int_eq(h.closes.ms, closes);
}

START_TEST(the_last_entry_counts_and_before_it_the_plan) /* S10 */
{
    const struct hours plan = {{100}, {200}};
    struct hours_change last;
    memset(&last, 0, sizeof last);
    in_force(&plan, &last, 100, 200);
    struct hours_wish w = wish(keep, later(50));
    ck_assert_int_eq(change(&last, &plan, &w, 5), REFUSAL_NONE);
    in_force(&plan, &last, 100, 250);
    ck_assert_uint_eq(last.n, 5);
    ck_assert_int_eq(last.at.ms, 7005);
    ck_assert_str_eq(last.by, "ana");
    ck_assert_str_eq(last.reason, "no power");
    /* From where it is now, not from the plan's. */
    ck_assert_int_eq(change(&last, &plan, &w, 6), REFUSAL_NONE);
    in_force(&plan, &last, 100, 300);
    w = wish(at(90), keep);
    ck_assert_int_eq(change(&last, &plan, &w, 7), REFUSAL_NONE);
    in_force(&plan, &last, 90, 300);
    /* Another plan changes nothing, until the plan's are put back. */
    const struct hours other = {{0}, {999}};
    in_force(&other, &last, 90, 300);
    w.plan = true;
    ck_assert_int_eq(change(&last, &other, &w, 8), REFUSAL_NONE);
    ck_assert(last.plan);
    in_force(&other, &last, 0, 999);
    in_force(&plan, &last, 100, 200);
    w = wish(at(90), at(95));
    ck_assert_int_eq(change(&last, &plan, &w, 9), REFUSAL_NONE);
    in_force(&plan, &last, 90, 95);
}
END_TEST

START_TEST(hours_that_are_so_already_are_not_written)
{
    const struct hours plan = {{100}, {200}};
    struct hours_change last;
    memset(&last, 0, sizeof last);
    struct hours_wish w = wish(at(100), keep);
    ck_assert_int_eq(change(&last, &plan, &w, 5), REFUSAL_NONE);
    w.plan = true;
    ck_assert_int_eq(change(&last, &plan, &w, 6), REFUSAL_NONE);
    ck_assert_uint_eq(last.n, 0);
    w = wish(keep, at(300));
    ck_assert_int_eq(change(&last, &plan, &w, 7), REFUSAL_NONE);
    ck_assert_int_eq(change(&last, &plan, &w, 8), REFUSAL_NONE);
    ck_assert_uint_eq(last.n, 7);
    w.plan = true;
    ck_assert_int_eq(change(&last, &plan, &w, 9), REFUSAL_NONE);
    ck_assert_int_eq(change(&last, &plan, &w, 10), REFUSAL_NONE);
    ck_assert_uint_eq(last.n, 9);
}
END_TEST

START_TEST(hours_that_cannot_be_are_refused)
{
    const struct hours plan = {{100}, {200}}, opens = {{100}, {0}};
    struct hours_change last;
    memset(&last, 0, sizeof last);
    struct hours_wish w = wish(keep, at(100));
    ck_assert_int_eq(change(&last, &plan, &w, 5), REFUSAL_HOURS_CROSSED);
    w = wish(later(100), keep);
    ck_assert_int_eq(change(&last, &plan, &w, 5), REFUSAL_HOURS_CROSSED);
    w = wish(keep, later(10));
    ck_assert_int_eq(change(&last, &opens, &w, 5), REFUSAL_NO_HOUR);
    w = wish(later(10), keep);
    ck_assert_int_eq(change(&last, &(struct hours){{0}, {5}}, &w, 5), REFUSAL_NO_HOUR);
    /* Whoever puts the plan's back asks for no end. */
    w.plan = true;
    ck_assert_int_eq(change(&last, &(struct hours){{0}, {5}}, &w, 5), REFUSAL_NONE);
    ck_assert_uint_eq(last.n, 0);
}
END_TEST

/* --- the ledgers --- */

static struct duo duo;
static struct ledger_terminal terminal = {.token = {{1}}};

static void setup(void)
{
    duo_open(&duo);
    duo.exam->hours = (struct hours){{900000}, {2000000}};
}

static void teardown(void)
{
    duo_close(&duo);
}

static enum refusal set(int which, struct hours_end opens, struct hours_end closes)
{
    struct hours_wish w = wish(opens, closes);
    struct ledger_hours after;
    bool changed;
    duo_begin(&duo, which);
    enum refusal refusal = ledger_change_hours(duo.node[which].ledger, &w, &after, &changed);
    duo_commit(&duo, which);
    return refusal;
}

static struct ledger_hours hours_of(int which)
{
    struct ledger_hours h;
    ledger_hours(duo.node[which].ledger, &h);
    return h;
}

static enum refusal start(int which, const char *id)
{
    struct ledger_sitting sitting;
    uint64_t entry_n;
    duo_begin(&duo, which);
    enum refusal refusal =
        ledger_start(duo.node[which].ledger, id, &terminal, 7, 0, &sitting, &entry_n);
    duo_commit(&duo, which);
    return refusal;
}

START_TEST(each_node_has_hours_of_its_own) /* S10 */
{
    ck_assert(!hours_of(0).has_peer);
    ck_assert_int_eq(set(0, keep, at(1000000)), REFUSAL_CLOSED); /* R1 */
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert(hours_of(0).has_peer);
    ck_assert(!hours_of(0).differ);
    ck_assert_int_eq(hours_of(0).peer_hours.closes.ms, 2000000);
    ck_assert_int_eq(hours_of(0).peer_hours.opens.ms, 900000);
    const char *const ids[] = {"V1", "V2", "V3"};
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(duo_register(&duo, i == 2, ids[i]), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    duo_cut(&duo);
    ck_assert_int_eq(set(0, keep, at(1000000)), REFUSAL_NONE);
    ck_assert_int_eq(start(0, "V2"), REFUSAL_LATE);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE); /* S11 */
    ck_assert_int_eq(start(1, "V3"), REFUSAL_NONE);
    ck_assert(!hours_of(1).differ); /* maracay has not heard of it */
    duo_connect(&duo);
    duo_settle(&duo);
    struct ledger_hours there = hours_of(1);
    ck_assert(there.differ);
    ck_assert(hours_of(0).differ);
    ck_assert(there.meant);
    ck_assert(hours_of(0).meant);
    ck_assert_int_eq(there.hours.closes.ms, 2000000);
    ck_assert_int_eq(there.peer_hours.closes.ms, 1000000);
    ck_assert_str_eq(there.peer_last.by, "ana");
    ck_assert_str_eq(there.peer_last.reason, "no power");
    ck_assert_uint_eq(there.last.n, 0);
    ck_assert_int_eq(set(0, later(1), later(900000)), REFUSAL_NONE);
    ck_assert_int_eq(ledger_position(duo.node[0].ledger).hours.opens.ms, 900001);
    ck_assert_int_eq(ledger_position(duo.node[0].ledger).hours.closes.ms, 1900000);
    ck_assert_int_eq(start(0, "V2"), REFUSAL_NONE);
}
END_TEST

/* Only an operator's change makes hours differ on purpose. */
START_TEST(plans_with_other_hours_differ_without_a_reason) /* S10 */
{
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert(!hours_of(0).differ);
    ck_assert(!hours_of(0).meant);
    duo.exam->hours.closes.ms = 1990000; /* the nodes share the exam: the other one's is of HELLO */
    ck_assert(hours_of(0).differ);
    ck_assert(!hours_of(0).meant);
    ck_assert_int_eq(set(0, keep, at(1000000)), REFUSAL_NONE);
    ck_assert(hours_of(0).differ);
    ck_assert(!hours_of(0).meant);
}
END_TEST

START_TEST(a_lost_disk_has_its_hours_back) /* S10 */
{
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(set(0, keep, at(1500000)), REFUSAL_NONE);
    ck_assert_int_eq(set(1, at(950000), keep), REFUSAL_NONE);
    duo_settle(&duo);
    for (int lost = 0; lost < 2; lost++) {
        duo_lose(&duo, lost);
        ck_assert_uint_eq(hours_of(lost).last.n, 0);
        duo_connect(&duo);
        duo_settle(&duo);
        ck_assert_int_eq(hours_of(0).hours.closes.ms, 1500000);
        ck_assert_int_eq(hours_of(1).hours.opens.ms, 950000);
        ck_assert_int_eq(hours_of(0).peer_hours.opens.ms, 950000);
        ck_assert_int_eq(hours_of(1).peer_hours.closes.ms, 1500000);
    }
}
END_TEST

START_TEST(hours_are_said_in_words)
{
    char said[HOURS_SAID_SIZE];
    ck_assert_int_eq(setenv("TZ", "VET4", 1), 0);
    tzset();
    hours_say(&(struct hours){{1803902400000}, {1803907800000}}, said);
    ck_assert_str_eq(said, "from 2027-03-01 08:00 -04:00 to 2027-03-01 09:30 -04:00");
    hours_say(&(struct hours){{1803902400000}, {0}}, said);
    ck_assert_str_eq(said, "from 2027-03-01 08:00 -04:00 on");
    hours_say(&(struct hours){{0}, {1803902400000}}, said);
    ck_assert_str_eq(said, "until 2027-03-01 08:00 -04:00");
    hours_say(&(struct hours){{0}, {0}}, said);
    ck_assert_str_eq(said, "at any time");
    unsetenv("TZ");
    tzset();
}
END_TEST

Suite *hours_suite(void)
{
    Suite *s = suite_create("hours");
    TCase *t = tcase_create("hours");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, hours_have_two_ends_or_fewer);
    tcase_add_test(t, the_last_entry_counts_and_before_it_the_plan);
    tcase_add_test(t, hours_that_are_so_already_are_not_written);
    tcase_add_test(t, hours_that_cannot_be_are_refused);
    tcase_add_test(t, each_node_has_hours_of_its_own);
    tcase_add_test(t, plans_with_other_hours_differ_without_a_reason);
    tcase_add_test(t, a_lost_disk_has_its_hours_back);
    tcase_add_test(t, hours_are_said_in_words);
    suite_add_tcase(s, t);
    return s;
}
