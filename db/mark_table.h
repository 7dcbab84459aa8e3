/* mark_table.h - the table `mark`: marks of essays, the fold of both journals (server/core/mark.h).
 * Threads: the one that owns the database. Memory: the caller's.
 * Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_MARK_TABLE_H
#define DB_MARK_TABLE_H

#include "db/journal_table.h"
#include "server/core/mark.h"

/* Takes the entry of that journal, if it is a mark. */
void mark_table_take(struct sql *sql, enum journal_owner journal, const struct entry *entry);

/* The marks of one question of one finish, at most MARKS_MOST, in the order of journal and number.
 * node: of each journal. Returns how many there are. */
size_t mark_table_find(struct sql *sql, const char *const node[2], const struct digest *finish,
                       uint16_t question, struct mark out[MARKS_MOST]);

/* The first mark of a journal behind entry after_n: its entry, whose exam it is of, and the finish
 * that it names. False: there is none. */
struct mark_place {
    uint64_t n;
    char id[IDENT_SIZE];
    struct digest finish;
};
bool mark_table_next(struct sql *sql, enum journal_owner journal, uint64_t after_n,
                     struct mark_place *out);

/* The entry of the last mark of a journal; 0: there is none. */
uint64_t mark_table_last(struct sql *sql, enum journal_owner journal);

#endif
