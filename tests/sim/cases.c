#include "tests/sim/cases.h"

#include "db/audit.h"
#include "db/codes.h"
#include "server/core/journal.h"
#include "server/core/link.h"
#include "server/core/sitting.h"
#include "server/link/intake.h"
#include "tests/lib/sample.h"
#include "tests/sim/calls.h"
#include "tests/sim/check.h"
#include "tests/sim/memory.h"

#include <stdio.h>
#include <string.h>

enum { CARACAS, MARACAY };

static enum standing standing(struct world *w, int which)
{
    return ledger_position(w->node[which].ledger).standing;
}

static void start_pair(struct world *w)
{
    world_reset(w, 1);
    CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
    world_connect(w);
    world_settle(w);
}

static void connect_again(struct world *w)
{
    world_cut(w, true, true);
    world_settle(w);
    CHECK(world_can_connect(w));
    world_connect(w);
}

/* V1 sits at caracas. */
static void start_sitting(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
}

static void lose_disk(struct world *w, int which)
{
    world_kill(w, which);
    disk_load(w->node[which].disk, w->node[which].fresh);
}

static void restore(struct world *w, int which, const struct disk_image *image)
{
    world_kill(w, which);
    disk_load(w->node[which].disk, image);
    world_mark_restored(w, which);
    CHECK(world_start(w, which));
}

/* --- the cases --- */

/* Bytes were lost within a connection, and what followed looked like other entries. */
static void damaged_entries_are_not_taken(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_step(w, CARACAS);
    struct buffer *coming = &w->node[MARACAY].coming;
    CHECK(coming->len > 100);
    coming->data[coming->len - 60] ^= 1;
    world_settle(w);
    CHECK(ledger_position(w->node[MARACAY].ledger).held_n == 0);
    CHECK(!w->node[CARACAS].connected);
    world_connect(w);
    world_settle(w);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V1").claim == CLAIM_HOME);
}

static void an_entry_that_is_too_long_costs_the_link_only(struct world *w)
{
    static char bytes[ENTRY_MAX_BYTES + 1];
    struct wire_word entry = {bytes, sizeof bytes};
    struct digest digest = {{0}};
    start_pair(w);
    message_put_entries(&w->node[MARACAY].coming, MESSAGE_ENTRIES, 1, &digest, &entry, 1);
    message_put_entries(&w->node[CARACAS].coming, MESSAGE_TAIL, 1, &digest, &entry, 1);
    world_settle(w);
    CHECK(!w->node[MARACAY].connected && w->node[MARACAY].up && w->node[CARACAS].up);
}

static void time_stands_still_while_the_node_is_closed(struct world *w)
{
    start_pair(w);
    world_cut(w, true, true);
    world_settle(w);
    w->now_ms += 100000; /* the exam clock is far on when the sitting starts */
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    lose_disk(w, CARACAS);
    w->now_ms += 10000;
    CHECK(world_start(w, CARACAS));
    w->now_ms += 45000; /* closed: it has not met its peer */
    world_turn(w, CARACAS, 1);
    world_settle(w);
    world_connect(w);
    w->now_ms += 3000;
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    struct call c = call_node(w, CARACAS, CALL_SITTING, "V1");
    CHECK(c.sitting.state == SITTING_RUNNING && c.sitting.remaining_ms == 60000);
    struct ledger_run run = {0};
    ledger_read(w->node[CARACAS].ledger, true, 4, MESSAGE_ENTRIES_BYTES,
                &run); /* after claim, confirm and start */
    struct entry e;
    CHECK(journal_decode((const uint8_t *)run.bytes.data, run.len[0], &e));
    CHECK(e.kind == ENTRY_OUTAGE && e.outage.down_ms == 58000);
    buffer_release(&run.bytes);
}

static uint64_t remaining(struct world *w)
{
    struct call c = call_node(w, CARACAS, CALL_SITTING, "V1");
    CHECK(c.status == STATUS_OK && c.sitting.state == SITTING_RUNNING);
    return c.sitting.remaining_ms;
}

/* The last entry says that nobody could answer for so long. */
static void check_outage(struct world *w, uint64_t ms)
{
    struct ledger_run run = {0};
    struct entry e;
    uint64_t last_n = ledger_position(w->node[CARACAS].ledger).own_n;
    ledger_read(w->node[CARACAS].ledger, true, last_n, 1, &run);
    CHECK(journal_decode((const uint8_t *)run.bytes.data, run.len[0], &e));
    CHECK(e.kind == ENTRY_OUTAGE && e.outage.down_ms == ms);
    buffer_release(&run.bytes);
}

/* S6: by a signal, or with its machine. */
static void a_node_that_was_stopped_gives_the_time_back(struct world *w)
{
    start_sitting(w);
    world_pass(w, 3000, -1);
    CHECK(remaining(w) == 57000);
    world_pass(w, 12000, CARACAS);
    CHECK(remaining(w) == 56000);
    check_outage(w, 11000);
    world_pass(w, 3000, -1);
    CHECK(remaining(w) == 53000);
}

/* S6, S7: whichever operation it is, of those that an answer takes. */
static void a_disk_that_stalls_gives_the_time_back(struct world *w)
{
    for (unsigned k = 0; k < 3; k++) {
        start_sitting(w);
        w->node[CARACAS].finished = 0;
        int64_t before = w->now_ms;
        world_stall(w, CARACAS, k, 12000);
        CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
        CHECK(w->now_ms == before + 12000);
        CHECK(remaining(w) == 59000);
        check_outage(w, 11000);
    }
}

/* S8: while nothing can be saved the exam clock stands, and no question is shown. */
static void time_stands_still_while_the_disk_is_full(struct world *w)
{
    start_sitting(w);
    CHECK(call_node(w, CARACAS, CALL_QUESTION, "V1").refusal == REFUSAL_NONE);
    disk_limit(w->node[CARACAS].disk, 1);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").status == STATUS_FULL);
    CHECK(call_node(w, CARACAS, CALL_QUESTION, "V1").refusal == REFUSAL_UNSAVED);
    world_pass(w, 100000, -1);
    CHECK(call_node(w, CARACAS, CALL_QUESTION, "V1").refusal == REFUSAL_UNSAVED);
    CHECK(remaining(w) == 60000);
    disk_heal(w->node[CARACAS].disk);
    world_pass(w, 1000, -1); /* the node sees by itself that it can write */
    CHECK(call_node(w, CARACAS, CALL_QUESTION, "V1").refusal == REFUSAL_NONE);
    uint64_t left = remaining(w);
    CHECK(left >= 59000 && left <= 60000);
    check_outage(w, 100000 + left - 59000);
    world_kill(w, CARACAS); /* and nothing of it comes back */
    CHECK(world_start(w, CARACAS));
    CHECK(remaining(w) >= left && remaining(w) <= 60000);
}

static void records_of_regained_sittings_are_written(struct world *w)
{
    start_sitting(w);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN && w->node[CARACAS].finished == 0);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS) && w->node[CARACAS].finished == 0);
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(w->node[CARACAS].finished > 0);
}

static void nobody_unlocks_a_node_that_gets_its_journal_back(struct world *w)
{
    start_sitting(w);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_deliver(w, CARACAS, SIZE_MAX); /* their HELLO */
    CHECK(standing(w, CARACAS) == STANDING_RESTORED);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_PEER_HOLDS);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(standing(w, CARACAS) == STANDING_RESTORED); /* it knows, also without its peer */
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
}

static void a_regained_sitting_waits_for_its_own_exam(struct world *w)
{
    struct exam *other = sample_exam(2);
    start_sitting(w);
    lose_disk(w, CARACAS);
    w->node[CARACAS].exam = other;
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_RESTORED);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED);
    world_stop(w, CARACAS);
    CHECK(!world_start(w, CARACAS)); /* it says which exam it needs */
    w->node[CARACAS].exam = w->exam;
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    sample_free(other);
}

