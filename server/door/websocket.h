/* websocket.h - the frames of one WebSocket, at the node's end: bytes from a browser in, its messages
 * and the bytes for it out. libwslay reads and writes each frame; here the frames become messages, and
 * control frames are answered.
 *
 * A message is binary. It has at most WEBSOCKET_MESSAGE_BYTES, in at most WEBSOCKET_FRAMES frames; a
 * frame of the browser is masked. Whatever else comes ends the WebSocket with a close frame that says
 * why: 1002 a broken rule of RFC 6455, 1003 a text message, 1007 a close frame whose reason is not
 * UTF-8, 1009 a message that is too long or in too many frames.
 *
 * Pure: no socket. The result does not depend on how the bytes were split into reads.
 * Threads: one at a time. Memory: open/close; a message lies here until the next call, and is wiped.
 * Errors:  STATUS_NOMEM.
 * Source:  RFC 6455, 5 (frames), 7 (closing). */
#ifndef SERVER_DOOR_WEBSOCKET_H
#define SERVER_DOOR_WEBSOCKET_H

#include "common/buffer.h"
#include "common/status.h"
#include "common/wire.h"

enum { WEBSOCKET_MESSAGE_BYTES = WIRE_REQUEST_BYTES, WEBSOCKET_FRAMES = 64 };

/* Why the node closes a WebSocket (RFC 6455, 7.4.1). */
enum websocket_code {
    WEBSOCKET_DONE = 1000,
    WEBSOCKET_STOPPING = 1001,
    WEBSOCKET_BROKEN = 1002,
    WEBSOCKET_NOT_BINARY = 1003,
    WEBSOCKET_NOT_A_REQUEST = 1007,
    WEBSOCKET_TOO_LONG = 1009
};

enum websocket_event {
    WEBSOCKET_MESSAGE, /* one was returned */
    WEBSOCKET_MORE,    /* more bytes are needed */
    WEBSOCKET_CLOSED   /* by the browser, or for a broken rule; the close frame is in `out` */
};

struct websocket;

enum status websocket_open(struct websocket **out);
void websocket_close(struct websocket *ws); /* NULL is allowed */

/* Bytes that were received: they stay the caller's, and must stay where they are until
 * websocket_next() returns WEBSOCKET_MORE or WEBSOCKET_CLOSED. */
void websocket_feed(struct websocket *ws, const char *data, size_t len);

/* The next message. What answers control frames is appended to `out`. */
enum websocket_event websocket_next(struct websocket *ws, struct wire_word *message,
                                    struct buffer *out);

/* Have bytes of a frame or of a message come whose rest is missing? */
bool websocket_is_amid(const struct websocket *ws);

void websocket_put_message(struct websocket *ws, const char *data, size_t len, struct buffer *out);
void websocket_put_ping(struct websocket *ws, struct buffer *out);

/* Nothing may be put after it. */
void websocket_put_close(struct websocket *ws, enum websocket_code code, struct buffer *out);

#endif
