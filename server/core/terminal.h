/* terminal.h - the terminal that a running sitting belongs to.
 *
 * A terminal makes a random token, and sends it whenever it signs in; a node keeps and journals only a
 * digest of it. Whoever has the code may sign in and look at the exam's state, from anywhere: the
 * questions and the answers are those of one terminal.
 *
 *        START ──▶ its terminal's ──(another one's START)──▶ taken ──(5 minutes)──▶ the taker's
 *                   ▲        ▲                                 │
 *                   │        └──────(any command of the first)───┘
 *                (START)
 *                   └── nobody's ◀── moved by the staff; a new code; come from the other node
 *
 *   K1  only the terminal that has a running sitting reads its questions, answers and finishes
 *   K2  a terminal never waits for itself: its token is enough, whatever connection or reply was lost
 *   K3  another terminal takes a sitting over by START alone: when the terminal that has it has been
 *       silent for 30 s (takeover = dead), never without the staff (staff), or at any time (free)
 *   K4  after a takeover from a silent terminal it gets the sitting back by any command, for 5 minutes;
 *       until then nobody else takes it, and the taker cannot finish
 *   K5  the taker's answers of these minutes are kept apart: they count once the sitting is the
 *       taker's, and do not count when it goes back
 *   K6  the staff end a terminal's token in every mode, and a code's end is its token's: the sitting
 *       is nobody's, and the next terminal that starts has it for good; the ended token never has it
 *       again
 *   K7  where the exam is free a terminal that has taken a sitting keeps it for 10 s of the exam clock:
 *       terminals that take it from each other in turn write six entries a minute at most
 *   K8  a terminal renews its token with the token alone: the new one is as good at once, and the old
 *       one until the new one is used, so that a lost reply costs nothing; of several new ones that
 *       were asked for before one was used the last counts
 *   K9  of the copies of one token the one that is renewed and used has the sitting: the token before
 *       the present one is refused for that, and earlier ones are those of other terminals
 *   K10 a sitting whose token was renewed 100 times renews it once a minute of the exam clock, so that
 *       no page that loads itself over and over fills the disk
 *
 * Silence is counted in time in which the node answers, and only the node that serves the sitting
 * knows of it (server/door/terminals.h): it is an argument here.
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_TERMINAL_H
#define CORE_TERMINAL_H

#include "server/core/applicant.h"
#include "server/core/policy.h"
#include "server/core/refusal.h"

enum {
    TERMINAL_SILENT_MS = 30 * 1000,  /* a terminal that is silent for longer is not alive */
    TERMINAL_RESTART_MS = 60 * 1000, /* after a start of the node all are alive for so long */
    TERMINAL_PROVISIONAL_MS = 5 * 60 * 1000, /* K4; exam clock */
    TERMINAL_KEPT_MS = 10 * 1000,            /* K7; exam clock */
    TERMINAL_RENEWALS = 100,                 /* K10 */
    TERMINAL_RENEW_MS = 60 * 1000,           /* K10; exam clock */
    TERMINAL_TOKEN_LEAST = 22, /* characters of a token: 128 random bits in base64url */
    TERMINAL_TOKEN_MOST = 64
};

/* May this be a token? Printable ASCII without spaces. */
bool terminal_token_valid(const char *token, size_t len);

/* What the node keeps of a token. It says nothing about the same terminal's other sittings. */
struct digest terminal_token_digest(const char *cluster, const char *id, const char *token,
                                    size_t len);

/* Who sends a command. */
struct terminal_asks {
    struct digest token;
    enum takeover takeover; /* of the exam */
    uint64_t clock_ms;      /* exam clock now */
    uint64_t alive_ms; /* the terminal that has the sitting counts as alive for so long from now;
                               0: it does not */
};