static void copies_are_remembered_over_a_restart(struct world *w)
{
    start_sitting(w);
    struct call c = call_node(w, CARACAS, CALL_FINISH, "V1");
    world_settle(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(store_peer_held(w->node[CARACAS].store) >= c.result.finish_n);
    world_stop(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(store_peer_held(w->node[CARACAS].store) >= c.result.finish_n);
}

/* What is due by itself must neither spin nor take what only reads with it. */
static void a_full_disk_is_not_tried_without_pause(struct world *w)
{
    start_sitting(w);
    w->now_ms += 6000; /* a beat is due */
    disk_limit(w->node[CARACAS].disk, 1);
    world_turn(w, CARACAS, 1);
    unsigned operations = disk_operations(w->node[CARACAS].disk);
    for (int i = 0; i < 100; i++)
        world_turn(w, CARACAS, 1);
    CHECK(disk_operations(w->node[CARACAS].disk) == operations);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").status == STATUS_OK);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V3").status == STATUS_FULL);
    disk_heal(w->node[CARACAS].disk);
    w->now_ms += 2000;
    world_turn(w, CARACAS, 1);
    CHECK(disk_operations(w->node[CARACAS].disk) > operations);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V3").status == STATUS_OK);
}

/* The log has then no more room than it needs. */
static void a_full_disk_keeps_no_node_from_starting(struct world *w)
{
    enum { SOME = 64 * 1024 };
    start_sitting(w);
    world_kill(w, CARACAS);
    size_t before = disk_bytes(w->node[CARACAS].disk);
    disk_limit(w->node[CARACAS].disk, before + SOME);
    w->node[CARACAS].log_pages = 100;
    CHECK(world_start(w, CARACAS));
    CHECK(disk_bytes(w->node[CARACAS].disk) < before + SOME / 2);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").status == STATUS_OK);
    /* What it was found with is copied: the log begins anew, and has room for as much again. */
    disk_limit(w->node[CARACAS].disk, 1);
    bool full = false;
    for (int i = 0; i < 100 && !full; i++) {
        char id[IDENT_SIZE];
        (void)snprintf(id, sizeof id, "V%d", 100 + i);
        full = call_node(w, CARACAS, CALL_REGISTER, id).status == STATUS_FULL;
    }
    CHECK(full);
}

/* Both nodes know while there is a backlog that what is written now is behind it. */
static void a_link_with_a_backlog_is_behind(struct world *w)
{
    start_sitting(w);
    world_cut(w, true, true);
    world_settle(w);
    for (int i = 0; i <= LINK_BACKLOG; i++)
        CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    CHECK(world_can_connect(w));
    world_connect(w);
    for (int i = 0; i < 100 && (store_link(w->node[CARACAS].store) == STORE_LINK_DOWN ||
                                store_link(w->node[MARACAY].store) == STORE_LINK_DOWN);
         i++) {
        world_deliver(w, CARACAS, 64);
        world_deliver(w, MARACAY, 64);
    }
    CHECK(store_link(w->node[CARACAS].store) == STORE_LINK_BEHIND);
    CHECK(store_link(w->node[MARACAY].store) == STORE_LINK_BEHIND);
    uint64_t held = store_position(w->node[MARACAY].store).held_n;
    for (int i = 0; i < 1000 && !exchange_busy(w->node[MARACAY].exchange); i++) {
        w->now_ms += 10;
        world_deliver(w, MARACAY, SIZE_MAX);
        world_step(w, MARACAY);
        world_deliver(w, CARACAS, SIZE_MAX);
    }
    CHECK(exchange_busy(w->node[MARACAY].exchange));
    store_turn(w->node[MARACAY].store, SIZE_MAX); /* others do not wait for all of it */
    uint64_t taken = store_position(w->node[MARACAY].store).held_n - held;
    CHECK(taken > 0 && taken < 2 * INTAKE_ENTRIES);
    world_settle(w);
    CHECK(store_link(w->node[CARACAS].store) == STORE_LINK_UP);
    CHECK(store_link(w->node[MARACAY].store) == STORE_LINK_UP);
}

/* --- slow lines --- */

enum { LOOK_MS = 20, LINES_MS = 600000 };

/* Time passes on a slow line until `done`; how long that took, and the most that was under way. */
struct drive {
    int64_t ms;
    size_t most;
    bool behind[2]; /* was said to be, at that node */
};

static struct drive drive(struct world *w, bool (*done)(struct world *))
{
    struct drive d = {0, 0, {false, false}};
    while (d.ms < LINES_MS && !done(w) && w->node[0].connected && w->node[1].connected) {
        w->now_ms += LOOK_MS;
        d.ms += LOOK_MS;
        for (int i = 0; i < 2; i++) {
            world_turn(w, i, SIZE_MAX);
            world_step(w, i);
            world_deliver(w, i, SIZE_MAX);
            d.behind[i] |= store_link(w->node[i].store) == STORE_LINK_BEHIND;
            if (w->node[i].coming.len > d.most)
                d.most = w->node[i].coming.len;
        }
    }
    return d;
}

static bool all_is_across(struct world *w)
{
    struct ledger_position a = store_position(w->node[CARACAS].store);
    struct ledger_position b = store_position(w->node[MARACAY].store);
    return a.own_n == b.held_n && b.own_n == a.held_n && a.standing == STANDING_OPEN &&
           b.standing == STANDING_OPEN && store_peer_held(w->node[CARACAS].store) == a.own_n &&
           store_peer_held(w->node[MARACAY].store) == b.own_n &&
           store_link(w->node[CARACAS].store) == STORE_LINK_UP &&
           store_link(w->node[MARACAY].store) == STORE_LINK_UP;
}

static uint64_t journal_bytes(struct world *w, int which, bool own)
{
    struct ledger_run run = {0};
    uint64_t bytes = 0;
    for (uint64_t n = 1; n == 1 || run.count > 0; n += run.count) {
        ledger_read(w->node[which].ledger, own, n, MESSAGE_ENTRIES_BYTES, &run);
        bytes += run.bytes.len;
    }
    buffer_release(&run.bytes);
    return bytes;
}

/* One connection, busy all the time, with no more under way than the line carries in about a
 * second. (L7, L8, L10) */
static void check_drive(struct world *w, struct drive d)
{
    uint64_t bytes = journal_bytes(w, CARACAS, true) + journal_bytes(w, CARACAS, false);
    CHECK(all_is_across(w) && w->node[CARACAS].connected && w->node[MARACAY].connected);
    CHECK(d.ms < 6000 + (int64_t)bytes * 1500 / w->line_rate);
    CHECK(d.most < PACE_WINDOW_FIRST + PACE_MESSAGE_LEAST + (size_t)w->line_rate * 12 / 10);
    CHECK(d.behind[CARACAS] && d.behind[MARACAY]); /* L11 */
}

static void register_many(struct world *w, int which, int count)
{
    char id[IDENT_SIZE];
    for (int i = 1; i <= count; i++) {
        (void)snprintf(id, sizeof id, "V%d", i + which * 10000);
        CHECK(call_node(w, which, CALL_REGISTER, id).refusal == REFUSAL_NONE);
    }
}

static void slow_down(struct world *w, int64_t rate)
{
    w->line_rate = rate;
    w->line_delay_ms = 150;
}

static void a_backlog_crosses_a_slow_line(struct world *w)
{
    static const struct {
        int64_t rate;
        int people;
    } lines[] = {{300, 50}, {2000, 200}, {12000, 1000}, {64000, 3000}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        register_many(w, CARACAS, lines[i].people);
        register_many(w, MARACAY, lines[i].people / 10);
        slow_down(w, lines[i].rate);
        world_connect(w);
        struct drive d = drive(w, all_is_across);
        check_drive(w, d);
        CHECK(ledger_find(w->node[CARACAS].ledger, "V1").claim == CLAIM_HOME);
    }
}

