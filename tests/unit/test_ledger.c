/* One node's state and two nodes' agreement, without threads and sockets. */
#include "db/codes.h"
#include "db/ledger_allowance.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_record.h"
#include "db/ledger_ruling.h"
#include "db/ledger_transfer.h"
#include "server/core/allowance.h"
#include "tests/lib/chance.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct duo duo;
static const struct order root = {.by = "root"};
static struct ledger_terminal terminal = {.token = {{1}}};

static void setup(void)
{
    duo_open(&duo);
}

static void teardown(void)
{
    duo_close(&duo);
}

static uint64_t random_state;

static uint64_t draw(uint64_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % n;
}

START_TEST(a_claim_is_home_after_one_round_trip)
{
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(ledger_position(duo.node[0].ledger).standing, STANDING_OPEN);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_PENDING);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_HOME);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_AWAY);
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_ELSEWHERE);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_REGISTERED);
    ck_assert_str_eq(ledger_peer(duo.node[0].ledger)->node, "maracay");
    ck_assert_str_eq(ledger_peer(duo.node[0].ledger)->address, "127.0.0.1:1");
}
END_TEST

/* The first byte of the code that an ID has by that node's journals; -1: they have none. */
static int code_of(int which, const char *id)
{
    struct code_hash code;
    duo_begin(&duo, which);
    struct applicant a = ledger_find(duo.node[which].ledger, id);
    bool known = codes_find(duo.node[which].ledger, &a, &code);
    duo_commit(&duo, which);
    return known ? code.salt[0] : -1;
}

START_TEST(the_code_of_who_is_away_is_in_the_copy)
{
    const struct code_hash fresh = {.salt = {77}};
    ck_assert_int_eq(code_of(0, "V1"), -1);
    duo_connect(&duo);
    duo_settle(&duo);
    for (int i = 0; i < 20; i++) { /* other entries around it */
        char id[8];
        (void)snprintf(id, sizeof id, "V%d", 100 + i);
        ck_assert_int_eq(duo_register(&duo, i % 2, id), REFUSAL_NONE);
        if (i == 10)
            ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
        duo_settle(&duo);
    }
    ck_assert_int_eq(code_of(0, "V1"), 1);
    ck_assert_int_eq(code_of(1, "V1"), 1);
    ck_assert_int_eq(code_of(1, "V2"), -1);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_reissue(duo.node[0].ledger, "V1", &root, &fresh), REFUSAL_NONE);
    duo_commit(&duo, 0);
    duo_settle(&duo);
    ck_assert_int_eq(code_of(0, "V1"), 77);
    ck_assert_int_eq(code_of(1, "V1"), 77);
    /* Registered anew at the same node: the later claim counts, not the reissue before it. */
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_release(duo.node[0].ledger, "V1", &root), REFUSAL_NONE);
    duo_commit(&duo, 0);
    duo_settle(&duo);
    ck_assert_int_eq(code_of(0, "V1"), -1);
    ck_assert_int_eq(code_of(1, "V1"), -1);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(code_of(1, "V1"), 1);
    /* A lost disk has its people back before it has the codes of the others. */
    duo_lose(&duo, 1);
    ck_assert_int_eq(code_of(1, "V1"), -1);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(code_of(1, "V1"), 1);
}
END_TEST

START_TEST(a_new_node_keeps_registrations_until_it_met_its_peer)
{
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_PENDING);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_REGISTERED);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, 0); /* no claim yet */
    duo.node[1].wall.ms -= 500;                                      /* asked at maracay earlier */
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_NONE);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_AWAY);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_HOME);
}
END_TEST

START_TEST(both_at_once_the_earlier_stamp_wins) /* C4 */
{
    duo_connect(&duo);
    duo_settle(&duo);
    duo.node[0].wall.ms += 10;
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_register(&duo, 0, "V2"), REFUSAL_NONE);
    duo.node[1].wall = duo.node[0].wall;
    ck_assert_int_eq(duo_register(&duo, 1, "V2"), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_HOME);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_AWAY);
    ck_assert_int_eq(duo_claim(&duo, 0, "V2"), CLAIM_HOME); /* equal: the lesser name */
    ck_assert_int_eq(duo_claim(&duo, 1, "V2"), CLAIM_AWAY);
}
END_TEST

START_TEST(a_released_applicant_can_register_at_either)
{
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_release(duo.node[0].ledger, "V1", &root), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_ELSEWHERE); /* has not heard of it */
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, 1, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_HOME);
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_AWAY);
}
END_TEST

/* Node 1 is given entries of node 0. */
static enum ledger_applied take(uint64_t first, const struct wire_word *entries, size_t count,
                                const struct digest *digest)
{
    struct ledger_received received = {first, entries, count, digest};
    char reason[LEDGER_REASON_SIZE];
    duo_begin(&duo, 1);
    enum ledger_applied applied = ledger_take_entries(duo.node[1].ledger, &received, reason);
    duo_commit(&duo, 1);
    return applied;
}

START_TEST(entries_that_come_twice_change_nothing)
{
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    struct ledger_position before = ledger_position(duo.node[1].ledger);
    struct ledger_run *run = calloc(1, sizeof *run);
    duo_begin(&duo, 0);
    ledger_read(duo.node[0].ledger, true, 1, MESSAGE_ENTRIES_BYTES, run);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(run->count, 2);
    struct wire_word entries[2] = {{run->bytes.data, run->len[0]},
                                   {run->bytes.data + run->len[0], run->len[1]}};
    ck_assert_int_eq(take(1, entries, 2, &run->last), LEDGER_APPLIED);
    struct ledger_position after = ledger_position(duo.node[1].ledger);
    ck_assert_uint_eq(before.own_n, after.own_n);
    ck_assert_uint_eq(before.held_n, after.held_n);
    /* A gap, other bytes under a known number, a digest of something else, no entries of ours. */
    ck_assert_int_eq(take(4, entries, 1, &run->last), LEDGER_OUT_OF_ORDER);
    ck_assert_int_eq(take(1, entries + 1, 1, &run->last), LEDGER_OUT_OF_ORDER);
    ck_assert_int_eq(take(1, entries, 1, &run->last), LEDGER_OUT_OF_ORDER);
    ck_assert_int_eq(take(3, entries, 1, &run->last), LEDGER_OUT_OF_ORDER);
    struct digest on = journal_chain(&run->last, (const uint8_t *)"x", 1);
    struct wire_word nonsense = {"x", 1};
    ck_assert_int_eq(take(3, &nonsense, 1, &on), LEDGER_OUT_OF_ORDER);
    /* An entry with another's number, and another history that is whole in itself. */
    struct digest misnumbered =
        journal_chain(&run->last, (const uint8_t *)entries[0].data, entries[0].len);
    ck_assert_int_eq(take(3, entries, 1, &misnumbered), LEDGER_OUT_OF_ORDER);
    struct wire_word others[2] = {nonsense, nonsense};
    struct digest other = journal_origin("test", "caracas");
    for (size_t i = 0; i < 2; i++) {
        other = journal_chain(&other, (const uint8_t *)"x", 1);
        ck_assert_int_eq(take(1, others, i + 1, &other), LEDGER_OUT_OF_ORDER);
    }
    after = ledger_position(duo.node[1].ledger);
    ck_assert_uint_eq(before.held_n, after.held_n);
    struct ledger_received tail = {1, entries, 2, &run->last};
    char reason[LEDGER_REASON_SIZE];
    duo_begin(&duo, 1);
    ck_assert_int_eq(ledger_take_tail(duo.node[1].ledger, &tail, reason), LEDGER_OUT_OF_ORDER);
    duo_commit(&duo, 1);
    buffer_release(&run->bytes);
    free(run);
}
END_TEST

