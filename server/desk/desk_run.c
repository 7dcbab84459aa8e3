#include "server/desk/desk_run.h"

#include "common/errors.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "server/core/room.h"
#include "server/door/reply.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* People of one transaction: other requests wait for no more than these. */
enum { AT_ONCE = LEDGER_PAGE, WHY_SIZE = 900 };

static_assert((int)AT_ONCE >= (int)DESK_IDS_MAX, "those of one request are done at once");

struct desk_call {
    const struct request *r;
    const struct desk_words *w;
    desk_operation *one;
    void *context;
    const char *id; /* the only one, of whose home `one` takes care; NULL: those of w->who */
    size_t from;    /* of all people that the node knows: those before are done */
    bool end;       /* there are no more */
    char room[ROOM_MAX_BYTES + 1]; /* as the roster writes it */
    size_t count;                  /* of the two arrays, of this transaction */
    char of[AT_ONCE][IDENT_SIZE];
    enum refusal refusal[AT_ONCE];
    uint64_t entry_n; /* the last entry of those that carried the order out; 0: none was needed */
};

/* Only the home writes about a person. */
static enum refusal ask_home(struct ledger *ledger, const char *id)
{
    struct applicant a = ledger_find(ledger, id);
    if (a.claim == CLAIM_AWAY)
        return REFUSAL_ELSEWHERE;
    return a.claim == CLAIM_NONE ? REFUSAL_UNREGISTERED : REFUSAL_NONE;
}

/* O1: an order that was carried out is not asked for the home again, which it may have changed. */
static enum refusal do_one(struct desk_call *c, struct ledger *ledger, const char *id, bool homes)
{
    const struct order *order = &c->w->order;
    uint64_t entry_n = ledger_order_done(ledger, &order->key, id);
    enum refusal refusal = REFUSAL_NONE;
    if (entry_n == 0) {
        refusal = homes ? ask_home(ledger, id) : REFUSAL_NONE;
        if (refusal == REFUSAL_NONE)
            refusal = c->one(ledger, id, order, c->context);
        entry_n = ledger_order_done(ledger, &order->key, id);
    }
    if (entry_n > c->entry_n)
        c->entry_n = entry_n;
    return refusal;
}

static void do_next(struct desk_call *c, struct ledger *ledger, const char *id)
{
    memcpy(c->of[c->count], id, IDENT_SIZE);
    c->refusal[c->count] = do_one(c, ledger, id, true);
    c->count++;
}

static bool is_in_room(const struct desk_call *c, const char *id)
{
    struct roster_person person;
    struct listed *listed = c->r->node->listed;
    return listed != NULL && listed_find(listed, id, &person) && room_same(person.room, c->room);
}

bool desk_room(const struct request *r, const struct wire_word *typed,
               char room[ROOM_MAX_BYTES + 1])
{
    char name[ROOM_MAX_BYTES + 1], why[NAME_WHY_SIZE];
    struct listed *listed = r->node->listed;
    if (!room_name_take(typed->data, typed->len, name, why))
        wire_put_error(r->out, "ERR", "%s", why);
    else if (listed == NULL || !listed_room(listed, name, room))
        wire_put_error(r->out, "ERR", "the roster of this node puts nobody in a room '%s'", name);
    else
        return true;
    return false;
}

/* True unless a room is meant that the roster does not have. */
static bool find_room(struct desk_call *c)
{
    const struct desk_who *who = &c->w->who;
    const struct wire_word typed = {who->room, strlen(who->room)};
    return who->people != DESK_OF_ROOM || desk_room(c->r, &typed, c->room);
}

static bool is_meant(const struct desk_call *c, const struct applicant *a)
{
    if (a->claim != CLAIM_HOME && a->claim != CLAIM_PENDING)
        return false;
    switch (c->w->who.people) {
    case DESK_ALL:
        return true;
    case DESK_RUNNING:
        return a->sitting.state == SITTING_RUNNING;
    case DESK_PRESENT:
        return clients_is_here(c->r->node->clients, a->id);
    case DESK_OF_ROOM:
        return is_in_room(c, a->id);
    case DESK_NOBODY:
    case DESK_IDS:
        break;
    }
    return false;
}

/* Of a page of all people those who are meant. */
static void run_page(struct desk_call *c, struct ledger *ledger, struct applicant *page)
{
    size_t got = ledger_page(ledger, c->from, page);
    for (size_t i = 0; i < got; i++)
        if (is_meant(c, &page[i]))
            do_next(c, ledger, page[i].id);
    c->from += got;
    c->end = got == 0;
}

static void run_ids(struct desk_call *c, struct ledger *ledger)
{
    const struct desk_who *who = &c->w->who;
    for (size_t i = 0; i < who->count; i++)
        do_next(c, ledger, who->id[i]);
    c->end = true;
}

struct page_call {
    struct desk_call *call;
    struct applicant *page;
};

static void run_some(struct ledger *ledger, struct task *task)
{
    struct page_call *p = task->context;
    p->call->count = 0;
    if (p->call->w->who.people == DESK_IDS)
        run_ids(p->call, ledger);
    else
        run_page(p->call, ledger, p->page);
}

static void run_only(struct ledger *ledger, struct task *task)
{
    struct desk_call *c = task->context;
    c->refusal[0] = do_one(c, ledger, c->id != NULL ? c->id : c->w->who.id[0], c->id == NULL);
}

