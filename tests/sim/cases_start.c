#include "db/ledger_exam.h"
#include "db/ledger_peer.h"
#include "server/core/allowance.h"
#include "tests/sim/cases.h"

#include "server/core/journal.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

#include <string.h>

enum { SITTING_MS = 60000 };

static struct ledger_position position(struct world *w, int which)
{
    return ledger_position(w->node[which].ledger);
}

static void connect_both(struct world *w)
{
    world_cut(w, true, true);
    world_settle(w);
    CHECK(world_can_connect(w));
    world_connect(w);
    world_settle(w);
}

static void start_pair(struct world *w)
{
    world_reset(w, 1);
    for (int i = 0; i < 2; i++) {
        w->node[i].grace_ms = GRACE_MS;
        CHECK(world_start(w, i));
    }
    world_connect(w);
    world_settle(w);
}

/* V1 sits at caracas and has answered. */
static void start_sitting(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
}

/* Caracas is killed and starts without the line. image: the disk that it finds, NULL: its own. */
static void start_alone(struct world *w, const struct disk_image *image)
{
    world_cut(w, true, true);
    world_kill(w, CARACAS);
    if (image != NULL)
        disk_load(w->node[CARACAS].disk, image);
    world_settle(w);
    CHECK(world_start(w, CARACAS));
}

static void pass(struct world *w, int64_t ms)
{
    world_pass(w, ms, -1);
    world_turn(w, CARACAS, 1);
}

static struct entry entry_at(struct world *w, uint64_t n)
{
    struct ledger_run run = {0};
    struct entry e = {.kind = ENTRY_CLAIM};
    ledger_read(w->node[CARACAS].ledger, true, n, 1, &run);
    CHECK(run.count > 0 && journal_decode((const uint8_t *)run.bytes.data, run.len[0], &e));
    buffer_release(&run.bytes);
    return e;
}

static int64_t remaining_ms(struct world *w)
{
    struct call c = call_node(w, CARACAS, CALL_SITTING, "V1");
    return c.sitting.state == SITTING_RUNNING ? (int64_t)c.sitting.remaining_ms : -1;
}

/* --- the cases --- */

/* The steps of a sitting, and of somebody else's registration. */
static const struct {
    enum call_kind kind;
    const char *id;
} steps[] = {{CALL_REGISTER, "V1"}, {CALL_START, "V1"},    {CALL_ANSWER, "V1"},
             {CALL_ANSWER, "V1"},   {CALL_REGISTER, "V2"}, {CALL_START, "V2"},
             {CALL_ANSWER, "V2"},   {CALL_ANSWER, "V1"},   {CALL_FINISH, "V1"}};

enum { STEPS = sizeof steps / sizeof steps[0] };

/* An old copy of the disk, which does not say that it is one, heals before anything is written. */
static void heal_copy(struct world *w, size_t copied, int64_t alone_ms)
{
    struct disk_image *image = NULL;
    start_pair(w);
    for (size_t i = 0; i < STEPS; i++) {
        CHECK(call_node(w, CARACAS, steps[i].kind, steps[i].id).refusal == REFUSAL_NONE);
        world_settle(w);
        w->now_ms += 1000;
        if (i == copied)
            image = disk_save(w->node[CARACAS].disk);
    }
    uint64_t own_n = position(w, CARACAS).own_n;
    start_alone(w, image);
    uint64_t found_n = position(w, CARACAS).own_n;
    pass(w, alone_ms);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V9").refusal == REFUSAL_WAITING);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_WAITING);
    CHECK(position(w, CARACAS).own_n == found_n); /* R5 */
    connect_both(w);
    CHECK(position(w, CARACAS).standing == STANDING_OPEN);
    CHECK(position(w, CARACAS).own_n >= own_n && position(w, MARACAY).standing == STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").sitting.state == SITTING_FINISHED);
    struct call c = call_node(w, CARACAS, CALL_SITTING, "V2");
    CHECK(c.sitting.state == SITTING_RUNNING && c.sitting.answered == 1);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V2").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(position(w, MARACAY).held_n == position(w, CARACAS).own_n);
    disk_image_release(image);
}

static void a_copy_of_any_moment_of_a_sitting_heals(struct world *w)
{
    for (size_t copied = 0; copied + 1 < STEPS; copied++) {
        heal_copy(w, copied, 0);
        heal_copy(w, copied, GRACE_MS - 1);
    }
}

/* Nobody can tell what is lost when nobody is there: then the node serves its people again. */
static void a_node_that_misses_its_peer_serves(struct world *w)
{
    start_sitting(w);
    uint64_t own_n = position(w, CARACAS).own_n;
    struct ledger_result result;
    start_alone(w, NULL);
    pass(w, GRACE_MS - 1);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_WAITING);
    CHECK(ledger_result(w->node[CARACAS].ledger, "V1", &result) == REFUSAL_WAITING);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_WAITING);
    CHECK(call_node(w, CARACAS, CALL_RELEASE, "V2").refusal == REFUSAL_WAITING);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_WAITING);
    CHECK(position(w, CARACAS).own_n == own_n);
    pass(w, 1);
    CHECK(position(w, CARACAS).grace == GRACE_MISSED && position(w, CARACAS).own_n == own_n);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    connect_both(w);
    CHECK(position(w, CARACAS).grace == GRACE_MET);
    CHECK(position(w, MARACAY).held_n == position(w, CARACAS).own_n);
}

