/* A centre burns, and comes back: two nodes' ledgers without threads and sockets. Maracay adopts. */
#include "db/ledger_adopt.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "server/core/adoption.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct duo duo;
static struct ledger_terminal terminal = {.token = {{1}}};
static const struct order board = {.by = "ana", .reason = "fire"};
static const struct ledger_line gone = {.unlinked_ms = ADOPTION_WAIT_MS};

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

static struct ledger *ledger(int which)
{
    return duo.node[which].ledger;
}

static enum refusal start(int which, const char *id)
{
    struct ledger_sitting sitting;
    uint64_t n;
    duo_begin(&duo, which);
    enum refusal refusal = ledger_start(ledger(which), id, &terminal, 42, 0, &sitting, &n);
    duo_commit(&duo, which);
    return refusal;
}

/* The sitting of an adopted person is no terminal's before START. */
static enum refusal answer(int which, const char *id, uint16_t number, const char *value)
{
    (void)start(which, id);
    struct wire_word word = {value, strlen(value)};
    duo_begin(&duo, which);
    enum refusal refusal = ledger_answer(ledger(which), id, &terminal, number, &word, 1);
    duo_commit(&duo, which);
    return refusal;
}

static int64_t finish(int which, const char *id)
{
    struct ledger_result result = {.score = -1};
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_finish(ledger(which), id, &terminal, &result), REFUSAL_NONE);
    duo_commit(&duo, which);
    return result.score;
}

static enum refusal adopt(int which)
{
    duo_begin(&duo, which);
    enum refusal refusal = ledger_adopt(ledger(which), &gone, &board);
    duo_commit(&duo, which);
    return refusal;
}

/* The node has nothing left to do. */
static struct ledger_adoption work(int which)
{
    struct ledger_adoption a;
    duo_begin(&duo, which);
    for (int i = 0; i < 100 && ledger_next_tick_ms(ledger(which)) == 0; i++) {
        duo_commit(&duo, which);
        duo_begin(&duo, which);
    }
    ledger_adoption(ledger(which), &a);
    duo_commit(&duo, which);
    return a;
}

static struct applicant person(int which, const char *id)
{
    duo_begin(&duo, which);
    struct applicant a = ledger_find(ledger(which), id);
    duo_commit(&duo, which);
    return a;
}

/* The first byte of the saved answer, as the option that was given. */
static char answered(int which, const char *id, uint16_t number)
{
    struct ledger_question q;
    (void)start(which, id);
    duo_begin(&duo, which);
    enum refusal refusal = ledger_question(ledger(which), id, &terminal, number, &q);
    duo_commit(&duo, which);
    ck_assert_int_eq(refusal, REFUSAL_NONE);
    return q.answer_len > 0 ? (char)q.answer[q.answer_len - 1] : '-';
}

static void home_at(int which, const char *id)
{
    ck_assert_int_eq(duo_register(&duo, which, id), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, which, id), CLAIM_HOME);
}

/* V1 sits at caracas since 10 s, with one answer, which maracay has. */
static void sit_at_caracas(void)
{
    home_at(CARACAS, "V1");
    ck_assert_int_eq(start(CARACAS, "V1"), REFUSAL_NONE);
    duo.up_ms += 10000;
    ck_assert_int_eq(answer(CARACAS, "V1", 1, "1"), REFUSAL_NONE);
    duo_settle(&duo);
}

static void burn(void)
{
    duo_cut(&duo);
    ck_assert_int_eq(adopt(MARACAY), REFUSAL_NONE);
    (void)work(MARACAY);
}

static void come_back(void)
{
    duo_connect(&duo);
    duo_settle(&duo);
    (void)work(MARACAY);
    duo_settle(&duo);
}

static enum standing standing(int which)
{
    return ledger_position(ledger(which)).standing;
}

