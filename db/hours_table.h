/* hours_table.h - the table `hours`: the last hours entry of each journal (server/core/hours.h).
 * Threads: the one that owns the database, within a transaction; hours_say(): any.
 * Memory:  plain values. Errors: sticky in the connection (db/sql.h). */
#ifndef DB_HOURS_TABLE_H
#define DB_HOURS_TABLE_H

#include "db/journal_table.h"
#include "server/core/hours.h"

/* Remembers an entry of that journal, if it changes the hours. */
void hours_table_take(struct sql *sql, enum journal_owner journal, const struct entry *entry);

/* The last change; zeros when there is none. */
void hours_table_load(struct sql *sql, enum journal_owner journal, struct hours_change *out);

/* "from 2027-03-01 08:00 -04:00 to 2027-03-01 10:00 -04:00", in this machine's time zone; "at any
 * time" for hours without limits. */
enum { HOURS_SAID_SIZE = 224 };
void hours_say(const struct hours *hours, char out[HOURS_SAID_SIZE]);

#endif
