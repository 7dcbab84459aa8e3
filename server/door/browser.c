#include "server/door/browser.h"

#include "common/wipe.h"
#include "server/door/assets.h"
#include "server/door/http.h"
#include "server/door/metrics.h"
#include "server/door/seb.h"
#include "server/door/websocket.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
    KEEP_MS = 5 * 1000, /* between two requests: a browser opens several connections for a page */
    PING_MS = 5 * 1000,
    CLOSE_MS = 2 * 1000,     /* for the other end to close as well */
    CLOSE_BYTES = 64 * 1024, /* that are read and dropped meanwhile */
    CHUNK_BYTES = 4096
};

/* --- the end --- */

/* What was sent last would be lost if bytes that nobody has read were in the socket when it closes:
 * reads and drops them, until the other end closes too. */
static void linger(struct connection *c)
{
    char dropped[CHUNK_BYTES];
    struct mono deadline = clock_deadline(CLOSE_MS);
    size_t got, total = 0;
    if (c->stream.tls == NULL)
        (void)shutdown(c->stream.fd, SHUT_WR);
    while (total < CLOSE_BYTES && !connection_stopping(c) &&
           stream_receive(&c->stream, dropped, sizeof dropped, deadline, &got) == STATUS_OK)
        total += got;
}

/* --- HTTP --- */

static void refuse(struct connection *c, enum http_status status,
                   const struct http_request *request)
{
    http_put_refusal(&c->out, status, request->head_only, request->closes, clock_wall());
}

/* What is at this path: HTTP_OK, or why there is nothing. */
static enum http_status find(struct connection *c, const struct http_request *request,
                             struct buffer *room, struct asset *out)
{
    enum assets_page page = c->at->role == WORKER_DESK ? ASSETS_DESK : ASSETS_EXAM;
    if (c->at->role == WORKER_METRICS) {
        if (!wire_equals(&request->path, "/metrics"))
            return HTTP_NOT_FOUND;
        bool told = metrics_put(c->node, room);
        *out = (struct asset){.type = METRICS_TYPE, .data = room->data, .len = room->len};
        return told ? HTTP_OK : HTTP_UNAVAILABLE;
    }
    if (!assets_find(c->node->config->web_dir, page, &request->path, room, out))
        return HTTP_NOT_FOUND;
    return out->gzip && !request->gzip ? HTTP_NOT_ACCEPTABLE : HTTP_OK;
}

/* Is it the document of applicants, without a nonce that can still prove something (seb.h)? */
static bool lacks_nonce(const struct connection *c, const struct http_request *request)
{
    struct wire_word nonce = request->query;
    if (c->node->seb == NULL || c->at->role != WORKER_WEB || !wire_equals(&request->path, "/"))
        return false;
    if (nonce.len < 2 || memcmp(nonce.data, "n=", 2) != 0)
        return true;
    nonce.data += 2;
    nonce.len -= 2;
    return !seb_is_fresh(c->node->seb, &nonce, clock_mono());
}

static void redirect(struct connection *c, const struct http_request *request)
{
    char nonce[SEB_TOKEN_SIZE], place[sizeof "/?n=" + SEB_TOKEN_CHARS];
    if (!seb_draw(c->node->seb, clock_mono(), nonce)) {
        refuse(c, HTTP_UNAVAILABLE, request);
        return;
    }
    (void)snprintf(place, sizeof place, "/?n=%s", nonce);
    http_put_redirect(&c->out, place, request->closes, clock_wall());
}

static void answer_get(struct connection *c, const struct http_request *request)
{
    struct buffer room = {0};
    struct asset asset;
    enum http_status status = find(c, request, &room, &asset);
    if (status != HTTP_OK) {
        refuse(c, status, request);
    } else {
        const struct http_reply reply = {.type = asset.type,
                                         .bytes = asset.len,
                                         .gzip = asset.gzip,
                                         .lasts = asset.lasts,
                                         .closes = request->closes};
        http_put_reply(&c->out, &reply, clock_wall());
        if (!request->head_only)
            buffer_append(&c->out, asset.data, asset.len);
    }
    buffer_release(&room);
}

/* Waits for the next request. HTTP_MORE: none came. */
static enum http_status receive_request(struct connection *c, struct http_reader *in,
                                        struct http_request *out)
{
    struct mono deadline = clock_deadline(KEEP_MS);
    bool begun = false;
    for (;;) {
        enum http_status status = http_request(in, c->at->hosts, out);
        if (status != HTTP_MORE)
            return status;
        if (!begun && in->in.len > 0) {
            begun = true;
            deadline = connection_request_deadline(c);
        }
        size_t room, got;
        char *space = http_reader_space(in, &room);
        if (space == NULL || stream_receive(&c->stream, space, room, deadline, &got) != STATUS_OK)
            return HTTP_MORE;
        http_reader_filled(in, got);
    }
}

/* The address of the page, for what it may prove (seb.h). */
static void note_origin(struct connection *c, const struct wire_word *origin)
{
    (void)snprintf(c->session.origin, sizeof c->session.origin, "%.*s", (int)origin->len,
                   origin->data);
}

