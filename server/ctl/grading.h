/* grading.h - `grade`: essays are marked at a terminal, or in a spreadsheet; or how many are left is
 * shown.
 * Threads: main. Memory: none kept. Errors: told on standard error; exit statuses,
 *          CHECKING_WRONG_USE. */
#ifndef SERVER_CTL_GRADING_H
#define SERVER_CTL_GRADING_H

#include "server/ctl/call.h"

/* words: `grade` first. */
int grading_run(struct call *call, int count, char **words);

#endif
