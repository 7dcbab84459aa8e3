/* desk_remark.h - REMARK: marks finished exams anew by the corrected key; REMARKED: whose points
 * that changed.
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_REMARK_H
#define SERVER_DESK_DESK_REMARK_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

void desk_remark(const struct request *request, const struct desk_words *words);
void desk_remarked(const struct request *request, const struct desk_words *words);

#endif
