#include "server/door/worker.h"

#include "common/log.h"
#include "common/net.h"
#include "common/tls.h"
#include "common/wipe.h"
#include "server/door/operator.h"
#include "server/door/reply.h"
#include "server/door/session.h"

#include <stdlib.h>
#include <string.h>

enum {
    STACK_BYTES = 128 * 1024,
    HANDSHAKE_MS = 10 * 1000,
    SEND_MS = 10 * 1000,    /* for sending a reply */
    REQUEST_MS = 30 * 1000, /* for the rest of a request after its first byte */
    REPLY_MOST_BYTES =
        64 * 1024,          /* replies to pipelined requests go out together up to this size, */
    REPLY_WAIT_MS = 100,    /* or after this time */
    REPLY_KEEP_BYTES = 4096 /* the reply buffer that an idle connection keeps */
};

struct worker {
    struct node *node;
    struct clients *clients; /* the list that it is on */
    struct client *client;
    enum worker_role role;
    struct stream stream;
    struct wire_reader in;
    bool begun;           /* the first bytes of a request have come */
    struct mono deadline; /* for the next bytes */
    struct buffer out;
    struct session session;           /* WORKER_CLIENT */
    struct operator_session operator; /* WORKER_OPERATOR */
};

/* Replies may hold an access code: they are wiped once they are sent. */
static bool flush_replies(struct worker *w)
{
    if (w->out.failed)
        return false;
    enum status status = stream_send(&w->stream, w->out.data, w->out.len, clock_deadline(SEND_MS));
    if (w->out.cap > REPLY_KEEP_BYTES) {
        buffer_wipe(&w->out);
    } else if (w->out.len > 0) {
        wipe(w->out.data, w->out.len);
        buffer_clear(&w->out);
    }
    return status == STATUS_OK;
}

/* Sends the replies before a held one, `before` bytes, at once, and waits until the held one may go
 * out. False: the client has gone, or its place was given to another client. */
static bool send_held_reply(struct worker *w, size_t before)
{
    const struct mono *until = session_held_until(&w->session);
    if (until == NULL)
        return true;
    bool sent = stream_send(&w->stream, w->out.data, before, clock_deadline(SEND_MS)) == STATUS_OK;
    wipe(w->out.data, before);
    buffer_consume(&w->out, before);
    if (sent && net_stays(w->stream.fd, *until))
        return true;
    buffer_wipe(&w->out);
    return false;
}

static bool answer_request(struct worker *w, const struct wire_word *words, size_t count)
{
    size_t before = w->out.len;
    switch (w->role) {
    case WORKER_CLIENT: {
        bool open = session_request(&w->session, words, count, &w->out);
        return !w->out.failed && send_held_reply(w, before) && open;
    }
    case WORKER_OPERATOR:
        return operator_request(&w->operator, words, count, &w->out);
    }
    return false;
}

/* Answers every request that has come whole; false: the connection closes after the reply. Replies
 * to pipelined requests go out together, unless a request takes long. */
static bool answer_requests(struct worker *w)
{
    struct mono since = clock_mono();
    struct wire_word words[WIRE_REQUEST_WORDS];
    size_t count;
    const char *reason;
    for (;;) {
        switch (wire_request(&w->in, words, WIRE_REQUEST_WORDS, &count, &reason)) {
        case WIRE_READY:
            w->begun = false;
            if (!answer_request(w, words, count) || clients_stopping(w->clients))
                return false;
            if (w->out.len > REPLY_MOST_BYTES || clock_mono().ms - since.ms > REPLY_WAIT_MS) {
                if (!flush_replies(w))
                    return false;
                since = clock_mono();
            }
            break;
        case WIRE_MORE:
            return !clients_stopping(w->clients);
        case WIRE_BAD:
            wire_put_error(&w->out, "ERR", "malformed request: %s", reason);
            return false;
        }
    }
}

/* The rest of a request must follow its first byte soon; between requests a client may be silent
 * for long. Half a request never holds a place for longer than silence would. */
