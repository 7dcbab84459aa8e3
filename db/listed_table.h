/* listed_table.h - the table `listed`: whom the staff have listed beside the roster (core/enrolment.h
 * G1), the fold of the list entries of both journals.
 * Threads: the one that owns the database. Memory: plain values.
 * Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_LISTED_TABLE_H
#define DB_LISTED_TABLE_H

#include "db/journal_table.h"
#include "server/core/enrolment.h"

/* Takes the entry of that journal, if it lists somebody. */
void listed_table_take(struct sql *sql, enum journal_owner journal, const struct entry *entry);

struct listing listed_table_find(struct sql *sql, enum journal_owner journal, const char *id);

#endif
