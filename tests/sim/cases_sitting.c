#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/codes.h"
#include "db/ledger_peer.h"
#include "db/ledger_record.h"
#include "server/core/journal.h"
#include "tests/lib/sample.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

#include <string.h>

static void time_stands_still_while_the_node_is_closed(struct world *w)
{
    steps_start_pair(w);
    world_cut(w, true, true);
    world_settle(w);
    w->now_ms += 100000; /* the exam clock is far on when the sitting starts */
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    steps_lose_disk(w, CARACAS);
    w->now_ms += 10000;
    CHECK(world_start(w, CARACAS));
    w->now_ms += 45000; /* closed: it has not met its peer */
    world_turn(w, CARACAS, 1);
    world_settle(w);
    world_connect(w);
    w->now_ms += 3000;
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
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
    steps_start_sitting(w);
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
        steps_start_sitting(w);
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
    steps_start_sitting(w);
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
    steps_start_sitting(w);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN && w->node[CARACAS].finished == 0);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS) && w->node[CARACAS].finished == 0);
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(w->node[CARACAS].finished > 0);
}

static void a_regained_sitting_waits_for_its_own_exam(struct world *w)
{
    struct exam *other = sample_exam(2);
    steps_start_sitting(w);
    steps_lose_disk(w, CARACAS);
    w->node[CARACAS].exam = other;
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED);
    world_stop(w, CARACAS);
    CHECK(!world_start(w, CARACAS)); /* it says which exam it needs */
    w->node[CARACAS].exam = w->exam;
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    sample_free(other);
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
    steps_start_pair(w);
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
    steps_lose_disk(w, MARACAY);
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

static enum refusal start(struct world *w, int which, const char *id)
{
    return call_node(w, which, CALL_START, id).refusal;
}

static struct ledger_hours hours_of(struct world *w, int which)
{
    struct ledger_hours now;
    ledger_hours(w->node[which].ledger, &now);
    return now;
}

/* S10, S11. The line is down as an operator closes one node, which then loses its disk; then it starts
 * with another plan. */
static void hours_are_a_nodes_own_and_decide_about_starts_alone(struct world *w)
{
    struct exam planned = *w->exam;
    planned.hours.closes.ms = INT64_C(1) << 40;
    steps_start_sitting(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V3").refusal == REFUSAL_NONE);
    world_settle(w);
    world_cut(w, true, true);
    CHECK(call_node(w, CARACAS, CALL_CLOSE, "").refusal == REFUSAL_NONE);
    CHECK(start(w, CARACAS, "V2") == REFUSAL_LATE);
    CHECK(start(w, MARACAY, "V3") == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    CHECK(!hours_of(w, MARACAY).differ);
    steps_connect_again(w);
    world_settle(w);
    CHECK(hours_of(w, MARACAY).differ && hours_of(w, CARACAS).differ);
    CHECK(hours_of(w, MARACAY).peer_hours.closes.ms == 1);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(hours_of(w, CARACAS).last.n == 0);
    CHECK(call_node(w, CARACAS, CALL_PLAN, "").refusal == REFUSAL_CLOSED);
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(start(w, CARACAS, "V2") == REFUSAL_LATE);
    world_kill(w, CARACAS);
    w->node[CARACAS].exam = &planned; /* the digest is the same */
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(start(w, CARACAS, "V2") == REFUSAL_LATE);
    struct call running = call_node(w, CARACAS, CALL_SITTING, "V1");
    CHECK(running.refusal == REFUSAL_NONE && running.sitting.state == SITTING_RUNNING);
    CHECK(running.sitting.remaining_ms > 50000 && running.sitting.answered == 1);
    CHECK(call_node(w, CARACAS, CALL_PLAN, "").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(hours_of(w, CARACAS).hours.closes.ms == planned.hours.closes.ms);
    CHECK(hours_of(w, MARACAY).peer_hours.closes.ms == planned.hours.closes.ms);
    CHECK(start(w, CARACAS, "V2") == REFUSAL_NONE);
    world_stop(w, CARACAS);
    w->node[CARACAS].exam = w->exam;
}

/* The finished sittings of V1 over both journals that are not void, and those that are. */
static void count_records(struct world *w, unsigned *valid, unsigned *voided)
{
    *valid = *voided = 0;
    for (int which = 0; which < 2; which++) {
        struct ledger_record record;
        struct ledger_due due = {.begun = false};
        while (ledger_next_record(w->node[which].ledger, &due, &record)) {
            *(record.applicant.sitting.voided ? voided : valid) += 1;
            ledger_record_release(&record);
        }
    }
}

/* C2, U2. The person moves with the new sitting, so that each journal has one. */
static void a_reset_leaves_one_sitting_that_counts(struct world *w)
{
    unsigned valid, voided;
    steps_start_sitting(w);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    count_records(w, &valid, &voided);
    CHECK(valid == 1 && voided == 0);
    CHECK(call_node(w, CARACAS, CALL_RESET, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    steps_connect_again(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_TRANSFER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    struct call there = call_node(w, MARACAY, CALL_START, "V1");
    CHECK(there.refusal == REFUSAL_NONE && there.sitting.answered == 0);
    CHECK(call_node(w, MARACAY, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    count_records(w, &valid, &voided);
    CHECK(valid == 1 && voided == 1);
}

unsigned cases_sitting(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        time_stands_still_while_the_node_is_closed,
        a_node_that_was_stopped_gives_the_time_back,
        a_disk_that_stalls_gives_the_time_back,
        time_stands_still_while_the_disk_is_full,
        records_of_regained_sittings_are_written,
        a_regained_sitting_waits_for_its_own_exam,
        a_new_code_is_known_where_its_owner_is_away,
        nodes_with_other_exams_start_nobody,
        hours_are_a_nodes_own_and_decide_about_starts_alone,
        a_reset_leaves_one_sitting_that_counts,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
