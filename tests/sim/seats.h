/* seats.h - the part of the simulation's oracle that is about terminals: whether each request of one
 * keeps to K1 to K4 and K8 to K10 (server/core/terminal.h), and which of the acknowledged answers count
 * (K5).
 *
 * A request shows whose the sitting was before it, and after it: that is compared with what the one who
 * asked may do, and with what the terminals were told before.
 *
 * Threads: one. Memory: plain values. Errors: a broken promise is printed and counted. */
#ifndef TESTS_SIM_SEATS_H
#define TESTS_SIM_SEATS_H

#include "db/ledger_exam.h"
#include "tests/sim/saves.h"
#include "tests/sim/tabs.h"

enum seats_ask { SEATS_START, SEATS_ANSWER, SEATS_FINISH, SEATS_RENEW };

/* A request of a terminal, and what the store's thread saw of it. */
struct seats_request {
    enum seats_ask ask;
    uint64_t turn; /* of all requests this one was carried out so many-th */
    struct ledger_terminal who;
    struct tabs_request from;   /* the page that asks */
    struct saves_request saves; /* of an answer */
    bool often;                 /* asks for one new token after the other */
    uint32_t last_seq;          /* that a START was told */
    bool home;                  /* the person is the node's own */
    uint64_t clock_ms;          /* exam clock */
    bool running;               /* before it */
    struct terminal before;     /* whose the sitting was, */
    struct terminal met;        /* when the request was looked at, */
    bool unused;                /* with a new token, which is not used since writes fail */
    struct terminal after;
    struct late late; /* after it */
};

/* On the store's thread: before the request's operation, and after it. */
void seats_begin(struct seats_request *request, struct ledger *ledger, const char *id);
void seats_end(struct seats_request *request, struct ledger *ledger, const char *id);

/* Between them: the terminal's token is renewed. */
enum refusal seats_renew(struct history *h, struct seats_request *request, struct ledger *ledger,
                         const char *id);

/* The request got its reply; a START waits for the other node with its own, and so may be told after
 * requests that were carried out later. */
void seats_told(struct history *h, int which, int id, const struct seats_request *request,
                enum refusal refusal);

/* Before history_check_end(): what counts of the answers, by whoever has each sitting now. */
void seats_look(struct history *h, struct world *w);

#endif
