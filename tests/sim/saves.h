/* saves.h - the part of the simulation's oracle that is about numbers of answers (S13, S14 of
 * server/core/sitting.h) and about answers that came too late (S15, S16 of server/core/late.h).
 *
 * A request shows what it wrote, and is sent again at once; what was told is compared with what was told
 * before, and the evidence with the entries of both journals in the end.
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted. */
#ifndef TESTS_SIM_SAVES_H
#define TESTS_SIM_SAVES_H

#include "db/ledger_exam.h"
#include "tests/sim/history.h"

/* An answer, and what the store's thread saw of it. */
struct saves_request {
    struct ledger_terminal *who;
    int question, option; /* the first question is 0; option 0: none */
    uint32_t seq;         /* 0: it has no number */
    bool newest;          /* the number is greater than all before */
    bool often;           /* if it comes too late, many more follow, without a number */
    bool wrote;           /* out: an entry that counts */
    bool late;            /* out: evidence */
};

/* Do writes fail? Nothing is kept as evidence then, and no new token is used by what writes nothing. */
bool saves_fail(struct ledger *l);

/* On the store's thread. */
enum refusal saves_run(struct history *h, struct ledger *l, const char *id,
                       struct saves_request *q);

/* It got its reply. apart: the terminal has the sitting provisionally. */
void saves_told(struct history *h, int which, int id, const struct saves_request *q, bool apart,
                enum refusal refusal);

/* The time in which the taker's answers stood apart has ended: they count, or not. */
void saves_end_apart(struct history_id *person, int which, bool keep);

/* A START was told the last number. */
void saves_started(struct history *h, int which, int id, uint32_t last_seq);

/* Needs both nodes up. */
void saves_check_end(struct history *h, struct world *w);

#endif
