#include "server/report/items.h"

#include "server/core/marking.h"
#include "server/report/draws.h"
#include "server/report/pairs.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is only needed until the end. */
struct items_work {
    struct draws draws;
    struct pairs pairs; /* only when papers are drawn */
    bool drawn;
    bool one_or_nothing; /* every score so far is nothing or the item's points */
    bool counted[EXAM_QUESTIONS_MAX];
    size_t paper_count;
    size_t most, chosen; /* people */
    int32_t *score;      /* per_paper for each person, the items in the order of the bank */
    uint8_t *had;        /* a bit for each question and person, when papers are drawn */
    size_t had_bytes;    /* for each person */
    double *total;       /* by person */
    struct paper_question *paper;
    double *column, *rest, *sorted, *sorted_rest, *spare; /* of one item */
    bool on[EXAM_QUESTIONS_MAX];                          /* of the present person, by question */
    int32_t value[EXAM_QUESTIONS_MAX];
    uint16_t *cursor; /* by person: how many of the scores belong to earlier items */
};

static double *doubles(size_t count)
{
    return calloc(count > 0 ? count : 1, sizeof(double));
}

/* --- open and close --- */

static void open_items(struct items *items, struct items_work *w)
{
    const struct exam *exam = items->exam;
    double per_paper = 0, points = 0;
    draws_of(exam, &w->draws);
    for (size_t i = 0; i < exam->question_count; i++) {
        double one = draws_one(&w->draws, i);
        items->item[i].counted = exam->questions[i].kind != QUESTION_DESCRIPTION && one > 0;
        w->counted[i] = items->item[i].counted;
        w->drawn |= one > 0 && one < 1;
        choices_open(&items->item[i].choices, exam, i);
        if (!w->counted[i])
            continue;
        per_paper += one;
        points += one * exam->questions[i].points;
    }
    items->per_paper = (size_t)lround(per_paper);
    items->points = llround(points);
}

static bool open_work(struct items *items, struct items_work *w)
{
    size_t questions = items->exam->question_count, most = w->most > 0 ? w->most : 1;
    w->score = calloc(most, (items->per_paper + 1) * sizeof *w->score);
    w->had_bytes = w->drawn ? (questions + 7) / 8 : 0;
    w->had = calloc(most, w->had_bytes + 1);
    w->total = doubles(most);
    w->column = doubles(most);
    w->rest = doubles(most);
    w->sorted = doubles(most);
    w->sorted_rest = doubles(most);
    w->spare = doubles(most);
    w->cursor = calloc(most, sizeof *w->cursor);
    w->paper = calloc(items->exam->paper_count + 1, sizeof *w->paper);
    w->one_or_nothing = true;
    return w->score != NULL && w->had != NULL && w->total != NULL && w->column != NULL &&
           w->rest != NULL && w->sorted != NULL && w->sorted_rest != NULL && w->spare != NULL &&
           w->cursor != NULL && w->paper != NULL && (!w->drawn || pairs_open(&w->pairs, questions));
}

enum status items_open(const struct exam *exam, size_t most, struct items **out)
{
    struct items *items = calloc(1, sizeof *items);
    if (items == NULL)
        return STATUS_NOMEM;
    items->exam = exam;
    items->item = calloc(exam->question_count, sizeof *items->item);
    items->work = calloc(1, sizeof *items->work);
    if (items->item == NULL || items->work == NULL) {
        items_close(items);
        return STATUS_NOMEM;
    }
    items->work->most = most;
    open_items(items, items->work);
    if (!open_work(items, items->work)) {
        items_close(items);
        return STATUS_NOMEM;
    }
    *out = items;
    return STATUS_OK;
}

static void close_work(struct items_work *w)
{
    pairs_release(&w->pairs);
    free(w->score);
    free(w->had);
    free(w->total);
    free(w->column);
    free(w->rest);
    free(w->sorted);
    free(w->sorted_rest);
    free(w->spare);
    free(w->cursor);
    free(w->paper);
    free(w);
}

void items_close(struct items *items)
{
    if (items == NULL)
        return;
    for (size_t i = 0; items->item != NULL && i < items->exam->question_count; i++)
        choices_release(&items->item[i].choices);
    if (items->work != NULL)
        close_work(items->work);
    free(items->item);
    free(items);
}

/* --- people --- */

/* What the marks of an essay come to. False: not yet. */
static bool score_essay(const struct exam *exam, const struct people_sitting *s, uint16_t question,
                        int64_t *out)
{
    size_t count;
    const struct mark *given =
        mark_slice(s->marks, s->mark_count, (uint16_t)(question + 1), &count);
    struct mark_verdict verdict = mark_settle(exam, given, count);
    *out = verdict.points;
    return verdict.decided;
}

