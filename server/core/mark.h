/* mark.h - marks that people give for essays, and what they come to.
 *
 *   H1  a mark names the finish entry of the sitting (by its digest), the question and the marker. A
 *       sitting that is reopened finishes by another entry, and one that is reset is another sitting:
 *       the marks stay with the finish that they name
 *   H2  a mark changes no sitting. A result is the machine's part (the last finish or remark entry)
 *       and what the marks come to, so that marks and remarks count in each order of arrival
 *   H3  of the marks for one part of a question one counts: the one of the highest round; of equal
 *       rounds the earlier one, then the one of the lesser node, then of the lower number. Each set
 *       of marks has one result, whatever its order. The others stay in the journals
 *   H4  where the plan wants two markers they are two people. Within the tolerance the mean counts,
 *       rounded half up to a thousandth of a point; otherwise a third person alone decides
 *   H5  a marker is asked for no part that somebody has marked, nor for a second part of one question;
 *       a mark is corrected by its own marker, and where one person marks by the board
 *   H6  a mark is from nothing to the question's points, and another one does not count
 *   H7  without the link a node takes marks for its own people only
 *
 * Both nodes may write marks about a person: everything else about a person is the home node's.
 *
 * Threads: any. Memory: the caller's. Errors: refusals. */
#ifndef CORE_MARK_H
#define CORE_MARK_H

#include "server/core/entry.h"
#include "server/core/exam.h"
#include "server/core/marking.h"
#include "server/core/refusal.h"

enum {
    MARKS_MOST = 200 /* of one question of a sitting: at two nodes, which take half of them each */
};

/* A mark, as its entry has it. */
struct mark {
    char node[NODE_NAME_MAX + 1]; /* whose journal has it */
    uint64_t n;
    struct wall at;
    char marker[BY_MAX_BYTES + 1];
    char comment[REASON_MAX_BYTES + 1];
    uint16_t question; /* in the bank, from 1 */
    uint8_t part;      /* from 1 */
    uint32_t round;    /* from 1; a correction has the next one */
    int64_t points;    /* thousandths of a point */
};

/* What the marks of one question come to. */
struct mark_verdict {
    bool decided;
    int64_t points;                        /* once decided */
    uint8_t wanted;                        /* the part that is to be marked next; 0: none */
    const struct mark *counts[MARK_PARTS]; /* by part; NULL: none. Of the caller's marks */
};

/* Thousandths, from a number of points with at most three decimals, up to 9999.999: "2", "2.5",
 * "2,5". */
bool mark_points(const char *text, size_t len, int64_t *out);

/* The mark that an entry of that node's journal gives. */
struct mark mark_of(const struct entry *entry, const char *node);

/* Of marks in the order of their questions those of one of them: *count, from the one that is
 * returned. */
const struct mark *mark_slice(const struct mark *marks, size_t all, uint16_t question,
                              size_t *count);

/* H3, H4, H6. marks: of one question of the exam in one finish, in any order. */
struct mark_verdict mark_settle(const struct exam *exam, const struct mark *marks, size_t count);

/* H2. An answered essay in the total of a sitting, which has the machine's part so far. question:
 * in the bank, from 1; one that is no essay changes nothing. */
void mark_count(const struct exam *exam, uint16_t question, const struct mark *marks, size_t count,
                struct marks *total);

/* May this marker be asked for the wanted part (H5)? */
bool mark_may_ask(const struct mark_verdict *verdict, const char *marker);

/* Is this mark in the result (H4)? mark: of those that the verdict is about. */
bool mark_counts(const struct exam *exam, const struct mark_verdict *verdict,
                 const struct mark *mark);

/* What a marker wants to write. */
struct mark_wish {
    const char *id;
    const struct digest *finish;
    uint16_t question;
    int64_t points;
    enum role role;
    bool home;   /* the person is this node's */
    bool listed; /* H1: of the peer's people: its journal has this essay to mark */
    bool linked; /* the link to the peer is up */
};

/* The entry without order.key; by and comment are the order's. REFUSAL_MARK_POINTS (H6),
 * REFUSAL_MARKED: somebody else has marked it (H5), or it has been marked too often,
 * REFUSAL_ESSAY_AWAY (H7). exam: its question must be an essay. */
enum refusal mark_decide(const struct exam *exam, const struct mark *marks, size_t count,
                         const struct mark_wish *wish, const struct order *order,
                         struct entry *out);

#endif
