#include "server/signin.h"

#include "server/reply.h"

#include <stdio.h>
#include <string.h>

enum { UNKNOWN_GUESSES = 4096 };

static void put_locked(int wait_s, struct buffer *out)
{
    wire_put_error(out, "LOCKED", "%d seconds to wait after a wrong code for this ID", wait_s);
}

static void put_busy(struct buffer *out)
{
    wire_put_error(out, "BUSY", "too many codes are being checked: try again in a moment");
}

/* On disk before it is told: a restart forgets no wrong code. That of an ID which is not registered
 * costs the same time, and so changes a row too, one of a fixed number. */
static struct ledger_guess guess_at(const char *id, bool registered, int delay_s)
{
    struct ledger_guess guess = {.delay_s = delay_s,
                                 .until = {clock_wall().ms + (int64_t)delay_s * 1000}};
    if (registered)
        (void)snprintf(guess.id, sizeof guess.id, "%s", id);
    else
        (void)snprintf(guess.id, sizeof guess.id, "%c%u", LEDGER_GUESS_UNKNOWN,
                       (unsigned)(ident_hash(id) % UNKNOWN_GUESSES));
    return guess;
}

/* --- AUTH --- */

struct lookup {
    char id[IDENT_SIZE];
    struct applicant applicant;
    bool closed; /* the node is */
};

static void run_lookup(struct ledger *ledger, struct task *task)
{
    struct lookup *l = task->context;
    l->applicant = ledger_find(ledger, l->id);
    l->closed = ledger_position(ledger).standing != STANDING_OPEN;
}

static void run_keep_guess(struct ledger *ledger, struct task *task)
{
    ledger_keep_guess(ledger, task->context);
}

static bool keep_guess(struct session *s, const struct lookup *l, int delay_s, struct buffer *out)
{
    struct ledger_guess guess = guess_at(l->id, l->applicant.claim != CLAIM_NONE, delay_s);
    return session_run(s, run_keep_guess, &guess, out);
}

/* The same work for an unknown ID as for a wrong code. */
static bool is_right(const struct lookup *l, const struct wire_word *typed)
{
    char code[ACCESS_CODE_SIZE] = "000000000000";
    bool possible = access_normalise(typed->data, typed->len, code);
    bool matches = access_matches(code, &l->applicant.code);
    explicit_bzero(code, sizeof code);
    return possible && matches && l->applicant.claim != CLAIM_NONE;
}

/* No code is here to be compared with: it is at the other node, or on the part of a lost disk that
 * is not back yet. */
static enum refusal without_code(const struct lookup *l)
{
    if (l->applicant.claim == CLAIM_AWAY)
        return REFUSAL_ELSEWHERE;
    return l->applicant.claim == CLAIM_NONE && l->closed ? REFUSAL_CLOSED : REFUSAL_NONE;
}

/* A closed node does not know which code is right: somebody else may have registered this ID while
 * its registration was lost, and a later code may be on the lost part. It is a guess all the same.
 */
static void put_wrong(struct session *s, const struct lookup *l, struct buffer *out)
{
    if (l->closed)
        session_refuse(s, REFUSAL_CLOSED, out);
    else
        wire_put_error(out, "WRONGPASS", "wrong ID or code");
}

void signin_request(struct session *s, const struct wire_word *words, struct buffer *out)
{
    struct lookup l;
    if (!ident_canonical(words[1].data, words[1].len, s->node->config->letter, l.id)) {
        wire_put_error(out, "BADID", "not a possible ID: write it like V-12.345.678");
        return;
    }
    int delay_s = 0, wait_s = lockout_begin(s->node->lockout, l.id, clock_mono(), &delay_s);
    if (wait_s > 0) {
        put_locked(wait_s, out);
        return;
    }
    bool admitted = lockout_admit(s->node->lockout, clock_mono());
    if (!admitted)
        put_busy(out);
    bool known = admitted && session_run(s, run_lookup, &l, out);
    enum refusal refusal = known ? without_code(&l) : REFUSAL_NONE;
    if (refusal != REFUSAL_NONE)
        session_refuse(s, refusal, out);
    if (!known || refusal != REFUSAL_NONE) { /* no code was checked */
        lockout_undo(s->node->lockout, l.id);
        return;
    }
    if (!is_right(&l, &words[2])) {
        if (keep_guess(s, &l, delay_s, out))
            put_wrong(s, &l, out);
        return;
    }
    lockout_clear(s->node->lockout, l.id);
    if (delay_s > LOCKOUT_FIRST_S && !keep_guess(s, &l, 0, out))
        return;
    s->code = l.applicant.code.hash;
    clients_speak_for(s->node->clients, s->client, l.id);
    wire_put_simple(out, "OK");
}

/* --- REGISTER's key --- */

struct signin_key signin_try_key(struct ledger *ledger, struct lockout *lockout,
                                 const struct applicant *applicant, const char *code)
{
    struct signin_key tried = {.verdict = SIGNIN_LOCKED};
    int delay_s = 0;
    tried.wait_s = lockout_begin(lockout, applicant->id, clock_mono(), &delay_s);
    if (tried.wait_s > 0)
        return tried;
    if (!lockout_admit(lockout, clock_mono())) {
        lockout_undo(lockout, applicant->id);
        tried.verdict = SIGNIN_BUSY;
        return tried;
    }
    bool right = access_matches(code, &applicant->code);
    tried.verdict = right ? SIGNIN_RIGHT : SIGNIN_WRONG;
    if (right)
        lockout_clear(lockout, applicant->id);
    if (!right || delay_s > LOCKOUT_FIRST_S) {
        struct ledger_guess guess = guess_at(applicant->id, true, right ? 0 : delay_s);
        ledger_keep_guess(ledger, &guess);
    }
    return tried;
}

bool signin_put_off(const struct signin_key *tried, struct buffer *out)
{
    switch (tried->verdict) {
    case SIGNIN_LOCKED:
        put_locked(tried->wait_s, out);
        return true;
    case SIGNIN_BUSY:
        put_busy(out);
        return true;
    case SIGNIN_UNTRIED:
    case SIGNIN_RIGHT:
    case SIGNIN_WRONG:
        break;
    }
    return false;
}
