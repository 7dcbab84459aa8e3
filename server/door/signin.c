#include "server/door/signin.h"

#include "common/errors.h"
#include "common/random.h"
#include "common/wipe.h"
#include "db/codes.h"
#include "db/ledger_exam.h"
#include "db/ledger_transfer.h"
#include "server/core/admission.h"
#include "server/core/terminal.h"
#include "server/door/access.h"
#include "server/door/reply.h"

#include <string.h>

/* --- AUTH --- */

struct lookup {
    char id[IDENT_SIZE];
    struct applicant applicant;
    struct code_hash code; /* the applicant's, if `known` */
    bool known;
    enum refusal closed; /* REFUSAL_NONE: the node is open */
    bool in_transit;     /* to the other node (transfer.h) */
};

static void run_lookup(struct ledger *ledger, struct task *task)
{
    struct lookup *l = task->context;
    l->applicant = ledger_find(ledger, l->id);
    l->known = codes_find(ledger, &l->applicant, &l->code);
    l->closed = ledger_check_open(ledger);
    l->in_transit = ledger_in_transit(ledger, &l->applicant);
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

/* Its terminal has the sitting: it keeps its place, and is alive. It may have come with a token that is
 * not the sitting's yet (terminal.h K8). */
static void seat(const struct request *r, const char *id, const struct terminal *terminal)
{
    clients_seat(r->node->clients, r->client);
    terminals_seat(r->node->terminals, id, terminal, store_served_ms(r->node->store));
}

/* From now on the client speaks for that applicant. code: of this registration. */
static void speak_for(struct signin *s, const struct request *r, const struct applicant *a,
                      const struct digest *code, const struct digest *token)
{
    enum terminal_place place = terminal_place(&a->sitting, token);
    s->wrong = 0;
    s->code = *code;
    s->token = *token;
    clients_speak_for(r->node->clients, r->client, a->id);
    if (place == TERMINAL_YOURS || place == TERMINAL_PROVISIONAL)
        seat(r, a->id, &a->sitting.terminal);
}

void signin_heard(const struct signin *s, struct node *node, const struct client *client)
{
    if (client_id(client)[0] != '\0')
        terminals_heard(node->terminals, client_id(client), &s->token,
                        store_served_ms(node->store));
}

/* The code's word without the token that may follow it. */
static struct wire_word split_code(struct wire_word word, struct wire_word *token)
{
    const char *colon = word.len > 0 ? memchr(word.data, ':', word.len) : NULL;
    if (colon == NULL)
        return word;
    size_t len = (size_t)(colon - word.data);
    *token = (struct wire_word){colon + 1, word.len - len - 1};
    return (struct wire_word){word.data, len};
}

static bool draw_token(struct signin *s, struct wire_word *token)
{
    static const uint8_t zeros[SIGNIN_TOKEN_BYTES];
    if (memcmp(s->drawn, zeros, sizeof zeros) == 0 &&
        random_bytes(s->drawn, sizeof s->drawn) != STATUS_OK)
        return false;
    *token = (struct wire_word){(const char *)s->drawn, sizeof s->drawn};
    return true;
}

/* The digest of the terminal's token. Without data one is drawn. False: the reply says why. */
static bool take_token(struct signin *s, const struct request *r, const char *id,
                       struct wire_word token, struct digest *out)
{
    if (token.data != NULL && !terminal_token_valid(token.data, token.len)) {
        wire_put_error(r->out, "ERR",
                       "a terminal's token has %d to %d printable characters without spaces",
                       TERMINAL_TOKEN_LEAST, TERMINAL_TOKEN_MOST);
        return false;
    }
    if (token.data == NULL && !draw_token(s, &token)) {
        reply_failure(r->out, STATUS_IO);
        return false;
    }
    *out = terminal_token_digest(r->node->config->cluster, id, token.data, token.len);
    return true;
}

bool signin_may_enter(const struct signin *s, const struct request *r)
{
    if (s->proof != SIGNIN_PROVED)
        errors_put(r->out, s->proof == SIGNIN_AT_PORT ? ERROR_NOSEB_PORT : ERROR_NOSEB_FIRST, NULL);
    return s->proof == SIGNIN_PROVED;
}

enum signin_result signin_enter(struct signin *s, const struct request *r,
                                const struct wire_word *id, const struct wire_word *code,
                                struct wire_word token)
{
    struct lookup l = {.known = false};
    struct digest digest;
    struct wire_word bare = token.data == NULL ? split_code(*code, &token) : *code;
    bool right;
    if (!signin_may_enter(s, r) || !request_id(r, id, l.id) ||
        !take_token(s, r, l.id, token, &digest) || !request_run(r, run_lookup, &l))
        return SIGNIN_REFUSED;
    enum status status = compare_code(&l, &bare, &right);
    if (status != STATUS_OK) {
        reply_failure(r->out, status);
        return SIGNIN_REFUSED;
    }
    switch (admission_decide(&l.applicant, right, l.closed != REFUSAL_NONE)) {
    case ADMISSION_GRANTED:
        speak_for(s, r, &l.applicant, &l.code.hash, &digest);
        return SIGNIN_DONE;
    case ADMISSION_ELSEWHERE:
        request_refuse(r, l.in_transit ? REFUSAL_TRANSIT : REFUSAL_ELSEWHERE);
        return SIGNIN_REFUSED;
    case ADMISSION_CLOSED: /* the code is not called wrong, and is not counted as a guess */
        request_refuse(r, l.closed == REFUSAL_ELSEWHERE ? REFUSAL_GONE : l.closed);
        return signin_hold(s, r) ? SIGNIN_REFUSED : SIGNIN_CLOSES;
    case ADMISSION_WRONG:
        request_refuse(r, REFUSAL_UNREGISTERED);
        return signin_was_wrong(s, r) ? SIGNIN_REFUSED : SIGNIN_CLOSES;
    }
    return SIGNIN_REFUSED;
}

bool signin_request(struct signin *s, const struct request *r)
{
    struct wire_word token = r->count > 3 ? r->words[3] : (struct wire_word){NULL, 0};
    enum signin_result result = signin_enter(s, r, &r->words[1], &r->words[2], token);
    if (result == SIGNIN_DONE)
        wire_put_simple(r->out, "OK");
    return result != SIGNIN_CLOSES;
}

/* --- RESUME --- */

struct resume_call {
    const char *id;
    struct digest token, renewal;
    void (*run)(struct ledger *, struct task *);
    void *context;
    struct ledger_terminal *who;
    enum refusal refusal;
    struct applicant applicant;
};

static void run_resume(struct ledger *ledger, struct task *task)
{
    struct resume_call *c = task->context;
    c->refusal = ledger_renew_terminal(ledger, c->id, &c->token, &c->renewal, &c->applicant);
    if (c->refusal != REFUSAL_NONE)
        return;
    c->who->token = c->renewal;
    task->context = c->context;
    c->run(ledger, task);
}

enum signin_result signin_resume(struct signin *s, const struct request *r, const char *id,
                                 void (*run)(struct ledger *, struct task *), void *context,
                                 struct ledger_terminal *who)
{
    struct resume_call c = {.id = id, .run = run, .context = context, .who = who};
    if (!take_token(s, r, id, r->words[2], &c.token) ||
        !take_token(s, r, id, r->words[3], &c.renewal) || !request_run(r, run_resume, &c))
        return SIGNIN_REFUSED;
    if (c.refusal == REFUSAL_NONE) {
        speak_for(s, r, &c.applicant, &c.applicant.code.hash, &c.renewal);
        return SIGNIN_DONE;
    }
    request_refuse(r, c.refusal);
    return c.refusal != REFUSAL_NO_TOKEN || signin_was_wrong(s, r) ? SIGNIN_REFUSED : SIGNIN_CLOSES;
}

/* --- after AUTH --- */

bool signin_check(const struct request *r)
{
    if (client_id(r->client)[0] == '\0') {
        errors_put(r->out, ERROR_NOAUTH_FIRST, NULL);
        return false;
    }
    return true;
}

struct own_call {
    const struct signin *signin;
    struct node *node;
    const char *id;
    void (*run)(struct ledger *, struct task *);
    void *context;
    struct ledger_terminal *who;
    struct terminal terminal; /* of the sitting, after the command */
    bool lapsed, in_transit, seated;
};

/* A sign-in is good for one code of one registration, and not for the ID: a new code may have been
 * issued since, or the registration that a new node took may have given way to an older one. When
 * the ID is not registered here any more the command finds that out itself. */
static bool has_lapsed(const struct signin *s, const struct applicant *a)
{
    bool here = a->claim == CLAIM_PENDING || a->claim == CLAIM_HOME;
    return here && !digest_equal(&a->code.hash, &s->code);
}

/* K3: is the terminal that has the sitting alive? The question is one of others alone. */
static uint64_t alive_ms(const struct own_call *c, const struct applicant *a)
{
    if (terminal_place(&a->sitting, &c->who->token) != TERMINAL_OTHERS)
        return 0;
    return terminals_alive_ms(c->node->terminals, c->id, &a->sitting.terminal.token,
                              store_served_ms(c->node->store));
}

static void run_own(struct ledger *ledger, struct task *task)
{
    struct own_call *c = task->context;
    struct applicant a = ledger_find(ledger, c->id);
    c->lapsed = has_lapsed(c->signin, &a);
    c->in_transit = ledger_in_transit(ledger, &a);
    if (c->lapsed || c->in_transit)
        return;
    c->who->token = c->signin->token;
    ledger_meet_terminal(ledger, &a, c->who);
    c->who->alive_ms = alive_ms(c, &a);
    task->context = c->context;
    c->run(ledger, task);
    a = ledger_find(ledger, c->id);
    enum terminal_place place = terminal_place(&a.sitting, &c->who->token);
    c->seated = place == TERMINAL_YOURS || place == TERMINAL_PROVISIONAL;
    c->terminal = a.sitting.terminal;
}

bool signin_run(const struct signin *s, const struct request *r,
                void (*run)(struct ledger *, struct task *), void *context,
                struct ledger_terminal *who)
{
    struct own_call c = {.signin = s,
                         .node = r->node,
                         .id = client_id(r->client),
                         .run = run,
                         .context = context,
                         .who = who};
    if (!request_run(r, run_own, &c))
        return false;
    if (c.in_transit) {
        request_refuse(r, REFUSAL_TRANSIT);
        return false;
    }
    if (!c.lapsed) {
        if (c.seated)
            seat(r, c.id, &c.terminal);
        return true;
    }
    clients_sign_out(r->node->clients, r->client);
    errors_put(r->out, ERROR_NOAUTH_LAPSED, NULL);
    return false;
}
