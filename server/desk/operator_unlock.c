#include "server/desk/operator_unlock.h"

#include "db/ledger_operator.h"
#include "server/door/reply.h"

struct unlock_call {
    const char *by;
    bool linked, forced;
    enum refusal refusal;
};

static void run_unlock(struct ledger *ledger, struct task *task)
{
    struct unlock_call *c = task->context;
    c->refusal = ledger_unlock(ledger, c->by, c->linked, c->forced);
}

/* R7: replies with the reason of the refusal, and the remedy. */
static void refuse_unlock(const struct request *r, enum refusal refusal)
{
    struct ledger_position at = store_position(r->node->store);
    struct ledger_peer peer;
    store_peer(r->node->store, &peer);
    if (refusal == REFUSAL_CONTESTED)
        wire_put_error(
            r->out, "ERR",
            "the journal of %s is contested: status says what to do. Only unlock --force "
            "opens it, and then a person can sit at both nodes while %s serves",
            r->node->config->node, peer.node);
    else if (refusal == REFUSAL_PEER_HOLDS)
        wire_put_error(r->out, "ERR",
                       "%s holds %llu entries of this node's journal and this disk %llu: connect "
                       "them, and %s gives the rest back. unlock --force gives up what %s alone "
                       "has: a person can then sit at both nodes",
                       peer.node, (unsigned long long)at.peer_has_n, (unsigned long long)at.own_n,
                       peer.node, peer.node);
    else if (refusal == REFUSAL_CLOSED)
        wire_put_error(r->out, "ERR", "this node is catching up with %s and then opens by itself",
                       peer.node);
    else
        request_refuse(r, refusal);
}

static void unlock_node(const struct request *r, bool forced)
{
    struct unlock_call c = {
        .by = r->by, .linked = store_link(r->node->store) != STORE_LINK_DOWN, .forced = forced};
    if (!request_run(r, run_unlock, &c))
        return;
    if (c.refusal == REFUSAL_NONE)
        wire_put_simple(r->out, "OK");
    else
        refuse_unlock(r, c.refusal);
}

void operator_unlock(const struct request *r)
{
    unlock_node(r, false);
}

void operator_unlock_forced(const struct request *r)
{
    const char *own = r->node->config->node;
    const struct wire_word *typed = &r->words[1];
    if (wire_equals(typed, own))
        unlock_node(r, true);
    else
        wire_put_error(r->out, "ERR", "this node is %s: to unlock it by force type that name", own);
}
