/* desk_move.h - DESK: people who move between the two nodes (server/core/transfer.h).
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_MOVE_H
#define SERVER_DESK_DESK_MOVE_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

/* TRANSFER key reason node [--yes] ID…: with the link down only with --yes. */
void desk_transfer(const struct request *r, const struct desk_words *w);

/* RECALL key reason ID */
void desk_recall(const struct request *r, const struct desk_words *w);

#endif
