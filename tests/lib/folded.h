/* folded.h - the people of both journals (server/report/people.h) beside the tables of a node,
 * which are the fold of its own journal: they must say the same of everybody who is home there.
 * Threads: the one that owns the database. Memory: people_close() frees what is read. Errors: what
 * cannot happen ends the process. */
#ifndef TESTS_FOLDED_H
#define TESTS_FOLDED_H

#include "db/ledger.h"
#include "server/report/people.h"

/* The people of all entries that the database holds, settled. node: the own one, and the peer. */
struct people *folded_read(struct sql *sql, const char *cluster, const char *const node[2]);

/* Appends a line for each difference between these people and the tables: whom the tables have as
 * home, their sittings, answers and marks. adopted: another node has this one's people. */
void folded_compare(const struct people *people, struct ledger *ledger, struct sql *sql,
                    bool adopted, struct buffer *report);

/* Appends a line for each difference between the people of one node's disk and of the other's. */
void folded_compare_both(const struct people *here, const struct people *there,
                         struct buffer *report);

#endif
