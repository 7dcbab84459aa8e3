#include "server/link/dispute.h"

#include "common/log.h"
#include "db/ledger_peer.h"

#define CONTESTED "a journal is contested: sinodoctl status says what to do"

struct dispute_call {
    const struct message_contest *theirs;
    struct message_contest answer;
    enum ledger_contested result;
    bool found;
};

static void run_take(struct ledger *ledger, struct task *task)
{
    struct dispute_call *c = task->context;
    c->result = ledger_take_contest(ledger, c->theirs, &c->answer);
    c->found = ledger_contest_is_found(ledger);
}

static void run_settle(struct ledger *ledger, struct task *task)
{
    struct contested_view view;
    ledger_settle_contest(ledger);
    ledger_contested(ledger, &view);
    contested_say(&view, task->context);
}

void dispute_begin(struct store *store)
{
    store_set_link(store, STORE_LINK_DOWN);
    store_peer_holds(store, 0);
}

/* Both nodes know all that can be found out: the connection ends. */
static bool is_open(struct dispute *d, struct store *store, struct report *report)
{
    struct contested_words words;
    if (!d->found || !d->peer_found)
        return true;
    if (store_call(store, run_settle, &words) == STATUS_OK &&
        report_set_problem(report, CONTESTED)) {
        log_event(LOG_ERROR, "%s", words.what);
        log_event(LOG_ERROR, "what to do: %s", words.advice);
        log_event(LOG_ERROR, "what not to do: %s", words.never);
    }
    return false;
}

bool dispute_take(struct dispute *d, struct store *store, struct report *report,
                  const struct message_contest *theirs, struct buffer *out)
{
    struct dispute_call c = {.theirs = theirs};
    if (store_call(store, run_take, &c) != STATUS_OK)
        return false;
    if (c.result == LEDGER_CONTEST_WRONG) {
        report_complain(report, "the peer contests a journal that is the same here");
        return false;
    }
    if (c.result == LEDGER_CONTEST_ANSWER)
        message_put_contest(out, &c.answer);
    if (c.found && !d->found)
        message_put_refuse(out, CONTESTED);
    d->found = c.found;
    return is_open(d, store, report);
}

bool dispute_take_refusal(struct dispute *d, struct store *store, struct report *report)
{
    d->peer_found = true;
    return is_open(d, store, report);
}
