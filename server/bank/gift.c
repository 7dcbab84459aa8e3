#include "server/bank/gift.h"

#include <string.h>

enum { WEIGHT_TOLERANCE = EXAM_WEIGHT_ONE / 10000 };

static const char blank[] = "_____";

/* A place in the text, with its line. */
struct cursor {
    const char *at, *end;
    unsigned line;
};

struct gift {
    struct builder *b;
    struct buffer block;    /* one question's lines, comments left out, ends as LF */
    unsigned block_line;    /* of its first line */
    struct buffer category; /* NUL-terminated */
    struct buffer name;     /* NUL-terminated */
    struct buffer text;
    struct builder_question question;
    struct {
        bool right, weighted;
    } marks[EXAM_OPTIONS_MAX];
};

static void step(struct cursor *c)
{
    if (*c->at == '\n')
        c->line++;
    c->at++;
}

static void skip_space(struct cursor *c)
{
    while (c->at < c->end && strchr(" \t\n", *c->at) != NULL)
        step(c);
}

/* An escaped character stands for itself, "\n" for a line end. */
static void put_char(struct cursor *c, struct buffer *out)
{
    if (*c->at == '\\' && c->at + 1 < c->end && strchr("~=#{}:\\n", c->at[1]) != NULL) {
        step(c);
        buffer_append(out, *c->at == 'n' ? "\n" : c->at, 1);
    } else {
        buffer_append(out, c->at, 1);
    }
    step(c);
}

/* Copies up to one of the stop characters, which stays unread. */
static void take_until(struct cursor *c, const char *stops, struct buffer *out)
{
    while (c->at < c->end && strchr(stops, *c->at) == NULL)
        put_char(c, out);
}

static bool looking_at(const struct cursor *c, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(c->end - c->at) >= len && memcmp(c->at, text, len) == 0;
}

