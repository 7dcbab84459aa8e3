/* enrolling.h - `sinodoctl register --from FILE OUT.html`: registers everybody in a table at the
 * desk, and writes a slip with the code for each into OUT.html.
 *
 * The file OUT.html.unfinished, which its owner alone may read, holds 128 random bits from before the
 * first registration until OUT.html is there. Each person's order key is the SHA-256 of these bits and
 * the ID, and the node makes the same code from the same key (server/door/access.h): a run that was
 * interrupted is repeated, registers nobody twice, and loses no code. Whoever has that file can have
 * these codes given again by the node's desk; it is removed with the run's end.
 *
 * Threads: main. Memory: none kept; codes are wiped. Errors: told on standard error; an exit status of
 * <sysexits.h>, CALL_REFUSED: somebody has no slip, or CHECKING_WRONG_USE. */
#ifndef CTL_ENROLLING_H
#define CTL_ENROLLING_H

#include "server/ctl/call.h"

int enrolling_run(struct call *call, int count, char **words);

#endif
