/* candidates.h - synthetic applicants at a pair of real nodes: workers register them, the same IDs
 * at both, and let them sit; afterwards the check asks for everything that was acknowledged. It
 * reads replies only, as an applicant could.
 *
 * It checks Q1 to Q3 of tests/sim/history.h: a confirmed applicant can sign in at that node, a
 * pending one can or is sent to the other node (Q1); nobody starts at both nodes (Q2); an
 * acknowledged answer or result is there (Q3).
 *
 * Threads: a worker a thread; the check after they have ended. Memory: open/close. */
#ifndef TESTS_CANDIDATES_H
#define TESTS_CANDIDATES_H

#include "common/ident.h"
#include "tests/lib/pair.h"

#include <stdatomic.h>

enum { CANDIDATES_MOST = 8192, CANDIDATES_WORKERS = 4, CANDIDATES_QUESTIONS = 6 };

enum candidate_state { CANDIDATE_UNKNOWN, CANDIDATE_CONFIRMED, CANDIDATE_PENDING, CANDIDATE_AWAY };

/* One ID at one node, and what its client was told. */
struct candidate {
    enum candidate_state state;
    char code[32];
    bool started, finishing;
    int answer[CANDIDATES_QUESTIONS];   /* acknowledged option, 0: none */
    bool unclear[CANDIDATES_QUESTIONS]; /* a later answer was sent and its reply never came */
    char score[32];                     /* acknowledged, "" before */
};

struct candidates_worker;

struct candidates {
    struct pair *pair;
    atomic_bool stop;
    atomic_ulong acknowledged; /* registrations, starts, answers and results */
    struct candidates_worker *worker[2][CANDIDATES_WORKERS];
    bool disk_lost[2];         /* set by the caller: facts on that disk alone may be gone */
    unsigned long asked, lost; /* set by the check */
};

bool candidates_open(struct candidates *c, struct pair *pair);
void candidates_close(struct candidates *c);

/* New IDs from now on; then the workers work until stopped. */
bool candidates_start(struct candidates *c);
void candidates_stop(struct candidates *c);

/* Needs both nodes up and settled. False when a promise is broken; each one is printed. */
bool candidates_check(struct candidates *c);

#endif