/* R5: its outage is journaled before what somebody writes, and ended when it began to serve. */
static void an_outage_waits_for_the_first_client(struct world *w)
{
    start_sitting(w);
    uint64_t own_n = position(w, CARACAS).own_n;
    world_cut(w, true, true);
    world_kill(w, CARACAS);
    world_settle(w);
    w->now_ms += 5000;
    CHECK(world_start(w, CARACAS));
    pass(w, GRACE_MS);
    pass(w, 20000);
    CHECK(position(w, CARACAS).own_n == own_n); /* neither an outage nor a beat */
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    struct entry e = entry_at(w, own_n + 1);
    CHECK(e.kind == ENTRY_OUTAGE && e.outage.down_ms == 5000 + GRACE_MS);
    CHECK(e.outage.started && e.clock_ms == e.outage.from_ms + 20000);
    CHECK(entry_at(w, own_n + 2).kind == ENTRY_HOLD); /* B3 */
    CHECK(entry_at(w, own_n + 3).kind == ENTRY_ANSWER);
    pass(w, LEDGER_BEAT_MS);
    CHECK(entry_at(w, own_n + 4).kind == ENTRY_BEAT);
}

static void a_deadline_is_kept_without_the_peer(struct world *w)
{
    start_sitting(w);
    uint64_t own_n = position(w, CARACAS).own_n;
    start_alone(w, NULL);
    pass(w, GRACE_MS);
    for (int i = 0; i < (ALLOWANCE_HOLD_MS + SITTING_MS) / 1000 - 1; i++) /* B3 */
        pass(w, 1000);
    CHECK(position(w, CARACAS).own_n == own_n);
    pass(w, 1000);
    CHECK(position(w, CARACAS).own_n == own_n + 3);
    CHECK(entry_at(w, own_n + 1).kind == ENTRY_OUTAGE);
    CHECK(entry_at(w, own_n + 2).kind == ENTRY_HOLD);
    CHECK(entry_at(w, own_n + 3).kind == ENTRY_FINISH);
}

/* S2 */
static void the_exam_clock_stands_within_the_grace(struct world *w)
{
    start_sitting(w);
    int64_t before_ms = remaining_ms(w);
    start_alone(w, NULL);
    pass(w, GRACE_MS - 1);
    CHECK(remaining_ms(w) == before_ms);
    pass(w, 1);
    pass(w, 500);
    CHECK(remaining_ms(w) == before_ms); /* B3: and until its terminal is there */
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    pass(w, 500);
    CHECK(remaining_ms(w) == before_ms - 500);
}

/* B3: the store asks when something is due as soon as the peer is met, before the node serves. */
static void a_terminal_that_stays_away_is_waited_for_a_minute(struct world *w)
{
    unsigned holds = 0;
    start_sitting(w);
    start_alone(w, NULL);
    connect_both(w);
    CHECK(position(w, CARACAS).grace == GRACE_MET);
    uint64_t met_n = position(w, CARACAS).own_n;
    pass(w, ALLOWANCE_HOLD_MS + 1000);
    for (uint64_t n = met_n + 1; n <= position(w, CARACAS).own_n; n++)
        holds += entry_at(w, n).kind == ENTRY_HOLD;
    CHECK(holds == 1);
    CHECK(ledger_next_tick_ms(w->node[CARACAS].ledger) > 0);
}

/* On a line on which the peer shows its key and says nothing. */
static void a_line_that_flaps_prolongs_the_grace_to_a_minute(struct world *w)
{
    struct store *store;
    start_sitting(w);
    start_alone(w, NULL);
    store = w->node[CARACAS].store;
    for (int s = 0; s < GRACE_MOST_MS / 1000; s++) {
        CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_WAITING);
        w->now_ms += 999;
        world_turn(w, CARACAS, 1);
        store_peer_shown(store, s % 2 == 0);
        pass(w, 1);
    }
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
}

