#include "server/door/worker.h"

#include "common/errors.h"
#include "common/log.h"
#include "common/net.h"
#include "server/door/browser.h"
#include "server/door/http.h"
#include "server/door/resp.h"

#include <stdlib.h>

enum { STACK_BYTES = 128 * 1024, HANDSHAKE_MS = 10 * 1000 };

/* Does the role begin with HTTP? */
static bool is_browser(enum worker_role role)
{
    return role == WORKER_WEB || role == WORKER_DESK || role == WORKER_METRICS;
}

/* The list in which connections of the role have their places. */
static struct clients *clients_of(struct node *node, enum worker_role role)
{
    return role == WORKER_OPERATOR  ? node->operators
           : role == WORKER_METRICS ? node->meters
                                    : node->clients;
}

void worker_put_busy(enum worker_role role, struct buffer *out)
{
    if (is_browser(role))
        http_put_refusal(out, HTTP_UNAVAILABLE, false, true, clock_wall());
    else
        errors_put(out, ERROR_BUSY_FULL, NULL);
}

/* A client that connects without TLS is told so in plain text. */
static void refuse_plain_client(struct connection *c)
{
    char request[4096];
    size_t got, sent;
    if (is_browser(c->at->role))
        http_put_needs_tls(&c->out, clock_wall());
    else
        wire_put_error(&c->out, "NEEDTLS",
                       "this node speaks TLS: sinodo --tls, or redis-cli --tls");
    (void)net_receive_some(c->stream.fd, request, sizeof request, &got);
    if (!c->out.failed)
        (void)net_send_some(c->stream.fd, c->out.data, c->out.len, &sent);
}

static void serve(struct connection *c)
{
    struct mono deadline = clock_deadline(HANDSHAKE_MS);
    if (stream_is_addressed_plainly(&c->stream, deadline))
        refuse_plain_client(c);
    else if (stream_handshake(&c->stream, deadline) != STATUS_OK)
        return;
    else if (is_browser(c->at->role))
        browser_serve(c);
    else
        resp_serve(c);
}

static void init_session(struct connection *c, int fd)
{
    if (c->at->role == WORKER_OPERATOR)
        operator_init(&c->operator, c->node, fd);
    else
        session_init(&c->session, c->node, c->client,
                     c->at->role == WORKER_WEB    ? SESSION_WEB
                     : c->at->role == WORKER_DESK ? SESSION_DESK
                                                  : SESSION_ALL);
}

static void release_session(struct connection *c)
{
    if (c->at->role == WORKER_OPERATOR)
        operator_release(&c->operator);
    else
        session_release(&c->session);
}

static void *worker_thread(void *arg)
{
    struct connection *c = arg;
    thread_yield_to_others(); /* the store thread goes first: other workers wait for it */
    log_event(LOG_DEBUG, "a connection begins");
    serve(c);
    log_event(LOG_DEBUG, "the connection has ended");
    release_session(c);
    buffer_wipe(&c->out);
    stream_close(&c->stream);
    struct clients *clients = c->clients;
    struct client *client = c->client;
    free(c);
    clients_remove(clients, client);
    return NULL;
}

enum status worker_start(struct node *node, const struct listener *listener, int fd)
{
    struct clients *clients = clients_of(node, listener->role);
    struct connection *c = calloc(1, sizeof *c);
    struct client *client = c != NULL ? clients_add(clients, fd) : NULL;
    if (client == NULL) {
        free(c);
        return STATUS_BUSY;
    }
    c->node = node;
    c->at = listener;
    c->clients = clients;
    c->client = client;
    init_session(c, fd);
    pthread_t thread;
    if (stream_open(&c->stream, listener->tls, fd) != STATUS_OK ||
        thread_start(&thread, listener->role == WORKER_OPERATOR ? "operator" : "worker",
                     STACK_BYTES, worker_thread, c) != STATUS_OK) {
        release_session(c);
        stream_close(&c->stream);
        free(c);
        clients_abandon(clients, client);
        return STATUS_BUSY;
    }
    pthread_detach(thread);
    return STATUS_OK;
}
