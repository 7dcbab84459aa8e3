/* passphrase.h - the passphrase of a sealed bank (seal.h), read from a file or from the terminal.
 * Threads: main, before it starts others: terminal modes and signals belong to the process.
 * Memory:  the caller's, who wipes it (common/wipe.h) after use.
 * Errors:  STATUS_INVALID, STATUS_IO and STATUS_NOMEM; `errors` has the reason and the remedy. */
#ifndef BANK_PASSPHRASE_H
#define BANK_PASSPHRASE_H

#include "common/buffer.h"
#include "common/status.h"

#include <stdbool.h>

enum {
    PASSPHRASE_LEAST = 8,   /* fewest characters of a new passphrase */
    PASSPHRASE_BYTES = 1000 /* longest passphrase */
};

struct passphrase {
    char text[PASSPHRASE_BYTES + 2]; /* not terminated; the reader needs two more bytes */
    size_t len;
};

enum passphrase_use {
    PASSPHRASE_TO_OPEN, /* asked for once */
    PASSPHRASE_TO_SEAL  /* asked for twice, and it must have PASSPHRASE_LEAST characters */
};

/* Reads the first line of `file`; only its owner may have access to it, unless it is one of the
 * service's credentials in $CREDENTIALS_DIRECTORY (systemd.exec(5)). Without a file ("") it asks at
 * the terminal on standard input, without echo; `what` is the bank's name in the question. The
 * question goes to the terminal also where standard error does not. STATUS_CLOSED: there is no
 * terminal, or a signal ended the question: asking again is no use.
 *
 * From then on the process leaves no core dumps (prctl(2), PR_SET_DUMPABLE): they would put the
 * passphrase and the questions on the disk. */
enum status passphrase_read(enum passphrase_use use, const char *file, const char *what,
                            struct passphrase *out, struct buffer *errors);

/* After what was typed has been refused: writes the errors to the terminal, empties them and returns
 * true, and the caller asks again. False for a passphrase of a file, and once *attempts, 0 at first,
 * has reached PASSPHRASE_ATTEMPTS. */
enum { PASSPHRASE_ATTEMPTS = 3 };
bool passphrase_retry(const char *file, unsigned *attempts, struct buffer *errors);

#endif
