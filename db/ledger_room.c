/* Who may start, the begin of the exam, announcements and notes (server/core/room.h). */
#include "db/ledger_room.h"

#include "common/log.h"
#include "common/moment.h"
#include "db/ledger_exam.h"
#include "db/ledger_private.h"
#include "server/core/seating.h"

#include <string.h>

void ledger_load_room(struct ledger *l)
{
    room_table_load(&l->db->sql, JOURNAL_OWN, &l->state.room[JOURNAL_OWN]);
    room_table_load(&l->db->sql, JOURNAL_PEER, &l->state.room[JOURNAL_PEER]);
}

void ledger_note_room(struct ledger *l, const struct entry *own)
{
    if (own->kind == ENTRY_BEGIN)
        room_apply(&l->state.room[JOURNAL_OWN], own);
}

/* --- the begin --- */

/* The exam clock must run while somebody asks to start (E4). */
enum { ROOM_TICK_MS = 500 };

void ledger_ask(struct ledger *l, const struct room_asker *asker)
{
    room_ask(&l->askers, asker);
}

static size_t start_askers(struct ledger *l)
{
    size_t started = 0;
    room_forget(&l->askers, l->now_clock_ms);
    for (size_t i = 0; i < l->askers.count; i++)
        started += ledger_start_asker(l, &l->askers.all[i]);
    return started;
}

/* E4 */
static size_t begin_exam(struct ledger *l, struct entry *begin)
{
    ledger_append(l, begin, NULL);
    size_t started = start_askers(l);
    log_event(LOG_INFO, "the exam begins: %zu start now", started);
    return started;
}

/* E7. Is a begin of the peer's to be repeated? */
static bool repeats_begin(const struct ledger *l, struct entry *out)
{
    const struct room *rooms = l->state.room;
    return l->exam->policy.value[POLICY_START] == START_TOGETHER &&
           grace_writes_unasked(l->state.grace) /* R5 */ &&
           room_repeat(&rooms[JOURNAL_OWN], &rooms[JOURNAL_PEER], l->now, l->identity.node,
                       l->state.peer.node, out);
}

static void repeat_begin(struct ledger *l)
{
    struct entry e;
    if (!ledger_is_closed(l) && repeats_begin(l, &e))
        ledger_append(l, &e, NULL);
}

int64_t ledger_room_tick_ms(const struct ledger *l)
{
    const struct room *r = &l->state.room[JOURNAL_OWN];
    bool set = r->begun_n == 0 && r->at.ms != 0;
    int64_t left_ms = r->at.ms - l->now.ms;
    struct entry e;
    if (set && left_ms > 0 && left_ms < ROOM_TICK_MS)
        return left_ms;
    return set || repeats_begin(l, &e) || l->askers.count > 0 ? ROOM_TICK_MS : LEDGER_NO_DEADLINE;
}

void ledger_tick_room(struct ledger *l)
{
    struct entry begin;
    const struct hours hours = ledger_position(l).hours;
    room_forget(&l->askers, l->now_clock_ms);
    repeat_begin(l);
    if (l->state.time.paused_n == 0 &&
        room_due(&l->state.room[JOURNAL_OWN], &hours, l->now, &begin))
        (void)begin_exam(l, &begin);
}

void ledger_take_peer_begin(struct ledger *l, const struct entry *theirs)
{
    char moment[MOMENT_TEXT_SIZE];
    room_table_take(&l->db->sql, JOURNAL_PEER, theirs);
    if (theirs->kind != ENTRY_BEGIN)
        return;
    room_apply(&l->state.room[JOURNAL_PEER], theirs);
    if (theirs->begin.at.ms == 0 || theirs->ref != 0)
        return;
    repeat_begin(l);
    moment_text(theirs->begin.at, moment);
    if (theirs->begin.at.ms > l->now.ms)
        log_event(LOG_INFO, "%s set the begin of the exam for %s (%s)", l->state.peer.node, moment,
                  theirs->order.by);
    else if (l->state.room[JOURNAL_OWN].begun_n == 0)
        log_event(LOG_WARN,
                  "%s had set the begin of the exam for %s, which this node hears only now: here "
                  "it begins when its staff say so",
                  l->state.peer.node, moment);
}

enum refusal ledger_begin_exam(struct ledger *l, struct wall at, const struct order *order,
                               size_t *started)
{
    struct entry e;
    const struct hours hours = ledger_position(l).hours;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = ledger_check_rules(l);
    *started = 0;
    if (refusal != REFUSAL_NONE || ledger_order_done(l, &order->key, "") > 0)
        return refusal;
    if (at.ms == 0 && l->state.time.paused_n > 0)
        return REFUSAL_PAUSED_NODE;
    refusal = room_begin(&l->state.room[JOURNAL_OWN], &l->exam->policy, &hours, at, l->now, &e);
    if (refusal != REFUSAL_NONE || e.kind == 0)
        return refusal;
    e.order = *order;
    if (at.ms == 0)
        *started = begin_exam(l, &e);
    else
        ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

void ledger_begins(const struct ledger *l, struct room *own, struct room *peer)
{
    if (own != NULL)
        *own = l->state.room[JOURNAL_OWN];
    if (peer != NULL)
        *peer = l->state.room[JOURNAL_PEER];
}

/* --- about a person --- */

/* May the order be carried out about that person now? REFUSAL_NONE with *done: it was carried out. */
static enum refusal check_person(struct ledger *l, const char *id, const struct order *order,
                                 struct applicant *a, bool *done)
{
    *a = ledger_find(l, id);
    *done = ledger_order_done(l, &order->key, id) > 0;
    return ledger_check_open(l);
}

enum refusal ledger_admit(struct ledger *l, const char *id, bool on, const struct order *order)
{
    struct applicant a;
    struct entry e = {.n = 0};
    bool done;
    enum refusal refusal = check_person(l, id, order, &a, &done);
    if (refusal == REFUSAL_NONE && !done)
        refusal = seating_admit(&a, on, &e);
    if (refusal != REFUSAL_NONE || done || e.kind == 0)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

enum refusal ledger_note(struct ledger *l, const char *id, const struct order *order)
{
    struct applicant a;
    struct entry e = {.n = 0};
    bool done;
    enum refusal refusal = check_person(l, id, order, &a, &done);
    if (refusal == REFUSAL_NONE && !done)
        refusal = seating_note(&a, &e);
    if (refusal != REFUSAL_NONE || done)
        return refusal;
    e.order = *order;
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

/* --- announcements --- */

enum refusal ledger_announce(struct ledger *l, const char *room, const char *text,
                             const struct order *order)
{
    struct entry e;
    enum refusal refusal = ledger_check_open(l);
    if (refusal != REFUSAL_NONE || ledger_order_done(l, &order->key, "") > 0)
        return refusal;
    entry_begin(&e, ENTRY_ANNOUNCE, "");
    e.order = *order;
    memcpy(e.announce.room, room, strlen(room) + 1);
    memcpy(e.announce.text, text, strlen(text) + 1);
    ledger_append(l, &e, NULL);
    return REFUSAL_NONE;
}

void ledger_announcement(struct ledger *l, const char *room, struct room_announcement *out)
{
    room_table_announcement(&l->db->sql, room, out);
}
