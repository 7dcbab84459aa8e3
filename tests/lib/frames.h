/* frames.h - the browser's end of a WebSocket, as bytes: the request that opens it, and its frames.
 * For a client that waits (browser.h) and for one that never does (the load generator).
 * Pure. Threads: any. Memory: the caller's. Errors: false; a buffer's `failed`.
 * Source: RFC 6455, 4.1 (the opening handshake), 5.2 (frames). */
#ifndef TESTS_FRAMES_H
#define TESTS_FRAMES_H

#include "common/net.h"
#include "common/wire.h"

/* The opcodes, and the bit of the last frame of a message. */
enum {
    FRAME_CONTINUED = 0,
    FRAME_TEXT = 1,
    FRAME_BINARY = 2,
    FRAME_CLOSE = 8,
    FRAME_PING = 9,
    FRAME_PONG = 10,
    FRAME_FIN = 0x80
};

/* The head with which a page of this very host ("localhost:4321") asks for its WebSocket. */
enum { FRAME_UPGRADE_SIZE = 2 * NET_ADDRESS_SIZE + 256 };
void frame_upgrade(char out[FRAME_UPGRADE_SIZE], const char *host, bool tls);

/* Is this head the node's consent to that one? */
bool frame_is_accepted(const char *head);

/* Appends a frame, masked. first: opcode and FRAME_FIN; len: less than 64 KiB. */
void frame_put(struct buffer *out, unsigned first, const char *data, size_t len);

/* What the header of a frame from the node says; the payload follows it. */
struct frame {
    unsigned opcode;
    size_t header_bytes, payload_bytes;
};

/* False: the header is not whole in these bytes. */
bool frame_read(const char *data, size_t len, struct frame *out);

/* Gives a payload to a reader of replies. False: out of memory. */
bool frame_deliver(struct wire_reader *in, const char *payload, size_t len);

#endif
