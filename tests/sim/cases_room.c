#include "db/ledger_exam.h"
#include "db/ledger_room.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"
#include "tests/sim/rooms.h"

/* V1 and V2 wait at caracas for the begin. */
static void start_waiting(struct world *w)
{
    steps_start_pair(w);
    w->exam->policy.value[POLICY_ADMIT] = ADMIT_STAFF;
    w->exam->policy.value[POLICY_START] = START_TOGETHER;
    static const char *const ids[] = {"V1", "V2"};
    for (int i = 0; i < 2; i++) {
        CHECK(call_node(w, CARACAS, CALL_REGISTER, ids[i]).refusal == REFUSAL_NONE);
        world_settle(w);
        CHECK(call_node(w, CARACAS, CALL_ADMIT, ids[i]).refusal == REFUSAL_NONE);
        CHECK(call_node(w, CARACAS, CALL_START, ids[i]).refusal == REFUSAL_BEGIN);
    }
}

static enum sitting_state state_of(struct world *w, const char *id)
{
    return call_node(w, CARACAS, CALL_SITTING, id).sitting.state;
}

/* E4, E6: the exam clock passes also where nobody sits, so that who left is not started. */
static void who_waits_starts_with_the_begin(struct world *w)
{
    start_waiting(w);
    w->exam->policy.value[POLICY_LATE] = LATE_REST;
    world_pass(w, 4000, -1);
    CHECK(call_node(w, CARACAS, CALL_START, "V2").refusal == REFUSAL_BEGIN);
    world_pass(w, 2000, -1);
    CHECK(call_node(w, CARACAS, CALL_BEGIN, "").refusal == REFUSAL_NONE);
    CHECK(state_of(w, "V1") == SITTING_NONE);
    CHECK(state_of(w, "V2") == SITTING_RUNNING);
    world_pass(w, 3000, -1);
    struct call late = call_node(w, CARACAS, CALL_SITTING, "V1");
    CHECK(late.sitting.remaining_ms == 57000 && late.sitting.seconds == 60);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").sitting.remaining_ms == 57000);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V2").sitting.remaining_ms == 57000);
}

/* E7: both nodes know the moment, the line is down, and one of them starts again meanwhile. */
static void a_moment_comes_without_a_line(struct world *w)
{
    start_waiting(w);
    CHECK(call_node(w, MARACAY, CALL_BEGIN_LATER, "").refusal == REFUSAL_NONE);
    world_settle(w);
    world_cut(w, true, true);
    world_settle(w);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_pass(w, 8000, -1);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_BEGIN);
    world_pass(w, 2500, -1);
    CHECK(state_of(w, "V1") == SITTING_RUNNING);
    struct room there;
    ledger_begins(w->node[MARACAY].ledger, &there, NULL);
    CHECK(there.begun_n > 0);
}

/* E7: the node that it is set at is paused, and does not begin when it comes. */
static void a_moment_that_has_passed_is_not_set_at_the_other(struct world *w)
{
    static struct history h;
    struct room here, there;
    start_waiting(w);
    history_reset(&h);
    world_cut(w, true, true);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_STOP, "").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_BEGIN_LATER, "").refusal == REFUSAL_NONE);
    world_pass(w, 11000, -1);
    world_connect(w);
    world_settle(w);
    rooms_check_end(&h, w, false);
    CHECK(h.broken == 0);
    ledger_begins(w->node[CARACAS].ledger, &here, NULL);
    ledger_begins(w->node[MARACAY].ledger, &there, NULL);
    CHECK(here.at.ms != 0 && here.begun_n == 0);
    CHECK(there.set_n == 0 && there.begun_n == 0);
}

/* E6: what is left when somebody finishes is not what was given at the start. */
static void who_started_with_the_begin_finishes(struct world *w)
{
    static struct history h;
    start_waiting(w);
    w->exam->policy.value[POLICY_LATE] = LATE_REST;
    history_reset(&h);
    CHECK(call_node(w, CARACAS, CALL_BEGIN, "").refusal == REFUSAL_NONE);
    world_pass(w, 3000, -1);
    history_look(&h, w);
    rooms_look(&h, w);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    history_look(&h, w);
    rooms_look(&h, w);
    CHECK(h.broken == 0);
    CHECK(state_of(w, "V1") == SITTING_FINISHED);
}

/* E5 */
static void who_was_ready_starts_after_the_hours(struct world *w)
{
    start_waiting(w);
    CHECK(call_node(w, CARACAS, CALL_CLOSE, "").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_BEGIN);
    CHECK(call_node(w, CARACAS, CALL_BEGIN, "").refusal == REFUSAL_NONE);
    CHECK(state_of(w, "V1") == SITTING_RUNNING);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V3").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_ADMIT, "V3").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_START, "V3").refusal == REFUSAL_LATE);
}

unsigned cases_room(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        who_waits_starts_with_the_begin,
        a_moment_comes_without_a_line,
        a_moment_that_has_passed_is_not_set_at_the_other,
        who_started_with_the_begin_finishes,
        who_was_ready_starts_after_the_hours,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
