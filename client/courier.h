/* courier.h - a thread that carries requests to the node and brings the replies, so that whoever
 * draws the screen never waits: not for a reply, nor for a lost connection to come back. Requests
 * go out one at a time, in order; the connection sends one again that was cut off.
 *
 * Threads: one asks and takes; the courier's own talks to the node. Memory: open/close. A reply
 * lives until the next courier_take(). Errors: as the connection's. */
#ifndef CLIENT_COURIER_H
#define CLIENT_COURIER_H

#include "client/connection.h"

struct courier;

enum courier_what { COURIER_NEWS, COURIER_REPLY };

struct courier_event {
    enum courier_what what;
    enum connection_news news;
    int tag;       /* the request's */
    size_t number; /* the request's */
    enum connection_result result;
    const struct connection *reply; /* its values */
};

/* Signs in with the first request, and again after each new connection. */
enum status courier_open(const struct door *door, const char *id, const char *code,
                         struct courier **out);

/* Waits a moment for the thread to end; one that still waits for the node is left to itself, as the
 * process is about to end. NULL is allowed. */
void courier_close(struct courier *courier);

/* Readable when there is something to take. */
int courier_fd(const struct courier *courier);

/* Copies the words. tag and number come back with the reply. False without memory. */
bool courier_ask(struct courier *courier, int tag, size_t number, const struct wire_word *words,
                 size_t count);

/* False when nothing has come. */
bool courier_take(struct courier *courier, struct courier_event *out);

#endif
