/* Which terminal a sitting belongs to (core/terminal.h), and the signs of life that the node keeps of
 * terminals (door/terminals.h). */
#include "server/core/apply.h"
#include "server/core/terminal.h"
#include "server/door/terminals.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { AT = 1000, FIVE_MINUTES = TERMINAL_PROVISIONAL_MS };

/* The terminals of this file. */
enum { FIRST = 1, TAKER, THIRD, RENEWED, AGAIN, NOBODY = 0 };

static struct digest token(int which)
{
    struct digest d = {{0}};
    d.bytes[0] = (uint8_t)which;
    return d;
}

static struct terminal_asks asks(int which, uint64_t alive_ms)
{
    return (struct terminal_asks){
        .token = token(which), .takeover = TAKEOVER_DEAD, .clock_ms = AT, .alive_ms = alive_ms};
}

/* Home, and the first terminal's sitting runs. */
static struct applicant running(void)
{
    struct applicant a = applicant_unknown("V1");
    a.claim = CLAIM_HOME;
    a.sitting.state = SITTING_RUNNING;
    a.sitting.terminal.token = token(FIRST);
    return a;
}

static void apply(struct applicant *a, struct entry *e, uint64_t clock_ms)
{
    ck_assert(e->kind == ENTRY_TERMINAL || e->kind == ENTRY_RENEW);
    ck_assert_str_eq(e->id, "V1");
    e->n = 9;
    e->clock_ms = clock_ms;
    apply_entry(a, e);
}

/* The first terminal is silent, and the second one takes the sitting at the time AT. */
static struct applicant taken(void)
{
    struct applicant a = running();
    struct terminal_asks who = asks(TAKER, 0);
    struct entry e;
    ck_assert_int_eq(terminal_start(&a, &who, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.terminal.event, TERMINAL_TAKEN);
    apply(&a, &e, AT);
    return a;
}

static struct applicant moved(void)
{
    struct applicant a = running();
    struct order order = order_by("ana", "the screen is broken");
    struct entry e;
    ck_assert_int_eq(terminal_move(&a, TERMINAL_ANSWERS_UNSAID, &order, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.terminal.event, TERMINAL_MOVED);
    ck_assert_str_eq(e.order.by, "ana");
    apply(&a, &e, AT);
    return a;
}

static enum terminal_place place(const struct applicant *a, int which)
{
    struct digest d = token(which);
    return terminal_place(&a->sitting, &d);
}

static enum refusal start(const struct applicant *a, int which, uint64_t alive_ms,
                          struct entry *out)
{
    struct terminal_asks who = asks(which, alive_ms);
    memset(out, 0xff, sizeof *out); /* whoever decides nothing leaves nothing */
    return terminal_start(a, &who, out);
}

START_TEST(a_token_has_128_bits_of_printable_characters)
{
    const char *long_one = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_x";
    ck_assert(!terminal_token_valid(long_one, 21));
    ck_assert(terminal_token_valid(long_one, 22));
    ck_assert(terminal_token_valid(long_one, 64));
    ck_assert(!terminal_token_valid(long_one, 65));
    ck_assert(!terminal_token_valid("a token with some spaces", 24));
    ck_assert(!terminal_token_valid("unprintable\x7funprintable", 23));
}
END_TEST

START_TEST(a_digest_of_a_token_is_of_one_cluster_and_one_id)
{
    struct digest d = terminal_token_digest("sinodo", "V1", "token", 5),
                  same = terminal_token_digest("sinodo", "V1", "token", 5),
                  cluster = terminal_token_digest("sinod", "V1", "token", 5),
                  id = terminal_token_digest("sinodo", "V2", "token", 5),
                  other = terminal_token_digest("sinodo", "V1", "tokem", 5);
    ck_assert(digest_equal(&d, &same));
    ck_assert(!digest_equal(&d, &cluster));
    ck_assert(!digest_equal(&d, &id));
    ck_assert(!digest_equal(&d, &other));
}
END_TEST

START_TEST(questions_and_answers_are_one_terminals) /* K1 */
{
    struct applicant a = running();
    struct terminal_asks first = asks(FIRST, 0), other = asks(TAKER, 5000);
    ck_assert_int_eq(terminal_check(&a.sitting, &first), REFUSAL_NONE);
    ck_assert_int_eq(terminal_check_finish(&a.sitting, &first), REFUSAL_NONE);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &first), 0);
    ck_assert_int_eq(terminal_check(&a.sitting, &other), REFUSAL_INUSE_ALIVE);
    ck_assert_int_eq(terminal_check_finish(&a.sitting, &other), REFUSAL_INUSE_ALIVE);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &other), 5000);
    other.alive_ms = 0; /* K3: by START alone */
    ck_assert_int_eq(terminal_check(&a.sitting, &other), REFUSAL_INUSE_ALIVE);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &other), 0);
    other.takeover = TAKEOVER_STAFF;
    ck_assert_int_eq(terminal_check(&a.sitting, &other), REFUSAL_INUSE_STAFF);
}
END_TEST

