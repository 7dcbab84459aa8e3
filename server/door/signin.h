/* signin.h - AUTH and RESUME: which applicant and which terminal (server/core/terminal.h) a client
 * speaks for, and the answers to wrong codes, tokens and keys of registrations
 * (server/core/admission.h).
 *
 * A terminal's token is the third word of AUTH, or follows the code and a colon in its word: a library
 * that signs in by itself has no more than a name and a password. Without a token the connection is
 * the terminal, and its token is drawn at random.
 *
 * A wrong code or key is counted, and its reply is held until a time that depends on the arrival of
 * the request alone: the reply about an ID that is registered here comes as late as any other,
 * however long the work took.
 *
 * Threads: the client's worker. Memory: plain values. Errors: as replies. */
#ifndef SERVER_DOOR_SIGNIN_H
#define SERVER_DOOR_SIGNIN_H

#include "db/ledger_exam.h"
#include "server/door/request.h"

enum { SIGNIN_TOKEN_BYTES = 16 };

/* Has the client shown that it is Safe Exam Browser (seb.h)? */
enum signin_proof {
    SIGNIN_PROVED, /* or nobody asks for it */
    SIGNIN_UNPROVED,
    SIGNIN_AT_PORT /* it cannot: it is no browser of an applicant */
};

/* A client's sign-in. Zeros: not signed in. */
struct signin {
    struct digest code;  /* the hash of the code that it signed in with */
    struct digest token; /* of its terminal */
    /* The token of a connection that is the terminal; zeros: it was not needed so far. */
    uint8_t drawn[SIGNIN_TOKEN_BYTES];
    enum signin_proof proof;
    unsigned wrong; /* wrong codes and keys in a row */
    bool held;      /* the last reply goes out at held_until, and not before */
    struct mono held_until;
};

enum signin_result {
    SIGNIN_DONE,    /* no reply yet */
    SIGNIN_REFUSED, /* the reply says why */
    SIGNIN_CLOSES   /* the same, and the connection closes after it */
};

/* May the client register or sign in? False: the error is the reply. */
bool signin_may_enter(const struct signin *signin, const struct request *request);

/* Signs in with that ID, that code and that token; without data: the code's word may
 * have one. */
enum signin_result signin_enter(struct signin *signin, const struct request *request,
                                const struct wire_word *id, const struct wire_word *code,
                                struct wire_word token);

/* A byte has come from the client. */
void signin_heard(const struct signin *signin, struct node *node, const struct client *client);

/* AUTH id code [token]. False: the connection closes after the reply. */
bool signin_request(struct signin *signin, const struct request *request);

/* RESUME id token new: signs the terminal with that token in, which has the other one from then on
 * (terminal.h K8), and runs `run` with `context` for it, as signin_run(). A token that is not known is
 * counted as a wrong code. */
enum signin_result signin_resume(struct signin *signin, const struct request *request,
                                 const char *id, void (*run)(struct ledger *, struct task *),
                                 void *context, struct ledger_terminal *who);

/* May the client send commands that need AUTH first? False: the error is the reply. */
bool signin_check(const struct request *request);

/* As request_run(), for the applicant and the terminal that the client speaks for. False too, and the
 * client speaks for nobody any more, when the code that it signed in with is not the applicant's any
 * more. `who` is filled before `run`, which may pass it to the ledger. */
bool signin_run(const struct signin *signin, const struct request *request,
                void (*run)(struct ledger *, struct task *), void *context,
                struct ledger_terminal *who);

/* The code is not the right one, but may become it: holds the reply. Returns as signin_request(). */
bool signin_hold(struct signin *signin, const struct request *request);

/* The request had a wrong code or key: counts it and holds the reply. Returns as signin_request().
 */
bool signin_was_wrong(struct signin *signin, const struct request *request);

#endif