static bool score_of(struct items *items, const struct people_sitting *s,
                     const struct paper_question *shown, const struct answer *answer, int64_t *out)
{
    const struct exam *exam = items->exam;
    if (exam->questions[shown->question].kind == QUESTION_ESSAY && answer->len > 0)
        return score_essay(exam, s, shown->question, out);
    *out = choices_score(&items->item[shown->question].choices, shown, answer);
    return true;
}

/* Makes the paper and its scores, by question. False: a mark is missing. */
static bool score_paper(struct items *items, const struct people_sitting *s,
                        const struct answer *answers)
{
    struct items_work *w = items->work;
    paper_make(items->exam, s->sitting.seed, w->paper);
    memset(w->on, 0, sizeof w->on);
    for (size_t i = 0; i < items->exam->paper_count; i++) {
        size_t question = w->paper[i].question;
        int64_t score;
        if (!w->counted[question])
            continue;
        if (!score_of(items, s, &w->paper[i], &answers[i], &score))
            return false;
        w->on[question] = true;
        w->value[question] = (int32_t)score;
    }
    return true;
}

bool items_wants(const struct person_report *person)
{
    return person->state == PEOPLE_FINISHED && person->now.sitting.state == SITTING_FINISHED;
}

static size_t *reason_not_counted(struct items *items, const struct people_sitting *s)
{
    if (s->sitting.voided)
        return &items->voided;
    return digest_equal(&s->sitting.paper, &items->exam->paper_digest) ? NULL : &items->other_paper;
}

static void keep_scores(struct items *items, struct items_work *w)
{
    size_t person = items->people++, at = person * items->per_paper;
    uint16_t questions[EXAM_QUESTIONS_MAX];
    size_t count = 0;
    for (size_t q = 0; q < items->exam->question_count; q++) {
        if (!w->on[q])
            continue;
        questions[count] = (uint16_t)q;
        w->score[at + count++] = w->value[q];
        w->total[person] += w->value[q];
        w->one_or_nothing &= w->value[q] == 0 || w->value[q] == items->exam->questions[q].points;
        if (w->drawn)
            w->had[person * w->had_bytes + q / 8] |= (uint8_t)(1u << q % 8);
    }
    assert(count == items->per_paper);
    if (w->drawn)
        pairs_add(&w->pairs, questions, &w->score[at], count);
}

static void count_unanswered(struct items *items, const struct answer *answers)
{
    struct items_work *w = items->work;
    bool reached = false;
    for (size_t i = items->exam->paper_count; i-- > 0;) {
        struct item *item = &items->item[w->paper[i].question];
        reached |= answers[i].len > 0;
        if (!item->counted || answers[i].len > 0)
            continue;
        item->omitted += reached;
        item->not_reached += !reached;
    }
}

void items_take(struct items *items, const struct people_sitting *s, const struct answer *answers)
{
    const struct exam *exam = items->exam;
    struct items_work *w = items->work;
    size_t *reason = reason_not_counted(items, s);
    assert(items->people < w->most);
    if (reason == NULL && !score_paper(items, s, answers))
        reason = &items->unmarked;
    if (reason != NULL) {
        ++*reason;
        return;
    }
    items->other_key += !digest_equal(&s->sitting.marked_exam, &exam->digest);
    keep_scores(items, w);
    count_unanswered(items, answers);
    for (size_t i = 0; i < exam->paper_count; i++)
        choices_look(&items->item[w->paper[i].question].choices, &answers[i]);
}

/* --- what the scores come to --- */

/* The scores of those who had the item, and their rest scores. Items are asked for in ascending
 * order. */
static size_t load_column(struct items *items, size_t question)
{
    struct items_work *w = items->work;
    size_t n = 0;
    for (size_t p = 0; p < items->people; p++) {
        if (w->drawn && !(w->had[p * w->had_bytes + question / 8] >> question % 8 & 1))
            continue;
        w->column[n] = w->score[p * items->per_paper + w->cursor[p]++];
        w->rest[n] = w->total[p] - w->column[n];
        n++;
    }
    return n;
}

static void sort_column(struct items_work *w, size_t n)
{
    memcpy(w->sorted, w->column, n * sizeof *w->sorted);
    memcpy(w->sorted_rest, w->rest, n * sizeof *w->sorted_rest);
    statistics_sort(w->sorted, n, w->spare);
    statistics_sort(w->sorted_rest, n, w->spare);
}

static unsigned look_at(const struct item *item)
{
    struct statistics_bounds bounds;
    double n = (double)item->n;
    unsigned look = 0;
    if (item->n < ITEMS_PEOPLE_LEAST)
        return 0;
    if (statistics_confidence(item->discrimination, item->n, &bounds))
        look |= bounds.high < 0 ? ITEM_AGAINST : bounds.high < ITEMS_LITTLE ? ITEM_LITTLE : 0;
    look |= item->facility < ITEMS_HARD ? ITEM_HARD : 0;
    look |= item->facility > ITEMS_EASY ? ITEM_EASY : 0;
    look |= (double)item->not_reached > ITEMS_UNREACHED * n ? ITEM_UNREACHED : 0;
    return look;
}

