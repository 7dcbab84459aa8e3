#include "server/link/newcomer.h"

#include <sys/socket.h>
#include <unistd.h>

enum {
    HELLO_MS = 10000,   /* until its HELLO must have come */
    WAITING_MS = 20000, /* longer than a challenge takes; after that something is wrong */
    TELL_MS = 2000,     /* between two WAITs */
    LEAVING_MS = 1000,
    RECEIVED_MOST = 16384 /* HELLO, and heartbeats while it waits */
};

static void close_newcomer(struct newcomer *n)
{
    stream_close(&n->stream);
    close(n->stream.fd);
    wire_reader_release(&n->in);
    n->state = NEWCOMER_NONE;
}

void newcomer_admit(struct newcomer *n, const struct stream *stream, struct mono now)
{
    if (n->state != NEWCOMER_NONE)
        close_newcomer(n);
    n->stream = *stream;
    stream_moved(&n->stream);
    wire_reader_init(&n->in, MESSAGE_BYTES);
    n->state = NEWCOMER_SPEAKS;
    n->deadline.ms = now.ms + HELLO_MS;
}

struct pollfd newcomer_poll(const struct newcomer *n)
{
    bool there = n->state != NEWCOMER_NONE;
    return (struct pollfd){.fd = there ? n->stream.fd : -1, .events = POLLIN};
}

struct mono newcomer_timer(const struct newcomer *n, struct mono latest)
{
    struct mono at = n->deadline;
    if (n->state == NEWCOMER_NONE)
        return latest;
    if (n->state == NEWCOMER_WAITS && n->told.ms + TELL_MS < at.ms)
        at.ms = n->told.ms + TELL_MS;
    return at.ms < latest.ms ? at : latest;
}

/* False when the connection is over, or too much has come. */
static bool receive_newcomer(struct newcomer *n)
{
    size_t room, got;
    do {
        char *space = wire_reader_space(&n->in, &room);
        if (space == NULL || stream_receive_some(&n->stream, space, room, &got) != STATUS_OK)
            return false;
        if (n->state != NEWCOMER_LEAVES)
            wire_reader_filled(&n->in, got);
    } while (got > 0 && n->in.in.len <= RECEIVED_MOST);
    return n->in.in.len <= RECEIVED_MOST;
}

/* The HELLO stays the first message, for the exchange. False when another message came first. */
static bool read_hello(struct newcomer *n, struct mono now)
{
    struct wire_word words[MESSAGE_HELLO_WORDS];
    struct message m;
    size_t count;
    const char *reason;
    switch (wire_request(&n->in, words, MESSAGE_HELLO_WORDS, &count, &reason)) {
    case WIRE_MORE:
        return true;
    case WIRE_BAD:
        return false;
    case WIRE_READY:
        break;
    }
    if (!message_parse(words, count, &m) || m.kind != MESSAGE_HELLO)
        return false;
    wire_reader_undo(&n->in);
    n->hello = m.hello;
    n->state = NEWCOMER_WAITS;
    n->deadline.ms = now.ms + WAITING_MS;
    n->told = now;
    return true;
}

/* A few bytes: the socket takes them at once, or the newcomer is closed. */
static bool send_message(struct newcomer *n, const struct buffer *message)
{
    size_t sent = 0;
    return !message->failed &&
           stream_send_some(&n->stream, message->data, message->len, &sent) == STATUS_OK &&
           sent == message->len;
}

static bool tell_to_wait(struct newcomer *n, struct mono now)
{
    struct buffer message = {0};
    message_put_wait(&message);
    bool sent = send_message(n, &message);
    buffer_release(&message);
    n->told = now;
    return sent;
}

void newcomer_step(struct newcomer *n, struct mono now)
{
    if (n->state == NEWCOMER_NONE)
        return;
    bool stays = receive_newcomer(n) && now.ms < n->deadline.ms;
    if (stays && n->state == NEWCOMER_SPEAKS)
        stays = read_hello(n, now);
    if (stays && n->state == NEWCOMER_WAITS && now.ms - n->told.ms >= TELL_MS)
        stays = tell_to_wait(n, now);
    if (!stays)
        close_newcomer(n);
}

void newcomer_refuse(struct newcomer *n, const struct buffer *message, struct mono now)
{
    if (!send_message(n, message)) {
        close_newcomer(n);
        return;
    }
    /* Closing with unread bytes would reset the connection before the message arrives: the other end
     * closes first. */
    (void)shutdown(n->stream.fd, SHUT_WR);
    n->state = NEWCOMER_LEAVES;
    n->deadline.ms = now.ms + LEAVING_MS;
}

bool newcomer_take(struct newcomer *n, struct stream *stream, struct wire_reader *in)
{
    if (n->state != NEWCOMER_SPEAKS && n->state != NEWCOMER_WAITS)
        return false;
    *stream = n->stream;
    stream_moved(stream);
    *in = n->in;
    wire_reader_init(&n->in, MESSAGE_BYTES);
    n->state = NEWCOMER_NONE;
    return true;
}

void newcomer_close(struct newcomer *n)
{
    if (n->state != NEWCOMER_NONE)
        close_newcomer(n);
}
