/* archiving.h - `sinodoctl archive`: all evidence of an exam in one file (db/archive.h). The
 * database is copied as of `backup`, from the running node or from a stopped one's file; beside it
 * stand the records, the certificates in the data directory, and the roster and other files that
 * are given.
 *
 *   certificates/NAME   roster/NAME   with/NAME   records/NAME
 *
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status of <sysexits.h>, or
 * CHECKING_WRONG_USE. */
#ifndef CTL_ARCHIVING_H
#define CTL_ARCHIVING_H

#include "server/ctl/call.h"

struct archiving {
    const char *dir;    /* the data directory */
    const char *file;   /* the archive, which must not exist */
    const char *roster; /* NULL: none */
    char *const *with;  /* more files */
    int with_count;
    bool locked; /* the node is stopped, and the caller has locked its directory */
};

/* Writes the archive whole or not at all, reads it back, and prints its SHA-256. EX_DATAERR: it is
 * written, and what it holds is not as it should be. */
int archiving_make(struct call *call, const struct archiving *what);

/* The whole command, of all its forms. */
int archiving_run(struct call *call, int count, char **words);

#endif