static void a_lost_disk_heals_over_a_slow_line(struct world *w)
{
    static const struct {
        int64_t rate;
        int people;
    } lines[] = {{300, 50}, {2000, 200}, {12000, 1000}, {64000, 3000}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        start_pair(w);
        register_many(w, CARACAS, lines[i].people);
        world_settle(w);
        lose_disk(w, CARACAS);
        CHECK(world_start(w, CARACAS));
        world_settle(w);
        slow_down(w, lines[i].rate);
        world_connect(w);
        struct drive d = drive(w, all_is_across);
        check_drive(w, d);
        CHECK(ledger_find(w->node[CARACAS].ledger, "V1").claim == CLAIM_HOME);
    }
}

/* Somebody sits where question 1 is an essay, for so long. Returns the exam, for end_essay(). */
static struct exam *start_essay(struct world *w, uint32_t seconds)
{
    struct exam *essays = sample_exam(1);
    essays->seconds = seconds;
    essays->questions[0].kind = QUESTION_ESSAY;
    essays->questions[0].option_count = 0;
    exam_seal(essays);
    world_reset(w, 1);
    w->node[CARACAS].exam = w->node[MARACAY].exam = essays;
    CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    return essays;
}

static void end_essay(struct world *w, struct exam *essays)
{
    world_kill(w, CARACAS);
    world_kill(w, MARACAY);
    w->node[CARACAS].exam = w->node[MARACAY].exam = w->exam;
    sample_free(essays);
}

/* L7: it takes longer than the silence after which a peer is gone. */
static void a_long_answer_crosses_a_slow_line(struct world *w)
{
    struct exam *essays = start_essay(w, 60);
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_NONE);
    slow_down(w, 1500);
    struct drive d = drive(w, all_is_across);
    CHECK(d.ms > LINK_SILENCE_MS + 1000 && d.ms < 16000);
    CHECK(all_is_across(w) && w->node[CARACAS].connected && w->node[MARACAY].connected);
    end_essay(w, essays);
}

/* S9: over a restart, with the journal given back to an empty disk, and after a commit that failed.
 */
static void who_saves_without_end_saves_once_a_minute(struct world *w)
{
    struct exam *essays = start_essay(w, 600);
    enum { FREE = SITTING_SAVES_BYTES / ANSWER_MAX_BYTES };
    int saved = 0;
    while (saved <= FREE && call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_NONE)
        saved++;
    CHECK(saved > FREE - 4 && saved <= FREE);
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_OFTEN);
    (void)drive(w, all_is_across);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_OFTEN);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    (void)drive(w, all_is_across);
    CHECK(all_is_across(w));
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_OFTEN);
    world_pass(w, SITTING_SAVE_MS, -1);
    disk_fail(w->node[CARACAS].disk, 0, DISK_FULL, true);
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").status == STATUS_FULL);
    disk_heal(w->node[CARACAS].disk);
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_OFTEN);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    end_essay(w, essays);
}

/* What has come whole is kept when the line is cut. */
static void a_run_goes_on_where_it_stopped(struct world *w)
{
    start_pair(w);
    world_cut(w, true, true);
    world_settle(w);
    register_many(w, CARACAS, 200);
    slow_down(w, 2000);
    uint64_t held = 0;
    for (int round = 0; round < 30 && held < 200; round++) {
        CHECK(world_can_connect(w));
        world_connect(w);
        for (int i = 0; i < 3000 / LOOK_MS; i++) {
            w->now_ms += LOOK_MS;
            for (int which = 0; which < 2; which++) {
                world_turn(w, which, SIZE_MAX);
                world_step(w, which);
                world_deliver(w, which, SIZE_MAX);
            }
        }
        world_cut(w, true, true);
        world_settle(w);
        CHECK(ledger_position(w->node[MARACAY].ledger).held_n > held || held == 200);
        held = ledger_position(w->node[MARACAY].ledger).held_n;
    }
    CHECK(held >= 200);
}

/* Only the peer can see that an unlocked node went its own way. */
static void a_link_that_the_peer_refuses_is_never_up(struct world *w)
{
    start_sitting(w);
    world_cut(w, true, true);
    world_settle(w);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_NONE); /* the peer seems gone */
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    connect_again(w);
    world_deliver(w, CARACAS, SIZE_MAX);
    CHECK(store_link(w->node[CARACAS].store) == STORE_LINK_DOWN);
    world_settle(w);
    CHECK(!w->node[CARACAS].connected && !w->node[MARACAY].connected);
    CHECK(standing(w, CARACAS) == STANDING_CONTESTED && standing(w, MARACAY) == STANDING_OPEN);
    CHECK(store_peer_held(w->node[CARACAS].store) == 0);
    CHECK(store_peer_held(w->node[MARACAY].store) == 0);
}

/* C7: the tail that was lost may hold a start, and here it does. */
static void whoever_was_held_before_a_restore_is_not_released(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    struct disk_image *image = disk_save(w->node[CARACAS].disk);
    world_cut(w, true, true);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    restore(w, CARACAS, image);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED); /* R1 */
    connect_again(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_RELEASE, "V1").refusal == REFUSAL_CAUTION);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V1").sitting.after_restore);
    disk_image_release(image);
}

/* V2 and V3 register at maracay, and caracas grants it. Then both disks are lost: caracas gets no more
 * back than its own entries, and maracay is an older copy, from before V2. */
static void lose_what_was_answered(struct world *w, const struct disk_image *image)
{
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V3").refusal == REFUSAL_NONE);
    world_settle(w);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    for (int i = 0; i < 1000 && ledger_position(w->node[CARACAS].ledger).own_n < 3; i++) {
        world_deliver(w, MARACAY, SIZE_MAX);
        world_deliver(w, CARACAS, 50);
        world_turn(w, CARACAS, 1);
    }
    CHECK(ledger_position(w->node[CARACAS].ledger).held_n == 0);
    world_cut(w, true, true);
    restore(w, MARACAY, image);
    world_settle(w);
    world_connect(w);
    world_settle(w);
}

/* Caracas had answered entries of maracay that are lost for good. What maracay writes under their
 * numbers is new. */
