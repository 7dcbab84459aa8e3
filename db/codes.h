/* codes.h - the access code of an applicant, by the two journals that this node holds.
 * Threads: the one that owns the database, within a transaction. Memory: plain values.
 * Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_CODES_H
#define DB_CODES_H

#include "server/core/applicant.h"
#include "server/core/journal.h"

struct ledger;
struct sql;

/* The applicant's code: from our own journal, or from our copy of the peer's for an applicant who
 * is away. False, with *code untouched, when there is none. An ID that nobody has registered takes
 * the same work as an ID that is away. */
bool codes_find(struct ledger *ledger, const struct applicant *applicant, struct code_hash *code);

/* The last entry of the peer's journal that gave the ID a new code, or took the person over; 0:
 * none. */
uint64_t codes_last_n(struct sql *sql, const char *id);

/* Remembers an entry of the peer's journal, if it is such a one. */
void codes_take_reissue(struct sql *sql, const struct entry *theirs);

#endif
