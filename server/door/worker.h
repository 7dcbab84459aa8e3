/* worker.h - one connected client's thread: reads requests, has them answered, writes the replies.
 * Threads: worker_start() by the accept thread; the worker then runs by itself and ends with its
 * connection, or when clients_stop() ends its stream.
 * Memory:  the worker frees what it uses. Errors: STATUS_BUSY: refuse that client. */
#ifndef SERVER_DOOR_WORKER_H
#define SERVER_DOOR_WORKER_H

#include "server/node.h"

/* What answers the requests. */
enum worker_role { WORKER_CLIENT, WORKER_OPERATOR };

/* Takes over the socket; on failure it is still the caller's. */
enum status worker_start(struct node *node, enum worker_role role, int fd);

#endif
