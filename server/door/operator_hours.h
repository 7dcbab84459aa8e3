/* operator_hours.h - the operator's commands about the hours in which an exam may be started
 * (server/core/hours.h): HOURS, HOURS-CHANGE, HOURS-PLAN (operator_protocol.h).
 * Threads: the worker of the connection. Memory: none. Errors: as the reply. */
#ifndef SERVER_DOOR_OPERATOR_HOURS_H
#define SERVER_DOOR_OPERATOR_HOURS_H

#include "server/door/request.h"

void operator_hours_show(const struct request *request);
void operator_hours_change(const struct request *request);
void operator_hours_plan(const struct request *request);

#endif
