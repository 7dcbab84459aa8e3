/* connection.h - the connection to a node. When it breaks it is made again: the client signs in
 * again and repeats the request. All requests of the protocol are idempotent: a repeated
 * registration (with its key), sign-in, start, answer or result gives the same reply. A sign-in
 * that the node refuses for the moment (BUSY, IOERR, CLOSED) is tried again, as connecting is. One
 * that says where the person is now is the reply to the request.
 *
 * Threads: one. Memory: the struct is the caller's; a reply is valid until the next request.
 * Errors:  CONNECTION_GONE when the node could not be reached in time. */
#ifndef CLIENT_CONNECTION_H
#define CLIENT_CONNECTION_H

#include "client/door.h"
#include "common/wire.h"

enum {
    CONNECTION_FIRST_MS = 5000,         /* to make the first connection */
    CONNECTION_GIVE_UP_MS = 10 * 60000, /* to make a later one */
    CONNECTION_REPLY_MS = 30000,        /* for one request or reply */
    CONNECTION_CHECK_MS = 5000,         /* the same, while nobody waits for it */
    CONNECTION_BUSY_MS = 70000, /* of BUSY: longer than a start's grace period (core/grace.h) */
    CONNECTION_TRIES = 5,       /* of a request that the node cannot save (IOERR) */
    CONNECTION_BREAKS = 20      /* of the connection during one request */
};

enum connection_news {
    CONNECTION_LOST,     /* it is tried again */
    CONNECTION_BACK,     /* signed in again; the request is repeated */
    CONNECTION_BUSY,     /* nothing was saved; the request is repeated */
    CONNECTION_STRANGER, /* another key than the node's: nothing was sent */
    CONNECTION_SECRET    /* the node demands TLS: --tls or --pin */
};

enum connection_result {
    CONNECTION_REPLY, /* values[] is the reply, not an error */
    CONNECTION_ERROR, /* values[0] is the node's error */
    CONNECTION_GONE   /* no reply */
};

struct connection {
    struct door door;
    void (*tell)(void *context, enum connection_news news); /* before a wait */
    void *context;
    struct stream stream; /* fd -1 when not connected */
    bool connected_once, warned;
    bool denied;           /* the last sign-in, for good: the next request signs in again */
    char id[64], code[64]; /* to sign in again; "" when not signed in */
    char token[64];        /* of this terminal (client/token.h); "": it only looks */
    struct wire_reader in;
    struct wire_value values[WIRE_REPLY_VALUES];
    size_t count;
};

/* The door's TLS context must outlive the connection. tell: hears what happens meanwhile. */
void connection_init(struct connection *c, const struct door *door,
                     void (*tell)(void *context, enum connection_news news), void *context);
void connection_close(struct connection *c);

/* Disconnects; the next request connects again. */
void connection_drop(struct connection *c);

/* Sends a request and waits for its reply. The first: words up to a NULL. */
enum connection_result connection_ask(struct connection *c, ...) __attribute__((sentinel));
enum connection_result connection_ask_words(struct connection *c, const struct wire_word *words,
                                            size_t count);

/* One attempt to reach the node, for a terminal that nobody uses: connects if need be, and asks it
 * something small. Tells nothing. */
bool connection_check(struct connection *c);

/* Is the last reply an error with this code? */
bool connection_error_is(const struct connection *c, const char *code);

/* Is the last reply an error that says that the exam is held up (client/standing.h)? */
bool connection_holds_up(const struct connection *c);

/* The code of the last reply; empty when it is no error. */
struct wire_word connection_error_code(const struct connection *c);

/* A value of the last reply by its name: as text, cleaned (common/printable.h), or as a number. ""
 * and 0 when it is missing or of another type. */
void connection_text(const struct connection *c, const char *name, char *out, size_t size);
int64_t connection_number(const struct connection *c, const char *name);

#endif
