/* What a node takes from its peer, and what it gives: runs of entries that a test makes itself. */
#include "db/ledger_exam.h"
#include "db/ledger_peer.h"
#include "tests/lib/duo.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 8 };

/* Entries one after another, and the digest to which they lead. */
struct run {
    uint64_t first;
    size_t count;
    struct wire_word entries[ENTRIES_MAX];
    uint8_t bytes[ENTRIES_MAX][ENTRY_MAX_BYTES + 1];
    struct digest digest;
};

static struct duo duo;
static struct run run;

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

static void begin_run(uint64_t first, const struct digest *before)
{
    run.first = first;
    run.count = 0;
    run.digest = *before;
}

static void add_bytes(const uint8_t *bytes, size_t len)
{
    memcpy(run.bytes[run.count], bytes, len);
    run.entries[run.count] = (struct wire_word){(const char *)run.bytes[run.count], len};
    run.digest = journal_chain(&run.digest, bytes, len);
    run.count++;
}

/* A claim of the sender's, as the run's next entry. */
static void add_claim(const char *id)
{
    uint8_t bytes[ENTRY_MAX_BYTES];
    struct entry claim;
    memset(&claim, 0, sizeof claim);
    claim.kind = ENTRY_CLAIM;
    claim.n = run.first + run.count;
    claim.claim.stamp.ms = 1;
    (void)snprintf(claim.id, sizeof claim.id, "%s", id);
    add_bytes(bytes, journal_encode(&claim, bytes));
}

/* The entries from `first` on that node 0 holds of node 1's journal, `count` of them. */
static void add_held(uint64_t first, size_t count)
{
    struct ledger_run *held = calloc(1, sizeof *held);
    duo_begin(&duo, 0);
    ledger_read(duo.node[0].ledger, false, first, MESSAGE_ENTRIES_BYTES, held);
    duo_commit(&duo, 0);
    ck_assert_uint_ge(held->count, count);
    const uint8_t *at = (const uint8_t *)held->bytes.data;
    for (size_t i = 0; i < count; i++) {
        add_bytes(at, held->len[i]);
        at += held->len[i];
    }
    buffer_release(&held->bytes);
    free(held);
}

/* Node 1 is given the run, as node 0's entries or as its own tail. */
static enum ledger_applied give(bool tail)
{
    struct ledger_received received = {run.first, run.entries, run.count, &run.digest};
    char reason[LEDGER_REASON_SIZE];
    duo_begin(&duo, 1);
    enum ledger_applied applied = tail ? ledger_take_tail(duo.node[1].ledger, &received, reason)
                                       : ledger_take_entries(duo.node[1].ledger, &received, reason);
    duo_commit(&duo, 1);
    return applied;
}

static const struct digest zeros;

static struct digest origin(const char *node)
{
    return journal_origin("test", node);
}

/* --- the peer's entries --- */

START_TEST(the_peers_first_entries_follow_on_its_name)
{
    struct digest caracas = origin("caracas");
    begin_run(1, &caracas);
    add_claim("V1");
    ck_assert_int_eq(give(false), LEDGER_APPLIED);
    ck_assert_int_eq(duo_claim(&duo, 1, "V1"), CLAIM_AWAY);
}
END_TEST

/* An entry that is not there has no digest to chain from, not even zeros. */
START_TEST(a_gap_is_refused_however_it_is_chained) /* J1 */
{
    begin_run(3, &zeros);
    add_claim("V1");
    ck_assert_int_eq(give(false), LEDGER_OUT_OF_ORDER);
    ck_assert_uint_eq(ledger_position(duo.node[1].ledger).held_n, 0);
}
END_TEST

START_TEST(a_run_with_an_entry_that_is_too_long_is_refused_whole)
{
    static const uint8_t long_entry[ENTRY_MAX_BYTES + 1];
    struct digest caracas = origin("caracas");
    begin_run(1, &caracas);
    add_claim("V1");
    add_bytes(long_entry, sizeof long_entry);
    ck_assert_int_eq(give(false), LEDGER_OUT_OF_ORDER);
    ck_assert_uint_eq(ledger_position(duo.node[1].ledger).held_n, 0);
}
END_TEST

/* --- a lost disk --- */

enum { LOST = 6 }; /* claims of V1 to V3, and their confirmations */

