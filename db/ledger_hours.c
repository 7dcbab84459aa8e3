/* S10: the hours of both nodes (server/core/hours.h). */
#include "common/log.h"
#include "db/hours_table.h"
#include "db/ledger_operator.h"
#include "db/ledger_private.h"

#include <string.h>

void ledger_load_hours(struct ledger *l)
{
    struct sql *sql = &l->db->sql;
    struct ledger_state *s = &l->state;
    hours_table_load(sql, JOURNAL_OWN, &s->hours[JOURNAL_OWN]);
    hours_table_load(sql, JOURNAL_PEER, &s->hours[JOURNAL_PEER]);
    s->peer_plan_hours.opens.ms = database_get_int(sql, "peer_opens");
    s->peer_plan_hours.closes.ms = database_get_int(sql, "peer_closes");
}

void ledger_hours(const struct ledger *l, struct ledger_hours *out)
{
    const struct ledger_state *s = &l->state;
    memset(out, 0, sizeof *out);
    out->plan = l->exam->hours;
    out->last = s->hours[JOURNAL_OWN];
    out->hours = hours_in_force(&out->plan, &out->last);
    out->has_peer = s->peer.node[0] != '\0';
    if (!out->has_peer)
        return;
    out->peer_last = s->hours[JOURNAL_PEER];
    out->peer_hours = hours_in_force(&s->peer_plan_hours, &out->peer_last);
    out->differ = !hours_equal(&out->hours, &out->peer_hours);
    out->meant = out->differ && hours_equal(&out->plan, &s->peer_plan_hours);
}

static void warn_difference(const struct ledger *l)
{
    struct ledger_hours now;
    char ours[HOURS_SAID_SIZE], theirs[HOURS_SAID_SIZE];
    ledger_hours(l, &now);
    if (!now.differ)
        return;
    hours_say(&now.hours, ours);
    hours_say(&now.peer_hours, theirs);
    log_event(now.meant ? LOG_INFO : LOG_WARN,
              "the two nodes have different hours: exams may be started here %s, at %s %s; if that "
              "is not meant, sinodoctl hours changes them",
              ours, l->state.peer.node, theirs);
}

void ledger_take_peer_plan(struct ledger *l, const struct hello *peer)
{
    struct sql *sql = &l->db->sql;
    struct hours *known = &l->state.peer_plan_hours;
    if (known->opens.ms != peer->plan_hours.opens.ms)
        database_set_int(sql, "peer_opens", peer->plan_hours.opens.ms);
    if (known->closes.ms != peer->plan_hours.closes.ms)
        database_set_int(sql, "peer_closes", peer->plan_hours.closes.ms);
    *known = peer->plan_hours;
    warn_difference(l);
}

void ledger_take_peer_hours(struct ledger *l, const struct entry *theirs)
{
    struct ledger_hours now;
    char said[HOURS_SAID_SIZE];
    if (theirs->kind != ENTRY_HOURS)
        return;
    hours_table_take(&l->db->sql, JOURNAL_PEER, theirs);
    hours_apply(&l->state.hours[JOURNAL_PEER], theirs);
    ledger_hours(l, &now);
    hours_say(&now.peer_hours, said);
    log_event(LOG_INFO, "%s changed its hours: exams may be started there %s (%s: %s)",
              l->state.peer.node, said, theirs->order.by, theirs->order.reason);
    warn_difference(l);
}

enum refusal ledger_change_hours(struct ledger *l, const struct hours_wish *wish,
                                 struct ledger_hours *out, bool *changed)
{
    struct entry e;
    enum refusal refusal = ledger_check_open(l);
    if (refusal == REFUSAL_NONE)
        refusal = hours_decide(&l->exam->hours, &l->state.hours[JOURNAL_OWN], wish, &e);
    if (refusal != REFUSAL_NONE)
        return refusal;
    *changed = e.kind == ENTRY_HOURS;
    if (*changed) {
        ledger_append(l, &e, NULL);
        warn_difference(l);
    }
    ledger_hours(l, out);
    return REFUSAL_NONE;
}
