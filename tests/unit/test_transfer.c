/* A person who moves to the other node, rule by rule (transfer.h). */
#include "server/core/apply.h"
#include "server/core/transfer.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

enum { RESTORED = 5, LEFT_MS = 40000 };

static struct applicant in_state(enum claim_state claim)
{
    struct applicant a = applicant_unknown("V1");
    a.claim = claim;
    a.confirm_n = claim == CLAIM_HOME ? RESTORED + 1 : 0;
    memcpy(a.name, "Ana", 4);
    a.code.salt[0] = 3;
    a.stamp.ms = 1000;
    a.extra_ms = 600000;
    a.admitted = a.paused = true;
    a.ready_n = 8;
    return a;
}

/* Home, and sitting. */
static struct applicant sitting(void)
{
    struct applicant a = in_state(CLAIM_HOME);
    a.sitting.state = SITTING_RUNNING;
    a.sitting.number = 2;
    a.sitting.start_n = 9;
    a.sitting.seed = 77;
    a.sitting.seconds = 60;
    a.sitting.after_restore = true;
    a.sitting.exam.bytes[0] = 4;
    a.sitting.paper.bytes[0] = 6;
    a.sitting.pass_percent = 55;
    a.sitting.started_at.ms = 123;
    a.sitting.voided = true;
    a.sitting.shown = SHOWN_RESULT;
    a.sitting.reopened = 1;
    a.sitting.terminal.token.bytes[0] = 9;
    return a;
}

static struct transfer_terms good_terms(void)
{
    return (struct transfer_terms){.open = true,
                                   .restored_n = RESTORED,
                                   .left_ms = LEFT_MS,
                                   .exams_agree = true,
                                   .rules_agree = true,
                                   .linked = true};
}

static enum refusal decide(const struct applicant *a, const struct transfer_terms *terms)
{
    struct entry out;
    memset(&out, 0xff, sizeof out);
    enum refusal refusal = transfer_decide(a, terms, &out);
    if (refusal == REFUSAL_NONE)
        ck_assert_int_eq(out.kind, ENTRY_TRANSFER);
    return refusal;
}

START_TEST(only_home_transfers)
{
    static const enum refusal expected[] = {REFUSAL_UNREGISTERED, REFUSAL_PENDING, REFUSAL_NONE,
                                            REFUSAL_ELSEWHERE};
    struct transfer_terms terms = good_terms();
    for (int claim = CLAIM_NONE; claim <= CLAIM_AWAY; claim++) {
        struct applicant a = in_state((enum claim_state)claim);
        ck_assert_int_eq(decide(&a, &terms), expected[claim]);
    }
}
END_TEST

START_TEST(nobody_is_transferred_whose_exam_is_over)
{
    struct transfer_terms terms = good_terms();
    struct applicant a = sitting();
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_NONE);
    a.sitting.ended = true;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_TIMEUP);
    a.sitting.ended = false;
    terms.left_ms = 0;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_TIMEUP);
    a.sitting.state = SITTING_FINISHED;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_FINISHED);
    struct applicant unsat = in_state(CLAIM_HOME);
    ck_assert_int_eq(decide(&unsat, &terms), REFUSAL_NONE);
}
END_TEST

/* X1, as C7 for releases. */
START_TEST(whom_a_restored_disk_held_is_transferred_only_when_allowed)
{
    struct transfer_terms terms = good_terms();
    struct applicant a = in_state(CLAIM_HOME);
    a.confirm_n = RESTORED;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_CAUTION);
    a.allow_n = RESTORED;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_CAUTION);
    a.allow_n = RESTORED + 1;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_NONE);
}
END_TEST

START_TEST(the_nodes_must_agree_and_a_broken_link_be_confirmed)
{
    struct transfer_terms terms = good_terms();
    struct applicant a = in_state(CLAIM_HOME);
    terms.adopted = true;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_ADOPTED);
    terms = good_terms();
    terms.exams_agree = false;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_EXAM_DIFFERS);
    terms = good_terms();
    terms.rules_agree = false;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_RULES_DIFFER);
    terms = good_terms();
    terms.linked = false;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_LINK_DOWN);
    terms.confirmed = true;
    ck_assert_int_eq(decide(&a, &terms), REFUSAL_NONE);
}
END_TEST

/* The entry of the sender as the receiver gets it. */
static struct entry transfer_of(const struct applicant *a, uint64_t n)
{
    struct entry out;
    struct transfer_terms terms = good_terms();
    ck_assert_int_eq(transfer_decide(a, &terms, &out), REFUSAL_NONE);
    ck_assert_uint_eq(out.ref, 0);
    ck_assert_str_eq(out.id, "V1");
    out.n = n;
    out.seen = n + 3;
    return out;
}

