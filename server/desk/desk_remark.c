#include "server/desk/desk_remark.h"

#include "common/log.h"
#include "db/ledger_operator.h"
#include "server/door/reply.h"

#include <stdlib.h>

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

/* --- REMARKED --- */

static void run_corrections(struct ledger *ledger, struct task *task)
{
    ledger_corrections(ledger, task->context);
}

static void put_change(struct buffer *out, const struct ledger_correction *change)
{
    wire_put_array(out, 5);
    wire_put_text(out, change->id);
    wire_put_text(out, change->name);
    wire_put_integer(out, change->old_score);
    wire_put_integer(out, change->score);
    wire_put_integer(out, change->max);
}

static void put_changes(struct buffer *out, const struct ledger_corrections *c)
{
    wire_put_array(out, 6);
    reply_pair_integer(out, "after", (int64_t)c->after_n);
    reply_pair_text(out, "more", c->more ? "yes" : "no");
    wire_put_text(out, "changed");
    wire_put_array(out, c->count);
    for (size_t i = 0; i < c->count; i++)
        put_change(out, &c->change[i]);
}

void desk_remarked(const struct request *r, const struct desk_words *w)
{
    struct ledger_corrections *c = calloc(1, sizeof *c);
    int64_t from, after;
    if (!wire_integer(&w->word[0], 0, INT64_MAX, &from) ||
        !wire_integer(&w->word[1], from, INT64_MAX, &after)) {
        wire_put_error(r->out, "ERR", "REMARKED needs the number of an entry, and where to go on");
    } else if (c == NULL) {
        reply_failure(r->out, STATUS_NOMEM);
    } else {
        c->from_n = (uint64_t)from;
        c->after_n = (uint64_t)after;
        if (request_run(r, run_corrections, c))
            put_changes(r->out, c);
    }
    free(c);
}
