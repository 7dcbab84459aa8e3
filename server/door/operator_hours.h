/* operator_hours.h - the operator's commands about the hours in which an exam may be started
 * (server/core/hours.h): HOURS, HOURS-CHANGE, HOURS-PLAN (operator_protocol.h).
 * Threads: the worker of the connection. Memory: none. Errors: as the reply. */
#ifndef SERVER_DOOR_OPERATOR_HOURS_H
#define SERVER_DOOR_OPERATOR_HOURS_H

#include "db/ledger_operator.h"
#include "server/door/request.h"

void operator_hours_show(const struct request *request);
void operator_hours_change(const struct request *request);
void operator_hours_plan(const struct request *request);

/* The pair hours_agree: yes; "no: changed by an operator"; no: the plans differ. */
void operator_hours_put_agree(struct buffer *out, const struct ledger_hours *hours);

#endif
