#include "tests/sim/cases_steps.h"

#include "tests/sim/calls.h"
#include "tests/sim/check.h"

#include <stdio.h>

enum standing steps_standing(struct world *w, int which)
{
    return ledger_position(w->node[which].ledger).standing;
}

void steps_start_pair(struct world *w)
{
    world_reset(w, 1);
    CHECK(world_start(w, CARACAS) && world_start(w, MARACAY));
    world_connect(w);
    world_settle(w);
}

void steps_connect_again(struct world *w)
{
    world_cut(w, true, true);
    world_settle(w);
    CHECK(world_can_connect(w));
    world_connect(w);
}

void steps_start_sitting(struct world *w)
{
    steps_start_pair(w);
    CHECK(call_node(w, CARACAS, CALL_REGISTER, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
    CHECK(call_node(w, CARACAS, CALL_START, "V1").refusal == REFUSAL_NONE);
    world_settle(w);
}

void steps_lose_disk(struct world *w, int which)
{
    world_kill(w, which);
    disk_load(w->node[which].disk, w->node[which].fresh);
}

void steps_restore(struct world *w, int which, const struct disk_image *image)
{
    world_kill(w, which);
    disk_load(w->node[which].disk, image);
    world_mark_restored(w, which);
    CHECK(world_start(w, which));
}

enum { LINES_MS = 600000 };

struct steps_drive steps_drive(struct world *w, bool (*done)(struct world *))
{
    struct steps_drive d = {0, 0, {false, false}};
    while (d.ms < LINES_MS && !done(w) && w->node[0].connected && w->node[1].connected) {
        w->now_ms += STEPS_LOOK_MS;
        d.ms += STEPS_LOOK_MS;
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

bool steps_all_is_across(struct world *w)
{
    struct ledger_position a = store_position(w->node[CARACAS].store);
    struct ledger_position b = store_position(w->node[MARACAY].store);
    return a.own_n == b.held_n && b.own_n == a.held_n && a.standing == STANDING_OPEN &&
           b.standing == STANDING_OPEN && store_peer_held(w->node[CARACAS].store) == a.own_n &&
           store_peer_held(w->node[MARACAY].store) == b.own_n &&
           store_link(w->node[CARACAS].store) == STORE_LINK_UP &&
           store_link(w->node[MARACAY].store) == STORE_LINK_UP;
}

void steps_register_many(struct world *w, int which, int count)
{
    char id[IDENT_SIZE];
    for (int i = 1; i <= count; i++) {
        (void)snprintf(id, sizeof id, "V%d", i + which * 10000);
        CHECK(call_node(w, which, CALL_REGISTER, id).refusal == REFUSAL_NONE);
    }
}
