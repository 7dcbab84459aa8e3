#include "client/view.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool get_integer(const struct wire_value *values, size_t count, const char *name,
                        int64_t *out)
{
    const struct wire_value *v = wire_pair(values, count, name);
    if (v == NULL || v->type != WIRE_INTEGER)
        return false;
    *out = v->integer;
    return true;
}

static bool is_text(const struct wire_value *v, const char *text)
{
    return v->len == strlen(text) && memcmp(v->data, text, v->len) == 0;
}

static bool get_state(const struct wire_value *values, size_t count, enum view_state *out)
{
    const struct wire_value *v = wire_pair(values, count, "state");
    if (v == NULL || v->type != WIRE_BULK)
        return false;
    if (is_text(v, "ready"))
        *out = VIEW_READY;
    else if (is_text(v, "running"))
        *out = VIEW_RUNNING;
    else if (is_text(v, "finished"))
        *out = VIEW_FINISHED;
    else
        return false;
    return true;
}

bool view_take_exam(struct view *view, const struct wire_value *values, size_t count,
                    struct mono now)
{
    int64_t questions, seconds, remaining;
    enum view_state state;
    const struct wire_value *title = wire_pair(values, count, "title");
    if (title == NULL || title->type != WIRE_BULK ||
        !get_integer(values, count, "questions", &questions) || questions < 1 ||
        questions > VIEW_QUESTIONS || !get_integer(values, count, "seconds", &seconds) ||
        !get_integer(values, count, "remaining", &remaining) || !get_state(values, count, &state))
        return false;
    (void)snprintf(view->title, sizeof view->title, "%.*s",
                   (int)(title->len < VIEW_TITLE_SIZE ? title->len : VIEW_TITLE_SIZE - 1),
                   title->data);
    view->questions = (size_t)questions;
    view->seconds = seconds;
    view->state = state;
    view->deadline.ms = now.ms + remaining * 1000;
    if (view->current == 0)
        view->current = 1;
    return true;
}

/* The texts of an array among the pairs; false when it is not there or too long. */
static bool get_texts(const struct wire_value *values, size_t count, const char *name,
                      struct wire_word *out, size_t max, size_t *out_count)
{
    const struct wire_value *v = wire_pair(values, count, name);
    if (v == NULL || v->type != WIRE_ARRAY || v->count > max)
        return false;
    for (size_t i = 0; i < v->count; i++) {
        if (v[1 + i].type != WIRE_BULK)
            return false;
        out[i] = (struct wire_word){v[1 + i].data, v[1 + i].len};
    }
    *out_count = v->count;
    return true;
}

bool view_take_question(struct view *view, const struct wire_value *values, size_t count,
                        struct view_question *out)
{
    struct view_question q = {0};
    struct wire_word saved[VIEW_OPTIONS];
    size_t saved_count;
    int64_t number;
    const struct wire_value *text = wire_pair(values, count, "text");
    const struct wire_value *kind = wire_pair(values, count, "kind");
    if (text == NULL || text->type != WIRE_BULK || kind == NULL || kind->type != WIRE_BULK ||
        !get_integer(values, count, "number", &number) || number < 1 ||
        number > (int64_t)view->questions ||
        !get_texts(values, count, "options", q.options, VIEW_OPTIONS, &q.option_count) ||
        !get_texts(values, count, "answer", saved, VIEW_OPTIONS, &saved_count))
        return false;
    q.number = (size_t)number;
    q.multiple = is_text(kind, "multiple");
    q.text = (struct wire_word){text->data, text->len};
    uint32_t choices = 0;
    for (size_t i = 0; i < saved_count; i++) {
        int64_t position;
        if (wire_integer(&saved[i], 1, VIEW_OPTIONS, &position))
            choices |= (uint32_t)1 << (position - 1);
    }
    view->current = q.number;
    view->choices[q.number] = choices;
    *out = q;
    return true;
}

void view_saved(struct view *view, size_t number, uint32_t choices)
{
    view->choices[number] = choices;
}

int64_t view_seconds_left(const struct view *view, struct mono now)
{
    int64_t left_ms = view->deadline.ms - now.ms;
    return left_ms > 0 ? (left_ms + 999) / 1000 : 0;
}

size_t view_unanswered(const struct view *view)
{
    size_t unanswered = 0;
    for (size_t i = 1; i <= view->questions; i++)
        unanswered += view->choices[i] == 0;
    return unanswered;
}

/* "2", or for a question with several answers "1 3" or "1,3". */
static bool parse_choices(const struct view_question *q, const char *line, uint32_t *out)
{
    uint32_t choices = 0;
    size_t chosen = 0;
    for (const char *p = line; *p != '\0';) {
        if (strchr(" ,;\t", *p) != NULL) {
            p++;
            continue;
        }
        char *end;
        unsigned long position = isdigit((unsigned char)*p) ? strtoul(p, &end, 10) : 0;
        if (position < 1 || position > q->option_count)
            return false;
        choices |= (uint32_t)1 << (position - 1);
        chosen++;
        p = end;
    }
    if (chosen == 0 || (chosen > 1 && !q->multiple))
        return false;
    *out = choices;
    return true;
}

static struct view_input parse_letter(const struct view *view, const char *line)
{
    struct view_input input = {.command = VIEW_NOT_UNDERSTOOD};
    const char *rest = line + 1;
    while (isalpha((unsigned char)*rest))
        rest++;
    while (*rest == ' ')
        rest++;
    char letter = (char)tolower((unsigned char)line[0]);
    if (letter == 'g' || letter == 'i') {
        char *end;
        unsigned long number = strtoul(rest, &end, 10);
        if (end != rest && *end == '\0' && number >= 1 && number <= view->questions) {
            input.command = VIEW_GO;
            input.number = number;
        }
        return input;
    }
    if (*rest != '\0')
        return input;
    static const struct {
        const char *letters;
        enum view_command command;
    } letters[] = {{"ns", VIEW_NEXT},   {"pa", VIEW_PREVIOUS}, {"l", VIEW_LIST}, {"cb", VIEW_CLEAR},
                   {"ft", VIEW_FINISH}, {"qx", VIEW_LEAVE},    {"h?", VIEW_HELP}};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (strchr(letters[i].letters, letter) != NULL)
            input.command = letters[i].command;
    return input;
}

struct view_input view_parse(const struct view *view, const struct view_question *question,
                             const char *line)
{
    struct view_input input = {.command = VIEW_NOT_UNDERSTOOD};
    while (*line == ' ' || *line == '\t')
        line++;
    if (*line == '\0')
        input.command = VIEW_NEXT;
    else if (parse_choices(question, line, &input.choices))
        input.command = VIEW_ANSWER;
    else if (!isdigit((unsigned char)*line))
        input = parse_letter(view, line);
    return input;
}
