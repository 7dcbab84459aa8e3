#include "server/link/exchange.h"

#include "common/log.h"
#include "common/thread.h"
#include "server/core/link.h"
#include "server/link/intake.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTESTED "a journal is contested: see what is said of it"

struct exchange {
    struct store *store;
    struct journal_cache *cache;

    /* the connection */
    struct link link;
    struct wire_reader in;
    struct buffer out;
    size_t entries_left; /* of it, up to the end of the last message of entries */
    bool more;           /* entries wait until that has gone */
    struct wire_word words[MESSAGE_WORDS];
    struct intake *intake;
    struct challenge challenge; /* R8: another start of the peer waits */
    bool warned;                /* the peer was asked on behalf of another start of ours */
    bool up, behind, refused;
    bool found, peer_found; /* R6: where journals differ is known here; and at the peer */
    bool shown;             /* the peer has shown its key */

    const struct exchange_notary *notary; /* NULL: nothing is signed */
    uint64_t offered_n;                   /* the last head that was signed for the peer */
    uint64_t taken_n;                     /* the last of its that the notary was given */
    bool owes_counter;                    /* and has not signed yet */

    struct ledger_run run;
    bool reading_copy; /* run_read() reads our copy of the peer's journal */
    struct task task;  /* for what is waited for */

    pthread_mutex_t lock;
    char said[LEDGER_REASON_SIZE]; /* the last complaint: said once; written with `lock` */
    struct exchange_line line;     /* written with `lock` */
};

static void set_said(struct exchange *x, const char *what)
{
    thread_lock(&x->lock);
    (void)snprintf(x->said, sizeof x->said, "%s", what);
    thread_unlock(&x->lock);
}

void exchange_complain(struct exchange *x, const char *what)
{
    if (strcmp(x->said, what) == 0)
        return;
    set_said(x, what);
    log_event(LOG_WARN, "link: %s", what);
}

void exchange_problem(struct exchange *x, char out[LEDGER_REASON_SIZE])
{
    thread_lock(&x->lock);
    memcpy(out, x->said, sizeof x->said);
    thread_unlock(&x->lock);
}

static void set_line(struct exchange *x, const struct exchange_line *line)
{
    thread_lock(&x->lock);
    x->line = *line;
    thread_unlock(&x->lock);
}

void exchange_line(struct exchange *x, struct exchange_line *out)
{
    thread_lock(&x->lock);
    *out = x->line;
    thread_unlock(&x->lock);
}

/* --- the store's side --- */

struct meeting {
    struct hello hello; /* theirs, or ours */
    bool accepted, quiet, retires;
    char reason[LEDGER_REASON_SIZE];
    struct message_contest contest[2]; /* to send */
    size_t contested;
};

static void run_hello(struct ledger *ledger, struct task *task)
{
    struct meeting *m = task->context;
    ledger_hello(ledger, &m->hello);
}

static void run_meet(struct ledger *ledger, struct task *task)
{
    struct meeting *m = task->context;
    m->accepted = ledger_meet(ledger, &m->hello, &m->quiet, m->reason);
    m->retires = ledger_meet_retires(ledger);
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++)
        if (!m->accepted && ledger_contest(ledger, journal, &m->contest[m->contested]))
            m->contested++;
}

struct contest_call {
    const struct message_contest *theirs;
    struct message_contest answer;
    enum ledger_contested result;
    bool found;
    struct contested_words words;
};

static void run_contest(struct ledger *ledger, struct task *task)
{
    struct contest_call *c = task->context;
    c->result = ledger_take_contest(ledger, c->theirs, &c->answer);
    c->found = ledger_contest_is_found(ledger);
}

/* Where journals differ is known at both nodes. */
static void run_settle(struct ledger *ledger, struct task *task)
{
    struct contest_call *c = task->context;
    struct contested_view view;
    ledger_settle_contest(ledger);
    ledger_contested(ledger, &view);
    contested_say(&view, &c->words);
}

static void run_taken(struct ledger *ledger, struct task *task)
{
    (void)task;
    ledger_taken(ledger);
}

static void run_refused(struct ledger *ledger, struct task *task)
{
    (void)task;
    ledger_refused(ledger);
}

