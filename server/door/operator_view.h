/* operator_view.h - the operator's commands that change nothing: STATUS and APPLICANTS.
 * Threads: the operator's worker. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DOOR_OPERATOR_VIEW_H
#define SERVER_DOOR_OPERATOR_VIEW_H

#include "server/door/request.h"

void operator_view_status(const struct request *request);
void operator_view_applicants(const struct request *request);

#endif
