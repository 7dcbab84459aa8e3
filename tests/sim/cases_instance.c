#include "tests/sim/cases.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

/* R8: the copy of a disk starts beside the node from which it was taken. */
static void start_copy(struct world *w)
{
    struct disk_image *image = disk_save(w->node[CARACAS].disk);
    disk_load(w->node[WORLD_SPARE].disk, image);
    disk_image_release(image);
    CHECK(world_start(w, WORLD_SPARE));
}

/* Time passes for everybody while a newcomer waits. */
static enum instances_decision wait_for_answer(struct world *w)
{
    enum instances_decision result = INSTANCES_WAIT;
    for (int i = 0; i < 12 && result == INSTANCES_WAIT; i++) {
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
    steps_start_sitting(w);
    start_copy(w);
    CHECK(world_come(w, WORLD_SPARE) == INSTANCES_WAIT);
    CHECK(wait_for_answer(w) == INSTANCES_REFUSED);
    CHECK(steps_standing(w, WORLD_SPARE) == STANDING_RESTORED && !may_sit(w, WORLD_SPARE));
    CHECK(call_node(w, WORLD_SPARE, CALL_UNLOCK, "").refusal == REFUSAL_RETIRED);
    CHECK(w->node[CARACAS].connected && may_sit(w, CARACAS));
    /* Nor does it come in later in the place of the first one: its number is fenced. */
    world_stop(w, CARACAS);
    world_settle(w);
    world_connect_spare(w);
    world_settle(w);
    CHECK(steps_standing(w, WORLD_SPARE) == STANDING_RESTORED && !w->node[WORLD_SPARE].connected);
    CHECK(world_start(w, CARACAS));
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN && may_sit(w, CARACAS));
    /* Started again it is a newcomer once more, and stays closed meanwhile. */
    world_stop(w, WORLD_SPARE);
    CHECK(world_start(w, WORLD_SPARE) && steps_standing(w, WORLD_SPARE) == STANDING_RESTORED);
    CHECK(world_come(w, WORLD_SPARE) == INSTANCES_WAIT);
    CHECK(wait_for_answer(w) == INSTANCES_REFUSED && !may_sit(w, WORLD_SPARE));
}

static void a_node_that_stands_still_gives_way(struct world *w)
{
    steps_start_sitting(w);
    start_copy(w);
    w->node[CARACAS].stopped = true;
    CHECK(world_come(w, WORLD_SPARE) == INSTANCES_WAIT);
    CHECK(wait_for_answer(w) == INSTANCES_TAKEN);
    CHECK(steps_standing(w, WORLD_SPARE) == STANDING_OPEN && may_sit(w, WORLD_SPARE));
    w->node[CARACAS].stopped = false; /* it finds its connection gone, and comes again */
    world_settle(w);
    CHECK(!w->node[CARACAS].connected);
    CHECK(world_come(w, CARACAS) == INSTANCES_REFUSED);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED && !may_sit(w, CARACAS));
    CHECK(w->node[WORLD_SPARE].connected && may_sit(w, WORLD_SPARE));
    world_stop(w, CARACAS);
    CHECK(world_start(w, CARACAS) && !may_sit(w, CARACAS));
}

/* What a killed process had sent is no life, and its end is seen at once. */
static void a_restart_waits_for_nothing(struct world *w)
{
    steps_start_sitting(w);
    CHECK(may_sit(w, CARACAS));
    world_step(w, CARACAS);
    CHECK(w->node[MARACAY].coming.len > 0);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(world_come(w, CARACAS) == INSTANCES_WAIT);
    world_settle(w); /* maracay reads what was under way, and then the end */
    CHECK(!w->node[MARACAY].connected);
    CHECK(world_ask_newcomer(w) == INSTANCES_TAKEN);
    world_settle(w);

    CHECK(w->node[CARACAS].connected && may_sit(w, CARACAS));
}

/* A restart whose earlier connection nobody ended: the power of that machine went. */
static void a_restart_after_a_power_cut_waits_ten_seconds(struct world *w)
{
    steps_start_sitting(w);
    CHECK(may_sit(w, CARACAS));
    world_step(w, CARACAS);
    CHECK(w->node[MARACAY].coming.len > 0); /* what was under way comes after the newcomer */
    world_kill(w, CARACAS);
    w->node[MARACAY].end_comes = false;
    CHECK(world_start(w, CARACAS));
    CHECK(world_come(w, CARACAS) == INSTANCES_WAIT);
    int64_t before = w->now_ms;
    CHECK(wait_for_answer(w) == INSTANCES_TAKEN);
    CHECK(w->now_ms - before <= INSTANCE_ANSWER_MS + 1000 && may_sit(w, CARACAS));
}

/* Maracay dials one address, and meets the copy there, and then the first again. */
static void of_two_met_in_turn_the_later_goes_on(struct world *w)
{
    steps_start_sitting(w);
    start_copy(w);
    world_cut(w, true, true);
    world_settle(w);
    world_connect_spare(w);
    world_settle(w);
    CHECK(steps_standing(w, WORLD_SPARE) == STANDING_OPEN && may_sit(w, WORLD_SPARE));
    world_cut(w, true, true);
    w->node[WORLD_SPARE].end_comes = true;
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED && !may_sit(w, CARACAS));
}

/* A closed copy that lacks nothing does not open before maracay has decided. */
static void a_fenced_start_opens_at_no_moment(struct world *w)
{
    steps_start_sitting(w);
    start_copy(w);
    CHECK(world_come(w, WORLD_SPARE) == INSTANCES_WAIT);
    CHECK(wait_for_answer(w) == INSTANCES_REFUSED);
    world_stop(w, CARACAS);
    world_settle(w);
    world_connect_spare(w);
    for (int i = 0; i < 20; i++) {
        world_deliver(w, WORLD_SPARE, 100);
        CHECK(steps_standing(w, WORLD_SPARE) == STANDING_RESTORED);
        world_deliver(w, MARACAY, 100);
        CHECK(steps_standing(w, WORLD_SPARE) == STANDING_RESTORED);
    }
    CHECK(!w->node[WORLD_SPARE].connected);
}

unsigned cases_instance(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        a_copy_of_a_running_node_is_refused,  a_node_that_stands_still_gives_way,
        a_restart_waits_for_nothing,          a_restart_after_a_power_cut_waits_ten_seconds,
        of_two_met_in_turn_the_later_goes_on, a_fenced_start_opens_at_no_moment,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