START_TEST(a_terminal_never_waits_for_itself) /* K2 */
{
    struct applicant a = running(), b = taken();
    struct entry out;
    ck_assert_int_eq(start(&a, FIRST, TERMINAL_SILENT_MS, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, 0);
    ck_assert_int_eq(start(&b, TAKER, TERMINAL_SILENT_MS, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, 0);
}
END_TEST

START_TEST(a_silent_terminal_loses_the_sitting_for_the_moment) /* K3, K4 */
{
    struct applicant a = running();
    struct entry out;
    ck_assert_int_eq(start(&a, TAKER, 1, &out), REFUSAL_INUSE_ALIVE);
    ck_assert_int_eq(out.kind, 0);
    ck_assert_int_eq(start(&a, TAKER, 0, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.terminal.event, TERMINAL_TAKEN);
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, TAKER), TERMINAL_PROVISIONAL);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_FIRST);
    ck_assert_int_eq(place(&a, THIRD), TERMINAL_OTHERS);
    ck_assert_uint_eq(a.sitting.terminal.taken_clock_ms, AT);
    struct terminal_asks taker = asks(TAKER, 0);
    ck_assert_int_eq(terminal_check(&a.sitting, &taker), REFUSAL_NONE);
    ck_assert_int_eq(terminal_check_finish(&a.sitting, &taker), REFUSAL_INUSE_PROVISIONAL);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &taker), FIVE_MINUTES);
    taker.clock_ms = AT + FIVE_MINUTES + 1;
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &taker), 0);
}
END_TEST

START_TEST(nobody_takes_what_was_just_taken) /* K4 */
{
    struct applicant a = taken();
    struct terminal_asks third = asks(THIRD, 0);
    struct entry out;
    ck_assert_int_eq(start(&a, THIRD, 0, &out), REFUSAL_INUSE_ALIVE);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &third), FIVE_MINUTES);
    third.clock_ms = AT + FIVE_MINUTES - 7;
    third.alive_ms = 6;
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &third), 7);
    third.alive_ms = 8;
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &third), 8);
}
END_TEST

START_TEST(the_first_terminal_gets_its_sitting_back) /* K4 */
{
    struct applicant a = taken(), b = taken();
    struct digest first = token(FIRST), taker = token(TAKER), third = token(THIRD);
    struct terminal_asks who = asks(FIRST, 0);
    struct entry out;
    ck_assert(!terminal_return(&a, &taker, &out));
    ck_assert(!terminal_return(&a, &third, &out));
    ck_assert_int_eq(terminal_check(&a.sitting, &who), REFUSAL_INUSE_ALIVE); /* not before that */
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &who), 0);
    ck_assert(terminal_return(&a, &first, &out));
    ck_assert_int_eq(out.terminal.event, TERMINAL_RETURNED);
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_YOURS);
    ck_assert_int_eq(place(&a, TAKER), TERMINAL_OTHERS);
    ck_assert_uint_eq(a.sitting.terminal.taken_clock_ms, 0);
    ck_assert_int_eq(terminal_check_finish(&a.sitting, &who), REFUSAL_NONE);
    ck_assert(!terminal_return(&a, &first, &out));
    ck_assert_int_eq(start(&b, FIRST, 0, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.terminal.event, TERMINAL_RETURNED);
}
END_TEST

