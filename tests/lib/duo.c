#include "tests/lib/duo.h"

#include "db/ledger_exam.h"
#include "db/ledger_peer.h"
#include "tests/lib/sample.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t free_bytes_of(void *duo)
{
    return ((struct duo *)duo)->free_bytes;
}

static void open_node(struct duo *d, int which, const char *name)
{
    char error[DATABASE_ERROR_SIZE];
    struct duo_node *n = &d->node[which];
    struct identity identity = {.cluster = "test", .paired = true};
    struct ledger_options options = {.exam = d->exam, .address = "127.0.0.1:1"};
    (void)snprintf(identity.node, sizeof identity.node, "%s", name);
    memcpy(options.agreement.rules, "id-letter=V", sizeof "id-letter=V");
    options.roster_node = d->roster_node;
    options.roster = (void *)name;
    options.free_bytes = free_bytes_of;
    options.disk = d;
    d->starts++;
    memcpy(options.instance.bytes, &d->starts, sizeof d->starts);
    n->name = name;
    n->wall.ms = 1000000;
    enum status status = database_open(NULL, &identity, DATABASE_LOG_PAGES, &n->database, error);
    assert(status == STATUS_OK);
    status = ledger_open(&n->database, &options, &n->ledger, error);
    assert(status == STATUS_OK);
    wire_reader_init(&n->in, MESSAGE_BYTES);
}

void duo_open_with_roster(struct duo *d, bool (*roster_node)(void *roster, const char *id,
                                                             char node[NODE_NAME_MAX + 1]))
{
    memset(d, 0, sizeof *d);
    d->roster_node = roster_node;
    d->free_bytes = UINT64_MAX;
    d->exam = sample_exam(6);
    open_node(d, 0, "caracas");
    open_node(d, 1, "maracay");
}

void duo_open(struct duo *d)
{
    duo_open_with_roster(d, NULL);
}

static void close_node(struct duo_node *n)
{
    ledger_close(n->ledger);
    database_close(&n->database);
    wire_reader_release(&n->in);
}

void duo_close(struct duo *d)
{
    close_node(&d->node[0]);
    close_node(&d->node[1]);
    sample_free(d->exam);
}

void duo_lose(struct duo *d, int which)
{
    const char *name = d->node[which].name;
    close_node(&d->node[which]);
    open_node(d, which, name);
}

void duo_begin(struct duo *d, int which)
{
    ledger_begin(d->node[which].ledger, d->node[which].wall, d->up_ms);
    ledger_tick(d->node[which].ledger);
}

void duo_commit(struct duo *d, int which)
{
    struct duo_node *n = &d->node[which];
    ledger_end(n->ledger);
    enum status status = database_commit(&n->database);
    ledger_settle(n->ledger, status);
    assert(status == STATUS_OK);
}

static struct mono now(const struct duo *d)
{
    return (struct mono){(int64_t)d->up_ms};
}

void duo_cut(struct duo *d)
{
    d->linked = false;
    for (int i = 0; i < 2; i++) {
        wire_reader_release(&d->node[i].in);
        wire_reader_init(&d->node[i].in, MESSAGE_BYTES);
    }
}

void duo_connect(struct duo *d)
{
    duo_cut(d);
    d->linked = true;
    for (int i = 0; i < 2; i++) {
        link_init(&d->node[i].link, now(d));
        d->node[i].refused = d->node[i].taken = false;
    }
}

static void deliver(struct duo_node *to, const struct buffer *bytes)
{
    for (size_t at = 0; at < bytes->len;) {
        size_t room;
        char *space = wire_reader_space(&to->in, &room);
        assert(space != NULL);
        size_t step = bytes->len - at < room ? bytes->len - at : room;
        memcpy(space, bytes->data + at, step);
        wire_reader_filled(&to->in, step);
        at += step;
    }
}

static uint64_t put_run(struct duo *d, int which, enum message_kind kind, uint64_t first,
                        struct buffer *out)
{
    struct ledger_run *run = calloc(1, sizeof *run);
    struct wire_word *entries = calloc(MESSAGE_ENTRIES_MAX, sizeof *entries);
    duo_begin(d, which);
    ledger_read(d->node[which].ledger, kind == MESSAGE_ENTRIES, first, MESSAGE_ENTRIES_BYTES, run);
    duo_commit(d, which);
    const char *at = run->bytes.data;
    for (size_t i = 0; i < run->count; i++) {
        entries[i] = (struct wire_word){at, run->len[i]};
        at += run->len[i];
    }
    assert(run->count > 0);
    message_put_entries(out, kind, first, &run->last, entries, run->count);
    uint64_t upto = first + run->count - 1;
    buffer_release(&run->bytes);
    free(entries);
    free(run);
    return upto;
}

