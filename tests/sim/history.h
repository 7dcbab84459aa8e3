/* history.h - the simulation's oracle: the replies that applicants and operators got, and whether
 * the nodes keep to them. It reads replies and the state of both nodes, never how the nodes work.
 *
 * After every step it checks C1 and C2 (server/core/README.md) on the nodes that serve, and
 *
 *   Q1  an acknowledged registration is in force at its node, or lost its race to the peer's
 *   Q2  one sitting: never a second start for an ID, at either node
 *   Q3  each acknowledged fact of a sitting is there: the start, the answers, the mark
 *
 *   Q5  who moves takes all of it along: whoever is home has every acknowledged fact and answer; the
 *       takeover brings what the transfer sent, and no ID has two starts over both journals
 *
 *   Q4  an acknowledged change of a node's hours is in force there, or a later one is, and nobody
 *       starts while they say no
 *
 * at any time (D1), over any crash, as long as the node has the disk that it had when it replied.
 *
 * A disk that is replaced takes the facts with it that were on it alone. Each fact therefore knows
 * the disks that it is on: it is lost with a disk, and is back on it when the node has caught up.
 * A fact that is on neither disk is excused.
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted. */
#ifndef TESTS_SIM_HISTORY_H
#define TESTS_SIM_HISTORY_H

#include "db/ledger_operator.h"
#include "server/core/terminal.h"
#include "tests/sim/world.h"

enum {
    HISTORY_IDS = 3,
    HISTORY_QUESTIONS = 3,
    HISTORY_MARKS = 64,        /* that are remembered */
    HISTORY_EXTRA_MS = 120000, /* that the staff give somebody, once */
    HISTORY_CLOSED_MS = 1      /* whose hours end then lets nobody start */
};

enum history_fact { FACT_CONFIRMED, FACT_PENDING, FACT_STARTED, FACT_FINISHED, HISTORY_FACTS };

/* A registration that a new node acknowledged is in no journal before the node opens. */
#define HISTORY_INTENT UINT64_MAX

/* A score that was withheld (server/core/publication.h). */
#define HISTORY_UNTOLD INT64_MAX

/* A fact that somebody was told at a node. */
struct history_told {
    bool told;
    bool on[2]; /* the disks that have it */
    uint64_t
        own_n; /* the length of that node's journal then, which has the fact; or HISTORY_INTENT */
};

struct history_id {
    struct history_told fact[2][HISTORY_FACTS]; /* by the node that told it */
    bool released;                              /* perhaps released once */
    bool ruled; /* perhaps reopened or reset once: the facts are those of an earlier sitting */
    bool moved; /* perhaps transferred once: the facts hold wherever the person is home */
    uint64_t start_n[2];
    int64_t score[2];
    struct terminal terminal[2]; /* seats.h: whose the sitting was after the last request that */
    uint64_t turn[2];            /* was told of, and when that one was carried out */
    struct {
        int told;                /* option, 0: none, -1: unknown */
        bool unclear;            /* a later answer was sent and got no reply */
        bool is_apart;           /* seats.h: a provisional terminal was told of another one, */
        int apart;               /* this one */
        uint32_t seq, apart_seq; /* their numbers; 0: none */
        unsigned at;             /* the order of these replies over both nodes; 0: none yet */
    } answer[2][HISTORY_QUESTIONS];
    uint32_t seq[2],
        apart_seq[2]; /* saves.h: the greatest number that was told; of answers apart */
    unsigned late[2]; /* saves.h: evidence that was told of */
};

/* A mark of an essay that somebody was told of (graders.h). */
struct history_mark {
    struct history_told fact;
    int which;  /* the node that took it, */
    uint64_t n; /* and its entry */
    struct digest finish;
    int64_t points;
    char by; /* the first letter of the marker */
};

struct history {
    struct history_id id[HISTORY_IDS];
    struct history_mark mark[HISTORY_MARKS];
    unsigned mark_count;
    struct {
        uint64_t n; /* of the last entry that an operator was told of; 0: none */
        struct hours hours;
        unsigned losses; /* then */
    } hours[2];
    unsigned losses[2]; /* disks lost at that node */
    bool lost[2];       /* a disk was lost, and the node has not caught up since */
    bool
        stale[2]; /* the same, and the peer has not yet told the node that its disk lacks entries */
    bool went_on[2]; /* the same, and the node wrote after its grace: the histories may fork */
    bool raw[2];     /* a disk was lost, and its replacement is not marked as a copy */
    enum claim_state claim[2][HISTORY_IDS];
    uint64_t claim_n[2][HISTORY_IDS];
    int from[2][HISTORY_IDS]; /* the ID that this one replaces there; -1: none */
    enum sitting_state sitting[2][HISTORY_IDS];
    struct ledger_position seen[2]; /* when these were read */
    uint64_t own_n[2]; /* the journal's length when that node last replied; or HISTORY_INTENT */
    bool blind;        /* reads of a node may fail at the moment */
    unsigned answers;  /* that were told */
    unsigned broken;
};

extern const char *const history_names[HISTORY_IDS];

void history_reset(struct history *h);

/* While reads of the nodes may fail D1 is not checked; afterwards all is read anew. */
void history_blind(struct history *h, bool blind);

/* Checks all of it: after each step. */
void history_look(struct history *h, struct world *w);

/* Does a node serve whose disk is old, since its peer was not there? That is not promised. */
bool history_alone(const struct history *h, struct world *w, int which);

/* Does the node serve as promised? */
bool history_serves(const struct history *h, struct world *w, int which);

/* A reply told that fact, and on how many disks it is. */
void history_tell(struct history *h, int which, int id, enum history_fact fact, unsigned copies);
void history_started(struct history *h, int which, int id, uint64_t start_n, unsigned copies);

/* An operator was told those hours of a node. */
void history_hours(struct history *h, int which, const struct ledger_hours *hours);

/* The node's disk was replaced. */
void history_lost(struct history *h, int which);

/* An operator opened the node, which has not caught up. */
void history_unlocked(struct history *h, int which);

/* Needs both nodes up, linked and settled. */
void history_check_end(struct history *h, struct world *w);

/* Prints and counts a broken promise. */
void history_broken(struct history *h, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
