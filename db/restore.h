/* restore.h - puts a copy in the place of a stopped node's database: with a run number of its own,
 * marked as restored, mode 0600. Nothing is deleted: the old database and its log get other names.
 *
 *        sinodo.db      -wal       a start
 *        old            old        as ever
 *        new            old        is refused (run.h, D9): restore again
 *        new            -          opens closed, and catches up
 *
 * The new file takes the old one's name in one step: a kill or a power cut leaves one of these
 * states.
 *
 * Threads: one. Memory: none kept. Errors: a text in `error`. STATUS_INVALID: the file is not a
 * database of this node; STATUS_FULL: the node runs, or the disk is full; STATUS_IO. */
#ifndef DB_RESTORE_H
#define DB_RESTORE_H

#include "db/database.h"

enum { RESTORE_PATH_SIZE = 512 };

struct restored {
    struct identity identity;
    bool compared;                 /* the copy was compared with the old database */
    char aside[RESTORE_PATH_SIZE]; /* the new name of the old database; "" when there was none */
};

enum status restore_run(const char *dir, const char *file, struct restored *out,
                        char error[DATABASE_ERROR_SIZE]);

#endif
