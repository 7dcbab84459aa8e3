/* desk_view.h - the staff's commands that change nothing: STATUS, ORDERED and APPLICANTS.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_VIEW_H
#define SERVER_DESK_DESK_VIEW_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

void desk_status(const struct request *request, const struct desk_words *words);

/* ORDERED key: the entries of this node's journal that carried out the order with that key. */
void desk_ordered(const struct request *request, const struct desk_words *words);

void desk_applicants(const struct request *request, const struct desk_words *words);

#endif
