#include "db/ledger_exam.h"
#include "db/ledger_peer.h"
#include "tests/sim/cases.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

#include <stdio.h>
#include <string.h>

/* The node went on without what the copy alone has: both say so, and an empty disk heals it. */
static void a_backup_of_an_earlier_life_is_refused(struct world *w)
{
    steps_start_sitting(w);
    world_cut(w, true, true);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V2").refusal == REFUSAL_NONE);
    struct disk_image *alone = disk_save(w->node[CARACAS].disk);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
    world_cut(w, true, true);
    world_settle(w);
    steps_restore(w, CARACAS, alone);
    world_connect(w);
    world_settle(w);
    CHECK(exchange_was_refused(w->node[CARACAS].exchange));
    CHECK(steps_standing(w, CARACAS) == STANDING_CONTESTED &&
          steps_standing(w, MARACAY) == STANDING_OPEN);
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
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
    steps_start_pair(w);
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
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
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
    CHECK(steps_standing(w, CARACAS) == STANDING_CONTESTED &&
          steps_standing(w, MARACAY) == STANDING_OPEN);
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
    CHECK(steps_standing(w, CARACAS) == STANDING_CONTESTED);
    steps_connect_again(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_CONTESTED);
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
    steps_lose_disk(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_settle(w);
    world_connect(w);
    (void)steps_drive(w, steps_all_is_across);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN &&
          steps_standing(w, MARACAY) == STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").sitting.state == SITTING_FINISHED);
    CHECK(ledger_find(w->node[CARACAS].ledger, "V2").claim == CLAIM_HOME);
    CHECK(words_of(w, MARACAY, &view).what[0] == '\0' && view.standing == STANDING_OPEN);
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
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN && store_link(w->node[CARACAS].store) != 0);
    CHECK(words_of(w, MARACAY, &view).what[0] == '\0' && view.standing == STANDING_OPEN);
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
    steps_lose_disk(w, MARACAY);
    CHECK(world_start(w, MARACAY));
    world_settle(w);
    world_connect(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_CONTESTED &&
          steps_standing(w, MARACAY) != STANDING_OPEN);
    CHECK(call_node(w, CARACAS, CALL_UNLOCK, "").refusal == REFUSAL_CONTESTED);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_CLOSED);
    CHECK(call_node(w, CARACAS, CALL_FORCE, "").refusal == REFUSAL_NONE);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
    world_kill(w, MARACAY);
    disk_load(w->node[MARACAY].disk, good);
    CHECK(world_start(w, MARACAY));
    steps_connect_again(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_CONTESTED &&
          steps_standing(w, MARACAY) == STANDING_OPEN);
    disk_image_release(good);
    disk_image_release(right);
}

/* R7: an older disk, whose peer holds more and does not take it; with the line down as well. */
static void an_older_disk_is_not_unlocked(struct world *w)
{
    steps_start_sitting(w);
    struct disk_image *old = disk_save(w->node[CARACAS].disk);
    CHECK(call_node(w, CARACAS, CALL_FINISH, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    world_cut(w, true, true);
    steps_restore(w, CARACAS, old);
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
    steps_connect_again(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN);
    CHECK(ledger_position(w->node[CARACAS].ledger).peer_has_n == 0);
    CHECK(call_node(w, CARACAS, CALL_SITTING, "V1").sitting.state == SITTING_FINISHED);
    disk_image_release(old);
}

/* Two disks of two pairs that had the same names: both close, and nobody is told to empty a disk.
 * The right disk heals both. */
static void two_contested_nodes_wait_for_a_person(struct world *w)
{
    struct contested_view view;
    steps_start_sitting(w);
    world_kill(w, CARACAS);
    struct disk_image *first = disk_save(w->node[CARACAS].disk);
    steps_start_pair(w);
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
        CHECK(steps_standing(w, i) == STANDING_CONTESTED);
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
    steps_connect_again(w);
    world_settle(w);
    CHECK(steps_standing(w, CARACAS) == STANDING_OPEN &&
          steps_standing(w, MARACAY) == STANDING_OPEN);
    CHECK(words_of(w, MARACAY, &view).what[0] == '\0' && view.standing == STANDING_OPEN);
    CHECK(ledger_find(w->node[MARACAY].ledger, "V2").claim == CLAIM_AWAY);
    disk_image_release(first);
    disk_image_release(second);
}

unsigned cases_contest(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        a_backup_of_an_earlier_life_is_refused, an_old_copy_that_wrote_is_closed,
        an_empty_disk_heals_a_contested_node,   the_right_disk_heals_a_contested_node,
        emptying_the_good_disk_opens_nobody,    an_older_disk_is_not_unlocked,
        two_contested_nodes_wait_for_a_person,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
