/* acceptor.h - the accept thread: takes clients and operators in and gives each a worker. When
 * there is no room, thread or descriptor left for one, that one is told -BUSY and the rest go on.
 * Now and then it reports wrong codes (server/door/guesses.h).
 * Threads: start and stop by main. Memory: start/stop. Errors: STATUS_IO, STATUS_NOMEM,
 * STATUS_FULL. */
#ifndef SERVER_DOOR_ACCEPTOR_H
#define SERVER_DOOR_ACCEPTOR_H

#include "server/node.h"

struct acceptor;

/* Takes over both listening sockets. */
enum status acceptor_start(struct node *node, int client_fd, int operator_fd,
                           struct acceptor **out);

/* No more clients; closes the listening sockets. NULL is allowed. */
void acceptor_stop(struct acceptor *acceptor);

#endif