START_TEST(a_claim_for_whom_we_hold_stops_the_link) /* C6 */
{
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    struct entry claim;
    memset(&claim, 0, sizeof claim);
    claim.kind = ENTRY_CLAIM;
    claim.n = ledger_position(duo.node[0].ledger).held_n + 1;
    memcpy(claim.id, "V1", 3);
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct wire_word word = {(char *)bytes, journal_encode(&claim, bytes)};
    char reason[LEDGER_REASON_SIZE];
    struct ledger_counts counts;
    duo_begin(&duo, 0);
    struct hello hello;
    ledger_hello(duo.node[0].ledger, &hello);
    struct digest digest = journal_chain(&hello.side.held, bytes, word.len);
    struct ledger_received received = {claim.n, &word, 1, &digest};
    ck_assert_int_eq(ledger_take_entries(duo.node[0].ledger, &received, reason), LEDGER_INCIDENT);
    duo_commit(&duo, 0);
    duo_begin(&duo, 0);
    ledger_counts(duo.node[0].ledger, &counts);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(counts.incidents, 1);
    expect_has(counts.incident, "V1");
    ck_assert_int_eq(duo_claim(&duo, 0, "V1"), CLAIM_HOME);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert(!duo.linked);
    expect_has(duo.node[0].reason, "incident");
}
END_TEST

START_TEST(the_wrong_peer_is_refused_with_a_reason)
{
    struct hello hello, changed;
    bool quiet;
    char reason[LEDGER_REASON_SIZE];
    ledger_hello(duo.node[1].ledger, &hello);
    duo_begin(&duo, 0);
    changed = hello;
    changed.protocol = 9;
    ck_assert(!ledger_meet(duo.node[0].ledger, &changed, &quiet, reason));
    expect_has(reason, "version");
    changed = hello;
    memcpy(changed.cluster, "otro", 5);
    ck_assert(!ledger_meet(duo.node[0].ledger, &changed, &quiet, reason));
    expect_has(reason, "cluster");
    changed = hello;
    memcpy(changed.node, "caracas", 8);
    ck_assert(!ledger_meet(duo.node[0].ledger, &changed, &quiet, reason));
    expect_has(reason, "both nodes");
    ck_assert(ledger_meet(duo.node[0].ledger, &hello, &quiet, reason));
    changed = hello;
    memcpy(changed.node, "valencia", 9);
    ck_assert(!ledger_meet(duo.node[0].ledger, &changed, &quiet, reason));
    expect_has(reason, "valencia");
    changed = hello;
    changed.exam.bytes[0] ^= 1;
    ck_assert(ledger_position(duo.node[0].ledger).exams_agree);
    ck_assert(ledger_meet(duo.node[0].ledger, &changed, &quiet, reason));
    ck_assert(!ledger_position(duo.node[0].ledger).exams_agree);
    duo_commit(&duo, 0);
}
END_TEST

/* --- the exam --- */

static void home_at(int which, const char *id)
{
    if (!duo.linked)
        duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, which, id), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, which, id), CLAIM_HOME);
}

static enum refusal start(int which, const char *id)
{
    struct ledger_sitting sitting;
    uint64_t n;
    duo_begin(&duo, which);
    enum refusal refusal = ledger_start(duo.node[which].ledger, id, &terminal, 42, 0, &sitting, &n);
    duo_commit(&duo, which);
    return refusal;
}

static enum refusal answer(int which, const char *id, uint16_t number, const char *value)
{
    struct wire_word word = {value, value ? strlen(value) : 0};
    duo_begin(&duo, which);
    enum refusal refusal =
        ledger_answer(duo.node[which].ledger, id, &terminal, number, &word, value != NULL);
    duo_commit(&duo, which);
    return refusal;
}

/* With a number, by that terminal. *n: the entry. */
static enum refusal save(uint32_t seq, uint16_t number, const char *value,
                         struct ledger_terminal *who, uint64_t *n)
{
    struct wire_word word = {value, strlen(value)};
    struct applicant a;
    duo_begin(&duo, 0);
    a = ledger_find(duo.node[0].ledger, "V1");
    ledger_meet_terminal(duo.node[0].ledger, &a, who);
    enum refusal refusal = ledger_save(duo.node[0].ledger, "V1", who, number, seq, &word, 1, n);
    duo_commit(&duo, 0);
    return refusal;
}

/* The last number of V1's answers. */
static uint32_t last_seq(int which)
{
    struct ledger_sitting sitting;
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_sitting(duo.node[which].ledger, "V1", &terminal, &sitting),
                     REFUSAL_NONE);
    duo_commit(&duo, which);
    return sitting.seq;
}

