#include "server/link/newcomer.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HELLO_MS = 10000,   /* for its HELLO to come */
    WAITING_MS = 20000, /* longer than anybody is asked; then something is wrong */
    TELL_MS = 2000,     /* it is told to wait so often */
    LEAVING_MS = 1000,
    SAID_BYTES = 16384 /* HELLO, and heartbeats while it waits */
};

static void go(struct newcomer *n)
{
    stream_close(&n->stream);
    close(n->stream.fd);
    buffer_clear(&n->bytes);
    n->state = NEWCOMER_NONE;
}

void newcomer_admit(struct newcomer *n, const struct stream *stream, struct mono now)
{
    if (n->state != NEWCOMER_NONE)
        go(n);
    n->stream = *stream;
    stream_moved(&n->stream);
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
    if (n->state == NEWCOMER_WAITS && n->spoke.ms + TELL_MS < at.ms)
        at.ms = n->spoke.ms + TELL_MS;
    return at.ms < latest.ms ? at : latest;
}

/* What has come; false when the connection is over, or it says too much. */
static bool hear(struct newcomer *n)
{
    char piece[2048];
    size_t got;
    do {
        if (stream_receive_some(&n->stream, piece, sizeof piece, &got) != STATUS_OK)
            return false;
        if (n->state != NEWCOMER_LEAVES)
            buffer_append(&n->bytes, piece, got);
    } while (got > 0 && n->bytes.len <= SAID_BYTES);
    return !n->bytes.failed && n->bytes.len <= SAID_BYTES;
}

/* Its first message must be a HELLO; false when it is not. */
static bool read_hello(struct newcomer *n, struct mono now)
{
    struct wire_reader reader;
    struct wire_word words[MESSAGE_HELLO_WORDS];
    struct message m;
    size_t count = 0, room, at = 0;
    const char *reason;
    bool good = false;
    wire_reader_init(&reader, MESSAGE_BYTES);
    while (at < n->bytes.len) {
        char *space = wire_reader_space(&reader, &room);
        if (space == NULL)
            goto out;
        size_t len = n->bytes.len - at < room ? n->bytes.len - at : room;
        memcpy(space, n->bytes.data + at, len);
        wire_reader_filled(&reader, len);
        at += len;
    }
    switch (wire_request(&reader, words, MESSAGE_HELLO_WORDS, &count, &reason)) {
    case WIRE_MORE:
        good = true;
        break;
    case WIRE_BAD:
        break;
    case WIRE_READY:
        good = message_parse(words, count, &m) && m.kind == MESSAGE_HELLO;
        if (!good)
            break;
        n->hello = m.hello;
        n->state = NEWCOMER_WAITS;
        n->deadline.ms = now.ms + WAITING_MS;
        n->spoke = now;
        break;
    }
out:
    wire_reader_release(&reader);
    return good;
}

/* A few bytes, which the socket takes at once or not at all. */
static bool say(struct newcomer *n, const struct buffer *words)
{
    size_t sent = 0;
    return !words->failed &&
           stream_send_some(&n->stream, words->data, words->len, &sent) == STATUS_OK &&
           sent == words->len;
}

static bool tell_to_wait(struct newcomer *n, struct mono now)
{
    struct buffer words = {0};
    message_put_wait(&words);
    bool said = say(n, &words);
    buffer_release(&words);
    n->spoke = now;
    return said;
}

void newcomer_step(struct newcomer *n, struct mono now)
{
    if (n->state == NEWCOMER_NONE)
        return;
    bool stays = hear(n) && now.ms < n->deadline.ms;
    if (stays && n->state == NEWCOMER_SPEAKS && n->bytes.len > 0)
        stays = read_hello(n, now);
    if (stays && n->state == NEWCOMER_WAITS && now.ms - n->spoke.ms >= TELL_MS)
        stays = tell_to_wait(n, now);
    if (!stays)
        go(n);
}

void newcomer_refuse(struct newcomer *n, const struct buffer *words, struct mono now)
{
    if (!say(n, words)) {
        go(n);
        return;
    }
    /* Closing with bytes unread would cut off what was said: it closes first. */
    (void)shutdown(n->stream.fd, SHUT_WR);
    n->state = NEWCOMER_LEAVES;
    n->deadline.ms = now.ms + LEAVING_MS;
}

bool newcomer_take(struct newcomer *n, struct stream *stream, struct buffer *bytes)
{
    if (n->state != NEWCOMER_SPEAKS && n->state != NEWCOMER_WAITS)
        return false;
    *stream = n->stream;
    stream_moved(stream);
    *bytes = n->bytes;
    memset(&n->bytes, 0, sizeof n->bytes);
    n->state = NEWCOMER_NONE;
    return true;
}

void newcomer_close(struct newcomer *n)
{
    if (n->state != NEWCOMER_NONE)
        go(n);
    buffer_release(&n->bytes);
}
