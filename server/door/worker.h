/* worker.h - the thread of one connection: from its place on the list of clients and the handshake of
 * TLS to the end.
 * Threads: the accept thread calls worker_start(). The worker ends with its connection, or when
 *          clients_stop() ends its stream.
 * Memory:  the worker frees all that it uses. Errors: STATUS_BUSY: refuse that client. */
#ifndef SERVER_DOOR_WORKER_H
#define SERVER_DOOR_WORKER_H

#include "common/buffer.h"
#include "server/door/listener.h"
#include "server/node.h"

/* The worker closes the socket; on failure it stays the caller's. */
enum status worker_start(struct node *node, const struct listener *listener, int fd);

/* What a client is told for which no place is left, in the form that its role reads. */
void worker_put_busy(enum worker_role role, struct buffer *out);

#endif
