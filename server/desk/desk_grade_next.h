/* desk_grade_next.h - GRADE and GRADE-NEXT: what is left to mark, and the next essay for a marker. They
 * change nothing but who has an essay at the moment (essays.h).
 * Threads: the worker of the connection. Memory: none kept. Errors: as replies. */
#ifndef SERVER_DESK_DESK_GRADE_NEXT_H
#define SERVER_DESK_DESK_GRADE_NEXT_H

#include "server/desk/desk_words.h"
#include "server/door/request.h"

void desk_grade(const struct request *request, const struct desk_words *words);
void desk_grade_next(const struct request *request, const struct desk_words *words);

#endif