/* The meeting shows that the disk lacks something, and that could not be written down: the node
 * must not take it that it has met its peer. */
static void a_meeting_that_a_full_disk_undoes_ends_no_grace(struct world *w)
{
    start_sitting(w);
    struct disk_image *image = disk_save(w->node[CARACAS].disk);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    start_alone(w, image);
    disk_fail(w->node[CARACAS].disk, 0, DISK_FULL, true);
    CHECK(world_can_connect(w));
    world_connect(w);
    world_settle(w);
    disk_heal(w->node[CARACAS].disk);
    CHECK(position(w, CARACAS).grace == GRACE_LASTS);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_WAITING);
    connect_both(w);
    CHECK(position(w, CARACAS).standing == STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    disk_image_release(image);
}

/* A copy that lacks nothing opens when the peer takes it. Whichever operation finds the disk full: what
 * was not written down is not taken for true. */
static void an_opening_that_a_full_disk_undoes_ends_no_grace(struct world *w)
{
    enum { OPERATIONS = 8 }; /* more than the meeting and the opening take */
    struct world_node *n = &w->node[CARACAS];
    unsigned undone = 0;
    start_sitting(w);
    for (unsigned k = 0; k < OPERATIONS; k++) {
        world_cut(w, true, true);
        world_kill(w, CARACAS);
        world_mark_restored(w, CARACAS);
        world_settle(w);
        CHECK(world_start(w, CARACAS));
        disk_fail(n->disk, k, DISK_FULL, true);
        world_connect(w);
        world_settle(w);
        disk_heal(n->disk);
        if (!n->up) { /* D3: the log was beginning anew */
            CHECK(world_start(w, CARACAS));
            continue;
        }
        undone += position(w, CARACAS).standing != STANDING_OPEN;
        CHECK(position(w, CARACAS).grace == store_position(n->store).grace);
        connect_both(w);
        CHECK(position(w, CARACAS).standing == STANDING_OPEN);
    }
    CHECK(undone > 1);
}

/* The power went when the link had just been made, and nobody ended that connection. */
static void a_connection_without_a_hello_keeps_nobody_out(struct world *w)
{
    start_sitting(w);
    world_cut(w, true, true);
    world_settle(w);
    world_connect(w);
    world_kill(w, CARACAS);
    buffer_clear(&w->node[MARACAY].coming);
    w->node[MARACAY].end_comes = false;
    CHECK(world_start(w, CARACAS));
    CHECK(w->node[MARACAY].connected);
    CHECK(world_come(w, CARACAS) == INSTANCES_TAKEN);
    world_settle(w);
    CHECK(position(w, CARACAS).grace == GRACE_MET);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
}

/* The peer stopped the link because of an incident: this disk lacks nothing, and serves. */
static void a_refusal_for_another_reason_ends_the_grace(struct world *w)
{
    start_sitting(w);
    start_alone(w, NULL);
    CHECK(world_can_connect(w));
    world_connect(w);
    world_deliver(w, CARACAS, SIZE_MAX); /* maracay's HELLO */
    CHECK(position(w, CARACAS).grace == GRACE_LASTS);
    buffer_clear(&w->node[CARACAS].coming);
    message_put_refuse(&w->node[CARACAS].coming, "an incident");
    world_deliver(w, CARACAS, SIZE_MAX);
    CHECK(position(w, CARACAS).grace == GRACE_REFUSED);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
}

/* One that says nothing of this node's journal ends nothing: it may be about another start. */
static void a_refusal_before_the_hello_ends_no_grace(struct world *w)
{
    start_sitting(w);
    start_alone(w, NULL);
    CHECK(world_can_connect(w));
    world_connect(w);
    buffer_clear(&w->node[CARACAS].coming);
    message_put_refuse(&w->node[CARACAS].coming, "the peer cannot decide at the moment");
    world_deliver(w, CARACAS, SIZE_MAX);
    CHECK(position(w, CARACAS).grace == GRACE_LASTS);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_WAITING);
}

unsigned cases_start(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        a_copy_of_any_moment_of_a_sitting_heals,
        a_node_that_misses_its_peer_serves,
        an_outage_waits_for_the_first_client,
        a_deadline_is_kept_without_the_peer,
        the_exam_clock_stands_within_the_grace,
        a_terminal_that_stays_away_is_waited_for_a_minute,
        a_line_that_flaps_prolongs_the_grace_to_a_minute,
        a_meeting_that_a_full_disk_undoes_ends_no_grace,
        an_opening_that_a_full_disk_undoes_ends_no_grace,
        a_connection_without_a_hello_keeps_nobody_out,
        a_refusal_for_another_reason_ends_the_grace,
        a_refusal_before_the_hello_ends_no_grace,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
