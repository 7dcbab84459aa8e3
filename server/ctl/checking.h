/* checking.h - the commands that need files alone: check, verify, verify-receipt and contested.
 * words[0] is the command; then come a database (without one: --data's) and certificates.
 * check and verify ask the node that has the database open for a copy, if there is one.
 * Threads: main. Memory: none kept.
 * Errors:  told on standard error; an exit status of <sysexits.h>, or CHECKING_WRONG_USE: the
 *          caller shows how the commands are used. */
#ifndef CTL_CHECKING_H
#define CTL_CHECKING_H

#include "server/ctl/call.h"

enum { CHECKING_WRONG_USE = -1 };

int checking_check(struct call *call, int count, char **words);
int checking_verify(struct call *call, int count, char **words);
int checking_receipt(struct call *call, int count, char **words); /* words[1]: the receipt */
int checking_contested(struct call *call, int count, char **words);

#endif
