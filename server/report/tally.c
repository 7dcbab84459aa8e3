#include "server/report/tally.h"

#include "server/bank/blocks.h"

#include <stdlib.h>
#include <string.h>

struct tally {
    const struct exam *exam;
    const char **names; /* of categories */
    size_t count;
    size_t *category;             /* of each question */
    struct paper_question *paper; /* of the sitting that is counted */
    struct answer *answers;
};

static void find_categories(struct tally *t)
{
    for (size_t i = 0; i < t->exam->question_count; i++) {
        const struct question *q = &t->exam->questions[i];
        size_t at = 0;
        while (at < t->count && strcmp(t->names[at], q->category) != 0)
            at++;
        t->category[i] = at;
        if (at == t->count && q->points > 0)
            t->names[t->count++] = q->category;
    }
}

enum status tally_open(const struct exam *exam, struct tally **out)
{
    struct tally *t = calloc(1, sizeof *t);
    if (t == NULL)
        return STATUS_NOMEM;
    t->exam = exam;
    t->names = calloc(exam->question_count, sizeof *t->names);
    t->category = calloc(exam->question_count, sizeof *t->category);
    t->paper = calloc(exam->paper_count, sizeof *t->paper);
    t->answers = calloc(exam->paper_count, sizeof *t->answers);
    if (t->names == NULL || t->category == NULL || t->paper == NULL || t->answers == NULL) {
        tally_close(t);
        return STATUS_NOMEM;
    }
    find_categories(t);
    *out = t;
    return STATUS_OK;
}

void tally_close(struct tally *t)
{
    if (t == NULL)
        return;
    free(t->names);
    free(t->category);
    free(t->paper);
    free(t->answers);
    free(t);
}

size_t tally_categories(const struct tally *t)
{
    return t->count;
}

const char *tally_category(const struct tally *t, size_t i)
{
    return t->names[i];
}

/* The marks of an essay come to points, or it stays unmarked (mark.h). */
static struct marks essay(const struct tally *t, const struct people_sitting *s, uint16_t question)
{
    struct marks marks = {.answered = 1};
    size_t count;
    const struct mark *given = mark_slice(s->marks, s->mark_count, question, &count);
    struct mark_verdict verdict = mark_settle(t->exam, given, count);
    if (verdict.decided)
        marks.score = verdict.points;
    else
        marks.unmarked = t->exam->questions[question - 1].points;
    return marks;
}

static struct marks count_question(const struct tally *t, const struct people_sitting *s, size_t at)
{
    const struct paper_question *shown = &t->paper[at];
    const struct question *q = &t->exam->questions[shown->question];
    struct marks marks = {.answered = t->answers[at].len > 0};
    if (q->kind == QUESTION_ESSAY && marks.answered > 0)
        marks = essay(t, s, (uint16_t)(shown->question + 1));
    else
        marks.score = marking_question(t->exam, shown, &t->answers[at]);
    marks.max = q->points;
    return marks;
}

struct marks tally_sitting(struct tally *t, const struct people_sitting *s, int64_t *category,
                           int64_t *tie_break)
{
    const struct exam *exam = t->exam;
    struct marks sum = {0};
    paper_make(exam, s->sitting.seed, t->paper);
    people_answers(s, exam, t->answers);
    for (size_t i = 0; i < t->count; i++)
        category[i] = TALLY_NONE;
    for (size_t i = 0; i < exam->tie_break_count; i++)
        tie_break[i] = 0;
    for (size_t i = 0; i < exam->paper_count; i++) {
        size_t question = t->paper[i].question;
        struct marks marks = count_question(t, s, i);
        sum.score += marks.score;
        sum.max += marks.max;
        sum.unmarked += marks.unmarked;
        sum.answered = (uint16_t)(sum.answered + marks.answered);
        if (exam->questions[question].points == 0)
            continue;
        int64_t *of = &category[t->category[question]];
        *of = (*of == TALLY_NONE ? 0 : *of) + marks.score;
        for (size_t k = 0; k < exam->tie_break_count; k++)
            if (blocks_category_in(exam->questions[question].category, exam->tie_breaks[k]))
                tie_break[k] += marks.score;
    }
    return sum;
}