START_TEST(after_five_minutes_the_sitting_is_the_takers) /* K4, K5 */
{
    struct applicant a = taken(), r = running(), f = taken();
    struct terminal_asks who = asks(TAKER, 0);
    struct entry out;
    uint64_t at;
    ck_assert(!terminal_settles_at(&r.sitting, &at));
    ck_assert(!terminal_settle(&r, AT + FIVE_MINUTES, true, &out));
    ck_assert(terminal_settles_at(&a.sitting, &at));
    ck_assert_uint_eq(at, AT + FIVE_MINUTES);
    ck_assert(!terminal_settle(&a, at - 1, false, &out));
    ck_assert(terminal_settle(&a, at - 1, true, &out)); /* it ends or leaves */
    ck_assert(terminal_settle(&a, at, false, &out));
    ck_assert_int_eq(out.terminal.event, TERMINAL_SETTLED);
    apply(&a, &out, at);
    ck_assert_int_eq(place(&a, TAKER), TERMINAL_YOURS);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_OTHERS);
    ck_assert_int_eq(terminal_check_finish(&a.sitting, &who), REFUSAL_NONE);
    ck_assert(!terminal_settle(&a, at, true, &out));
    f.sitting.state = SITTING_FINISHED;
    ck_assert(!terminal_settles_at(&f.sitting, &at));
}
END_TEST

START_TEST(the_answers_of_a_taker_count_once_the_sitting_is_its_own) /* K5 */
{
    ck_assert(terminal_keeps_answers(TERMINAL_SETTLED));
    ck_assert(terminal_keeps_answers(TERMINAL_MOVED));
    ck_assert(terminal_keeps_answers(TERMINAL_SEATED));
    ck_assert(terminal_keeps_answers(TERMINAL_TAKEN));
    ck_assert(!terminal_keeps_answers(TERMINAL_RETURNED));
    ck_assert(!terminal_keeps_answers(TERMINAL_EXPELLED));
}
END_TEST

START_TEST(only_the_staff_move_a_sitting_where_the_exam_says_so) /* K3 */
{
    struct applicant a = running();
    struct terminal_asks who = asks(TAKER, 0);
    struct entry out;
    who.takeover = TAKEOVER_STAFF;
    ck_assert_int_eq(terminal_start(&a, &who, &out), REFUSAL_INUSE_STAFF);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &who), TERMINAL_NEVER);
    who.token = token(FIRST);
    ck_assert_int_eq(terminal_start(&a, &who, &out), REFUSAL_NONE);
}
END_TEST

START_TEST(where_the_exam_is_free_the_last_one_has_it) /* K3 */
{
    struct applicant a = running();
    struct terminal_asks who = asks(TAKER, TERMINAL_SILENT_MS);
    struct entry out;
    who.takeover = TAKEOVER_FREE;
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &who), 0);
    ck_assert_int_eq(terminal_check(&a.sitting, &who), REFUSAL_INUSE_ALIVE);
    ck_assert_int_eq(terminal_start(&a, &who, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.terminal.event, TERMINAL_SEATED);
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, TAKER), TERMINAL_YOURS);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_OTHERS);
}
END_TEST

START_TEST(who_takes_a_free_exam_in_turn_waits) /* K7 */
{
    struct applicant a = running();
    struct terminal_asks taker = asks(TAKER, 0), first = asks(FIRST, 0);
    struct entry out;
    taker.takeover = first.takeover = TAKEOVER_FREE;
    ck_assert_int_eq(terminal_start(&a, &taker, &out), REFUSAL_NONE);
    apply(&a, &out, AT);
    first.clock_ms = AT + TERMINAL_KEPT_MS - 1;
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &first), 1);
    ck_assert_int_eq(terminal_start(&a, &first, &out), REFUSAL_INUSE_ALIVE);
    ck_assert_int_eq(out.kind, 0);
    taker.clock_ms = first.clock_ms; /* K2 */
    ck_assert_int_eq(terminal_check_finish(&a.sitting, &taker), REFUSAL_NONE);
    first.clock_ms = AT + TERMINAL_KEPT_MS;
    ck_assert_int_eq(terminal_start(&a, &first, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.terminal.event, TERMINAL_SEATED);
    first.takeover = TAKEOVER_DEAD; /* where the exam is not free the last byte counts alone */
    first.clock_ms = AT;
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &first), 0);
}
END_TEST

