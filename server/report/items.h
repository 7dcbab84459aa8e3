/* items.h - how each question of an exam did, and the exam as a whole: classical test theory.
 *
 * Who is counted: people whose last sitting is finished, not void and fully marked, with a paper of
 * this exam. An item is a question that can be answered, by its number in the bank. All scores are
 * those of this exam's key, and marks for essays, in thousandths of a point; an item that was not
 * answered has 0. "Not reached" are unanswered items with nothing answered behind them on the
 * paper.
 *
 * Each person is given twice, in the same order: items_take() for all, items_settle(),
 * items_choose() for all, items_end(). In between only scores are kept: 4 bytes for each person and
 * question of a paper.
 *
 * Threads: one at a time. Memory: open/close; the exam outlives it. Errors: STATUS_NOMEM; `status`
 * says at the end whether it happened. */
#ifndef SERVER_REPORT_ITEMS_H
#define SERVER_REPORT_ITEMS_H

#include "common/status.h"
#include "server/core/answer.h"
#include "server/core/mark.h"
#include "server/report/choices.h"
#include "server/report/people.h"
#include "server/report/statistics.h"

/* What makes an item worth a look. */
enum item_look {
    ITEM_KEY = 1 << 0,      /* the key is suspect (statistics_key_suspect()) */
    ITEM_AGAINST = 1 << 1,  /* discrimination below 0, with a confidence of 99 % */
    ITEM_LITTLE = 1 << 2,   /* discrimination below ITEMS_LITTLE, with a confidence of 99 % */
    ITEM_HARD = 1 << 3,     /* facility below ITEMS_HARD */
    ITEM_EASY = 1 << 4,     /* facility above ITEMS_EASY */
    ITEM_UNREACHED = 1 << 5 /* not reached by more than ITEMS_UNREACHED of those who had it */
};

/* With fewer people nothing is said to be worth a look. */
enum { ITEMS_PEOPLE_LEAST = 10 };

/* Below 0.2 a discrimination is poor, and the item is to be rejected or improved: Ebel, Frisbie:
 * "Essentials of Educational Measurement" (1991), chapter 13. The other limits are ours. */
#define ITEMS_LITTLE 0.2
#define ITEMS_HARD 0.2
#define ITEMS_EASY 0.95
#define ITEMS_UNREACHED 0.2

/* Of a question; NAN: no value. */
struct item {
    bool counted; /* it can be answered, and can be on a paper */
    size_t n;     /* people who had it */
    size_t omitted, not_reached;
    double mean, sd; /* thousandths of a point */
    double
        facility; /* mean over points; below 0 where wrong answers cost more than right ones give */
    double discrimination; /* correlation with the rest of the paper */
    double efficiency;
    double weight; /* share of the effective weight, where every item is on every paper */
    double rest_mean, rest_squares; /* of the rest scores, and of their differences from the mean */
    bool grouped;
    struct statistics_groups groups; /* by rest score */
    unsigned look;                   /* enum item_look */
    struct choices choices;
};

enum items_alpha {
    ITEMS_KR20, /* every item is right or wrong, with equal points */
    ITEMS_CRONBACH,
    ITEMS_ESTIMATE, /* of drawn papers, from the people who had both of two items */
    ITEMS_TOO_FEW   /* it would be: but too few people had some pair */
};

struct items {
    const struct exam *exam;
    struct item *item;                    /* by question */
    size_t people;                        /* who are counted */
    size_t voided, unmarked, other_paper; /* who have finished and are not counted */
    size_t other_key; /* counted, but their result is still that of another key */
    size_t per_paper; /* items on a paper */
    int64_t points;   /* of a paper */
    double mean, sd, median, least, most, skewness;
    enum items_alpha kind;
    double alpha, error;
    size_t fewest_pair; /* of drawn papers: people who had both of two items, at least */
    struct items_work *work;
    enum status status;
};

/* most: people that are given at most. */
enum status items_open(const struct exam *exam, size_t most, struct items **out);
void items_close(struct items *items); /* NULL is allowed */

/* Has the person's last sitting finished, at one node alone? Only then it is given to the two
 * below. */
bool items_wants(const struct person_report *person);

/* answers: by question as shown (people_answers()). */
void items_take(struct items *items, const struct people_sitting *s, const struct answer *answers);
void items_settle(struct items *items);
void items_choose(struct items *items, const struct people_sitting *s,
                  const struct answer *answers);
void items_end(struct items *items);

#endif