static void numbers_of_lost_entries_are_answered_again(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    struct disk_image *image = disk_save(w->node[MARACAY].disk); /* V1's claim is the last entry */
    world_settle(w);
    lose_what_was_answered(w, image);
    CHECK(standing(w, CARACAS) != STANDING_OPEN && standing(w, MARACAY) != STANDING_OPEN); /* R3 */
    CHECK(call_node(w, MARACAY, CALL_UNLOCK, "").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V4").refusal == REFUSAL_NONE);
    world_kill(w, CARACAS); /* it must not forget what it forgot */
    CHECK(world_start(w, CARACAS));
    connect_again(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    CHECK(ledger_find(w->node[MARACAY].ledger, "V4").claim == CLAIM_HOME);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V4").claim == CLAIM_AWAY);
    /* Grants for V1 to V3, "opened", and a grant for V4: V1's was not answered twice. */
    CHECK(ledger_position(w->node[CARACAS].ledger).own_n == 5);
    disk_image_release(image);
}

/* So is a release among them, which nothing looks for again later. */
static void a_release_under_the_number_of_a_lost_entry_is_noted(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    struct disk_image *image = disk_save(w->node[MARACAY].disk); /* V1 is home there */
    lose_what_was_answered(w, image);
    CHECK(call_node(w, MARACAY, CALL_UNLOCK, "").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_ALLOW, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_RELEASE, "V1").refusal == REFUSAL_NONE);
    connect_again(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    CHECK(ledger_find(w->node[MARACAY].ledger, "V1").claim == CLAIM_NONE);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V1").claim == CLAIM_NONE);
    disk_image_release(image);
}

/* Its tail is all that it lacks: nothing of the peer's comes after it. */
static void a_backup_opens_with_its_own_tail(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    struct disk_image *image = disk_save(w->node[CARACAS].disk);
    world_cut(w, true, true);
    world_settle(w);
    w->now_ms += 100000;
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    world_cut(w, true, true);
    restore(w, CARACAS, image);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_RESTORED);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    struct call c = call_node(w, CARACAS, CALL_SITTING, "V1");
    CHECK(c.sitting.state == SITTING_RUNNING && c.sitting.remaining_ms == 60000);
    disk_image_release(image);
}

/* By the journals of that node; 0: they have none. */
static unsigned code_of(struct world *w, int which, const char *id)
{
    struct ledger *l = w->node[which].ledger;
    struct applicant a = ledger_find(l, id);
    struct code_hash code;
    return codes_find(l, &a, &code) ? code.hash.bytes[0] : 0;
}

/* A2: whoever has the code is told where to go, whatever was issued and lost meanwhile. */
static void a_new_code_is_known_where_its_owner_is_away(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(code_of(w, CARACAS, "V1") == 1 && code_of(w, MARACAY, "V1") == 1);
    world_cut(w, true, true);
    CHECK(call_node(w, CARACAS, CALL_REISSUE, "V1").refusal == REFUSAL_NONE);
    CHECK(code_of(w, CARACAS, "V1") == 2 && code_of(w, MARACAY, "V1") == 1);
    world_connect(w);
    world_settle(w);
    CHECK(code_of(w, MARACAY, "V1") == 2);
    world_cut(w, true, true);
    lose_disk(w, MARACAY);
    CHECK(world_start(w, MARACAY));
    CHECK(code_of(w, MARACAY, "V1") == 0);
    world_connect(w);
    world_settle(w);
    CHECK(code_of(w, MARACAY, "V1") == 2);
}

static void nodes_with_other_exams_start_nobody(struct world *w)
{
    struct exam *other = sample_exam(2);
    world_reset(w, 1);
    w->node[MARACAY].exam = other;
    CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V1").claim == CLAIM_HOME);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_EXAM_DIFFERS);
    world_stop(w, MARACAY);
    world_stop(w, CARACAS); /* it remembers whom it met */
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_EXAM_DIFFERS);
    CHECK(strcmp(ledger_peer(w->node[CARACAS].ledger)->node, "maracay") == 0);
    CHECK(strcmp(ledger_peer(w->node[CARACAS].ledger)->address, "127.0.0.1:1") == 0);
    w->node[MARACAY].exam = w->exam;
    CHECK(world_start(w, MARACAY));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    sample_free(other);
}

/* The node went on without what the copy alone has: both say so, and an empty disk heals it. */
static void a_backup_of_an_earlier_life_is_refused(struct world *w)
{
    start_sitting(w);
    world_cut(w, true, true);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    struct disk_image *alone = disk_save(w->node[CARACAS].disk);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    world_cut(w, true, true);
    world_settle(w);
    restore(w, CARACAS, alone);
    world_connect(w);
    world_settle(w);
    CHECK(exchange_was_refused(w->node[CARACAS].exchange));
    CHECK(standing(w, CARACAS) == STANDING_CONTESTED && standing(w, MARACAY) == STANDING_OPEN);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    struct call c = call_node(w, CARACAS, CALL_SITTING, "V1");
    CHECK(c.sitting.state == SITTING_RUNNING);
    disk_image_release(alone);
}

/* What a node says of journals that are contested. */
static struct contested_words words_of(struct world *w, int which, struct contested_view *view)
{
    struct contested_words words;
    ledger_contested(w->node[which].ledger, view);
    contested_say(view, &words);
    return words;
}

static void register_at(struct world *w, int which, const char *id)
{
    CHECK(call_node(w, which, CALL_REGISTER, id).refusal == REFUSAL_NONE);
}

/* V1 sat and finished at caracas; then an old copy of its disk, which does not say that it is one,
 * serves with the line down: V2 to V5 register there, and V1 could sit once more. Returns the right
 * disk. */
static struct disk_image *write_on_an_old_copy(struct world *w)
{
    start_pair(w);
    for (int i = 10; i < 40; i++) {
        char id[IDENT_SIZE];
        (void)snprintf(id, sizeof id, "V%d", i);
        register_at(w, CARACAS, id);
    }
    register_at(w, CARACAS, "V1");
    world_settle(w);
    struct disk_image *old = disk_save(w->node[CARACAS].disk);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    register_at(w, CARACAS, "V2");
    world_settle(w);
    world_kill(w, CARACAS);
    struct disk_image *right = disk_save(w->node[CARACAS].disk);
    disk_load(w->node[CARACAS].disk, old);
    disk_image_release(old);
    world_settle(w);
    CHECK(world_start(w, CARACAS));
    register_at(w, CARACAS, "V5");
    register_at(w, CARACAS, "V4");
    register_at(w, CARACAS, "V3");
    register_at(w, CARACAS, "V2");
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    return right;
}

/* R6: the node whose own journal is contested closes, over restarts; the other serves, and both
 * know since when. */
static void an_old_copy_that_wrote_is_closed(struct world *w)
{
    struct contested_view at[2];
    struct disk_image *right = write_on_an_old_copy(w);
    world_connect(w);
    world_settle(w);
    uint64_t differs_n = 30 * 2 + 2 + 1; /* after claims and confirmations */
    CHECK(standing(w, CARACAS) == STANDING_CONTESTED && standing(w, MARACAY) == STANDING_OPEN);
    for (int i = 0; i < 2; i++) {
        struct contested_words words = words_of(w, i, &at[i]);
        const struct contested *c = &at[i].of[i == CARACAS ? JOURNAL_OWN : JOURNAL_PEER];
        CHECK(c->settled && c->healer_open && c->at.ms > 0);
        CHECK(c->contest.agreed_n == differs_n - 1 && c->contest.differs_n == differs_n);
        CHECK(strstr(words.what, "the journal of caracas differs") != NULL);
        CHECK(strstr(words.advice, "at caracas: stop the node") != NULL);
        CHECK(strstr(words.never, "empty or replace the disk of maracay") != NULL);
    }
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V9").refusal == REFUSAL_CLOSED);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_CONTESTED); /* R7 */
    register_at(w, MARACAY, "V8");
    uint64_t own_n = ledger_position(w->node[CARACAS].ledger).own_n;
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(standing(w, CARACAS) == STANDING_CONTESTED);
    connect_again(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_CONTESTED);
    CHECK(ledger_position(w->node[CARACAS].ledger).own_n == own_n);
    disk_image_release(right);
}

/* What the words say heals: an empty disk … */
static void an_empty_disk_heals_a_contested_node(struct world *w)
{
    struct contested_view view;
    disk_image_release(write_on_an_old_copy(w));
    world_connect(w);
    world_settle(w);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    (void)drive(w, all_is_across);
    CHECK(standing(w, CARACAS) == STANDING_OPEN && standing(w, MARACAY) == STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").sitting.state == SITTING_FINISHED);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V2").claim == CLAIM_HOME);
    (void)words_of(w, MARACAY, &view);
    CHECK(!contested_any(&view));
}

/* … and the right one, at once. */
static void the_right_disk_heals_a_contested_node(struct world *w)
{
    struct contested_view view;
    struct disk_image *right = write_on_an_old_copy(w);
    world_connect(w);
    world_settle(w);
    world_kill(w, CARACAS);
    disk_load(w->node[CARACAS].disk, right);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN && store_link(w->node[CARACAS].store) != 0);
    (void)words_of(w, MARACAY, &view);
    CHECK(!contested_any(&view));
    disk_image_release(right);
}

/* Against the words: nobody serves but by force, and that does not last beside a peer which has
 * another history. */
