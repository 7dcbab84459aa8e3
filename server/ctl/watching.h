/* watching.h - `board`: who is where, live, on the whole screen, with keys for the commands of a room.
 * Threads: main. Memory: the caller's. Errors: told on standard error; exit statuses. */
#ifndef CTL_WATCHING_H
#define CTL_WATCHING_H

#include "server/ctl/call.h"

int watching_run(struct call *call, int count, char **words);

#endif
