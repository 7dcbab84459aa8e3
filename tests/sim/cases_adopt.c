/* A centre burns, is adopted, and may come back (server/core/adoption.h). */
#include "common/buffer.h"
#include "db/audit.h"
#include "db/ledger_adopt.h"
#include "server/core/adoption.h"
#include "server/core/grace.h"
#include "tests/lib/chance.h"
#include "tests/sim/calls.h"
#include "tests/sim/cases.h"
#include "tests/sim/cases_steps.h"
#include "tests/sim/check.h"

#include <stdio.h>
#include <string.h>

enum { PEOPLE = 10, EARLY = 7 /* of them register while the link is up */, LIVES = 150 };

static struct ledger_adoption adoption(struct world *w, int which)
{
    struct ledger_adoption a;
    ledger_adoption(w->node[which].ledger, &a);
    return a;
}

/* Nothing is left to take over. */
static void work(struct world *w, int which)
{
    for (int i = 0; i < 100 && w->node[which].up && adoption(w, which).left > 0; i++)
        world_turn(w, which, 0);
}

static void part(struct world *w)
{
    world_cut(w, true, true);
    world_settle(w);
}

static void meet(struct world *w)
{
    CHECK(world_can_connect(w));
    world_connect(w);
    world_settle(w);
    world_pass(w, 2000, -1);
    world_settle(w);
}