static void emptying_the_good_disk_opens_nobody(struct world *w)
{
    struct disk_image *right = write_on_an_old_copy(w);
    world_connect(w);
    world_settle(w);
    struct disk_image *good = disk_save(w->node[MARACAY].disk);
    lose_disk(w, MARACAY);
    CHECK(world_start(w, MARACAY));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_CONTESTED && standing(w, MARACAY) != STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_CONTESTED);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED);
    CHECK(call_node(w, CARACAS, CALL_FORCE, "").refusal == REFUSAL_NONE);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    world_kill(w, MARACAY);
    disk_load(w->node[MARACAY].disk, good);
    CHECK(world_start(w, MARACAY));
    connect_again(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_CONTESTED && standing(w, MARACAY) == STANDING_OPEN);
    disk_image_release(good);
    disk_image_release(right);
}

/* R7: an older disk, whose peer holds more and does not take it; with the line down as well. */
static void an_older_disk_is_not_unlocked(struct world *w)
{
    start_sitting(w);
    struct disk_image *old = disk_save(w->node[CARACAS].disk);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    world_cut(w, true, true);
    restore(w, CARACAS, old);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").refusal == REFUSAL_CLOSED);
    world_settle(w);
    world_connect(w);
    world_deliver(w, CARACAS, SIZE_MAX); /* their HELLO, and then the line goes */
    world_cut(w, true, true);
    world_settle(w);
    CHECK(ledger_position(w->node[CARACAS].ledger).peer_has_n > 0);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_PEER_HOLDS);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_PEER_HOLDS);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED);
    connect_again(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN);
    CHECK(ledger_position(w->node[CARACAS].ledger).peer_has_n == 0);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").sitting.state == SITTING_FINISHED);
    disk_image_release(old);
}

/* Two disks of two pairs that had the same names: both close, and nobody is told to empty a disk.
 * The right disk heals both. */
static void two_contested_nodes_wait_for_a_person(struct world *w)
{
    struct contested_view view;
    start_sitting(w);
    world_kill(w, CARACAS);
    struct disk_image *first = disk_save(w->node[CARACAS].disk);
    start_pair(w);
    register_at(w, CARACAS, "V2");
    world_settle(w);
    world_kill(w, CARACAS);
    struct disk_image *second = disk_save(w->node[CARACAS].disk);
    disk_load(w->node[CARACAS].disk, first);
    world_settle(w);
    CHECK(world_start(w, CARACAS));
    world_connect(w);
    world_settle(w);
    for (int i = 0; i < 2; i++) {
        struct contested_words words = words_of(w, i, &view);
        CHECK(standing(w, i) == STANDING_CONTESTED);
        CHECK(view.of[JOURNAL_OWN].settled && view.of[JOURNAL_PEER].settled);
        CHECK(view.of[JOURNAL_OWN].contest.differs_n == 1);
        CHECK(strstr(words.what, "the journal of caracas") != NULL);
        CHECK(strstr(words.what, "the journal of maracay") != NULL);
        CHECK(strstr(words.advice, "keep both disks as they are") != NULL);
        CHECK(strstr(words.advice, "empty data") == NULL);
        CHECK(strstr(words.never, "empty either disk") != NULL);
    }
    world_kill(w, CARACAS);
    disk_load(w->node[CARACAS].disk, second);
    CHECK(world_start(w, CARACAS));
    connect_again(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN && standing(w, MARACAY) == STANDING_OPEN);
    (void)words_of(w, MARACAY, &view);
    CHECK(!contested_any(&view));
    CHECK(ledger_find(w->node[MARACAY].ledger, "V2").claim == CLAIM_AWAY);
    disk_image_release(first);
    disk_image_release(second);
}

/* V1 registers on a disk that is about to fail; the process ends, another finds V1 or not, and then
 * the power goes. Was it found? */
static bool restart_keeps_what_it_finds(struct world *w, unsigned seed)
{
    (void)call_node(w, CARACAS, CALL_REGISTER, "V1");
    if (w->node[CARACAS].up)
        world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    bool there = ledger_find(w->node[CARACAS].ledger, "V1").claim != CLAIM_NONE;
    world_kill(w, CARACAS);
    disk_cut(w->node[CARACAS].disk, seed);
    CHECK(world_start(w, CARACAS));
    CHECK(!there || ledger_find(w->node[CARACAS].ledger, "V1").claim != CLAIM_NONE);
    return there;
}

/* D4: it was in the log, but not synced, when the process died. */
static void what_a_restart_finds_survives_a_power_cut(struct world *w)
{
    unsigned found = 0;
    for (unsigned k = 0; k < 12; k++) {
        start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        disk_die(w->node[CARACAS].disk, k);
        found += restart_keeps_what_it_finds(w, k);
    }
    CHECK(found > 0);
}

/* D4: the sync of it failed, and those that follow have nothing to do any more. */
static void what_a_restart_finds_is_written_again(struct world *w)
{
    unsigned found = 0;
    for (unsigned k = 0; k < 12; k++) {
        start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").status == STATUS_OK); /* on its pages */
        disk_fail(w->node[CARACAS].disk, k, DISK_SYNC_FAILED, false);
        found += restart_keeps_what_it_finds(w, k);
        CHECK(ledger_find(w->node[CARACAS].ledger, "V2").claim != CLAIM_NONE);
    }
    CHECK(found > 0);
}

/* D4: the log was copied, and that was not synced. Another program keeps the log's index, which
 * says that all is copied, so that the next commit begins the log anew. */
static void what_was_copied_survives_a_power_cut(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    for (unsigned k = 0; k < 40; k++) {
        world_reset(w, 1);
        n->log_pages = 1;
        CHECK(world_start(w, CARACAS));
        disk_keep_index(n->disk, true);
        if (k % 2 == 0)
            disk_fail(n->disk, k / 2, DISK_SYNC_FAILED, false);
        else
            disk_die(n->disk, k / 2);
        bool heard = call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK;
        if (n->up)
            world_kill(w, CARACAS);
        CHECK(world_start(w, CARACAS)); /* which begins the log anew */
        world_kill(w, CARACAS);
        disk_keep_index(n->disk, false);
        disk_cut(n->disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(!heard || ledger_find(n->ledger, "V1").claim != CLAIM_NONE);
    }
}

static bool is_sound(struct world *w, int which)
{
    char path[128];
    struct buffer report = {0};
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, w->node[which].dir);
    bool sound = audit_run(path, &report);
    buffer_release(&report);
    return sound;
}

/* D4, too, for the start itself: it copies what it found. The last sync before it failed, and the
 * power goes at any of its steps. */
static void a_start_copies_only_what_is_on_the_disk(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    start_sitting(w);
    world_stop(w, CARACAS);
    struct disk_image *image = disk_save(n->disk);
    for (unsigned k = 0; k < 12 * 40; k++) {
        disk_load(n->disk, image);
        CHECK(world_start(w, CARACAS));
        disk_fail(n->disk, k % 12, DISK_SYNC_FAILED, false);
        (void)call_node(w, CARACAS, CALL_REGISTER, "V2");
        if (n->up)
            world_kill(w, CARACAS);
        disk_die(n->disk, k / 12);
        if (world_start(w, CARACAS))
            world_kill(w, CARACAS);
        disk_heal(n->disk);
        disk_cut(n->disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(ledger_find(n->ledger, "V1").claim != CLAIM_NONE);
        world_stop(w, CARACAS);
        CHECK(is_sound(w, CARACAS));
    }
    disk_image_release(image);
}

/* D9: the file of an earlier run beside the log that caracas left when it was killed. */
static void a_log_is_opened_with_its_own_file_only(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK);
    world_stop(w, CARACAS);
    struct disk_image *earlier = disk_save(n->disk);
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").status == STATUS_OK);
    world_kill(w, CARACAS);
    struct disk_image *present = disk_save(n->disk);
    disk_load_file(n->disk, earlier, DATABASE_FILE);
    CHECK(!world_start(w, CARACAS));
    CHECK(!world_start(w, CARACAS));
    disk_load_file(n->disk, n->fresh, DATABASE_FILE);
    CHECK(!world_start(w, CARACAS));
    disk_load_file(n->disk, present, DATABASE_FILE);
    CHECK(world_start(w, CARACAS));
    CHECK(ledger_find(n->ledger, "V2").claim != CLAIM_NONE);
    world_stop(w, CARACAS); /* which leaves no log */
    disk_load_file(n->disk, earlier, DATABASE_FILE);
    CHECK(world_start(w, CARACAS));
    CHECK(ledger_find(n->ledger, "V2").claim == CLAIM_NONE);
    disk_image_release(earlier);
    disk_image_release(present);
}