/* X2, X3 */
START_TEST(who_is_transferred_is_home_nowhere_and_sits_nowhere)
{
    struct applicant a = sitting();
    struct entry transfer = transfer_of(&a, 20);
    apply_entry(&a, &transfer);
    ck_assert_int_eq(a.claim, CLAIM_AWAY);
    ck_assert_uint_eq(a.transfer_n, 20);
    ck_assert_int_eq(a.sitting.state, SITTING_NONE);
    ck_assert(transfer_is_in_transit(&a, 0));
    ck_assert(transfer_is_in_transit(&a, 23)); /* what was seen before it is of an earlier stay */
    ck_assert(!transfer_is_in_transit(&a, 24));
    a.claim = CLAIM_HOME;
    ck_assert(!transfer_is_in_transit(&a, 0));
    a.claim = CLAIM_AWAY;
    a.transfer_n = 0;
    ck_assert(!transfer_is_in_transit(&a, 0));
}
END_TEST

/* What the receiver writes, applied to what it knew. */
static struct applicant taken_over(const struct entry *transfer)
{
    struct transfer_terms terms = good_terms();
    struct applicant b = applicant_unknown("V1");
    struct entry takeover;
    b.claim = CLAIM_AWAY;
    b.transfer_n = 4;
    memcpy(b.from, "V9", 3);
    ck_assert_int_eq(transfer_react(&b, &terms, transfer, &takeover), CLAIM_ENTRY);
    ck_assert_int_eq(takeover.kind, ENTRY_TAKEOVER);
    ck_assert_uint_eq(takeover.ref, transfer->n);
    takeover.n = 31;
    takeover.clock_ms = 500000;
    apply_entry(&b, &takeover);
    return b;
}

/* X4, X5 */
START_TEST(a_takeover_brings_all_of_the_person_and_the_time_waits)
{
    struct applicant a = sitting();
    struct entry transfer = transfer_of(&a, 20);
    struct applicant b = taken_over(&transfer);
    ck_assert_int_eq(b.claim, CLAIM_HOME);
    ck_assert_uint_eq(b.claim_n, 31);
    ck_assert_uint_eq(b.confirm_n, 31);
    ck_assert(!claim_held_before(&b, 30));
    ck_assert_uint_eq(b.away_n, 20);
    ck_assert_uint_eq(b.transfer_n, 0);
    ck_assert_str_eq(b.name, "Ana");
    ck_assert_str_eq(b.from, "");
    ck_assert_int_eq(b.code.salt[0], 3);
    ck_assert_int_eq(b.stamp.ms, 1000);
    ck_assert_int_eq(b.extra_ms, 600000);
    ck_assert(b.admitted);
    ck_assert(b.paused);
    ck_assert_uint_eq(b.ready_n, 31);
    const struct sitting *s = &b.sitting;
    ck_assert_int_eq(s->state, SITTING_RUNNING);
    ck_assert_uint_eq(s->number, 2);
    ck_assert_uint_eq(s->seed, 77);
    ck_assert_uint_eq(s->seconds, 60);
    ck_assert(s->after_restore);
    ck_assert(s->voided);
    ck_assert(s->waits);
    ck_assert_int_eq(s->exam.bytes[0], 4);
    ck_assert_int_eq(s->paper.bytes[0], 6);
    ck_assert_uint_eq(s->pass_percent, 55);
    ck_assert_int_eq(s->started_at.ms, 123);
    ck_assert_int_eq(s->shown, SHOWN_RESULT);
    ck_assert_uint_eq(s->reopened, 1);
    ck_assert_uint_eq(s->left_ms, LEFT_MS);
    ck_assert_uint_eq(s->since_clock_ms, 500000);
    ck_assert_uint_eq(s->start_clock_ms, 500000);
    ck_assert_uint_eq(s->start_n, 31);
    ck_assert_uint_eq(s->time_n, 31);
    ck_assert_int_eq(s->terminal.token.bytes[0], 0);
}
END_TEST

START_TEST(who_has_not_started_comes_without_a_sitting)
{
    struct applicant a = in_state(CLAIM_HOME);
    a.ready_n = 0;
    a.sitting.number = 3; /* granted by a reset */
    struct entry transfer = transfer_of(&a, 20);
    struct applicant b = taken_over(&transfer);
    ck_assert_int_eq(b.sitting.state, SITTING_NONE);
    ck_assert_uint_eq(b.sitting.number, 3);
    ck_assert_uint_eq(b.sitting.start_n, 0);
    ck_assert(!b.sitting.waits);
    ck_assert_uint_eq(b.ready_n, 0);
}
END_TEST

static struct entry peer_entry(enum entry_kind kind, uint64_t n, uint64_t ref)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = kind;
    e.n = n;
    e.ref = ref;
    memcpy(e.id, "V1", 3);
    return e;
}

static enum claim_reaction react(const struct applicant *a, const struct entry *theirs)
{
    struct transfer_terms terms = good_terms();
    struct entry out;
    ck_assert(transfer_concerns(theirs->kind));
    return transfer_react(a, &terms, theirs, &out);
}

/* X5 */
START_TEST(a_transfer_of_who_is_not_away_is_an_incident)
{
    struct entry theirs = peer_entry(ENTRY_TRANSFER, 20, 0);
    for (int claim = CLAIM_NONE; claim <= CLAIM_AWAY; claim++) {
        struct applicant a = in_state((enum claim_state)claim);
        ck_assert_int_eq(react(&a, &theirs), claim == CLAIM_AWAY ? CLAIM_ENTRY : CLAIM_INCIDENT);
    }
}
END_TEST