START_TEST(the_staff_end_a_living_terminals_token) /* K6 */
{
    struct applicant a = moved();
    struct order order = order_by("ana", "again");
    struct terminal_asks first = asks(FIRST, 0), next = asks(TAKER, 0);
    struct entry out;
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_ENDED);
    ck_assert_int_eq(place(&a, TAKER), TERMINAL_FREE);
    ck_assert_int_eq(terminal_check(&a.sitting, &first), REFUSAL_INUSE_STAFF);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &first), TERMINAL_NEVER);
    ck_assert_int_eq(start(&a, FIRST, 0, &out), REFUSAL_INUSE_STAFF);
    ck_assert_int_eq(terminal_check(&a.sitting, &next), REFUSAL_INUSE_ALIVE); /* START first */
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &next), 0);
    ck_assert_int_eq(terminal_move(&a, TERMINAL_ANSWERS_UNSAID, &order, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, 0); /* nobody has it */
    ck_assert_int_eq(start(&a, TAKER, TERMINAL_SILENT_MS, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.terminal.event, TERMINAL_SEATED);
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, TAKER), TERMINAL_YOURS); /* for good */
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_ENDED);
    ck_assert_int_eq(start(&a, FIRST, 0, &out), REFUSAL_INUSE_STAFF);
}
END_TEST

START_TEST(the_staff_say_what_becomes_of_a_takers_answers) /* K5, K6 */
{
    const enum terminal_answers said[] = {TERMINAL_ANSWERS_KEPT, TERMINAL_ANSWERS_DROPPED};
    const enum terminal_event event[] = {TERMINAL_SETTLED, TERMINAL_EXPELLED};
    const enum terminal_place taker[] = {TERMINAL_YOURS, TERMINAL_ENDED};
    const enum terminal_place first[] = {TERMINAL_OTHERS, TERMINAL_FREE};
    const int again[] = {0, ENTRY_TERMINAL};
    struct order order = order_by("ana", "who is it?");
    struct entry out;
    for (int i = 0; i < 2; i++) {
        struct applicant a = taken(), r = running();
        ck_assert_int_eq(terminal_move(&a, TERMINAL_ANSWERS_UNSAID, &order, &out),
                         REFUSAL_INUSE_PROVISIONAL);
        ck_assert_int_eq(terminal_move(&a, said[i], &order, &out), REFUSAL_NONE);
        ck_assert_int_eq(out.terminal.event, event[i]);
        ck_assert_str_eq(out.order.by, "ana");
        apply(&a, &out, AT);
        ck_assert_int_eq(place(&a, TAKER), taker[i]);
        ck_assert_int_eq(place(&a, FIRST), first[i]);
        ck_assert_int_eq(terminal_move(&r, said[i], &order, &out), REFUSAL_NONE);
        ck_assert_int_eq(out.kind, again[i]); /* nobody took it over: keep changes nothing */
    }
}
END_TEST

START_TEST(only_a_running_sitting_is_moved)
{
    struct applicant none = running(), finished = running();
    struct order order = order_by("ana", "who is it?");
    struct entry out;
    none.sitting.state = SITTING_NONE;
    finished.sitting.state = SITTING_FINISHED;
    ck_assert_int_eq(terminal_move(&none, 0, &order, &out), REFUSAL_NOTSTARTED);
    ck_assert_int_eq(terminal_move(&finished, 0, &order, &out), REFUSAL_FINISHED);
    ck_assert_int_eq(out.kind, 0);
    ck_assert_int_eq(place(&finished, FIRST), TERMINAL_FREE);
}
END_TEST

