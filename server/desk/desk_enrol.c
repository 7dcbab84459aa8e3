#include "server/desk/desk_enrol.h"

#include "common/wipe.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "server/door/access.h"
#include "server/door/reply.h"

#include <stdlib.h>
#include <string.h>

enum { ROSTER_PAGE = 100 };

/* Takes the first word as a name. */
static bool take_name(const struct request *r, const struct desk_words *w, bool needed,
                      char out[NAME_MAX_BYTES + 1])
{
    char why[NAME_WHY_SIZE];
    if (!person_name_take(w->word[0].data, w->word[0].len, out, why))
        wire_put_error(r->out, "ERR", "%s", why);
    else if (needed && out[0] == '\0')
        wire_put_error(r->out, "ERR", "give the name too");
    else
        return true;
    return false;
}

/* --- a registration, and a new ID: both wait for the other node --- */

struct arrival {
    const struct request *r;
    char id[IDENT_SIZE];
    char name[NAME_MAX_BYTES + 1];
    char code[ACCESS_CODE_SIZE];
    struct code_hash hash;
    const char *old;        /* of a new ID: the one that it replaces */
    struct applicant there; /* what came of it */
    bool same;              /* its code is the one of this command */
    enum status compared;
};

static void wait_for_grant(const struct arrival *a, const struct applicant *applicant)
{
    struct task *task = a->r->task;
    if (applicant->claim != CLAIM_PENDING)
        return;
    task->wait = TASK_WAIT_CONFIRM;
    memcpy(task->wait_id, applicant->id, sizeof task->wait_id);
}

/* A new node keeps no orders: the same code tells that this command came before. */
static enum refusal check_repeat(struct arrival *a, const struct applicant *applicant)
{
    bool same = false;
    a->compared = access_matches(a->code, &applicant->code, &same);
    return same ? REFUSAL_NONE : REFUSAL_REGISTERED;
}

static enum refusal register_id(struct ledger *ledger, const char *id, const struct order *order,
                                void *context)
{
    struct arrival *a = context;
    struct ledger_enrolled enrolled;
    const struct ledger_wish wish = {.id = id, .name = a->name, .code = &a->hash, .order = order};
    enum refusal refusal = ledger_register(ledger, &wish, &enrolled);
    if (refusal == REFUSAL_REGISTERED)
        refusal = check_repeat(a, &enrolled.applicant);
    if (refusal == REFUSAL_NONE)
        wait_for_grant(a, &enrolled.applicant);
    return refusal;
}

static enum refusal rename_id(struct ledger *ledger, const char *id, const struct order *order,
                              void *context)
{
    struct arrival *a = context;
    struct ledger_enrolled enrolled;
    bool linked = store_is_linked(a->r->node->store);
    enum refusal refusal = ledger_rename(ledger, a->old, id, linked, order, &enrolled);
    if (refusal == REFUSAL_NONE)
        wait_for_grant(a, &enrolled.applicant);
    return refusal;
}

static void run_find(struct ledger *ledger, struct task *task)
{
    struct arrival *a = task->context;
    a->there = ledger_find(ledger, a->id);
    if (a->old == NULL)
        a->compared = access_matches(a->code, &a->there.code, &a->same);
}

/* What came of it, also of a command that is repeated. False: the reply says it. */
static bool look_at_it(struct arrival *a)
{
    const struct request *r = a->r;
    if (!request_run(r, run_find, a))
        return false;
    if (a->compared != STATUS_OK)
        reply_failure(r->out, a->compared);
    else if (a->there.claim == CLAIM_AWAY) /* the peer's claim was the earlier one */
        desk_refuse(r, REFUSAL_ELSEWHERE);
    else if (a->there.claim == CLAIM_NONE)
        desk_refuse(r, REFUSAL_UNREGISTERED);
    else if (a->old == NULL && !a->same)
        wire_put_error(r->out, "ERR",
                       "this ID was registered by this command, and has another code since");
    else
        return true;
    return false;
}

