#include "server/desk/desk_move.h"

#include "db/ledger_transfer.h"
#include "server/desk/desk_run.h"

/* --- TRANSFER --- */

static enum refusal transfer(struct ledger *ledger, const char *id, const struct order *order,
                             void *context)
{
    struct ledger_transfer *t = context;
    t->order = order;
    return ledger_transfer(ledger, id, t);
}

/* A pair has one other node: its name shows that whoever gives the order means it. */
static bool names_peer(const struct request *r, const struct wire_word *typed,
                       const struct ledger_peer *peer)
{
    if (peer->node[0] == '\0') {
        wire_put_error(r->out, "ERR", "this node has not met another one: nobody can move");
        return false;
    }
    if (wire_equals(typed, peer->node))
        return true;
    wire_put_error(r->out, "ERR", "the other node is %s: nobody can move to another one",
                   peer->node);
    return false;
}

void desk_transfer(const struct request *r, const struct desk_words *w)
{
    struct ledger_peer peer;
    struct ledger_transfer t = {.linked = store_link(r->node->store) != STORE_LINK_DOWN,
                                .confirmed = w->confirmed};
    store_peer(r->node->store, &peer);
    if (!names_peer(r, &w->word[0], &peer))
        return;
    if (t.linked || desk_confirmed(r, w,
                                   "the link to %s is down: until it is back whoever is moved can "
                                   "sit nowhere, and cannot be taken back",
                                   peer.node))
        desk_each(r, w, transfer, &t);
}

/* --- RECALL --- */

static enum refusal recall(struct ledger *ledger, const char *id, const struct order *order,
                           void *context)
{
    (void)context;
    return ledger_recall(ledger, id, order);
}

void desk_recall(const struct request *r, const struct desk_words *w)
{
    if (desk_do(r, w, w->who.id[0], recall, NULL))
        wire_put_simple(r->out, "OK");
}
