#include "server/link/instances.h"

#include "common/log.h"
#include "db/ledger_peer.h"

struct instances_call {
    const struct hello *newcomer;
    enum instance_present present;
    enum instance_decision decision;
    bool known; /* it is the peer */
    char reason[LEDGER_REASON_SIZE];
};

static void run_decide(struct ledger *ledger, struct task *task)
{
    struct instances_call *c = task->context;
    c->known = ledger_newcomer(ledger, c->newcomer, c->present, &c->decision, c->reason);
}

static void log_decision(const struct instances_call *c, bool waited)
{
    if (c->decision == INSTANCE_DUPLICATE)
        log_event(LOG_ERROR,
                  "a second sinodod called %s has connected while the first one answers: the "
                  "second is refused and closes; stop it",
                  c->newcomer->node);
    else if (c->decision == INSTANCE_SUCCEED && waited)
        log_event(LOG_WARN,
                  "%s did not answer for %d s and was started again: the new start is taken",
                  c->newcomer->node, INSTANCE_ANSWER_MS / 1000);
}

enum instances_decision instances_decide(struct instances *x, struct store *store,
                                         const struct hello *newcomer, const struct nonce *nonce,
                                         struct mono now, struct buffer *reply)
{
    struct instances_call c = {.newcomer = newcomer,
                               .present = INSTANCE_ASKED,
                               .reason = "the peer cannot decide at the moment"};
    bool waited = x->challenge.open;
    if (waited)
        c.present = challenge_look(&x->challenge, now);
    if (waited && c.present == INSTANCE_ASKED)
        return INSTANCES_WAIT;
    if (store_call(store, run_decide, &c) != STATUS_OK || !c.known) {
        message_put_refuse(reply, c.reason);
        return INSTANCES_REFUSED;
    }
    log_decision(&c, waited);
    x->challenge.open = false;
    switch (c.decision) {
    case INSTANCE_WAIT:
        challenge_begin(&x->challenge, nonce, now);
        return INSTANCES_WAIT;
    case INSTANCE_TAKE:
    case INSTANCE_SUCCEED:
        return INSTANCES_TAKEN;
    case INSTANCE_DUPLICATE:
    case INSTANCE_FENCED:
        break;
    }
    message_put_retire(reply, c.reason);
    return INSTANCES_REFUSED;
}

void instances_warn(struct instances *x)
{
    if (!x->warned)
        log_event(LOG_WARN,
                  "another start of this node has connected to the peer, which refuses it "
                  "while this one answers: does a copy of the data directory run elsewhere?");
    x->warned = true;
}
