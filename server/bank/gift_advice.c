#include "server/bank/gift_advice.h"

#include "common/utf8.h"
#include "common/wire.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

enum gift_place gift_place_of(const struct cursor *c, const char *block)
{
    const char *at = c->at;
    while (at > block && strchr(" \t", at[-1]) != NULL)
        at--;
    if (at == block || at[-1] == '{' || at[-1] == '#')
        return GIFT_FIRST;
    if (at[-1] == '\n')
        return GIFT_LINE;
    return at < c->at ? GIFT_SPACED : GIFT_GLUED;
}

/* The beginning of an option's text, to quote: at most 40 bytes of its first line. */
static struct wire_word beginning(const struct gift *g, size_t option)
{
    enum { MOST = 40 };
    const struct buffer *text = &g->question.options[option].text;
    const char *at = text->data != NULL ? text->data : "";
    size_t len = text->len;
    builder_trim(&at, &len);
    const char *line_end = memchr(at, '\n', len);
    if (line_end != NULL)
        len = (size_t)(line_end - at);
    return (struct wire_word){at, utf8_fit(at, len, MOST)};
}

/* Most marks stand at the beginning of lines, or behind spaces: one that does not is probably a
 * sign of the text around it. */
static bool is_odd(const struct gift *g, size_t option)
{
    size_t places[GIFT_PLACES] = {0};
    enum gift_place place = g->marks[option].place;
    for (size_t i = 0; i < g->question.option_count; i++)
        places[g->marks[i].place]++;
    if (places[GIFT_LINE] > 0)
        return (place == GIFT_SPACED || place == GIFT_GLUED) &&
               places[GIFT_LINE] > places[GIFT_SPACED] + places[GIFT_GLUED];
    /* "{=x=4}", while "{=lots=plenty}" are two answers. */
    bool equation = g->question.kind == QUESTION_SHORT && option == 1 &&
                    g->question.option_count == 2 && beginning(g, 0).len <= 2;
    return place == GIFT_GLUED &&
           (equation || (places[GIFT_SPACED] > 0 && places[GIFT_SPACED] >= places[GIFT_GLUED]));
}

static bool advise_odd_marks(struct gift *g)
{
    bool found = false;
    for (size_t i = 1; i < g->question.option_count; i++) {
        struct wire_word text = beginning(g, i);
        char mark = g->marks[i].right && !g->marks[i].tilde ? '=' : '~';
        if (!is_odd(g, i))
            continue;
        builder_warn(g->b, g->marks[i].line,
                     "'%.*s' is an answer of its own, because of the '%c' before it: write \\%c if "
                     "the sign belongs to the text",
                     (int)text.len, text.data, mark, mark);
        found = true;
    }
    return found;
}

static void advise_several_right(struct gift *g)
{
    size_t right[2] = {0}, count = 0;
    for (size_t i = 0; i < g->question.option_count; i++)
        if (g->question.options[i].weight == EXAM_WEIGHT_ONE && count++ < 2)
            right[count - 1] = i;
    if (count < 2)
        return;
    struct wire_word a = beginning(g, right[0]), b = beginning(g, right[1]);
    builder_warn(g->b, g->marks[right[1]].line,
                 "people choose one option, and both '%.*s' and '%.*s' are right: write \\= for a "
                 "sign of the text, or ~%%50%% before each one of several that are to be chosen",
                 (int)a.len, a.data, (int)b.len, b.data);
}

/* "C#" without feedback behind the "#". Moodle exports a "#" behind each answer, and behind each
 * short answer, which has a weight then. */
static void advise_lost_hash(struct gift *g)
{
    const struct builder_question *q = &g->question;
    bool some_without = q->option_count == 1 && !g->marks[0].weighted;
    for (size_t i = 0; i < q->option_count; i++)
        some_without |= !g->marks[i].hash;
    for (size_t i = 0; some_without && i < q->option_count; i++) {
        const struct buffer *option = &q->options[i].text, *feedback = &q->options[i].feedback;
        const char *rest = feedback->data != NULL ? feedback->data : "";
        size_t len = feedback->len;
        builder_trim(&rest, &len);
        if (!g->marks[i].hash || len > 0 || option->len == 0 ||
            strchr(" \t\n", option->data[option->len - 1]) != NULL)
            continue;
        struct wire_word text = beginning(g, i);
        builder_warn(g->b, g->marks[i].line,
                     "the '#' behind '%.*s' is not shown, because it begins feedback: write \\# if "
                     "it belongs to the text",
                     (int)text.len, text.data);
    }
}

void gift_advise_marks(struct gift *g)
{
    advise_lost_hash(g);
    if (g->question.kind == QUESTION_NUMERIC || g->question.kind == QUESTION_MATCHING)
        return;
    bool odd = advise_odd_marks(g);
    if (!odd && g->question.kind == QUESTION_SINGLE)
        advise_several_right(g);
}

/* Does an answer seem to begin here, behind `before`: at the beginning of a line, or "~b" behind a
 * space? */
static bool is_answer(const struct cursor *c, char before)
{
    if (*c->at != '~' && *c->at != '=')
        return false;
    return before == '\n' || (before == ' ' && *c->at == '~' && c->end - c->at > 1 &&
                              (is_letter(c->at[1]) || c->at[1] == '%'));
}

void gift_advise_feedback(struct gift *g, struct cursor from, const char *end)
{
    char before = '#';
    for (struct cursor c = from; c.at < end; cursor_step(&c)) {
        if (is_answer(&c, before)) {
            builder_warn(g->b, c.line,
                         "the '%c' begins no answer here, but is a part of the feedback behind "
                         "'####': write that feedback behind the last answer",
                         *c.at);
            return;
        }
        if (before != '\n' || strchr(" \t", *c.at) == NULL)
            before = *c.at;
    }
}

/* --- backslashes --- */

/* LaTeX commands that begin with n, without it. The first few are words of texts, too: they count
 * only where the question has a formula. */
static const char *const commands[] = {
    "e",      "i",       "u",        "abla",   "atural",     "earrow",    "eg",
    "eq",     "exists",  "geq",      "gtr",    "leq",        "less",      "mid",
    "ot",     "otin",    "parallel", "prec",   "sim",        "subseteq",  "succ",
    "ewline", "oindent", "olimits",  "warrow", "Rightarrow", "rightarrow"};
enum { WORDS_TOO = 3 };

static const char *find_command(const char *at, const char *end, bool formula)
{
    size_t len = 0;
    while (at + len < end && is_letter(at[len]))
        len++;
    for (size_t i = formula ? 0 : WORDS_TOO; i < sizeof commands / sizeof commands[0]; i++)
        if (strlen(commands[i]) == len && memcmp(commands[i], at, len) == 0)
            return commands[i];
    return NULL;
}

void gift_advise_escapes(struct gift *g)
{
    struct cursor c = {g->block.data, g->block.data + g->block.len, g->block_line};
    bool formula = memchr(c.at, '$', g->block.len) != NULL;
    for (; !cursor_at_end(&c); cursor_step(&c)) {
        if (*c.at != '\\' || c.end - c.at < 2)
            continue;
        cursor_step(&c);
        const char *command = *c.at == 'n' ? find_command(c.at + 1, c.end, formula) : NULL;
        if (command == NULL)
            continue;
        builder_warn(g->b, c.line, "'\\n%s' is read as a line end and '%s': write '\\\\n%s'",
                     command, command, command);
        return;
    }
}
