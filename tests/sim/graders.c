#include "tests/sim/graders.h"

#include "db/ledger_allowance.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_peer.h"
#include "db/ledger_ruling.h"
#include "db/mark_table.h"
#include "db/publication_table.h"
#include "tests/lib/chance.h"

#include <stdio.h>
#include <string.h>

enum { ESSAY = HISTORY_QUESTIONS, MARKERS = 3, MORE_MS = 60000, SCANNED_MOST = 400 };

static const char *const markers[MARKERS] = {"ana@caracas", "eva@maracay", "leo@caracas"};

/* --- the exam --- */

void graders_choose(struct graders *g, struct world *w, uint64_t *random)
{
    struct exam *exam = w->exam;
    struct question *q = &exam->questions[ESSAY - 1];
    memset(g, 0, sizeof *g);
    g->on = chance(random, 3) == 0;
    q->kind = g->on ? QUESTION_ESSAY : QUESTION_SINGLE;
    q->option_count = g->on ? 0 : 4;
    exam->markers = g->on ? (uint8_t)(1 + chance(random, 2)) : 1;
    exam->tolerance = EXAM_POINT / 2;
    exam->withhold = g->on && chance(random, 2) == 0;
    exam->pass_percent = 50;
    exam_seal(exam);
}

struct finish_call {
    const char *id;
    bool answers;
};

static void run_register(struct ledger *l, struct task *task)
{
    const struct finish_call *c = task->context;
    const struct code_hash code = {{1}, {{1}}};
    const struct ledger_wish wish = {.id = c->id, .name = "Ana", .code = &code};
    struct ledger_enrolled enrolled;
    (void)ledger_register(l, &wish, &enrolled);
}

/* The rules of the room may refuse it. */
static void run_finish(struct ledger *l, struct task *task)
{
    const struct finish_call *c = task->context;
    struct ledger_terminal who = {.token = {{1}}};
    struct wire_word essay = {"1", 1};
    struct ledger_sitting sitting;
    struct ledger_result result;
    uint64_t n;
    if (ledger_start(l, c->id, &who, 7, 0, &sitting, &n) != REFUSAL_NONE)
        return;
    (void)ledger_answer(l, c->id, &who, 1, &essay, 1);
    for (uint16_t question = 1; question <= HISTORY_QUESTIONS && c->answers; question++)
        (void)ledger_answer(l, c->id, &who, question, &essay, 1);
    (void)ledger_finish(l, c->id, &who, &result);
}

void graders_begin(struct graders *g, struct world *w, uint64_t *random)
{
    for (int id = 0; id < HISTORY_IDS && g->on; id++) {
        struct finish_call c = {history_names[id], chance(random, 4) > 0};
        int which = (int)chance(random, 2);
        if (chance(random, 4) == 0)
            continue;
        world_enter(w, which);
        (void)store_call(w->node[which].store, run_register, &c);
        world_settle(w);
        world_enter(w, which);
        (void)store_call(w->node[which].store, run_finish, &c);
        world_settle(w);
    }
}

/* Nobody sits at either node, or is on the way: a node is started with a corrected key only then. */
static bool nobody_sits(struct world *w)
{
    for (int which = 0; which < 2; which++) {
        if (w->node[which].up)
            world_turn(w, which, SIZE_MAX);
        if (!w->node[which].up)
            return false;
    }
    for (int id = 0; id < HISTORY_IDS; id++) {
        bool away = true;
        for (int which = 0; which < 2; which++) {
            struct applicant a = ledger_find(w->node[which].ledger, history_names[id]);
            away = away && a.claim == CLAIM_AWAY;
            if (a.sitting.state == SITTING_RUNNING)
                return false;
        }
        if (away)
            return false;
    }
    return true;
}

void graders_correct(struct graders *g, struct world *w)
{
    struct question *first = &w->exam->questions[0];
    if (!g->corrects || !nobody_sits(w))
        return;
    int64_t weight = first->options[0].weight;
    first->options[0].weight = first->options[1].weight;
    first->options[1].weight = weight;
    w->exam->pass_percent = 110 - w->exam->pass_percent;
    exam_seal(w->exam);
    world_cut(w, true, true);
}

/* --- requests --- */

/* The finish that a marker is shown: the present one, wherever the person is, or an earlier one. */
static struct digest shown_finish(struct graders *g, struct world *w, int id, uint64_t *random)
{
    for (int which = 0; which < 2; which++) {
        if (!w->node[which].up || chance(random, 4) == 0)
            continue;
        struct ledger *l = w->node[which].ledger;
        struct applicant a = ledger_find(l, history_names[id]);
        if (a.claim == CLAIM_HOME && a.sitting.state == SITTING_FINISHED)
            g->finish[id] = ledger_finish_digest(l, &a);
    }
    return g->finish[id];
}

