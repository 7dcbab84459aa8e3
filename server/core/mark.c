#include "server/core/mark.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_DIGITS = 4 /* before the decimal sign */ };

static bool is_digit(const char *text, size_t len, size_t at)
{
    return at < len && text[at] >= '0' && text[at] <= '9';
}

bool mark_points(const char *text, size_t len, int64_t *out)
{
    int64_t value = 0, unit = EXAM_POINT;
    size_t at = 0;
    for (; is_digit(text, len, at) && at < POINTS_DIGITS; at++)
        value = value * 10 + (text[at] - '0');
    bool good = at > 0;
    value *= EXAM_POINT;
    if (at < len && (text[at] == '.' || text[at] == ','))
        for (at++; is_digit(text, len, at) && unit > 1; at++)
            value += (text[at] - '0') * (unit /= 10);
    good = good && at == len && is_digit(text, len, len - 1);
    if (good)
        *out = value;
    return good;
}

struct mark mark_of(const struct entry *e, const char *node)
{
    struct mark m;
    assert(e->kind == ENTRY_MARK);
    memset(&m, 0, sizeof m);
    (void)strncpy(m.node, node, NODE_NAME_MAX);
    m.n = e->n;
    m.at = e->at;
    memcpy(m.marker, e->order.by, sizeof m.marker);
    memcpy(m.comment, e->order.reason, sizeof m.comment);
    m.question = e->mark.question;
    m.part = e->mark.part;
    m.round = e->mark.round;
    m.points = e->mark.points;
    return m;
}

const struct mark *mark_slice(const struct mark *marks, size_t all, uint16_t question,
                              size_t *count)
{
    size_t first = 0, end;
    while (first < all && marks[first].question != question)
        first++;
    for (end = first; end < all && marks[end].question == question;)
        end++;
    *count = end - first;
    return end > first ? marks + first : NULL;
}

static bool is_by(const struct mark *m, const char *marker)
{
    return m != NULL && strcmp(m->marker, marker) == 0;
}

/* H3 */
static bool wins(const struct mark *a, const struct mark *b)
{
    if (a->round != b->round)
        return a->round > b->round;
    if (a->at.ms != b->at.ms)
        return a->at.ms < b->at.ms;
    int order = strcmp(a->node, b->node);
    return order != 0 ? order < 0 : a->n < b->n;
}

/* H4: nobody marks two parts of a question. */
static bool marked_before(const struct mark_verdict *v, uint8_t part, const char *marker)
{
    for (uint8_t i = 1; i < part; i++)
        if (is_by(v->counts[i - 1], marker))
            return true;
    return false;
}

/* H6: also of a mark that the other node took. */
static bool is_within(const struct exam *exam, const struct mark *m)
{
    const struct question *q = &exam->questions[m->question - 1];
    return m->points >= 0 && m->points <= q->points;
}

static const struct mark *best_of(const struct exam *exam, const struct mark_verdict *v,
                                  uint8_t part, const struct mark *marks, size_t count)
{
    const struct mark *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (marks[i].part == part && is_within(exam, &marks[i]) &&
            !marked_before(v, part, marks[i].marker) && (best == NULL || wins(&marks[i], best)))
            best = &marks[i];
    return best;
}

static void decide_two(const struct exam *exam, struct mark_verdict *v)
{
    const struct mark *first = v->counts[0], *second = v->counts[1], *third = v->counts[2];
    if (first == NULL || second == NULL) {
        v->wanted = first == NULL ? 1 : 2;
        return;
    }
    if (llabs((long long)(first->points - second->points)) <= exam->tolerance) {
        v->decided = true;
        v->points = (first->points + second->points + 1) / 2;
    } else if (third != NULL) {
        v->decided = true;
        v->points = third->points;
    } else {
        v->wanted = 3;
    }
}

struct mark_verdict mark_settle(const struct exam *exam, const struct mark *marks, size_t count)
{
    struct mark_verdict v;
    memset(&v, 0, sizeof v);
    for (int part = 1; part <= MARK_PARTS; part++)
        v.counts[part - 1] = best_of(exam, &v, (uint8_t)part, marks, count);
    if (exam->markers == 2) {
        decide_two(exam, &v);
    } else if (v.counts[0] != NULL) {
        v.decided = true;
        v.points = v.counts[0]->points;
    } else {
        v.wanted = 1;
    }
    return v;
}

void mark_count(const struct exam *exam, uint16_t question, const struct mark *marks, size_t count,
                struct marks *total)
{
    const struct question *q = &exam->questions[question - 1];
    struct mark_verdict v = mark_settle(exam, marks, count);
    if (q->kind != QUESTION_ESSAY || !v.decided)
        return;
    total->score += v.points;
    total->unmarked -= q->points;
}

bool mark_may_ask(const struct mark_verdict *v, const char *marker)
{
    return v->wanted > 0 && !marked_before(v, v->wanted, marker);
}

/* The part that the marker may write; 0: none. */
static uint8_t part_for(const struct exam *exam, const struct mark_verdict *v,
                        const struct mark_wish *wish, const char *marker)
{
    for (int part = 1; part <= MARK_PARTS; part++)
        if (is_by(v->counts[part - 1], marker))
            return (uint8_t)part;
    if (mark_may_ask(v, marker))
        return v->wanted;
    return wish->role == ROLE_BOARD && exam->markers != 2 ? 1 : 0;
}

static uint32_t next_round(const struct mark *marks, size_t count, uint8_t part)
{
    uint32_t round = 0;
    for (size_t i = 0; i < count; i++)
        if (marks[i].part == part && marks[i].round > round)
            round = marks[i].round;
    return round + 1;
}

enum refusal mark_decide(const struct exam *exam, const struct mark *marks, size_t count,
                         const struct mark_wish *wish, const struct order *order, struct entry *out)
{
    const struct question *q = &exam->questions[wish->question - 1];
    assert(q->kind == QUESTION_ESSAY);
    struct mark_verdict v = mark_settle(exam, marks, count);
    if (wish->points < 0 || wish->points > q->points)
        return REFUSAL_MARK_POINTS;
    if (!wish->home && !wish->linked)
        return REFUSAL_ESSAY_AWAY;
    uint8_t part = part_for(exam, &v, wish, order->by);
    if (part == 0 || count >= MARKS_MOST / 2)
        return REFUSAL_MARKED;
    entry_begin(out, ENTRY_MARK, wish->id);
    out->order = *order;
    out->mark.finish = *wish->finish;
    out->mark.question = wish->question;
    out->mark.part = part;
    out->mark.round = next_round(marks, count, part);
    out->mark.points = wish->points;
    return REFUSAL_NONE;
}

bool mark_counts(const struct exam *exam, const struct mark_verdict *v, const struct mark *mark)
{
    if (!v->decided)
        return false;
    if (exam->markers != 2)
        return mark == v->counts[0];
    const struct mark *first = v->counts[0], *second = v->counts[1];
    if (llabs((long long)(first->points - second->points)) <= exam->tolerance)
        return mark == first || mark == second;
    return mark == v->counts[2];
}
