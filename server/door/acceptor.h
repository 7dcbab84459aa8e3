/* acceptor.h - the accept thread: accepts connections of clients and operators and starts a worker
 * for each. A connection for which no place, thread or descriptor is left gets -BUSY and is closed;
 * the others go on. Every 10 s the thread logs wrong codes (server/door/guesses.h).
 * Threads: main starts and stops it. Memory: start/stop.
 * Errors:  STATUS_IO, STATUS_NOMEM, STATUS_FULL. */
#ifndef SERVER_DOOR_ACCEPTOR_H
#define SERVER_DOOR_ACCEPTOR_H

#include "server/node.h"

struct acceptor;

/* acceptor_stop() closes both listening sockets. */
enum status acceptor_start(struct node *node, int client_fd, int operator_fd,
                           struct acceptor **out);

/* Accepts no more connections and closes the listening sockets. NULL is allowed. */
void acceptor_stop(struct acceptor *acceptor);

#endif