static void draw_key(struct order *order, uint64_t *random)
{
    for (size_t i = 0; i < ORDER_KEY_BYTES; i++)
        order->key.bytes[i] = (uint8_t)chance(random, 256);
}

void graders_draw(struct graders *g, struct world *w, int which, int id, uint64_t *random,
                  struct graders_request *out)
{
    static const enum graders_ask asks[] = {
        GRADERS_MARK,    GRADERS_MARK,    GRADERS_MARK,   GRADERS_MARK,   GRADERS_MARK,
        GRADERS_PUBLISH, GRADERS_PUBLISH, GRADERS_REMARK, GRADERS_REOPEN, GRADERS_RESET};
    memset(out, 0, sizeof *out);
    out->ask = asks[chance(random, sizeof asks / sizeof asks[0])];
    memcpy(out->order.reason, "sim", sizeof "sim");
    memcpy(out->order.by, markers[0], strlen(markers[0]) + 1);
    draw_key(&out->order, random);
    out->less_n = chance(random, 4);
    if (out->ask != GRADERS_MARK)
        return;
    if (g->which == which && g->id == id && chance(random, 3) == 0) {
        *out = g->last;
        return;
    }
    const char *marker = markers[chance(random, MARKERS)];
    memset(out->order.by, 0, sizeof out->order.by);
    memcpy(out->order.by, marker, strlen(marker) + 1);
    out->finish = shown_finish(g, w, id, random);
    out->points = (int64_t)chance(random, 4) * (EXAM_POINT / 2); /* the last one is too many */
    out->role = chance(random, 4) == 0 ? ROLE_BOARD : ROLE_MARKER;
    out->linked =
        w->node[which].up && w->node[which].connected && store_is_linked(w->node[which].store);
    g->last = *out;
    g->which = which;
    g->id = id;
}

static enum refusal run_mark(struct ledger *l, const char *id, struct graders_request *q)
{
    const struct mark_wish wish = {.id = id,
                                   .finish = &q->finish,
                                   .question = ESSAY,
                                   .points = q->points,
                                   .role = q->role,
                                   .listed = true,
                                   .linked = q->linked};
    /* What was taken before is answered again, wherever the person is now (O1). */
    q->taken = ledger_order_done(l, &q->order.key, id) > 0;
    q->home = ledger_find(l, id).claim == CLAIM_HOME;
    return ledger_mark(l, &wish, &q->order, &q->entry_n);
}

static enum refusal run_publish(struct ledger *l, struct graders_request *q)
{
    struct ledger_position at = ledger_position(l);
    struct publication p;
    uint64_t less_n = q->less_n < at.own_n ? q->less_n : at.own_n;
    return ledger_publish(l, at.own_n - less_n, at.held_n, &q->order, &p);
}

enum refusal graders_run(struct ledger *l, const char *id, struct graders_request *q)
{
    struct ledger_remarked remarked = {.marked = 0};
    enum refusal refusal;
    switch (q->ask) {
    case GRADERS_MARK:
        return run_mark(l, id, q);
    case GRADERS_PUBLISH:
        return run_publish(l, q);
    case GRADERS_REMARK:
        return ledger_remark(l, q->order.by, &remarked);
    case GRADERS_REOPEN:
        refusal = ledger_reopen(l, id, &q->order, MORE_MS, true);
        draw_key(&q->order, &(uint64_t){q->less_n});
        return refusal != REFUSAL_NONE ? refusal : ledger_resume(l, id, &q->order);
    case GRADERS_RESET:
        return ledger_reset(l, id, &q->order);
    case GRADERS_ASKS:
        break;
    }
    return REFUSAL_NONE;
}

void graders_replied(struct history *h, int which, int id, const struct graders_request *q,
                     enum refusal refusal)
{
    if (q->ask != GRADERS_MARK || refusal != REFUSAL_NONE)
        return;
    if (q->points > EXAM_POINT)
        history_broken(h, "H6: %s has %lld of %d for an essay", history_names[id],
                       (long long)q->points, EXAM_POINT);
    if (!q->home && !q->linked && !q->taken)
        history_broken(h, "H7: a mark for %s is taken without the link", history_names[id]);
    if (h->mark_count == HISTORY_MARKS)
        return;
    struct history_mark *m = &h->mark[h->mark_count++];
    *m = (struct history_mark){.which = which,
                               .finish = q->finish,
                               .n = q->entry_n,
                               .points = q->points,
                               .by = q->order.by[0]};
    m->fact = (struct history_told){.told = true, .own_n = q->entry_n};
    m->fact.on[which] = true;
}

