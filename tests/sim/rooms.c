#include "tests/sim/rooms.h"

#include "db/ledger_exam.h"
#include "db/ledger_room.h"

static void check_started(struct history *h, struct world *w, const struct applicant *a,
                          const struct room *room)
{
    const struct policy *p = &w->exam->policy;
    const struct sitting *s = &a->sitting;
    bool came = a->confirm_n == a->claim_n; /* with the sitting, from the other node */
    bool together = p->value[POLICY_START] == START_TOGETHER && !came;
    if (p->value[POLICY_ADMIT] == ADMIT_STAFF && !a->admitted)
        history_broken(h, "E2: %s started and was not admitted", a->id);
    if (together && (room->begun_n == 0 || s->start_n < room->begun_n))
        history_broken(h, "E3: %s started before the begin", a->id);
    bool as_started = s->state == SITTING_RUNNING && s->time_n == s->start_n;
    if (together && p->value[POLICY_LATE] == LATE_REST && as_started &&
        s->left_ms + (s->start_clock_ms - room->begun_clock_ms) != (uint64_t)s->seconds * 1000)
        history_broken(h, "E6: %s has %llu ms", a->id, (unsigned long long)s->left_ms);
}

void rooms_look(struct history *h, struct world *w)
{
    for (int which = 0; which < 2; which++) {
        struct room room;
        struct world_node *n = &w->node[which];
        if (!n->up || h->blind || history_alone(h, w, which))
            continue;
        ledger_begins(n->ledger, &room, NULL);
        for (int id = 0; id < HISTORY_IDS; id++) {
            if (h->sitting[which][id] == SITTING_NONE)
                continue;
            struct applicant a = ledger_find(n->ledger, history_names[id]);
            if (a.claim == CLAIM_HOME && a.sitting.start_n > 0)
                check_started(h, w, &a, &room);
        }
    }
}

/* A node that is paused, or not open yet, begins later than its moment; then the other one may have
 * heard of that too late to take it. */
static bool is_to_come(const struct room *room, const struct ledger *l)
{
    return room->begun_n == 0 && (room->at.ms == 0 || room->at.ms > ledger_now(l).ms);
}

void rooms_check_end(struct history *h, struct world *w, bool moved)
{
    struct room room[2];
    bool due = !moved && h->losses[0] + h->losses[1] == 0 &&
               w->exam->policy.value[POLICY_START] == START_TOGETHER;
    world_pass(w, 1000, -1);
    for (int i = 0; i < 2; i++) {
        if (!w->node[i].up)
            return;
        ledger_begins(w->node[i].ledger, &room[i], NULL);
        due = due && is_to_come(&room[i], w->node[i].ledger);
    }
    if (due && room[0].at.ms != room[1].at.ms)
        history_broken(h, "E7: the begin is set for %lld at %s and for %lld at %s",
                       (long long)room[0].at.ms, w->node[0].name, (long long)room[1].at.ms,
                       w->node[1].name);
}
