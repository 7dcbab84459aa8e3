#include "server/door/websocket.h"

#include "common/utf8.h"
#include "common/wipe.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

enum { CONTROL_BYTES = 125 };

struct websocket {
    wslay_frame_context_ptr frames;
    const char *in; /* bytes of the caller that the library has not taken yet */
    size_t in_len;
    struct buffer *out;     /* where the library's frame goes, while it writes one */
    struct buffer message;  /* the one that comes, or that was returned */
    unsigned message_count; /* of its frames so far; 0: no message is begun */
    bool returned;
    uint64_t pending; /* bytes that the library took, and that belong to no whole frame yet */
    bool amid_frame;  /* its header has come */
    uint64_t frame_at;
    char control[CONTROL_BYTES]; /* the payload of a control frame */
};

static ssize_t give_bytes(uint8_t *out, size_t room, int flags, void *context)
{
    struct websocket *ws = context;
    size_t len = ws->in_len < room ? ws->in_len : room;
    (void)flags;
    if (len > 0)
        memcpy(out, ws->in, len);
    ws->in += len;
    ws->in_len -= len;
    ws->pending += len;
    return (ssize_t)len;
}

static ssize_t take_bytes(const uint8_t *data, size_t len, int flags, void *context)
{
    struct websocket *ws = context;
    (void)flags;
    buffer_append(ws->out, data, len);
    return (ssize_t)len;
}

enum status websocket_open(struct websocket **out)
{
    const struct wslay_frame_callbacks callbacks = {.send_callback = take_bytes,
                                                    .recv_callback = give_bytes};
    struct websocket *ws = calloc(1, sizeof *ws);
    if (ws == NULL)
        return STATUS_NOMEM;
    if (wslay_frame_context_init(&ws->frames, &callbacks, ws) != 0) {
        free(ws);
        return STATUS_NOMEM;
    }
    *out = ws;
    return STATUS_OK;
}

void websocket_close(struct websocket *ws)
{
    if (ws == NULL)
        return;
    buffer_wipe(&ws->message);
    wslay_frame_context_free(ws->frames);
    free(ws);
}

void websocket_feed(struct websocket *ws, const char *data, size_t len)
{
    assert(ws->in_len == 0);
    ws->in = data;
    ws->in_len = len;
}

bool websocket_is_amid(const struct websocket *ws)
{
    return ws->pending > 0 || ws->message_count > 0;
}

/* --- frames out --- */

static void put_frame(struct websocket *ws, enum wslay_opcode opcode, const char *data, size_t len,
                      struct buffer *out)
{
    struct wslay_frame_iocb frame = {.fin = 1,
                                     .opcode = (uint8_t)opcode,
                                     .payload_length = len,
                                     .data = (const uint8_t *)data,
                                     .data_length = len};
    ws->out = out;
    ssize_t sent = wslay_frame_send(ws->frames, &frame);
    assert(sent == (ssize_t)len); /* take_bytes() takes all */
    ws->out = NULL;
}

void websocket_put_message(struct websocket *ws, const char *data, size_t len, struct buffer *out)
{
    put_frame(ws, WSLAY_BINARY_FRAME, data, len, out);
}

void websocket_put_ping(struct websocket *ws, struct buffer *out)
{
    put_frame(ws, WSLAY_PING, NULL, 0, out);
}

void websocket_put_close(struct websocket *ws, enum websocket_code code, struct buffer *out)
{
    const char payload[] = {(char)(code >> 8), (char)(code & 0xff)};
    put_frame(ws, WSLAY_CONNECTION_CLOSE, payload, sizeof payload, out);
}

/* --- frames in --- */

static enum websocket_event fail(struct websocket *ws, enum websocket_code code, struct buffer *out)
{
    websocket_put_close(ws, code, out);
    return WEBSOCKET_CLOSED;
}

/* The codes that a close frame may have (RFC 6455, 7.4). */
static bool is_code(unsigned code)
{
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
           (code >= 3000 && code <= 4999);
}

/* A close frame is answered with its own code. */
static enum websocket_event take_close(struct websocket *ws, size_t len, struct buffer *out)
{
    const unsigned char *c = (const unsigned char *)ws->control;
    if (len == 0)
        put_frame(ws, WSLAY_CONNECTION_CLOSE, NULL, 0, out);
    else if (len == 1 || !is_code((unsigned)c[0] << 8 | c[1]))
        return fail(ws, WEBSOCKET_BROKEN, out);
    else if (!utf8_valid(ws->control + 2, len - 2))
        return fail(ws, WEBSOCKET_NOT_A_REQUEST, out);
    else
        put_frame(ws, WSLAY_CONNECTION_CLOSE, ws->control, 2, out);
    return WEBSOCKET_CLOSED;
}

