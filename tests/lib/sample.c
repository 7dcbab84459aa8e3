#include "tests/lib/sample.h"

#include <stdlib.h>

static const enum question_kind kinds[] = {QUESTION_MULTIPLE, QUESTION_TRUEFALSE, QUESTION_SINGLE};

static void fill(struct question *q, enum question_kind kind)
{
    static char empty[] = "", text[] = "?";
    static char letters[4][2] = {"a", "b", "c", "d"};
    q->kind = kind;
    q->name = empty;
    q->id = q->tags = q->category = q->feedback = empty;
    q->text = text;
    q->points = EXAM_POINT;
    q->option_count = kind == QUESTION_TRUEFALSE ? 2 : 4;
    q->options = calloc(q->option_count, sizeof *q->options);
    for (size_t i = 0; i < q->option_count; i++) {
        q->options[i].text = letters[i];
        q->options[i].feedback = empty;
    }
    q->options[0].weight = EXAM_WEIGHT_ONE;
    if (kind == QUESTION_MULTIPLE) {
        q->options[0].weight = q->options[1].weight = EXAM_WEIGHT_ONE / 2;
        q->options[2].weight = -EXAM_WEIGHT_ONE;
    }
}

struct exam *sample_exam(size_t count)
{
    static char title[] = "sample";
    struct exam *exam = calloc(1, sizeof *exam);
    exam->title = title;
    exam->seconds = 60;
    exam->pass_percent = 50;
    exam->question_count = count;
    exam->questions = calloc(count, sizeof *exam->questions);
    for (size_t i = 0; i < count; i++)
        fill(&exam->questions[i], kinds[i % 3]);
    exam_seal(exam);
    return exam;
}

void sample_free(struct exam *exam)
{
    for (size_t i = 0; i < exam->question_count; i++)
        free(exam->questions[i].options);
    free(exam->questions);
    free(exam);
}
