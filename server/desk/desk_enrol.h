/* desk_enrol.h - the staff's commands about who may register (server/core/enrolment.h): REGISTER, LIST,
 * AMEND, RENAME-ID; and ROSTER, which shows whom the roster lists here.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_ENROL_H
#define SERVER_DESK_DESK_ENROL_H

#include "server/desk/desk_run.h"

void desk_register(const struct request *request, const struct desk_words *words);
void desk_roster(const struct request *request, const struct desk_words *words);
void desk_list(const struct request *request, const struct desk_words *words);
void desk_amend(const struct request *request, const struct desk_words *words);
void desk_rename(const struct request *request, const struct desk_words *words);

#endif
