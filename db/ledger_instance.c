/* Who the peer is: its name, and the instance that was accepted last (server/core/instance.h). */
#include "common/log.h"
#include "db/ledger_peer.h"
#include "db/ledger_private.h"

#include <stdio.h>
#include <string.h>

bool ledger_is_peer(struct ledger *l, const struct hello *peer, char reason[LEDGER_REASON_SIZE])
{
    const char *known = l->state.peer.node;
    if (peer->protocol != MESSAGE_PROTOCOL)
        (void)snprintf(reason, LEDGER_REASON_SIZE,
                       "the peer speaks link version %llu and this node %d: run the same sinodod "
                       "on both",
                       (unsigned long long)peer->protocol, MESSAGE_PROTOCOL);
    else if (strcmp(peer->cluster, l->identity.cluster) != 0)
        (void)snprintf(reason, LEDGER_REASON_SIZE,
                       "the peer belongs to cluster %s and this node to %s: check --cluster. Where "
                       "one node has begun the next exam, `sinodoctl new-exam` is due at the other",
                       peer->cluster, l->identity.cluster);
    else if (strcmp(peer->node, l->identity.node) == 0)
        (void)snprintf(reason, LEDGER_REASON_SIZE,
                       "both nodes are called %s: give them different --node names", peer->node);
    else if (known[0] != '\0' && strcmp(known, peer->node) != 0)
        (void)snprintf(reason, LEDGER_REASON_SIZE, "this node's peer is %s, not %s", known,
                       peer->node);
    else
        return true;
    return false;
}

static bool is_fenced(struct ledger *l, const struct instance *instance)
{
    sqlite3_stmt *s = sql_use(&l->db->sql, SQL_FENCED_GET);
    sql_bind_blob(&l->db->sql, s, 1, instance->bytes, INSTANCE_BYTES);
    bool fenced = sql_row(&l->db->sql, s);
    sql_end(s);
    return fenced;
}

static void fence(struct ledger *l, const struct instance *instance)
{
    sqlite3_stmt *s = sql_use(&l->db->sql, SQL_FENCED_PUT);
    sql_bind_blob(&l->db->sql, s, 1, instance->bytes, INSTANCE_BYTES);
    sql_run(&l->db->sql, s);
}

static bool has_taken_one(const struct ledger *l)
{
    static const struct instance none;
    return !instance_equal(&l->state.peer_instance, &none);
}

enum instance_decision ledger_judge(struct ledger *l, const struct instance *newcomer,
                                    enum instance_present present)
{
    const struct instance *last = has_taken_one(l) ? &l->state.peer_instance : NULL;
    return instance_decide(newcomer, is_fenced(l, newcomer), last, present);
}

void ledger_take_instance(struct ledger *l, const struct hello *peer)
{
    struct ledger_state *s = &l->state;
    if (instance_equal(&s->peer_instance, &peer->instance))
        return;
    if (has_taken_one(l)) {
        fence(l, &s->peer_instance);
        log_event(LOG_INFO, "%s was started again; its earlier start is not accepted any more",
                  peer->node);
    }
    s->peer_instance = peer->instance;
    database_set_blob(&l->db->sql, "peer_instance", s->peer_instance.bytes, INSTANCE_BYTES);
}

void ledger_explain_retire(const struct ledger *l, enum instance_decision decision,
                           char reason[LEDGER_REASON_SIZE])
{
    (void)snprintf(
        reason, LEDGER_REASON_SIZE,
        decision == INSTANCE_DUPLICATE
            ? "another running sinodod is %s, and it answers: this one has a copy of its "
              "disk and closes. Stop this one; the other goes on"
            : "a later start of %s was taken in place of this one, which closes. Stop "
              "this one; start its disk again only when the other is stopped for good",
        l->state.peer.node);
}

bool ledger_newcomer(struct ledger *l, const struct hello *newcomer, enum instance_present present,
                     enum instance_decision *decision, char reason[LEDGER_REASON_SIZE])
{
    struct sql *sql = &l->db->sql;
    if (!ledger_is_peer(l, newcomer, reason))
        return false;
    *decision = ledger_judge(l, &newcomer->instance, present);
    if (*decision == INSTANCE_DUPLICATE) {
        fence(l, &newcomer->instance);
        database_set_int(sql, "duplicates", database_get_int(sql, "duplicates") + 1);
    }
    if (*decision == INSTANCE_DUPLICATE || *decision == INSTANCE_FENCED)
        ledger_explain_retire(l, *decision, reason);
    return true;
}

void ledger_retire(struct ledger *l, const char *reason)
{
    struct ledger_state *s = &l->state;
    struct sql *sql = &l->db->sql;
    l->met = l->taken = false; /* entries that are still in the queue must not open the node */
    if (!s->retired) {
        s->retired = true;
        database_set_int(sql, "retired", 1);
        database_set_text(sql, "retired_why", reason);
    }
    if (s->standing == STANDING_NEW || s->standing == STANDING_OPEN) {
        log_event(LOG_ERROR, "%s -> restored: the peer accepts another start of this node",
                  standing_text(s->standing));
        ledger_close_as(l, STANDING_RESTORED);
    }
}

bool ledger_meet_retires(const struct ledger *l)
{
    return l->retires;
}

void ledger_refused(struct ledger *l)
{
    l->state.grace = grace_hello(l->state.grace, false); /* R5 */
}

void ledger_taken(struct ledger *l)
{
    l->taken = true;
    l->state.grace = grace_hello(l->state.grace, true); /* R5 */
    ledger_try_open(l);
    ledger_try_retire(l);
    ledger_grant_withheld(l);
}
