/* changing_hours.h - sinodoctl hours: shows and changes the hours in which an exam may be started.
 * Threads: main. Memory: none. Errors: an exit status, after printing the reason. */
#ifndef SERVER_CTL_CHANGING_HOURS_H
#define SERVER_CTL_CHANGING_HOURS_H

#include "server/ctl/call.h"

/* words[0]: "hours". */
int changing_hours(struct call *call, int count, char **words);

#endif