START_TEST(a_token_dies_with_its_code) /* K6 */
{
    struct applicant a = running();
    struct entry reissue = {.kind = ENTRY_REISSUE, .n = 7, .id = "V1"}, out;
    ck_assert_int_eq(terminal_check_reissue(&a), REFUSAL_NONE);
    apply_entry(&a, &reissue);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_FREE);
    ck_assert_int_eq(start(&a, TAKER, TERMINAL_SILENT_MS, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.terminal.event, TERMINAL_SEATED);
    a.sitting.terminal.provisional = true;
    ck_assert_int_eq(terminal_check_reissue(&a), REFUSAL_INUSE_PROVISIONAL);
}
END_TEST

/* --- new tokens --- */

static enum refusal renew(const struct applicant *a, int which, int renewal, struct entry *out)
{
    const struct digest old = token(which), new = token(renewal);
    memset(out, 0xff, sizeof *out);
    return terminal_renew(a, &old, &new, AT, out);
}

/* The new token is asked for, and not used yet. */
static void ask_for(struct applicant *a, int which, int renewal)
{
    struct entry e;
    ck_assert_int_eq(renew(a, which, renewal, &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_RENEW);
    ck_assert(!e.renew.used);
    apply(a, &e, AT);
}

static bool use(struct applicant *a, int which)
{
    const struct digest new = token(which);
    struct entry e;
    if (!terminal_use(a, &new, &e))
        return false;
    ck_assert(e.renew.used);
    apply(a, &e, AT);
    return true;
}

START_TEST(an_old_token_is_good_until_the_new_one_is_used) /* K8, K9 */
{
    struct applicant a = running();
    struct terminal_asks first = asks(FIRST, 0);
    struct entry out;
    ask_for(&a, FIRST, RENEWED);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_YOURS);
    ck_assert_int_eq(place(&a, RENEWED), TERMINAL_YOURS);
    ck_assert(!use(&a, FIRST));
    ck_assert(!use(&a, THIRD));
    ck_assert(use(&a, RENEWED));
    ck_assert(!use(&a, RENEWED)); /* once */
    ck_assert_int_eq(place(&a, RENEWED), TERMINAL_YOURS);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_RENEWED);
    ck_assert(!use(&a, FIRST));
    ck_assert_int_eq(terminal_check(&a.sitting, &first), REFUSAL_INUSE_RESUMED);
    ck_assert_int_eq(terminal_check_finish(&a.sitting, &first), REFUSAL_INUSE_RESUMED);
    ck_assert_int_eq(terminal_wait_ms(&a.sitting, &first), TERMINAL_NEVER);
    ck_assert_int_eq(start(&a, FIRST, 0, &out), REFUSAL_INUSE_RESUMED);
    ck_assert_int_eq(out.kind, 0);
    ck_assert_int_eq(renew(&a, FIRST, AGAIN, &out), REFUSAL_INUSE_RESUMED);
    ck_assert_int_eq(out.kind, 0);
}
END_TEST

START_TEST(of_several_new_tokens_the_last_counts) /* K8 */
{
    struct applicant a = running();
    struct entry out;
    ask_for(&a, FIRST, RENEWED);
    ck_assert_int_eq(renew(&a, FIRST, RENEWED, &out), REFUSAL_NONE); /* its reply was lost */
    ck_assert_int_eq(out.kind, 0);
    ck_assert_int_eq(renew(&a, FIRST, FIRST, &out), REFUSAL_NONE); /* the one that it has */
    ck_assert_int_eq(out.kind, 0);
    ask_for(&a, FIRST, AGAIN);
    ck_assert_int_eq(place(&a, RENEWED), TERMINAL_OTHERS);
    ck_assert(use(&a, AGAIN));
    ck_assert_int_eq(renew(&a, RENEWED, THIRD, &out), REFUSAL_NO_TOKEN);
    ck_assert_int_eq(out.kind, 0);
    ask_for(&a, AGAIN, FIRST); /* it is no old one any more */
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_YOURS);
    a.sitting.state = SITTING_FINISHED; /* also when it is over */
    ck_assert(use(&a, FIRST));
    ask_for(&a, FIRST, THIRD);
    struct applicant nobody = applicant_unknown("V1");
    ck_assert_int_eq(renew(&nobody, FIRST, THIRD, &out), REFUSAL_NO_TOKEN);
}
END_TEST

