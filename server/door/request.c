#include "server/door/request.h"

#include "server/door/reply.h"
#include "server/door/take_id.h"

enum { NAME_SHOWN_MAX = 32 };

bool request_command(const struct request *r, const struct command_rule *rules, size_t count,
                     size_t *out)
{
    const struct wire_word *name = &r->words[0];
    for (size_t i = 0; i < count; i++) {
        if (!wire_is(name, rules[i].name))
            continue;
        if (r->count < rules[i].least || r->count > rules[i].most) {
            wire_put_error(r->out, "ERR", "wrong number of words for %s", rules[i].name);
            return false;
        }
        *out = i;
        return true;
    }
    wire_put_error(r->out, "ERR", "unknown command '%.*s'",
                   (int)(name->len < NAME_SHOWN_MAX ? name->len : NAME_SHOWN_MAX), name->data);
    return false;
}

bool request_id(const struct request *r, const struct wire_word *word, char out[IDENT_SIZE])
{
    return take_id(&r->node->config->ids, word, r->out, out);
}

bool request_run(const struct request *r, void (*run)(struct ledger *, struct task *),
                 void *context)
{
    r->task->run = run;
    r->task->context = context;
    enum status status = store_run(r->node->store, r->task, r->node->config->claim_timeout_ms);
    if (status != STATUS_OK)
        reply_failure(r->out, status);
    return status == STATUS_OK;
}

bool request_stopping(const struct request *r)
{
    return clients_stopping(r->client != NULL ? r->node->clients : r->node->operators);
}

void request_refuse(const struct request *r, enum refusal refusal)
{
    static const struct ledger_terminal nobody;
    request_refuse_for(r, refusal, &nobody);
}

void request_refuse_for(const struct request *r, enum refusal refusal,
                        const struct ledger_terminal *who)
{
    struct ledger_position at = store_position(r->node->store);
    struct reply_facts facts = {.node = r->node->config->node,
                                .hours = at.hours,
                                .begins = at.begins,
                                .now = clock_wall(),
                                .wait_ms = who->wait_ms,
                                .last_seq = who->last_seq};
    store_peer(r->node->store, &facts.peer);
    bool contested = at.standing == STANDING_CONTESTED;
    reply_refusal(r->out, refusal == REFUSAL_CLOSED && contested ? REFUSAL_CONTESTED : refusal,
                  &facts);
}
