/* staff_table.h - the table `staff`: the last entry about each account in each journal
 * (server/core/roles.h, O3).
 * Threads: the one that owns the database, within a transaction.
 * Memory:  plain values. Errors: sticky in the connection (db/sql.h). */
#ifndef DB_STAFF_TABLE_H
#define DB_STAFF_TABLE_H

#include "db/journal_table.h"
#include "db/sql.h"
#include "server/core/roles.h"

struct staff_account {
    char name[STAFF_NAME_MAX + 1]; /* without its node */
    enum role role;
    struct code_hash code;
};

/* Remembers an entry of that journal, if it is about an account. */
void staff_table_take(struct sql *sql, enum journal_owner journal, const struct entry *entry);

/* False for an account that is not there, or was removed. */
bool staff_table_find(struct sql *sql, enum journal_owner journal, const char *name,
                      struct staff_account *out);

/* The account whose name comes after that one, which may be out->name; false: there is none. */
bool staff_table_next(struct sql *sql, enum journal_owner journal, const char *after,
                      struct staff_account *out);

#endif