/* Caracas finds what a killed process left, or nothing at all. */
static void prepare_start(struct world *w, bool found)
{
    world_reset(w, 1);
    disk_erase(w->node[CARACAS].disk);
    if (!found)
        return;
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK);
    world_kill(w, CARACAS);
}

/* Of a start that nothing disturbs. */
static unsigned start_operations(struct world *w, bool found)
{
    prepare_start(w, found);
    unsigned before = disk_operations(w->node[CARACAS].disk);
    CHECK(world_start(w, CARACAS));
    return disk_operations(w->node[CARACAS].disk) - before;
}

/* D9: whichever operation is the last of a start, and of the next one, a third finds the log to be
 * its own; also after a power cut. */
static void a_start_may_die_at_any_step(struct world *w)
{
    struct world_node *n = &w->node[CARACAS];
    for (int found = 0; found < 2; found++) {
        unsigned steps = start_operations(w, found);
        CHECK(steps > 10);
        for (unsigned k = 0; k < steps * steps; k += 11) {
            prepare_start(w, found);
            for (unsigned i = 0; i < 2; i++) {
                disk_die(n->disk, i == 0 ? k / steps : k % steps);
                if (world_start(w, CARACAS))
                    world_kill(w, CARACAS);
                disk_heal(n->disk);
                if (k % 3 == i)
                    disk_cut(n->disk, k);
            }
            CHECK(world_start(w, CARACAS));
            CHECK(!found || ledger_find(n->ledger, "V1").claim != CLAIM_NONE);
        }
    }
}

/* D3: neither in a commit nor when the log is copied into the database. */
static void no_failure_of_the_disk_is_passed_over(struct world *w)
{
    unsigned k = 0;
    for (bool met = true; met; k++) {
        world_reset(w, 1);
        w->node[CARACAS].log_pages = 1;
        CHECK(world_start(w, CARACAS));
        unsigned before = disk_operations(w->node[CARACAS].disk);
        disk_fail(w->node[CARACAS].disk, k, DISK_WRITE_FAILED, false);
        (void)call_node(w, CARACAS, CALL_REGISTER, "V1");
        met = disk_operations(w->node[CARACAS].disk) - before > k;
        CHECK(w->node[CARACAS].lost == met);
    }
    CHECK(k > 5); /* the log, its sync, the database and its sync */
}

/* R8: the copy of a disk starts beside the node from which it was taken. */
static void start_copy(struct world *w)
{
    struct disk_image *image = disk_save(w->node[CARACAS].disk);
    disk_load(w->node[WORLD_SPARE].disk, image);
    disk_image_release(image);
    CHECK(world_start(w, WORLD_SPARE));
}

/* Time passes for everybody while a newcomer waits. */
static enum exchange_newcomer wait_for_answer(struct world *w)
{
    enum exchange_newcomer result = EXCHANGE_NEWCOMER_WAITS;
    for (int i = 0; i < 12 && result == EXCHANGE_NEWCOMER_WAITS; i++) {
        world_settle(w);
        result = world_ask_newcomer(w);
        w->now_ms += 1000;
    }
    world_settle(w);
    return result;
}

static bool may_sit(struct world *w, int which)
{
    return call_node(w, which, CALL_ANSWER, "V1").refusal == REFUSAL_NONE;
}

static void a_copy_of_a_running_node_is_refused(struct world *w)
{
    start_sitting(w);
    start_copy(w);
    CHECK(world_come(w, WORLD_SPARE) == EXCHANGE_NEWCOMER_WAITS);
    CHECK(wait_for_answer(w) == EXCHANGE_NEWCOMER_REFUSED);
    CHECK(standing(w, WORLD_SPARE) == STANDING_RESTORED && !may_sit(w, WORLD_SPARE));
    CHECK(call_node(w, WORLD_SPARE, CALL_UNLOCK, "").refusal == REFUSAL_RETIRED);
    CHECK(w->node[CARACAS].connected && may_sit(w, CARACAS));
    /* Nor does it come in later in the place of the first one: its number is fenced. */
    world_stop(w, CARACAS);
    world_settle(w);
    world_connect_spare(w);
    world_settle(w);
    CHECK(standing(w, WORLD_SPARE) == STANDING_RESTORED && !w->node[WORLD_SPARE].connected);
    CHECK(world_start(w, CARACAS));
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN && may_sit(w, CARACAS));
    /* Started again it is a newcomer once more, and stays closed meanwhile. */
    world_stop(w, WORLD_SPARE);
    CHECK(world_start(w, WORLD_SPARE) && standing(w, WORLD_SPARE) == STANDING_RESTORED);
    CHECK(world_come(w, WORLD_SPARE) == EXCHANGE_NEWCOMER_WAITS);
    CHECK(wait_for_answer(w) == EXCHANGE_NEWCOMER_REFUSED && !may_sit(w, WORLD_SPARE));
}

static void a_node_that_stands_still_gives_way(struct world *w)
{
    start_sitting(w);
    start_copy(w);
    w->node[CARACAS].stopped = true;
    CHECK(world_come(w, WORLD_SPARE) == EXCHANGE_NEWCOMER_WAITS);
    CHECK(wait_for_answer(w) == EXCHANGE_NEWCOMER_TAKEN);
    CHECK(standing(w, WORLD_SPARE) == STANDING_OPEN && may_sit(w, WORLD_SPARE));
    w->node[CARACAS].stopped = false; /* it finds its connection gone, and comes again */
    world_settle(w);
    CHECK(!w->node[CARACAS].connected);
    CHECK(world_come(w, CARACAS) == EXCHANGE_NEWCOMER_REFUSED);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_RESTORED && !may_sit(w, CARACAS));
    CHECK(w->node[WORLD_SPARE].connected && may_sit(w, WORLD_SPARE));
    world_stop(w, CARACAS);
    CHECK(world_start(w, CARACAS) && !may_sit(w, CARACAS));
}

/* What a killed process had sent is no life, and its end is seen at once. */
static void a_restart_waits_for_nothing(struct world *w)
{
    start_sitting(w);
    CHECK(may_sit(w, CARACAS));
    world_step(w, CARACAS);
    CHECK(w->node[MARACAY].coming.len > 0);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(world_come(w, CARACAS) == EXCHANGE_NEWCOMER_WAITS);
    world_settle(w); /* maracay reads what was under way, and then the end */
    CHECK(!w->node[MARACAY].connected);
    CHECK(world_ask_newcomer(w) == EXCHANGE_NEWCOMER_TAKEN);
    world_settle(w);

    CHECK(w->node[CARACAS].connected && may_sit(w, CARACAS));
}

/* A restart whose earlier connection nobody ended: the power of that machine went. */
static void a_restart_after_a_power_cut_waits_ten_seconds(struct world *w)
{
    start_sitting(w);
    CHECK(may_sit(w, CARACAS));
    world_step(w, CARACAS);
    CHECK(w->node[MARACAY].coming.len > 0); /* what was under way comes after the newcomer */
    world_kill(w, CARACAS);
    w->node[MARACAY].end_comes = false;
    CHECK(world_start(w, CARACAS));
    CHECK(world_come(w, CARACAS) == EXCHANGE_NEWCOMER_WAITS);
    int64_t before = w->now_ms;
    CHECK(wait_for_answer(w) == EXCHANGE_NEWCOMER_TAKEN);
    CHECK(w->now_ms - before <= INSTANCE_ANSWER_MS + 1000 && may_sit(w, CARACAS));
}

