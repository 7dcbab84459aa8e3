/* fold.h - the tables applicant, sitting and answer and their tally as the fold of our own journal.
 * The table of applicants may be behind (recent.h), and so may its index of IDs (unindexed.h): what
 * they lack is in memory, and is found again when the database is opened.
 * Threads: the one that owns the database. Memory: plain values, but where a function says
 * otherwise. Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_FOLD_H
#define DB_FOLD_H

#include "db/filter.h"
#include "db/recent.h"
#include "db/journal_table.h"
#include "db/unindexed.h"
#include "server/core/answer.h"
#include "server/core/applicant.h"
#include "server/core/sitting.h"

struct fold {
    struct sql *sql;
    /* NULL, all of them: every row is written at once, with its index entry. */
    struct recent *recent;
    struct unindexed *unindexed;
    struct filter *filter;
};

/* How many applicants and sittings there are, kept with the tables so that nobody counts rows. */
struct tally {
    uint64_t claims[4]; /* applicants on record, by enum claim_state */
    uint64_t running, finished;
};

/* What lies beside the last entry of each transaction. */
struct fold_state {
    struct tally tally;
    uint64_t behind_n;      /* recent.h, D5 */
    uint64_t unindexed_row; /* unindexed.h, D6 */
};
struct fold_state fold_load_state(struct sql *sql);

/* With what the transaction added to our journal, which ends with entry n then. */
void fold_save_state(struct journal_table_open *own, uint64_t n, const struct fold_state *state);

enum { TALLY_SIZE = 6 * 21 };
void fold_tally_text(const struct tally *tally, char out[TALLY_SIZE]);

/* What one of our own entries changes: a table's row, or the point of the last restore. */
enum fold_effect { FOLD_NOTHING, FOLD_RESTORE, FOLD_ANSWER, FOLD_SITTING, FOLD_APPLICANT };
enum fold_effect fold_effect(enum entry_kind own);

/* Applies one of our own entries to the tables, and to a tally that the caller saves. known: the
 * applicant as it is on record now, and afterwards; NULL: it is read here. Entries about the node,
 * and answers, leave it untouched. */
void fold_apply(const struct fold *fold, const struct entry *own, struct applicant *known,
                struct tally *tally);

/* After a restart: rows from number `row` on, which the index may lack, wait for it again. */
void fold_wait_from(const struct fold *fold, uint64_t row);

/* After that: applies our own entries from n on to rows that may lack them, outside a
 * transaction. Entries about a claim set and never add, so that a row which has one already, and
 * later ones, comes out the same when all that follow are redone as well. */
void fold_redo_from(const struct fold *fold, struct journal_table_open *own, uint64_t n);

/* Writes up to `most` of the rows that are behind. Returns how many. */
size_t fold_catch_up(const struct fold *fold, size_t most);

/* Writes up to `most` of the index entries that wait. Returns how many. */
size_t fold_index(const struct fold *fold, size_t most);

/* Shows the filter, if it wants to be shown any, what else the index has, for about as long as it
 * takes to write `most` of its entries. Returns for how many it took; 0: nothing was left. */
size_t fold_show_filter(const struct fold *fold, size_t most);

/* What is known of an ID; applicant_unknown() when nothing is. */
struct applicant fold_applicant(const struct fold *fold, const char *id);

/* One answer's encoded values into out[ANSWER_MAX_BYTES]; *len 0 when there is none. */
void fold_answer(struct sql *sql, const char *id, uint16_t question, uint8_t *out, size_t *len);

/* All answers of a sitting into answers[count], by question; the values point into `bytes`, which
 * the caller releases. False when out of memory or after a failure. */
bool fold_answers(struct sql *sql, const char *id, struct answer *answers, size_t count,
                  struct buffer *bytes);

/* What the sitting's answers have cost (sitting.h, S9). */
struct sitting_saves fold_saves(struct sql *sql, const char *id);

/* Answers that are not cleared. */
uint16_t fold_answered(struct sql *sql, const char *id);

#endif
