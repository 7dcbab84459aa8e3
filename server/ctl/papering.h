/* papering.h - `sinodoctl slips` and `attendance`: what a centre prints the evening before. Registered
 * people come from a node's file, which has those of both centres; rooms, and people who have not
 * registered, from the roster.
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status of <sysexits.h>, or
 * CHECKING_WRONG_USE. */
#ifndef CTL_PAPERING_H
#define CTL_PAPERING_H

#include "server/ctl/call.h"

int papering_slips(struct call *call, int count, char **words);
int papering_attendance(struct call *call, int count, char **words);

#endif