/* X5 */
START_TEST(a_takeover_answers_the_last_transfer_or_is_an_incident)
{
    struct applicant a = in_state(CLAIM_AWAY);
    a.transfer_n = 20;
    struct entry theirs = peer_entry(ENTRY_TAKEOVER, 40, 20);
    ck_assert_int_eq(react(&a, &theirs), CLAIM_NOTHING);
    theirs.ref = 19;
    ck_assert_int_eq(react(&a, &theirs), CLAIM_INCIDENT);
    a.claim = CLAIM_HOME;
    theirs.ref = 20;
    ck_assert_int_eq(react(&a, &theirs), CLAIM_INCIDENT);
    theirs.ref = 0; /* of a person who was adopted */
    ck_assert_int_eq(react(&a, &theirs), CLAIM_NOTHING);
    ck_assert(!transfer_concerns(ENTRY_BROUGHT));
}
END_TEST

/* X6 */
START_TEST(a_recall_is_answered_by_who_took_the_person_over)
{
    struct transfer_terms terms = good_terms();
    struct entry recall = peer_entry(ENTRY_RECALL, 50, 0), out;
    struct applicant b = sitting();
    recall.recall.transfer_n = 20;
    recall.order = order_by("ana", "line cut");
    recall.order.key.bytes[0] = 1;
    b.away_n = 20;
    ck_assert_int_eq(transfer_react(&b, &terms, &recall, &out), CLAIM_ENTRY);
    ck_assert_int_eq(out.kind, ENTRY_TRANSFER);
    ck_assert_uint_eq(out.ref, 50);
    ck_assert_uint_eq(out.move.person.sitting.left_ms, LEFT_MS);
    ck_assert_str_eq(out.order.by, "ana");
    ck_assert_str_eq(out.order.reason, "line cut");
    ck_assert(order_key_is_zero(&out.order.key));
    b.away_n = 19; /* a later stay */
    ck_assert_int_eq(transfer_react(&b, &terms, &recall, &out), CLAIM_NOTHING);
    b.away_n = 20;
    terms.open = false;
    ck_assert_int_eq(transfer_react(&b, &terms, &recall, &out), CLAIM_NOTHING);
    terms.open = true;
    b.confirm_n = RESTORED;
    ck_assert_int_eq(transfer_react(&b, &terms, &recall, &out), CLAIM_NOTHING);
}
END_TEST

START_TEST(only_who_was_transferred_is_recalled)
{
    static const enum refusal expected[] = {REFUSAL_UNREGISTERED, REFUSAL_HERE, REFUSAL_HERE,
                                            REFUSAL_ELSEWHERE};
    struct entry out;
    for (int claim = CLAIM_NONE; claim <= CLAIM_AWAY; claim++) {
        struct applicant a = in_state((enum claim_state)claim);
        ck_assert_int_eq(transfer_recall(&a, &out), expected[claim]);
    }
    struct applicant a = in_state(CLAIM_AWAY);
    a.transfer_n = 20;
    ck_assert_int_eq(transfer_recall(&a, &out), REFUSAL_NONE);
    ck_assert_int_eq(out.kind, ENTRY_RECALL);
    ck_assert_uint_eq(out.ref, 0);
    ck_assert_uint_eq(out.recall.transfer_n, 20);
}
END_TEST

/* Whoever took the person over released the ID. */
START_TEST(a_transfer_ends_with_the_claim)
{
    struct applicant a = in_state(CLAIM_HOME);
    struct entry transfer = transfer_of(&a, 20), freed = peer_entry(ENTRY_FREED, 21, 60);
    apply_entry(&a, &transfer);
    apply_entry(&a, &freed);
    ck_assert_int_eq(a.claim, CLAIM_NONE);
    ck_assert_uint_eq(a.transfer_n, 0);
}
END_TEST

Suite *transfer_suite(void)
{
    Suite *suite = suite_create("transfer");
    TCase *tc = tcase_create("rules");
    tcase_add_test(tc, only_home_transfers);
    tcase_add_test(tc, nobody_is_transferred_whose_exam_is_over);
    tcase_add_test(tc, whom_a_restored_disk_held_is_transferred_only_when_allowed);
    tcase_add_test(tc, the_nodes_must_agree_and_a_broken_link_be_confirmed);
    tcase_add_test(tc, who_is_transferred_is_home_nowhere_and_sits_nowhere);
    tcase_add_test(tc, a_takeover_brings_all_of_the_person_and_the_time_waits);
    tcase_add_test(tc, who_has_not_started_comes_without_a_sitting);
    tcase_add_test(tc, a_transfer_of_who_is_not_away_is_an_incident);
    tcase_add_test(tc, a_takeover_answers_the_last_transfer_or_is_an_incident);
    tcase_add_test(tc, a_recall_is_answered_by_who_took_the_person_over);
    tcase_add_test(tc, only_who_was_transferred_is_recalled);
    tcase_add_test(tc, a_transfer_ends_with_the_claim);
    suite_add_tcase(suite, tc);
    return suite;
}
