/* people_fold.h - a person as one journal has them: the fold of its entries about that ID, as the
 * tables of the journal's node are (db/fold.h).
 * Threads: one at a time. Memory: the arena's. Errors: the arena's. */
#ifndef SERVER_REPORT_PEOPLE_FOLD_H
#define SERVER_REPORT_PEOPLE_FOLD_H

#include "common/arena.h"
#include "server/core/applicant.h"
#include "server/report/people_saved.h"

/* A finish entry: a mark names its digest. */
struct people_finish {
    struct people_finish *next;
    uint64_t n, ref; /* ref: the other node's finish that it repeats (adoption.h) */
    struct digest digest;
};

/* A sitting and its answers. One with number 0 has answers alone: they come before the takeover. */
struct people_kept {
    struct people_kept *next;
    struct sitting sitting;
    struct people_saved saved;
    uint32_t past; /* 0: the present one; else its number */
    bool moved;    /* it went on at the other node */
};

struct people_fold {
    enum claim_state claim;
    enum fork fork;
    bool admitted, paused;
    bool taken_over; /* at least once; the last time in answer to: */
    uint64_t took_ref;
    uint64_t claim_n, confirm_n, allow_n, away_n, transfer_n, ready_n;
    struct wall stamp;
    int64_t extra_ms;
    const char *name;
    struct people_kept *sittings; /* the present one first, if there is one */
    struct people_saved apart;    /* of a terminal that has the sitting provisionally */
    struct people_finish *finishes;
};

/* The next entry of the journal about this ID. finish: its digest, if it is a finish entry. */
void people_fold_take(struct people_fold *fold, struct arena *arena, const struct entry *entry,
                      const struct digest *finish);

/* The present sitting; NULL: none. */
const struct people_kept *people_fold_now(const struct people_fold *fold);

/* The one with which the person left for the other node last; NULL: none. */
const struct people_kept *people_fold_moved(const struct people_fold *fold);

#endif
