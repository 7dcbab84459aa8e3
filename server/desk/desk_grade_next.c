#include "server/desk/desk_grade_next.h"

#include "db/ledger_peer.h"
#include "server/core/marking.h"
#include "server/desk/essays.h"
#include "server/door/reply.h"

#include <string.h>

enum {
    ROWS_MOST = 60, /* in one reply: WIRE_REPLY_VALUES bounds them */
    ROW_VALUES = 9
};

static struct essay_marker marker_of(const struct request *r)
{
    return (struct essay_marker){.account = r->by,
                                 .linked = store_link(r->node->store) == STORE_LINK_UP,
                                 .now = clock_mono()};
}

/* A question's number; "": 0. */
static bool take_question(const struct request *r, const struct wire_word *word, uint16_t *out)
{
    int64_t number = 0;
    if (word->len > 0 && !wire_integer(word, 1, (int64_t)r->node->exam->question_count, &number)) {
        wire_put_error(r->out, "ERR", "the bank has no such question: it has %zu",
                       r->node->exam->question_count);
        return false;
    }
    *out = (uint16_t)number;
    return true;
}

/* --- GRADE --- */

static void put_count(const struct request *r, const struct essay_count *c)
{
    const struct question *q = &r->node->exam->questions[c->question - 1];
    char points[MARKING_TEXT_SIZE];
    marking_text(q->points, points);
    wire_put_array(r->out, ROW_VALUES);
    wire_put_integer(r->out, c->question);
    wire_put_text(r->out, q->name);
    wire_put_text(r->out, points);
    wire_put_integer(r->out, (int64_t)c->answers);
    wire_put_integer(r->out, (int64_t)c->marked);
    wire_put_integer(r->out, (int64_t)c->open);
    wire_put_integer(r->out, (int64_t)c->reserved);
    wire_put_integer(r->out, (int64_t)c->unlinked);
    wire_put_integer(r->out, (int64_t)c->third);
}

void desk_grade(const struct request *r, const struct desk_words *w)
{
    struct essay_marker marker = marker_of(r);
    struct essay_count counts[ROWS_MOST];
    size_t count = 0;
    uint16_t after;
    unsigned percent;
    if (!take_question(r, &w->word[0], &after) || !essays_read(r->node->essays, r, &percent))
        return;
    if (percent == 100)
        count = essays_count(r->node->essays, &marker, after, counts, ROWS_MOST);
    wire_put_array(r->out, 6);
    reply_pair_integer(r->out, "read", percent);
    reply_pair_integer(r->out, "markers", r->node->exam->markers == 2 ? 2 : 1);
    wire_put_text(r->out, "questions");
    wire_put_array(r->out, count);
    for (size_t i = 0; i < count; i++)
        put_count(r, &counts[i]);
}

/* --- GRADE-NEXT --- */

static bool take_way(const struct request *r, const struct wire_word *word, enum essay_way *out)
{
    *out = wire_is(word, "look")   ? ESSAY_LOOK
           : wire_is(word, "back") ? ESSAY_BACK
           : wire_is(word, "mine") ? ESSAY_MINE
                                   : ESSAY_NEXT;
    if (*out != ESSAY_NEXT || word->len == 0)
        return true;
    wire_put_error(r->out, "ERR", "the last word of GRADE-NEXT is \"\", look, back or mine");
    return false;
}

static bool take_wish(const struct request *r, const struct desk_words *w, struct essay_wish *out)
{
    const struct wire_word *after = &w->word[1];
    *out = (struct essay_wish){.way = ESSAY_NEXT};
    if (!take_question(r, &w->word[0], &out->question) || !take_way(r, &w->word[2], &out->way))
        return false;
    if (after->len == 0 || essay_ref_parse(after->data, after->len, &out->after))
        return true;
    wire_put_error(r->out, "ERR", "that is no reference of an essay");
    return false;
}

struct text_call {
    const struct essay_given *given;
    enum refusal refusal;
    struct ledger_run answer, mark;
};

