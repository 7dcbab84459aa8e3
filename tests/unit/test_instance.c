/* Which start of a node its peer takes, what a node does that is refused, and what both must be
 * started with. */
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_private.h"
#include "server/core/agree.h"
#include "server/core/policy.h"
#include "server/core/instance.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

static struct ledger_terminal terminal = {.token = {{1}}};

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
    ck_assert(c.open);
    ck_assert(!c.asked);
    ck_assert(!c.answered);
    ck_assert_int_eq(challenge_look(&c, late), INSTANCE_ASKED);
}
END_TEST

/* --- the ledger --- */

static struct duo duo;
static char reason[LEDGER_REASON_SIZE];

static void setup(void)
{
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
    ck_assert(is_taken(&hello.instance));
    ck_assert(is_taken(&hello.instance));
    ck_assert_int_eq(newcomer(&first, INSTANCE_GONE), INSTANCE_SUCCEED);
    ck_assert(is_taken(&hello.instance)); /* nothing is fenced before it is met */
    ck_assert(is_taken(&first));
    duo.node[0].ledger->state.grace = GRACE_LASTS;
    ck_assert(!is_taken(&hello.instance));
    expect_has(reason, "later start");
    ck_assert_int_eq(ledger_position(duo.node[0].ledger).grace, GRACE_LASTS); /* R5 */
    ck_assert_int_eq(newcomer(&hello.instance, INSTANCE_GONE), INSTANCE_FENCED);
    ck_assert(is_taken(&second));
    ck_assert(!is_taken(&first));
}
END_TEST

