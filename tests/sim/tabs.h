/* tabs.h - what the pages of one simulated applicant know: each has a token, and keeps the answer that it
 * sent last. Two are tabs of one browser, of which one is now and then duplicated into the other; the
 * third is a terminal elsewhere. Pages send answers again, with their number or an older one, and use
 * tokens that they had before.
 * Threads: one. Memory: plain values. Errors: none. */
#ifndef TESTS_SIM_TABS_H
#define TESTS_SIM_TABS_H

#include "server/core/digest.h"

#include <stdbool.h>

enum { TABS = 3 };

struct tab {
    struct digest token, before;
    struct digest asked; /* the new token that it asked for last */
    int question, option;
    uint32_t seq; /* of the answer that it sent last; 0: none */
};

struct tabs {
    struct tab tab[TABS];
    uint16_t drawn; /* new tokens */
};

/* What one of them asks for. */
struct tabs_request {
    int tab;
    struct digest token;
    struct digest renewal; /* of a renewal */
    bool repeats;          /* the answer is the one that it sent last; else */
    bool numbered;         /* it has a number, */
    uint32_t back;         /* by so much less than the newest */
};

void tabs_begin(struct tabs *tabs);
void tabs_draw(struct tabs *tabs, uint64_t *random, struct tabs_request *out);

/* It has sent that answer. */
void tabs_sent(struct tabs *tabs, const struct tabs_request *q, int question, int option,
               uint32_t seq);

/* It was told that its token is renewed. */
void tabs_renewed(struct tabs *tabs, const struct tabs_request *q);

#endif
