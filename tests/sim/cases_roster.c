#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "tests/sim/cases.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

#include <string.h>

/* R9: where caracas has V1, and all others at either node. */
static const char *listed_at;

static bool look_up(void *roster, const char *id, char node[NODE_NAME_MAX + 1])
{
    (void)roster;
    const char *at = strcmp(id, "V1") == 0 ? listed_at : "";
    memcpy(node, at, strlen(at) + 1);
    return true;
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
            steps_lose_disk(w, CARACAS);
        else
            world_kill(w, CARACAS);
        CHECK(world_start(w, CARACAS));
        steps_connect_again(w);
        world_settle(w);
        CHECK(steps_standing(w, CARACAS) == STANDING_OPEN &&
              claim(w, MARACAY, "V1") == CLAIM_PENDING);
    }
    listed_at = "maracay";
    world_stop(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    steps_connect_again(w);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_HOME && claim(w, CARACAS, "V1") == CLAIM_AWAY);
}

/* The roster is put right while both nodes run: the next meeting settles it. */
static void a_roster_that_is_read_again_settles_what_waited(struct world *w)
{
    register_against_the_roster(w);
    struct digest roster = digest_of("another", 7);
    listed_at = "maracay";
    CHECK(ledger_set_roster(w->node[CARACAS].ledger, &roster, 0));
    steps_connect_again(w);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_HOME && claim(w, CARACAS, "V1") == CLAIM_AWAY);
    CHECK(!ledger_set_roster(w->node[CARACAS].ledger, &roster, 0));
}

/* The roster was put right while the disk was lost. */
static void a_lost_disk_forgets_no_claim_that_it_withheld(struct world *w)
{
    register_against_the_roster(w);
    steps_lose_disk(w, CARACAS);
    listed_at = "";
    CHECK(world_start(w, CARACAS));
    steps_connect_again(w);
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
    steps_connect_again(w);
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
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN && w->node[CARACAS].connected);
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
    steps_restore(w, CARACAS, backup);
    world_settle(w);
    world_connect(w);
    heal_until(w, own_n, 0);
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED && claim(w, CARACAS, "V1") == CLAIM_HOME);
    unlock_cut_off(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_HOME && claim(w, MARACAY, "V1") == CLAIM_AWAY);
    disk_image_release(backup);
}

/* A claim that is read once more may have been released since: the peer's journal says so later. */
static void a_claim_that_was_released_is_not_granted_again(struct world *w)
{
    steps_start_pair(w);
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    uint64_t claim_n = ledger_position(w->node[MARACAY].ledger).own_n;
    steps_register_many(w, MARACAY, 100); /* so that not all of it is in one message */
    world_settle(w);
    CHECK(call_node(w, MARACAY, CALL_RELEASE, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_NONE && claim(w, CARACAS, "V1") == CLAIM_NONE);
    uint64_t own_n = ledger_position(w->node[CARACAS].ledger).own_n;
    world_cut(w, true, true);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    heal_until(w, own_n, claim_n);
    CHECK(steps_standing(w, CARACAS) == STANDING_RESTORED);
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
    steps_connect_again(w);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_AWAY && claim(w, MARACAY, "V1") == CLAIM_HOME);
}

/* G1: the staff list V1 at caracas; what else is written about V1 at maracay ends nothing. */
static void a_list_entry_settles_what_waited(struct world *w)
{
    register_against_the_roster(w);
    CHECK(call_node(w, MARACAY, CALL_AMEND, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_PENDING);
    CHECK(call_node(w, CARACAS, CALL_LIST, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, MARACAY, "V1") == CLAIM_HOME && claim(w, CARACAS, "V1") == CLAIM_AWAY);
}

/* G1: the copy of a list entry counts as the entry, also on a new disk. */
static void a_list_entry_of_the_other_node_counts(struct world *w)
{
    register_against_the_roster(w);
    listed_at = "maracay";
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_LISTED_ELSEWHERE);
    world_stop(w, MARACAY);
    w->node[MARACAY].roster_node = look_up;
    CHECK(world_start(w, MARACAY));
    steps_connect_again(w);
    world_settle(w);
    listed_at = "valencia";
    CHECK(call_node(w, MARACAY, CALL_LIST, "V1").refusal == REFUSAL_REGISTERED);
    CHECK(call_node(w, MARACAY, CALL_RELEASE, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, MARACAY, CALL_LIST, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    steps_connect_again(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_HOME && claim(w, MARACAY, "V1") == CLAIM_AWAY);
}

/* F1, F2. */
static void invented_people_leave_the_room_of_the_others(struct world *w)
{
    world_reset(w, 1);
    w->node[CARACAS].people_most = 2;
    w->node[CARACAS].free_bytes = 3 * enrolment_paper_bytes(w->exam);
    CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
    world_connect(w);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V3").refusal == REFUSAL_FULL_PEOPLE);
    CHECK(call_node(w, CARACAS, CALL_DESK, "V3").refusal == REFUSAL_NONE);
    CHECK(call_node(w, CARACAS, CALL_DESK, "V4").refusal == REFUSAL_FULL_DISK);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V3") == CLAIM_HOME && claim(w, CARACAS, "V4") == CLAIM_NONE);
}

/* G2 */
static void where_the_desk_registers_nobody_else_does(struct world *w)
{
    steps_start_pair(w);
    w->exam->policy.value[POLICY_REGISTRATION] = REGISTRATION_STAFF;
    enum refusal refusal = call_node(w, CARACAS, CALL_REGISTER, "V1").refusal;
    enum refusal by_desk = call_node(w, CARACAS, CALL_DESK, "V1").refusal;
    w->exam->policy.value[POLICY_REGISTRATION] = 0;
    CHECK(refusal == REFUSAL_DESK && by_desk == REFUSAL_NONE);
    world_settle(w);
    CHECK(claim(w, CARACAS, "V1") == CLAIM_HOME);
}

unsigned cases_roster(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        a_claim_that_the_roster_contradicts_waits_for_it,
        a_roster_that_is_read_again_settles_what_waited,
        a_lost_disk_forgets_no_claim_that_it_withheld,
        a_withheld_claim_ends_when_the_peer_gives_way,
        a_backup_may_withhold_a_claim_that_is_no_more,
        a_claim_that_was_released_is_not_granted_again,
        of_two_claims_the_earlier_goes_on_when_it_may,
        a_list_entry_settles_what_waited,
        a_list_entry_of_the_other_node_counts,
        invented_people_leave_the_room_of_the_others,
        where_the_desk_registers_nobody_else_does,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
