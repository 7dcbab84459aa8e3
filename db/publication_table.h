/* publication_table.h - the table `publication`: the publish entries of both journals
 * (server/core/publication.h).
 * Threads: the one that owns the database. Memory: plain values.
 * Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_PUBLICATION_TABLE_H
#define DB_PUBLICATION_TABLE_H

#include "db/journal_table.h"
#include "server/core/publication.h"

/* Takes the entry of that journal, if it publishes. */
void publication_table_take(struct sql *sql, enum journal_owner journal, const struct entry *entry);

/* The publication in force (I3); number 0: there is none. node: of each journal. */
struct publication publication_table_load(struct sql *sql, const char *const node[2]);

/* The same, with its entry, and who published it when. */
struct publication_made {
    struct publication cut;
    uint64_t n; /* in the journal of cut.node */
    struct wall at;
    char by[BY_MAX_BYTES + 1];
};
struct publication_made publication_table_made(struct sql *sql, const char *const node[2]);

/* The same of those with a lesser number: the one that was in force before. */
struct publication publication_table_before(struct sql *sql, const char *const node[2],
                                            uint32_t number);

#endif
