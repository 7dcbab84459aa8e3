/* desk_staff.h - the accounts of the staff: STAFF-ADD, STAFF-REMOVE, STAFF-LIST.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_STAFF_H
#define SERVER_DESK_DESK_STAFF_H

#include "server/desk/desk_run.h"

void desk_staff_add(const struct request *request, const struct desk_words *words);
void desk_staff_remove(const struct request *request, const struct desk_words *words);
void desk_staff_list(const struct request *request, const struct desk_words *words);

#endif
