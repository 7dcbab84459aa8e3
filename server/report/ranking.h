/* ranking.h - the order of merit: who is before whom, who shares a rank, and who is admitted.
 *
 * Ranks are 1-2-2-4: a rank is one more than the number of people who are better. People are
 * compared by keys alone, in thousandths of a point: the score, then the plan's tie-breaks. An ID,
 * a name or a time ranks nobody: who is equal in all keys shares the rank. Where the places end
 * within such a group, the whole group is tied at the cut, for the board to decide. Nobody is
 * called admitted whom the results that are still open could put behind the places.
 *
 * Threads: any; pure. Memory: the caller's. Errors: STATUS_NOMEM. */
#ifndef SERVER_REPORT_RANKING_H
#define SERVER_REPORT_RANKING_H

#include "server/core/marking.h"
#include "server/report/people.h"

/* Why somebody has no rank. */
enum ranking_bar {
    RANKING_NONE,    /* has a rank */
    RANKING_PENDING, /* the registration is not confirmed */
    RANKING_ABSENT,  /* never started */
    RANKING_RUNNING,
    RANKING_TRANSIT,  /* moves to the other node */
    RANKING_VOID,     /* the sitting does not count */
    RANKING_UNMARKED, /* provisional: essays are to be marked */
    RANKING_FORKED,   /* provisional: went on at both nodes, and the board has yet to decide */
    RANKING_REMARK,   /* provisional: marked by another key than the exam's */
    RANKING_BARS
};

/* total: of a finished sitting, what people_marks() gives; otherwise it is not read. RANKING_REMARK is
 * the caller's to find. */
enum ranking_bar ranking_bar(const struct person_report *person, const struct marks *total);

/* Is a result of these provisional? */
bool ranking_provisional(enum ranking_bar bar);

/* May the result of these still become another one, and take a place? */
bool ranking_open(enum ranking_bar bar);

enum ranking_place {
    RANKING_OUT,
    RANKING_TIED,
    RANKING_SO_FAR, /* within the places, while so many results are open that this can change */
    RANKING_ADMITTED
};

/* One person; `keys` are as many as ranking_make() is told. */
struct ranking_row {
    enum ranking_bar bar;
    const int64_t *keys;

    size_t rank;              /* from 1; 0: none */
    enum ranking_place place; /* with places, of people with a rank */
};

/* Sets rank and place of each row, and order[count]: the rows by rank, equal ones and those without a
 * rank as they came. places: how many are admitted; 0: the plan does not say. */
enum status ranking_make(struct ranking_row *rows, size_t count, size_t key_count, uint32_t places,
                         size_t *order);

#endif
