#include "db/codes.h"
#include "db/ledger_exam.h"
#include "db/ledger_peer.h"
#include "db/ledger_transfer.h"
#include "server/core/journal.h"
#include "tests/lib/sample.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

#include <stdio.h>
#include <string.h>

/* --- what a node knows of V1 --- */

struct known {
    struct applicant applicant;
    bool in_transit, has_code;
    struct code_hash code;
    uint64_t in_transit_count;
};

static void run_known(struct ledger *l, struct task *task)
{
    struct known *k = task->context;
    k->applicant = ledger_find(l, "V1");
    k->in_transit = ledger_in_transit(l, &k->applicant);
    k->has_code = codes_find(l, &k->applicant, &k->code);
    k->in_transit_count = ledger_transit_count(l);
}

static struct known known(struct world *w, int which)
{
    struct known k = {.in_transit = false};
    world_enter(w, which);
    CHECK(store_call(w->node[which].store, run_known, &k) == STATUS_OK);
    return k;
}

static enum claim_state claim_of(struct world *w, int which)
{
    return known(w, which).applicant.claim;
}

/* Has that node this code for V1? */
static bool has_code(struct world *w, int which, const struct code_hash *code)
{
    struct known k = known(w, which);
    return k.has_code && memcmp(&k.code, code, sizeof k.code) == 0;
}

static enum refusal call(struct world *w, int which, enum call_kind kind)
{
    struct call c = call_node(w, which, kind, "V1");
    CHECK(c.status == STATUS_OK);
    return c.refusal;
}

static void cut(struct world *w)
{
    world_cut(w, true, true);
    world_settle(w);
}

static void connect(struct world *w)
{
    world_connect(w);
    world_settle(w);
}

/* --- lives --- */

static void who_has_not_started_moves_and_sits_there(struct world *w)
{
    steps_start_pair(w);
    CHECK(call(w, CARACAS, CALL_REGISTER) == REFUSAL_NONE);
    world_settle(w);
    CHECK(call(w, MARACAY, CALL_TRANSFER) == REFUSAL_ELSEWHERE);
    CHECK(call(w, MARACAY, CALL_RECALL) == REFUSAL_ELSEWHERE);
    CHECK(call(w, CARACAS, CALL_RECALL) == REFUSAL_HERE);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    world_settle(w);
    struct known there = known(w, MARACAY), here = known(w, CARACAS);
    CHECK(there.applicant.claim == CLAIM_HOME && here.applicant.claim == CLAIM_AWAY);
    CHECK(!here.in_transit && here.in_transit_count == 0 && here.has_code && there.has_code);
    CHECK(memcmp(&here.code, &there.code, sizeof here.code) == 0);
    CHECK(strcmp(there.applicant.name, "Ana") == 0);
    CHECK(call(w, CARACAS, CALL_START) == REFUSAL_ELSEWHERE);
    CHECK(call(w, MARACAY, CALL_START) == REFUSAL_NONE);
    CHECK(call(w, MARACAY, CALL_RELEASE) == REFUSAL_SAT);
}

/* X2, X3: with the line down nobody serves, the time stands, and nobody expires. */
static void in_transit_nobody_serves_and_time_stands(struct world *w)
{
    steps_start_sitting(w);
    CHECK(call(w, CARACAS, CALL_ANSWER) == REFUSAL_NONE);
    world_pass(w, 5000, -1);
    world_settle(w);
    cut(w);
    uint64_t left = call_node(w, CARACAS, CALL_SITTING, "V1").sitting.remaining_ms;
    CHECK(left > 0 && left < 60000);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_TRANSIT);
    CHECK(call(w, CARACAS, CALL_ANSWER) == REFUSAL_ELSEWHERE);
    CHECK(call(w, MARACAY, CALL_ANSWER) == REFUSAL_ELSEWHERE);
    CHECK(call(w, CARACAS, CALL_RELEASE) == REFUSAL_ELSEWHERE);
    struct known here = known(w, CARACAS);
    CHECK(here.in_transit && here.in_transit_count == 1 && here.has_code);
    uint64_t length = ledger_position(w->node[CARACAS].ledger).own_n;
    world_pass(w, 300000, -1);
    CHECK(ledger_position(w->node[CARACAS].ledger).own_n == length); /* no finish, no beat */
    connect(w);
    CHECK(!known(w, CARACAS).in_transit && claim_of(w, MARACAY) == CLAIM_HOME);
    struct call there = call_node(w, MARACAY, CALL_SITTING, "V1");
    CHECK(there.sitting.state == SITTING_RUNNING && there.sitting.remaining_ms == left);
    CHECK(there.sitting.answered == 1);
}