bool duo_send(struct duo *d, int which)
{
    struct duo_node *n = &d->node[which];
    struct ledger_position at = ledger_position(n->ledger);
    struct link_next next = link_next(&n->link, at.own_n, at.held_n, now(d));
    struct message_receipt receipt = link_receipt(&n->link);
    struct buffer out = {0};
    struct hello hello;
    uint64_t upto = 0;
    if (!d->linked || next.send == LINK_SEND_NOTHING)
        return false;
    switch (next.send) {
    case LINK_SEND_HELLO:
        ledger_hello(n->ledger, &hello);
        message_put_hello(&out, &hello);
        break;
    case LINK_SEND_ACK:
        message_put_ack(&out, next.n, &receipt);
        break;
    case LINK_SEND_TAIL:
        upto = put_run(d, which, MESSAGE_TAIL, next.n, &out);
        break;
    case LINK_SEND_ENTRIES:
        upto = put_run(d, which, MESSAGE_ENTRIES, next.n, &out);
        break;
    case LINK_SEND_BEAT:
        message_put_beat(&out, &receipt, 0);
        break;
    case LINK_SEND_NOTHING:
        break;
    }
    link_sent(&n->link, next, upto, out.len, now(d));
    link_heard(&d->node[1 - which].link, out.len, now(d));
    /* The clock stands still, and nobody waits for a receipt. */
    pace_receipt(&n->link.pace, n->link.pace.sent, 0, now(d));
    deliver(&d->node[1 - which], &out);
    buffer_release(&out);
    return true;
}

/* False: the connection is over. */
static bool handle(struct duo *d, int which, const struct message *m)
{
    struct duo_node *n = &d->node[which];
    uint64_t own_n = ledger_position(n->ledger).own_n;
    enum ledger_applied applied = LEDGER_APPLIED;
    bool quiet = false, accepted = true;
    struct ledger_received received = {m->n, m->entries, m->entry_count, &m->digest};
    bool takes = n->link.met && m->kind != MESSAGE_REFUSE && m->kind != MESSAGE_RETIRE;
    enum link_task task = link_receive(&n->link, m, own_n, now(d));
    duo_begin(d, which);
    if (takes && !n->taken)
        ledger_taken(n->ledger);
    n->taken = n->taken || takes;
    switch (task) {
    case LINK_MEET:
        accepted = ledger_meet(n->ledger, &m->hello, &quiet, n->reason);
        break;
    case LINK_ENTRIES:
        applied = ledger_take_entries(n->ledger, &received, n->reason);
        break;
    case LINK_TAIL:
        applied = ledger_take_tail(n->ledger, &received, n->reason);
        break;
    case LINK_NOTHING:
    case LINK_HEAD:
    case LINK_COUNTER:
    case LINK_TERMINALS:
    case LINK_ACKED:
    case LINK_CONTEST:
    case LINK_CHALLENGED:
    case LINK_PRESENT:
    case LINK_REFUSED:
    case LINK_RETIRED:
    case LINK_BROKEN:
        break;
    }
    duo_commit(d, which);
    struct ledger_position at = ledger_position(n->ledger);
    if (task == LINK_MEET && accepted) {
        link_met(&n->link, &m->hello.side, quiet, at.own_n, at.held_n);
    }
    n->refused = !accepted || applied != LEDGER_APPLIED;
    return !n->refused && task != LINK_REFUSED && task != LINK_RETIRED && task != LINK_BROKEN;
}

bool duo_receive(struct duo *d, int which)
{
    static struct wire_word words[MESSAGE_WORDS];
    size_t count;
    const char *reason;
    struct message m;
    if (!d->linked ||
        wire_request(&d->node[which].in, words, MESSAGE_WORDS, &count, &reason) != WIRE_READY)
        return false;
    bool parsed = message_parse(words, count, &m);
    assert(parsed);
    if (!handle(d, which, &m))
        duo_cut(d);
    return true;
}

void duo_settle(struct duo *d)
{
    bool busy = true;
    while (busy) {
        busy = false;
        for (int i = 0; i < 2; i++) {
            while (duo_send(d, i))
                busy = true;
            while (duo_receive(d, i))
                busy = true;
        }
    }
}

enum refusal duo_register(struct duo *d, int which, const char *id)
{
    struct code_hash code;
    struct ledger_enrolled a;
    memset(&code, which + 1, sizeof code);
    duo_begin(d, which);
    const struct ledger_wish wish = {.id = id, .name = "", .code = &code};
    enum refusal refusal = ledger_register(d->node[which].ledger, &wish, &a);
    duo_commit(d, which);
    return refusal;
}

enum claim_state duo_claim(struct duo *d, int which, const char *id)
{
    duo_begin(d, which);
    struct applicant a = ledger_find(d->node[which].ledger, id);
    duo_commit(d, which);
    return a.claim;
}
