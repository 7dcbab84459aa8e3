#include "server/door/desk_remark.h"

#include "common/log.h"
#include "db/ledger_operator.h"
#include "server/door/reply.h"

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
void desk_remark(const struct request *r, const struct desk_words *w)
{
    struct remark_call c = {.by = w->order.by};
    while (!c.remarked.done) {
        if (request_stopping(r)) {
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
              w->order.by);
    wire_put_array(r->out, 6);
    reply_pair_integer(r->out, "marked", (int64_t)c.remarked.marked);
    reply_pair_integer(r->out, "changed", (int64_t)c.remarked.changed);
    reply_pair_integer(r->out, "other_paper", (int64_t)c.remarked.other_paper);
}