START_TEST(a_sitting_that_is_renewed_often_is_renewed_once_a_minute) /* K10 */
{
    struct applicant a = running();
    const struct digest first = token(FIRST), other = token(THIRD);
    struct entry out;
    ck_assert_int_eq(TERMINAL_RENEW_MS, 60000);
    for (int i = 0; i < TERMINAL_RENEWALS; i++)
        ask_for(&a, FIRST, i % 2 == 0 ? RENEWED : AGAIN);
    ck_assert_uint_eq(a.sitting.terminal.renewals, 100);
    ck_assert_uint_eq(a.sitting.terminal.renewed_clock_ms, AT);
    ck_assert_int_eq(terminal_renew(&a, &first, &other, AT + 59999, &out), REFUSAL_RENEWED_OFTEN);
    ck_assert_int_eq(out.kind, 0);
    ck_assert_int_eq(renew(&a, FIRST, AGAIN, &out), REFUSAL_NONE); /* a repetition costs nothing */
    ck_assert_int_eq(terminal_renew(&a, &first, &other, AT + 60000, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, ENTRY_RENEW);
}
END_TEST

/* A terminal loses the sitting before it has used its new token. */
START_TEST(a_first_terminal_comes_back_with_either_token) /* K4, K8 */
{
    for (int which = 0; which < 2; which++) {
        int comes = which == 0 ? FIRST : RENEWED;
        struct applicant a = running();
        const struct digest back = token(comes);
        struct entry out;
        ask_for(&a, FIRST, RENEWED);
        ck_assert_int_eq(start(&a, TAKER, 0, &out), REFUSAL_NONE);
        apply(&a, &out, AT);
        ask_for(&a, TAKER, THIRD);
        ck_assert_int_eq(place(&a, FIRST), TERMINAL_FIRST);
        ck_assert_int_eq(place(&a, RENEWED), TERMINAL_FIRST);
        ck_assert_int_eq(place(&a, THIRD), TERMINAL_PROVISIONAL);
        ck_assert(terminal_return(&a, &back, &out));
        apply(&a, &out, AT);
        ck_assert_int_eq(place(&a, RENEWED), TERMINAL_YOURS);
        ck_assert_int_eq(place(&a, FIRST), which == 0 ? TERMINAL_YOURS : TERMINAL_RENEWED);
        ck_assert_int_eq(place(&a, TAKER), TERMINAL_OTHERS);
        ck_assert_int_eq(place(&a, THIRD), TERMINAL_OTHERS);
        ck_assert_int_eq(use(&a, RENEWED), which == 0);
    }
}
END_TEST

START_TEST(an_old_token_is_forgotten_when_another_terminal_has_the_sitting) /* K8, K9 */
{
    struct applicant a = running();
    struct entry out;
    ask_for(&a, FIRST, RENEWED);
    ck_assert(use(&a, RENEWED));
    ck_assert_int_eq(start(&a, TAKER, 0, &out), REFUSAL_NONE);
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_OTHERS);
    ck_assert_int_eq(place(&a, RENEWED), TERMINAL_FIRST);
    ask_for(&a, TAKER, THIRD); /* it is kept when the sitting settles */
    ck_assert(terminal_settle(&a, AT, true, &out));
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, THIRD), TERMINAL_YOURS);
    ck_assert_int_eq(place(&a, RENEWED), TERMINAL_OTHERS);
}
END_TEST

