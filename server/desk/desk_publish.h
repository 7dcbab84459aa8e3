/* desk_publish.h - PUBLISH: results that the plan withholds are shown (server/core/publication.h).
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_PUBLISH_H
#define SERVER_DESK_DESK_PUBLISH_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

void desk_publish(const struct request *request, const struct desk_words *words);

#endif