START_TEST(what_was_saved_is_not_replaced_by_what_was_given_before) /* S13, S14 */
{
    uint64_t first_n, n;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_uint_eq(last_seq(0), 0);
    ck_assert_int_eq(save(5, 1, "1", &terminal, &first_n), REFUSAL_NONE);
    ck_assert_uint_eq(first_n, ledger_position(duo.node[0].ledger).own_n);
    ck_assert_int_eq(save(5, 1, "1", &terminal, &n), REFUSAL_NONE);
    ck_assert_uint_eq(n, first_n);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, first_n);
    ck_assert_int_eq(save(5, 1, "2", &terminal, &n), REFUSAL_STALE);
    ck_assert_uint_eq(terminal.last_seq, 5);
    ck_assert_int_eq(save(5, 2, "1", &terminal, &n), REFUSAL_STALE);
    ck_assert_int_eq(save(6, 2, "1", &terminal, &n), REFUSAL_NONE);
    ck_assert_int_eq(save(5, 1, "1", &terminal, &n), REFUSAL_NONE); /* its question has it still */
    ck_assert_uint_eq(n, first_n);
    ck_assert_int_eq(answer(0, "V1", 1, "2"), REFUSAL_NONE);
    ck_assert_uint_eq(last_seq(0), 6);
    ck_assert_int_eq(save(5, 1, "1", &terminal, &n), REFUSAL_STALE);
    ck_assert_int_eq(save(7, 1, "1", &terminal, &n), REFUSAL_NONE);
    ck_assert_uint_eq(last_seq(0), 7);
    ck_assert_int_eq(save(8, 9, "1", &terminal, &n), REFUSAL_BADANSWER);
}
END_TEST

START_TEST(a_takers_numbers_go_with_its_answers) /* K5, S13 */
{
    struct ledger_terminal taker = {.token = {{2}}};
    struct ledger_sitting sitting;
    uint64_t n;
    for (int keeps = 0; keeps <= 1; keeps++) {
        if (keeps == 0) {
            home_at(0, "V1");
            ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
            ck_assert_int_eq(save(5, 1, "1", &terminal, &n), REFUSAL_NONE);
        }
        duo_begin(&duo, 0);
        ck_assert_int_eq(ledger_start(duo.node[0].ledger, "V1", &taker, 42, 0, &sitting, &n),
                         REFUSAL_NONE);
        duo_commit(&duo, 0);
        ck_assert_uint_eq(sitting.seq, keeps == 0 ? 5 : 6);
        ck_assert_int_eq(save(9, 1, "2", &taker, &n), REFUSAL_NONE);
        ck_assert_uint_eq(last_seq(0), 9);
        if (keeps == 0) {
            ck_assert_int_eq(save(6, 2, "1", &terminal, &n), REFUSAL_NONE);
            ck_assert_uint_eq(last_seq(0), 6);
            continue;
        }
        duo_begin(&duo, 0);
        ck_assert_int_eq(
            ledger_move_terminal(duo.node[0].ledger, "V1", TERMINAL_ANSWERS_KEPT, &root),
            REFUSAL_NONE);
        duo_commit(&duo, 0);
        ck_assert_uint_eq(last_seq(0), 9);
    }
}
END_TEST

/* A terminal that comes back late learns of each answer whether it counts. */
START_TEST(after_the_end_what_was_saved_is_saved_and_the_rest_is_evidence) /* S13 to S15 */
{
    const struct ledger_terminal stranger = {.token = {{9}}};
    struct ledger_terminal other = stranger;
    struct ledger_result result;
    uint64_t saved_n, n;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(save(5, 1, "1", &terminal, &saved_n), REFUSAL_NONE);
    ck_assert_int_eq(save(7, 2, "1", &terminal, &n), REFUSAL_NONE);
    duo.up_ms += 60000; /* before the node has written the finish, and after it */
    for (int finished = 0; finished <= 1; finished++) {
        uint64_t own_n = ledger_position(duo.node[0].ledger).own_n;
        ck_assert_int_eq(save(5, 1, "1", &terminal, &n), REFUSAL_NONE);
        ck_assert_uint_eq(n, saved_n);
        ck_assert_int_eq(save(6, 2, "2", &terminal, &n), REFUSAL_STALE);
        ck_assert_uint_eq(terminal.last_seq, 7);
        ck_assert_int_eq(save(8, 1, "2", &other, &n), REFUSAL_TIMEUP);
        ck_assert_int_eq(save(8, 9, "2", &terminal, &n), REFUSAL_TIMEUP);
        ck_assert_int_eq(save(8, 1, "x", &terminal, &n), REFUSAL_TIMEUP);
        ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, own_n + (finished == 0));
        ck_assert_int_eq(save(8, 1, "2", &terminal, &n), REFUSAL_TIMEUP);
        ck_assert_uint_eq(ledger_find(duo.node[0].ledger, "V1").sitting.late.count, 1);
    }
    ck_assert_int_eq(answer(0, "V1", 1, "2"), REFUSAL_TIMEUP);
    ck_assert_uint_eq(ledger_find(duo.node[0].ledger, "V1").sitting.late.count, 2);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_result(duo.node[0].ledger, "V1", &result), REFUSAL_NONE);
    ck_assert_uint_eq(result.answered, 2);
    duo_commit(&duo, 0);
}
END_TEST

static struct late late_of_v1(void)
{
    return ledger_find(duo.node[0].ledger, "V1").sitting.late;
}

/* V1's sitting goes from the first terminal, which has saved answer 3, to that one, which saves 30. */
static void lose_to(struct ledger_terminal *taker)
{
    const struct ledger_terminal first = terminal;
    uint64_t n;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(save(3, 1, "1", &terminal, &n), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_move_terminal(duo.node[0].ledger, "V1", TERMINAL_ANSWERS_UNSAID, &root),
                     REFUSAL_NONE);
    duo_commit(&duo, 0);
    terminal = *taker;
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    terminal = first;
    ck_assert_int_eq(save(30, 2, "1", taker, &n), REFUSAL_NONE);
}

START_TEST(after_the_end_the_queues_of_both_terminals_are_evidence) /* S15, S16 */
{
    struct ledger_terminal taker = {.token = {{2}}};
    uint64_t n;
    lose_to(&taker);
    duo.up_ms += 60000;
    ck_assert_int_eq(save(3, 1, "1", &terminal, &n), REFUSAL_NONE); /* it counts, whoever gave it */
    ck_assert_int_eq(save(40, 1, "2", &terminal, &n), REFUSAL_TIMEUP);
    ck_assert_int_eq(save(35, 1, "2", &taker, &n), REFUSAL_TIMEUP);
    ck_assert_int_eq(save(29, 1, "2", &taker, &n), REFUSAL_STALE);
    ck_assert_uint_eq(late_of_v1().count, 2);
    ck_assert_uint_eq(late_of_v1().lost_seq, 40);
    ck_assert_uint_eq(late_of_v1().seq, 35);
}
END_TEST

