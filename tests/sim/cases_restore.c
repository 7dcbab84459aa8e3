#include "db/ledger_exam.h"
#include "tests/sim/cases.h"
#include "server/core/journal.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

static void nobody_unlocks_a_node_that_gets_its_journal_back(struct world *w)
{
    steps_start_sitting(w);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_deliver(w, CARACAS, SIZE_MAX); /* their HELLO */
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_PEER_HOLDS);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED); /* it knows, also without its peer */
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
}

/* C7: the tail that was lost may hold a start, and here it does. */
static void whoever_was_held_before_a_restore_is_not_released(struct world *w)
{
    steps_start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    struct disk_image *image = disk_save(w->node[CARACAS].disk);
    world_cut(w, true, true);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    steps_restore(w, CARACAS, image);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED); /* R1 */
    steps_connect_again(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
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
    steps_lose_disk(w, CARACAS);
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
    steps_restore(w, MARACAY, image);
    world_settle(w);
    world_connect(w);
    world_settle(w);
}

/* Caracas had answered entries of maracay that are lost for good. What maracay writes under their
 * numbers is new. */
static void numbers_of_lost_entries_are_answered_again(struct world *w)
{
    steps_start_pair(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    struct disk_image *image = disk_save(w->node[MARACAY].disk); /* V1's claim is the last entry */
    world_settle(w);
    lose_what_was_answered(w, image);
    CHECK(steps_standing(w, CARACAS) != STANDING_OPEN &&
          steps_standing(w, MARACAY) != STANDING_OPEN); /* R3 */
    CHECK(call_node(w, MARACAY, CALL_UNLOCK, "").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V4").refusal == REFUSAL_NONE);
    world_kill(w, CARACAS); /* it must not forget what it forgot */
    CHECK(world_start(w, CARACAS));
    steps_connect_again(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
    CHECK(ledger_find(w->node[MARACAY].ledger, "V4").claim == CLAIM_HOME);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V4").claim == CLAIM_AWAY);
    /* Grants for V1 to V3, "opened", and a grant for V4: V1's was not answered twice. */
    CHECK(ledger_position(w->node[CARACAS].ledger).own_n == 5);
    disk_image_release(image);
}

/* So is a release among them, which nothing looks for again later. */
static void a_release_under_the_number_of_a_lost_entry_is_noted(struct world *w)
{
    steps_start_pair(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    struct disk_image *image = disk_save(w->node[MARACAY].disk); /* V1 is home there */
    lose_what_was_answered(w, image);
    CHECK(call_node(w, MARACAY, CALL_UNLOCK, "").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_ALLOW, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_RELEASE, "V1").refusal == REFUSAL_NONE);
    steps_connect_again(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
    CHECK(ledger_find(w->node[MARACAY].ledger, "V1").claim == CLAIM_NONE);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V1").claim == CLAIM_NONE);
    disk_image_release(image);
}

/* Its tail is all that it lacks: nothing of the peer's comes after it. */
static void a_backup_opens_with_its_own_tail(struct world *w)
{
    steps_start_pair(w);
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
    steps_restore(w, CARACAS, image);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
    struct call c = call_node(w, CARACAS, CALL_SITTING, "V1");
    CHECK(c.sitting.state == SITTING_RUNNING && c.sitting.remaining_ms == 60000);
    disk_image_release(image);
}

unsigned cases_restore(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        nobody_unlocks_a_node_that_gets_its_journal_back,
        a_backup_opens_with_its_own_tail,
        whoever_was_held_before_a_restore_is_not_released,
        numbers_of_lost_entries_are_answered_again,
        a_release_under_the_number_of_a_lost_entry_is_noted,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