/* --- after each step --- */

static void names_of(struct world *w, int which, const char *node[2])
{
    node[JOURNAL_OWN] = w->node[which].name;
    node[JOURNAL_PEER] = w->node[1 - which].name;
}

static size_t find_marks(struct world *w, int which, const struct digest *finish,
                         struct mark marks[MARKS_MOST])
{
    const char *node[2];
    names_of(w, which, node);
    return mark_table_find(&w->node[which].database.sql, node, finish, ESSAY, marks);
}

static struct publication in_force(struct world *w, int which)
{
    const char *node[2];
    names_of(w, which, node);
    return publication_table_load(&w->node[which].database.sql, node);
}

/* D1 */
static void check_mark(struct history *h, struct world *w, int which,
                       const struct history_mark *told)
{
    static struct mark marks[MARKS_MOST];
    size_t count = find_marks(w, which, &told->finish, marks);
    for (size_t i = 0; i < count; i++)
        if (marks[i].n == told->n && strcmp(marks[i].node, w->node[told->which].name) == 0 &&
            marks[i].points == told->points && marks[i].marker[0] == told->by)
            return;
    history_broken(h, "D1: the mark in entry %llu of %s is not known to %s",
                   (unsigned long long)told->n, w->node[told->which].name, w->node[which].name);
}

/* I1, I2 */
static void check_told(struct graders *g, struct history *h, struct world *w, int which, int id)
{
    struct ledger *l = w->node[which].ledger;
    struct applicant a = ledger_find(l, history_names[id]);
    struct graders_told *last = &g->told[which][id], now = {.score = -1};
    struct ledger_position at = ledger_position(l);
    struct ledger_result result;
    now.finish_n = a.sitting.finish_n;
    now.losses = h->losses[0] + h->losses[1];
    now.publication = in_force(w, which);
    bool tells = ledger_tell(l, &a, &result) && !result.withheld;
    bool covered = a.sitting.state == SITTING_FINISHED &&
                   publication_covers(&now.publication, true, now.finish_n);
    if (tells != covered)
        history_broken(h, "I1: %s is told %s by publication %u", a.id,
                       tells ? "a result that is not published" : "nothing",
                       (unsigned)now.publication.number);
    bool held = now.publication.own_n <= at.own_n && now.publication.peer_n <= at.held_n;
    if (!tells || !held)
        return;
    now.score = result.score;
    if (last->finish_n == now.finish_n && last->losses == now.losses &&
        memcmp(&last->publication, &now.publication, sizeof now.publication) == 0 &&
        last->score != now.score)
        history_broken(h, "I2: %s was told %lld and is told %lld by the same publication", a.id,
                       (long long)last->score, (long long)now.score);
    *last = now;
}

/* Nothing changes without an entry. */
static bool is_news(struct graders *g, struct world *w, int which)
{
    struct ledger_position at = ledger_position(w->node[which].ledger), *seen = &g->seen[which];
    if (at.own_n == seen->own_n && at.held_n == seen->held_n && at.standing == seen->standing)
        return false;
    *seen = at;
    return true;
}

void graders_look(struct graders *g, struct history *h, struct world *w)
{
    for (unsigned i = 0; i < h->mark_count; i++) {
        struct history_mark *m = &h->mark[i];
        const struct world_node *n = &w->node[m->which];
        if (n->up && m->fact.on[m->which] && !h->lost[1 - m->which] &&
            store_peer_held(n->store) >= m->n)
            m->fact.on[1 - m->which] = true;
    }
    for (int which = 0; which < 2 && g->on && !h->blind; which++) {
        if (!history_serves(h, w, which) || !is_news(g, w, which))
            continue;
        for (unsigned i = 0; i < h->mark_count; i++)
            if (h->mark[i].fact.on[which])
                check_mark(h, w, which, &h->mark[i]);
        for (int id = 0; id < HISTORY_IDS && w->exam->withhold; id++)
            check_told(g, h, w, which, id);
    }
}

/* --- at the end --- */

/* The marks of both journals, as their nodes wrote them. */
struct scan {
    struct history *h;
    struct world *w;
    struct entry marks[SCANNED_MOST];
    int which[SCANNED_MOST];
    size_t count;
    struct publication publication; /* in force, for the first node */
};