static void run_retire(struct ledger *ledger, struct task *task)
{
    ledger_retire(ledger, task->context);
}

struct newcomer_call {
    const struct hello *hello;
    enum instance_present present;
    enum instance_decision decision;
    bool known; /* it is the peer at all */
    char reason[LEDGER_REASON_SIZE];
};

static void run_newcomer(struct ledger *ledger, struct task *task)
{
    struct newcomer_call *c = task->context;
    c->known = ledger_newcomer(ledger, c->hello, c->present, &c->decision, c->reason);
}

static void run_read(struct ledger *ledger, struct task *task)
{
    struct exchange *x = task->context;
    ledger_read(ledger, !x->reading_copy, x->run.first, link_message_bytes(&x->link), &x->run);
}

static bool run(struct exchange *x, void (*function)(struct ledger *, struct task *), void *context)
{
    x->task.run = function;
    x->task.context = context;
    return store_run(x->store, &x->task, 0) == STATUS_OK;
}

/* --- sending --- */

/* Puts entries of a journal into the output; the number of the last, 0 when none could be had. */
static uint64_t put_run(struct exchange *x, enum message_kind kind, uint64_t first)
{
    x->reading_copy = kind == MESSAGE_TAIL;
    if (x->reading_copy ||
        !journal_cache_copy(x->cache, first, link_message_bytes(&x->link), &x->run)) {
        x->run.first = first;
        if (!run(x, run_read, x) || x->run.count == 0)
            return 0;
    }
    struct wire_word *entries = calloc(x->run.count, sizeof *entries);
    if (entries == NULL)
        return 0;
    const char *at = x->run.bytes.data;
    for (size_t i = 0; i < x->run.count; i++) {
        entries[i] = (struct wire_word){at, x->run.len[i]};
        at += x->run.len[i];
    }
    message_put_entries(&x->out, kind, first, &x->run.last, entries, x->run.count);
    free(entries);
    return first + x->run.count - 1;
}

static bool put_hello(struct exchange *x)
{
    struct meeting m;
    if (!run(x, run_hello, &m))
        return false;
    message_put_hello(&x->out, &m.hello);
    return true;
}

/* Puts one message into the output; false when it could not be made. */
static bool put_next(struct exchange *x, struct link_next next, struct mono now, uint64_t *upto)
{
    struct message_receipt receipt = link_receipt(&x->link);
    uint64_t own_n = store_position(x->store).own_n;
    *upto = next.n;
    switch (next.send) {
    case LINK_SEND_HELLO:
        return put_hello(x);
    case LINK_SEND_ACK:
        message_put_ack(&x->out, next.n, &receipt);
        return true;
    case LINK_SEND_TAIL:
        *upto = put_run(x, MESSAGE_TAIL, next.n);
        return *upto > 0;
    case LINK_SEND_ENTRIES:
        *upto = put_run(x, MESSAGE_ENTRIES, next.n);
        return *upto > 0;
    case LINK_SEND_BEAT:
        message_put_beat(&x->out, &receipt, link_backlog(&x->link, own_n, now).left_ms);
        return true;
    case LINK_SEND_NOTHING:
        break;
    }
    return true;
}

/* Signatures go when everything else has gone. */
static void put_head(struct exchange *x)
{
    struct message_signed head;
    if (x->notary == NULL || !x->up ||
        !x->notary->head(x->notary->context, x->offered_n, x->link.peer_n, &head))
        return;
    message_put_signed(&x->out, MESSAGE_HEAD, &head);
    x->offered_n = head.n;
}

static void put_counter(struct exchange *x)
{
    struct message_signed counter;
    if (!x->owes_counter || !x->notary->counter(x->notary->context, x->taken_n, &counter))
        return;
    message_put_signed(&x->out, MESSAGE_COUNTER, &counter);
    x->owes_counter = false;
}

static void take_signed(struct exchange *x, enum journal_owner journal,
                        const struct message_signed *theirs)
{
    if (x->notary == NULL)
        return;
    if (journal == JOURNAL_PEER) {
        /* Once is enough, and nobody signs what is not there. */
        if (theirs->n <= x->taken_n || theirs->n > x->link.acked_n)
            return;
        x->taken_n = theirs->n;
        x->owes_counter = true;
    }
    x->notary->take(x->notary->context, journal, theirs);
}

