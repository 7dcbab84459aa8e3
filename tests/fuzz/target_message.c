/* What the peer sends: messages are parsed, and one that was parsed is put to the same message. */
#include "common/wire.h"
#include "server/core/message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void put(struct buffer *out, const struct message *m)
{
    char reason[512];
    size_t words = m->reason.len < sizeof reason - 1 ? m->reason.len : sizeof reason - 1;
    static struct message_terminal terminals[MESSAGE_TERMINALS_MOST];
    switch (m->kind) {
    case MESSAGE_TERMINALS:
        for (size_t i = 0; i < m->terminal_count; i++)
            terminals[i] = message_terminal(m, i);
        message_put_terminals(out, terminals, m->terminal_count, m->terminals_left);
        break;
    case MESSAGE_HELLO:
        message_put_hello(out, &m->hello);
        break;
    case MESSAGE_TAIL:
    case MESSAGE_ENTRIES:
        message_put_entries(out, m->kind, m->n, &m->digest, m->entries, m->entry_count);
        break;
    case MESSAGE_HEAD:
    case MESSAGE_COUNTER:
        message_put_signed(out, m->kind, &m->head);
        break;
    case MESSAGE_ACK:
        message_put_ack(out, m->n, &m->receipt);
        break;
    case MESSAGE_BEAT:
        message_put_beat(out, &m->receipt, m->left_ms);
        break;
    case MESSAGE_CONTEST:
        message_put_contest(out, &m->contest);
        break;
    case MESSAGE_CHALLENGE:
    case MESSAGE_PRESENT:
        message_put_nonce(out, m->kind, &m->nonce);
        break;
    case MESSAGE_WAIT:
        message_put_wait(out);
        break;
    case MESSAGE_REFUSE:
    case MESSAGE_RETIRE:
        memcpy(reason, m->reason.data, words);
        reason[words] = '\0';
        if (m->kind == MESSAGE_REFUSE)
            message_put_refuse(out, reason);
        else
            message_put_retire(out, reason);
        break;
    }
}

/* Reads one message from bytes; the words stay in the reader. */
static bool parse(struct wire_reader *r, const char *data, size_t len, struct message *out)
{
    static struct wire_word words[MESSAGE_WORDS];
    size_t count, at = 0;
    const char *reason;
    while (at < len) {
        size_t room;
        char *space = wire_reader_space(r, &room);
        size_t step = len - at < room ? len - at : room;
        memcpy(space, data + at, step);
        wire_reader_filled(r, step);
        at += step;
    }
    return wire_request(r, words, MESSAGE_WORDS, &count, &reason) == WIRE_READY &&
           message_parse(words, count, out);
}

static bool same_terminals(const struct message *a, const struct message *b)
{
    bool same = a->terminal_count == b->terminal_count && a->terminals_left == b->terminals_left;
    for (size_t i = 0; same && i < a->terminal_count; i++) {
        struct message_terminal t = message_terminal(a, i), u = message_terminal(b, i);
        same = strcmp(t.id, u.id) == 0 && t.presence.here == u.presence.here &&
               t.presence.silent_ms == u.presence.silent_ms;
    }
    return same;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct wire_reader r, again;
    struct message m, same;
    struct buffer bytes = {0};
    wire_reader_init(&r, MESSAGE_BYTES);
    wire_reader_init(&again, MESSAGE_BYTES);
    if (len < MESSAGE_BYTES && parse(&r, (const char *)data, len, &m) &&
        !(m.kind == MESSAGE_HELLO && m.hello.protocol != MESSAGE_PROTOCOL)) {
        put(&bytes, &m);
        if (!parse(&again, bytes.data, bytes.len, &same) || same.kind != m.kind || same.n != m.n ||
            same.entry_count != m.entry_count || same.left_ms != m.left_ms ||
            !same_terminals(&same, &m) || same.receipt.bytes != m.receipt.bytes ||
            same.receipt.ms != m.receipt.ms || memcmp(&same.hello, &m.hello, sizeof m.hello) != 0 ||
            memcmp(&same.contest, &m.contest, sizeof m.contest) != 0)
            abort();
    }
    wire_reader_release(&r);
    wire_reader_release(&again);
    buffer_release(&bytes);
    return 0;
}
