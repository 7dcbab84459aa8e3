/* results_private.h - the results of everybody, once they are counted (results.c), for the columns
 * and rows that are made of them (results_sheet.c).
 * Threads, memory, errors: results.h. */
#ifndef SERVER_REPORT_RESULTS_PRIVATE_H
#define SERVER_REPORT_RESULTS_PRIVATE_H

#include "server/report/results.h"
#include "server/report/tally.h"

struct results {
    const struct source *source;
    struct tally *tally;
    size_t count, categories, ties;
    struct ranking_row *rows; /* by ID */
    struct marks *totals;
    int64_t *keys;          /* of each person: the score, then the tie-breaks */
    int64_t *categories_of; /* of each person: points, or TALLY_NONE */
    size_t *order;
    size_t bars[RANKING_BARS], tied;
};

#endif