START_TEST(a_duplicate_is_counted_and_never_taken) /* R8 */
{
    struct ledger_counts counts;
    ck_assert_int_eq(newcomer(&first, INSTANCE_ASKED), INSTANCE_WAIT);
    ck_assert_int_eq(newcomer(&first, INSTANCE_ANSWERED), INSTANCE_DUPLICATE);
    expect_has(reason, "copy of its disk");
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

/* S2: as of any node that closes. */
START_TEST(the_time_in_which_a_node_was_retired_is_an_outage) /* R8 */
{
    enum { RETIRED_MS = 60000 };
    struct ledger *l = duo.node[1].ledger;
    struct ledger_sitting sitting;
    struct ledger_run run = {0};
    struct entry e;
    uint64_t n;
    bool found = false;
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    duo_begin(&duo, 1);
    ck_assert_int_eq(ledger_start(l, "V1", &terminal, 42, 0, &sitting, &n), REFUSAL_NONE);
    duo_commit(&duo, 1);
    duo_begin(&duo, 1);
    ledger_retire(l, "because");
    duo_commit(&duo, 1);
    uint64_t last_n = ledger_position(l).own_n;
    duo.up_ms += RETIRED_MS;
    duo.node[1].wall.ms += RETIRED_MS;
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(ledger_position(l).standing, STANDING_OPEN);
    for (n = last_n + 1; n <= ledger_position(l).own_n; n++) {
        ledger_read(l, true, n, 1, &run);
        ck_assert(journal_decode((const uint8_t *)run.bytes.data, run.len[0], &e));
        found = found || (e.kind == ENTRY_OUTAGE && e.outage.down_ms == RETIRED_MS);
    }
    ck_assert(found);
    buffer_release(&run.bytes);
}
END_TEST

/* --- what must agree --- */

START_TEST(rules_differ_in_words) /* R9 */
{
    static const struct {
        const char *ours, *theirs, *words; /* NULL: they do not differ */
    } rows[] = {
        {"", "", NULL},
        {"a=1 b=2", "a=1 b=2", NULL},
        {"a=1 b=2", "a=1 b=3", "b is 2 here and 3 there"},
        {"a=1 b=2", "a=1 b=22", "b is 2 here and 22 there"},
        {"a=1 b=2", "a=1", "b is 2 here and not set there"},
        {"a=1", "a=1 b=2", "b is not set here and 2 there"},
        {"b=2", "a=1 b=2", "a is not set here and 1 there"},
        {"ab=2", "a=2", "a is not set here and 2 there"},
        {"a=1 c=x", "b=1 c=y", "a is 1 here and not set there"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char words[AGREE_WORDS_SIZE] = "";
        bool differ = agree_rules_differ(rows[i].ours, rows[i].theirs, words);
        ck_assert_msg(differ == (rows[i].words != NULL), "row %zu: %s", i, words);
        ck_assert_str_eq(words, differ ? rows[i].words : "");
    }
}
END_TEST

START_TEST(the_longest_rules_differ_within_the_words) /* R9 */
{
    char ours[AGREE_RULES_MAX + 1], theirs[AGREE_RULES_MAX + 1], words[AGREE_WORDS_SIZE];
    memset(ours, 'a', AGREE_RULES_MAX);
    memset(theirs, 'b', AGREE_RULES_MAX);
    ours[AGREE_RULES_MAX] = theirs[AGREE_RULES_MAX] = '\0';
    theirs[0] = 'a';
    ours[1] = theirs[1] = '=';
    ck_assert(agree_rules_differ(ours, theirs, words));
    ck_assert_uint_lt(strlen(words), sizeof words);
}
END_TEST

START_TEST(rules_are_kept_in_the_order_of_their_names) /* R9 */
{
    char rules[AGREE_RULES_MAX + 1] = "", value[AGREE_RULES_MAX + 1];
    ck_assert(agree_add_rule(rules, "roster", "no"));
    ck_assert(agree_add_rule(rules, "admit", "anyone"));
    ck_assert(agree_add_rule(rules, "rost", "x"));
    ck_assert(agree_add_rule(rules, "start", "each"));
    const char *all = "admit=anyone rost=x roster=no start=each";
    ck_assert_str_eq(rules, all);
    ck_assert(!agree_add_rule(rules, "roster", "yes"));
    ck_assert(!agree_add_rule(rules, "", "yes"));
    ck_assert(!agree_add_rule(rules, "zeal", "a b"));
    size_t room = AGREE_RULES_MAX - strlen(all) - strlen(" z=");
    memset(value, 'v', sizeof value);
    value[room + 1] = '\0';
    ck_assert(!agree_add_rule(rules, "z", value));
    ck_assert_str_eq(rules, all);
    value[room] = '\0';
    ck_assert(agree_add_rule(rules, "z", value));
    ck_assert_uint_eq(strlen(rules), AGREE_RULES_MAX);
}
END_TEST

START_TEST(the_settings_of_the_day_are_rules) /* R9 */
{
    struct policy policy = {{0}}, other;
    char rules[AGREE_RULES_MAX + 1] = "", words[AGREE_WORDS_SIZE], full[AGREE_RULES_MAX + 1];
    ck_assert_int_eq(policy_find("registration"), POLICY_REGISTRATION);
    ck_assert_int_eq(policy_find("perhaps"), POLICY_SETTINGS);
    ck_assert_str_eq(policy_word(&policy, POLICY_REGISTRATION), "");
    ck_assert(policy_add_rules(&policy, rules));
    ck_assert_str_eq(rules, "");
    ck_assert(!policy_set(&policy, POLICY_REGISTRATION, "all"));
    ck_assert(policy_set(&policy, POLICY_REGISTRATION, "staff"));
    other = policy;
    policy_default(&policy);
    ck_assert_int_eq(policy.value[POLICY_REGISTRATION], REGISTRATION_STAFF);
    ck_assert(policy_add_rules(&policy, rules));
    other.value[POLICY_REGISTRATION] = 0;
    policy_default(&other);
    ck_assert_int_eq(other.value[POLICY_REGISTRATION], REGISTRATION_OPEN);
    memset(full, 0, sizeof full);
    ck_assert(policy_add_rules(&other, full));
    ck_assert(agree_rules_differ(rules, full, words));
    ck_assert_str_eq(words, "registration is staff here and open there");
    memset(full, 'a', AGREE_RULES_MAX);
    full[1] = '=';
    ck_assert(!policy_add_rules(&policy, full));
}
END_TEST

START_TEST(rosters_differ_when_both_nodes_have_one) /* R9 */
{
    const struct agreement none = {"", {{0}}}, one = {"", {{1}}}, two = {"", {{2}}};
    ck_assert(!agree_rosters_differ(&none, &none));
    ck_assert(!agree_rosters_differ(&one, &one));
    ck_assert(!agree_rosters_differ(&none, &one));
    ck_assert(!agree_rosters_differ(&one, &none));
    ck_assert(agree_rosters_differ(&one, &two));
}
END_TEST

START_TEST(only_what_rules_and_roster_allow_is_granted) /* R9 */
{
    ck_assert(agree_may_grant(false, false, NULL, "maracay", false));
    ck_assert(agree_may_grant(false, true, "", "maracay", false));
    ck_assert(agree_may_grant(false, true, "maracay", "maracay", false));
    ck_assert(!agree_may_grant(false, true, "caracas", "maracay", false));
    ck_assert(!agree_may_grant(false, true, NULL, "maracay", false));
    ck_assert(!agree_may_grant(true, false, NULL, "maracay", false));
    ck_assert(!agree_may_grant(true, true, "maracay", "maracay", false));
    ck_assert(agree_may_grant(false, true, "caracas", "maracay", true));
    ck_assert(agree_may_grant(false, true, NULL, "maracay", true));
    ck_assert(!agree_may_grant(true, true, "maracay", "maracay", true));
}
END_TEST

/* Caracas hears that maracay was started with these rules. */
static void hear_rules(const char *rules, uint8_t roster)
{
    struct hello hello;
    bool quiet;
    ledger_hello(duo.node[1].ledger, &hello);
    memset(&hello.agreement, 0, sizeof hello.agreement);
    memcpy(hello.agreement.rules, rules, strlen(rules));
    hello.agreement.roster.bytes[0] = roster;
    duo_begin(&duo, 0);
    ck_assert(ledger_meet(duo.node[0].ledger, &hello, &quiet, reason));
    duo_commit(&duo, 0);
}

START_TEST(a_hello_carries_the_nodes_own_rules) /* R9 */
{
    struct hello hello;
    ledger_hello(duo.node[0].ledger, &hello);
    ck_assert_str_eq(hello.agreement.rules, "id-letter=V");
}
END_TEST

START_TEST(nobody_registers_while_the_rules_differ) /* R9 */
{
    struct ledger_counts counts;
    hear_rules("id-letter=E", 0);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_RULES_DIFFER);
    duo_begin(&duo, 0);
    ledger_counts(duo.node[0].ledger, &counts);
    duo_commit(&duo, 0);
    ck_assert_str_eq(counts.rules_differ, "id-letter is V here and E there");
    ck_assert(!counts.rosters_differ);
    hear_rules("id-letter=V", 0);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
}
END_TEST

START_TEST(a_claim_is_withheld_while_the_rules_differ) /* R9 */
{
    struct ledger_counts counts;
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_NONE);
    hear_rules("id-letter=E", 0);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_PENDING);
    duo_begin(&duo, 0);
    ledger_counts(duo.node[0].ledger, &counts);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(counts.withheld, 1);
    duo_connect(&duo); /* maracay says its own rules */
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_HOME);
    duo_begin(&duo, 0);
    ledger_counts(duo.node[0].ledger, &counts);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(counts.withheld, 0);
}
END_TEST

