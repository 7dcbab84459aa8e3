/* browser.h - a browser as a node sees it: requests of HTTP, and a WebSocket whose messages are requests
 * and replies of the protocol. For the end-to-end tests of the door, and for whatever tests a node
 * through it. Replies are kept as client.h keeps them, in `conn`.
 * Threads: one a browser. Memory: open/close for the caller's. */
#ifndef TESTS_BROWSER_H
#define TESTS_BROWSER_H

#include "tests/lib/client.h"
#include "tests/lib/frames.h"

enum { BROWSER_FRAME_BYTES = 65536, BROWSER_ENDED = -1 /* instead of an opcode */ };

struct browser {
    struct client_conn conn;
    char frame[BROWSER_FRAME_BYTES]; /* the payload of the last frame */
    size_t frame_len;
    unsigned pings;     /* that were received, and answered */
    unsigned closed_by; /* the code of the node's close frame; 0: none came */
};

/* A plain connection to 127.0.0.1, or with TLS to whatever certificate is shown. */
bool browser_connect(struct browser *b, int port, bool tls);

/* Sends a head, and returns the reply: its head, and the bytes of its body; "" when none came. A reply
 * to HEAD has no body. */
const char *browser_send_head(struct browser *b, const char *head, size_t *body_len);

/* Connects and becomes a WebSocket of a page of this very node. */
bool browser_open(struct browser *b, int port, bool tls);
void browser_close(struct browser *b);

/* Sends words up to a NULL as one message, and waits for the reply: conn.reply, or "" when the
 * WebSocket has ended. Pings are answered meanwhile. */
const char *browser_ask(struct browser *b, ...);

/* As frame_put(). */
bool browser_send_frame(struct browser *b, unsigned first, const char *data, size_t len);

/* The opcode of the next frame, BROWSER_ENDED when none came within that time. */
int browser_receive(struct browser *b, int ms);

#endif