START_TEST(the_people_of_a_burnt_centre_go_on_here) /* Z2 */
{
    sit_at_caracas();
    home_at(CARACAS, "V2");
    home_at(MARACAY, "V3");
    home_at(CARACAS, "V4");
    ck_assert_int_eq(start(CARACAS, "V4"), REFUSAL_NONE);
    ck_assert_int_eq(answer(CARACAS, "V4", 2, "2"), REFUSAL_NONE);
    int64_t score = finish(CARACAS, "V4");
    duo_settle(&duo);
    uint64_t left_ms = person(CARACAS, "V1").sitting.left_ms;
    duo_cut(&duo);
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V5"), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, MARACAY, "V5"), CLAIM_PENDING);
    duo.up_ms += ADOPTION_WAIT_MS;
    burn();
    static const char *const ids[] = {"V1", "V2", "V3", "V4", "V5"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        ck_assert_int_eq(duo_claim(&duo, MARACAY, ids[i]), CLAIM_HOME);
    struct applicant a = person(MARACAY, "V1");
    ck_assert_int_eq(a.sitting.state, SITTING_RUNNING);
    ck_assert(a.sitting.waits);
    ck_assert_uint_eq(a.sitting.left_ms, left_ms - 10000);
    ck_assert_uint_eq(a.sitting.seed, 42);
    ck_assert_int_eq(a.code.salt[0], 1); /* caracas' code */
    ck_assert_int_ne(answered(MARACAY, "V1", 1), '-');
    ck_assert_int_eq(answer(MARACAY, "V1", 2, "1"), REFUSAL_NONE);
    a = person(MARACAY, "V4");
    ck_assert_int_eq(a.sitting.state, SITTING_FINISHED);
    ck_assert_int_eq(a.sitting.score, score);
    ck_assert_int_eq(start(MARACAY, "V2"), REFUSAL_NONE);
}
END_TEST

START_TEST(from_then_on_the_node_confirms_alone) /* Z2 */
{
    home_at(CARACAS, "V1");
    burn();
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V2"), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, MARACAY, "V2"), CLAIM_HOME);
    ck_assert_int_eq(start(MARACAY, "V2"), REFUSAL_NONE);
}
END_TEST

static bool lists_at_caracas(void *roster, const char *id, char node[NODE_NAME_MAX + 1])
{
    (void)roster;
    (void)id;
    (void)snprintf(node, NODE_NAME_MAX + 1, "caracas");
    return true;
}

START_TEST(whom_the_roster_lists_there_registers_here) /* Z2, G1 */
{
    duo_close(&duo);
    duo_open_with_roster(&duo, lists_at_caracas);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V1"), REFUSAL_LISTED_ELSEWHERE);
    burn();
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, MARACAY, "V1"), CLAIM_HOME);
}
END_TEST

START_TEST(what_is_known_is_said_before) /* Z1 */
{
    struct ledger_known known = {.done = false};
    sit_at_caracas();
    home_at(CARACAS, "V2");
    duo_cut(&duo);
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V3"), REFUSAL_NONE);
    duo_begin(&duo, MARACAY);
    ledger_known(ledger(MARACAY), &gone, &known);
    duo_commit(&duo, MARACAY);
    ck_assert(known.done);
    ck_assert_int_eq(known.refusal, REFUSAL_NONE);
    ck_assert_uint_eq(known.peer_n, ledger_position(ledger(CARACAS)).own_n);
    ck_assert_uint_eq(known.away, 2);
    ck_assert_uint_eq(known.pending, 1);
    ck_assert_uint_eq(known.running, 1);
    ck_assert_uint_eq(known.finished, 0);
    ck_assert_uint_eq(known.in_transit, 0);
    ck_assert_int_gt(known.at.ms, 0);
    const struct ledger_line linked = {.linked = true};
    duo_begin(&duo, MARACAY);
    ledger_known(ledger(MARACAY), &linked, &known);
    ck_assert_int_eq(ledger_adopt(ledger(MARACAY), &linked, &board), REFUSAL_LINKED);
    duo_commit(&duo, MARACAY);
    ck_assert(known.done);
    ck_assert_int_eq(known.refusal, REFUSAL_LINKED);
}
END_TEST

START_TEST(only_an_open_node_adopts) /* Z1 */
{
    home_at(CARACAS, "V1");
    duo_lose(&duo, MARACAY);
    ck_assert_int_eq(adopt(MARACAY), REFUSAL_CLOSED);
    ck_assert_int_eq(adopt(CARACAS), REFUSAL_NONE);
    ck_assert_int_eq(adopt(CARACAS), REFUSAL_ADOPTED);
}
END_TEST

