/* desk_grade.h - GRADE-MARK: a mark for an essay (server/core/mark.h).
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_GRADE_H
#define SERVER_DESK_DESK_GRADE_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

void desk_grade_mark(const struct request *request, const struct desk_words *words);

#endif
