/* worker.h - the thread of one connection: reads requests, has them answered, writes the replies.
 * Threads: the accept thread calls worker_start(). The worker ends with its connection, or when
 *          clients_stop() ends its stream.
 * Memory:  the worker frees all that it uses. Errors: STATUS_BUSY: refuse that client. */
#ifndef SERVER_DOOR_WORKER_H
#define SERVER_DOOR_WORKER_H

#include "server/node.h"

/* Which commands the connection has. */
enum worker_role { WORKER_CLIENT, WORKER_OPERATOR };

/* The worker closes the socket; on failure it stays the caller's. */
enum status worker_start(struct node *node, enum worker_role role, int fd);

#endif
