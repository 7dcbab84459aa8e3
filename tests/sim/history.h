/* history.h - what applicants and operators were told, and whether the nodes keep to it. It reads
 * replies, and at the end what the nodes say; how they came to it is none of its business.
 *
 * The promises are numbered as in server/core/README.md:
 *   C1, C2  looked at after every step, on the nodes that serve
 *   H1      an acknowledged registration is in force at its node, or lost its race and is the
 * peer's H2      one sitting: never a second start for an ID, at either node H3      what was
 * acknowledged of a sitting is there: start, answers, mark A disk that was replaced may have lost
 * what was on one disk only: then H1 to H3 hold for what was said to be on both.
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted. */
#ifndef TESTS_SIM_HISTORY_H
#define TESTS_SIM_HISTORY_H

#include "tests/sim/world.h"

enum { HISTORY_IDS = 3, HISTORY_QUESTIONS = 3 };

struct history_id {
    bool confirmed[2], pending[2]; /* what a REGISTER was told at that node */
    bool released;                 /* handed back once, perhaps */
    bool started[2], started_copied[2];
    uint64_t start_n[2];
    unsigned start_losses[2]; /* disks lost at that node when it was told */
    bool finished[2], finished_copied[2];
    int64_t score[2];
    struct {
        int told;     /* option, 0: none, -1: unknown */
        bool unclear; /* a later answer was sent, and what became of it is unknown */
    } answer[2][HISTORY_QUESTIONS];
};

struct history {
    struct history_id id[HISTORY_IDS];
    unsigned losses[2]; /* disks lost at that node */
    bool gated[2]; /* an old disk that does not know it: nobody is served before the peer came */
    enum claim_state claim[2][HISTORY_IDS];
    enum sitting_state sitting[2][HISTORY_IDS];
    struct ledger_position seen[2]; /* when these were read */
    unsigned broken;
};

extern const char *const history_names[HISTORY_IDS];

void history_reset(struct history *h);

/* After anything happened at a node that is up. */
void history_look(struct history *h, struct world *w, int which);

void history_started(struct history *h, int which, int id, uint64_t start_n, unsigned copies);

/* Both nodes are up, linked and settled. */
void history_check_end(struct history *h, struct world *w);

/* A promise was broken. */
void history_broken(struct history *h, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
