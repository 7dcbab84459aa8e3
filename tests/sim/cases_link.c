#include "db/ledger_exam.h"
#include "db/ledger_peer.h"
#include "tests/sim/cases.h"
#include "server/core/journal.h"
#include "server/core/link.h"
#include "server/core/sitting.h"
#include "server/link/intake.h"
#include "tests/lib/sample.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

#include <stdio.h>
#include <stdlib.h>

/* Bytes were lost within a connection, and what followed looked like other entries. */
static void damaged_entries_are_not_taken(struct world *w)
{
    steps_start_pair(w);
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
    steps_start_pair(w);
    message_put_entries(&w->node[MARACAY].coming, MESSAGE_ENTRIES, 1, &digest, &entry, 1);
    message_put_entries(&w->node[CARACAS].coming, MESSAGE_TAIL, 1, &digest, &entry, 1);
    world_settle(w);
    CHECK(!w->node[MARACAY].connected && w->node[MARACAY].up && w->node[CARACAS].up);
}

/* Both nodes know while there is a backlog that what is written now is behind it. */
static void a_link_with_a_backlog_is_behind(struct world *w)
{
    steps_start_sitting(w);
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
static void check_drive(struct world *w, struct steps_drive d)
{
    uint64_t bytes = journal_bytes(w, CARACAS, true) + journal_bytes(w, CARACAS, false);
    CHECK(steps_all_is_across(w) && w->node[CARACAS].connected && w->node[MARACAY].connected);
    CHECK(d.ms < 6000 + (int64_t)bytes * 1500 / w->line_rate);
    CHECK(d.most < PACE_WINDOW_FIRST + PACE_MESSAGE_LEAST + (size_t)w->line_rate * 12 / 10);
    CHECK(d.behind[CARACAS] && d.behind[MARACAY]); /* L11 */
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
        steps_start_pair(w);
        world_cut(w, true, true);
        world_settle(w);
        steps_register_many(w, CARACAS, lines[i].people);
        steps_register_many(w, MARACAY, lines[i].people / 10);
        slow_down(w, lines[i].rate);
        world_connect(w);
        struct steps_drive d = steps_drive(w, steps_all_is_across);
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
        steps_start_pair(w);
        steps_register_many(w, CARACAS, lines[i].people);
        world_settle(w);
        steps_lose_disk(w, CARACAS);
        CHECK(world_start(w, CARACAS));
        world_settle(w);
        slow_down(w, lines[i].rate);
        world_connect(w);
        struct steps_drive d = steps_drive(w, steps_all_is_across);
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
    struct steps_drive d = steps_drive(w, steps_all_is_across);
    CHECK(d.ms > LINK_SILENCE_MS + 1000 && d.ms < 16000);
    CHECK(steps_all_is_across(w) && w->node[CARACAS].connected && w->node[MARACAY].connected);
    end_essay(w, essays);
}

/* S9: over a restart, with the journal given back to an empty disk, and after a commit that failed.
 */
static void who_saves_without_end_saves_once_a_minute(struct world *w)
{
    struct exam *essays = start_essay(w, 600);
    enum { FREE = SITTING_SAVES_BYTES / ANSWER_ESSAY_BYTES };
    int saved = 0;
    while (saved <= FREE && call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_NONE)
        saved++;
    CHECK(saved > FREE - 4 && saved <= FREE);
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_OFTEN);
    (void)steps_drive(w, steps_all_is_across);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_ESSAY, "V1").refusal == REFUSAL_OFTEN);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    (void)steps_drive(w, steps_all_is_across);
    CHECK(steps_all_is_across(w));
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
    steps_start_pair(w);
    world_cut(w, true, true);
    world_settle(w);
    steps_register_many(w, CARACAS, 200);
    slow_down(w, 2000);
    uint64_t held = 0;
    for (int round = 0; round < 30 && held < 200; round++) {
        CHECK(world_can_connect(w));
        world_connect(w);
        for (int i = 0; i < 3000 / STEPS_LOOK_MS; i++) {
            w->now_ms += STEPS_LOOK_MS;
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
    steps_start_sitting(w);
    world_cut(w, true, true);
    world_settle(w);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_NONE); /* the peer seems gone */
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    steps_connect_again(w);
    world_deliver(w, CARACAS, SIZE_MAX);
    CHECK(store_link(w->node[CARACAS].store) == STORE_LINK_DOWN);
    world_settle(w);
    CHECK(!w->node[CARACAS].connected && !w->node[MARACAY].connected);
    CHECK(steps_standing(w, CARACAS) == STANDING_CONTESTED &&
          steps_standing(w, MARACAY) == STANDING_OPEN);
    CHECK(store_peer_held(w->node[CARACAS].store) == 0);
    CHECK(store_peer_held(w->node[MARACAY].store) == 0);
}

