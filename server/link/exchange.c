#include "server/link/exchange.h"

#include "common/log.h"
#include "db/ledger_peer.h"
#include "server/core/link.h"
#include "server/core/offset.h"
#include "server/link/dispute.h"
#include "server/link/intake.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct exchange {
    struct store *store;
    struct journal_cache *cache;
    struct report report;

    /* the connection */
    struct link link;
    struct wire_reader in;
    struct buffer out;
    size_t entries_left; /* bytes of `out` up to the end of the last message of entries */
    bool more;           /* more entries are due once these are sent */
    struct wire_word words[MESSAGE_WORDS];
    struct intake *intake;
    struct instances instances;
    struct dispute dispute;
    struct signatures signatures;
    struct watch *watch;
    bool up, behind, refused;
    bool shown; /* the peer has shown its key */
    struct offset_walls walls;
    bool compared; /* the two clocks */

    struct ledger_run run;
    bool reading_copy; /* run_read() reads our copy of the peer's journal */
};

void exchange_complain(struct exchange *x, const char *words)
{
    report_complain(&x->report, words);
}

void exchange_problem(struct exchange *x, char out[LEDGER_REASON_SIZE])
{
    report_problem(&x->report, out);
}

int64_t exchange_offset(struct exchange *x)
{
    return report_offset(&x->report);
}

void exchange_line(struct exchange *x, struct report_line *out)
{
    report_line(&x->report, out);
}

uint64_t exchange_peer_n(struct exchange *x)
{
    return report_peer_n(&x->report);
}

struct watch *exchange_watch(struct exchange *x)
{
    return x->watch;
}

/* --- calls into the store --- */

struct meeting {
    struct hello hello; /* the peer's, or ours */
    struct wall now;    /* our clock */
    bool accepted, quiet, retires;
    char reason[LEDGER_REASON_SIZE];
    struct message_contest contest[2]; /* to send */
    size_t contested;
};

static void run_hello(struct ledger *ledger, struct task *task)
{
    struct meeting *m = task->context;
    ledger_hello(ledger, &m->hello);
    m->now = ledger_now(ledger);
}

static void run_meet(struct ledger *ledger, struct task *task)
{
    struct meeting *m = task->context;
    m->now = ledger_now(ledger);
    m->accepted = ledger_meet(ledger, &m->hello, &m->quiet, m->reason);
    m->retires = ledger_meet_retires(ledger);
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++)
        if (!m->accepted && ledger_contest(ledger, journal, &m->contest[m->contested]))
            m->contested++;
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

static void run_read(struct ledger *ledger, struct task *task)
{
    struct exchange *x = task->context;
    ledger_read(ledger, !x->reading_copy, x->run.first, link_message_bytes(&x->link), &x->run);
}

static bool call(struct exchange *x, void (*function)(struct ledger *, struct task *),
                 void *context)
{
    return store_call(x->store, function, context) == STATUS_OK;
}

/* --- sending --- */

/* Puts entries of a journal into the output; returns the number of the last entry, 0 when there is
 * none. */
