/* desk_hours.h - the staff's commands about the hours in which an exam may be started
 * (server/core/hours.h): HOURS, HOURS-CHANGE, HOURS-PLAN.
 * Threads: the worker of the connection. Memory: none. Errors: as the reply. */
#ifndef SERVER_DESK_DESK_HOURS_H
#define SERVER_DESK_DESK_HOURS_H

#include "db/ledger_operator.h"
#include "server/desk/desk_run.h"

void desk_hours(const struct request *request, const struct desk_words *words);
void desk_hours_change(const struct request *request, const struct desk_words *words);
void desk_hours_plan(const struct request *request, const struct desk_words *words);

/* The pair hours_agree: yes; "no: changed by an operator"; no: the plans differ. */
void desk_hours_put_agree(struct buffer *out, const struct ledger_hours *hours);

#endif
