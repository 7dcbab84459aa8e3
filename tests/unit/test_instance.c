/* Which start of a node its peer takes, and what a node does that is refused. */
#include "common/log.h"
#include "server/core/instance.h"
#include "tests/lib/duo.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

static const struct instance first = {{1}}, second = {{1, 2}};

/* The header's table, in full. */
START_TEST(each_hello_is_decided_as_the_table_says) /* R8 */
{
    static const struct {
        bool fenced, known, same;
        enum instance_decision decision[3]; /* by what is known of the present one */
    } rows[] = {
        {true, true, true, {INSTANCE_FENCED, INSTANCE_FENCED, INSTANCE_FENCED}},
        {true, true, false, {INSTANCE_FENCED, INSTANCE_FENCED, INSTANCE_FENCED}},
        {true, false, false, {INSTANCE_FENCED, INSTANCE_FENCED, INSTANCE_FENCED}},
        {false, false, false, {INSTANCE_TAKE, INSTANCE_TAKE, INSTANCE_TAKE}},
        {false, true, true, {INSTANCE_TAKE, INSTANCE_TAKE, INSTANCE_TAKE}},
        {false, true, false, {INSTANCE_SUCCEED, INSTANCE_WAIT, INSTANCE_DUPLICATE}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct instance *last = rows[i].known ? &first : NULL;
        const struct instance *newcomer = rows[i].same ? &first : &second;
        for (enum instance_present p = INSTANCE_GONE; p <= INSTANCE_ANSWERED; p++)
            ck_assert_msg(instance_decide(newcomer, rows[i].fenced, last, p) == rows[i].decision[p],
                          "row %zu, %d", i, (int)p);
    }
}
END_TEST

START_TEST(only_an_answer_to_this_nonce_is_life) /* R8 */
{
    const struct nonce nonce = {{1}}, other = {{2}};
    const struct mono start = {500}, last = {500 + INSTANCE_ANSWER_MS - 1},
                      late = {500 + INSTANCE_ANSWER_MS};
    struct challenge c;
    challenge_begin(&c, &nonce, start);
    challenge_hear(&c, &nonce); /* it was not sent yet */
    ck_assert_int_eq(challenge_look(&c, start), INSTANCE_ASKED);
    c.asked = true;
    challenge_hear(&c, &other);
    ck_assert_int_eq(challenge_look(&c, last), INSTANCE_ASKED);
    ck_assert_int_eq(challenge_look(&c, late), INSTANCE_GONE);
    challenge_hear(&c, &nonce);
    ck_assert_int_eq(challenge_look(&c, last), INSTANCE_ANSWERED);
    challenge_begin(&c, &other, late);
    ck_assert(c.open && !c.asked && !c.answered);
    ck_assert_int_eq(challenge_look(&c, late), INSTANCE_ASKED);
}
END_TEST

/* --- the ledger --- */

static struct duo duo;
static char reason[LEDGER_REASON_SIZE];

static void setup(void)
{
    log_open("test", LOG_ERROR + 1);
    duo_open(&duo);
    duo_connect(&duo);
    duo_settle(&duo);
}

static void teardown(void)
{
    duo_close(&duo);
}

/* What caracas decides about another start of maracay. */
static enum instance_decision newcomer(const struct instance *instance,
                                       enum instance_present present)
{
    struct hello hello;
    enum instance_decision decision = INSTANCE_WAIT;
    ledger_hello(duo.node[1].ledger, &hello);
    hello.instance = *instance;
    reason[0] = '\0';
    duo_begin(&duo, 0);
    ck_assert(ledger_newcomer(duo.node[0].ledger, &hello, present, &decision, reason));
    duo_commit(&duo, 0);
    return decision;
}

static bool is_taken(const struct instance *instance)
{
    struct hello hello;
    bool quiet;
    ledger_hello(duo.node[1].ledger, &hello);
    hello.instance = *instance;
    duo_begin(&duo, 0);
    bool taken = ledger_meet(duo.node[0].ledger, &hello, &quiet, reason);
    ck_assert(ledger_meet_retires(duo.node[0].ledger) == !taken);
    duo_commit(&duo, 0);
    return taken;
}

START_TEST(a_start_that_was_replaced_is_never_taken_again) /* R8 */
{
    struct hello hello;
    ledger_hello(duo.node[1].ledger, &hello);
    ck_assert(is_taken(&hello.instance) && is_taken(&hello.instance));
    ck_assert_int_eq(newcomer(&first, INSTANCE_GONE), INSTANCE_SUCCEED);
    ck_assert(is_taken(&hello.instance)); /* nothing is fenced before it is met */
    ck_assert(is_taken(&first));
    ck_assert(!is_taken(&hello.instance));
    ck_assert_ptr_nonnull(strstr(reason, "later start"));
    ck_assert_int_eq(newcomer(&hello.instance, INSTANCE_GONE), INSTANCE_FENCED);
    ck_assert(is_taken(&second) && !is_taken(&first));
}
END_TEST

START_TEST(a_duplicate_is_counted_and_never_taken) /* R8 */
{
    struct ledger_counts counts;
    ck_assert_int_eq(newcomer(&first, INSTANCE_ASKED), INSTANCE_WAIT);
    ck_assert_int_eq(newcomer(&first, INSTANCE_ANSWERED), INSTANCE_DUPLICATE);
    ck_assert_ptr_nonnull(strstr(reason, "copy of its disk"));
    ck_assert(!is_taken(&first));
    duo_begin(&duo, 0);
    ledger_counts(duo.node[0].ledger, &counts);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(counts.duplicates, 1);
}
END_TEST

START_TEST(a_retired_node_closes_until_it_is_taken_again) /* R8 */
{
    struct ledger *l = duo.node[1].ledger;
    struct ledger_counts counts;
    duo_begin(&duo, 1);
    ledger_retire(l, "because");
    ck_assert_int_eq(ledger_position(l).standing, STANDING_RESTORED);
    ck_assert_int_eq(ledger_unlock(l, "test", false, false), REFUSAL_RETIRED);
    ledger_retire(l, "once more");
    ledger_counts(l, &counts);
    duo_commit(&duo, 1);
    ck_assert_str_eq(counts.retired, "because");
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_CLOSED);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(ledger_position(l).standing, STANDING_OPEN);
    duo_begin(&duo, 1);
    ledger_counts(l, &counts);
    duo_commit(&duo, 1);
    ck_assert_str_eq(counts.retired, "");
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_NONE);
}
END_TEST

Suite *instance_suite(void)
{
    Suite *s = suite_create("instance");
    TCase *t = tcase_create("instance");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, each_hello_is_decided_as_the_table_says);
    tcase_add_test(t, only_an_answer_to_this_nonce_is_life);
    tcase_add_test(t, a_start_that_was_replaced_is_never_taken_again);
    tcase_add_test(t, a_duplicate_is_counted_and_never_taken);
    tcase_add_test(t, a_retired_node_closes_until_it_is_taken_again);
    suite_add_tcase(s, t);
    return s;
}