static void put_arrival(const struct arrival *a)
{
    const struct request *r = a->r;
    char shown[ACCESS_SHOWN_SIZE];
    wire_put_array(r->out, a->old != NULL ? 8 : 10);
    reply_pair_text(r->out, "id", a->id);
    reply_pair_text(r->out, "name", a->there.name);
    if (a->old == NULL) {
        access_show(a->code, shown);
        reply_pair_text(r->out, "code", shown);
        wipe(shown, sizeof shown);
    }
    reply_pair_text(r->out, "node", r->node->config->node);
    reply_pair_text(r->out, "state", a->there.claim == CLAIM_HOME ? "confirmed" : "pending");
}

/* The code is made from the key of the order: whoever lost the reply gets the same slip again. */
void desk_register(const struct request *r, const struct desk_words *w)
{
    struct arrival a = {.r = r};
    struct roster_person person;
    memcpy(a.id, w->who.id[0], sizeof a.id);
    if (!take_name(r, w, false, a.name))
        return;
    if (a.name[0] == '\0' && r->node->listed != NULL && listed_find(r->node->listed, a.id, &person))
        memcpy(a.name, person.name, sizeof a.name);
    enum status status =
        access_issue(r->node->config->cluster, a.id, w->key.data, w->key.len, a.code, &a.hash);
    if (status != STATUS_OK)
        reply_failure(r->out, status);
    else if (desk_do(r, w, a.id, register_id, &a) && look_at_it(&a))
        put_arrival(&a);
    wipe(a.code, sizeof a.code);
}

void desk_rename(const struct request *r, const struct desk_words *w)
{
    struct arrival a = {.r = r, .old = w->who.id[0]};
    if (!request_id(r, &w->word[0], a.id))
        return;
    if (strcmp(a.id, a.old) == 0)
        wire_put_error(r->out, "ERR", "that is the same ID");
    else if (desk_do(r, w, a.id, rename_id, &a) && look_at_it(&a))
        put_arrival(&a);
}

/* --- the roster's exceptions, and names --- */

struct correction {
    char name[NAME_MAX_BYTES + 1];
    bool here;
};

static enum refusal list(struct ledger *ledger, const char *id, const struct order *order,
                         void *context)
{
    const struct correction *c = context;
    return ledger_list(ledger, id, c->name, c->here, order);
}

static enum refusal amend(struct ledger *ledger, const char *id, const struct order *order,
                          void *context)
{
    const struct correction *c = context;
    return ledger_amend(ledger, id, c->name, order);
}

void desk_list(const struct request *r, const struct desk_words *w)
{
    struct correction c = {.here = w->word[1].len > 0};
    if (c.here && !wire_is(&w->word[1], "here"))
        wire_put_error(r->out, "ERR", "the second word of LIST is 'here' or empty");
    else if (take_name(r, w, true, c.name) && desk_do(r, w, w->who.id[0], list, &c))
        wire_put_simple(r->out, "OK");
}

void desk_amend(const struct request *r, const struct desk_words *w)
{
    struct correction c = {.here = false};
    if (take_name(r, w, true, c.name))
        desk_each(r, w, amend, &c);
}

/* --- the roster --- */

static void put_listed(struct buffer *out, const struct roster_person *person)
{
    wire_put_array(out, 3);
    wire_put_text(out, person->id);
    wire_put_text(out, person->name);
    wire_put_text(out, person->room);
}

void desk_roster(const struct request *r, const struct desk_words *w)
{
    char after[IDENT_SIZE] = "";
    size_t count = 0;
    if (w->word[0].len > 0 && !request_id(r, &w->word[0], after))
        return;
    struct roster_person *page = calloc(ROSTER_PAGE, sizeof *page);
    if (page == NULL) {
        reply_failure(r->out, STATUS_NOMEM);
        return;
    }
    if (r->node->listed != NULL)
        count = listed_after(r->node->listed, r->node->config->node, after, page, ROSTER_PAGE);
    wire_put_array(r->out, count);
    for (size_t i = 0; i < count; i++)
        put_listed(r->out, &page[i]);
    free(page);
}
