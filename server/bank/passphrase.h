/* passphrase.h - the words that open a sealed bank (seal.h): from a file or from the terminal.
 * Threads: main, before the others: the terminal's modes and signals belong to the process.
 * Memory:  the caller's, who wipes it (common/wipe.h) after use.
 * Errors:  STATUS_INVALID, STATUS_IO and STATUS_NOMEM; `errors` says why and what to do. */
#ifndef BANK_PASSPHRASE_H
#define BANK_PASSPHRASE_H

#include "common/buffer.h"
#include "common/status.h"

enum {
    PASSPHRASE_LEAST = 8,   /* characters of a new one */
    PASSPHRASE_BYTES = 1000 /* of any, at the most */
};

struct passphrase {
    char text[PASSPHRASE_BYTES + 2]; /* not terminated; two more while it is read */
    size_t len;
};

enum passphrase_use {
    PASSPHRASE_TO_OPEN, /* asked for once */
    PASSPHRASE_TO_SEAL  /* asked for twice, and it must have PASSPHRASE_LEAST characters */
};

/* The first line of `file`, which nobody but its owner may read or write (or which is one of the
 * credentials that systemd gives the service, in $CREDENTIALS_DIRECTORY); without a file (""), what
 * is typed at the terminal on standard input, unseen. `what` is the bank's name, for the question.
 *
 * The process has something to hide from then on: it leaves no core dumps (prctl(2),
 * PR_SET_DUMPABLE), which would put passphrase and questions on the disk. */
enum status passphrase_read(enum passphrase_use use, const char *file, const char *what,
                            struct passphrase *out, struct buffer *errors);

#endif