START_TEST(the_staff_end_a_new_token_with_the_old_one) /* K6, K8 */
{
    struct applicant a = running();
    struct order order = order_by("ana", "the screen is broken");
    struct terminal_asks who = asks(THIRD, 0);
    struct entry out;
    ask_for(&a, FIRST, RENEWED);
    ck_assert_int_eq(terminal_move(&a, TERMINAL_ANSWERS_UNSAID, &order, &out), REFUSAL_NONE);
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, FIRST), TERMINAL_ENDED);
    ck_assert_int_eq(place(&a, RENEWED), TERMINAL_ENDED);
    ck_assert_int_eq(start(&a, TAKER, 0, &out), REFUSAL_NONE);
    apply(&a, &out, AT);
    ask_for(&a, TAKER, AGAIN);
    who.takeover = TAKEOVER_FREE; /* the third takes it: the ended one still never has it */
    ck_assert_int_eq(terminal_start(&a, &who, &out), REFUSAL_NONE);
    apply(&a, &out, AT);
    ck_assert_int_eq(place(&a, RENEWED), TERMINAL_ENDED);
    ck_assert_int_eq(place(&a, AGAIN), TERMINAL_OTHERS);
    ck_assert(!use(&a, AGAIN));
}
END_TEST

/* --- signs of life --- */

static struct terminals *opened(void)
{
    struct terminals *t;
    ck_assert_int_eq(terminals_open(&t), STATUS_OK);
    return t;
}

/* The terminal with that token has the sitting. */
static void seat(struct terminals *t, const char *id, const struct digest *has, uint64_t at)
{
    const struct terminal terminal = {.token = *has};
    terminals_seat(t, id, &terminal, at);
}

START_TEST(a_terminal_is_alive_for_30_s_after_its_last_byte) /* K3 */
{
    struct terminals *t = opened();
    struct digest first = token(FIRST), other = token(TAKER);
    uint64_t at = 100000, silent;
    terminals_heard(t, "V1", &first, at);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at), 0); /* it has no sitting */
    ck_assert(!terminals_silent_ms(t, "V1", &first, at, &silent));
    seat(t, "V1", &first, at);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at), TERMINAL_SILENT_MS);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at + 29999), 1);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at + 30000), 0);
    ck_assert_uint_eq(terminals_alive_ms(t, "V2", &first, at), 0);
    terminals_heard(t, "V1", &first, at + 20000);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at + 30000), 20000);
    terminals_heard(t, "V1", &other, at + 30000); /* of one who looks */
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at + 30000), 20000);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &other, at + 30000), 0);
    ck_assert(terminals_silent_ms(t, "V1", &first, at + 70000, &silent));
    ck_assert_uint_eq(silent, 50000);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at), TERMINAL_SILENT_MS); /* late clock */
    seat(t, "V1", &other, at + 80000); /* it has the sitting now */
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at + 80000), 0);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &other, at + 80000), TERMINAL_SILENT_MS);
    ck_assert_uint_eq(terminals_count(t), 1);
    terminals_close(t);
    terminals_close(NULL);
}
END_TEST

START_TEST(a_new_token_is_alive_before_its_first_use_and_after_it) /* K3, K8 */
{
    struct terminals *t = opened();
    struct terminal terminal = {.token = token(FIRST)};
    const struct digest first = token(FIRST), renewed = token(RENEWED), nobody = {{0}};
    uint64_t at = 100000, silent;
    terminals_seat(t, "V1", &terminal, at);
    ck_assert(!terminals_silent_ms(t, "V1", &renewed, at, &silent));
    ck_assert(!terminals_silent_ms(t, "V1", &nobody, at, &silent));
    terminal.renewal = renewed;
    terminals_seat(t, "V1", &terminal, at);
    terminals_heard(t, "V1", &renewed, at + 20000); /* a pong of the page that was loaded again */
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at + 40000), 10000);
    /* The ledger has the first use of the new token, and the terminal has no reply yet. */
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &renewed, at + 40000), 10000);
    terminal = (struct terminal){.token = renewed, .renewal = first, .renewed = true};
    terminals_seat(t, "V1", &terminal, at + 40000);
    terminals_heard(t, "V1", &first, at + 60000); /* of a copy that has lost the sitting */
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, at + 60000), 0);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &renewed, at + 60000), 10000);
    terminals_close(t);
}
END_TEST

