/* recent.h - applicants whose rows in the table are behind the journal. Their rows are kept here
 * and written later, in the order in which they came, so that a claim and its confirmation are one
 * write. What a crash takes away follows from the journal (fold.h, fold_redo_from()).
 *
 *   D5  a row lacks nothing but what entries from recent_behind_n() on did
 *
 * What a transaction changed here lasts from recent_committed() on; recent_rolled_back() undoes it.
 *
 * Threads: the one that owns the database. Memory: open/close; a copy of each applicant.
 * Errors:  false or NULL when out of memory, with nothing changed. */
#ifndef DB_RECENT_H
#define DB_RECENT_H

#include "db/page.h"
#include "server/core/applicant.h"

struct recent;

/* keep: how many rows may be behind. */
struct recent *recent_open(size_t keep);
void recent_close(struct recent *recent); /* NULL is allowed */

/* False when its row is not behind. Without its sitting. */
bool recent_find(const struct recent *recent, const char *id, struct applicant *out);

/* Entry n made the applicant what it is now; its sitting is not kept here. has_row: whoever is not
 * kept here yet has a row in the table. */
bool recent_put(struct recent *recent, const struct applicant *applicant, bool has_row, uint64_t n);

/* Offers everybody whose row is behind. */
void recent_page(const struct recent *recent, struct page *page);

/* How many rows this transaction must write, so that no more are behind than may be, or fewer each
 * time, and none for much longer than it takes to write eight entries for each that may be; own_n:
 * the journal's end. */
size_t recent_due(const struct recent *recent, uint64_t own_n);

/* How many should be written while there is nothing else to do (late.h). */
size_t recent_spare(const struct recent *recent);

/* The one who came first, whose row the caller writes now; false when none is left. */
bool recent_next(struct recent *recent, struct applicant *out, bool *has_row);

/* The first entry that some row may lack, 0 when none lacks any. */
uint64_t recent_behind_n(const struct recent *recent);

void recent_committed(struct recent *recent);
void recent_rolled_back(struct recent *recent);

#endif
