/* unindexed.h - applicants whose rows the index of IDs lacks. Rows lie in the order in which people
 * came, but IDs come in no order: an index entry for each would change another page of the index
 * each time, at both nodes, and among ten million people so would the entries of thousands. So they
 * wait here, a few bytes each, and are written later, half a million in a round, by the order of
 * their IDs, neighbours together on one page. This is also where rows get their numbers.
 *
 *   D6  the index lacks nothing but rows from unindexed_row() on
 *
 * What a transaction changed here lasts from unindexed_committed() on; unindexed_rolled_back()
 * undoes it.
 *
 * Threads: the one that owns the database. Memory: open/close; some 32 bytes for each.
 * Errors:  false or 0 when out of memory, with nothing changed. */
#ifndef DB_UNINDEXED_H
#define DB_UNINDEXED_H

#include "db/page.h"

struct unindexed;

/* keep: how many rows the index may lack, beside those that one transaction added. */
struct unindexed *unindexed_open(size_t keep);
void unindexed_close(struct unindexed *unindexed); /* NULL is allowed */

/* Before anybody is added: the next row's number, from 1 on. */
void unindexed_begin_at(struct unindexed *unindexed, uint64_t row);

/* Gives the ID, which has none, the next row. Returns its number. */
uint64_t unindexed_add(struct unindexed *unindexed, const char *id);

/* The row of an ID that waits; 0 when it does not. */
uint64_t unindexed_find(const struct unindexed *unindexed, const char *id);

/* Offers the first of those who wait. */
void unindexed_page(const struct unindexed *unindexed, struct page *page);

/* How many index entries this transaction must write, so that no more wait than may, or fewer each
 * time: no more than twice as many as came in it, and a few. */
size_t unindexed_due(const struct unindexed *unindexed);

/* How many should be written while there is nothing else to do (late.h). */
size_t unindexed_spare(const struct unindexed *unindexed);

/* The next one whose index entry the caller writes now; false when none is left but those whom
 * this transaction added. */
bool unindexed_next(struct unindexed *unindexed, char id[IDENT_SIZE], uint64_t *row);

/* D6; the number of the next row when the index lacks none. */
uint64_t unindexed_row(const struct unindexed *unindexed);

/* How many rows there are, in the index or not. */
uint64_t unindexed_rows(const struct unindexed *unindexed);

void unindexed_committed(struct unindexed *unindexed);
void unindexed_rolled_back(struct unindexed *unindexed);

#endif