static void run_text(struct ledger *ledger, struct task *task)
{
    struct text_call *c = task->context;
    const struct essay_given *g = c->given;
    c->refusal = ledger_check_open(ledger);
    ledger_read(ledger, g->journal == JOURNAL_OWN, g->answer_n, 1, &c->answer);
    if (g->mark_n > 0)
        ledger_read(ledger, g->mark_journal == JOURNAL_OWN, g->mark_n, 1, &c->mark);
}

/* The first entry that was read. */
static bool decode(const struct ledger_run *run, struct entry *out)
{
    return run->count > 0 && !run->bytes.failed &&
           journal_decode((const uint8_t *)run->bytes.data, run->len[0], out);
}

static struct wire_word answer_text(const struct ledger_run *run, struct entry *e)
{
    struct wire_word text = {"", 0};
    struct answer answer = {NULL, 0};
    if (decode(run, e) && e->kind == ENTRY_ANSWER)
        answer = (struct answer){e->answer.values, e->answer.values_len};
    else if (e->kind == ENTRY_BROUGHT)
        answer = (struct answer){e->brought.values, e->brought.values_len};
    (void)answer_values(&answer, &text, 1);
    return text;
}

static void put_mark(const struct request *r, const struct essay_given *g,
                     const struct ledger_run *run)
{
    char points[MARKING_TEXT_SIZE] = "";
    struct entry e = {.kind = ENTRY_BEAT};
    if (g->mark_n > 0)
        marking_text(g->points, points);
    reply_pair_text(r->out, "mark", points);
    reply_pair_text(r->out, "comment",
                    g->mark_n > 0 && decode(run, &e) && e.kind == ENTRY_MARK ? e.order.reason : "");
}

static void put_essay(const struct request *r, const struct essay_given *g,
                      const struct text_call *c)
{
    const struct exam *exam = r->node->exam;
    const struct question *q = &exam->questions[g->ref.question - 1];
    struct entry e = {.kind = ENTRY_BEAT};
    struct wire_word text = answer_text(&c->answer, &e);
    char ref[ESSAY_REF_SIZE], points[MARKING_TEXT_SIZE];
    essay_ref_text(&g->ref, ref);
    marking_text(q->points, points);
    wire_put_array(r->out, 24);
    reply_pair_integer(r->out, "read", 100);
    reply_pair_text(r->out, "ref", ref);
    reply_pair_integer(r->out, "question", g->ref.question);
    reply_pair_text(r->out, "name", q->name);
    reply_pair_text(r->out, "text", q->text);
    reply_pair_text(r->out, "graders", q->feedback);
    reply_pair_text(r->out, "points", points);
    reply_pair_integer(r->out, "part", g->part);
    reply_pair_integer(r->out, "left", (int64_t)g->left);
    wire_put_text(r->out, "answer");
    wire_put_bulk(r->out, text.data, text.len);
    put_mark(r, g, &c->mark);
}

static void put_nothing(const struct request *r, unsigned percent)
{
    wire_put_array(r->out, 4);
    reply_pair_integer(r->out, "read", percent);
    reply_pair_text(r->out, "ref", "");
}

void desk_grade_next(const struct request *r, const struct desk_words *w)
{
    struct essay_marker marker = marker_of(r);
    struct essay_wish wish;
    struct essay_given given;
    struct text_call c = {.given = &given};
    unsigned percent;
    if (!take_wish(r, w, &wish) || !essays_read(r->node->essays, r, &percent))
        return;
    if (percent < 100 || !essays_give(r->node->essays, &marker, &wish, &given)) {
        put_nothing(r, percent);
        return;
    }
    if (request_run(r, run_text, &c)) {
        if (c.refusal != REFUSAL_NONE)
            request_refuse(r, c.refusal);
        else
            put_essay(r, &given, &c);
    }
    buffer_wipe(&c.answer.bytes);
    buffer_release(&c.mark.bytes);
}