static bool is_entries(struct link_next next)
{
    return next.send == LINK_SEND_TAIL || next.send == LINK_SEND_ENTRIES;
}

/* Fills the output with what is due, but with one message of entries at a time. */
static bool put_messages(struct exchange *x, struct mono now)
{
    x->more = false;
    for (;;) {
        struct ledger_position at = store_position(x->store);
        struct link_next next = link_next(&x->link, at.own_n, at.held_n, now);
        uint64_t upto;
        size_t before = x->out.len;
        x->more = is_entries(next) && x->entries_left > 0;
        if (next.send == LINK_SEND_NOTHING || x->more)
            return true;
        if (!put_next(x, next, now, &upto) || x->out.failed)
            return false;
        link_sent(&x->link, next, upto, x->out.len - before, now);
        if (is_entries(next))
            x->entries_left = x->out.len;
    }
}

static bool put_due(struct exchange *x, struct mono now)
{
    if (!put_messages(x, now))
        return false;
    size_t before = x->out.len;
    if (!x->more && pace_has_room(&x->link.pace, now)) {
        put_head(x);
        put_counter(x);
    }
    if (x->out.len > before)
        link_sent(&x->link, (struct link_next){LINK_SEND_NOTHING, 0}, 0, x->out.len - before, now);
    return !x->out.failed;
}

static void refuse(struct exchange *x, const char *reason, bool retires)
{
    exchange_complain(x, reason);
    if (retires)
        message_put_retire(&x->out, reason);
    else
        message_put_refuse(&x->out, reason);
    store_peer_holds(x->store, 0); /* what it holds may be another history */
    x->refused = true;
}

/* --- receiving --- */

/* R6. From now on the link is for finding out since when journals differ. */
static void begin_contest(struct exchange *x)
{
    store_set_link(x->store, STORE_LINK_DOWN);
    store_peer_holds(x->store, 0); /* what it holds is another history */
    x->refused = true;
}

/* Ends the connection when both nodes know all: the peer says so by a REFUSE. */
static bool go_on_contesting(struct exchange *x)
{
    struct contest_call c = {.found = false};
    if (!x->found || !x->peer_found)
        return true;
    if (run(x, run_settle, &c) && strcmp(x->said, CONTESTED) != 0) {
        set_said(x, CONTESTED);
        log_event(LOG_ERROR, "%s", c.words.what);
        log_event(LOG_ERROR, "what to do: %s", c.words.advice);
        log_event(LOG_ERROR, "what not to do: %s", c.words.never);
    }
    return false;
}

static bool take_contest(struct exchange *x, const struct message_contest *theirs)
{
    struct contest_call c = {.theirs = theirs};
    if (!x->refused)
        begin_contest(x);
    if (!run(x, run_contest, &c))
        return false;
    if (c.result == LEDGER_CONTEST_WRONG) {
        exchange_complain(x, "the peer contests a journal that is the same here");
        return false;
    }
    if (c.result == LEDGER_CONTEST_ANSWER)
        message_put_contest(&x->out, &c.answer);
    if (c.found && !x->found)
        message_put_refuse(&x->out, CONTESTED);
    x->found = c.found;
    return go_on_contesting(x);
}

static bool meet(struct exchange *x, const struct hello *hello)
{
    struct meeting m = {.hello = *hello};
    log_event(LOG_DEBUG, "link: HELLO of %s has come", hello->node);
    if (!run(x, run_meet, &m))
        return false;
    if (m.contested > 0) {
        link_contest(&x->link);
        begin_contest(x);
        for (size_t i = 0; i < m.contested; i++)
            message_put_contest(&x->out, &m.contest[i]);
        return true;
    }
    if (!m.accepted) {
        refuse(x, m.reason, m.retires);
        return false;
    }
    struct ledger_position at = store_position(x->store);
    if (m.quiet)
        exchange_complain(x, m.reason);
    link_met(&x->link, &hello->side, m.quiet, at.own_n, at.held_n);
    return true;
}