/* Its first bytes have come: may this frame be here? 0: it may; else the code to close with. */
static unsigned judge_frame(struct websocket *ws, const struct wslay_frame_iocb *frame)
{
    bool control = wslay_is_ctrl_frame(frame->opcode);
    bool known = frame->opcode <= WSLAY_BINARY_FRAME ||
                 (frame->opcode >= WSLAY_CONNECTION_CLOSE && frame->opcode <= WSLAY_PONG);
    if (!known || frame->rsv != 0 || !frame->mask)
        return WEBSOCKET_BROKEN;
    if (control)
        return 0;
    if ((frame->opcode == WSLAY_CONTINUATION_FRAME) != (ws->message_count > 0))
        return WEBSOCKET_BROKEN;
    if (frame->opcode == WSLAY_TEXT_FRAME)
        return WEBSOCKET_NOT_BINARY;
    if (++ws->message_count > WEBSOCKET_FRAMES ||
        frame->payload_length > WEBSOCKET_MESSAGE_BYTES - ws->message.len)
        return WEBSOCKET_TOO_LONG;
    return 0;
}

/* The frame is whole. WEBSOCKET_MORE: nothing to tell the caller. */
static enum websocket_event end_frame(struct websocket *ws, const struct wslay_frame_iocb *frame,
                                      struct buffer *out)
{
    enum { HEADER_BYTES = 6, MEDIUM_BYTES = 126, LONG_BYTES = 65536 };
    size_t len = (size_t)frame->payload_length;
    size_t more = len < MEDIUM_BYTES ? 0 : len < LONG_BYTES ? 2 : 8; /* bytes of the length */
    ws->pending -= HEADER_BYTES + more + len;
    ws->amid_frame = false;
    if (frame->opcode == WSLAY_CONNECTION_CLOSE)
        return take_close(ws, len, out);
    if (frame->opcode == WSLAY_PING)
        put_frame(ws, WSLAY_PONG, ws->control, len, out);
    if (wslay_is_ctrl_frame(frame->opcode) || !frame->fin)
        return WEBSOCKET_MORE;
    ws->message_count = 0;
    ws->returned = true;
    return WEBSOCKET_MESSAGE;
}

static enum websocket_event take_piece(struct websocket *ws, const struct wslay_frame_iocb *frame,
                                       struct buffer *out)
{
    if (!ws->amid_frame) {
        unsigned code = judge_frame(ws, frame);
        if (code != 0)
            return fail(ws, (enum websocket_code)code, out);
        ws->amid_frame = true;
        ws->frame_at = 0;
    }
    if (!wslay_is_ctrl_frame(frame->opcode))
        buffer_append(&ws->message, frame->data, frame->data_length);
    else if (frame->data_length > 0)
        memcpy(ws->control + ws->frame_at, frame->data, frame->data_length);
    /* It lies in the library's buffer, which does not read it again and is not wiped. */
    if (frame->data_length > 0)
        wipe((void *)frame->data, frame->data_length);
    ws->frame_at += frame->data_length;
    return ws->frame_at < frame->payload_length ? WEBSOCKET_MORE : end_frame(ws, frame, out);
}

enum websocket_event websocket_next(struct websocket *ws, struct wire_word *message,
                                    struct buffer *out)
{
    enum websocket_event event = WEBSOCKET_MORE;
    if (ws->returned) {
        buffer_wipe(&ws->message);
        ws->returned = false;
    }
    while (event == WEBSOCKET_MORE) {
        struct wslay_frame_iocb frame;
        ssize_t got = wslay_frame_recv(ws->frames, &frame);
        if (got == WSLAY_ERR_WANT_READ && ws->in_len == 0)
            return WEBSOCKET_MORE;
        if (got < 0 && got != WSLAY_ERR_WANT_READ)
            return fail(ws, WEBSOCKET_BROKEN, out);
        if (got >= 0)
            event = take_piece(ws, &frame, out);
        if (ws->message.failed)
            return fail(ws, WEBSOCKET_TOO_LONG, out);
    }
    if (event == WEBSOCKET_MESSAGE)
        *message = (struct wire_word){ws->message.data, ws->message.len};
    return event;
}