START_TEST(after_a_start_of_the_node_all_are_alive_for_60_s) /* K3 */
{
    struct terminals *t = opened();
    struct digest first = token(FIRST);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, 0), TERMINAL_RESTART_MS);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, 59999), 1);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, 60000), 0);
    seat(t, "V1", &first, 1000);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, 2000), 58000);
    terminals_heard(t, "V1", &first, 50000);
    ck_assert_uint_eq(terminals_alive_ms(t, "V1", &first, 50000), TERMINAL_SILENT_MS);
    terminals_close(t);
}
END_TEST

START_TEST(terminals_that_are_gone_leave_the_table)
{
    enum { MANY = 1000, HOUR = 3600000 };
    struct terminals *t = opened();
    struct digest first = token(FIRST);
    char id[IDENT_SIZE];
    uint64_t silent;
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(id, sizeof id, "V%d", i + 1);
        seat(t, id, &first, (uint64_t)i);
    }
    ck_assert_uint_eq(terminals_count(t), MANY);
    terminals_heard(t, "V1", &first, HOUR);
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(id, sizeof id, "E%d", i + 1);
        seat(t, id, &first, HOUR + MANY);
    }
    ck_assert_uint_eq(terminals_count(t), MANY + 1);
    ck_assert(terminals_silent_ms(t, "V1", &first, HOUR, &silent));
    ck_assert(!terminals_silent_ms(t, "V2", &first, HOUR, &silent));
    ck_assert(terminals_silent_ms(t, "E1000", &first, HOUR + MANY, &silent));
    terminals_close(t);
}
END_TEST

Suite *terminal_suite(void)
{
    Suite *s = suite_create("terminal");
    TCase *t = tcase_create("rules");
    tcase_add_test(t, a_token_has_128_bits_of_printable_characters);
    tcase_add_test(t, a_digest_of_a_token_is_of_one_cluster_and_one_id);
    tcase_add_test(t, questions_and_answers_are_one_terminals);
    tcase_add_test(t, a_terminal_never_waits_for_itself);
    tcase_add_test(t, a_silent_terminal_loses_the_sitting_for_the_moment);
    tcase_add_test(t, nobody_takes_what_was_just_taken);
    tcase_add_test(t, the_first_terminal_gets_its_sitting_back);
    tcase_add_test(t, after_five_minutes_the_sitting_is_the_takers);
    tcase_add_test(t, the_answers_of_a_taker_count_once_the_sitting_is_its_own);
    tcase_add_test(t, only_the_staff_move_a_sitting_where_the_exam_says_so);
    tcase_add_test(t, where_the_exam_is_free_the_last_one_has_it);
    tcase_add_test(t, who_takes_a_free_exam_in_turn_waits);
    tcase_add_test(t, the_staff_end_a_living_terminals_token);
    tcase_add_test(t, the_staff_say_what_becomes_of_a_takers_answers);
    tcase_add_test(t, only_a_running_sitting_is_moved);
    tcase_add_test(t, a_token_dies_with_its_code);
    suite_add_tcase(s, t);
    t = tcase_create("new tokens");
    tcase_add_test(t, an_old_token_is_good_until_the_new_one_is_used);
    tcase_add_test(t, of_several_new_tokens_the_last_counts);
    tcase_add_test(t, a_sitting_that_is_renewed_often_is_renewed_once_a_minute);
    tcase_add_test(t, a_first_terminal_comes_back_with_either_token);
    tcase_add_test(t, an_old_token_is_forgotten_when_another_terminal_has_the_sitting);
    tcase_add_test(t, the_staff_end_a_new_token_with_the_old_one);
    suite_add_tcase(s, t);
    t = tcase_create("signs of life");
    tcase_add_test(t, a_terminal_is_alive_for_30_s_after_its_last_byte);
    tcase_add_test(t, a_new_token_is_alive_before_its_first_use_and_after_it);
    tcase_add_test(t, after_a_start_of_the_node_all_are_alive_for_60_s);
    tcase_add_test(t, terminals_that_are_gone_leave_the_table);
    suite_add_tcase(s, t);
    return s;
}
