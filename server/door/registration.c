#include "server/door/registration.h"

#include "common/errors.h"
#include "common/utf8.h"
#include "common/wipe.h"
#include "db/ledger_exam.h"
#include "server/door/access.h"
#include "server/door/reply.h"
#include "server/setup/secret.h"

#include <stdio.h>
#include <string.h>

struct registration {
    char id[IDENT_SIZE];
    char name[NAME_MAX_BYTES + 1];
    char code[ACCESS_CODE_SIZE];
    bool keyed; /* the client gave a key: the same key again gets the same answer */
    struct code_hash hash;
    enum refusal refusal;
    struct ledger_enrolled enrolled;
    enum enrolment_secret secret;
    char differs[AGREE_WORDS_SIZE]; /* on REFUSAL_RULES_DIFFER: the difference in words */
    enum status compared;           /* STATUS_OK, or why the code could not be compared */
    bool wrong_key;                 /* the ID is registered here already, with another key */
};

/* A repeated registration with the same key has the same answer as the first. */
static void compare_key(struct registration *r)
{
    bool same = false;
    r->compared = access_matches(r->code, &r->enrolled.applicant.code, &same);
    if (same)
        r->refusal = REFUSAL_NONE;
    else
        r->wrong_key = r->compared == STATUS_OK;
}

static void run_register(struct ledger *ledger, struct task *task)
{
    struct registration *r = task->context;
    const struct ledger_wish wish = {
        .id = r->id, .name = r->name, .code = &r->hash, .secret = r->secret};
    r->refusal = ledger_register(ledger, &wish, &r->enrolled);
    if (r->refusal == REFUSAL_RULES_DIFFER)
        ledger_explain_rules(ledger, r->differs);
    if (r->refusal == REFUSAL_REGISTERED && r->keyed)
        compare_key(r);
    if (r->refusal == REFUSAL_NONE && r->enrolled.applicant.claim == CLAIM_PENDING) {
        task->wait = TASK_WAIT_CONFIRM;
        memcpy(task->wait_id, r->id, sizeof r->id);
    }
}

/* The roster's name counts, and its secret. */
static void take_from_roster(const struct request *q, struct registration *r)
{
    const struct wire_word secret = q->count > 4 ? q->words[4] : (struct wire_word){"", 0};
    struct roster_person person;
    if (q->node->listed == NULL || !listed_find(q->node->listed, r->id, &person))
        return;
    if (person.name[0] != '\0')
        memcpy(r->name, person.name, sizeof r->name);
    if (!person.has_secret)
        return;
    bool right = secret_matches(secret.data, secret.len, &person.secret);
    r->secret = right ? ENROLMENT_RIGHT : secret.len == 0 ? ENROLMENT_NOT_GIVEN : ENROLMENT_WRONG;
}

static void refuse_name(const struct request *q, const struct wire_word *name, const char *why)
{
    char text[UTF8_DESCRIPTION_SIZE];
    uint32_t hidden = 0;
    switch (person_name_fault(name->data, name->len, &hidden)) {
    case NAME_GOOD:
        return;
    case NAME_ENCODING:
        errors_put(q->out, ERROR_NAME_ENCODING, why, NULL);
        return;
    case NAME_HIDDEN:
        (void)snprintf(text, sizeof text, "U+%04X", (unsigned)hidden);
        errors_put(q->out, ERROR_NAME_HIDDEN, text, why, NULL);
        return;
    case NAME_LONG:
        (void)snprintf(text, sizeof text, "%d", NAME_MAX_BYTES);
        errors_put(q->out, ERROR_NAME_LONG, text, why, NULL);
        return;
    }
}

/* *key: empty when the client gave none. */
static bool parse_registration(const struct request *q, struct registration *r,
                               struct wire_word *key)
{
    char why[NAME_WHY_SIZE];
    *r = (struct registration){.refusal = REFUSAL_NONE};
    *key = q->count > 3 ? q->words[3] : (struct wire_word){"", 0};
    r->keyed = key->len > 0;
    if (!request_id(q, &q->words[1], r->id))
        return false;
    if (q->count > 2 && !person_name_take(q->words[2].data, q->words[2].len, r->name, why)) {
        refuse_name(q, &q->words[2], why);
        return false;
    }
    if (r->keyed && !access_key_valid(key->data, key->len)) {
        wire_put_error(q->out, "ERR",
                       "a key is %d to %d printable ASCII characters without spaces, at random",
                       ACCESS_KEY_LEAST, ACCESS_KEY_MOST);
        return false;
    }
    take_from_roster(q, r);
    return true;
}

static void put_registration(const struct request *q, const struct registration *r,
                             enum claim_state claim)
{
    char shown[ACCESS_SHOWN_SIZE];
    access_show(r->code, shown);
    wire_put_array(q->out, 6);
    reply_pair_text(q->out, "id", r->id);
    reply_pair_text(q->out, "code", shown);
    reply_pair_text(q->out, "state", claim == CLAIM_HOME ? "confirmed" : "pending");
    wipe(shown, sizeof shown);
}

static void refuse_options(const struct request *q, const char *differs)
{
    char words[AGREE_WORDS_SIZE + 128];
    (void)snprintf(words, sizeof words,
                   "the two nodes were started with different options (%s): nobody registers until "
                   "the staff have put that right",
                   differs);
    errors_put(q->out, ERROR_CLOSED_OPTIONS_DIFFER, words, NULL);
}

static void refuse_elsewhere(const struct request *q, const char *node)
{
    struct ledger_peer peer;
    store_peer(q->node->store, &peer);
    bool known = strcmp(node, peer.node) == 0;
    errors_put(q->out, ERROR_LISTED_ELSEWHERE, node, known ? peer.address : "-", NULL);
}

static void register_applicant(const struct request *q, struct registration *r)
{
    if (!request_run(q, run_register, r)) {
        r->wrong_key = false; /* the transaction is void, and so is its result */
        r->refusal = REFUSAL_NONE;
        return;
    }
    enum claim_state claim = r->enrolled.applicant.claim;
    if (q->task->wait == TASK_WAIT_CONFIRM)
        claim = q->task->settled;
    if (r->refusal == REFUSAL_NONE && claim == CLAIM_AWAY)
        r->refusal = REFUSAL_ELSEWHERE; /* the peer's claim was the earlier one */
    if (r->compared != STATUS_OK)
        reply_failure(q->out, r->compared);
    else if (r->refusal == REFUSAL_RULES_DIFFER)
        refuse_options(q, r->differs);
    else if (r->refusal == REFUSAL_LISTED_ELSEWHERE)
        refuse_elsewhere(q, r->enrolled.node);
    else if (r->refusal != REFUSAL_NONE)
        request_refuse(q, r->refusal);
    else
        put_registration(q, r, claim);
}

bool registration_request(struct signin *s, const struct request *q)
{
    struct registration r;
    struct wire_word key;
    if (!signin_may_enter(s, q) || !parse_registration(q, &r, &key))
        return true;
    enum status status =
        access_issue(q->node->config->cluster, r.id, key.data, key.len, r.code, &r.hash);
    if (status == STATUS_OK)
        register_applicant(q, &r);
    else
        reply_failure(q->out, status);
    wipe(r.code, sizeof r.code);
    bool wrong = r.wrong_key || r.refusal == REFUSAL_WRONG_SECRET;
    return !wrong || signin_was_wrong(s, q);
}