START_TEST(an_order_that_comes_twice_adopts_once) /* O1 */
{
    const struct order keyed = {.key = {{7}}, .by = "ana"};
    home_at(CARACAS, "V1");
    duo_cut(&duo);
    for (int i = 0; i < 2; i++) {
        duo_begin(&duo, MARACAY);
        ck_assert_int_eq(ledger_adopt(ledger(MARACAY), &gone, &keyed), REFUSAL_NONE);
        duo_commit(&duo, MARACAY);
    }
    ck_assert_uint_eq(work(MARACAY).left, 0);
}
END_TEST

START_TEST(an_adopted_node_closes_for_good) /* Z3, Z4 */
{
    sit_at_caracas();
    burn();
    come_back();
    ck_assert(duo.linked);
    ck_assert_int_eq(standing(CARACAS), STANDING_ADOPTED);
    ck_assert_int_eq(standing(MARACAY), STANDING_OPEN);
    uint64_t n = ledger_position(ledger(CARACAS)).own_n;
    ck_assert_int_eq(duo_register(&duo, CARACAS, "V9"), REFUSAL_GONE);
    const struct digest token = {{1}}, next = {{2}};
    struct applicant renewed;
    ck_assert_int_eq(ledger_renew_terminal(duo.node[CARACAS].ledger, "V9", &token, &next, &renewed),
                     REFUSAL_GONE);
    ck_assert_int_eq(answer(CARACAS, "V1", 2, "1"), REFUSAL_ELSEWHERE);
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V8"), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_uint_eq(ledger_position(ledger(CARACAS)).own_n, n); /* it answers nothing */
    ck_assert_uint_eq(ledger_position(ledger(CARACAS)).held_n,
                      ledger_position(ledger(MARACAY)).own_n); /* and is a copy */
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_unlock(ledger(CARACAS), "ana", false, true), REFUSAL_ADOPTED);
    duo_commit(&duo, CARACAS);
    struct ledger_adoption a = work(MARACAY);
    ck_assert(a.stands);
    ck_assert(a.settled);
    ck_assert(!a.retired);
    a = work(CARACAS);
    ck_assert(a.retired);
    ck_assert(!a.stands);
}
END_TEST

START_TEST(an_empty_disk_of_an_adopted_node_stays_closed) /* Z3 */
{
    sit_at_caracas();
    burn();
    come_back();
    uint64_t n = ledger_position(ledger(CARACAS)).own_n;
    duo_lose(&duo, CARACAS);
    come_back();
    ck_assert_int_eq(standing(CARACAS), STANDING_ADOPTED);
    ck_assert_uint_eq(ledger_position(ledger(CARACAS)).own_n, n);
    /* A stand-in that never was adopted itself. */
    teardown();
    setup();
    sit_at_caracas();
    burn();
    duo_lose(&duo, CARACAS);
    come_back();
    ck_assert_int_eq(standing(CARACAS), STANDING_ADOPTED);
    ck_assert(work(MARACAY).settled);
}
END_TEST

START_TEST(an_adopter_that_lost_its_disk_is_healed_by_the_other) /* R3, Z3 */
{
    sit_at_caracas();
    burn();
    come_back();
    ck_assert_int_eq(answer(MARACAY, "V1", 2, "1"), REFUSAL_NONE);
    duo_settle(&duo);
    duo_lose(&duo, MARACAY);
    come_back();
    ck_assert_int_eq(standing(MARACAY), STANDING_OPEN);
    ck_assert_int_eq(standing(CARACAS), STANDING_ADOPTED);
    ck_assert_int_ne(answered(MARACAY, "V1", 2), '-');
    ck_assert(work(MARACAY).settled);
}
END_TEST

START_TEST(late_acts_count_where_nobody_else_went_on) /* Z5 */
{
    sit_at_caracas();
    home_at(CARACAS, "V2");
    duo_cut(&duo);
    ck_assert_int_eq(answer(CARACAS, "V1", 3, "2"), REFUSAL_NONE);
    ck_assert_int_eq(duo_register(&duo, CARACAS, "V6"), REFUSAL_NONE);
    ck_assert_int_eq(start(CARACAS, "V2"), REFUSAL_NONE);
    int64_t score = finish(CARACAS, "V2");
    burn();
    ck_assert_int_eq(answered(MARACAY, "V1", 3), '-');
    ck_assert_int_eq(person(MARACAY, "V2").sitting.state, SITTING_NONE);
    come_back();
    ck_assert_int_ne(answered(MARACAY, "V1", 3), '-');
    struct applicant a = person(MARACAY, "V2");
    ck_assert_int_eq(a.sitting.state, SITTING_FINISHED);
    ck_assert_int_eq(a.sitting.score, score);
    ck_assert_int_eq(duo_claim(&duo, MARACAY, "V6"), CLAIM_HOME);
    ck_assert(work(MARACAY).settled);
    ck_assert_uint_eq(work(MARACAY).forked, 0);
    uint64_t n = ledger_position(ledger(MARACAY)).own_n;
    come_back(); /* once is enough */
    ck_assert_uint_eq(ledger_position(ledger(MARACAY)).own_n, n);
}
END_TEST

