/* desk_time.h - the staff's commands about the time of people and of the node
 * (server/core/allowance.h): EXTEND minutes, PAUSE, RESUME, END. For --all PAUSE and RESUME are about
 * the node, and EXTEND is about everybody who sits now or starts later.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_TIME_H
#define SERVER_DESK_DESK_TIME_H

#include "server/desk/desk_run.h"

void desk_extend(const struct request *request, const struct desk_words *words);
void desk_pause(const struct request *request, const struct desk_words *words);
void desk_resume(const struct request *request, const struct desk_words *words);
void desk_end(const struct request *request, const struct desk_words *words);

#endif
