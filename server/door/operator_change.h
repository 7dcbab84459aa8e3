/* operator_change.h - the operator's commands that write entries: about one applicant, about the
 * node, and about the marks of all.
 * Threads: the operator's worker. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DOOR_OPERATOR_CHANGE_H
#define SERVER_DOOR_OPERATOR_CHANGE_H

#include "server/door/request.h"

void operator_change_reissue(const struct request *request);
void operator_change_release(const struct request *request);
void operator_change_allow(const struct request *request);
void operator_change_unlock(const struct request *request);
void operator_change_unlock_forced(const struct request *request);
void operator_change_remark(const struct request *request);

#endif