/* V1 went on at both, and answered at maracay what caracas has not. */
static void fork_v1(void)
{
    sit_at_caracas();
    duo_cut(&duo);
    ck_assert_int_eq(answer(CARACAS, "V1", 3, "2"), REFUSAL_NONE);
    burn();
    ck_assert_int_eq(answer(MARACAY, "V1", 2, "1"), REFUSAL_NONE);
    come_back();
}

static enum refusal count(const char *id, const char *node)
{
    duo_begin(&duo, MARACAY);
    enum refusal refusal = ledger_count(ledger(MARACAY), id, node, &board);
    duo_commit(&duo, MARACAY);
    return refusal;
}

START_TEST(who_went_on_at_both_is_named) /* Z5 */
{
    char id[IDENT_SIZE];
    home_at(CARACAS, "V2");
    fork_v1();
    ck_assert_int_ne(answered(MARACAY, "V1", 2), '-');
    ck_assert_int_eq(answered(MARACAY, "V1", 3), '-');
    ck_assert_int_eq(person(MARACAY, "V1").fork, FORK_OPEN);
    ck_assert_uint_eq(work(MARACAY).forked, 1);
    duo_begin(&duo, MARACAY);
    ck_assert(ledger_next_forked(ledger(MARACAY), "", id));
    ck_assert_str_eq(id, "V1");
    ck_assert(!ledger_next_forked(ledger(MARACAY), id, id));
    duo_commit(&duo, MARACAY);
    ck_assert_int_eq(count("V2", "maracay"), REFUSAL_NO_FORK);
    ck_assert_int_eq(count("V1", "maracay"), REFUSAL_NONE);
    ck_assert_int_eq(count("V1", "caracas"), REFUSAL_COUNTED);
    ck_assert_uint_eq(work(MARACAY).forked, 0);
    ck_assert_int_ne(answered(MARACAY, "V1", 2), '-');
}
END_TEST

START_TEST(the_board_may_count_the_other_nodes_answers) /* Z5 */
{
    fork_v1();
    ck_assert_int_eq(count("V1", "caracas"), REFUSAL_NONE);
    ck_assert_int_eq(person(MARACAY, "V1").fork, FORK_DECIDED);
    ck_assert_int_ne(answered(MARACAY, "V1", 1), '-');
    ck_assert_int_eq(answered(MARACAY, "V1", 2), '-'); /* given at maracay alone */
    ck_assert_int_ne(answered(MARACAY, "V1", 3), '-');
}
END_TEST

START_TEST(of_two_adopters_one_stays) /* Z6 */
{
    sit_at_caracas();
    home_at(MARACAY, "V2");
    ck_assert_int_eq(start(MARACAY, "V2"), REFUSAL_NONE);
    duo_settle(&duo);
    duo_cut(&duo);
    ck_assert_int_eq(adopt(CARACAS), REFUSAL_NONE);
    (void)work(CARACAS);
    burn();
    ck_assert_int_eq(answer(MARACAY, "V2", 2, "1"), REFUSAL_NONE);
    ck_assert_int_eq(answer(CARACAS, "V1", 3, "1"), REFUSAL_NONE);
    ck_assert_int_eq(answer(MARACAY, "V1", 3, "2"), REFUSAL_NONE);
    come_back();
    (void)work(CARACAS);
    ck_assert_int_eq(standing(CARACAS), STANDING_OPEN);
    ck_assert_int_eq(standing(MARACAY), STANDING_ADOPTED);
    ck_assert_int_ne(answered(CARACAS, "V2", 2), '-'); /* only there */
    ck_assert_int_eq(person(CARACAS, "V2").fork, FORK_NONE);
    ck_assert_int_eq(person(CARACAS, "V1").fork, FORK_OPEN); /* at both */
    ck_assert(work(CARACAS).settled);
}
END_TEST

