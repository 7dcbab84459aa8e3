/* itemizing.h - `items`: how each question of the exam did. Besides the words of all reports:
 *
 *   --options   a row for each option of each question
 *   --exam      the exam in one row
 *
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status, or
 * CHECKING_WRONG_USE. */
#ifndef SERVER_CTL_ITEMIZING_H
#define SERVER_CTL_ITEMIZING_H

#include "server/ctl/call.h"

/* words[0] is the command. */
int itemizing_run(struct call *call, int count, char **words);

#endif