START_TEST(what_another_terminal_saved_makes_no_answer_stale) /* S15 */
{
    struct ledger_terminal taker = {.token = {{2}}};
    uint64_t n;
    lose_to(&taker);
    ck_assert_int_eq(save(20, 1, "2", &terminal, &n), REFUSAL_INUSE_STAFF);
    duo.up_ms += 60000;
    ck_assert_int_eq(save(20, 1, "2", &terminal, &n), REFUSAL_TIMEUP);
    ck_assert_int_eq(save(21, 3, "2", &terminal, &n), REFUSAL_TIMEUP);
    ck_assert_uint_eq(late_of_v1().count, 2);
    ck_assert_uint_eq(late_of_v1().lost_seq, 21);
}
END_TEST

START_TEST(while_writes_fail_a_refusal_is_said_without_evidence)
{
    struct ledger *l = duo.node[0].ledger;
    uint64_t n;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    duo.up_ms += 60000;
    ledger_set_failing(l, true);
    ck_assert_int_eq(save(1, 1, "1", &terminal, &n), REFUSAL_TIMEUP);
    ck_assert_uint_eq(late_of_v1().count, 0);
    ledger_set_failing(l, false);
    ck_assert_int_eq(save(1, 1, "1", &terminal, &n), REFUSAL_TIMEUP);
    ck_assert_uint_eq(late_of_v1().count, 1);
}
END_TEST

/* V1's terminal gives itself the token of `next`. */
static enum refusal renew(int which, const struct ledger_terminal *who,
                          const struct ledger_terminal *next)
{
    struct applicant a;
    duo_begin(&duo, which);
    enum refusal refusal =
        ledger_renew_terminal(duo.node[which].ledger, "V1", &who->token, &next->token, &a);
    duo_commit(&duo, which);
    return refusal;
}

START_TEST(while_writes_fail_a_new_token_is_met_and_not_yet_used) /* K8 */
{
    struct ledger *l = duo.node[0].ledger;
    const struct ledger_terminal next = {.token = {{2}}}, last = {.token = {{3}}};
    struct ledger_sitting sitting;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(renew(0, &terminal, &next), REFUSAL_NONE);
    uint64_t own_n = ledger_position(l).own_n;
    ledger_set_failing(l, true);
    duo_begin(&duo, 0);
    struct applicant a = ledger_find(l, "V1");
    ledger_meet_terminal(l, &a, &next);
    ck_assert_int_eq(ledger_sitting(l, "V1", &next, &sitting), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_int_eq(sitting.terminal, TERMINAL_YOURS);
    ck_assert_uint_eq(ledger_position(l).own_n, own_n);
    ck_assert_int_eq(renew(0, &next, &last), REFUSAL_NONE); /* this must be written, or fail */
    ck_assert(ledger_find(l, "V1").sitting.terminal.renewed == false);
    ck_assert_uint_gt(ledger_position(l).own_n, own_n);
    ledger_set_failing(l, false);
}
END_TEST

/* The sitting as that terminal's EXAM shows it. */
static struct ledger_sitting look(const struct ledger_terminal *who)
{
    struct ledger *l = duo.node[0].ledger;
    struct ledger_sitting sitting;
    duo_begin(&duo, 0);
    struct applicant a = ledger_find(l, "V1");
    ledger_meet_terminal(l, &a, who);
    ck_assert_int_eq(ledger_sitting(l, "V1", who, &sitting), REFUSAL_NONE);
    duo_commit(&duo, 0);
    return sitting;
}

START_TEST(while_writes_fail_who_looks_changes_nothing) /* K4, S8 */
{
    struct ledger *l = duo.node[0].ledger;
    const struct ledger_terminal first = {.token = terminal.token, .looks = true};
    struct ledger_terminal taker = {.token = {{2}}};
    struct ledger_sitting sitting;
    uint64_t n;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_start(l, "V1", &taker, 7, 0, &sitting, &n), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_int_eq(save(1, 1, "1", &taker, &n), REFUSAL_NONE);
    uint64_t own_n = ledger_position(l).own_n;
    ledger_set_failing(l, true);
    sitting = look(&first);
    ck_assert_int_eq(sitting.terminal, TERMINAL_YOURS);
    ck_assert_uint_eq(sitting.answered, 0);
    ck_assert_int_eq(look(&taker).terminal, TERMINAL_PROVISIONAL);
    ck_assert_uint_eq(ledger_position(l).own_n, own_n);
    ck_assert_int_eq(save(1, 2, "1", &terminal, &n),
                     REFUSAL_NONE); /* this must be written, or fail */
    ck_assert(!ledger_find(l, "V1").sitting.terminal.provisional);
    ledger_set_failing(l, false);
    ck_assert_int_eq(look(&first).terminal, TERMINAL_YOURS);
}
END_TEST

START_TEST(who_moves_keeps_the_number_of_the_answers) /* S13 */
{
    const struct ledger_transfer transfer = {.order = &root, .linked = true};
    uint64_t n;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(save(5, 1, "1", &terminal, &n), REFUSAL_NONE);
    duo_settle(&duo);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_transfer(duo.node[0].ledger, "V1", &transfer), REFUSAL_NONE);
    duo_commit(&duo, 0);
    duo_settle(&duo);
    ck_assert_uint_eq(last_seq(1), 5);
    ck_assert_int_eq(start(1, "V1"), REFUSAL_NONE);
    duo_begin(&duo, 1);
    ck_assert_int_eq(ledger_reset(duo.node[1].ledger, "V1", &root), REFUSAL_NONE);
    duo_commit(&duo, 1);
    ck_assert_uint_eq(last_seq(1), 0);
}
END_TEST