/* The peer took our HELLO as well: it says something else than that it refuses. */
static bool go_up(struct exchange *x, struct mono now)
{
    struct ledger_peer peer;
    if (!run(x, run_taken, NULL))
        return false;
    struct ledger_position at = store_position(x->store);
    store_peer(x->store, &peer);
    store_peer_holds(x->store, x->link.peer_n);
    x->up = true;
    x->behind = !x->link.quiet && link_behind(&x->link, at.own_n, at.held_n, now);
    store_set_link(x->store, x->link.quiet ? STORE_LINK_QUIET
                             : x->behind   ? STORE_LINK_BEHIND
                                           : STORE_LINK_UP);
    if (!x->link.quiet)
        set_said(x, "");
    log_event(LOG_INFO, "link to %s is up: it holds %llu entries of ours, we %llu of its",
              peer.node, (unsigned long long)x->link.peer_n, (unsigned long long)x->link.acked_n);
    return true;
}

/* Looks whether what is asked of the peer is answered soon, and says so when that has changed. */
static void look_at_line(struct exchange *x, struct mono now)
{
    struct ledger_position at = store_position(x->store);
    struct link_backlog backlog = link_backlog(&x->link, at.own_n, now);
    struct exchange_line line = {x->link.pace.rate, backlog.bytes, backlog.left_ms};
    if (!x->up || x->link.quiet)
        return;
    set_line(x, &line);
    bool behind = link_behind(&x->link, at.own_n, at.held_n, now);
    if (behind == x->behind)
        return;
    x->behind = behind;
    store_set_link(x->store, behind ? STORE_LINK_BEHIND : STORE_LINK_UP);
    if (behind)
        log_event(LOG_INFO,
                  "link: behind; new registrations are pending until the backlog is short "
                  "(%llu bytes a second, %lld s)",
                  (unsigned long long)line.rate, (long long)line.backlog_ms / 1000);
    else
        log_event(LOG_INFO, "link: both nodes have what they lacked");
}

static bool applied_well(struct exchange *x, const struct intake_result *result)
{
    if (result->status != STATUS_OK) {
        exchange_complain(x, "the peer's entries cannot be saved at the moment");
        return false;
    }
    switch (result->applied) {
    case LEDGER_APPLIED:
        return true;
    case LEDGER_OUT_OF_ORDER:
        exchange_complain(x, result->reason);
        return false;
    case LEDGER_INCIDENT:
        refuse(x, result->reason, false);
        return false;
    }
    return false;
}

static void put_nonce(struct exchange *x, enum message_kind kind, const struct nonce *nonce,
                      struct mono now)
{
    size_t before = x->out.len;
    message_put_nonce(&x->out, kind, nonce);
    link_sent(&x->link, (struct link_next){LINK_SEND_NOTHING, 0}, 0, x->out.len - before, now);
}

static void take_refusal(struct exchange *x, const struct message *m)
{
    char words[LEDGER_REASON_SIZE];
    (void)snprintf(words, sizeof words, "the peer refuses: %.*s",
                   (int)(m->reason.len < 230 ? m->reason.len : 230), m->reason.data);
    exchange_complain(x, words);
    store_peer_holds(x->store, 0); /* what it holds may be another history */
    x->refused = true;
}

/* R8. Before it is sent nothing waits for the store: the answer shows that this process lives. */
static void answer_challenge(struct exchange *x, const struct nonce *nonce, struct mono now)
{
    put_nonce(x, MESSAGE_PRESENT, nonce, now);
    if (!x->warned)
        log_event(LOG_WARN,
                  "another start of this node has come to the peer, which refuses it while "
                  "this one answers: does a copy of the data directory run elsewhere?");
    x->warned = true;
}

