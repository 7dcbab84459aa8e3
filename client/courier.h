/* courier.h - a thread that sends requests to the node and receives the replies, so that the thread
 * that draws the screen never blocks on a reply or a lost connection. One request is in flight at a
 * time, in order; connection.h repeats one whose connection broke.
 *
 * Threads: one asks and takes; the courier's own talks to the node. Memory: open/close. A reply is
 * valid until the next courier_take(). Errors: as the connection's. */
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
    const struct connection *reply; /* holds the values of the reply */
};

/* Signs in as `as` did, with the first request, and again after each new connection. */
enum status courier_open(const struct connection *as, struct courier **out);

/* Waits up to half a second for the thread to end. A thread that still waits for the node is left
 * running, since the process ends soon. NULL is allowed. */
void courier_close(struct courier *courier);

/* A descriptor that is readable when courier_take() has an event. */
int courier_fd(const struct courier *courier);

/* Queues a request; copies the words. tag and number come back with the reply. False without memory
 * or when 2,048 requests are queued. */
bool courier_ask(struct courier *courier, int tag, size_t number, const struct wire_word *words,
                 size_t count);

/* The next event; false when there is none. */
bool courier_take(struct courier *courier, struct courier_event *out);

#endif