/* A room that moves and loads its pages again is not one of guessers. */
START_TEST(a_terminal_of_who_moved_is_told_where_to_go)
{
    const struct ledger_transfer transfer = {.order = &root, .linked = true};
    const struct ledger_terminal next = {.token = {{2}}}, stranger = {.token = {{9}}};
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(renew(1, &terminal, &next), REFUSAL_NO_TOKEN); /* it never was there */
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_transfer(duo.node[0].ledger, "V1", &transfer), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_int_eq(renew(0, &terminal, &next), REFUSAL_TRANSIT);
    ck_assert_int_eq(renew(0, &stranger, &next), REFUSAL_NO_TOKEN);
    duo_settle(&duo);
    uint64_t own_n = ledger_position(duo.node[0].ledger).own_n;
    ck_assert_int_eq(renew(0, &terminal, &next), REFUSAL_ELSEWHERE);
    ck_assert_int_eq(renew(0, &stranger, &next), REFUSAL_NO_TOKEN);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, own_n);
    ck_assert_int_eq(renew(1, &terminal, &next), REFUSAL_NO_TOKEN); /* there it needs the code */
    ck_assert_int_eq(start(1, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(renew(1, &terminal, &next), REFUSAL_NONE);
}
END_TEST

START_TEST(the_deadline_counts_on_the_exam_clock_only) /* S2, S3 */
{
    struct ledger_result result;
    struct ledger_sitting sitting;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(answer(0, "V1", 1, "1"), REFUSAL_NONE);
    duo.node[0].wall.ms += 86400000; /* a jump of the wall clock */
    duo.up_ms += 59999;
    ck_assert_int_eq(answer(0, "V1", 2, "1"), REFUSAL_NONE);
    duo.up_ms += 1;
    ck_assert_int_eq(answer(0, "V1", 3, "1"), REFUSAL_TIMEUP);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_finish(duo.node[0].ledger, "V1", &terminal, &result), REFUSAL_TIMEUP);
    ck_assert_int_eq(ledger_result(duo.node[0].ledger, "V1", &result), REFUSAL_NONE);
    ck_assert_int_eq(result.max, 6000);
    ck_assert_int_eq(ledger_sitting(duo.node[0].ledger, "V1", &terminal, &sitting), REFUSAL_NONE);
    ck_assert_int_eq(sitting.state, SITTING_FINISHED);
    ck_assert_uint_eq(sitting.answered, 2);
    ck_assert_int_eq(ledger_next_tick_ms(duo.node[0].ledger), LEDGER_NO_DEADLINE);
    duo_commit(&duo, 0);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_FINISHED);
}
END_TEST

static uint64_t running_at(int which)
{
    struct ledger_counts counts;
    ledger_counts(duo.node[which].ledger, &counts);
    return counts.tally.running;
}

/* Pending, home, away and released, as node `which` counts them. */
static void expect_claims(int which, uint64_t pending, uint64_t home, uint64_t away,
                          uint64_t released)
{
    struct ledger_counts counts;
    ledger_counts(duo.node[which].ledger, &counts);
    ck_assert_uint_eq(counts.tally.claims[CLAIM_PENDING], pending);
    ck_assert_uint_eq(counts.tally.claims[CLAIM_HOME], home);
    ck_assert_uint_eq(counts.tally.claims[CLAIM_AWAY], away);
    ck_assert_uint_eq(counts.tally.claims[CLAIM_NONE], released);
}

START_TEST(applicants_on_record_are_counted_by_state)
{
    duo_connect(&duo);
    duo_settle(&duo);
    expect_claims(0, 0, 0, 0, 0);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    expect_claims(0, 1, 0, 0, 0);
    duo_settle(&duo);
    expect_claims(0, 0, 1, 0, 0);
    expect_claims(1, 0, 0, 1, 0);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_release(duo.node[0].ledger, "V1", &root), REFUSAL_NONE);
    duo_commit(&duo, 0);
    duo_settle(&duo);
    expect_claims(0, 0, 0, 0, 1);
    expect_claims(1, 0, 0, 0, 1);
}
END_TEST

/* Others wait for a hundred of them at the most; whoever asks for the result is finished at once. */
START_TEST(many_with_one_deadline_are_finished_a_part_at_a_time) /* S3 */
{
    enum { MANY = 250 };
    struct ledger *l = duo.node[0].ledger;
    struct ledger_result result;
    char id[8];
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(id, sizeof id, "V%d", i + 1);
        home_at(0, id);
    }
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(id, sizeof id, "V%d", i + 1);
        ck_assert_int_eq(start(0, id), REFUSAL_NONE);
    }
    duo_settle(&duo);
    duo_cut(&duo);
    duo.up_ms += 59999;
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_result(l, "V250", &result), REFUSAL_RUNNING);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(running_at(0), MANY);
    duo.up_ms += 1;
    duo_begin(&duo, 0);
    ck_assert_uint_eq(running_at(0), 150);
    ck_assert_int_eq(ledger_next_tick_ms(l), 0);
    ck_assert_int_eq(ledger_result(l, id, &result), REFUSAL_NONE);
    ck_assert_int_eq(result.max, 6000);
    ck_assert(ledger_find(l, id).sitting.reason == FINISH_BY_DEADLINE);
    ck_assert_uint_eq(running_at(0), 149);
    duo_commit(&duo, 0);
    /* The disk is lost in between, with what the line has not carried. */
    duo_lose(&duo, 0);
    l = duo.node[0].ledger;
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_uint_eq(running_at(0), MANY);
    duo.up_ms += ALLOWANCE_HOLD_MS; /* B3: none of their terminals has come */
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(running_at(0), MANY);
        if (i > 0)
            ck_assert_int_eq(ledger_next_tick_ms(l), 0);
        duo_begin(&duo, 0);
        duo_commit(&duo, 0);
    }
    duo.up_ms += 60000;
    for (unsigned left = MANY; left > 0; left = left > 100 ? left - 100 : 0) {
        ck_assert_uint_eq(running_at(0), left);
        ck_assert_int_eq(ledger_next_tick_ms(l), left < MANY ? 0 : LEDGER_BEAT_MS);
        duo_begin(&duo, 0);
        duo_commit(&duo, 0);
    }
    ck_assert_uint_eq(running_at(0), 0);
    ck_assert_int_eq(ledger_next_tick_ms(l), LEDGER_NO_DEADLINE);
}
END_TEST

/* The next record after entry n is of that sitting; returns its entry. */
static uint64_t expect_record(uint64_t n, unsigned number, bool voided, unsigned answered)
{
    struct ledger_record record;
    struct ledger_due due = {.begun = true, .n = n};
    ck_assert(ledger_next_record(duo.node[0].ledger, &due, &record));
    const struct sitting *s = &record.applicant.sitting;
    ck_assert_uint_eq(s->number, number);
    ck_assert_int_eq(s->voided, voided);
    size_t len = record.answers[0].len;
    ck_assert_int_eq(len > 0, answered > 0);
    n = record.n;
    ledger_record_release(&record);
    return n;
}

