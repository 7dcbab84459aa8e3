/* connection.h - what every connection of the door has, whatever its bytes look like: the stream, its
 * place on a list of clients, and the session that answers its requests. Two files read the bytes:
 * resp.h and browser.h.
 * Threads: its worker. Memory: the worker's. Errors: false: the connection is at its end. */
#ifndef SERVER_DOOR_CONNECTION_H
#define SERVER_DOOR_CONNECTION_H

#include "common/tls.h"
#include "server/door/listener.h"
#include "server/desk/operator.h"
#include "server/door/session.h"

enum {
    CONNECTION_REQUEST_MS = 30 * 1000, /* for the rest of a request after its first byte */
    CONNECTION_OUT_BYTES = 64 * 1024,  /* replies to pipelined requests go out together up to this
                                          size */
};

struct connection {
    struct node *node;
    const struct listener *at;
    struct clients *clients; /* the list that it is on */
    struct client *client;
    struct stream stream;
    struct buffer out; /* what is sent next */
    union {
        struct session session;           /* all other roles */
        struct operator_session operator; /* WORKER_OPERATOR */
    };
};

/* false: the reply is the last one. */
bool connection_answer(struct connection *c, const struct wire_word *words, size_t count,
                       struct buffer *reply);

/* The last reply may have to wait (signin.h): sends the first `before` bytes of `out`, which come before
 * it, at once, and waits until it may go out. False: the client has gone, or its place was given to
 * another client. */
bool connection_hold(struct connection *c, size_t before);

/* A sign of life of the terminal. */
void connection_heard(const struct connection *c);

/* Sends what is in `out`, and wipes it: it may hold an access code. */
bool connection_flush(struct connection *c);

/* Until when a client may be silent between two requests. */
struct mono connection_idle_deadline(const struct connection *c);

/* For the rest of a request: it never holds a place for longer than silence would. */
struct mono connection_request_deadline(const struct connection *c);

/* The node stops. */
bool connection_stopping(const struct connection *c);

#endif