/* Answers requests until the connection ends, or becomes a WebSocket: true. */
static bool serve_http(struct connection *c, struct http_reader *in)
{
    char accept[HTTP_ACCEPT_SIZE];
    struct http_request request;
    for (;;) {
        enum http_status status = receive_request(c, in, &request);
        bool upgrade =
            status == HTTP_OK && wire_equals(&request.path, "/ws") && c->at->role != WORKER_METRICS;
        if (status == HTTP_MORE)
            return false;
        if (upgrade)
            status = http_upgrade(&request, c->at->hosts, accept);
        if (upgrade && status == HTTP_OK)
            http_put_switch(&c->out, accept);
        else if (status == HTTP_OK && lacks_nonce(c, &request))
            redirect(c, &request);
        else if (status == HTTP_OK)
            answer_get(c, &request);
        else
            refuse(c, status, &request);
        if (!connection_flush(c) || connection_stopping(c))
            return false;
        if (upgrade && status == HTTP_OK) {
            note_origin(c, &request.origin);
            return true;
        }
        if (request.closes) {
            linger(c);
            return false;
        }
    }
}

/* --- the WebSocket --- */

struct browser {
    struct connection *c;
    struct websocket *ws;
    bool begun;           /* the first bytes of a message have come */
    struct mono deadline; /* for the next bytes */
    struct mono ping;     /* the next one */
};

/* A whole message is one request, and nothing else. */
static bool read_request(struct wire_reader *in, const struct wire_word *message,
                         struct wire_word words[WIRE_REQUEST_WORDS], size_t *count)
{
    const char *reason;
    size_t room;
    for (size_t at = 0; at < message->len;) {
        char *space = wire_reader_space(in, &room);
        if (space == NULL)
            return false;
        size_t len = message->len - at < room ? message->len - at : room;
        memcpy(space, message->data + at, len);
        wire_reader_filled(in, len);
        at += len;
    }
    return message->len > 0 && message->data[0] == '*' &&
           wire_request(in, words, WIRE_REQUEST_WORDS, count, &reason) == WIRE_READY &&
           in->next == in->in.len;
}

/* The close frame goes out with what comes before it; false. */
static bool close_websocket(struct browser *b, enum websocket_code code)
{
    websocket_put_close(b->ws, code, &b->c->out);
    return false;
}

static bool answer_message(struct browser *b, const struct wire_word *message)
{
    struct connection *c = b->c;
    struct wire_word words[WIRE_REQUEST_WORDS];
    struct wire_reader in;
    struct buffer reply = {0};
    size_t count;
    bool open = true;
    wire_reader_init(&in, WIRE_REQUEST_BYTES);
    bool good = read_request(&in, message, words, &count);
    if (good)
        open = connection_answer(c, words, count, &reply);
    else
        wire_put_error(&reply, "ERR", "malformed request: a message is one array of bulk strings");
    wire_reader_release(&in);
    bool held = !reply.failed && !c->out.failed && connection_hold(c, c->out.len);
    if (held)
        websocket_put_message(b->ws, reply.data, reply.len, &c->out);
    buffer_wipe(&reply);
    if (!held)
        return false;
    if (!good || !open)
        return close_websocket(b, good ? WEBSOCKET_DONE : WEBSOCKET_NOT_A_REQUEST);
    return c->out.len <= CONNECTION_OUT_BYTES || connection_flush(c);
}

/* Answers what has come; false: nothing more is read. */
static bool answer_messages(struct browser *b)
{
    struct wire_word message;
    for (;;) {
        switch (websocket_next(b->ws, &message, &b->c->out)) {
        case WEBSOCKET_MESSAGE:
            b->begun = false;
            if (!answer_message(b, &message))
                return false;
            if (connection_stopping(b->c))
                return close_websocket(b, WEBSOCKET_STOPPING);
            break;
        case WEBSOCKET_MORE:
            return true;
        case WEBSOCKET_CLOSED:
            return false;
        }
    }
}

static void set_deadline(struct browser *b)
{
    if (!websocket_is_amid(b->ws)) {
        b->begun = false;
        b->deadline = connection_idle_deadline(b->c);
    } else if (!b->begun) {
        b->begun = true;
        b->deadline = connection_request_deadline(b->c);
    }
}

/* Waits for bytes, and sends pings meanwhile. False: the deadline has passed, or the stream ended. */
static bool receive_bytes(struct browser *b, char *chunk, size_t *got)
{
    struct connection *c = b->c;
    for (;;) {
        bool ping = b->ping.ms < b->deadline.ms;
        enum status status =
            stream_receive(&c->stream, chunk, CHUNK_BYTES, ping ? b->ping : b->deadline, got);
        if (status != STATUS_TIMEOUT || !ping)
            return status == STATUS_OK;
        b->ping = clock_deadline(PING_MS);
        websocket_put_ping(b->ws, &c->out);
        if (!connection_flush(c))
            return false;
    }
}

/* Bytes of the HTTP reader that came with the upgrade are the first ones. */
static void serve_websocket(struct browser *b, struct http_reader *in)
{
    struct connection *c = b->c;
    char chunk[CHUNK_BYTES];
    size_t got;
    websocket_feed(b->ws, in->in.data + in->used, in->in.len - in->used);
    bool open = answer_messages(b);
    http_reader_release(in);
    open = connection_flush(c) && open;
    while (open) {
        set_deadline(b);
        if (!receive_bytes(b, chunk, &got)) {
            (void)close_websocket(b, connection_stopping(c) ? WEBSOCKET_STOPPING : WEBSOCKET_DONE);
            break;
        }
        connection_heard(c);
        websocket_feed(b->ws, chunk, got);
        open = answer_messages(b);
        wipe(chunk, got);
        open = connection_flush(c) && open;
    }
    if (connection_flush(c))
        linger(c);
}

void browser_serve(struct connection *c)
{
    struct browser b = {.c = c, .ping = clock_deadline(PING_MS)};
    struct http_reader in = {.scanned = 0};
    if (serve_http(c, &in) && websocket_open(&b.ws) == STATUS_OK)
        serve_websocket(&b, &in);
    http_reader_release(&in);
    websocket_close(b.ws);
}