/* --- replies --- */

/* The words of an unknown ID tell staff what applicants are not told. */
static void put_refusal(const struct request *r, enum refusal refusal, struct buffer *out)
{
    struct request other = *r;
    other.out = out;
    if (refusal == REFUSAL_UNREGISTERED)
        wire_put_error(out, "ERR", "this ID is not registered here");
    else if (refusal == REFUSAL_UNLISTED)
        errors_put(out, ERROR_LISTED_NOWHERE, r->node->config->node,
                   "the roster of this node does not list this ID: `list` it first", NULL);
    else if (refusal == REFUSAL_INUSE_PROVISIONAL)
        wire_put_error(out, "ERR",
                       "another terminal took this exam over less than 5 minutes ago: `move ID "
                       "keep` counts its answers since then, `move ID drop` does not");
    else
        request_refuse(&other, refusal);
}

void desk_refuse(const struct request *r, enum refusal refusal)
{
    put_refusal(r, refusal, r->out);
}

bool desk_confirmed(const struct request *r, const struct desk_words *w, const char *format, ...)
{
    char text[WHY_SIZE];
    va_list args;
    if (w->confirmed)
        return true;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    wire_put_error(r->out, "CONFIRM", "%s", text);
    return false;
}

/* The IDs that were refused, and why. */
struct refused {
    size_t done, refused, said;
    uint64_t entry_n;  /* the last that was written, or had been with this key */
    struct buffer why; /* RESP, of `said` pairs */
};

static void note_refused(const struct desk_call *c, struct refused *all)
{
    for (size_t i = 0; i < c->count; i++) {
        struct buffer error = {0};
        if (c->refusal[i] == REFUSAL_NONE) {
            all->done++;
            continue;
        }
        all->refused++;
        if (all->said == DESK_WHY_MAX)
            continue;
        put_refusal(c->r, c->refusal[i], &error);
        wire_put_text(&all->why, c->of[i]);
        wire_put_bulk(&all->why, error.len > 3 ? error.data + 1 : "",
                      error.len > 3 ? error.len - 3 : 0);
        all->why.failed = all->why.failed || error.failed;
        buffer_release(&error);
        all->said++;
    }
}

static void put_reply(const struct request *r, const struct refused *all)
{
    wire_put_array(r->out, 8);
    reply_pair_integer(r->out, "done", (int64_t)all->done);
    reply_pair_integer(r->out, "refused", (int64_t)all->refused);
    wire_put_text(r->out, "why");
    wire_put_array(r->out, 2 * all->said);
    buffer_append(r->out, all->why.data, all->why.len);
    reply_pair_integer(r->out, "entry", (int64_t)all->entry_n);
}

/* When the node stops, or the disk fails, the command that is repeated with its key does the rest. */
static void run_all(const struct request *r, struct desk_call *c, struct page_call *p)
{
    struct refused all = {0};
    while (!c->end) {
        if (request_stopping(r)) {
            reply_failure(r->out, STATUS_CLOSED);
            break;
        }
        if (!request_run(r, run_some, p))
            break;
        note_refused(c, &all);
    }
    all.entry_n = c->entry_n;
    if (c->end && all.why.failed)
        reply_failure(r->out, STATUS_NOMEM);
    else if (c->end)
        put_reply(r, &all);
    buffer_release(&all.why);
}

static bool run_one(const struct request *r, struct desk_call *c)
{
    if (!request_run(r, run_only, c))
        return false;
    if (c->refusal[0] != REFUSAL_NONE)
        desk_refuse(r, c->refusal[0]);
    return c->refusal[0] == REFUSAL_NONE;
}

/* The reply of one that was done. */
static void put_one(struct desk_call *c)
{
    if (run_one(c->r, c))
        put_reply(c->r, &(struct refused){.done = 1, .entry_n = c->entry_n});
}

void desk_each(const struct request *r, const struct desk_words *w, desk_operation *one,
               void *context)
{
    if (w->who.people == DESK_IDS && w->who.count == 1) {
        put_one(&(struct desk_call){.r = r, .w = w, .one = one, .context = context});
        return;
    }
    struct desk_call *c = calloc(1, sizeof *c);
    struct page_call p = {.call = c, .page = calloc(LEDGER_PAGE, sizeof *p.page)};
    if (c == NULL || p.page == NULL) {
        reply_failure(r->out, STATUS_NOMEM);
    } else {
        *c = (struct desk_call){.r = r, .w = w, .one = one, .context = context};
        if (find_room(c))
            run_all(r, c, &p);
    }
    free(p.page);
    free(c);
}

bool desk_one(const struct request *r, const struct desk_words *w, desk_operation *one,
              void *context)
{
    struct desk_call c = {.r = r, .w = w, .one = one, .context = context};
    return run_one(r, &c);
}

bool desk_do(const struct request *r, const struct desk_words *w, const char *id,
             desk_operation *one, void *context)
{
    struct desk_call c = {.r = r, .w = w, .one = one, .context = context, .id = id};
    return run_one(r, &c);
}

void desk_node(const struct request *r, const struct desk_words *w, desk_operation *one,
               void *context)
{
    put_one(&(struct desk_call){.r = r, .w = w, .one = one, .context = context, .id = ""});
}
