#include "tests/fuzz/bank.h"

#include "server/core/paper.h"

#include <stdlib.h>
#include <string.h>

static void check(const struct exam *exam)
{
    if (exam->question_count < 1 || exam->question_count > EXAM_QUESTIONS_MAX)
        abort();
    struct paper_question *paper = calloc(exam->question_count, sizeof *paper);
    paper_make(exam, 42, paper);
    for (size_t i = 0; i < exam->question_count; i++) {
        const struct question *q = &exam->questions[paper[i].question];
        if (q->option_count < 2 || q->option_count > EXAM_OPTIONS_MAX || q->points <= 0)
            abort();
    }
    free(paper);
}

void fuzz_bank(enum bank_format format, const uint8_t *data, size_t len)
{
    struct exam exam = {0};
    struct buffer errors = {0};
    enum status status = bank_parse(format, "bank", (const char *)data, len, &exam, &errors);
    if (status == STATUS_OK)
        check(&exam);
    else if (errors.len == 0)
        abort();
    bank_free(&exam);
    buffer_release(&errors);
}
