/* fold.h - the changes that an entry of our own journal makes in the tables. The tables are the
 * fold of that journal, row for row, and are written in the transaction of the entry.
 * Threads: the one that owns the database. Memory: plain values. Errors:  sticky in the connection
 * (db/sql.h). */
#ifndef DB_FOLD_H
#define DB_FOLD_H

#include "db/applicants.h"
#include "db/journal_table.h"
#include "server/core/adoption.h"

/* The numbers of applicants and sittings, stored so that no query counts rows. */
struct tally {
    uint64_t claims[4]; /* applicants on record, by enum claim_state */
    uint64_t running, finished;
};

/* The tally is stored with the last entry of each transaction. n: that entry. */
struct tally fold_load_tally(struct sql *sql);
void fold_save_tally(struct journal_table_open *own, uint64_t n, const struct tally *tally);

enum { TALLY_SIZE = 6 * 21 };
void fold_tally_text(const struct tally *tally, char out[TALLY_SIZE]);

/* Applies one of our own entries to the tables, and to a tally that the caller saves. known: the
 * applicant's state before the entry, and on return after it; NULL: the function reads it. Entries
 * about the node, and answers, leave it untouched. applicants_reserve() must have been called. */
void fold_apply(const struct applicants *applicants, const struct entry *own,
                struct applicant *known, struct tally *tally);

/* The entry that carried out the order with this key for that ID ("": for the node); 0: none. */
uint64_t fold_order_done(struct sql *sql, const struct order_key *key, const char *id);

/* The numbers of all entries that carried out that order, `most` of them to out[], by ID.
 * Returns how many there are. */
size_t fold_order_entries(struct sql *sql, const struct order_key *key, uint64_t *out, size_t most);

/* Whose place this node has taken, or who has taken its own (server/core/adoption.h). */
struct adoption fold_load_adoption(struct sql *sql);

/* The state of an ID; applicant_unknown() when it has no entry. */
struct applicant fold_applicant(const struct applicants *applicants, const char *id);

#endif