/* Whose the sitting is, for the one who asks. */
enum terminal_place {
    TERMINAL_FREE,        /* nobody's: START has it for good; also of a sitting that does not run */
    TERMINAL_YOURS,       /* K1 */
    TERMINAL_PROVISIONAL, /* K4: this one took it */
    TERMINAL_FIRST,       /* K4: it was taken from this one */
    TERMINAL_OTHERS,
    TERMINAL_RENEWED, /* K9: the same, with the token that this one had before */
    TERMINAL_ENDED    /* K6: this one had it */
};
enum terminal_place terminal_place(const struct sitting *s, const struct digest *token);

enum { TERMINAL_NEVER = -1 };

/* Milliseconds until START takes the sitting over, 0: now, TERMINAL_NEVER: only the staff can. For
 * TERMINAL_PROVISIONAL: until the sitting is the asker's for good. 0 where neither is a question. */
int64_t terminal_wait_ms(const struct sitting *s, const struct terminal_asks *who);

/* K1. May the one who asks read questions and answer? The sitting runs. */
enum refusal terminal_check(const struct sitting *s, const struct terminal_asks *who);

/* K4. The same for the end of the exam. */
enum refusal terminal_check_finish(const struct sitting *s, const struct terminal_asks *who);

/* A START while the sitting runs. REFUSAL_NONE with out->kind set: the caller appends the entry, the
 * sitting is the asker's after it. REFUSAL_NONE with out->kind 0: it is already. */
enum refusal terminal_start(const struct applicant *a, const struct terminal_asks *who,
                            struct entry *out);

/* K4. A command of the terminal from which the sitting was taken: true, and the caller appends the
 * entry before it carries the command out. */
bool terminal_return(const struct applicant *a, const struct digest *token, struct entry *out);

/* K8. A command with the new token of the terminal that has the sitting, also when that is over: true
 * the first time, and the caller appends the entry before it carries the command out. */
bool terminal_use(const struct applicant *a, const struct digest *token, struct entry *out);

/* K8 to K10. The terminal that has the sitting, or had it when it ended, gives itself a new token; one
 * that comes with a new token has used it (terminal_use). REFUSAL_NONE with out->kind 0: it has
 * that one already. */
enum refusal terminal_renew(const struct applicant *a, const struct digest *token,
                            const struct digest *renewal, uint64_t clock_ms, struct entry *out);

/* Has that terminal the sitting? Whatever the sitting's state. */
bool terminal_has(const struct terminal *terminal, const struct digest *token);

/* Has that terminal the sitting, or had it last before the one that has it? Whatever the sitting's
 * state. */
bool terminal_had(const struct terminal *terminal, const struct digest *token);

/* K5. The provisional time is over; or the sitting ends now, or moves to the other node (leaves): true,
 * and the caller appends the entry before anything else. */
bool terminal_settle(const struct applicant *a, uint64_t clock_ms, bool leaves, struct entry *out);

/* The exam clock at which the provisional time of a running sitting ends; false: there is none. */
bool terminal_settles_at(const struct sitting *s, uint64_t *clock_ms);

/* What becomes of the answers of a terminal that has the sitting provisionally. */
enum terminal_answers { TERMINAL_ANSWERS_UNSAID, TERMINAL_ANSWERS_KEPT, TERMINAL_ANSWERS_DROPPED };

/* K6. The applicant is home here. With the answers of a taker kept it has the sitting for good, otherwise
 * nobody has it. REFUSAL_NONE with out->kind 0: it is so already.
 * REFUSAL_INUSE_PROVISIONAL: the staff must say what becomes of the answers. */
enum refusal terminal_move(const struct applicant *a, enum terminal_answers answers,
                           const struct order *order, struct entry *out);

/* K6. May a new code end the terminal's token? REFUSAL_INUSE_PROVISIONAL: the staff say first, with a
 * move, what becomes of the answers. */
enum refusal terminal_check_reissue(const struct applicant *a);

/* Do the answers that are kept apart count after this entry, which ends the provisional time? */
bool terminal_keeps_answers(enum terminal_event event);

/* ENTRY_TERMINAL, ENTRY_RENEW. */
void terminal_apply(struct terminal *terminal, const struct entry *own);

#endif
