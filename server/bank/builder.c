#include "server/bank/builder.h"

#include "common/array.h"
#include "server/core/typed.h"
#include "common/utf8.h"
#include "server/bank/advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ERRORS_MOST = 100 };

bool builder_next_line(const char **at, const char *end, struct builder_line *line)
{
    if (*at == end)
        return false;
    const char *stop = memchr(*at, '\n', (size_t)(end - *at));
    line->text = *at;
    line->len = (size_t)((stop != NULL ? stop : end) - *at);
    line->number++;
    *at = stop != NULL ? stop + 1 : end;
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

size_t builder_space(const char *at, size_t left)
{
    uint32_t code;
    if (left == 0)
        return 0;
    if (strchr(" \t\n", *at) != NULL)
        return *at != '\0';
    size_t used = utf8_read(at, left, &code);
    return used > 0 && utf8_space(code) ? used : 0;
}

void builder_warn(struct builder *b, unsigned line, const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(words, sizeof words, format, args);
    va_end(args);
    advice_line(b->warnings, b->file, line, b->exam.question_count + 1, words);
}

/* The bytes of the white space at the end. */
static size_t space_at_end(const char *text, size_t len)
{
    size_t begin = len > 0 ? len - 1 : 0;
    while (begin > 0 && ((unsigned char)text[begin] & 0xC0) == 0x80)
        begin--;
    return builder_space(text + begin, len - begin);
}

void builder_trim(const char **text, size_t *len)
{
    size_t space;
    while ((space = builder_space(*text, *len)) > 0) {
        *text += space;
        *len -= space;
    }
    while ((space = space_at_end(*text, *len)) > 0)
        *len -= space;
}

/* All texts of a question, the category last. */
enum { TEXTS_MAX = 2 * EXAM_OPTIONS_MAX + EXAM_PROMPTS_MAX + 6 };

static size_t all_texts(struct builder_question *q, struct buffer *out[TEXTS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++) {
        out[count++] = &q->options[i].text;
        out[count++] = &q->options[i].feedback;
    }
    for (size_t i = 0; i < EXAM_PROMPTS_MAX; i++)
        out[count++] = &q->prompts[i].text;
    out[count++] = &q->text;
    out[count++] = &q->feedback;
    out[count++] = &q->name;
    out[count++] = &q->id;
    out[count++] = &q->tags;
    out[count++] = &q->category;
    return count;
}

void builder_question_clear(struct builder *b, struct builder_question *q)
{
    struct buffer *texts[TEXTS_MAX];
    size_t count = all_texts(q, texts);
    for (size_t i = 0; i + 1 < count; i++) {
        b->nomem |= texts[i]->failed;
        buffer_clear(texts[i]);
    }
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++) {
        q->options[i].weight = 0;
        q->options[i].low = q->options[i].high = 0;
    }
    q->option_count = q->prompt_count = 0;
}

void builder_question_release(struct builder *b, struct builder_question *q)
{
    struct buffer *texts[TEXTS_MAX];
    size_t count = all_texts(q, texts);
    for (size_t i = 0; i < count; i++) {
        b->nomem |= texts[i]->failed;
        buffer_release(texts[i]);
    }
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

static void check_text(struct builder *b, const struct builder_question *q,
                       const struct buffer *text, size_t most, const char *what)
{
    size_t len = trimmed_len(text);
    if (len > most)
        builder_error(b, q->line, "the %s has %zu bytes, at most %zu are allowed", what, len, most);
}

static void check_options(struct builder *b, const struct builder_question *q)
{
    bool wants_two = q->kind <= QUESTION_MATCHING;
    if (wants_two && q->option_count < 2)
        builder_error(b, q->line, "the question has %zu option%s, at least 2 are needed",
                      q->option_count, q->option_count == 1 ? "" : "s");
    for (size_t i = 0; i < q->option_count; i++) {
        if (trimmed_len(&q->options[i].text) == 0 && q->kind != QUESTION_NUMERIC)
            builder_error(b, q->line, "option %zu has no text", i + 1);
        check_text(b, q, &q->options[i].text, BANK_OPTION_BYTES, "text of an option");
        check_text(b, q, &q->options[i].feedback, BANK_OPTION_BYTES, "feedback of an option");
    }
    for (size_t i = 0; i < q->prompt_count; i++)
        check_text(b, q, &q->prompts[i].text, BANK_OPTION_BYTES, "left part of a pair");
}

static bool acceptable(struct builder *b, const struct builder_question *q)
{
    unsigned before = b->error_count;
    if (trimmed_len(&q->text) == 0)
        builder_error(b, q->line, "the question has no text");
    check_text(b, q, &q->text, BANK_TEXT_BYTES, "question's text");
    check_text(b, q, &q->feedback, BANK_TEXT_BYTES, "feedback");
    check_text(b, q, &q->name, BANK_NAME_BYTES, "name");
    check_text(b, q, &q->id, BANK_NAME_BYTES, "[id:...]");
    check_text(b, q, &q->tags, BANK_NAME_BYTES, "list of tags");
    check_text(b, q, &q->category, BANK_NAME_BYTES, "category");
    check_options(b, q);
    if (b->exam.question_count == EXAM_QUESTIONS_MAX)
        builder_error(b, q->line, "the bank has more than %d questions", EXAM_QUESTIONS_MAX);
    return b->error_count == before;
}

static bool make_room(struct builder *b)
{
    bool room = array_grow((void **)&b->exam.questions, &b->question_cap, b->exam.question_count,
                           sizeof *b->exam.questions);
    if (!room)
        b->nomem = true;
    return room;
}

static void copy_options(struct builder *b, struct question *q, const struct builder_question *from)
{
    for (size_t i = 0; i < from->option_count; i++) {
        struct option *o = &q->options[q->option_count++];
        o->text = copy_trimmed(b, &from->options[i].text);
        o->feedback = copy_trimmed(b, &from->options[i].feedback);
        o->weight = from->options[i].weight;
        o->low = from->options[i].low;
        o->high = from->options[i].high;
        o->pattern = from->kind == QUESTION_SHORT && o->text != NULL && typed_is_pattern(o->text);
    }
    for (size_t i = 0; i < from->prompt_count; i++) {
        struct prompt *p = &q->prompts[q->prompt_count++];
        p->text = copy_trimmed(b, &from->prompts[i].text);
        p->option = from->prompts[i].option;
    }
}

void builder_add(struct builder *b, const struct builder_question *from)
{
    if (!acceptable(b, from) || !make_room(b))
        return;
    struct question *q = &b->exam.questions[b->exam.question_count];
    *q = (struct question){
        .kind = from->kind,
        .name = copy_trimmed(b, &from->name),
        .id = copy_trimmed(b, &from->id),
        .tags = copy_trimmed(b, &from->tags),
        .category = copy_trimmed(b, &from->category),
        .text = copy_trimmed(b, &from->text),
        .line = from->line,
        .feedback = copy_trimmed(b, &from->feedback),
        .points = from->kind == QUESTION_DESCRIPTION ? 0 : EXAM_POINT,
        .options = calloc(from->option_count + 1, sizeof *q->options),
        .prompts = calloc(from->prompt_count + 1, sizeof *q->prompts),
    };
    if (q->options == NULL || q->prompts == NULL)
        b->nomem = true;
    else
        copy_options(b, q, from);
    if (!b->nomem)
        advice_question(&b->exam, b->exam.question_count, b->file, b->warnings);
    b->exam.question_count++;
}