/* Z1: whatever the node does meanwhile. */
static void the_time_without_a_link_is_known(struct world *w)
{
    steps_start_pair(w);
    struct store *store = w->node[MARACAY].store;
    w->now_ms += 1000;
    world_enter(w, MARACAY);
    CHECK(store_unlinked_ms(store) == 0);
    part(w);
    w->now_ms += ADOPTION_WAIT_MS;
    CHECK(call_node(w, MARACAY, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_enter(w, MARACAY);
    CHECK(store_unlinked_ms(store) == ADOPTION_WAIT_MS);
    meet(w);
    world_enter(w, MARACAY);
    CHECK(store_unlinked_ms(store) == 0);
}

static void a_crash_in_the_middle_of_an_adoption_is_none(struct world *w)
{
    enum { MANY = 2500 };
    steps_start_pair(w);
    steps_register_many(w, CARACAS, MANY);
    world_settle(w);
    part(w);
    CHECK(call_node(w, MARACAY, CALL_ADOPT, "").refusal == REFUSAL_NONE);
    for (int i = 0; i < 20 && adoption(w, MARACAY).left == MANY; i++)
        world_turn(w, MARACAY, 0);
    uint64_t left = adoption(w, MARACAY).left;
    CHECK(left > 0 && left < MANY);
    world_kill(w, MARACAY);
    CHECK(world_start(w, MARACAY));
    CHECK(adoption(w, MARACAY).left < left); /* it goes on at once */
    world_pass(w, GRACE_MS, -1);
    work(w, MARACAY);
    CHECK(adoption(w, MARACAY).left == 0);
    CHECK(ledger_position(w->node[MARACAY].ledger).stands);
}

/* Z3: from the first contact on, whatever happens after it. */
static void an_adopted_node_stays_closed_after_a_crash(struct world *w)
{
    steps_start_sitting(w);
    part(w);
    CHECK(call_node(w, MARACAY, CALL_ADOPT, "").refusal == REFUSAL_NONE);
    work(w, MARACAY);
    world_connect(w);
    world_deliver(w, CARACAS, SIZE_MAX); /* maracay's HELLO, and no more */
    CHECK(steps_standing(w, CARACAS) == STANDING_ADOPTED);
    world_kill(w, CARACAS);
    CHECK(world_start(w, CARACAS));
    world_pass(w, GRACE_MOST_MS, -1);
    CHECK(steps_standing(w, CARACAS) == STANDING_ADOPTED);
    CHECK(call_node(w, CARACAS, CALL_ANSWER, "V1").refusal == REFUSAL_ELSEWHERE);
    world_settle(w);
    meet(w);
    CHECK(adoption(w, MARACAY).settled);
}

/* --- lives from a seed --- */

enum { STARTED, ANSWERED, FINISHED, FACTS };

struct life {
    struct world *w;
    uint64_t random;
    bool told[2][PEOPLE][FACTS]; /* to a client of that node */
    bool asked[2][PEOPLE];       /* since the nodes parted: an act */
    bool parted, mutual;
    int stays; /* the node that will go on */
};

static uint64_t draw(struct life *l, uint64_t n)
{
    return chance(&l->random, n);
}

static void name(int id, char out[IDENT_SIZE])
{
    (void)snprintf(out, IDENT_SIZE, "V%d", id + 1);
}

/* The node runs, and its grace is over. */
static void wake(struct life *l, int which)
{
    if (l->w->node[which].up)
        world_turn(l->w, which, 0); /* it ends if its disk died */
    if (l->w->node[which].up)
        return;
    disk_heal(l->w->node[which].disk);
    CHECK(world_start(l->w, which));
    if (l->parted)
        world_pass(l->w, GRACE_MS, -1);
}

static void ask(struct life *l, int which, uint64_t ids)
{
    static const enum call_kind kinds[] = {CALL_REGISTER, CALL_START, CALL_ANSWER,
                                           CALL_FINISH,   CALL_START, CALL_ANSWER};
    static const int facts[CALL_KINDS] = {
        [CALL_START] = STARTED, [CALL_ANSWER] = ANSWERED, [CALL_FINISH] = FINISHED};
    char id[IDENT_SIZE];
    int who = (int)draw(l, ids);
    enum call_kind kind = kinds[draw(l, sizeof kinds / sizeof kinds[0])];
    name(who, id);
    wake(l, which);
    struct call c = call_node(l->w, which, kind, id);
    if (kind == CALL_REGISTER || (c.status == STATUS_OK && c.refusal != REFUSAL_NONE))
        return;
    l->asked[which][who] |= l->parted;
    if (c.status == STATUS_OK)
        l->told[which][who][facts[kind]] = true;
}

static void ask_both(struct life *l, uint64_t most, uint64_t ids)
{
    for (uint64_t left = draw(l, most); left > 0; left--)
        ask(l, (int)draw(l, 2), ids);
}

/* The node's disk may die at any operation of it. */
static void adopt(struct life *l, int which)
{
    for (int tries = 0; tries < 50; tries++) {
        wake(l, which);
        if (draw(l, 2) == 0)
            disk_die(l->w->node[which].disk, (unsigned)draw(l, 25));
        if (!adoption(l->w, which).stands)
            (void)call_node(l->w, which, CALL_ADOPT, "");
        else if (adoption(l->w, which).left > 0)
            world_turn(l->w, which, 0);
        else
            break;
    }
    wake(l, which);
    disk_heal(l->w->node[which].disk);
    CHECK(adoption(l->w, which).stands && adoption(l->w, which).left == 0);
}

/* They meet, over a line that breaks, while nodes die. */
static void come_back(struct life *l)
{
    struct world *w = l->w;
    for (uint64_t left = draw(l, 30); left > 0; left--) {
        int which = (int)draw(l, 2);
        wake(l, which);
        if (draw(l, 8) == 0)
            disk_die(w->node[which].disk, (unsigned)draw(l, 25));
        if (draw(l, 8) == 0)
            world_cut(w, true, true);
        if (world_can_connect(w))
            world_connect(w);
        world_turn(w, which, SIZE_MAX);
        if (w->node[which].up)
            world_step(w, which);
        if (w->node[which].up)
            world_deliver(w, which, 1 + draw(l, 3000));
    }
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 2; i++) {
            disk_heal(w->node[i].disk);
            wake(l, i);
        }
        part(w);
        if (world_can_connect(w))
            meet(w);
        work(w, l->stays);
        world_settle(w);
    }
}

