/* signin.h - AUTH, and what a guess costs: at a code, or at the key that a registration is asked
 * for again with, which gives the code. Both delay the next try for that ID (server/lockout.h), and
 * are on disk before they are told. Threads: the client's worker, but for signin_try_key(). Memory:
 * plain values. Errors: as replies. */
#ifndef SERVER_SIGNIN_H
#define SERVER_SIGNIN_H

#include "server/access.h"
#include "server/session.h"

/* AUTH id code */
void signin_request(struct session *session, const struct wire_word *words, struct buffer *out);

enum signin_verdict {
    SIGNIN_UNTRIED,
    SIGNIN_RIGHT,
    SIGNIN_WRONG,
    SIGNIN_LOCKED, /* not tried: another one was wrong */
    SIGNIN_BUSY    /* not tried: so are too many */
};

struct signin_key {
    enum signin_verdict verdict;
    int wait_s; /* SIGNIN_LOCKED */
};

/* Is this the code that the applicant, who is registered here, has? code: what the key gives. On
 * the store thread, in the task that found the registration: a first one pays nothing for it. */
struct signin_key signin_try_key(struct ledger *ledger, struct lockout *lockout,
                                 const struct applicant *applicant, const char *code);

/* True, with the error replied, when the key was not tried though there was one to try. */
bool signin_put_off(const struct signin_key *tried, struct buffer *out);

#endif
