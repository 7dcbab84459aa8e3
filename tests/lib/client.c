#include "tests/lib/client.h"

#include "common/net.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ASK_MS = 15000 };

static bool open_at(struct client_conn *c, const char *host, int port, struct tls_context *tls)
{
    struct net_address address;
    int fd = -1;
    memset(c, 0, sizeof *c);
    c->stream.fd = -1;
    wire_reader_init(&c->in, WIRE_REPLY_BYTES);
    (void)snprintf(address.host, sizeof address.host, "%s", host);
    (void)snprintf(address.port, sizeof address.port, "%d", port);
    return net_connect(&address, clock_deadline(ASK_MS), &fd) == STATUS_OK &&
           stream_open(&c->stream, tls, fd) == STATUS_OK &&
           stream_handshake(&c->stream, clock_deadline(ASK_MS)) == STATUS_OK;
}

bool client_open_at(struct client_conn *c, const char *host, int port)
{
    return open_at(c, host, port, NULL);
}

bool client_open_tls(struct client_conn *c, int port)
{
    static struct tls_context *context;
    const struct tls_options options = {.trust = TLS_NOTED};
    if (context == NULL && tls_context_open(&options, &context) != STATUS_OK)
        return false;
    return open_at(c, "127.0.0.1", port, context);
}

bool client_open(struct client_conn *c, int port)
{
    return client_open_at(c, "127.0.0.1", port);
}

void client_close(struct client_conn *c)
{
    stream_close(&c->stream);
    if (c->stream.fd >= 0)
        close(c->stream.fd);
    c->stream.fd = -1;
    wire_reader_release(&c->in);
}

bool client_send(struct client_conn *c, const char *data, size_t len)
{
    (void)snprintf(c->request, sizeof c->request, "%.*s", (int)len, data);
    return c->stream.fd >= 0 &&
           stream_send(&c->stream, data, len, clock_deadline(ASK_MS)) == STATUS_OK;
}

static void put_text(struct client_conn *c, const char *data, size_t len)
{
    size_t used = strlen(c->reply);
    (void)snprintf(c->reply + used, sizeof c->reply - used, "%s%.*s", used > 0 ? " " : "", (int)len,
                   data);
}

static void render(struct client_conn *c)
{
    char number[32];
    c->reply[0] = '\0';
    for (size_t i = 0; i < c->count; i++) {
        const struct wire_value *v = &c->values[i];
        if (v->type == WIRE_ERROR)
            put_text(c, v->data - 1, v->len + 1); /* with its minus */
        else if (v->type == WIRE_SIMPLE || v->type == WIRE_BULK)
            put_text(c, v->data, v->len);
        else if (v->type == WIRE_INTEGER) {
            (void)snprintf(number, sizeof number, "%lld", (long long)v->integer);
            put_text(c, number, strlen(number));
        }
    }
}

const char *client_receive(struct client_conn *c)
{
    struct mono deadline = clock_deadline(ASK_MS);
    const char *reason;
    c->count = 0;
    c->reply[0] = '\0';
    for (;;) {
        enum wire_event event =
            wire_reply(&c->in, c->values, WIRE_REPLY_VALUES, &c->count, &reason);
        if (event == WIRE_READY) {
            render(c);
            return c->reply;
        }
        size_t room, got;
        char *space = event == WIRE_MORE ? wire_reader_space(&c->in, &room) : NULL;
        if (space == NULL || c->stream.fd < 0 ||
            stream_receive(&c->stream, space, room, deadline, &got) != STATUS_OK) {
            c->count = 0;
            return c->reply;
        }
        wire_reader_filled(&c->in, got);
    }
}

static void keep_request(struct client_conn *c, const char *const *words, size_t count)
{
    size_t used = 0;
    c->request[0] = '\0';
    for (size_t i = 0; i < count && used < sizeof c->request; i++)
        used += (size_t)snprintf(c->request + used, sizeof c->request - used, "%s%s",
                                 i > 0 ? " " : "", words[i]);
}

const char *client_ask_list(struct client_conn *c, va_list list)
{
    const char *words[WIRE_REQUEST_WORDS];
    size_t count = 0;
    for (const char *w; (w = va_arg(list, const char *)) != NULL;)
        words[count++] = w;
    struct buffer out = {0};
    wire_put_array(&out, count);
    for (size_t i = 0; i < count; i++)
        wire_put_text(&out, words[i]);
    bool sent = client_send(c, out.data, out.len);
    buffer_release(&out);
    keep_request(c, words, count);
    if (!sent)
        c->reply[0] = '\0';
    return sent ? client_receive(c) : c->reply;
}

const char *client_ask(struct client_conn *c, ...)
{
    va_list words;
    va_start(words, c);
    const char *reply = client_ask_list(c, words);
    va_end(words);
    return reply;
}

const char *client_line(struct client_conn *c, const char *line)
{
    bool sent = client_send(c, line, strlen(line)) && client_send(c, "\r\n", 2);
    keep_request(c, &line, 1);
    if (!sent)
        c->reply[0] = '\0';
    return sent ? client_receive(c) : c->reply;
}

const char *client_pair(const struct client_conn *c, const char *name, char out[256])
{
    const struct wire_value *v = wire_pair(c->values, c->count, name);
    out[0] = '\0';
    if (v != NULL && v->type == WIRE_INTEGER)
        (void)snprintf(out, 256, "%lld", (long long)v->integer);
    else if (v != NULL && v->data != NULL)
        (void)snprintf(out, 256, "%.*s", (int)(v->len < 255 ? v->len : 255), v->data);
    return out;
}

bool client_is(const struct client_conn *c, const char *beginning)
{
    return strncmp(c->reply, beginning, strlen(beginning)) == 0;
}