/* A code that was issued at the other node, on an earlier stay, is not the present one. */
static void the_code_goes_along_and_comes_back(struct world *w)
{
    static const struct code_hash second = {{2}, {{2}}};
    steps_start_sitting(w);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    world_settle(w);
    CHECK(call(w, MARACAY, CALL_REISSUE) == REFUSAL_NONE);
    world_settle(w);
    CHECK(has_code(w, CARACAS, &second));
    CHECK(call(w, MARACAY, CALL_TRANSFER) == REFUSAL_NONE);
    world_settle(w);
    CHECK(has_code(w, CARACAS, &second));
    CHECK(has_code(w, MARACAY, &second));
    CHECK(!known(w, MARACAY).in_transit);
    cut(w);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    CHECK(known(w, CARACAS).in_transit);
    connect(w);
    CHECK(claim_of(w, MARACAY) == CLAIM_HOME && !known(w, CARACAS).in_transit);
    CHECK(has_code(w, CARACAS, &second));
}

/* X6 */
static void a_recall_brings_the_person_back(struct world *w)
{
    steps_start_sitting(w);
    CHECK(call(w, CARACAS, CALL_ANSWER) == REFUSAL_NONE);
    cut(w);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    CHECK(call(w, CARACAS, CALL_RECALL) == REFUSAL_NONE);
    CHECK(claim_of(w, CARACAS) == CLAIM_AWAY); /* nothing is cancelled */
    connect(w);
    CHECK(claim_of(w, CARACAS) == CLAIM_HOME && claim_of(w, MARACAY) == CLAIM_AWAY);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").sitting.answered == 1);
    CHECK(call(w, MARACAY, CALL_RECALL) ==
          REFUSAL_NONE); /* whoever was sent back may be asked for */
    world_settle(w);
    CHECK(claim_of(w, MARACAY) == CLAIM_HOME && claim_of(w, CARACAS) == CLAIM_AWAY);
    CHECK(call(w, MARACAY, CALL_START) == REFUSAL_NONE); /* the terminal there has it now */
    CHECK(call(w, MARACAY, CALL_FINISH) == REFUSAL_NONE);
    CHECK(call(w, MARACAY, CALL_TRANSFER) == REFUSAL_FINISHED);
    CHECK(call(w, CARACAS, CALL_RECALL) == REFUSAL_NONE); /* the peer does not answer it */
    world_settle(w);
    CHECK(claim_of(w, MARACAY) == CLAIM_HOME);
}

/* One entry of MARACAY's journal comes to CARACAS, and no more. */
struct part {
    struct ledger_run run;
    uint64_t n;
    enum ledger_applied applied;
};

static void run_read(struct ledger *l, struct task *task)
{
    struct part *p = task->context;
    ledger_read(l, true, p->n, 1, &p->run);
}

static void run_take(struct ledger *l, struct task *task)
{
    struct part *p = task->context;
    struct wire_word bytes = {p->run.bytes.data, p->run.bytes.len};
    struct ledger_received received = {p->n, &bytes, 1, &p->run.last};
    char reason[LEDGER_REASON_SIZE];
    p->applied = ledger_take_entries(l, &received, reason);
}

static void bring_part(struct world *w, uint64_t n)
{
    struct part p = {.n = n};
    struct entry e;
    world_enter(w, MARACAY);
    CHECK(store_call(w->node[MARACAY].store, run_read, &p) == STATUS_OK && p.run.count == 1);
    CHECK(journal_decode((const uint8_t *)p.run.bytes.data, p.run.len[0], &e));
    CHECK(e.kind == ENTRY_BROUGHT && e.seen + 1 == ledger_position(w->node[MARACAY].ledger).held_n);
    world_enter(w, CARACAS);
    CHECK(store_call(w->node[CARACAS].store, run_take, &p) == STATUS_OK);
    CHECK(p.applied == LEDGER_APPLIED);
    buffer_release(&p.run.bytes);
}

