/* history.h - what applicants and operators were told, and whether the nodes keep to it. It reads
 * replies, and at the end what the nodes say; how they came to it is none of its business.
 *
 * C1 and C2 (server/core/README.md) are looked at after every step, on the nodes that serve; and
 *
 *   H1  an acknowledged registration is in force at its node, or lost its race and is the peer's
 *   H2  one sitting: never a second start for an ID, at either node
 *   H3  what was acknowledged of a sitting is there: the start, the answers, the mark
 *
 * all of them at once (D1), whatever died, as long as the disk is the one that it was told from.
 *
 * A disk that is replaced takes with it what was on it alone. So each thing that was told remembers
 * which disks it is on: told on both, lost with a disk, back on it once its node has caught up.
 * What is on neither is excused.
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted. */
#ifndef TESTS_SIM_HISTORY_H
#define TESTS_SIM_HISTORY_H

#include "tests/sim/world.h"

enum { HISTORY_IDS = 3, HISTORY_QUESTIONS = 3 };

enum history_fact { FACT_CONFIRMED, FACT_PENDING, FACT_STARTED, FACT_FINISHED, HISTORY_FACTS };

/* A registration that was told by a new node is in no journal before the node opens. */
#define HISTORY_INTENT UINT64_MAX

/* What somebody was told at a node. */
struct history_told {
    bool told;
    bool on[2]; /* the disks that have it */
    uint64_t
        own_n; /* the journal of who told it was so long then, so that it is in there; or HISTORY_INTENT */
};

struct history_id {
    struct history_told fact[2][HISTORY_FACTS]; /* by the node that said it */
    bool released;                              /* handed back once, perhaps */
    uint64_t start_n[2];
    int64_t score[2];
    struct {
        int told;     /* option, 0: none, -1: unknown */
        bool unclear; /* a later answer was sent, and what became of it is unknown */
    } answer[2][HISTORY_QUESTIONS];
};

struct history {
    struct history_id id[HISTORY_IDS];
    unsigned losses[2]; /* disks lost at that node */
    bool lost[2];       /* … and its node has not caught up since */
    bool stale[2];   /* … nor knows that its disk lacks something: the peer has yet to say so */
    bool went_on[2]; /* … and wrote after its grace, with the line down: the histories may fork */
    bool raw[2];     /* a disk was lost at that node, and the next one did not say so */
    enum claim_state claim[2][HISTORY_IDS];
    enum sitting_state sitting[2][HISTORY_IDS];
    struct ledger_position seen[2]; /* when these were read */
    uint64_t own_n[2]; /* the journal's length when that node last replied; or HISTORY_INTENT */
    bool blind;        /* what a node has may not be readable at the moment */
    unsigned broken;
};

extern const char *const history_names[HISTORY_IDS];

void history_reset(struct history *h);

/* While reads of the nodes may fail, D1 is not looked at; afterwards all is read anew. */
void history_blind(struct history *h, bool blind);

/* After anything happened. */
void history_look(struct history *h, struct world *w);

/* Does a node serve whose disk is old, since its peer was not there? That is not promised. */
bool history_alone(const struct history *h, struct world *w, int which);

/* A reply said so, and on how many disks it is. */
void history_tell(struct history *h, int which, int id, enum history_fact fact, unsigned copies);
void history_started(struct history *h, int which, int id, uint64_t start_n, unsigned copies);

/* The node's disk was replaced. */
void history_lost(struct history *h, int which);

/* An operator opened the node as it is: it caught up with nobody. */
void history_unlocked(struct history *h, int which);

/* Both nodes are up, linked and settled. */
void history_check_end(struct history *h, struct world *w);

/* A promise was broken. */
void history_broken(struct history *h, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
