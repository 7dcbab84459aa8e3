/* verify_export.h - is a report the one that a node signed, and does it follow from the journals?
 * words: the command, FILE, and perhaps certificates (.crt), --from FILE, --bank FILE, --plan FILE,
 * --passphrase-file FILE. With a database (--from, or the node's --data) the report is made anew at the
 * cut of FILE.sig and compared byte for byte.
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status, EX_DATAERR when
 * something is not as it should be, or CHECKING_WRONG_USE. */
#ifndef SERVER_CTL_VERIFY_EXPORT_H
#define SERVER_CTL_VERIFY_EXPORT_H

#include "server/ctl/call.h"

int verify_export_run(struct call *call, int count, char **words);

#endif
