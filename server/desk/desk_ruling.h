/* desk_ruling.h - the staff's rulings about sittings (server/core/ruling.h): VOID, UNVOID, REOPEN
 * minutes ("": with the time that it had), RESET.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_RULING_H
#define SERVER_DESK_DESK_RULING_H

#include "server/desk/desk_run.h"

void desk_void(const struct request *request, const struct desk_words *words);
void desk_unvoid(const struct request *request, const struct desk_words *words);
void desk_reopen(const struct request *request, const struct desk_words *words);
void desk_reset(const struct request *request, const struct desk_words *words);

#endif
