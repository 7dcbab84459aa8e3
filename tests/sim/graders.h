/* graders.h - the part of the simulation's oracle that is about marks of essays and publications
 * (server/core/mark.h, publication.h; their invariants are cited as in server/core/README.md).
 *
 * In some lives the last question is an essay. People mark it at both nodes, with or without the link,
 * and correct their marks; the board corrects the key, reopens and resets sittings, and publishes. Then
 *
 *   a mark that was acknowledged is there as long as a disk has it (D1), and once (O1);
 *   both nodes come to one result of each sitting in the end, whatever came first (H2, H3);
 *   where results are withheld nothing is told before a publication covers the finish (I1), and what is
 *   told stays the same until the next publication (I2).
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted. */
#ifndef TESTS_SIM_GRADERS_H
#define TESTS_SIM_GRADERS_H

#include "db/ledger_mark.h"
#include "tests/sim/history.h"

enum graders_ask {
    GRADERS_MARK,
    GRADERS_PUBLISH,
    GRADERS_REMARK,
    GRADERS_REOPEN,
    GRADERS_RESET,
    GRADERS_ASKS
};

/* A request, and what the store's thread saw of it. */
struct graders_request {
    enum graders_ask ask;
    struct order order;
    struct digest finish; /* as the marker was shown it, which may be long ago */
    int64_t points;
    enum role role;
    bool linked;
    uint64_t less_n; /* published is so much less than all that the node holds */
    bool home;       /* the person is the node's own */
    bool taken;      /* the order was carried out before */
    uint64_t entry_n;
};

/* The score that a person was told, at a publication. */
struct graders_told {
    uint64_t finish_n;
    struct publication publication;
    unsigned losses; /* disks lost until then */
    int64_t score;
};

struct graders {
    bool on;                     /* in this life there is an essay, */
    bool corrects;               /* and the key may be corrected */
    struct graders_request last; /* a mark that was asked for: its program may repeat it, */
    int which, id;               /* there */
    struct digest finish[HISTORY_IDS];
    struct graders_told told[2][HISTORY_IDS];
    struct ledger_position seen[2];
};

/* Makes the last question of the world's exam what this life wants it to be. */
void graders_choose(struct graders *g, struct world *w, uint64_t *random);

/* Of a pair that is linked: some have finished, mostly with an essay. */
void graders_begin(struct graders *g, struct world *w, uint64_t *random);

/* Draws a request of somebody at that node about that person. */
void graders_draw(struct graders *g, struct world *w, int which, int id, uint64_t *random,
                  struct graders_request *out);

/* Corrects the key, if nobody sits: both nodes are started with another one then. */
void graders_correct(struct graders *g, struct world *w);

/* On the store's thread. */
enum refusal graders_run(struct ledger *ledger, const char *id, struct graders_request *request);

/* The request got its reply. */
void graders_replied(struct history *h, int which, int id, const struct graders_request *request,
                     enum refusal refusal);

/* After each step. */
void graders_look(struct graders *g, struct history *h, struct world *w);

/* Needs both nodes up, linked and settled. */
void graders_check_end(struct graders *g, struct history *h, struct world *w);

#endif