START_TEST(each_ruling_and_each_sitting_has_its_record) /* U2, U5 */
{
    struct ledger *l = duo.node[0].ledger;
    struct ledger_record none;
    const struct order order = {.by = "ana"};
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(answer(0, "V1", 1, "1"), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_reset(l, "V1", &order), REFUSAL_NONE);
    duo_commit(&duo, 0);
    uint64_t n = expect_record(0, 1, true, 1);
    ck_assert(!ledger_next_record(l, &(struct ledger_due){.begun = true, .n = n}, &none));
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_end_sitting(l, "V1", &order), REFUSAL_NONE);
    duo_commit(&duo, 0);
    duo.up_ms += ALLOWANCE_END_MS;
    duo_begin(&duo, 0);
    duo_commit(&duo, 0);
    n = expect_record(n, 2, false, 0);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_void(l, "V1", &order), REFUSAL_NONE);
    duo_commit(&duo, 0);
    n = expect_record(n, 2, true, 0);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_unvoid(l, "V1", &order), REFUSAL_NONE);
    duo_commit(&duo, 0);
    n = expect_record(n, 2, false, 0);
    ck_assert(!ledger_next_record(l, &(struct ledger_due){.begun = true, .n = n}, &none));
}
END_TEST

START_TEST(the_clock_is_kept_while_a_sitting_runs)
{
    home_at(0, "V1");
    ck_assert_int_eq(ledger_next_tick_ms(duo.node[0].ledger), LEDGER_NO_DEADLINE);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(ledger_next_tick_ms(duo.node[0].ledger), LEDGER_BEAT_MS);
    uint64_t before = ledger_position(duo.node[0].ledger).own_n;
    duo.up_ms += LEDGER_BEAT_MS;
    duo_begin(&duo, 0);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, before + 1);
    duo_begin(&duo, 0);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).own_n, before + 1);
}
END_TEST

START_TEST(only_home_sits_and_only_once) /* C2, S1 */
{
    struct ledger_sitting sitting;
    struct ledger_result result, again;
    home_at(0, "V1");
    ck_assert_int_eq(start(1, "V1"), REFUSAL_ELSEWHERE);
    ck_assert_int_eq(start(0, "V2"), REFUSAL_UNREGISTERED);
    duo_cut(&duo);
    ck_assert_int_eq(duo_register(&duo, 0, "V3"), REFUSAL_NONE);
    ck_assert_int_eq(start(0, "V3"), REFUSAL_PENDING);
    ck_assert_int_eq(answer(0, "V1", 1, "1"), REFUSAL_NOTSTARTED);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(answer(0, "V1", 7, "1"), REFUSAL_BADANSWER);
    ck_assert_int_eq(answer(0, "V1", 1, "9"), REFUSAL_BADANSWER);
    ck_assert_int_eq(answer(0, "V1", 1, "1"), REFUSAL_NONE);
    ck_assert_int_eq(answer(0, "V1", 1, NULL), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_result(duo.node[0].ledger, "V1", &result), REFUSAL_RUNNING);
    ck_assert_int_eq(ledger_sitting(duo.node[0].ledger, "V1", &terminal, &sitting), REFUSAL_NONE);
    ck_assert_uint_eq(sitting.answered, 0); /* cleared */
    ck_assert_int_eq(ledger_finish(duo.node[0].ledger, "V1", &terminal, &result), REFUSAL_NONE);
    ck_assert_int_eq(ledger_result(duo.node[0].ledger, "V1", &again), REFUSAL_NONE);
    ck_assert_int_eq(ledger_release(duo.node[0].ledger, "V1", &root), REFUSAL_SAT);
    duo_commit(&duo, 0);
    ck_assert_mem_eq(&result, &again, sizeof result);
    ck_assert_int_eq(start(0, "V1"), REFUSAL_FINISHED);
}
END_TEST

/* How many sittings got other points behind that entry; the last of them in *out. */
static size_t corrected(struct ledger *l, uint64_t from_n, struct ledger_correction *out)
{
    static struct ledger_corrections page;
    size_t count = 0;
    page = (struct ledger_corrections){.from_n = from_n, .after_n = from_n, .more = true};
    duo_begin(&duo, 0);
    while (page.more) {
        ledger_corrections(l, &page);
        for (size_t i = 0; i < page.count; i++)
            *out = page.change[i];
        count += page.count;
    }
    duo_commit(&duo, 0);
    return count;
}

START_TEST(a_corrected_key_marks_every_finished_sitting_anew) /* S4 */
{
    struct ledger_correction change;
    const struct order voids = {.by = "root", .reason = "why"};
    struct ledger *l = duo.node[0].ledger;
    struct ledger_remarked done = {0};
    struct ledger_result before, after;
    struct ledger_record record;
    home_at(0, "V1");
    home_at(0, "V2");
    for (int i = 1; i <= 2; i++) {
        const char *id = i == 1 ? "V1" : "V2";
        ck_assert_int_eq(start(0, id), REFUSAL_NONE);
        for (uint16_t q = 1; q <= 6; q++)
            ck_assert_int_eq(answer(0, id, q, "1"), REFUSAL_NONE);
        duo_begin(&duo, 0);
        ck_assert_int_eq(ledger_finish(l, id, &terminal, &before), REFUSAL_NONE);
        ck_assert_uint_eq(before.pass_percent, 50); /* M5 */
        duo_commit(&duo, 0);
    }
    duo.exam->pass_percent = 30;
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_remark(l, "root", &done), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert(done.done);
    ck_assert_uint_eq(done.marked, 0);
    for (size_t i = 0; i < 6; i++) /* everything is right now */
        for (size_t k = 0; k < duo.exam->questions[i].option_count; k++)
            duo.exam->questions[i].options[k].weight = EXAM_WEIGHT_ONE;
    exam_seal(duo.exam);
    done = (struct ledger_remarked){0};
    uint64_t from_n = ledger_position(l).own_n;
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_remark(l, "root", &done), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(corrected(l, from_n, &change), 2);
    ck_assert_str_eq(change.id, "V2");
    ck_assert_int_eq(change.old_score, before.score);
    ck_assert_int_eq(change.score, 6000);
    ck_assert_int_eq(change.max, 6000);
    duo_begin(&duo, 0); /* a ruling behind the remark hides it not */
    ck_assert_int_eq(ledger_void(l, "V1", &voids), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(corrected(l, from_n, &change), 2);
    ck_assert_str_eq(change.id, "V1");
    ck_assert_uint_eq(corrected(l, from_n + 1, &change), 1);
    ck_assert_uint_eq(corrected(l, from_n + 2, &change), 0);
    ck_assert(done.done);
    ck_assert_uint_eq(done.marked, 2);
    ck_assert_uint_eq(done.changed, 2);
    ck_assert_uint_eq(done.other_paper, 0);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_result(l, "V2", &after), REFUSAL_NONE);
    ck_assert_int_eq(after.score, 6000);
    ck_assert_uint_eq(after.pass_percent, 30);              /* M5 */
    ck_assert(digest_equal(&after.digest, &before.digest)); /* of the finish */
    ck_assert_uint_eq(after.category_count, 1);
    ck_assert_int_eq(after.categories[0].marks.score, 6000);
    struct ledger_due due = {.begun = true, .n = after.finish_n};
    ck_assert(ledger_next_record(l, &due, &record)); /* written once more */
    ck_assert_int_eq(record.applicant.sitting.first_score, before.score);
    ledger_record_release(&record);
    duo_commit(&duo, 0);
    duo_settle(&duo);
    ck_assert_uint_eq(ledger_position(duo.node[1].ledger).held_n, ledger_position(l).own_n);
    /* Another paper cannot be marked by this one's answers. */
    duo.exam->fixed_order = true;
    exam_seal(duo.exam);
    done = (struct ledger_remarked){0};
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_remark(l, "root", &done), REFUSAL_NONE);
    duo_commit(&duo, 0);
    ck_assert_uint_eq(done.marked, 0);
    ck_assert_uint_eq(done.other_paper, 2);
}
END_TEST

