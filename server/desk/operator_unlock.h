/* operator_unlock.h - UNLOCK and UNLOCK-FORCED: open a node that waits closed after a restore (R7).
 * Threads: the operator's worker. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_OPERATOR_UNLOCK_H
#define SERVER_DESK_OPERATOR_UNLOCK_H

#include "server/door/request.h"

void operator_unlock(const struct request *request);
void operator_unlock_forced(const struct request *request);

#endif
