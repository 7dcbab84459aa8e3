/* remarking.h - `remark`: marks finished exams anew by the corrected key of the node, and says
 * whose points that changed, from what to what and, where the node's file is at hand, why.
 * Threads: main. Memory: none kept. Errors: exit statuses; WRONG_USE as in sinodoctl.c. */
#ifndef CTL_REMARKING_H
#define CTL_REMARKING_H

#include "server/ctl/call.h"

int remarking_run(struct call *call, int count, char **words);

#endif