/* Maracay dials one address, and meets the copy there, and then the first again. */
static void of_two_met_in_turn_the_later_goes_on(struct world *w)
{
    start_sitting(w);
    start_copy(w);
    world_cut(w, true, true);
    world_settle(w);
    world_connect_spare(w);
    world_settle(w);
    CHECK(standing(w, WORLD_SPARE) == STANDING_OPEN && may_sit(w, WORLD_SPARE));
    world_cut(w, true, true);
    w->node[WORLD_SPARE].end_comes = true;
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_RESTORED && !may_sit(w, CARACAS));
}

/* A closed copy that lacks nothing does not open before maracay has decided. */
static void a_fenced_start_opens_at_no_moment(struct world *w)
{
    start_sitting(w);
    start_copy(w);
    CHECK(world_come(w, WORLD_SPARE) == EXCHANGE_NEWCOMER_WAITS);
    CHECK(wait_for_answer(w) == EXCHANGE_NEWCOMER_REFUSED);
    world_stop(w, CARACAS);
    world_settle(w);
    world_connect_spare(w);
    for (int i = 0; i < 20; i++) {
        world_deliver(w, WORLD_SPARE, 100);
        CHECK(standing(w, WORLD_SPARE) == STANDING_RESTORED);
        world_deliver(w, MARACAY, 100);
        CHECK(standing(w, WORLD_SPARE) == STANDING_RESTORED);
    }
    CHECK(!w->node[WORLD_SPARE].connected);
}

/* R9: where caracas has V1, and all others at either node. */
static const char *listed_at;

static const char *look_up(void *node, const char *id)
{
    (void)node;
    return strcmp(id, "V1") == 0 ? listed_at : "";
}

static enum claim_state claim(struct world *w, int which, const char *id)
{
    return ledger_find(w->node[which].ledger, id).claim;
}

/* V1 registers at maracay, and the roster of caracas says that it is not to. */
static void register_against_the_roster(struct world *w)
{
    world_reset(w, 1);
    listed_at = "caracas";
    w->node[CARACAS].roster_node = look_up;
    CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_PENDING && claim(w, CARACAS, "V1") == CLAIM_NONE);
    CHECK(claim(w, MARACAY, "V2") == CLAIM_HOME && w->node[CARACAS].connected);
}

static void a_claim_that_the_roster_contradicts_waits_for_it(struct world *w)
{
    register_against_the_roster(w);
    for (int lost = 0; lost < 2; lost++) {
        if (lost)
            lose_disk(w, CARACAS);
        else
            world_kill(w, CARACAS);
        CHECK(world_start(w, CARACAS));
        connect_again(w);
        world_settle(w);
        CHECK(standing(w, CARACAS) == STANDING_OPEN && claim(w, MARACAY, "V1") == CLAIM_PENDING);
    }
    listed_at = "maracay";
    world_stop(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    connect_again(w);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_HOME && claim(w, CARACAS, "V1") == CLAIM_AWAY);
}

/* The roster was put right while the disk was lost. */
static void a_lost_disk_forgets_no_claim_that_it_withheld(struct world *w)
{
    register_against_the_roster(w);
    lose_disk(w, CARACAS);
    listed_at = "";
    CHECK(world_start(w, CARACAS));
    connect_again(w);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_HOME && claim(w, MARACAY, "V2") == CLAIM_HOME);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_AWAY && claim(w, CARACAS, "V2") == CLAIM_AWAY);
}

/* Caracas registers V1 too, with the earlier stamp: maracay gives way, and its claim is no more. */
static void a_withheld_claim_ends_when_the_peer_gives_way(struct world *w)
{
    register_against_the_roster(w);
    w->node[CARACAS].wall_offset_ms -= 5000;
    world_turn(w, CARACAS, 0); /* it looks at its clock */
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_HOME && claim(w, MARACAY, "V1") == CLAIM_AWAY);
    listed_at = "";
    connect_again(w);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_HOME && w->node[CARACAS].connected);
}

/* Caracas is closed: it gets a little at a time until its journals are that long. */
static void heal_until(struct world *w, uint64_t own_n, uint64_t held_n)
{
    struct ledger_position at = ledger_position(w->node[CARACAS].ledger);
    for (int i = 0; i < 20000 && (at.own_n < own_n || at.held_n < held_n); i++) {
        world_deliver(w, MARACAY, 1000);
        world_deliver(w, CARACAS, 10);
        world_turn(w, MARACAY, SIZE_MAX);
        world_turn(w, CARACAS, SIZE_MAX);
        world_step(w, MARACAY);
        world_step(w, CARACAS);
        w->now_ms++;
        at = ledger_position(w->node[CARACAS].ledger);
    }
    CHECK(at.own_n >= own_n && at.held_n >= held_n);
}

/* The line fails, the operator of caracas unlocks it, and the line is back. */
static void unlock_cut_off(struct world *w)
{
    world_cut(w, true, true);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_NONE);
    world_connect(w);
    world_settle(w);
    CHECK(standing(w, CARACAS) == STANDING_OPEN && w->node[CARACAS].connected);
}

/* The same, and then caracas loses its disk, gets a backup in which that claim is still withheld, and
 * is unlocked when it has its own journal back but not all of maracay's. */
static void a_backup_may_withhold_a_claim_that_is_no_more(struct world *w)
{
    register_against_the_roster(w);
    struct disk_image *backup = disk_save(w->node[CARACAS].disk);
    w->node[CARACAS].wall_offset_ms -= 5000;
    world_turn(w, CARACAS, 0); /* it looks at its clock */
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_HOME);
    uint64_t own_n = ledger_position(w->node[CARACAS].ledger).own_n;
    listed_at = "";
    world_cut(w, true, true);
    restore(w, CARACAS, backup);
    world_settle(w);
    world_connect(w);
    heal_until(w, own_n, 0);
    CHECK(standing(w, CARACAS) == STANDING_RESTORED && claim(w, CARACAS, "V1") == CLAIM_HOME);
    unlock_cut_off(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_HOME && claim(w, MARACAY, "V1") == CLAIM_AWAY);
    disk_image_release(backup);
}

/* A claim that is read once more may have been released since: the peer's journal says so later. */
static void a_claim_that_was_released_is_not_granted_again(struct world *w)
{
    start_pair(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    uint64_t claim_n = ledger_position(w->node[MARACAY].ledger).own_n;
    register_many(w, MARACAY, 100); /* so that not all of it is in one message */
    world_settle(w);
    CHECK(call_node(w, MARACAY, CALL_RELEASE, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_NONE && claim(w, CARACAS, "V1") == CLAIM_NONE);
    uint64_t own_n = ledger_position(w->node[CARACAS].ledger).own_n;
    world_cut(w, true, true);
    lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    heal_until(w, own_n, claim_n);
    CHECK(standing(w, CARACAS) == STANDING_RESTORED);
    unlock_cut_off(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_NONE && claim(w, CARACAS, "V1") == CLAIM_NONE);
}

/* With the later stamp it stays pending, until maracay's claim may be granted. */
static void of_two_claims_the_earlier_goes_on_when_it_may(struct world *w)
{
    register_against_the_roster(w);
    w->node[CARACAS].wall_offset_ms += 5000;
    world_turn(w, CARACAS, 0); /* it looks at its clock */
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_PENDING && claim(w, MARACAY, "V1") == CLAIM_PENDING);
    listed_at = "";
    connect_again(w);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_AWAY && claim(w, MARACAY, "V1") == CLAIM_HOME);
}

