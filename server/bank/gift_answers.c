#include "server/bank/gift_answers.h"

#include "server/bank/gift_advice.h"
#include "server/core/number.h"

#include <string.h>
#include <strings.h>

static const double NUMBER_MOST = 1e30; /* above every number_readings() */

/* --- weights and feedback --- */

static void take_weight(struct gift *g, struct cursor *c, size_t index)
{
    if (cursor_at_end(c) || *c->at != '%')
        return;
    const char *from = ++c->at;
    while (!cursor_at_end(c) && *c->at != '%' && *c->at != '\n')
        c->at++;
    bool closed = !cursor_at_end(c) && *c->at == '%';
    struct weight_written *weight = &g->marks[index].weight;
    if (!closed || !weight_parse(from, (size_t)(c->at - from), weight))
        builder_error(g->b, c->line,
                      "a weight is a number from -100 to 100 between percent signs, "
                      "such as %%50%%");
    g->question.options[index].weight = weight_value(weight);
    g->marks[index].weighted = true;
    c->at = closed ? c->at + 1 : from;
}

/* After "#", up to the next answer or the general feedback. */
static void take_feedback(struct cursor *c, const char *stops, struct buffer *out)
{
    if (cursor_at_end(c) || *c->at != '#' || cursor_at(c, "####"))
        return;
    c->at++;
    cursor_skip_space(c);
    cursor_skip_format(c);
    while (!cursor_at_end(c) && strchr(stops, *c->at) == NULL && !cursor_at(c, "####"))
        cursor_take(c, out);
}

static void take_general_feedback(struct gift *g, struct cursor *c)
{
    cursor_skip_space(c);
    if (!cursor_at(c, "####"))
        return;
    c->at += 4;
    cursor_skip_space(c);
    cursor_skip_format(c);
    struct cursor from = *c;
    cursor_take_until(c, "{}", &g->question.feedback);
    gift_advise_feedback(g, from, c->at);
}

/* --- answers --- */

/* "1:MC:" or ":SHORTANSWER:", as in Moodle's questions with embedded answers. */
static bool is_cloze(const struct cursor *c)
{
    const char *at = c->at;
    while (at < c->end && *at >= '0' && *at <= '9')
        at++;
    if (at == c->end || *at != ':')
        return false;
    const char *kind = ++at;
    while (at < c->end && ((*at >= 'A' && *at <= 'Z') || *at == '_'))
        at++;
    return at > kind && at < c->end && *at == ':';
}

/* "{Verdadero}", "{v}", "{yes}" */
static bool is_truth_word(const struct cursor *c)
{
    static const char *const words[] = {"V",      "VERDADERO", "VERDADERA", "FALSO", "FALSA",
                                        "CIERTO", "SI",        "YES",       "NO"};
    const char *word = c->at;
    size_t len = 0;
    while (word + len < c->end && strchr("#{}", word[len]) == NULL)
        len++;
    builder_trim(&word, &len);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == len && strncasecmp(words[i], word, len) == 0)
            return true;
    return false;
}

static void refuse_answer(struct gift *g, const struct cursor *c)
{
    if (*c->at == '{')
        builder_error(g->b, c->line,
                      "a second '{' before the '}': is a '}' missing above? (write \\{ and \\} for "
                      "the characters themselves)");
    else if (is_cloze(c))
        builder_error(g->b, c->line,
                      "expected '=' or '~' before an answer (answers inside a text, Cloze, are not "
                      "read: make each one a question of its own)");
    else if (is_truth_word(c))
        builder_error(g->b, c->line,
                      "expected '=' or '~' before an answer (for true or false write {TRUE} or "
                      "{FALSE})");
    else
        builder_error(g->b, c->line,
                      "expected '=' or '~' before an answer, or '}' after the last (are these no "
                      "answers? write \\{ and \\} for the characters themselves)");
}

/* The next option's place, and its weight. */
static bool open_option(struct gift *g, struct cursor *c, bool right, size_t *index)
{
    struct builder_question *q = &g->question;
    if (q->option_count == EXAM_OPTIONS_MAX) {
        builder_error(g->b, c->line, "the question has more than %d answers", EXAM_OPTIONS_MAX);
        return false;
    }
    *index = q->option_count++;
    g->marks[*index] = (struct gift_mark){.right = right, .line = c->line};
    q->options[*index].weight = right ? EXAM_WEIGHT_ONE : 0;
    cursor_skip_space(c);
    take_weight(g, c, *index);
    cursor_skip_space(c);
    return true;
}