START_TEST(another_roster_is_in_the_next_hello) /* R9 */
{
    struct hello hello;
    struct digest roster = digest_of("roster", 6);
    ck_assert(ledger_set_roster(duo.node[0].ledger, &roster, 5));
    ck_assert(!ledger_set_roster(duo.node[0].ledger, &roster, 5));
    ledger_hello(duo.node[0].ledger, &hello);
    ck_assert(digest_equal(&hello.agreement.roster, &roster));
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
    tcase_add_test(t, the_time_in_which_a_node_was_retired_is_an_outage);
    tcase_add_test(t, rules_differ_in_words);
    tcase_add_test(t, the_longest_rules_differ_within_the_words);
    tcase_add_test(t, rules_are_kept_in_the_order_of_their_names);
    tcase_add_test(t, the_settings_of_the_day_are_rules);
    tcase_add_test(t, rosters_differ_when_both_nodes_have_one);
    tcase_add_test(t, another_roster_is_in_the_next_hello);
    tcase_add_test(t, only_what_rules_and_roster_allow_is_granted);
    tcase_add_test(t, a_hello_carries_the_nodes_own_rules);
    tcase_add_test(t, nobody_registers_while_the_rules_differ);
    tcase_add_test(t, a_claim_is_withheld_while_the_rules_differ);
    suite_add_tcase(s, t);
    return s;
}
