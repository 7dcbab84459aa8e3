/* connection.h - the connection to a node, which is made again when it breaks: the applicant signs
 * in again and the request is sent again. Every request of the protocol may be repeated: the same
 * registration (with its key), sign-in, start, answer or result gives the same again. A sign-in
 * that the node puts off (BUSY, CLOSED) is waited for as the connection itself is.
 *
 * Threads: one. Memory: open/close for the caller's; a reply lives until the next request.
 * Errors:  CONNECTION_GONE when the node could not be reached for too long. */
#ifndef CLIENT_CONNECTION_H
#define CLIENT_CONNECTION_H

#include "client/door.h"
#include "common/wire.h"

enum {
    CONNECTION_FIRST_MS = 5000,         /* for the first connection */
    CONNECTION_GIVE_UP_MS = 10 * 60000, /* for getting one back */
    CONNECTION_REPLY_MS = 30000,
    CONNECTION_BUSY_MS =
        70000,             /* for a node that is too busy, or has just started (core/grace.h) */
    CONNECTION_TRIES = 5,  /* of a request that the node could not save */
    CONNECTION_BREAKS = 20 /* of connections over the same request */
};

enum connection_news {
    CONNECTION_LOST,     /* trying to get it back */
    CONNECTION_BACK,     /* signed in again; the request goes out again */
    CONNECTION_BUSY,     /* nothing was saved, asking again */
    CONNECTION_STRANGER, /* somebody else's key is shown there: nothing was sent */
    CONNECTION_SECRET    /* the node wants TLS: --tls or --pin */
};

enum connection_result {
    CONNECTION_REPLY, /* values hold a reply that is no error */
    CONNECTION_ERROR, /* values[0] is the node's error */
    CONNECTION_GONE
};

struct connection {
    struct door door;
    void (*tell)(void *context, enum connection_news news); /* called before the waiting */
    void *context;
    struct stream stream; /* fd -1 when not connected */
    bool connected_once, warned;
    char id[64], code[64]; /* to sign in again; "" when not signed in */
    struct wire_reader in;
    struct wire_value values[WIRE_REPLY_VALUES];
    size_t count;
};

/* The door stays open as long as the connection. */
void connection_init(struct connection *c, const struct door *door,
                     void (*tell)(void *context, enum connection_news news), void *context);
void connection_close(struct connection *c);

/* Hangs up; the next request connects again. */
void connection_drop(struct connection *c);

/* Words up to a NULL. */
enum connection_result connection_ask(struct connection *c, ...) __attribute__((sentinel));
enum connection_result connection_ask_words(struct connection *c, const struct wire_word *words,
                                            size_t count);

/* Is the last error's code this one? */
bool connection_error_is(const struct connection *c, const char *code);

/* The error's code, as a word. */
struct wire_word connection_error_code(const struct connection *c);

/* A pair of the last reply as text, which may be shown (common/printable.h), or number; "" and 0
 * when it is missing or of another type. */
void connection_text(const struct connection *c, const char *name, char *out, size_t size);
int64_t connection_number(const struct connection *c, const char *name);

#endif