/* E1: on a line of 150 ms each way, each says what is certain; a new connection measures anew. */
static void both_nodes_say_that_their_clocks_differ(struct world *w)
{
    steps_start_pair(w);
    w->node[MARACAY].wall_offset_ms += 5000;
    slow_down(w, 64000);
    steps_connect_again(w);
    world_settle(w);
    int64_t ahead = exchange_offset(w->node[CARACAS].exchange),
            behind = exchange_offset(w->node[MARACAY].exchange);
    CHECK(ahead >= 4500 && ahead <= 4850);
    CHECK(behind <= -4500 && behind >= -4850);
    w->node[CARACAS].wall_offset_ms += 5000;
    steps_connect_again(w);
    world_settle(w);
    CHECK(exchange_offset(w->node[CARACAS].exchange) == 0);
    CHECK(exchange_offset(w->node[MARACAY].exchange) == 0);
}

/* What a node knows of the other one's terminals is what that one hears. */
static bool is_told(struct world *w, int which)
{
    struct watch *watch = exchange_watch(w->node[which].exchange);
    struct ledger_seats seats = {.seat = NULL};
    bool same = ledger_seats(w->node[1 - which].ledger, &seats);
    for (size_t i = 0; i < seats.count; i++) {
        struct presence is = world_presence(w, seats.seat[i].id),
                        said = watch_peer(watch, seats.seat[i].id, (struct mono){w->now_ms});
        int64_t drift = is.silent_ms - said.silent_ms;
        same = same && is.here == said.here &&
               (is.here != PRESENCE_SILENT || (drift <= 1000 && drift >= -1000));
    }
    free(seats.seat);
    return same;
}

static bool caracas_is_told_of(struct world *w)
{
    return is_told(w, MARACAY);
}

/* Eleven people sit at caracas. Returns the exam, for end_essay(). */
static struct exam *start_eleven(struct world *w)
{
    char id[IDENT_SIZE];
    struct exam *exam = start_essay(w, 3600);
    for (int i = 0; i < 10; i++) {
        (void)snprintf(id, sizeof id, "V%d", 10 + i);
        CHECK(call_node(w, CARACAS, CALL_REGISTER, id).refusal == REFUSAL_NONE);
        world_settle(w);
        CHECK(call_node(w, CARACAS, CALL_START, id).refusal == REFUSAL_NONE);
    }
    world_settle(w);
    return exam;
}

static void terminals_are_told_of(struct world *w)
{
    static const int64_t rates[] = {0, 12000, 64000};
    struct mono now;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct exam *exam = start_eleven(w);
        slow_down(w, rates[i]);
        for (int turn = 0; turn < 4; turn++) {
            w->now_ms += WORLD_PRESENCE_MS - w->now_ms % WORLD_PRESENCE_MS;
            struct steps_drive d = steps_drive(w, caracas_is_told_of);
            CHECK(d.ms <= 3 * LINK_TELL_MS);
        }
        world_cut(w, true, true); /* L13 */
        world_settle(w);
        now.ms = w->now_ms;
        struct watch *watch = exchange_watch(w->node[MARACAY].exchange);
        CHECK(watch_peer(watch, "V10", now).here == PRESENCE_UNKNOWN);
        CHECK(watch_peer_age_ms(watch, now) == -1);
        world_connect(w);
        (void)steps_drive(w, caracas_is_told_of);
        CHECK(is_told(w, MARACAY) && watch_peer_age_ms(watch, (struct mono){w->now_ms}) >= 0);
        end_essay(w, exam);
    }
}

/* L12: while entries are due nothing is told, and what was told last grows old. */
static void terminals_wait_for_entries(struct world *w)
{
    struct exam *exam = start_eleven(w);
    (void)steps_drive(w, caracas_is_told_of);
    struct watch *watch = exchange_watch(w->node[MARACAY].exchange);
    int64_t age_ms = watch_peer_age_ms(watch, (struct mono){w->now_ms});
    slow_down(w, 300);
    for (int i = 0; i < 100; i++)
        CHECK(call_node(w, CARACAS, CALL_ANSWER, "V10").refusal == REFUSAL_NONE);
    struct steps_drive d = steps_drive(w, steps_all_is_across);
    CHECK(d.ms > 3 * LINK_TELL_MS);
    CHECK(watch_peer_age_ms(watch, (struct mono){w->now_ms}) >= age_ms + d.ms);
    w->line_rate = 0;
    steps_connect_again(w);
    (void)steps_drive(w, caracas_is_told_of);
    CHECK(is_told(w, MARACAY));
    end_essay(w, exam);
}

unsigned cases_link(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        damaged_entries_are_not_taken,
        an_entry_that_is_too_long_costs_the_link_only,
        a_link_with_a_backlog_is_behind,
        a_backlog_crosses_a_slow_line,
        a_lost_disk_heals_over_a_slow_line,
        a_long_answer_crosses_a_slow_line,
        who_saves_without_end_saves_once_a_minute,
        a_run_goes_on_where_it_stopped,
        a_link_that_the_peer_refuses_is_never_up,
        both_nodes_say_that_their_clocks_differ,
        terminals_are_told_of,
        terminals_wait_for_entries,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
