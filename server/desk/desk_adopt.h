/* desk_adopt.h - the commands of the staff about a centre that is gone, or closes (core/adoption.h).
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_ADOPT_H
#define SERVER_DESK_DESK_ADOPT_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

void desk_adopt(const struct request *r, const struct desk_words *w);
void desk_retire(const struct request *r, const struct desk_words *w);
void desk_count(const struct request *r, const struct desk_words *w);

#endif
