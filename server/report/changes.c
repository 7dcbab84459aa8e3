#include "server/report/changes.h"

#include "common/printable.h"
#include "server/core/marking.h"

#include <assert.h>
#include <string.h>

void changes_find(const struct exam *was, const struct exam *now, uint64_t seed,
                  const struct answer *answers, struct changes *out)
{
    struct paper_question shown[EXAM_QUESTIONS_MAX];
    assert(digest_equal(&was->paper_digest, &now->paper_digest));
    paper_make(now, seed, shown);
    out->before = out->after = 0;
    out->count = 0;
    for (size_t i = 0; i < now->paper_count; i++) {
        int64_t before = marking_question(was, &shown[i], &answers[i]);
        int64_t after = marking_question(now, &shown[i], &answers[i]);
        out->before += before;
        out->after += after;
        if (before != after)
            out->question[out->count++] = (struct changed_question){shown[i], i + 1, before, after};
    }
}

/* --- an answer in words --- */

/* The option at that position as shown, from 1. */
static void say_option(const struct exam *exam, const struct paper_question *shown,
                       const struct wire_word *word, struct buffer *out)
{
    const struct question *q = &exam->questions[shown->question];
    int64_t at;
    if (!wire_integer(word, 1, (int64_t)q->option_count, &at)) {
        buffer_text(out, "-"); /* a prompt without an option */
        return;
    }
    const char *text = q->options[shown->option[at - 1]].text;
    if (exam->confidential)
        buffer_printf(out, "option %d", shown->option[at - 1] + 1);
    else
        printable_append(out, text, strlen(text), PRINTABLE_LINE);
}

static void say_prompt(const struct exam *exam, const struct question *q, size_t i,
                       struct buffer *out)
{
    if (exam->confidential)
        buffer_printf(out, "%zu", i + 1);
    else
        printable_append(out, q->prompts[i].text, strlen(q->prompts[i].text), PRINTABLE_LINE);
    buffer_text(out, ": ");
}

void changes_say_answer(const struct exam *exam, const struct paper_question *shown,
                        const struct answer *answer, struct buffer *out)
{
    const struct question *q = &exam->questions[shown->question];
    struct wire_word words[EXAM_OPTIONS_MAX];
    size_t count = answer_values(answer, words, EXAM_OPTIONS_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i > 0 ? "; " : "");
        if (i < q->prompt_count)
            say_prompt(exam, q, i, out);
        if (question_has_choices(q))
            say_option(exam, shown, &words[i], out);
        else
            printable_append(out, words[i].data, words[i].len, PRINTABLE_LINE);
    }
}
