#include "tests/fuzz/bank.h"

#include "server/core/marking.h"
#include "server/core/paper.h"

#include <stdlib.h>
#include <string.h>

/* Whatever was accepted can be shown, answered and marked. */
static void sit(const struct exam *exam)
{
    struct paper_question *paper = calloc(exam->paper_count, sizeof *paper);
    struct answer *answers = calloc(exam->paper_count, sizeof *answers);
    uint8_t(*bytes)[64] = calloc(exam->paper_count, sizeof *bytes);
    const struct wire_word word = {"1", 1};
    paper_make(exam, 42, paper);
    for (size_t i = 0; i < exam->paper_count; i++) {
        const struct question *q = &exam->questions[paper[i].question];
        bool two = question_has_choices(q) && q->option_count < 2;
        if (two || q->option_count > EXAM_OPTIONS_MAX || q->points < 0)
            abort();
        answers[i].values = bytes[i];
        if (answer_take(q, &word, 1, bytes[i], &answers[i].len) != REFUSAL_NONE)
            answers[i].len = 0;
    }
    struct marks marks = marking_paper(exam, paper, answers);
    if (marks.score > marks.max)
        abort();
    free(paper);
    free(answers);
    free(bytes);
}

static void check(struct exam *exam)
{
    if (exam->question_count < 1 || exam->question_count > EXAM_QUESTIONS_MAX)
        abort();
    exam->title = strdup("");
    exam_seal(exam);
    sit(exam);
}

void fuzz_bank(enum bank_format format, const uint8_t *data, size_t len)
{
    struct exam exam = {0};
    struct buffer errors = {0}, warnings = {0};
    enum status status =
        bank_parse(format, "bank", (const char *)data, len, &exam, &errors, &warnings);
    if (status == STATUS_OK)
        check(&exam);
    else if (errors.len == 0)
        abort();
    bank_free(&exam);
    buffer_release(&errors);
    buffer_release(&warnings);
}
