/* desk.h - DESK: the table of the commands of the staff, and what each asks of whoever gives it. The
 * same commands come over the operator's Unix socket and over the port for clients, after STAFF.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_H
#define SERVER_DESK_DESK_H

#include "server/core/roles.h"
#include "server/door/request.h"

/* Answers `DESK command...`, given by r->by, who has that role. Whatever changes something, or is
 * refused, is logged with that name. */
void desk_request(const struct request *r, enum role role);

#endif