static void scan_entry(struct scan *s, int which, const struct entry *e)
{
    const char *name = s->w->node[which].name;
    if (e->kind == ENTRY_PUBLISH) {
        publication_take(&s->publication, e, name, which == 0);
        if (e->publish.own_n >= e->n || e->publish.peer_n > e->seen)
            history_broken(s->h, "I4: entry %llu of %s publishes what is not held",
                           (unsigned long long)e->n, name);
    }
    if (e->kind != ENTRY_MARK || s->count == SCANNED_MOST)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (s->which[i] == which && strcmp(s->marks[i].id, e->id) == 0 &&
            memcmp(&s->marks[i].order.key, &e->order.key, sizeof e->order.key) == 0)
            history_broken(s->h, "O1: entry %llu of %s marks once more", (unsigned long long)e->n,
                           name);
    s->marks[s->count] = *e;
    s->which[s->count++] = which;
}

static void scan_journal(struct scan *s, int which)
{
    struct ledger_run run = {0};
    uint64_t own_n = ledger_position(s->w->node[which].ledger).own_n;
    for (uint64_t n = 1; n <= own_n; n += run.count) {
        ledger_read(s->w->node[which].ledger, true, n, MESSAGE_ENTRIES_BYTES, &run);
        const uint8_t *at = (const uint8_t *)run.bytes.data;
        struct entry e;
        for (size_t i = 0; i < run.count; at += run.len[i++])
            if (journal_decode(at, run.len[i], &e))
                scan_entry(s, which, &e);
        if (run.count == 0)
            break;
    }
    buffer_release(&run.bytes);
}

/* What the marks of a finish come to, from the entries alone. */
static struct mark_verdict settle_scan(const struct scan *s, const struct digest *finish,
                                       struct mark marks[MARKS_MOST], size_t *count)
{
    *count = 0;
    for (size_t i = s->count; i-- > 0;) /* not in the order of the tables */
        if (digest_equal(&s->marks[i].mark.finish, finish) && *count < MARKS_MOST)
            marks[(*count)++] = mark_of(&s->marks[i], s->w->node[s->which[i]].name);
    return mark_settle(s->w->exam, marks, *count);
}

/* H2, H3: both nodes have these marks, and come to the same. */
static void check_settled(struct scan *s, const struct digest *finish)
{
    static struct mark marks[MARKS_MOST];
    size_t count;
    struct mark_verdict want = settle_scan(s, finish, marks, &count);
    for (int which = 0; which < 2; which++) {
        size_t found = find_marks(s->w, which, finish, marks);
        struct mark_verdict v = mark_settle(s->w->exam, marks, found);
        if (found != count || v.decided != want.decided || v.points != want.points ||
            v.wanted != want.wanted)
            history_broken(s->h, "H3: %s settles %zu marks to %lld, and all %zu come to %lld",
                           s->w->node[which].name, found, (long long)v.points, count,
                           (long long)want.points);
    }
}

/* H2: the machine's part, and the marks. */
static void check_total(struct scan *s, int which, int id)
{
    static struct mark marks[MARKS_MOST];
    struct ledger *l = s->w->node[which].ledger;
    struct applicant a = ledger_find(l, history_names[id]);
    size_t count;
    if (a.claim != CLAIM_HOME || a.sitting.state != SITTING_FINISHED)
        return;
    const struct digest finish = ledger_finish_digest(l, &a);
    struct mark_verdict v = settle_scan(s, &finish, marks, &count);
    bool answered = a.sitting.unmarked > 0;
    int64_t score = a.sitting.score + (answered && v.decided ? v.points : 0);
    struct marks total = ledger_total(l, &a);
    if (total.score != score || (answered && v.decided) != (answered && total.unmarked == 0))
        history_broken(s->h, "H2: %s has %lld at %s, and the entries say %lld", a.id,
                       (long long)total.score, s->w->node[which].name, (long long)score);
}

void graders_check_end(struct graders *g, struct history *h, struct world *w)
{
    static struct scan s;
    if (!g->on)
        return;
    memset(&s, 0, sizeof s);
    s.h = h;
    s.w = w;
    for (int which = 0; which < 2; which++)
        scan_journal(&s, which);
    for (size_t i = 0; i < s.count; i++)
        check_settled(&s, &s.marks[i].mark.finish);
    for (int which = 0; which < 2; which++)
        for (int id = 0; id < HISTORY_IDS; id++)
            check_total(&s, which, id);
    struct publication here = in_force(w, 0), there = in_force(w, 1);
    if (here.number != s.publication.number || here.own_n != s.publication.own_n ||
        here.peer_n != s.publication.peer_n || there.number != here.number ||
        there.own_n != here.peer_n || there.peer_n != here.own_n)
        history_broken(h, "I3: publication %u is in force, at %s %u, at %s %u",
                       (unsigned)s.publication.number, w->node[0].name, (unsigned)here.number,
                       w->node[1].name, (unsigned)there.number);
}
