#include "server/door/resp.h"

#include "server/door/reply.h"

enum { REPLY_WAIT_MS = 100 /* replies to pipelined requests go out together for this time */ };

struct resp {
    struct connection *c;
    struct wire_reader in;
    bool begun;           /* the first bytes of a request have come */
    struct mono deadline; /* for the next bytes */
};

static bool answer_request(struct connection *c, const struct wire_word *words, size_t count)
{
    size_t before = c->out.len;
    bool open = connection_answer(c, words, count, &c->out);
    return !c->out.failed && connection_hold(c, before) && open && !connection_stopping(c);
}

/* Answers every request that has come whole; false: the connection closes after the reply. Replies
 * to pipelined requests go out together, unless a request takes long. */
static bool answer_requests(struct resp *r)
{
    struct connection *c = r->c;
    struct mono since = clock_mono();
    struct wire_word words[WIRE_REQUEST_WORDS];
    size_t count;
    const char *reason;
    for (;;) {
        switch (wire_request(&r->in, words, WIRE_REQUEST_WORDS, &count, &reason)) {
        case WIRE_READY:
            r->begun = false;
            if (!answer_request(c, words, count))
                return false;
            if (c->out.len > CONNECTION_OUT_BYTES || clock_mono().ms - since.ms > REPLY_WAIT_MS) {
                if (!connection_flush(c))
                    return false;
                since = clock_mono();
            }
            break;
        case WIRE_MORE:
            return !connection_stopping(c);
        case WIRE_BAD:
            wire_put_error(&c->out, "ERR", "malformed request: %s", reason);
            return false;
        }
    }
}

/* The rest of a request must follow its first byte soon; between requests a client may be silent
 * for long. */
static bool receive_request(struct resp *r)
{
    struct connection *c = r->c;
    if (r->in.in.len <= r->in.start) {
        wire_reader_rest(&r->in);
        r->begun = false;
        r->deadline = connection_idle_deadline(c);
    } else if (!r->begun) {
        r->begun = true;
        r->deadline = connection_request_deadline(c);
    }
    size_t room, got;
    char *space = wire_reader_space(&r->in, &room);
    if (space == NULL || stream_receive(&c->stream, space, room, r->deadline, &got) != STATUS_OK)
        return false;
    wire_reader_filled(&r->in, got);
    connection_heard(c);
    return true;
}

void resp_serve(struct connection *c)
{
    struct resp r = {.c = c};
    bool open = true;
    wire_reader_init(&r.in, WIRE_REQUEST_BYTES);
    while (open && receive_request(&r)) {
        open = answer_requests(&r);
        open = connection_flush(c) && open;
    }
    if (connection_stopping(c)) {
        reply_failure(&c->out, STATUS_CLOSED);
        (void)connection_flush(c);
    }
    wire_reader_release(&r.in);
}
