#include "server/desk/desk_adopt.h"

#include "common/moment.h"
#include "db/ledger_adopt.h"
#include "server/desk/desk_run.h"
#include "server/door/reply.h"

#include <stdio.h>
#include <string.h>

static struct ledger_line line_of(const struct request *r)
{
    struct store *store = r->node->store;
    return (struct ledger_line){.linked = store_link(store) != STORE_LINK_DOWN,
                                .unlinked_ms = store_unlinked_ms(store)};
}

static bool is_named(const struct wire_word *word, const char *name)
{
    return name[0] != '\0' && wire_is(word, name);
}

/* --- ADOPT --- */

struct known_call {
    struct ledger_line line;
    struct ledger_known known;
};

static void run_known(struct ledger *ledger, struct task *task)
{
    struct known_call *c = task->context;
    ledger_known(ledger, &c->line, &c->known);
}

static enum refusal adopt(struct ledger *ledger, const char *id, const struct order *order,
                          void *context)
{
    (void)id;
    return ledger_adopt(ledger, context, order);
}

/* What is known, and what cannot be kept. False: the reply says so, or why not. */
static bool is_sure(const struct request *r, const struct desk_words *w, const char *peer)
{
    struct known_call c = {.line = line_of(r)};
    char at[MOMENT_TEXT_SIZE], digest[DIGEST_TEXT_SIZE];
    if (w->confirmed)
        return true;
    while (!c.known.done) {
        if (request_stopping(r)) {
            reply_failure(r->out, STATUS_CLOSED);
            return false;
        }
        if (!request_run(r, run_known, &c))
            return false;
    }
    if (c.known.refusal != REFUSAL_NONE) {
        desk_refuse(r, c.known.refusal);
        return false;
    }
    moment_word(c.known.at, at);
    digest_text(&c.known.digest, digest);
    return desk_confirmed(
        r, w,
        "This node knows what %s did up to entry %llu (%s, digest %.16s), and nothing after it. "
        "%llu people become this node's: %llu were sitting, %llu had finished, %llu are on the "
        "way; "
        "%llu more are confirmed. If %s was only cut off it may still serve them: see that its "
        "power is off. If its key exists, an empty stand-in with it gets everything back, and that "
        "is better. If it can be reached, give it 'retire %s' instead.",
        peer, (unsigned long long)c.known.peer_n, at, digest, (unsigned long long)c.known.away,
        (unsigned long long)c.known.running, (unsigned long long)c.known.finished,
        (unsigned long long)c.known.in_transit, (unsigned long long)c.known.pending, peer, peer);
}

void desk_adopt(const struct request *r, const struct desk_words *w)
{
    struct ledger_peer peer;
    struct ledger_line line = line_of(r);
    store_peer(r->node->store, &peer);
    if (!is_named(&w->word[0], peer.node))
        wire_put_error(r->out, "ERR", "the other node is %s: to adopt it give that name",
                       peer.node[0] != '\0' ? peer.node : "not known");
    else if (is_sure(r, w, peer.node) && desk_do(r, w, "", adopt, &line))
        wire_put_simple(r->out, "OK");
}

/* --- RETIRE --- */

static enum refusal retire(struct ledger *ledger, const char *id, const struct order *order,
                           void *context)
{
    (void)id;
    return ledger_hand_over(ledger, context, order);
}

void desk_retire(const struct request *r, const struct desk_words *w)
{
    const char *own = r->node->config->node;
    struct ledger_peer peer;
    struct ledger_line line = line_of(r);
    store_peer(r->node->store, &peer);
    if (!is_named(&w->word[0], own))
        wire_put_error(r->out, "ERR", "this node is %s: a node retires itself, by its own name",
                       own);
    else if (desk_confirmed(r, w,
                            "%s closes for good, and everybody here goes on at %s: their time "
                            "stands until they sign in there. This cannot be undone.",
                            own, peer.node) &&
             desk_do(r, w, "", retire, &line))
        wire_put_simple(r->out, "OK");
}

/* --- COUNT --- */

static enum refusal count(struct ledger *ledger, const char *id, const struct order *order,
                          void *context)
{
    return ledger_count(ledger, id, context, order);
}

void desk_count(const struct request *r, const struct desk_words *w)
{
    char node[NODE_NAME_MAX + 1];
    const struct wire_word *word = &w->word[0];
    struct ledger_peer peer;
    store_peer(r->node->store, &peer);
    if (!is_named(word, r->node->config->node) && !is_named(word, peer.node)) {
        wire_put_error(r->out, "ERR", "whose answers count: those of %s or of %s?",
                       r->node->config->node, peer.node);
        return;
    }
    (void)snprintf(node, sizeof node, "%.*s", (int)word->len, word->data);
    desk_each(r, w, count, node);
}