START_TEST(what_was_right_is_shown_afterwards_where_the_plan_allows)
{
    struct ledger *l = duo.node[0].ledger;
    struct ledger_question q;
    struct ledger_result result;
    home_at(0, "V1");
    ck_assert_int_eq(start(0, "V1"), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_int_eq(ledger_question(l, "V1", &terminal, 1, &q), REFUSAL_NONE);
    ck_assert(!q.finished);
    ck_assert_int_eq(ledger_finish(l, "V1", &terminal, &result), REFUSAL_NONE);
    ck_assert_int_eq(ledger_question(l, "V1", &terminal, 1, &q), REFUSAL_FINISHED);
    duo.exam->reveal = true;
    ck_assert_int_eq(ledger_question(l, "V1", &terminal, 1, &q), REFUSAL_NONE);
    ck_assert(q.finished);
    ck_assert_int_eq(ledger_question(l, "V1", &terminal, 7, &q), REFUSAL_FINISHED);
    duo.exam->paper_digest.bytes[0] ^= 1;
    ck_assert_int_eq(ledger_question(l, "V1", &terminal, 1, &q), REFUSAL_FINISHED);
    duo_commit(&duo, 0);
}
END_TEST

/* --- many interleavings --- */

enum { IDS = 5, STEPS = 120 };

/* One random thing happens. */
static void random_step(void)
{
    static const char *const ids[IDS] = {"V1", "V2", "V3", "V4", "V5"};
    int which = (int)draw(2);
    const char *id = ids[draw(IDS)];
    struct ledger *ledger = duo.node[which].ledger;
    struct ledger_result result;
    switch (draw(10)) {
    case 0:
    case 1:
        (void)duo_register(&duo, which, id);
        break;
    case 2:
        duo_begin(&duo, which);
        (void)ledger_release(ledger, id, &root);
        duo_commit(&duo, which);
        break;
    case 3:
        if (draw(4) == 0)
            (void)start(which, id);
        (void)answer(which, id, (uint16_t)(1 + draw(6)), "1");
        break;
    case 4:
        duo_begin(&duo, which);
        (void)ledger_finish(ledger, id, &terminal, &result);
        duo_commit(&duo, which);
        break;
    case 5:
        if (draw(4) == 0)
            duo_connect(&duo);
        break;
    case 6:
        duo.up_ms += draw(3000);
        duo.node[which].wall.ms += (int64_t)draw(100000) - 50000;
        break;
    case 7:
    case 8:
        (void)duo_send(&duo, which);
        break;
    default:
        (void)duo_receive(&duo, which);
        break;
    }
}

/* C1 and C2, in every state that is reached. */
static void check_invariants(uint64_t seed)
{
    char id[8];
    for (int i = 1; i <= IDS; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        struct applicant a[2];
        for (int k = 0; k < 2; k++) {
            duo_begin(&duo, k);
            a[k] = ledger_find(duo.node[k].ledger, id);
            duo_commit(&duo, k);
        }
        ck_assert_msg(a[0].claim != CLAIM_HOME || a[1].claim != CLAIM_HOME,
                      "SEED=%" PRIu64 ": %s is home at both (C1)", seed, id);
        ck_assert_msg(a[0].sitting.state == SITTING_NONE || a[1].sitting.state == SITTING_NONE,
                      "SEED=%" PRIu64 ": %s sat at both (C2)", seed, id);
    }
}

/* Once everything is delivered an ID is home at one and away at the other, or nobody's. */
static void check_settled(uint64_t seed)
{
    char id[8];
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_msg(duo.linked, "SEED=%" PRIu64 ": %s / %s", seed, duo.node[0].reason,
                  duo.node[1].reason);
    for (int i = 1; i <= IDS; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        enum claim_state a = duo_claim(&duo, 0, id), b = duo_claim(&duo, 1, id);
        enum claim_state fits = a == CLAIM_HOME   ? CLAIM_AWAY
                                : a == CLAIM_AWAY ? CLAIM_HOME
                                                  : CLAIM_NONE;
        bool settled = a != CLAIM_PENDING && b == fits;
        ck_assert_msg(settled, "SEED=%" PRIu64 ": %s is %s and %s", seed, id, claim_state_text(a),
                      claim_state_text(b));
    }
    struct ledger_position at[2] = {ledger_position(duo.node[0].ledger),
                                    ledger_position(duo.node[1].ledger)};
    ck_assert_uint_eq(at[0].own_n, at[1].held_n);
    ck_assert_uint_eq(at[1].own_n, at[0].held_n);
}

START_TEST(any_interleaving_keeps_the_promise_and_settles)
{
    uint64_t seed, end;
    for (seeds(300, &seed, &end); seed < end; seed++) {
        duo_close(&duo);
        duo_open(&duo);
        random_state = seed * 0x9E3779B97F4A7C15u + 1;
        for (int i = 0; i < STEPS; i++) {
            random_step();
            if (i % 10 == 9)
                check_invariants(seed);
        }
        check_invariants(seed);
        check_settled(seed);
    }
}
END_TEST

START_TEST(an_order_that_was_carried_out_is_known_by_its_key) /* O1 */
{
    struct ledger *ledger = duo.node[0].ledger;
    struct order order = root;
    struct order_key other = {{1}};
    memset(&order.key, 2, sizeof order.key);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, 0, "V1"), REFUSAL_NONE);
    duo_begin(&duo, 0);
    ck_assert_uint_eq(ledger_order_done(ledger, &order.key, "V1"), 0);
    ck_assert_int_eq(ledger_allow(ledger, "V1", &order), REFUSAL_NONE);
    uint64_t n = ledger_position(ledger).own_n;
    ck_assert_uint_eq(ledger_order_done(ledger, &order.key, "V1"), n);
    ck_assert_uint_eq(ledger_order_done(ledger, &order.key, "V2"), 0);
    ck_assert_uint_eq(ledger_order_done(ledger, &other, "V1"), 0);
    ck_assert_int_eq(ledger_allow(ledger, "V1", &root), REFUSAL_NONE);
    ck_assert_uint_eq(ledger_order_done(ledger, &root.key, "V1"), 0); /* zeros are no key */
    duo_commit(&duo, 0);
}
END_TEST

