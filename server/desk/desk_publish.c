#include "server/desk/desk_publish.h"

#include "db/cut_text.h"
#include "db/ledger_mark.h"
#include "db/ledger_operator.h"
#include "server/desk/desk_run.h"
#include "server/desk/essays.h"
#include "server/door/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60, QUESTIONS_AT_ONCE = 50 };

/* What a publication of a cut shows. */
struct shows {
    struct publication_cut cut;
    const char *node[2];          /* names, of our node and of the peer; "" without one */
    size_t finished, provisional; /* exams of this node */
    size_t essays;                /* of both nodes, which are not marked now */
};

static void say_cut(const struct shows *s, char out[CUT_TEXT_SIZE])
{
    const struct cut cut = {{s->cut.own_n, s->cut.peer_n}};
    cut_text(&cut, s->node, out);
}

/* --- which cut --- */

/* What both nodes are known to hold. */
static struct publication_cut cut_of_both(const struct request *r, bool paired)
{
    struct ledger_position at = store_position(r->node->store);
    uint64_t held_n = store_peer_held(r->node->store);
    struct publication_cut cut = {.own_n = at.own_n, .peer_n = at.held_n};
    if (paired && !at.stands)
        cut.own_n = held_n > at.peer_held_n ? held_n : at.peer_held_n;
    return cut;
}

static bool find_cut(const struct request *r, const struct wire_word *word, struct shows *s)
{
    char text[CUT_TEXT_SIZE];
    const char *own = s->node[JOURNAL_OWN], *peer = s->node[JOURNAL_PEER];
    struct cut cut;
    if (word->len == 0) {
        s->cut = cut_of_both(r, peer[0] != '\0');
        return true;
    }
    (void)snprintf(text, sizeof text, "%.*s",
                   (int)(word->len < CUT_TEXT_SIZE ? word->len : CUT_TEXT_SIZE - 1), word->data);
    if (cut_parse(text, s->node, &cut)) {
        s->cut = (struct publication_cut){cut.n[JOURNAL_OWN], cut.n[JOURNAL_PEER]};
        return true;
    }
    wire_put_error(r->out, "ERR",
                   "a cut names so many entries of each journal, as `results` shows it: "
                   "%s:NUMBER%s%s%s, not '%.*s'",
                   own, peer[0] != '\0' ? "," : "", peer, peer[0] != '\0' ? ":NUMBER" : "",
                   (int)(word->len < SHOWN_MAX ? word->len : SHOWN_MAX), word->data);
    return false;
}

/* --- what it shows --- */

struct count_call {
    struct shows *shows;
    struct applicant *page;
    uint64_t after;
    bool done;
};

static void run_count(struct ledger *ledger, struct task *task)
{
    struct count_call *c = task->context;
    size_t got = ledger_page(ledger, c->after, c->page);
    for (size_t i = 0; i < got; i++) {
        bool provisional;
        if (!ledger_shows(ledger, &c->page[i], &c->shows->cut, &provisional))
            continue;
        c->shows->finished++;
        c->shows->provisional += provisional;
    }
    c->after += got;
    c->done = got == 0;
}

/* False: the reply says why not. */
static bool count_people(const struct request *r, struct shows *s)
{
    struct count_call c = {.shows = s, .page = calloc(LEDGER_PAGE, sizeof *c.page)};
    bool good = c.page != NULL;
    s->finished = s->provisional = 0;
    if (!good)
        reply_failure(r->out, STATUS_NOMEM);
    while (good && !c.done) {
        good = !request_stopping(r);
        if (!good)
            reply_failure(r->out, STATUS_CLOSED);
        good = good && request_run(r, run_count, &c);
    }
    free(c.page);
    return good;
}

static bool has_essays(const struct exam *exam)
{
    for (size_t i = 0; i < exam->question_count; i++)
        if (exam->questions[i].kind == QUESTION_ESSAY)
            return true;
    return false;
}

/* Without essays both journals need not be read. */
static bool count_essays(const struct request *r, struct shows *s)
{
    const struct essay_marker marker = {.account = r->by, .linked = true, .now = clock_mono()};
    struct essay_count counts[QUESTIONS_AT_ONCE];
    if (has_essays(r->node->exam) && !essays_read_all(r->node->essays, r))
        return false;
    s->essays = 0;
    uint16_t after = 0;
    for (size_t got = QUESTIONS_AT_ONCE; got == QUESTIONS_AT_ONCE;) {
        got = essays_count(r->node->essays, &marker, after, counts, QUESTIONS_AT_ONCE);
        for (size_t i = 0; i < got; i++) {
            s->essays += counts[i].answers - counts[i].marked;
            after = counts[i].question;
        }
    }
    return true;
}

/* --- PUBLISH --- */

struct publish_call {
    struct publication_cut cut;
    const struct order *order;
    struct publication published;
};

static enum refusal publish(struct ledger *ledger, const char *id, const struct order *order,
                            void *context)
{
    struct publish_call *c = context;
    (void)id;
    return ledger_publish(ledger, c->cut.own_n, c->cut.peer_n, order, &c->published);
}

#define WORDS                                                                                      \
    "Each applicant sees the own result as it stands at %s, at this node and at the other; that "  \
    "cannot be taken back. This node shows %zu results, %zu of them provisional"

static bool is_sure(const struct request *r, const struct desk_words *w, const struct shows *s)
{
    char cut[CUT_TEXT_SIZE];
    say_cut(s, cut);
    if (s->essays == 0)
        return desk_confirmed(r, w, WORDS ".", cut, s->finished, s->provisional);
    return desk_confirmed(
        r, w, WORDS ", with %zu essays of both nodes that are not marked yet (`grade`).", cut,
        s->finished, s->provisional, s->essays);
}

/* A command that comes again with its key tells what it published at first. */
static void run_again(struct ledger *ledger, struct task *task)
{
    struct publish_call *c = task->context;
    (void)ledger_publish(ledger, c->cut.own_n, c->cut.peer_n, c->order, &c->published);
}

static void put_published(const struct request *r, struct shows *s, const struct publication *p)
{
    char cut[CUT_TEXT_SIZE];
    s->cut = (struct publication_cut){p->own_n, p->peer_n};
    if (!count_people(r, s))
        return;
    say_cut(s, cut);
    wire_put_array(r->out, 10);
    reply_pair_integer(r->out, "number", (int64_t)p->number);
    reply_pair_text(r->out, "cut", cut);
    reply_pair_integer(r->out, "results_here", (int64_t)s->finished);
    reply_pair_integer(r->out, "provisional_here", (int64_t)s->provisional);
    reply_pair_integer(r->out, "essays_open", (int64_t)s->essays);
}

void desk_publish(const struct request *r, const struct desk_words *w)
{
    struct ledger_peer peer;
    store_peer(r->node->store, &peer);
    struct shows s = {.node = {r->node->config->node, peer.node}};
    if (!r->node->exam->withhold) {
        desk_refuse(r, REFUSAL_NOT_WITHHELD);
        return;
    }
    if (!find_cut(r, &w->word[0], &s) || !count_essays(r, &s))
        return;
    if (!w->confirmed && (!count_people(r, &s) || !is_sure(r, w, &s)))
        return;
    struct publish_call c = {.cut = s.cut, .order = &w->order};
    if (desk_do(r, w, "", publish, &c) && (c.published.number > 0 || request_run(r, run_again, &c)))
        put_published(r, &s, &c.published);
}
