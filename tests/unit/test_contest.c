/* Contested journals (R4, R6), by HELLOs of which a test changes a digest. */
#include "db/ledger_peer.h"
#include "db/ledger_private.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

static struct duo duo;
static struct ledger *us;
static struct digest origin; /* of an empty journal of node 0 */
static char reason[LEDGER_REASON_SIZE];

static void setup(void)
{
    struct hello hello;
    duo_open(&duo);
    us = duo.node[0].ledger;
    ledger_hello(duo.node[1].ledger, &hello);
    origin = hello.side.held;
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_register(&duo, 1, "V2"), REFUSAL_NONE);
    duo_settle(&duo);
    duo_cut(&duo);
}

static void teardown(void)
{
    duo_close(&duo);
}

static struct hello hello_of_peer(void)
{
    struct hello hello;
    ledger_hello(duo.node[1].ledger, &hello);
    return hello;
}

static bool meet(const struct hello *hello)
{
    bool quiet;
    duo_begin(&duo, 0);
    bool met = ledger_meet(us, hello, &quiet, reason);
    duo_commit(&duo, 0);
    return met;
}

/* What the node says of a journal, which is what its database keeps. */
static struct contested contest_of(enum journal_owner journal)
{
    struct contested_view view;
    char kept[CONTESTED_TEXT_SIZE] = "", text[CONTESTED_TEXT_SIZE];
    duo_begin(&duo, 0);
    ledger_contested(us, &view);
    database_get_text(&duo.node[0].database.sql, contested_name(journal), kept, sizeof kept);
    duo_commit(&duo, 0);
    contested_text(&view.of[journal], text);
    ck_assert_str_eq(text, kept);
    return view.of[journal];
}

static void contest_own(void)
{
    struct hello hello = hello_of_peer();
    hello.side.held.bytes[0] ^= 1;
    ck_assert(!meet(&hello));
}

static struct ledger_position position(void)
{
    return ledger_position(us);
}

START_TEST(a_node_whose_journal_is_contested_closes) /* R6 */
{
    contest_own();
    ck_assert_int_eq(position().standing, STANDING_CONTESTED);
    ck_assert_int_eq(duo_register(&duo, 0, "V3"), REFUSAL_CLOSED);
    struct contested c = contest_of(JOURNAL_OWN);
    ck_assert_uint_eq(c.contest.differs_n, position().own_n);
    ck_assert(!c.settled);
    ck_assert_int_gt(c.at.ms, 0);
}
END_TEST

START_TEST(a_peer_that_agrees_after_all_ends_the_contest) /* R6 */
{
    contest_own();
    struct hello hello = hello_of_peer();
    ck_assert_msg(meet(&hello), "%s", reason);
    ck_assert_int_eq(position().standing, STANDING_RESTORED);
    ck_assert_uint_eq(contest_of(JOURNAL_OWN).contest.differs_n, 0);
}
END_TEST

START_TEST(a_peer_that_holds_less_proves_nothing) /* R6 */
{
    contest_own();
    duo_begin(&duo, 0);
    ledger_settle_contest(us);
    duo_commit(&duo, 0);
    ck_assert(contest_of(JOURNAL_OWN).settled);
    ck_assert(contest_of(JOURNAL_OWN).healer_open);
    struct hello hello = hello_of_peer();
    hello.side.held_n = 0;
    hello.side.held = origin;
    ck_assert(!meet(&hello));
    expect_has(reason, "the journal of caracas is contested");
    ck_assert_int_eq(position().standing, STANDING_CONTESTED);
    ck_assert(contest_of(JOURNAL_OWN).settled);
    ck_assert(!contest_of(JOURNAL_OWN).healer_open);
}
END_TEST

START_TEST(a_peer_whose_journal_is_contested_is_refused_until_it_is_right) /* R4 */
{
    struct hello hello = hello_of_peer();
    hello.side.own.bytes[0] ^= 1;
    ck_assert(!meet(&hello));
    ck_assert_int_eq(position().standing, STANDING_OPEN);
    ck_assert_uint_eq(contest_of(JOURNAL_PEER).contest.differs_n, position().held_n);
    ck_assert_uint_eq(contest_of(JOURNAL_OWN).contest.differs_n, 0);
    hello.side.own.bytes[0] ^= 1;
    ck_assert_msg(meet(&hello), "%s", reason);
    ck_assert_uint_eq(contest_of(JOURNAL_PEER).contest.differs_n, 0);
}
END_TEST

START_TEST(a_hello_that_is_accepted_ends_no_grace_yet) /* R5 */
{
    struct hello hello = hello_of_peer();
    us->state.grace = GRACE_LASTS;
    ck_assert(meet(&hello));
    ck_assert_int_eq(position().grace, GRACE_LASTS);
    hello.side.held.bytes[0] ^= 1;
    ck_assert(!meet(&hello));
    ck_assert_int_eq(position().grace, grace_hello(GRACE_LASTS, false));
}
END_TEST

Suite *contest_suite(void)
{
    Suite *s = suite_create("contest");
    TCase *t = tcase_create("contest");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_node_whose_journal_is_contested_closes);
    tcase_add_test(t, a_peer_that_agrees_after_all_ends_the_contest);
    tcase_add_test(t, a_peer_that_holds_less_proves_nothing);
    tcase_add_test(t, a_peer_whose_journal_is_contested_is_refused_until_it_is_right);
    tcase_add_test(t, a_hello_that_is_accepted_ends_no_grace_yet);
    suite_add_tcase(s, t);
    return s;
}
