/* watch.h - is the time of those who sit counted as promised (S5 to S8, S2)? It compares what a
 * node says is left of a sitting with the real time that passed, and with what was done to the node
 * meanwhile: stopped, its disk stalled or full, killed, its disk replaced.
 *
 *   lost    no more is counted than passed while somebody could be answered, but for a second each
 *           time that this ended
 *   gained  and no less, but for what nobody could be answered in and what a crash gives back
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted
 * (history.h). */
#ifndef TESTS_SIM_WATCH_H
#define TESTS_SIM_WATCH_H

#include "tests/sim/history.h"

/* What was possible at a node since the life began. */
struct watch_node {
    int64_t seen_ms;    /* until then */
    int64_t unable_ms;  /* in so much nobody could be answered, */
    int64_t excused_ms; /* and so much need not be counted */
    unsigned ends;      /* of times in which somebody could be answered */
    bool served, full, refused;
    /* As they were then: */
    int64_t held_ms;
    unsigned holds, losses;
    uint64_t starts;
    int64_t unsaved_ms; /* the exam clock is so far ahead of the last entry */
};

/* A sitting as it was seen first. */
struct watch_sitting {
    uint64_t start_n, start_clock_ms; /* 0: none */
    int64_t from_ms, counted_ms, unable_ms, excused_ms;
    unsigned ends;
    int64_t last_ms, last_counted_ms; /* as it was seen last where its node knew of all of it */
    uint64_t last_starts;             /* as it was seen last: in that start of the node, */
    int64_t start_counted_ms;         /* and so much was counted */
};

struct watch {
    struct watch_node node[2];
    struct watch_sitting sitting[2][HISTORY_IDS];
};

void watch_reset(struct watch *watch, const struct world *w);

/* That node's disk is full; a client was told so, and nothing can be written from then on. */
void watch_full(struct watch *watch, int which);
void watch_refused(struct watch *watch, int which);
void watch_healed(struct watch *watch, int which);

/* After anything happened. */
void watch_look(struct watch *watch, struct history *h, struct world *w);

#endif