static void check_person(struct life *l, int who)
{
    char id[IDENT_SIZE];
    name(who, id);
    struct ledger *ledger = l->w->node[l->stays].ledger;
    struct applicant a = ledger_find(ledger, id);
    bool told[FACTS];
    for (int fact = 0; fact < FACTS; fact++)
        told[fact] = l->told[0][who][fact] || l->told[1][who][fact];
    CHECK(a.claim == CLAIM_HOME || a.claim == CLAIM_NONE); /* Z2 */
    CHECK(a.fork == FORK_NONE || l->asked[l->stays][who]); /* Z5 */
    if (a.fork != FORK_NONE)
        return;
    CHECK(!told[STARTED] || a.sitting.state != SITTING_NONE);
    CHECK(!told[FINISHED] || a.sitting.state == SITTING_FINISHED);
    if (told[ANSWERED])
        CHECK(call_node(l->w, l->stays, CALL_ANSWERS, id).answered > 0);
}

static void check_end(struct life *l)
{
    struct world *w = l->w;
    int closed = 1 - l->stays;
    CHECK(steps_standing(w, l->stays) == STANDING_OPEN);
    CHECK(steps_standing(w, closed) == STANDING_ADOPTED);
    CHECK(adoption(w, l->stays).settled && !adoption(w, closed).stands);
    CHECK(ledger_position(w->node[closed].ledger).own_n ==
          ledger_position(w->node[l->stays].ledger).held_n);
    for (int who = 0; who < PEOPLE; who++)
        check_person(l, who);
}

static void audit(struct world *w, int which)
{
    char path[128];
    struct buffer report = {0};
    world_stop(w, which);
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, w->node[which].dir);
    CHECK(audit_run(path, &report));
    buffer_release(&report);
}

/* What only the lost disk had is nobody's any more. */
static void lose(struct life *l, int which)
{
    steps_lose_disk(l->w, which);
    memset(l->told[which], 0, sizeof l->told[which]);
}

static void live(struct world *w, uint64_t seed)
{
    struct life l = {.w = w, .random = seed * 0x9E3779B97F4A7C15u + 1, .stays = MARACAY};
    steps_start_pair(w);
    for (int i = 0; i < 20; i++) {
        ask(&l, (int)draw(&l, 2), EARLY);
        world_settle(w);
    }
    part(w);
    l.parted = true;
    ask_both(&l, 20, PEOPLE);
    if (draw(&l, 4) == 0) { /* Z6: the lesser name stays */
        l.stays = CARACAS;
        adopt(&l, CARACAS);
        ask_both(&l, 10, PEOPLE);
    }
    adopt(&l, MARACAY);
    ask_both(&l, 20, PEOPLE);
    if (draw(&l, 8) == 0)
        lose(&l, 1 - l.stays);
    come_back(&l);
    if (draw(&l, 4) == 0) { /* R3: from the adopted node's copy */
        wake(&l, l.stays);
        steps_lose_disk(w, l.stays);
        come_back(&l);
    }
    check_end(&l);
    audit(w, CARACAS);
    audit(w, MARACAY);
}

static void adopted_centres_come_back(struct world *w)
{
    for (uint64_t seed = 1; seed <= LIVES; seed++) {
        unsigned before = check_failures;
        live(w, seed);
        if (check_failures > before) {
            (void)fprintf(stderr, "in life %llu of the adopted centres\n",
                          (unsigned long long)seed);
            return;
        }
    }
}

unsigned cases_adopt(struct world *w)
{
    static void (*const cases[])(struct world *) = {
        the_time_without_a_link_is_known,
        a_crash_in_the_middle_of_an_adoption_is_none,
        an_adopted_node_stays_closed_after_a_crash,
        adopted_centres_come_back,
    };
    return check_lives(cases, sizeof cases / sizeof cases[0], w);
}
