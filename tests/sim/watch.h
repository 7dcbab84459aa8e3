/* watch.h - the oracle of exam time (S2, S5 to S8). It compares the time that a node says is left of
 * a sitting with the real time that passed, and with the faults meanwhile: the node was stopped or
 * killed, its disk stalled, was full or was replaced.
 *
 *   lost    the node counts no more than the time in which it could answer, and one second for each
 *           such time that ended
 *   stands  after a start it counts nothing before the terminal came, for a minute (B3)
 *   gained  it counts no less, except for the time in which it could not answer and the time that a
 *           crash gives back
 *
 * And of the two nodes' wall clocks (E1): what one says of the other's is never more than a real
 * difference of this life.
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted
 * (history.h). */
#ifndef TESTS_SIM_WATCH_H
#define TESTS_SIM_WATCH_H

#include "tests/sim/history.h"

/* The times in which a node could answer, since the life began. */
struct watch_node {
    int64_t seen_ms;    /* the last look */
    int64_t unable_ms;  /* time in which it could not answer */
    int64_t excused_ms; /* time that it need not count */
    unsigned ends;      /* how often a time in which it could answer ended */
    bool served, full, refused;
    /* As they were then: */
    int64_t held_ms;
    unsigned holds, losses;
    uint64_t starts;
    uint64_t began;                /* that start has begun to serve, */
    int64_t not_yet_ms, serves_ms; /* after this look, and no later than at that one */
    int64_t unable_to_beat_ms;     /* the last look before it had met its peer, or at a full disk */
    int64_t unsaved_ms;            /* the exam clock is so far ahead of the last entry */
    int64_t wall_least_ms, wall_most_ms; /* its wall clock's errors since the life began */
};

/* A sitting as it was seen first. */
struct watch_sitting {
    uint64_t start_n, start_clock_ms; /* 0: none */
    int64_t from_ms, counted_ms, unable_ms, excused_ms;
    unsigned ends;
    int64_t last_ms, last_counted_ms; /* as it was seen last where its node knew of all of it */
    uint64_t last_starts;             /* as it was seen last: in that start of the node, */
    int64_t start_counted_ms;         /* and so much was counted */
    unsigned last_losses;             /* as it was seen last: on that disk of the node's */
    bool touched;     /* its terminal has asked for something since it was seen last, */
    bool stands;      /* and for nothing since the node serves: */
    int64_t stood_ms; /* so much was counted then; -1: not seen yet */
    int64_t extra_ms; /* as the staff gave it, */
    bool paused;      /* and it, or its node, was paused */
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

/* That node carries out what the applicant's terminal asks for. */
void watch_touch(struct watch *watch, int which, int id);

/* That node reopens the applicant's sitting, which is watched anew. */
void watch_reopen(struct watch *watch, int which, int id);

/* Checks all sittings: after each step. */
void watch_look(struct watch *watch, struct history *h, struct world *w);

#endif