static uint64_t put_run(struct exchange *x, enum message_kind kind, uint64_t first)
{
    x->reading_copy = kind == MESSAGE_TAIL;
    if (x->reading_copy ||
        !journal_cache_copy(x->cache, first, link_message_bytes(&x->link), &x->run)) {
        x->run.first = first;
        if (!call(x, run_read, x) || x->run.count == 0)
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
    if (!call(x, run_hello, &m))
        return false;
    message_put_hello(&x->out, &m.hello);
    x->walls.left = m.now;
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
    if (x->up && !x->more && pace_has_room(&x->link.pace, now))
        signatures_put(&x->signatures, x->link.peer_n, &x->out);
    if (x->out.len > before)
        link_sent(&x->link, (struct link_next){LINK_SEND_NOTHING, 0}, 0, x->out.len - before, now);
    if (x->up && !x->more)
        watch_put(x->watch, &x->link, &x->out, now);
    return !x->out.failed;
}

static void refuse_peer(struct exchange *x, const char *reason, bool retires)
{
    exchange_complain(x, reason);
    if (retires)
        message_put_retire(&x->out, reason);
    else
        message_put_refuse(&x->out, reason);
    store_peer_holds(x->store, 0); /* it may hold another history */
    x->refused = true;
}

/* --- receiving --- */

static bool take_contest(struct exchange *x, const struct message_contest *theirs)
{
    if (!x->refused)
        dispute_begin(x->store);
    x->refused = true;
    return dispute_take(&x->dispute, x->store, &x->report, theirs, &x->out);
}

static bool meet(struct exchange *x, const struct hello *hello)
{
    struct meeting m = {.hello = *hello};
    log_event(LOG_DEBUG, "link: received HELLO from %s", hello->node);
    if (!call(x, run_meet, &m))
        return false;
    if (m.contested > 0) {
        link_contest(&x->link);
        dispute_begin(x->store);
        x->refused = true;
        for (size_t i = 0; i < m.contested; i++)
            message_put_contest(&x->out, &m.contest[i]);
        return true;
    }
    if (!m.accepted) {
        refuse_peer(x, m.reason, m.retires);
        return false;
    }
    report_set_peer_n(&x->report, hello->side.own_n);
    x->walls.theirs = hello->clock;
    x->walls.came = m.now;
    struct ledger_position at = store_position(x->store);
    if (m.quiet)
        exchange_complain(x, m.reason);
    link_met(&x->link, &hello->side, m.quiet, at.own_n, at.held_n);
    return true;
}

/* The peer has accepted our HELLO too: its next message is no refusal. */
static bool go_up(struct exchange *x, struct mono now)
{
    struct ledger_peer peer;
    if (!call(x, run_taken, NULL))
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
        (void)report_set_problem(&x->report, "");
    log_event(LOG_INFO, "link to %s is up: it holds %llu entries of ours, we %llu of its",
              peer.node, (unsigned long long)x->link.peer_n, (unsigned long long)x->link.acked_n);
    return true;
}

/* Measures the backlog; tells the store when the link falls behind or has caught up. */
static void update_line(struct exchange *x, struct mono now)
{
    struct ledger_position at = store_position(x->store);
    struct link_backlog backlog = link_backlog(&x->link, at.own_n, now);
    struct report_line line = {x->link.pace.rate, backlog.bytes, backlog.left_ms};
    if (!x->up || x->link.quiet)
        return;
    report_set_line(&x->report, &line);
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
        log_event(LOG_INFO, "link: caught up; both nodes hold the entries that they lacked");
}

/* Once for each connection: with the peer's first receipt after the HELLOs. */
static void compare_clocks(struct exchange *x)
{
    if (!x->link.answered || x->compared)
        return;
    x->compared = true;
    report_set_offset(&x->report, offset_certain_ms(&x->walls, x->link.answered_ms));
}

static bool applied_well(struct exchange *x, const struct intake_result *result)
{
    if (result->status != STATUS_OK) {
        exchange_complain(x, "the peer's entries cannot be saved now");
        return false;
    }
    switch (result->applied) {
    case LEDGER_APPLIED:
        return true;
    case LEDGER_OUT_OF_ORDER:
        exchange_complain(x, result->reason);
        return false;
    case LEDGER_INCIDENT:
        refuse_peer(x, result->reason, false);
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
    store_peer_holds(x->store, 0); /* it may hold another history */
    x->refused = true;
}

/* R8. The answer shows that this process lives: it is sent without waiting for the store. */
static void answer_challenge(struct exchange *x, const struct nonce *nonce, struct mono now)
{
    put_nonce(x, MESSAGE_PRESENT, nonce, now);
    instances_warn(&x->instances);
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
        signatures_take(&x->signatures, JOURNAL_PEER, &m->head, x->link.acked_n);
        return true;
    case LINK_COUNTER:
        signatures_take(&x->signatures, JOURNAL_OWN, &m->head, x->link.acked_n);
        return true;
    case LINK_TERMINALS:
        watch_take(x->watch, m, now);
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
        challenge_hear(&x->instances.challenge, &m->nonce);
        return true;
    case LINK_RETIRED:
        (void)snprintf(words, sizeof words, "%.*s",
                       (int)(m->reason.len < sizeof words ? m->reason.len : sizeof words - 1),
                       m->reason.data);
        (void)call(x, run_retire, words);
        take_refusal(x, m);
        return false;
    case LINK_REFUSED:
        if (x->link.contested)
            return dispute_take_refusal(&x->dispute, x->store, &x->report);
        if (x->link.met)
            (void)call(x, run_refused, NULL);
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
            exchange_complain(x, "the peer sent bytes that are not RESP");
            return false;
        case WIRE_READY:
            break;
        }
        if (!message_parse(x->words, count, &m)) {
            exchange_complain(x, "the peer sent an unknown message");
            return false;
        }
        if (!handle(x, &m, now))
            return false;
    }
    return true;
}