/* X4: a batch of which the peer held a part is written again, whole. */
static void a_part_of_a_batch_is_written_again(struct world *w)
{
    steps_start_sitting(w);
    CHECK(call(w, CARACAS, CALL_ANSWER) == REFUSAL_NONE);
    world_settle(w);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    for (int i = 0; claim_of(w, MARACAY) != CLAIM_HOME; i++) {
        CHECK(i < 100);
        world_turn(w, CARACAS, SIZE_MAX);
        world_step(w, CARACAS);
        world_deliver(w, MARACAY, SIZE_MAX);
    }
    bring_part(w, ledger_position(w->node[MARACAY].ledger).own_n - 1);
    cut(w);
    steps_lose_disk(w, MARACAY);
    CHECK(world_start(w, MARACAY));
    connect(w);
    CHECK(steps_standing(w, MARACAY) == STANDING_OPEN && claim_of(w, MARACAY) == CLAIM_HOME);
    struct call there = call_node(w, MARACAY, CALL_SITTING, "V1");
    CHECK(there.sitting.state == SITTING_RUNNING && there.sitting.answered == 1);
    CHECK(claim_of(w, CARACAS) == CLAIM_AWAY && !known(w, CARACAS).in_transit);
}

/* X1, X6: after a restore the node may lack what the person did since. */
static void a_restored_node_sends_nobody_on(struct world *w)
{
    steps_start_sitting(w);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    world_settle(w);
    steps_lose_disk(w, MARACAY);
    CHECK(world_start(w, MARACAY));
    connect(w);
    CHECK(claim_of(w, MARACAY) == CLAIM_HOME);
    CHECK(call(w, MARACAY, CALL_TRANSFER) == REFUSAL_CAUTION);
    CHECK(call(w, CARACAS, CALL_RECALL) == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim_of(w, MARACAY) == CLAIM_HOME);
    CHECK(call(w, MARACAY, CALL_ALLOW) == REFUSAL_NONE);
    CHECK(call(w, CARACAS, CALL_RECALL) == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim_of(w, CARACAS) == CLAIM_HOME && claim_of(w, MARACAY) == CLAIM_AWAY);
}

enum { ESSAYS = 70 };

static void run_essays(struct ledger *l, struct task *task)
{
    static char text[ANSWER_ESSAY_BYTES];
    struct call *c = task->context;
    const struct wire_word value = {text, sizeof text};
    memset(text, 'e', sizeof text);
    for (uint16_t i = 1; i <= ESSAYS && c->refusal == REFUSAL_NONE; i++)
        c->refusal = ledger_answer(l, c->id, &c->who, i, &value, 1);
}

/* A batch of many messages: the receiver acts when the last one has come. */
static void a_paper_of_long_essays_moves_whole(struct world *w)
{
    struct exam *essays = sample_exam(ESSAYS);
    struct call c = {.id = "V1", .who = {.token = {{CALL_TERMINAL}}}};
    for (size_t i = 0; i < ESSAYS; i++) {
        essays->questions[i].kind = QUESTION_ESSAY;
        essays->questions[i].option_count = 0;
    }
    exam_seal(essays);
    world_reset(w, 1);
    w->node[CARACAS].exam = w->node[MARACAY].exam = essays;
    CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
    connect(w);
    CHECK(call(w, CARACAS, CALL_REGISTER) == REFUSAL_NONE);
    world_settle(w);
    CHECK(call(w, CARACAS, CALL_START) == REFUSAL_NONE);
    world_enter(w, CARACAS);
    CHECK(store_call(w->node[CARACAS].store, run_essays, &c) == STATUS_OK);
    CHECK(c.refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call(w, CARACAS, CALL_TRANSFER) == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim_of(w, MARACAY) == CLAIM_HOME);
    struct call there = call_node(w, MARACAY, CALL_SITTING, "V1");
    CHECK(there.sitting.answered == ESSAYS && there.sitting.remaining_ms == 60000);
    world_kill(w, CARACAS);
    world_kill(w, MARACAY);
    w->node[CARACAS].exam = w->node[MARACAY].exam = w->exam;
    sample_free(essays);
}

unsigned cases_transfer(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        who_has_not_started_moves_and_sits_there, in_transit_nobody_serves_and_time_stands,
        the_code_goes_along_and_comes_back,       a_recall_brings_the_person_back,
        a_part_of_a_batch_is_written_again,       a_restored_node_sends_nobody_on,
        a_paper_of_long_essays_moves_whole,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
