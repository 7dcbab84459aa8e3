/* fold_memory.h - the fold of a journal in a database in memory, for whoever compares it with a file
 * (audit.h) or takes over what it says (ledger_adopt.c).
 * Threads: one at a time. Memory: the database is freed by fold_memory_close(). Errors: sticky in
 * the connection (db/sql.h). */
#ifndef DB_FOLD_MEMORY_H
#define DB_FOLD_MEMORY_H

#include "db/fold.h"

struct fold_memory {
    struct sql sql;
    struct applicants applicants; /* of it */
    struct tally tally;
};

/* Empty tables, without a transaction. fold_memory_close() is due also after a failure. */
enum status fold_memory_open(struct fold_memory *fold);
void fold_memory_close(struct fold_memory *fold);

/* The next entry of the journal. */
void fold_memory_take(struct fold_memory *fold, const struct entry *entry);

#endif
