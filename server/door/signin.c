#include "server/door/signin.h"

#include "common/wipe.h"
#include "db/codes.h"
#include "server/core/admission.h"
#include "server/door/reply.h"

#include <string.h>

struct lookup {
    char id[IDENT_SIZE];
    struct applicant applicant;
    struct code_hash code; /* the one that it has, if `known` */
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

/* The same work for every ID, known or not. Of somebody who is away the code that was given here
 * counts as well: this registration gave way to the other node's, and its owner is to be told. */
static bool matches(const struct lookup *l, const struct wire_word *typed)
{
    char code[ACCESS_CODE_SIZE] = "000000000000";
    bool possible = access_normalise(typed->data, typed->len, code);
    bool known = access_matches(code, &l->code) && l->known;
    bool given = access_matches(code, &l->applicant.code) && l->applicant.claim == CLAIM_AWAY;
    wipe(code, sizeof code);
    return possible && (known || given);
}

/* Holds the reply of a request that came then. */
static bool hold(struct session *s, struct mono came)
{
    s->wrong++;
    s->held = true;
    s->until.ms = came.ms + admission_delay_ms(s->wrong);
    clients_distrust(s->node->clients, s->client);
    return s->wrong < ADMISSION_WRONG_MOST;
}

bool signin_was_wrong(struct session *s, struct mono came)
{
    char network[NET_NETWORK_SIZE];
    client_network(s->client, network);
    guesses_note(s->node->guesses, network);
    return hold(s, came);
}

static void enter(struct session *s, const struct lookup *l, struct buffer *out)
{
    s->wrong = 0;
    s->code = l->code.hash;
    clients_speak_for(s->node->clients, s->client, l->id);
    wire_put_simple(out, "OK");
}

bool signin_request(struct session *s, const struct wire_word *words, struct buffer *out)
{
    struct mono came = clock_mono();
    struct lookup l = {.known = false};
    if (!ident_canonical(words[1].data, words[1].len, s->node->config->letter, l.id)) {
        wire_put_error(out, "BADID", "not a possible ID: write it like V-12.345.678");
        return true;
    }
    if (!session_run(s, run_lookup, &l, out))
        return true;
    switch (admission_decide(&l.applicant, matches(&l, &words[2]), l.closed != REFUSAL_NONE)) {
    case ADMISSION_GRANTED:
        enter(s, &l, out);
        return true;
    case ADMISSION_ELSEWHERE:
        session_refuse(s, REFUSAL_ELSEWHERE, out);
        return true;
    case ADMISSION_CLOSED: /* not called wrong, and so not counted as such */
        session_refuse(s, l.closed, out);
        return hold(s, came);
    case ADMISSION_WRONG:
        session_refuse(s, REFUSAL_UNREGISTERED, out);
        return signin_was_wrong(s, came);
    }
    return true;
}