static bool receive_request(struct worker *w)
{
    int64_t idle_ms = w->node->config->idle_seconds * 1000;
    if (w->in.in.len <= w->in.start) {
        wire_reader_rest(&w->in);
        w->begun = false;
        w->deadline = clock_deadline(idle_ms);
    } else if (!w->begun) {
        w->begun = true;
        w->deadline = clock_deadline(idle_ms < REQUEST_MS ? idle_ms : REQUEST_MS);
    }
    size_t room, got;
    char *space = wire_reader_space(&w->in, &room);
    if (space == NULL || stream_receive(&w->stream, space, room, w->deadline, &got) != STATUS_OK)
        return false;
    wire_reader_filled(&w->in, got);
    if (w->role == WORKER_CLIENT)
        session_heard(&w->session);
    return true;
}

/* A client that connects without TLS is told so in plain text. */
static void refuse_plain_client(struct worker *w)
{
    char request[4096];
    size_t got, sent;
    wire_put_error(&w->out, "NEEDTLS", "this node speaks TLS: sinodo --tls, or redis-cli --tls");
    (void)net_receive_some(w->stream.fd, request, sizeof request, &got);
    if (!w->out.failed)
        (void)net_send_some(w->stream.fd, w->out.data, w->out.len, &sent);
}

static void serve_client(struct worker *w)
{
    struct mono deadline = clock_deadline(HANDSHAKE_MS);
    if (stream_is_addressed_plainly(&w->stream, deadline)) {
        refuse_plain_client(w);
        return;
    }
    bool open = stream_handshake(&w->stream, deadline) == STATUS_OK;
    if (!open)
        return;
    while (open && receive_request(w)) {
        open = answer_requests(w);
        if (!flush_replies(w))
            return;
    }
    if (clients_stopping(w->clients)) {
        reply_failure(&w->out, STATUS_CLOSED);
        (void)flush_replies(w);
    }
}

static void *worker_thread(void *arg)
{
    struct worker *w = arg;
    thread_yield_to_others(); /* the store thread goes first: other workers wait for it */
    log_event(LOG_DEBUG, "a connection begins");
    serve_client(w);
    log_event(LOG_DEBUG, "the connection has ended");
    if (w->role == WORKER_CLIENT)
        session_release(&w->session);
    else
        operator_release(&w->operator);
    wire_reader_release(&w->in);
    buffer_wipe(&w->out);
    stream_close(&w->stream);
    struct clients *clients = w->clients;
    struct client *client = w->client;
    free(w);
    clients_remove(clients, client);
    return NULL;
}

enum status worker_start(struct node *node, enum worker_role role, int fd)
{
    struct clients *clients = role == WORKER_CLIENT ? node->clients : node->operators;
    struct worker *w = calloc(1, sizeof *w);
    struct tls_context *tls = role == WORKER_CLIENT ? node->tls : NULL;
    struct client *client = w != NULL ? clients_add(clients, fd) : NULL;
    if (client == NULL) {
        free(w);
        return STATUS_BUSY;
    }
    *w = (struct worker){.node = node, .clients = clients, .client = client, .role = role};
    wire_reader_init(&w->in, WIRE_REQUEST_BYTES);
    if (role == WORKER_CLIENT)
        session_init(&w->session, node, client);
    else
        operator_init(&w->operator, node, fd);
    pthread_t thread;
    if (stream_open(&w->stream, tls, fd) != STATUS_OK ||
        thread_start(&thread, role == WORKER_CLIENT ? "worker" : "operator", STACK_BYTES,
                     worker_thread, w) != STATUS_OK) {
        if (role == WORKER_CLIENT)
            session_release(&w->session);
        else
            operator_release(&w->operator);
        stream_close(&w->stream);
        free(w);
        clients_abandon(clients, client);
        return STATUS_BUSY;
    }
    pthread_detach(thread);
    return STATUS_OK;
}
