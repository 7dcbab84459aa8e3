#include "server/door/connection.h"

#include "common/net.h"
#include "common/wipe.h"

enum {
    SEND_MS = 10 * 1000,
    KEEP_BYTES = 4096 /* of the buffer that an idle connection keeps */
};

bool connection_answer(struct connection *c, const struct wire_word *words, size_t count,
                       struct buffer *reply)
{
    if (c->at->role == WORKER_OPERATOR)
        return operator_request(&c->operator, words, count, reply);
    return session_request(&c->session, words, count, reply);
}

bool connection_hold(struct connection *c, size_t before)
{
    const struct mono *until =
        c->at->role == WORKER_OPERATOR ? NULL : session_held_until(&c->session);
    if (until == NULL)
        return true;
    bool sent = true;
    if (before > 0) {
        sent = stream_send(&c->stream, c->out.data, before, clock_deadline(SEND_MS)) == STATUS_OK;
        wipe(c->out.data, before);
        buffer_consume(&c->out, before);
    }
    if (sent && net_stays(c->stream.fd, *until))
        return true;
    buffer_wipe(&c->out);
    return false;
}

void connection_heard(const struct connection *c)
{
    if (c->at->role != WORKER_OPERATOR)
        session_heard(&c->session);
}

bool connection_flush(struct connection *c)
{
    if (c->out.failed)
        return false;
    enum status status = stream_send(&c->stream, c->out.data, c->out.len, clock_deadline(SEND_MS));
    if (c->out.cap > KEEP_BYTES) {
        buffer_wipe(&c->out);
    } else if (c->out.len > 0) {
        wipe(c->out.data, c->out.len);
        buffer_clear(&c->out);
    }
    return status == STATUS_OK;
}

struct mono connection_idle_deadline(const struct connection *c)
{
    return clock_deadline(c->node->config->idle_seconds * 1000);
}

struct mono connection_request_deadline(const struct connection *c)
{
    int64_t idle_ms = c->node->config->idle_seconds * 1000;
    return clock_deadline(idle_ms < CONNECTION_REQUEST_MS ? idle_ms : CONNECTION_REQUEST_MS);
}

bool connection_stopping(const struct connection *c)
{
    return clients_stopping(c->clients);
}
