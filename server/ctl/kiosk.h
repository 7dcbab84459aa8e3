/* kiosk.h - `kiosk DIR ADDRESS`: all files that a room's computers need to show the exam page and nothing
 * else, in a new folder.
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status of sysexits.h. */
#ifndef CTL_KIOSK_H
#define CTL_KIOSK_H

#include "server/ctl/call.h"

/* With --data the authority of that node's room is put in. The folder is there whole or not at all, and one
 * that is there is refused. */
int kiosk_run(struct call *call, int count, char **words);

#endif
