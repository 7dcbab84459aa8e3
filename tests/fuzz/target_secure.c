/* What comes to a node's port for clients after the handshake: the requests that it reads are those
 * that were sent, in records of any size; and when somebody changes a byte on the way it reads the
 * ones before that and no other. */
#include "common/wire.h"
#include "tests/fuzz/door.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { CLIENT, SERVER, HEAD_BYTES = 4, RECORD_UNIT = 8, HANDSHAKE_ROUNDS = 8 };

struct line {
    struct stream end[2];
    int outer[2];     /* the other end of each end's socket */
    size_t passed;    /* bytes that went from the client to the server */
    size_t change_at; /* where one of them is changed */
    uint8_t change;   /* 0: none */
    bool changed;
};

static void open_end(struct line *l, int which, struct tls_context *context)
{
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) != 0 ||
        stream_open(&l->end[which], context, fds[0]) != STATUS_OK)
        abort();
    l->outer[which] = fds[1];
}

static void close_end(struct line *l, int which)
{
    stream_close(&l->end[which]);
    close(l->end[which].fd);
    close(l->outer[which]);
}

/* Carries over what that end has sent. */
static void carry(struct line *l, int from)
{
    uint8_t bytes[65536];
    ssize_t got;
    while ((got = read(l->outer[from], bytes, sizeof bytes)) > 0) {
        size_t count = (size_t)got;
        if (from == CLIENT && l->change != 0 && l->change_at >= l->passed &&
            l->change_at - l->passed < count) {
            bytes[l->change_at - l->passed] ^= l->change;
            l->changed = true;
        }
        if (from == CLIENT)
            l->passed += count;
        if (write(l->outer[1 - from], bytes, count) != got)
            abort();
    }
}

static void shake_hands(struct line *l)
{
    enum status status[2] = {STATUS_BUSY, STATUS_BUSY};
    for (int i = 0; i < HANDSHAKE_ROUNDS; i++)
        for (int end = 0; end < 2; end++) {
            status[end] = stream_handshake_some(&l->end[end]);
            carry(l, end);
        }
    if (status[CLIENT] != STATUS_OK || status[SERVER] != STATUS_OK)
        abort();
}

/* Every request that has come whole, in canonical form; false when the connection is over. */
static bool take_requests(struct wire_reader *r, struct buffer *out)
{
    struct wire_word words[WIRE_REQUEST_WORDS];
    enum wire_event event;
    const char *reason;
    size_t count;
    while ((event = wire_request(r, words, WIRE_REQUEST_WORDS, &count, &reason)) == WIRE_READY) {
        wire_put_array(out, count);
        for (size_t i = 0; i < count; i++)
            wire_put_bulk(out, words[i].data, words[i].len);
    }
    if (event == WIRE_BAD)
        wire_put_simple(out, "BAD");
    return event == WIRE_MORE;
}

static void read_plainly(const uint8_t *data, size_t len, struct buffer *out)
{
    struct wire_reader r;
    bool open = true;
    wire_reader_init(&r, WIRE_REQUEST_BYTES);
    while (open && len > 0) {
        size_t room;
        char *space = wire_reader_space(&r, &room);
        size_t step = len < room ? len : room;
        memcpy(space, data, step);
        wire_reader_filled(&r, step);
        data += step;
        len -= step;
        open = take_requests(&r, out);
    }
    wire_reader_release(&r);
}

/* As a worker does, what there is; false when the connection is over. */
static bool read_securely(struct line *l, struct wire_reader *r, struct buffer *out)
{
    for (;;) {
        size_t room, got;
        char *space = wire_reader_space(r, &room);
        if (stream_receive_some(&l->end[SERVER], space, room, &got) != STATUS_OK)
            return false;
        if (got == 0)
            return true;
        wire_reader_filled(r, got);
        if (!take_requests(r, out))
            return false;
    }
}

static void send_securely(struct line *l, const uint8_t *data, size_t len, size_t record,
                          struct buffer *out)
{
    struct wire_reader r;
    bool open = true;
    wire_reader_init(&r, WIRE_REQUEST_BYTES);
    while (open && len > 0) {
        size_t sent;
        if (stream_send_some(&l->end[CLIENT], (const char *)data, len < record ? len : record,
                             &sent) != STATUS_OK)
            abort();
        data += sent;
        len -= sent;
        carry(l, CLIENT);
        open = read_securely(l, &r, out);
    }
    wire_reader_release(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct tls_context *client;
    const struct tls_options options = {.trust = TLS_NOTED};
    struct buffer plain = {0}, secure = {0};
    struct line l = {0};
    if (len < HEAD_BYTES)
        return 0;
    if (client == NULL && tls_context_open(&options, &client) != STATUS_OK)
        abort();
    open_end(&l, SERVER, door_server(TLS_ANYONE));
    open_end(&l, CLIENT, client);
    shake_hands(&l);
    l.passed = 0;
    l.change_at = (size_t)(data[1] << 8 | data[2]);
    l.change = data[3];
    read_plainly(data + HEAD_BYTES, len - HEAD_BYTES, &plain);
    send_securely(&l, data + HEAD_BYTES, len - HEAD_BYTES, (data[0] + 1U) * RECORD_UNIT, &secure);
    if (secure.len > plain.len || (!l.changed && secure.len != plain.len) ||
        (secure.len > 0 && memcmp(secure.data, plain.data, secure.len) != 0))
        abort();
    close_end(&l, CLIENT);
    close_end(&l, SERVER);
    buffer_release(&plain);
    buffer_release(&secure);
    return 0;
}