/* --- another instance of the peer (R8) --- */

enum instances_decision exchange_newcomer(struct exchange *x, const struct hello *hello,
                                          const struct nonce *nonce, struct mono now,
                                          struct buffer *reply)
{
    struct challenge *challenge = &x->instances.challenge;
    if (!x->link.met && !x->link.contested) /* the present one has not sent its HELLO */
        return INSTANCES_TAKEN;
    enum instances_decision decision =
        instances_decide(&x->instances, x->store, hello, nonce, now, reply);
    if (decision == INSTANCES_WAIT && x->up && !challenge->asked) {
        put_nonce(x, MESSAGE_CHALLENGE, &challenge->nonce, now);
        challenge->asked = true;
    }
    return decision;
}

void exchange_forget_newcomer(struct exchange *x)
{
    x->instances.challenge.open = false;
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
    x->instances = (struct instances){.warned = false};
    x->dispute = (struct dispute){.found = false};
    signatures_begin(&x->signatures);
    watch_begin(x->watch);
    x->up = x->behind = x->refused = x->shown = x->compared = false;
}

void exchange_adopt(struct exchange *x, struct wire_reader *in, struct mono now)
{
    wire_reader_release(&x->in);
    x->in = *in;
    wire_reader_init(in, MESSAGE_BYTES);
    link_heard(&x->link, x->in.in.len, now);
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
    compare_clocks(x);
    update_line(x, now);
    /* An operator has unlocked this node: a new handshake tells the peer. */
    if (x->link.quiet && store_position(x->store).standing == STANDING_OPEN)
        return false;
    if (intake_full(x->intake))
        x->link.heard = now; /* nothing is received meanwhile */
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
    const struct challenge *challenge = &x->instances.challenge;
    if (challenge->open && challenge->until.ms < at.ms)
        at = challenge->until;
    return at;
}

void exchange_end(struct exchange *x)
{
    static const struct report_line none;
    store_set_link(x->store, STORE_LINK_DOWN);
    report_set_line(&x->report, &none);
    watch_begin(x->watch);
    if (x->shown)
        store_peer_shown(x->store, false);
    if (x->up)
        log_event(LOG_INFO, "link is down");
}

bool exchange_is_idle(const struct exchange *x)
{
    return intake_idle(x->intake) && watch_idle(x->watch);
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
                          const struct exchange_notary *notary, const struct exchange_watch *watch,
                          struct exchange **out)
{
    struct exchange *x = calloc(1, sizeof *x);
    if (x == NULL || intake_open(store, ready, context, &x->intake) != STATUS_OK ||
        watch_open(store, ready, context, watch, &x->watch) != STATUS_OK) {
        if (x != NULL)
            intake_close(x->intake);
        free(x);
        return STATUS_NOMEM;
    }
    x->store = store;
    x->cache = cache;
    x->signatures.notary = notary;
    report_init(&x->report);
    *out = x;
    return STATUS_OK;
}

void exchange_close(struct exchange *x)
{
    if (x == NULL)
        return;
    report_destroy(&x->report);
    intake_close(x->intake);
    watch_close(x->watch);
    wire_reader_release(&x->in);
    buffer_release(&x->out);
    buffer_release(&x->run.bytes);
    free(x);
}