START_TEST(a_table_that_lacks_a_row_refuses_the_start) /* D5 */
{
    const struct identity identity = {"test", "caracas", false};
    struct ledger_options options = {.exam = duo.exam, .address = "a:1"};
    struct database database;
    struct ledger *l = NULL;
    char error[DATABASE_ERROR_SIZE];
    ck_assert_int_eq(database_open(NULL, &identity, DATABASE_LOG_PAGES, &database, error),
                     STATUS_OK);
    sql_exec(&database.sql,
             "INSERT INTO applicant VALUES (2, 'V1', 0, 0, 0, 0, 0, 0, '', '', '', 0,"
             " '', 0, 0, 0, 0, 0)");
    ck_assert_int_eq(ledger_open(&database, &options, &l, error), STATUS_INVALID);
    ck_assert_ptr_null(l);
    ck_assert_msg(strstr(error, "row 1 of the table applicant is missing") != NULL, "%s", error);
    database_close(&database);
}
END_TEST

/* Who comes while somebody pages comes last. */
START_TEST(each_applicant_is_on_one_page)
{
    struct applicant page[LEDGER_PAGE];
    char id[IDENT_SIZE];
    size_t seen = 0, count;
    unsigned came = 0;
    duo_connect(&duo);
    duo_settle(&duo);
    do {
        for (unsigned more = came == 0 ? 250 : 20; more > 0 && came < 280; more--) {
            (void)snprintf(id, sizeof id, "V%u", came++ * 7919 % 1000 + 1);
            ck_assert_int_eq(duo_register(&duo, 0, id), REFUSAL_NONE);
        }
        count = ledger_page(duo.node[0].ledger, seen, page);
        for (size_t i = 0; i < count; i++, seen++) {
            (void)snprintf(id, sizeof id, "V%zu", seen * 7919 % 1000 + 1);
            ck_assert_str_eq(page[i].id, id);
        }
    } while (count == LEDGER_PAGE);
    ck_assert_uint_eq(seen, came);
    ck_assert_uint_eq(ledger_page(duo.node[0].ledger, UINT64_MAX, page), 0);
}
END_TEST

Suite *ledger_suite(void)
{
    Suite *s = suite_create("ledger");
    TCase *t = tcase_create("ledger");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_claim_is_home_after_one_round_trip);
    tcase_add_test(t, the_code_of_who_is_away_is_in_the_copy);
    tcase_add_test(t, a_new_node_keeps_registrations_until_it_met_its_peer);
    tcase_add_test(t, both_at_once_the_earlier_stamp_wins);
    tcase_add_test(t, a_released_applicant_can_register_at_either);
    tcase_add_test(t, entries_that_come_twice_change_nothing);
    tcase_add_test(t, a_claim_for_whom_we_hold_stops_the_link);
    tcase_add_test(t, the_wrong_peer_is_refused_with_a_reason);
    tcase_add_test(t, what_was_saved_is_not_replaced_by_what_was_given_before);
    tcase_add_test(t, a_takers_numbers_go_with_its_answers);
    tcase_add_test(t, after_the_end_what_was_saved_is_saved_and_the_rest_is_evidence);
    tcase_add_test(t, after_the_end_the_queues_of_both_terminals_are_evidence);
    tcase_add_test(t, what_another_terminal_saved_makes_no_answer_stale);
    tcase_add_test(t, while_writes_fail_a_refusal_is_said_without_evidence);
    tcase_add_test(t, while_writes_fail_a_new_token_is_met_and_not_yet_used);
    tcase_add_test(t, while_writes_fail_who_looks_changes_nothing);
    tcase_add_test(t, who_moves_keeps_the_number_of_the_answers);
    tcase_add_test(t, a_terminal_of_who_moved_is_told_where_to_go);
    tcase_add_test(t, the_deadline_counts_on_the_exam_clock_only);
    tcase_add_test(t, applicants_on_record_are_counted_by_state);
    tcase_add_test(t, many_with_one_deadline_are_finished_a_part_at_a_time);
    tcase_add_test(t, each_ruling_and_each_sitting_has_its_record);
    tcase_add_test(t, the_clock_is_kept_while_a_sitting_runs);
    tcase_add_test(t, only_home_sits_and_only_once);
    tcase_add_test(t, a_corrected_key_marks_every_finished_sitting_anew);
    tcase_add_test(t, what_was_right_is_shown_afterwards_where_the_plan_allows);
    tcase_add_test(t, an_order_that_was_carried_out_is_known_by_its_key);
    tcase_add_test(t, a_table_that_lacks_a_row_refuses_the_start);
    tcase_add_test(t, each_applicant_is_on_one_page);
    tcase_add_test(t, any_interleaving_keeps_the_promise_and_settles);
    suite_add_tcase(s, t);
    return s;
}
