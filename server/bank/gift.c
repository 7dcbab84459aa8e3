#include "server/bank/gift.h"

#include "server/bank/gift_advice.h"
#include "server/bank/gift_answers.h"

#include <string.h>
#include <strings.h>

static const char blank[] = "_____";

static void skip_format(struct cursor *c)
{
    cursor_skip_space(c);
    cursor_skip_format(c);
    cursor_skip_space(c);
}

/* A format may stand before the name and before the text. */
static void take_name(struct gift *g, struct cursor *c)
{
    skip_format(c);
    unsigned line = c->line;
    if (cursor_at(c, "::")) {
        c->at += 2;
        while (!cursor_at_end(c) && !cursor_at(c, "::"))
            cursor_take(c, &g->question.name);
        if (cursor_at_end(c))
            builder_error(g->b, line, "the question's name is not closed by '::'");
        else
            c->at += 2;
    }
    skip_format(c);
}

/* The mark of an answer at the beginning of a line, or '\0'. */
static char find_mark(struct cursor from, unsigned *line)
{
    while (!cursor_at_end(&from)) {
        cursor_skip_space(&from);
        if (!cursor_at_end(&from) && strchr("=~", *from.at) != NULL) {
            *line = from.line;
            return *from.at;
        }
        while (!cursor_at_end(&from) && *from.at != '\n')
            cursor_step(&from);
    }
    return '\0';
}

static void refuse_outside(struct gift *g, char mark, unsigned line)
{
    builder_error(g->b, line,
                  "the question has answers but no '{' before them (write \\%c for the "
                  "character itself)",
                  mark);
}

/* Text without answers is a description. A sign of an answer outside braces is an error. */
static void take_description(struct gift *g)
{
    unsigned line;
    struct cursor whole = {g->block.data, g->block.data + g->block.len, g->block_line};
    char mark = find_mark(whole, &line);
    g->question.kind = QUESTION_DESCRIPTION;
    if (mark != '\0')
        refuse_outside(g, mark, g->block_line);
}

/* Is the text behind the answers a mistake? Reports it. */
static bool refuse_rest(struct gift *g, const struct cursor *c, struct cursor from)
{
    unsigned line;
    while (!cursor_at_end(&from) && *from.at != '\n')
        cursor_step(&from); /* a line's rest may hold "= 12" */
    if (!cursor_at_end(c) && *c->at == '{')
        builder_error(g->b, c->line,
                      "the question has answers in braces twice: put a blank line between two "
                      "questions, or write \\{ and \\} for the characters themselves");
    else if (!cursor_at_end(c))
        builder_error(
            g->b, c->line,
            "a second '}': the first one has ended the answers (write \\{ and \\} for the "
            "characters themselves)");
    else if (find_mark(from, &line) != '\0')
        builder_error(g->b, line, "an answer behind the '}' that has ended the answers");
    else
        return false;
    return true;
}

/* Text behind the answers belongs to the question's text, after a blank. */
static void take_rest(struct gift *g, struct cursor *c)
{
    struct cursor from = *c;
    struct buffer rest = {0};
    cursor_take_until(c, "{}", &rest);
    const char *text = rest.data ? rest.data : "";
    size_t len = rest.len;
    builder_trim(&text, &len);
    if (len >= 2 && memcmp(text, "//", 2) == 0)
        builder_warn(
            g->b, from.line,
            "the text behind the answers is shown, '//' too: a comment stands in a line of "
            "its own");
    if (!refuse_rest(g, c, from) && len > 0) {
        buffer_text(&g->question.text, blank);
        buffer_append(&g->question.text, rest.data, rest.len);
    }
    g->b->nomem |= rest.failed;
    buffer_release(&rest);
}

static void parse_block(struct gift *g)
{
    struct cursor c = {g->block.data, g->block.data + g->block.len, g->block_line};
    unsigned errors = g->b->error_count;
    gift_advise_escapes(g);
    take_name(g, &c);
    g->question.line = c.line;
    cursor_take_until(&c, "{}", &g->question.text);
    if (cursor_at_end(&c)) {
        if (g->b->error_count == errors)
            take_description(g);
    } else if (*c.at == '}') {
        refuse_outside(g, '}', c.line);
    } else {
        cursor_step(&c);
        gift_take_answers(g, &c);
        if (g->b->error_count == errors)
            take_rest(g, &c);
    }
    if (g->b->error_count == errors)
        builder_add(g->b, &g->question);
}

static void end_block(struct gift *g)
{
    if (g->block.len > 0)
        parse_block(g);
    buffer_clear(&g->block);
    builder_question_clear(g->b, &g->question);
}

