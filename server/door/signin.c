#include "server/door/signin.h"

#include "common/errors.h"
#include "common/wipe.h"
#include "db/codes.h"
#include "db/ledger_exam.h"
#include "server/core/admission.h"
#include "server/door/access.h"
#include "server/door/reply.h"

/* --- AUTH --- */

struct lookup {
    char id[IDENT_SIZE];
    struct applicant applicant;
    struct code_hash code; /* the applicant's, if `known` */
    bool known;
    enum refusal closed; /* REFUSAL_NONE: the node is open */
};

static void run_lookup(struct ledger *ledger, struct task *task)
{
    struct lookup *l = task->context;
    l->applicant = ledger_find(ledger, l->id);
    l->known = codes_find(ledger, &l->applicant, &l->code);
    l->closed = ledger_check_open(ledger);
}

/* Does the same work for every ID, registered or not. For an applicant who is away the code that
 * was given here counts as well: this registration gave way to the one at the other node, and the
 * applicant is to be told so. */
static enum status compare_code(const struct lookup *l, const struct wire_word *typed, bool *right)
{
    char code[ACCESS_CODE_SIZE] = "000000000000";
    bool known = false, given = false;
    bool possible = access_normalise(typed->data, typed->len, code);
    enum status status = access_matches(code, &l->code, &known);
    if (status == STATUS_OK)
        status = access_matches(code, &l->applicant.code, &given);
    wipe(code, sizeof code);
    given = given && l->applicant.claim == CLAIM_AWAY;
    *right = possible && ((known && l->known) || given);
    return status;
}

bool signin_hold(struct signin *s, const struct request *r)
{
    s->wrong++;
    s->held = true;
    s->held_until.ms = r->came.ms + admission_delay_ms(s->wrong);
    clients_distrust(r->node->clients, r->client);
    return s->wrong < ADMISSION_WRONG_MOST;
}

bool signin_was_wrong(struct signin *s, const struct request *r)
{
    char network[NET_NETWORK_SIZE];
    client_network(r->client, network);
    guesses_note(r->node->guesses, network);
    return signin_hold(s, r);
}

static void sign_in(struct signin *s, const struct request *r, const struct lookup *l)
{
    s->wrong = 0;
    s->code = l->code.hash;
    clients_speak_for(r->node->clients, r->client, l->id);
}

enum signin_result signin_enter(struct signin *s, const struct request *r,
                                const struct wire_word *id, const struct wire_word *code)
{
    struct lookup l = {.known = false};
    bool right;
    if (!request_id(r, id, l.id) || !request_run(r, run_lookup, &l))
        return SIGNIN_REFUSED;
    enum status status = compare_code(&l, code, &right);
    if (status != STATUS_OK) {
        reply_failure(r->out, status);
        return SIGNIN_REFUSED;
    }
    switch (admission_decide(&l.applicant, right, l.closed != REFUSAL_NONE)) {
    case ADMISSION_GRANTED:
        sign_in(s, r, &l);
        return SIGNIN_DONE;
    case ADMISSION_ELSEWHERE:
        request_refuse(r, REFUSAL_ELSEWHERE);
        return SIGNIN_REFUSED;
    case ADMISSION_CLOSED: /* the code is not called wrong, and is not counted as a guess */
        request_refuse(r, l.closed);
        return signin_hold(s, r) ? SIGNIN_REFUSED : SIGNIN_CLOSES;
    case ADMISSION_WRONG:
        request_refuse(r, REFUSAL_UNREGISTERED);
        return signin_was_wrong(s, r) ? SIGNIN_REFUSED : SIGNIN_CLOSES;
    }
    return SIGNIN_REFUSED;
}

bool signin_request(struct signin *s, const struct request *r)
{
    enum signin_result result = signin_enter(s, r, &r->words[1], &r->words[2]);
    if (result == SIGNIN_DONE)
        wire_put_simple(r->out, "OK");
    return result != SIGNIN_CLOSES;
}

/* --- after AUTH --- */

bool signin_check(const struct request *r)
{
    if (client_id(r->client)[0] == '\0') {
        errors_put(r->out, ERROR_NOAUTH_FIRST, NULL);
        return false;
    }
    if (client_taken(r->client)) {
        errors_put(r->out, ERROR_TAKEN, NULL);
        return false;
    }
    return true;
}

struct own_call {
    const struct signin *signin;
    const char *id;
    void (*run)(struct ledger *, struct task *);
    void *context;
    bool lapsed;
};

/* A sign-in is good for one code of one registration, and not for the ID: a new code may have been
 * issued since, or the registration that a new node took may have given way to an older one. When
 * the ID is not registered here any more the command finds that out itself. */
static bool has_lapsed(const struct signin *s, const struct applicant *a)
{
    bool here = a->claim == CLAIM_PENDING || a->claim == CLAIM_HOME;
    return here && !digest_equal(&a->code.hash, &s->code);
}

static void run_own(struct ledger *ledger, struct task *task)
{
    struct own_call *c = task->context;
    struct applicant a = ledger_find(ledger, c->id);
    c->lapsed = has_lapsed(c->signin, &a);
    if (c->lapsed)
        return;
    task->context = c->context;
    c->run(ledger, task);
}

bool signin_run(const struct signin *s, const struct request *r,
                void (*run)(struct ledger *, struct task *), void *context)
{
    struct own_call c = {.signin = s, .id = client_id(r->client), .run = run, .context = context};
    if (!request_run(r, run_own, &c))
        return false;
    if (!c.lapsed)
        return true;
    clients_sign_out(r->node->clients, r->client);
    errors_put(r->out, ERROR_NOAUTH_LAPSED, NULL);
    return false;
}
