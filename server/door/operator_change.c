#include "server/door/operator_change.h"

#include "common/log.h"
#include "common/wipe.h"
#include "db/ledger_operator.h"
#include "server/door/access.h"
#include "server/door/reply.h"

#include <string.h>

/* --- one applicant: REISSUE, RELEASE, ALLOW --- */

struct change_call {
    char id[IDENT_SIZE];
    struct order order;
    struct code_hash hash;
    enum refusal refusal;
};

static void run_reissue(struct ledger *ledger, struct task *task)
{
    struct change_call *c = task->context;
    c->refusal = ledger_reissue(ledger, c->id, &c->order, &c->hash);
}

static void run_release(struct ledger *ledger, struct task *task)
{
    struct change_call *c = task->context;
    c->refusal = ledger_release(ledger, c->id, &c->order);
}

static void run_allow(struct ledger *ledger, struct task *task)
{
    struct change_call *c = task->context;
    c->refusal = ledger_allow(ledger, c->id, &c->order);
}

/* True when the change was made; otherwise the reply says why not. */
static bool change_applicant(const struct request *r, void (*run)(struct ledger *, struct task *),
                             struct change_call *c)
{
    c->order = order_by(r->by, "");
    if (!request_run(r, run, c))
        return false;
    if (c->refusal == REFUSAL_UNREGISTERED)
        wire_put_error(r->out, "ERR", "this ID is not registered here");
    else if (c->refusal != REFUSAL_NONE)
        request_refuse(r, c->refusal);
    return c->refusal == REFUSAL_NONE;
}

static void put_new_code(const struct request *r, const char *id, const char *code)
{
    char shown[ACCESS_SHOWN_SIZE];
    access_show(code, shown);
    wire_put_array(r->out, 4);
    reply_pair_text(r->out, "id", id);
    reply_pair_text(r->out, "code", shown);
    wipe(shown, sizeof shown);
}

void operator_change_reissue(const struct request *r)
{
    struct change_call c = {.refusal = REFUSAL_NONE};
    char code[ACCESS_CODE_SIZE];
    if (!request_id(r, &r->words[1], c.id))
        return;
    enum status status = access_issue(r->node->config->cluster, c.id, NULL, 0, code, &c.hash);
    if (status != STATUS_OK)
        reply_failure(r->out, status);
    else if (change_applicant(r, run_reissue, &c))
        put_new_code(r, c.id, code);
    wipe(code, sizeof code);
}

void operator_change_release(const struct request *r)
{
    struct change_call c = {.refusal = REFUSAL_NONE};
    if (request_id(r, &r->words[1], c.id) && change_applicant(r, run_release, &c))
        wire_put_simple(r->out, "OK");
}

void operator_change_allow(const struct request *r)
{
    struct change_call c = {.refusal = REFUSAL_NONE};
    if (request_id(r, &r->words[1], c.id) && change_applicant(r, run_allow, &c))
        wire_put_simple(r->out, "OK");
}

/* --- the node: UNLOCK, UNLOCK-FORCED --- */

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

void operator_change_unlock(const struct request *r)
{
    unlock_node(r, false);
}

void operator_change_unlock_forced(const struct request *r)
{
    const char *own = r->node->config->node;
    const struct wire_word *typed = &r->words[1];
    if (typed->len == strlen(own) && memcmp(typed->data, own, typed->len) == 0)
        unlock_node(r, true);
    else
        wire_put_error(r->out, "ERR", "this node is %s: to unlock it by force type that name", own);
}

/* --- the marks of all: REMARK --- */

struct remark_call {
    const char *by;
    enum refusal refusal;
    struct ledger_remarked remarked;
};

static void run_remark(struct ledger *ledger, struct task *task)
{
    struct remark_call *c = task->context;
    c->refusal = ledger_remark(ledger, c->by, &c->remarked);
}

/* In small transactions: the node serves meanwhile. When it stops, the next REMARK goes on from
 * there. */
void operator_change_remark(const struct request *r)
{
    struct remark_call c = {.by = r->by};
    while (!c.remarked.done) {
        if (clients_stopping(r->node->operators)) {
            reply_failure(r->out, STATUS_CLOSED);
            return;
        }
        if (!request_run(r, run_remark, &c))
            return;
        if (c.refusal != REFUSAL_NONE) {
            request_refuse(r, c.refusal);
            return;
        }
    }
    log_event(LOG_INFO, "%llu sittings marked anew by %s", (unsigned long long)c.remarked.marked,
              r->by);
    wire_put_array(r->out, 6);
    reply_pair_integer(r->out, "marked", (int64_t)c.remarked.marked);
    reply_pair_integer(r->out, "changed", (int64_t)c.remarked.changed);
    reply_pair_integer(r->out, "other_paper", (int64_t)c.remarked.other_paper);
}
