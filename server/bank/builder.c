#include "server/bank/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ERRORS_MOST = 100 };

bool builder_next_line(const char **at, const char *end, struct builder_line *line)
{
    const char *p = *at;
    if (p == end)
        return false;
    while (p < end && *p != '\n' && *p != '\r')
        p++;
    line->text = *at;
    line->len = (size_t)(p - *at);
    line->number++;
    if (p < end && *p == '\r' && p + 1 < end && p[1] == '\n')
        p++;
    *at = p < end ? p + 1 : end;
    return true;
}

void builder_error(struct builder *b, unsigned line, const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args);
    va_end(args);
    b->error_count++;
    if (b->error_count == ERRORS_MOST + 1)
        buffer_printf(b->errors, "%s: more than %d errors\n", b->file, ERRORS_MOST);
    if (b->error_count <= ERRORS_MOST)
        buffer_printf(b->errors, "%s:%u: %s\n", b->file, line, words);
}

void builder_trim(const char **text, size_t *len)
{
    while (*len > 0 && strchr(" \t\r\n", (*text)[0]) != NULL) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && strchr(" \t\r\n", (*text)[*len - 1]) != NULL)
        (*len)--;
}

void builder_question_release(struct builder_question *question)
{
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        buffer_release(&question->options[i].text);
}

static char *copy(struct builder *b, const char *text, size_t len)
{
    char *made = malloc(len + 1);
    if (made == NULL) {
        b->nomem = true;
        return NULL;
    }
    if (len > 0)
        memcpy(made, text, len);
    made[len] = '\0';
    return made;
}

static char *copy_trimmed(struct builder *b, const struct buffer *from)
{
    const char *text = from->data ? from->data : "";
    size_t len = from->len;
    builder_trim(&text, &len);
    return copy(b, text, len);
}

static size_t trimmed_len(const struct buffer *from)
{
    const char *text = from->data ? from->data : "";
    size_t len = from->len;
    builder_trim(&text, &len);
    return len;
}

static bool acceptable(struct builder *b, const struct builder_question *q)
{
    unsigned before = b->error_count;
    size_t len = trimmed_len(q->text);
    if (len == 0)
        builder_error(b, q->line, "the question has no text");
    if (len > BANK_TEXT_BYTES)
        builder_error(b, q->line, "the question's text has %zu bytes, at most %d are allowed", len,
                      BANK_TEXT_BYTES);
    if (q->option_count < 2)
        builder_error(b, q->line, "the question has %zu options, at least 2 are needed",
                      q->option_count);
    if (strlen(q->name) > BANK_NAME_BYTES || strlen(q->category) > BANK_NAME_BYTES)
        builder_error(b, q->line, "the name or category is longer than %d bytes", BANK_NAME_BYTES);
    for (size_t i = 0; i < q->option_count; i++) {
        len = trimmed_len(&q->options[i].text);
        if (len == 0)
            builder_error(b, q->line, "option %zu has no text", i + 1);
        if (len > BANK_OPTION_BYTES)
            builder_error(b, q->line, "option %zu has %zu bytes, at most %d are allowed", i + 1,
                          len, BANK_OPTION_BYTES);
    }
    if (b->exam.question_count == EXAM_QUESTIONS_MAX)
        builder_error(b, q->line, "the bank has more than %d questions", EXAM_QUESTIONS_MAX);
    return b->error_count == before;
}

static bool make_room(struct builder *b)
{
    if (b->exam.question_count < b->question_cap)
        return true;
    size_t cap = b->question_cap ? b->question_cap * 2 : 64;
    struct question *grown = realloc(b->exam.questions, cap * sizeof *grown);
    if (grown == NULL) {
        b->nomem = true;
        return false;
    }
    b->exam.questions = grown;
    b->question_cap = cap;
    return true;
}

void builder_add(struct builder *b, const struct builder_question *from)
{
    if (!acceptable(b, from) || !make_room(b))
        return;
    struct question *q = &b->exam.questions[b->exam.question_count++];
    *q = (struct question){
        .kind = from->kind,
        .name = copy(b, from->name, strlen(from->name)),
        .category = copy(b, from->category, strlen(from->category)),
        .text = copy_trimmed(b, from->text),
        .points = EXAM_POINT,
        .options = calloc(from->option_count, sizeof *q->options),
    };
    if (q->options == NULL) {
        b->nomem = true;
        return;
    }
    q->option_count = from->option_count;
    for (size_t i = 0; i < from->option_count; i++) {
        q->options[i].text = copy_trimmed(b, &from->options[i].text);
        q->options[i].weight = from->options[i].weight;
    }
}