/* An option begins with '=' or '~'. "~=" is '=': people write a right option so. */
static bool begin_option(struct gift *g, struct cursor *c, size_t *index)
{
    if (*c->at != '=' && *c->at != '~') {
        refuse_answer(g, c);
        return false;
    }
    bool right = *c->at == '=', tilde = !right;
    enum gift_place place = gift_place_of(c, g->block.data);
    cursor_step(c);
    cursor_skip_space(c);
    if (!right && cursor_at(c, "=")) {
        right = true;
        cursor_step(c);
    }
    if (!open_option(g, c, right, index))
        return false;
    g->marks[*index].tilde = tilde;
    g->marks[*index].place = place;
    return true;
}

static bool take_option(struct gift *g, struct cursor *c)
{
    size_t index;
    if (!begin_option(g, c, &index))
        return false;
    cursor_skip_format(c);
    cursor_take_until(c, "=~#{}", &g->question.options[index].text);
    g->marks[index].hash = cursor_at(c, "#") && !cursor_at(c, "####");
    take_feedback(c, "=~{}", &g->question.options[index].feedback);
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

/* {T}, {TRUE}, {F} or {FALSE}, then optionally "#" and the feedback for a wrong answer, then "#"
 * and that for a right answer. */
static bool take_truefalse(struct gift *g, struct cursor *c)
{
    struct builder_question *q = &g->question;
    const char *from = c->at;
    size_t len = 0;
    while (from + len < c->end && strchr("#{}", from[len]) == NULL)
        len++;
    size_t word = len;
    builder_trim(&from, &word);
    unsigned line = c->line;
    bool yes = word_is(from, word, "T") || word_is(from, word, "TRUE");
    bool no = word_is(from, word, "F") || word_is(from, word, "FALSE");
    if (!yes && !no)
        return false;
    if (from[0] == 't' || from[0] == 'f' || (word > 1 && from[1] >= 'a'))
        builder_warn(g->b, line,
                     "{%.*s} is read as %s; Moodle would take it for a short answer: write {%s}",
                     (int)word, from, yes ? "true" : "false", yes ? "TRUE" : "FALSE");
    for (size_t i = 0; i < len; i++)
        cursor_step(c);
    q->kind = QUESTION_TRUEFALSE;
    q->option_count = 2;
    buffer_text(&q->options[0].text, "Verdadero");
    buffer_text(&q->options[1].text, "Falso");
    q->options[yes ? 0 : 1].weight = EXAM_WEIGHT_ONE;
    take_feedback(c, "#{}", &q->options[yes ? 1 : 0].feedback);
    take_feedback(c, "#{}", &q->options[yes ? 0 : 1].feedback);
    return true;
}

/* White space may stand around a number. */
static bool parse_number(const char *text, size_t len, double *out)
{
    builder_trim(&text, &len);
    char kept[NUMBER_BYTES + 1];
    double readings[NUMBER_READINGS];
    if (number_take(text, len, kept) != NUMBER_GOOD)
        return false;
    (void)number_readings(kept, strlen(kept), readings);
    *out = readings[0]; /* a key's point or comma is a decimal sign */
    return true;
}

/* "3", "3:0.5", "1..5", or "*" for every number. */
static bool parse_range(const char *text, size_t len, double *low, double *high)
{
    if (len == 1 && text[0] == '*') {
        *low = -NUMBER_MOST;
        *high = NUMBER_MOST;
        return true;
    }
    for (size_t i = 0; i + 1 < len; i++) {
        if (text[i] == '.' && text[i + 1] == '.')
            return parse_number(text, i, low) && parse_number(text + i + 2, len - i - 2, high) &&
                   *low <= *high;
    }
    const char *colon = memchr(text, ':', len);
    size_t value_len = colon != NULL ? (size_t)(colon - text) : len;
    double tolerance = 0, value;
    if (!parse_number(text, value_len, &value) ||
        (colon != NULL && !parse_number(colon + 1, len - value_len - 1, &tolerance)) ||
        tolerance < 0)
        return false;
    *low = value - tolerance;
    *high = value + tolerance;
    return true;
}

static void take_range(struct gift *g, struct cursor *c, size_t index)
{
    struct builder_question *q = &g->question;
    struct buffer *text = &q->options[index].text;
    unsigned line = c->line;
    cursor_take_until(c, "=~#{}", text);
    const char *from = text->data != NULL ? text->data : "";
    size_t len = text->len;
    builder_trim(&from, &len);
    if (!parse_range(from, len, &q->options[index].low, &q->options[index].high))
        builder_error(g->b, line,
                      "expected a number, NUMBER:TOLERANCE or LEAST..MOST, found '%.*s'",
                      (int)(len < 40 ? len : 40), from);
    take_feedback(c, "=~{}", &q->options[index].feedback);
}

/* Feedback on all other numbers. Text before its "#" is passed over. */
static void take_others(struct gift *g, struct cursor *c)
{
    struct buffer none = {0};
    unsigned line = c->line;
    cursor_take_until(c, "=~#{}", &none);
    const char *text = none.data != NULL ? none.data : "";
    size_t len = none.len;
    builder_trim(&text, &len);
    if (len > 0)
        builder_warn(g->b, line,
                     "the text behind '~' is passed over: feedback on all other numbers is written "
                     "~#feedback");
    take_feedback(c, "=~{}", &g->question.feedback);
    g->b->nomem |= none.failed;
    buffer_release(&none);
}

/* Behind "#": ranges that begin with "=", which the first may lack, and "~" for all others. */
static bool take_numeric(struct gift *g, struct cursor *c)
{
    size_t index;
    g->question.kind = QUESTION_NUMERIC;
    c->at++;
    cursor_skip_space(c);
    if (!cursor_at_end(c) && *c->at != '=' && *c->at != '~' && open_option(g, c, true, &index))
        take_range(g, c, index);
    cursor_skip_space(c);
    while (!cursor_at_end(c) && *c->at != '}' && !cursor_at(c, "####")) {
        if (*c->at == '~') {
            cursor_step(c);
            take_others(g, c);
        } else if (begin_option(g, c, &index)) {
            take_range(g, c, index);
        } else {
            return false;
        }
        cursor_skip_space(c);
    }
    return true;
}

/* --- the kind of question --- */

static const char *find_arrow(const struct buffer *text)
{
    for (size_t i = 0; i + 1 < text->len; i++)
        if (text->data[i] == '-' && text->data[i + 1] == '>')
            return text->data + i;
    return NULL;
}

static bool same_text(const struct buffer *a, const char *text, size_t len)
{
    return a->len == len && memcmp(a->data, text, len) == 0;
}

/* The index of the option with that text among the first `count` options; `count` for none. */
static size_t find_option(const struct builder_question *q, size_t count, const char *text,
                          size_t len)
{
    size_t i = 0;
    while (i < count && !same_text(&q->options[i].text, text, len))
        i++;
    return i;
}

/* Splits "left -> right" into a prompt and an option; equal right parts are one option. */
static bool split_pair(struct gift *g, size_t from, size_t *options)
{
    struct builder_question *q = &g->question;
    struct buffer pair = q->options[from].text, right = {0};
    const char *arrow = find_arrow(&pair);
    unsigned line = g->marks[from].line;
    if (arrow == NULL || g->marks[from].weighted) {
        builder_error(g->b, line,
                      arrow == NULL ? "expected 'left -> right', as in the other pairs"
                                    : "pairs to match have no weights");
        return false;
    }
    const char *left = pair.data, *text = arrow + 2;
    size_t left_len = (size_t)(arrow - left), len = pair.len - left_len - 2;
    builder_trim(&left, &left_len);
    builder_trim(&text, &len);
    if (len == 0) {
        builder_error(g->b, line, "the right part of the pair is empty");
        return false;
    }
    buffer_append(&right, text, len);
    size_t option = find_option(q, *options, text, len);
    if (left_len > 0 && q->prompt_count < EXAM_PROMPTS_MAX) {
        buffer_append(&q->prompts[q->prompt_count].text, left, left_len);
        q->prompts[q->prompt_count++].option = option;
    }
    if (option == *options) {
        (*options)++;
        buffer_clear(&q->options[option].text);
        buffer_append(&q->options[option].text, right.data, right.len);
    }
    g->b->nomem |= right.failed;
    buffer_release(&right);
    return true;
}

static void judge_matching(struct gift *g, unsigned line)
{
    struct builder_question *q = &g->question;
    size_t options = 0;
    q->kind = QUESTION_MATCHING;
    for (size_t i = 0; i < q->option_count; i++)
        if (!split_pair(g, i, &options))
            return;
    for (size_t i = options; i < q->option_count; i++)
        buffer_clear(&q->options[i].text);
    q->option_count = options;
    for (size_t i = 0; i < options; i++)
        q->options[i].weight = 0;
    if (q->prompt_count < 2)
        builder_error(g->b, line, "at least 2 pairs with a left part are needed to match");
}

/* The applicant gives one answer: at least one option must be worth all points. */
static void judge_best(struct gift *g, unsigned line)
{
    const struct builder_question *q = &g->question;
    int64_t best = 0;
    bool parts = false;
    for (size_t i = 0; i < q->option_count; i++) {
        parts |= q->kind == QUESTION_SINGLE && g->marks[i].right && g->marks[i].weighted;
        if (q->options[i].weight > best)
            best = q->options[i].weight;
    }
    if (best < EXAM_WEIGHT_ONE)
        builder_error(g->b, line, "no answer is worth 100 %%: mark the right one with '='%s",
                      parts ? " alone, or begin each one of several that are to be chosen with "
                              "~%50%, without '='"
                            : "");
}

/* The positive weights become shares of 100 %. */
static void judge_multiple(struct gift *g, unsigned line, size_t weighted)
{
    struct builder_question *q = &g->question;
    struct weight_written written[EXAM_OPTIONS_MAX];
    int64_t shares[EXAM_OPTIONS_MAX];
    size_t count = 0;
    q->kind = QUESTION_MULTIPLE;
    for (size_t i = 0; i < q->option_count; i++)
        if (q->options[i].weight > 0)
            written[count++] = g->marks[i].weight;
    if (weighted == 0) {
        builder_error(g->b, line, "no answer is right: mark it with '='");
        return;
    }
    if (count == 0 || !weight_shares(written, count, shares)) {
        int64_t sum = weight_sum(written, count) / 100;
        builder_error(g->b, line,
                      "the positive weights add up to %lld.%05lld %% and not to 100 %% (a third is "
                      "written 33.33333)",
                      (long long)(sum / 100000), (long long)(sum % 100000));
        return;
    }
    for (size_t i = q->option_count; i-- > 0;)
        if (q->options[i].weight > 0)
            q->options[i].weight = shares[--count];
}

/* Determines the kind of the question by its answers, or reports their error. */
static void judge_options(struct gift *g, unsigned line)
{
    struct builder_question *q = &g->question;
    size_t right = 0, weighted = 0;
    bool arrow = false, choice = false;
    for (size_t i = 0; i < q->option_count; i++) {
        right += g->marks[i].right;
        choice |= g->marks[i].tilde;
        weighted += g->marks[i].weighted;
        arrow |= g->marks[i].right && find_arrow(&q->options[i].text) != NULL;
    }
    if (choice && right == 0) {
        judge_multiple(g, line, weighted);
    } else if (!choice && arrow) {
        judge_matching(g, line);
    } else {
        q->kind = choice ? QUESTION_SINGLE : QUESTION_SHORT;
        judge_best(g, line);
    }
    gift_advise_marks(g);
}

void gift_take_answers(struct gift *g, struct cursor *c)
{
    unsigned line = c->line, errors = g->b->error_count;
    struct builder_question *q = &g->question;
    cursor_skip_space(c);
    if (cursor_at_end(c) || *c->at == '}' || cursor_at(c, "####")) {
        q->kind = QUESTION_ESSAY;
    } else if (*c->at == '#') {
        if (take_numeric(g, c))
            judge_best(g, line);
    } else if (!take_truefalse(g, c)) {
        while (!cursor_at_end(c) && *c->at != '}' && !cursor_at(c, "####"))
            if (!take_option(g, c))
                return;
        if (g->b->error_count == errors)
            judge_options(g, line);
    }
    take_general_feedback(g, c);
    if (cursor_at_end(c))
        builder_error(g->b, line,
                      "the brace that opens here is not closed before the blank line: a '}' is "
                      "missing, or the blank line is one too many");
    else if (*c->at == '{')
        refuse_answer(g, c);
    else if (*c->at != '}')
        builder_error(g->b, c->line, "expected '}' after the answers");
    else
        cursor_step(c);
}