static bool handle(struct exchange *x, const struct message *m, struct mono now)
{
    char words[LEDGER_REASON_SIZE];
    uint64_t own_n = store_position(x->store).own_n;
    if (x->link.met && !x->up && m->kind != MESSAGE_REFUSE && m->kind != MESSAGE_RETIRE &&
        m->kind != MESSAGE_CONTEST && !go_up(x, now))
        return false;
    switch (link_receive(&x->link, m, own_n, now)) {
    case LINK_NOTHING:
        return true;
    case LINK_MEET:
        return meet(x, &m->hello);
    case LINK_ENTRIES:
    case LINK_TAIL:
        return intake_put(x->intake, m);
    case LINK_HEAD:
        take_signed(x, JOURNAL_PEER, &m->head);
        return true;
    case LINK_COUNTER:
        take_signed(x, JOURNAL_OWN, &m->head);
        return true;
    case LINK_ACKED:
        store_peer_holds(x->store, x->link.peer_n);
        return true;
    case LINK_CONTEST:
        return take_contest(x, &m->contest);
    case LINK_CHALLENGED:
        answer_challenge(x, &m->nonce, now);
        return true;
    case LINK_PRESENT:
        challenge_hear(&x->challenge, &m->nonce);
        return true;
    case LINK_RETIRED:
        (void)snprintf(words, sizeof words, "%.*s",
                       (int)(m->reason.len < sizeof words ? m->reason.len : sizeof words - 1),
                       m->reason.data);
        (void)run(x, run_retire, words);
        take_refusal(x, m);
        return false;
    case LINK_REFUSED:
        x->peer_found = true;
        if (x->link.contested)
            return go_on_contesting(x);
        if (x->link.met)
            (void)run(x, run_refused, NULL);
        take_refusal(x, m);
        return false;
    case LINK_BROKEN:
        exchange_complain(x, "the peer sent a message out of order");
        return false;
    }
    return false;
}

/* Handles what was received, until the store has all the entries that it takes. */
static bool handle_all(struct exchange *x, struct mono now)
{
    while (!intake_full(x->intake)) {
        size_t count;
        const char *reason;
        struct message m;
        switch (wire_request(&x->in, x->words, MESSAGE_WORDS, &count, &reason)) {
        case WIRE_MORE:
            return true;
        case WIRE_BAD:
            exchange_complain(x, "the peer sent what is not RESP");
            return false;
        case WIRE_READY:
            break;
        }
        if (!message_parse(x->words, count, &m)) {
            exchange_complain(x, "the peer sent what is not a message");
            return false;
        }
        if (!handle(x, &m, now))
            return false;
    }
    return true;
}

/* --- another start of the peer (R8) --- */

/* Asks the present one, once it is known to be the one that was taken last. */
static void ask_present(struct exchange *x, struct mono now)
{
    if (!x->up || x->challenge.asked)
        return;
    put_nonce(x, MESSAGE_CHALLENGE, &x->challenge.nonce, now);
    x->challenge.asked = true;
}

static void say_newcomer(const struct hello *hello, const struct newcomer_call *c, bool silent)
{
    if (c->decision == INSTANCE_DUPLICATE)
        log_event(LOG_ERROR,
                  "a second running sinodod called %s came, and the first answers: the second is "
                  "refused and closes; stop it",
                  hello->node);
    else if (c->decision == INSTANCE_SUCCEED && silent)
        log_event(LOG_WARN,
                  "%s did not answer for %d s and was started anew: the new start is taken",
                  hello->node, INSTANCE_ANSWER_MS / 1000);
}

enum exchange_newcomer exchange_newcomer(struct exchange *x, const struct hello *hello,
                                         const struct nonce *nonce, struct mono now,
                                         struct buffer *reply)
{
    struct newcomer_call c = {.hello = hello,
                              .present = INSTANCE_ASKED,
                              .reason = "the peer cannot decide at the moment"};
    if (!x->link.met && !x->link.contested) /* who is here has not said who it is */
        return EXCHANGE_NEWCOMER_TAKEN;
    bool waited = x->challenge.open;
    if (waited)
        c.present = challenge_look(&x->challenge, now);
    if (waited && c.present == INSTANCE_ASKED) {
        ask_present(x, now);
        return EXCHANGE_NEWCOMER_WAITS;
    }
    if (!run(x, run_newcomer, &c) || !c.known) {
        message_put_refuse(reply, c.reason);
        return EXCHANGE_NEWCOMER_REFUSED;
    }
    say_newcomer(hello, &c, waited);
    x->challenge.open = false;
    switch (c.decision) {
    case INSTANCE_WAIT:
        challenge_begin(&x->challenge, nonce, now);
        ask_present(x, now);
        return EXCHANGE_NEWCOMER_WAITS;
    case INSTANCE_TAKE:
    case INSTANCE_SUCCEED:
        return EXCHANGE_NEWCOMER_TAKEN;
    case INSTANCE_DUPLICATE:
    case INSTANCE_FENCED:
        break;
    }
    message_put_retire(reply, c.reason);
    return EXCHANGE_NEWCOMER_REFUSED;
}

