#include "server/bank/aiken.h"

#include <string.h>
#include <strings.h>

struct aiken {
    struct builder *b;
    struct builder_question question;
    bool begun;           /* a question is being read */
    bool broken;          /* it has an error already: pass over the rest of it */
    unsigned blank_line;  /* behind the last line that was read of it; 0 for none */
    unsigned likely_line; /* begins as an option does, but not with a capital; 0 for none */
};

static const char no_answer[] = "the question ended without a line 'ANSWER: X'";

/* "A. text" or "A) text": the letter's index, or -1. Without white space behind it, only the letter
 * that comes next begins an option: "U.S. citizens" are text. */
static int option_index(const struct aiken *a, const struct builder_line *line)
{
    if (line->len < 2 || line->text[0] < 'A' || line->text[0] > 'Z')
        return -1;
    if (line->text[1] != '.' && line->text[1] != ')')
        return -1;
    int index = line->text[0] - 'A';
    bool spaced = line->len == 2 || builder_space(line->text + 2, line->len - 2) > 0;
    return spaced || index == (int)a->question.option_count ? index : -1;
}

/* "a. text", "(A) text", "A: text" */
static bool is_likely_option(const struct builder_line *line)
{
    const char *text = line->text;
    return line->len >= 3 &&
           (((text[0] == 'a' || text[0] == 'b') && strchr(".)", text[1]) != NULL) ||
            (text[0] == '(' && strchr("AaBb", text[1]) != NULL && text[2] == ')') ||
            (text[0] == 'A' && strchr(":-", text[1]) != NULL));
}

/* "ANSWER:"; also in other cases, which are refused later. */
static bool is_answer(const struct builder_line *line)
{
    size_t at = 6;
    if (line->len <= at || strncasecmp(line->text, "ANSWER", at) != 0)
        return false;
    while (at < line->len && line->text[at] == ' ')
        at++;
    return at < line->len && line->text[at] == ':';
}

static void reset(struct aiken *a)
{
    builder_question_clear(a->b, &a->question);
    a->begun = a->broken = false;
    a->blank_line = a->likely_line = 0;
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

/* Why this line does not end the question, or NULL. */
static const char *refuse_answer(const struct aiken *a, const struct builder_line *line,
                                 const char *text, size_t len)
{
    if (!a->begun)
        return "ANSWER: without a question before it";
    if (a->question.option_count == 0)
        return "the question has no options: each begins with a capital letter, such as 'A. ' or "
               "'A) '";
    if (memcmp(line->text, "ANSWER:", 7) != 0)
        return "write 'ANSWER: X', in capital letters and without a space before the colon";
    if (len == 0 || (len > 1 && text[1] != '.' && text[1] != ')') || text[0] < 'A' ||
        text[0] >= (char)('A' + a->question.option_count))
        return "ANSWER: must name one of the options above by its capital letter";
    return NULL;
}

/* "ANSWER: B", "ANSWER: B." or "ANSWER: B) text" */
static void take_answer(struct aiken *a, const struct builder_line *line)
{
    struct builder_question *q = &a->question;
    const char *text = (const char *)memchr(line->text, ':', line->len) + 1;
    size_t len = (size_t)(line->text + line->len - text);
    builder_trim(&text, &len);
    const char *words = refuse_answer(a, line, text, len);
    if (words != NULL) {
        bool likely = q->option_count == 0 && a->likely_line > 0;
        fail(a, likely ? a->likely_line : line->number, words);
    } else if (!a->broken) {
        q->options[text[0] - 'A'].weight = EXAM_WEIGHT_ONE;
        builder_add(a->b, q);
    }
    reset(a);
}

/* A text before options. Behind a blank line it begins another question. */
static void take_text(struct aiken *a, const struct builder_line *line)
{
    if (a->begun && a->blank_line > 0) {
        fail(a, a->blank_line, no_answer);
        reset(a);
    }
    if (a->question.option_count > 0) {
        fail(a, line->number,
             "expected another option, which begins with the next capital letter, or a line "
             "'ANSWER: X'");
        return;
    }
    if (!a->begun)
        a->question.line = line->number;
    else if (a->likely_line == 0 && is_likely_option(line))
        a->likely_line = line->number;
    a->begun = true;
    if (a->question.text.len > 0)
        buffer_append(&a->question.text, "\n", 1);
    buffer_append(&a->question.text, line->text, line->len);
}

static void take_line(struct aiken *a, const struct builder_line *whole)
{
    struct builder_line line = *whole;
    builder_trim(&line.text, &line.len);
    int index = option_index(a, &line);
    if (line.len == 0) {
        if (a->blank_line == 0)
            a->blank_line = line.number;
        return;
    }
    if (is_answer(&line))
        take_answer(a, &line);
    else if (index >= 0 && a->begun)
        take_option(a, &line, index);
    else
        take_text(a, &line);
    a->blank_line = 0;
}

void aiken_parse(struct builder *b, const char *text, size_t len)
{
    struct aiken a = {.b = b};
    struct builder_line line = {0};
    a.question.kind = QUESTION_SINGLE;
    for (const char *at = text, *end = text + len; builder_next_line(&at, end, &line);)
        take_line(&a, &line);
    if (a.begun && a.blank_line > 0)
        fail(&a, a.blank_line, no_answer);
    else if (a.begun)
        fail(&a, line.number, "the file ended before a line 'ANSWER: X'");
    builder_question_release(b, &a.question);
}
