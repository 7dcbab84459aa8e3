/* tally.h - the points of a sitting by category, and those by which equal people are ranked: the
 * machine's points for each question of the paper, and what the marks of each essay come to.
 * Threads: one at a time. Memory: open/close; names are the exam's. Errors: STATUS_NOMEM. */
#ifndef SERVER_REPORT_TALLY_H
#define SERVER_REPORT_TALLY_H

#include "server/report/people.h"

struct tally;

/* exam: with at least one question, and valid until the close. */
enum status tally_open(const struct exam *exam, struct tally **out);
void tally_close(struct tally *tally); /* NULL is allowed */

/* The categories that have points, in the bank's order. */
size_t tally_categories(const struct tally *tally);
const char *tally_category(const struct tally *tally, size_t i);

/* Counts a finished sitting of this exam's paper. category[tally_categories()]: TALLY_NONE where the
 * paper has no question of it. tie_break[exam->tie_break_count]: points of the category and of those
 * below it. Returns the sum of all questions: it differs from people_marks() when the sitting was
 * marked by another key. */
#define TALLY_NONE INT64_MIN
struct marks tally_sitting(struct tally *tally, const struct people_sitting *sitting,
                           int64_t *category, int64_t *tie_break);

#endif