static void settle_item(struct items *items, size_t question)
{
    struct items_work *w = items->work;
    struct item *item = &items->item[question];
    size_t n = item->n = load_column(items, question);
    sort_column(w, n);
    item->mean = statistics_mean(w->column, n);
    item->sd = statistics_sd(w->column, n);
    item->facility = item->mean / items->exam->questions[question].points;
    item->discrimination = statistics_correlation(w->column, w->rest, n);
    item->efficiency = statistics_efficiency(w->column, w->rest, w->sorted, w->sorted_rest, n);
    item->weight =
        w->drawn ? NAN
                 : statistics_variance(w->column, n) + statistics_covariance(w->column, w->rest, n);
    item->grouped = statistics_groups(w->sorted_rest, n, &item->groups);
    item->rest_mean = n > 0 ? statistics_mean(w->rest, n) : 0;
    item->rest_squares = n > 1 ? statistics_variance(w->rest, n) * (double)(n - 1) : 0;
    item->look = look_at(item);
}

/* Shares of the whole: known where every item is on every paper. */
static void settle_weights(struct items *items)
{
    double weight[EXAM_QUESTIONS_MAX];
    size_t count = 0;
    for (size_t q = 0; q < items->exam->question_count; q++)
        if (items->item[q].counted)
            weight[count++] = items->item[q].weight;
    statistics_weights(weight, count);
    count = 0;
    for (size_t q = 0; q < items->exam->question_count; q++)
        if (items->item[q].counted)
            items->item[q].weight = weight[count++];
}

static bool have_equal_points(const struct items *items)
{
    const struct exam *exam = items->exam;
    int32_t points = 0;
    for (size_t q = 0; q < exam->question_count; q++) {
        if (!items->item[q].counted)
            continue;
        if (points != 0 && exam->questions[q].points != points)
            return false;
        points = exam->questions[q].points;
    }
    return true;
}

static void settle_alpha(struct items *items)
{
    struct items_work *w = items->work;
    double variances = 0;
    if (w->drawn) {
        items->alpha = pairs_alpha(&w->pairs, &w->draws, w->counted, &items->fewest_pair);
        items->kind = items->fewest_pair < PAIRS_PEOPLE_LEAST ? ITEMS_TOO_FEW : ITEMS_ESTIMATE;
    } else {
        for (size_t q = 0; q < items->exam->question_count; q++)
            if (items->item[q].counted)
                variances += items->item[q].sd * items->item[q].sd;
        items->alpha = statistics_alpha(variances, statistics_variance(w->total, items->people),
                                        items->per_paper);
        items->kind = w->one_or_nothing && have_equal_points(items) ? ITEMS_KR20 : ITEMS_CRONBACH;
    }
    items->error = statistics_error(items->sd, items->alpha);
}

void items_settle(struct items *items)
{
    struct items_work *w = items->work;
    size_t n = items->people;
    for (size_t q = 0; q < items->exam->question_count; q++)
        if (items->item[q].counted)
            settle_item(items, q);
    settle_weights(items);
    memcpy(w->sorted, w->total, n * sizeof *w->sorted);
    statistics_sort(w->sorted, n, w->spare);
    items->mean = statistics_mean(w->total, n);
    items->sd = statistics_sd(w->total, n);
    items->median = statistics_median(w->sorted, n);
    items->least = n > 0 ? w->sorted[0] : NAN;
    items->most = n > 0 ? w->sorted[n - 1] : NAN;
    items->skewness = statistics_skewness(w->total, n);
    settle_alpha(items);
    for (size_t q = 0; q < items->exam->question_count; q++)
        choices_begin(&items->item[q].choices);
}

/* --- choices --- */

void items_choose(struct items *items, const struct people_sitting *s, const struct answer *answers)
{
    struct items_work *w = items->work;
    if (reason_not_counted(items, s) != NULL || !score_paper(items, s, answers))
        return;
    double total = w->total[w->chosen++];
    for (size_t i = 0; i < items->exam->paper_count; i++) {
        size_t question = w->paper[i].question;
        struct item *item = &items->item[question];
        if (!item->counted)
            continue;
        double rest = total - w->value[question];
        struct choices_person person = {.rest = rest - item->rest_mean};
        if (item->grouped) {
            person.upper = statistics_in_upper(&item->groups, rest);
            person.lower = statistics_in_lower(&item->groups, rest);
        }
        choices_take(&item->choices, &w->paper[i], &answers[i], &person);
    }
}

void items_end(struct items *items)
{
    for (size_t q = 0; q < items->exam->question_count; q++) {
        struct item *item = &items->item[q];
        if (choices_end(&item->choices, item->n, item->rest_squares))
            item->look |= ITEM_KEY;
        if (item->choices.status != STATUS_OK)
            items->status = item->choices.status;
    }
}
