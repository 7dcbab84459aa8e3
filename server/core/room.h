/* room.h - the rooms of a centre, as the roster names them.
 * Threads: any. Memory: plain values. Errors: when memory cannot be allocated the process ends. */
#ifndef CORE_ROOM_H
#define CORE_ROOM_H

#include <stdbool.h>

/* Is it the same room? People write "Aula 5" and "aula  5": names are compared as typed texts are
 * (typed.h Y1). */
bool room_same(const char *a, const char *b);

#endif