/* D1: whichever operation of the disk is the process's last. */
static void what_was_told_survives_a_power_cut(struct world *w)
{
    unsigned told = 0;
    for (unsigned k = 0; k < 12; k++) {
        start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        disk_die(w->node[CARACAS].disk, k);
        bool heard = call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK;
        told += heard;
        if (w->node[CARACAS].up)
            world_kill(w, CARACAS);
        disk_cut(w->node[CARACAS].disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(!heard || ledger_find(w->node[CARACAS].ledger, "V1").claim != CLAIM_NONE);
    }
    CHECK(told > 0 && told < 12);
}

/* A registration that waits for the peer's grant. */
struct waiting {
    struct task task;
    bool told;
};

static void run_waiting(struct ledger *l, struct task *task)
{
    struct code_hash code = {{1}, {{1}}};
    struct applicant a;
    CHECK(ledger_register(l, "V1", "Ana", &code, &a) == REFUSAL_NONE);
    task->wait = TASK_WAIT_CONFIRM;
    memcpy(task->wait_id, a.id, sizeof a.id);
}

static void on_told(struct task *task)
{
    struct waiting *waiting = task->context;
    waiting->told = task->status == STATUS_OK && task->settled == CLAIM_HOME;
}

/* D1: the grant is on the peer's disk, but with the line down that helps nobody. */
static void whoever_is_told_confirmed_may_start_after_a_power_cut(struct world *w)
{
    unsigned told = 0;
    for (unsigned k = 0; k < 12; k++) {
        struct waiting waiting = {.told = false};
        start_pair(w);
        task_init(&waiting.task);
        waiting.task.run = run_waiting;
        waiting.task.done = on_told;
        waiting.task.context = &waiting;
        CHECK(store_submit(w->node[CARACAS].store, &waiting.task) == STATUS_OK);
        world_turn(w, CARACAS, 1);
        world_step(w, CARACAS);
        while (w->node[CARACAS].coming.len == 0) {
            world_deliver(w, MARACAY, SIZE_MAX);
            world_turn(w, MARACAY, 1);
            world_step(w, MARACAY);
        }
        disk_die(w->node[CARACAS].disk, k);
        world_settle(w);
        told += waiting.told;
        if (w->node[CARACAS].up)
            world_kill(w, CARACAS);
        disk_cut(w->node[CARACAS].disk, k);
        CHECK(world_start(w, CARACAS));
        CHECK(!waiting.told || call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
        task_destroy(&waiting.task);
    }
    CHECK(told > 0 && told < 12);
}

/* The log begins anew once what is in it is in the database itself, and synced there. */
static void what_was_told_survives_checkpoints(struct world *w)
{
    enum { PEOPLE = 600 };
    char id[IDENT_SIZE];
    start_pair(w);
    world_cut(w, true, true);
    world_settle(w);
    for (int i = 1; i <= PEOPLE; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        CHECK(call_node(w, CARACAS, CALL_REGISTER, id).status == STATUS_OK);
    }
    world_kill(w, CARACAS);
    disk_cut(w->node[CARACAS].disk, 1);
    CHECK(world_start(w, CARACAS));
    for (int i = 1; i <= PEOPLE && w->node[CARACAS].up; i++) {
        (void)snprintf(id, sizeof id, "V%d", i);
        CHECK(ledger_find(w->node[CARACAS].ledger, id).claim != CLAIM_NONE);
    }
}

static enum claim_state claim_at(struct world *w, int which, const char *id)
{
    return ledger_find(w->node[which].ledger, id).claim;
}

/* D5: wherever memory fails, a registration is whole or not there, at both nodes; and the next one
 * works. */
static void memory_that_fails_costs_one_transaction(struct world *w)
{
    for (unsigned k = 0; k < 60; k++) {
        world_reset(w, 1);
        CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
        world_connect(w);
        world_settle(w);
        memory_fail(k, false);
        struct call first = call_node(w, CARACAS, CALL_REGISTER, "V1");
        if (w->node[CARACAS].up && w->node[MARACAY].up)
            world_settle(w);
        memory_heal();
        for (int i = CARACAS; i <= MARACAY; i++) {
            if (w->node[i].up)
                world_stop(w, i);
            CHECK(world_start(w, i));
        }
        world_connect(w);
        world_settle(w);
        CHECK(first.status == STATUS_OK || first.status == STATUS_NOMEM);
        CHECK(first.status == STATUS_NOMEM || claim_at(w, CARACAS, "V1") == CLAIM_HOME);
        CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").status == STATUS_OK);
        CHECK(call_node(w, MARACAY, CALL_REGISTER, "V2").status == STATUS_OK);
        world_settle(w);
        CHECK(claim_at(w, CARACAS, "V1") == CLAIM_HOME && claim_at(w, MARACAY, "V1") == CLAIM_AWAY);
        CHECK(claim_at(w, MARACAY, "V2") == CLAIM_HOME && claim_at(w, CARACAS, "V2") == CLAIM_AWAY);
        for (int i = CARACAS; i <= MARACAY; i++) {
            world_stop(w, i);
            CHECK(is_sound(w, i));
        }
    }
}

unsigned cases_run(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        memory_that_fails_costs_one_transaction,
        damaged_entries_are_not_taken,
        an_entry_that_is_too_long_costs_the_link_only,
        time_stands_still_while_the_node_is_closed,
        a_node_that_was_stopped_gives_the_time_back,
        a_disk_that_stalls_gives_the_time_back,
        time_stands_still_while_the_disk_is_full,
        records_of_regained_sittings_are_written,
        nobody_unlocks_a_node_that_gets_its_journal_back,
        a_regained_sitting_waits_for_its_own_exam,
        copies_are_remembered_over_a_restart,
        a_full_disk_is_not_tried_without_pause,
        a_full_disk_keeps_no_node_from_starting,
        a_link_with_a_backlog_is_behind,
        a_backlog_crosses_a_slow_line,
        a_lost_disk_heals_over_a_slow_line,
        a_long_answer_crosses_a_slow_line,
        who_saves_without_end_saves_once_a_minute,
        a_run_goes_on_where_it_stopped,
        a_link_that_the_peer_refuses_is_never_up,
        a_backup_opens_with_its_own_tail,
        a_new_code_is_known_where_its_owner_is_away,
        nodes_with_other_exams_start_nobody,
        whoever_was_held_before_a_restore_is_not_released,
        numbers_of_lost_entries_are_answered_again,
        a_release_under_the_number_of_a_lost_entry_is_noted,
        a_backup_of_an_earlier_life_is_refused,
        an_old_copy_that_wrote_is_closed,
        an_empty_disk_heals_a_contested_node,
        the_right_disk_heals_a_contested_node,
        emptying_the_good_disk_opens_nobody,
        an_older_disk_is_not_unlocked,
        two_contested_nodes_wait_for_a_person,
        what_a_restart_finds_survives_a_power_cut,
        what_a_restart_finds_is_written_again,
        what_was_copied_survives_a_power_cut,
        a_start_copies_only_what_is_on_the_disk,
        a_log_is_opened_with_its_own_file_only,
        a_start_may_die_at_any_step,
        no_failure_of_the_disk_is_passed_over,
        what_was_told_survives_a_power_cut,
        whoever_is_told_confirmed_may_start_after_a_power_cut,
        what_was_told_survives_checkpoints,
        a_copy_of_a_running_node_is_refused,
        a_node_that_stands_still_gives_way,
        a_restart_waits_for_nothing,
        a_restart_after_a_power_cut_waits_ten_seconds,
        of_two_met_in_turn_the_later_goes_on,
        a_fenced_start_opens_at_no_moment,
        a_claim_that_the_roster_contradicts_waits_for_it,
        a_lost_disk_forgets_no_claim_that_it_withheld,
        a_withheld_claim_ends_when_the_peer_gives_way,
        a_backup_may_withhold_a_claim_that_is_no_more,
        a_claim_that_was_released_is_not_granted_again,
        of_two_claims_the_earlier_goes_on_when_it_may,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
