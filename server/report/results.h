/* results.h - the list of results: everybody of both centres, by rank, then by ID; people without a
 * rank are behind, with the reason. Words and headings of CSV and JSON are for programs: English in
 * every language.
 * Threads: one at a time. Memory: make/release; the source must outlive it. Errors: as of table.h. */
#ifndef SERVER_REPORT_RESULTS_H
#define SERVER_REPORT_RESULTS_H

#include "server/report/export.h"
#include "server/report/ranking.h"

struct results;

enum status results_make(const struct source *source, struct results **out);
void results_release(struct results *results); /* NULL is allowed */

/* How many people there are of each ranking_bar: RANKING_NONE are those with a rank. */
size_t results_count(const struct results *results, enum ranking_bar bar);

/* How many are tied across the last place. */
size_t results_tied(const struct results *results);

/* TABLE_TEXT has the columns that a terminal has room for. */
enum status results_write(const struct results *results, const struct export_options *options,
                          const char *path);

/* "void", "not marked yet", … */
const char *results_bar_text(enum ranking_bar bar, bool spanish);

extern const struct export_report results_report;

#endif
