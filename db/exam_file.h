/* exam_file.h - the files of the exams that this node has served, in its database: a report needs them,
 * months later and on another machine. A sealed bank stays sealed.
 * Threads: the one that owns the database. Memory: the caller's.
 * Errors:  STATUS_FULL: no room, and nothing was kept; STATUS_IO: as of database_commit(). */
#ifndef DB_EXAM_FILE_H
#define DB_EXAM_FILE_H

#include "common/buffer.h"
#include "db/database.h"

struct exam_file {
    const char *bank, *plan; /* names of files; plan "" when there is none */
    struct buffer bank_bytes, plan_bytes;
    const char *settings; /* what the options gave, as lines of a plan */
};

/* The node serves the exam with this digest, from these files: they are the ones that are kept, and
 * it is the exam that was served last. In a transaction of its own; without a change it writes
 * nothing. */
enum status exam_file_keep(struct database *db, const struct digest *exam,
                           const struct exam_file *file);

#endif
