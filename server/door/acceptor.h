/* acceptor.h - the accept thread: accepts connections on every listener and starts a worker for each.
 * A connection for which no place, thread or descriptor is left is told so and closed; the others go
 * on. Every 10 s the thread logs wrong codes (server/door/guesses.h).
 * Threads: main starts and stops it. Memory: start/stop.
 * Errors:  STATUS_IO, STATUS_NOMEM, STATUS_FULL. */
#ifndef SERVER_DOOR_ACCEPTOR_H
#define SERVER_DOOR_ACCEPTOR_H

#include "server/door/listener.h"
#include "server/node.h"

struct acceptor;

enum { ACCEPTOR_LISTENERS = 8 };

/* The listeners stay the caller's; those without a socket are left out. */
enum status acceptor_start(struct node *node, const struct listener *listeners, size_t count,
                           struct acceptor **out);

/* Accepts no more connections. NULL is allowed. */
void acceptor_stop(struct acceptor *acceptor);

#endif
