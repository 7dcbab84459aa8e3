/* desk_people.h - the staff's commands about the registration of one person.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_PEOPLE_H
#define SERVER_DESK_DESK_PEOPLE_H

#include "server/desk/desk_run.h"

void desk_reissue(const struct request *request, const struct desk_words *words);
void desk_release(const struct request *request, const struct desk_words *words);
void desk_allow(const struct request *request, const struct desk_words *words);

#endif
