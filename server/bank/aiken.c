#include "server/bank/aiken.h"

#include <string.h>

struct aiken {
    struct builder *b;
    struct builder_question question;
    bool begun;  /* a question is being read */
    bool broken; /* it has an error already: pass over the rest of it */
};

/* "A. text" or "A) text": the letter's index, or -1. */
static int option_index(const struct builder_line *line)
{
    if (line->len < 2 || line->text[0] < 'A' || line->text[0] > 'Z')
        return -1;
    if (line->text[1] != '.' && line->text[1] != ')')
        return -1;
    if (line->len > 2 && line->text[2] != ' ' && line->text[2] != '\t')
        return -1;
    return line->text[0] - 'A';
}

static bool is_answer(const struct builder_line *line)
{
    return line->len >= 7 && memcmp(line->text, "ANSWER:", 7) == 0;
}

static void reset(struct aiken *a)
{
    builder_question_clear(a->b, &a->question);
    a->begun = a->broken = false;
}

static void fail(struct aiken *a, unsigned line, const char *words)
{
    if (!a->broken)
        builder_error(a->b, line, "%s", words);
    a->broken = true;
}

static void take_option(struct aiken *a, const struct builder_line *line, int index)
{
    struct builder_question *q = &a->question;
    if (index != (int)q->option_count) {
        if (!a->broken)
            builder_error(a->b, line->number, "expected option %c, found %c",
                          (char)('A' + q->option_count), line->text[0]);
        a->broken = true;
        return;
    }
    buffer_append(&q->options[index].text, line->text + 2, line->len - 2);
    q->option_count++;
}

static void take_answer(struct aiken *a, const struct builder_line *line)
{
    struct builder_question *q = &a->question;
    const char *text = line->text + 7;
    size_t len = line->len - 7;
    builder_trim(&text, &len);
    if (len != 1 || text[0] < 'A' || text[0] >= (char)('A' + q->option_count)) {
        fail(a, line->number, "ANSWER: must name one of the options above by its letter");
    } else if (!a->broken) {
        q->options[text[0] - 'A'].weight = EXAM_WEIGHT_ONE;
        builder_add(a->b, q);
    }
    reset(a);
}

static void take_text(struct aiken *a, const struct builder_line *line)
{
    if (a->question.option_count > 0) {
        fail(a, line->number, "expected another option or a line 'ANSWER: X'");
        return;
    }
    if (!a->begun)
        a->question.line = line->number;
    a->begun = true;
    if (a->question.text.len > 0)
        buffer_append(&a->question.text, "\n", 1);
    buffer_append(&a->question.text, line->text, line->len);
}

static void take_line(struct aiken *a, const struct builder_line *line)
{
    int index = option_index(line);
    const char *text = line->text;
    size_t len = line->len;
    builder_trim(&text, &len);
    if (len == 0) {
        if (a->begun) {
            fail(a, line->number, "the question ended without a line 'ANSWER: X'");
            reset(a);
        }
    } else if (is_answer(line)) {
        if (!a->begun)
            fail(a, line->number, "ANSWER: without a question before it");
        take_answer(a, line);
    } else if (index >= 0 && a->begun) {
        take_option(a, line, index);
    } else {
        take_text(a, line);
    }
}

void aiken_parse(struct builder *b, const char *text, size_t len)
{
    struct aiken a = {.b = b};
    struct builder_line line = {0};
    a.question.kind = QUESTION_SINGLE;
    for (const char *at = text, *end = text + len; builder_next_line(&at, end, &line);)
        take_line(&a, &line);
    if (a.begun)
        fail(&a, line.number, "the file ended before a line 'ANSWER: X'");
    builder_question_release(b, &a.question);
}