/* Caracas retires while the link is up. */
static enum refusal retire(bool linked)
{
    const struct ledger_line line = {.linked = linked};
    duo_begin(&duo, CARACAS);
    enum refusal refusal = ledger_hand_over(ledger(CARACAS), &line, &board);
    duo_commit(&duo, CARACAS);
    return refusal;
}

START_TEST(a_centre_that_can_be_reached_retires) /* Z7 */
{
    sit_at_caracas();
    ck_assert_int_eq(answer(CARACAS, "V1", 2, "2"), REFUSAL_NONE); /* not at maracay yet */
    ck_assert_int_eq(retire(false), REFUSAL_UNLINKED);
    ck_assert_int_eq(retire(true), REFUSAL_NONE);
    ck_assert_int_eq(standing(CARACAS), STANDING_ADOPTED);
    duo_settle(&duo);
    ck_assert(work(MARACAY).settled);
    ck_assert_int_eq(duo_claim(&duo, MARACAY, "V1"), CLAIM_HOME);
    ck_assert_int_ne(answered(MARACAY, "V1", 2), '-');
    ck_assert_int_eq(retire(true), REFUSAL_ELSEWHERE);
    ck_assert_uint_eq(work(MARACAY).forked, 0);
}
END_TEST

START_TEST(a_node_in_doubt_does_not_retire) /* Z7, C7 */
{
    sit_at_caracas();
    duo_lose(&duo, CARACAS);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(standing(CARACAS), STANDING_OPEN);
    ck_assert_int_eq(retire(true), REFUSAL_CAUTION);
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_allow(ledger(CARACAS), "V1", &board), REFUSAL_NONE);
    duo_commit(&duo, CARACAS);
    ck_assert_int_eq(retire(true), REFUSAL_NONE);
}
END_TEST

START_TEST(thousands_are_taken_over_a_thousand_at_a_time) /* Z2 */
{
    enum { PEOPLE = 2100 };
    char id[IDENT_SIZE];
    for (int i = 1; i <= PEOPLE; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        ck_assert_int_eq(duo_register(&duo, CARACAS, id), REFUSAL_NONE);
    }
    duo_settle(&duo);
    duo_cut(&duo);
    ck_assert_int_eq(adopt(MARACAY), REFUSAL_NONE);
    uint64_t left = PEOPLE, most = 0;
    for (int i = 0; i < 20 && left > 0; i++) {
        struct ledger_adoption a;
        duo_begin(&duo, MARACAY);
        ledger_adoption(ledger(MARACAY), &a);
        duo_commit(&duo, MARACAY);
        most = left - a.left > most ? left - a.left : most;
        left = a.left;
    }
    ck_assert_uint_eq(left, 0);
    ck_assert_uint_eq(most, 1000);
}
END_TEST

Suite *adopt_suite(void)
{
    Suite *s = suite_create("adopt");
    TCase *t = tcase_create("adopt");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 30);
    tcase_add_test(t, the_people_of_a_burnt_centre_go_on_here);
    tcase_add_test(t, from_then_on_the_node_confirms_alone);
    tcase_add_test(t, whom_the_roster_lists_there_registers_here);
    tcase_add_test(t, what_is_known_is_said_before);
    tcase_add_test(t, only_an_open_node_adopts);
    tcase_add_test(t, an_order_that_comes_twice_adopts_once);
    tcase_add_test(t, an_adopted_node_closes_for_good);
    tcase_add_test(t, an_empty_disk_of_an_adopted_node_stays_closed);
    tcase_add_test(t, an_adopter_that_lost_its_disk_is_healed_by_the_other);
    tcase_add_test(t, late_acts_count_where_nobody_else_went_on);
    tcase_add_test(t, who_went_on_at_both_is_named);
    tcase_add_test(t, the_board_may_count_the_other_nodes_answers);
    tcase_add_test(t, of_two_adopters_one_stays);
    tcase_add_test(t, a_centre_that_can_be_reached_retires);
    tcase_add_test(t, a_node_in_doubt_does_not_retire);
    tcase_add_test(t, thousands_are_taken_over_a_thousand_at_a_time);
    suite_add_tcase(s, t);
    return s;
}
