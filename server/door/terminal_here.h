/* terminal_here.h - is the terminal of somebody of this node there? For the board, and for the other
 * node's (server/link/watch.h).
 * Threads: any. Memory: none kept. Errors: none. */
#ifndef SERVER_DOOR_TERMINAL_HERE_H
#define SERVER_DOOR_TERMINAL_HERE_H

#include "server/core/presence.h"
#include "server/node.h"

/* token: of the terminal that has the running sitting; NULL: none runs. */
struct presence terminal_here(const struct node *node, const char *id, const struct digest *token);

/* The same, of running sittings. */
struct exchange_watch terminal_here_watch(struct node *node);

#endif