void exchange_forget_newcomer(struct exchange *x)
{
    x->challenge.open = false;
}

/* --- one connection --- */

void exchange_begin(struct exchange *x, struct mono now)
{
    assert(exchange_is_idle(x));
    link_init(&x->link, now);
    wire_reader_release(&x->in);
    wire_reader_init(&x->in, MESSAGE_BYTES);
    buffer_clear(&x->out);
    x->entries_left = 0;
    x->more = false;
    intake_clear(x->intake);
    x->challenge.open = false;
    x->up = x->behind = x->refused = x->warned = x->found = x->peer_found = x->shown = false;
    x->offered_n = x->taken_n = 0;
    x->owes_counter = false;
}

void exchange_peer_shown(struct exchange *x)
{
    x->shown = true;
    store_peer_shown(x->store, true);
}

bool exchange_step(struct exchange *x, struct mono now)
{
    struct intake_result result;
    while (intake_get(x->intake, &result))
        if (!applied_well(x, &result))
            return false;
    if (!handle_all(x, now))
        return false;
    look_at_line(x, now);
    /* Unlocked meanwhile: a new handshake tells the peer. */
    if (x->link.quiet && store_position(x->store).standing == STANDING_OPEN)
        return false;
    if (intake_full(x->intake))
        x->link.heard = now; /* we do not listen at the moment */
    if (link_dead(&x->link, now)) {
        exchange_complain(x, "the peer is silent");
        return false;
    }
    return put_due(x, now);
}

bool exchange_busy(const struct exchange *x)
{
    return intake_full(x->intake);
}

char *exchange_space(struct exchange *x, size_t *room)
{
    return wire_reader_space(&x->in, room);
}

void exchange_received(struct exchange *x, size_t len, struct mono now)
{
    link_heard(&x->link, len, now);
    wire_reader_filled(&x->in, len);
}

struct wire_word exchange_output(const struct exchange *x)
{
    return (struct wire_word){x->out.data, x->out.failed ? 0 : x->out.len};
}

size_t exchange_record_bytes(const struct exchange *x)
{
    return (size_t)link_message_bytes(&x->link);
}

bool exchange_has_more(const struct exchange *x)
{
    return x->more;
}

void exchange_sent(struct exchange *x, size_t len)
{
    x->entries_left -= len < x->entries_left ? len : x->entries_left;
    buffer_consume(&x->out, len);
}

struct mono exchange_timer(const struct exchange *x)
{
    struct mono at = link_timer(&x->link);
    if (x->challenge.open && x->challenge.until.ms < at.ms)
        at = x->challenge.until;
    return at;
}

void exchange_end(struct exchange *x)
{
    static const struct exchange_line none;
    store_set_link(x->store, STORE_LINK_DOWN);
    set_line(x, &none);
    if (x->shown)
        store_peer_shown(x->store, false);
    if (x->up)
        log_event(LOG_INFO, "link is down");
}

bool exchange_is_idle(const struct exchange *x)
{
    return intake_idle(x->intake);
}

bool exchange_was_up(const struct exchange *x)
{
    return x->up;
}

bool exchange_was_refused(const struct exchange *x)
{
    return x->refused;
}

/* --- life --- */

enum status exchange_open(struct store *store, struct journal_cache *cache,
                          void (*ready)(void *context), void *context,
                          const struct exchange_notary *notary, struct exchange **out)
{
    struct exchange *x = calloc(1, sizeof *x);
    if (x == NULL || intake_open(store, ready, context, &x->intake) != STATUS_OK) {
        free(x);
        return STATUS_NOMEM;
    }
    x->store = store;
    x->cache = cache;
    x->notary = notary;
    thread_mutex_init(&x->lock);
    task_init(&x->task);
    *out = x;
    return STATUS_OK;
}

void exchange_close(struct exchange *x)
{
    if (x == NULL)
        return;
    task_destroy(&x->task);
    pthread_mutex_destroy(&x->lock);
    intake_close(x->intake);
    wire_reader_release(&x->in);
    buffer_release(&x->out);
    buffer_release(&x->run.bytes);
    free(x);
}