/* "[html]" and the like say how a text is to be shown; here all is plain text. */
static void skip_format(struct cursor *c)
{
    static const char *const formats[] = {"[html]", "[moodle]", "[plain]", "[markdown]"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (looking_at(c, formats[i]))
            c->at += strlen(formats[i]);
}

static void take_name(struct gift *g, struct cursor *c)
{
    buffer_clear(&g->name);
    skip_space(c);
    unsigned line = c->line;
    if (looking_at(c, "::")) {
        c->at += 2;
        while (c->at < c->end && !looking_at(c, "::"))
            put_char(c, &g->name);
        if (c->at == c->end)
            builder_error(g->b, line, "the question's name is not closed by '::'");
        else
            c->at += 2;
    }
    buffer_append(&g->name, "", 1);
    skip_space(c);
    skip_format(c);
}

/* A weight between percent signs, in EXAM_WEIGHT_ONE, with at most five decimals. */
static bool parse_weight(const char *text, size_t len, int32_t *out)
{
    bool negative = len > 0 && text[0] == '-', dotted = false;
    int64_t value = 0, unit = EXAM_WEIGHT_ONE / 100;
    size_t i = negative ? 1 : 0, digits = 0;
    for (; i < len; i++) {
        if ((text[i] == '.' || text[i] == ',') && !dotted) {
            dotted = true;
            continue;
        }
        if (text[i] < '0' || text[i] > '9' || value > EXAM_WEIGHT_ONE)
            return false;
        digits++;
        if (!dotted) {
            value = value * 10 + (text[i] - '0') * unit;
        } else {
            unit /= 10;
            value += (text[i] - '0') * unit;
        }
    }
    if (digits == 0 || value > EXAM_WEIGHT_ONE)
        return false;
    *out = (int32_t)(negative ? -value : value);
    return true;
}

static void take_weight(struct gift *g, struct cursor *c, size_t index)
{
    if (c->at == c->end || *c->at != '%')
        return;
    const char *from = ++c->at;
    while (c->at < c->end && *c->at != '%' && *c->at != '\n')
        c->at++;
    bool closed = c->at < c->end && *c->at == '%';
    if (!closed || !parse_weight(from, (size_t)(c->at - from), &g->question.options[index].weight))
        builder_error(g->b, c->line,
                      "a weight is a number from -100 to 100 between percent signs, "
                      "such as %%50%%");
    g->marks[index].weighted = true;
    if (closed)
        c->at++;
}

/* Feedback is for after the exam. */
static void skip_feedback(struct cursor *c)
{
    struct buffer dropped = {0};
    if (c->at < c->end && *c->at == '#')
        take_until(c, "=~}", &dropped);
    buffer_release(&dropped);
}

static bool take_option(struct gift *g, struct cursor *c)
{
    struct builder_question *q = &g->question;
    if (*c->at != '=' && *c->at != '~') {
        builder_error(g->b, c->line, "expected '=' or '~' before an option");
        return false;
    }
    if (q->option_count == EXAM_OPTIONS_MAX) {
        builder_error(g->b, c->line, "the question has more than %d options", EXAM_OPTIONS_MAX);
        return false;
    }
    size_t index = q->option_count++;
    g->marks[index].right = *c->at == '=';
    g->marks[index].weighted = false;
    q->options[index].weight = *c->at == '=' ? EXAM_WEIGHT_ONE : 0;
    step(c);
    skip_space(c);
    take_weight(g, c, index);
    skip_space(c);
    skip_format(c);
    take_until(c, "=~#}", &q->options[index].text);
    skip_feedback(c);
    return true;
}

static bool word_is(const char *text, size_t len, const char *upper)
{
    if (len != strlen(upper))
        return false;
    for (size_t i = 0; i < len; i++)
        if ((text[i] & ~0x20) != upper[i])
            return false;
    return true;
}

/* {T}, {TRUE}, {F} or {FALSE}, perhaps with feedback. */
static bool take_truefalse(struct gift *g, struct cursor *c)
{
    struct builder_question *q = &g->question;
    const char *from = c->at;
    size_t len = 0;
    while (from + len < c->end && strchr("#}", from[len]) == NULL)
        len++;
    builder_trim(&from, &len);
    bool yes = word_is(from, len, "T") || word_is(from, len, "TRUE");
    bool no = word_is(from, len, "F") || word_is(from, len, "FALSE");
    if (!yes && !no)
        return false;
    q->kind = QUESTION_TRUEFALSE;
    q->option_count = 2;
    buffer_text(&q->options[0].text, "Verdadero");
    buffer_text(&q->options[1].text, "Falso");
    q->options[0].weight = yes ? EXAM_WEIGHT_ONE : 0;
    q->options[1].weight = no ? EXAM_WEIGHT_ONE : 0;
    struct buffer dropped = {0};
    take_until(c, "}", &dropped);
    buffer_release(&dropped);
    return true;
}

/* Says what kind the options make, or what is wrong with them. */
static void judge_options(struct gift *g, unsigned line)
{
    struct builder_question *q = &g->question;
    size_t right = 0, weighted = 0;
    int64_t sum = 0;
    for (size_t i = 0; i < q->option_count; i++) {
        right += g->marks[i].right;
        weighted += g->marks[i].weighted;
        if (q->options[i].weight > 0)
            sum += q->options[i].weight;
    }
    q->kind = QUESTION_SINGLE;
    if (right == 1)
        return;
    if (right > 1 && right == q->option_count)
        builder_error(g->b, line,
                      "short-answer questions are not supported: give wrong options "
                      "with '~'");
    else if (right > 1)
        builder_error(g->b, line,
                      "the question has %zu options with '='; mark several right ones "
                      "with '~' and weights that add up to 100 %%",
                      right);
    else if (weighted == 0)
        builder_error(g->b, line, "no option is right: mark it with '='");
    else if (sum < EXAM_WEIGHT_ONE - WEIGHT_TOLERANCE || sum > EXAM_WEIGHT_ONE + WEIGHT_TOLERANCE)
        builder_error(g->b, line, "the positive weights add up to %lld.%05lld %% and not to 100 %%",
                      (long long)(sum / 100000), (long long)(sum % 100000));
    q->kind = QUESTION_MULTIPLE;
}

/* "=prompt -> answer". */
static bool looks_matching(const struct gift *g)
{
    for (size_t i = 0; i < g->question.option_count; i++) {
        const struct buffer *text = &g->question.options[i].text;
        for (size_t k = 0; g->marks[i].right && k + 1 < text->len; k++)
            if (text->data[k] == '-' && text->data[k + 1] == '>')
                return true;
    }
    return false;
}

/* The part between the braces; the cursor stands behind "{". False after an error. */
static bool take_answers(struct gift *g, struct cursor *c)
{
    unsigned line = c->line, errors = g->b->error_count;
    skip_space(c);
    if (c->at < c->end && *c->at == '}') {
        builder_error(g->b, line, "essay questions are not supported");
        return false;
    }
    if (c->at < c->end && *c->at == '#') {
        builder_error(g->b, line, "numerical questions are not supported");
        return false;
    }
    if (!take_truefalse(g, c)) {
        while (c->at < c->end && *c->at != '}' && !looking_at(c, "####"))
            if (!take_option(g, c))
                return false;
        struct buffer dropped = {0};
        take_until(c, "}", &dropped); /* general feedback */
        buffer_release(&dropped);
        if (looks_matching(g)) {
            builder_error(g->b, line, "matching questions are not supported");
            return false;
        }
        judge_options(g, line);
    }
    if (c->at == c->end) {
        builder_error(g->b, line, "the brace that opens here is not closed before the blank line");
        return false;
    }
    step(c);
    return g->b->error_count == errors;
}

static void clear_question(struct gift *g)
{
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        buffer_clear(&g->question.options[i].text);
    g->question.option_count = 0;
    buffer_clear(&g->text);
}

static void parse_block(struct gift *g)
{
    struct cursor c = {g->block.data, g->block.data + g->block.len, g->block_line};
    unsigned errors = g->b->error_count;
    clear_question(g);
    take_name(g, &c);
    g->question.line = c.line;
    take_until(&c, "{", &g->text);
    if (c.at == c.end) {
        builder_error(g->b, g->block_line,
                      "the question has no answers in braces (descriptions "
                      "are not supported)");
        return;
    }
    step(&c);
    if (!take_answers(g, &c) || g->b->error_count != errors)
        return;
    struct buffer rest = {0};
    take_until(&c, "{", &rest);
    const char *text = rest.data ? rest.data : "";
    size_t len = rest.len;
    builder_trim(&text, &len);
    if (c.at < c.end)
        builder_error(g->b, c.line, "the question has answers in braces twice");
    if (len > 0) {
        buffer_text(&g->text, blank);
        buffer_append(&g->text, rest.data, rest.len);
    }
    g->b->nomem |= rest.failed || g->text.failed;
    buffer_release(&rest);
    if (g->b->error_count == errors && !g->b->nomem && !g->name.failed && !g->category.failed) {
        g->question.name = g->name.data;
        g->question.category = g->category.data;
        builder_add(g->b, &g->question);
    }
}

static void set_category(struct gift *g, const struct builder_line *line)
{
    const char *text = line->text + strlen("$CATEGORY:");
    size_t len = line->len - strlen("$CATEGORY:");
    builder_trim(&text, &len);
    buffer_clear(&g->category);
    buffer_append(&g->category, text, len);
    buffer_append(&g->category, "", 1);
}

static void take_line(struct gift *g, const struct builder_line *line)
{
    const char *text = line->text;
    size_t len = line->len;
    builder_trim(&text, &len);
    if (len >= 2 && memcmp(text, "//", 2) == 0) {
        /* A comment: keeps its line, so that errors have the right number. */
        if (g->block.len > 0)
            buffer_append(&g->block, "\n", 1);
        return;
    }
    bool category = len >= 10 && memcmp(text, "$CATEGORY:", 10) == 0;
    if (len == 0 || category) {
        if (g->block.len > 0)
            parse_block(g);
        buffer_clear(&g->block);
        if (category)
            set_category(g, &(struct builder_line){text, len, line->number});
        return;
    }
    if (g->block.len == 0)
        g->block_line = line->number;
    buffer_append(&g->block, line->text, line->len);
    buffer_append(&g->block, "\n", 1);
}

void gift_parse(struct builder *b, const char *text, size_t len)
{
    struct gift g = {.b = b};
    struct builder_line line = {0};
    buffer_append(&g.category, "", 1);
    g.question.text = &g.text;
    for (const char *at = text, *end = text + len; builder_next_line(&at, end, &line);)
        take_line(&g, &line);
    if (g.block.len > 0)
        parse_block(&g);
    for (size_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        b->nomem |= g.question.options[i].text.failed;
    b->nomem |= g.block.failed || g.category.failed || g.name.failed || g.text.failed;
    builder_question_release(&g.question);
    buffer_release(&g.block);
    buffer_release(&g.category);
    buffer_release(&g.name);
    buffer_release(&g.text);
}