/* The next part of a category's path, up to a "/" that is not doubled. */
static void take_part(struct cursor *c, struct buffer *out)
{
    for (; !cursor_at_end(c); c->at++) {
        if (*c->at == '/' && !cursor_at(c, "//"))
            break;
        if (*c->at == '/')
            c->at++;
        buffer_append(out, c->at, 1);
    }
    if (!cursor_at_end(c))
        c->at++;
}

/* "$course$", "$module$" and others: the part of Moodle in which the path begins. */
static bool is_context(const char *part, size_t len)
{
    return len > 2 && part[0] == '$' && part[len - 1] == '$';
}

static void set_category(struct gift *g, const char *text, size_t len)
{
    struct cursor c = {text, text + len, 0};
    struct buffer *out = &g->question.category, part = {0};
    bool at_root = true;
    buffer_clear(out);
    while (!cursor_at_end(&c)) {
        buffer_clear(&part);
        take_part(&c, &part);
        const char *name = part.data != NULL ? part.data : "";
        size_t name_len = part.len;
        builder_trim(&name, &name_len);
        bool top = name_len == 3 && memcmp(name, "top", 3) == 0;
        if (name_len == 0 || (at_root && (top || is_context(name, name_len)))) {
            at_root = !top;
            continue;
        }
        if (out->len > 0)
            buffer_text(out, "/");
        buffer_append(out, name, name_len);
        at_root = false;
    }
    g->b->nomem |= part.failed;
    buffer_release(&part);
}

static bool is_closed(struct cursor c)
{
    while (!cursor_at_end(&c) && *c.at != ']')
        c.at += cursor_at(&c, "\\]") ? 2 : 1;
    return !cursor_at_end(&c);
}

/* "[id:…]" and "[tag:…]" in a comment; "\]" stands for the bracket itself. A bracket that is not
 * closed is a part of the comment. */
static void take_comment(struct gift *g, const struct builder_line *line)
{
    static const char *const keys[] = {"[id:", "[tag:"};
    struct cursor c = {line->text, line->text + line->len, line->number};
    for (; !cursor_at_end(&c); c.at++) {
        bool tag = cursor_at(&c, keys[1]);
        if ((!tag && !cursor_at(&c, keys[0])) || !is_closed(c))
            continue;
        struct buffer *out = tag ? &g->question.tags : &g->question.id;
        if (tag && out->len > 0)
            buffer_text(out, ", ");
        if (!tag)
            buffer_clear(out);
        c.at += strlen(keys[tag]);
        while (*c.at != ']') {
            if (cursor_at(&c, "\\]"))
                c.at++;
            buffer_append(out, c.at++, 1);
        }
    }
}

/* "$CATEGORY:" in any case. The text behind it; NULL when the line is no such line. */
static const char *find_category(struct gift *g, const char *text, size_t len, unsigned line)
{
    static const char begin[] = "$CATEGOR", rest[] = "Y:";
    if (len < strlen(begin) || strncasecmp(text, begin, strlen(begin)) != 0)
        return NULL;
    text += strlen(begin);
    if (len >= strlen(begin) + strlen(rest) && strncasecmp(text, rest, strlen(rest)) == 0)
        return text + strlen(rest);
    builder_error(g->b, line, "a category stands on a line '$CATEGORY: NAME'");
    return text;
}

static void take_line(struct gift *g, const struct builder_line *line)
{
    const char *text = line->text, *category;
    size_t len = line->len;
    builder_trim(&text, &len);
    if (len >= 2 && memcmp(text, "//", 2) == 0) {
        /* A comment: keeps its line, so that errors have the right number. */
        take_comment(g, &(struct builder_line){text, len, line->number});
        if (g->block.len > 0)
            buffer_append(&g->block, "\n", 1);
    } else if (len == 0) {
        end_block(g);
    } else if ((category = find_category(g, text, len, line->number)) != NULL) {
        end_block(g);
        set_category(g, category, (size_t)(text + len - category));
    } else {
        if (g->block.len == 0)
            g->block_line = line->number;
        buffer_append(&g->block, line->text, line->len);
        buffer_append(&g->block, "\n", 1);
    }
}

void gift_parse(struct builder *b, const char *text, size_t len)
{
    struct gift g = {.b = b};
    struct builder_line line = {0};
    for (const char *at = text, *end = text + len; builder_next_line(&at, end, &line);)
        take_line(&g, &line);
    end_block(&g);
    b->nomem |= g.block.failed;
    builder_question_release(b, &g.question);
    buffer_release(&g.block);
}