/* Node 1 has met node 0 again, which has its journal, and nothing else has come. */
static void lose_disk(void)
{
    for (int i = 1; i <= 3; i++) {
        char id[IDENT_SIZE];
        (void)snprintf(id, sizeof id, "V%d", i);
        ck_assert_int_eq(duo_register(&duo, 1, id), REFUSAL_NONE);
        duo_settle(&duo);
    }
    ck_assert_uint_eq(ledger_position(duo.node[0].ledger).held_n, LOST);
    duo_lose(&duo, 1);
    struct hello hello;
    bool quiet;
    char reason[LEDGER_REASON_SIZE];
    ledger_hello(duo.node[0].ledger, &hello);
    duo_begin(&duo, 1);
    ck_assert(ledger_meet(duo.node[1].ledger, &hello, &quiet, reason));
    duo_commit(&duo, 1);
    ck_assert_int_eq(ledger_position(duo.node[1].ledger).standing, STANDING_RESTORED);
    struct digest maracay = origin("maracay");
    begin_run(1, &maracay);
}

START_TEST(a_tail_may_come_in_pieces)
{
    lose_disk();
    add_held(1, 2);
    ck_assert_int_eq(give(true), LEDGER_APPLIED);
    begin_run(3, &run.digest);
    add_held(3, LOST - 2);
    ck_assert_int_eq(give(true), LEDGER_APPLIED);
    ck_assert_uint_eq(ledger_position(duo.node[1].ledger).own_n, LOST);
    ck_assert_int_eq(duo_claim(&duo, 1, "V3"), CLAIM_HOME);
}
END_TEST

/* A tail whose first `held` entries are the lost ones, and the next is not. */
static void check_refused_behind(size_t held)
{
    lose_disk();
    add_held(1, held);
    add_claim("V4");
    ck_assert_int_eq(give(true), LEDGER_OUT_OF_ORDER);
    ck_assert_uint_eq(ledger_position(duo.node[1].ledger).own_n, 0);
}

START_TEST(a_tail_ends_as_the_peer_said)
{
    check_refused_behind(LOST - 1);
}
END_TEST

START_TEST(a_tail_is_no_longer_than_the_peer_said)
{
    check_refused_behind(LOST);
}
END_TEST

START_TEST(whoever_is_regained_is_found_at_once)
{
    lose_disk();
    add_held(1, LOST);
    struct ledger *ledger = duo.node[1].ledger;
    struct ledger_received tail = {run.first, run.entries, run.count, &run.digest};
    char reason[LEDGER_REASON_SIZE];
    duo_begin(&duo, 1);
    ck_assert_int_eq(ledger_find(ledger, "V1").claim, CLAIM_NONE);
    ck_assert_int_eq(ledger_take_tail(ledger, &tail, reason), LEDGER_APPLIED);
    ck_assert_int_eq(ledger_find(ledger, "V1").claim, CLAIM_HOME);
    duo_commit(&duo, 1);
}
END_TEST

/* --- giving --- */

START_TEST(no_run_is_longer_than_a_message)
{
    struct ledger_run *given = calloc(1, sizeof *given);
    struct ledger *ledger = duo.node[0].ledger;
    char id[IDENT_SIZE];
    for (int i = 1; i <= MESSAGE_ENTRIES_MAX + 5; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        ck_assert_int_eq(duo_register(&duo, 0, id), REFUSAL_NONE);
    }
    duo_begin(&duo, 0);
    ledger_read(ledger, true, 1, MESSAGE_ENTRIES_BYTES, given);
    ck_assert_uint_eq(given->count, MESSAGE_ENTRIES_MAX);
    ledger_read(ledger, true, MESSAGE_ENTRIES_MAX + 1, MESSAGE_ENTRIES_BYTES, given);
    ck_assert_uint_eq(given->count, 5);
    duo_commit(&duo, 0);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, 0, id), CLAIM_HOME);
    buffer_release(&given->bytes);
    free(given);
}
END_TEST

Suite *peer_suite(void)
{
    Suite *s = suite_create("peer");
    TCase *t = tcase_create("peer");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_peers_first_entries_follow_on_its_name);
    tcase_add_test(t, a_gap_is_refused_however_it_is_chained);
    tcase_add_test(t, a_run_with_an_entry_that_is_too_long_is_refused_whole);
    tcase_add_test(t, a_tail_may_come_in_pieces);
    tcase_add_test(t, a_tail_ends_as_the_peer_said);
    tcase_add_test(t, a_tail_is_no_longer_than_the_peer_said);
    tcase_add_test(t, whoever_is_regained_is_found_at_once);
    tcase_add_test(t, no_run_is_longer_than_a_message);
    suite_add_tcase(s, t);
    return s;
}
