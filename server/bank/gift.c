#include "server/bank/gift.h"

#include "server/bank/gift_answers.h"

#include <string.h>

static const char blank[] = "_____";

static void take_name(struct gift *g, struct cursor *c)
{
    cursor_skip_space(c);
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
    cursor_skip_space(c);
    cursor_skip_format(c);
}

/* Text without answers is a description. A sign of an answer outside braces is an error. */
static void take_description(struct gift *g)
{
    const struct buffer *block = &g->block;
    g->question.kind = QUESTION_DESCRIPTION;
    for (size_t i = 0; i < block->len; i++) {
        bool begins = i == 0 || block->data[i - 1] == '\n';
        bool escaped = i > 0 && block->data[i - 1] == '\\';
        if ((block->data[i] == '}' && !escaped) ||
            (begins && strchr("=~", block->data[i]) != NULL)) {
            builder_error(g->b, g->block_line,
                          "the question has answers but no '{' before them (write \\%c for the "
                          "character itself)",
                          block->data[i]);
            return;
        }
    }
}

/* Text behind the answers belongs to the question's text, after a blank. */
static void take_rest(struct gift *g, struct cursor *c)
{
    struct buffer rest = {0};
    cursor_take_until(c, "{", &rest);
    const char *text = rest.data ? rest.data : "";
    size_t len = rest.len;
    builder_trim(&text, &len);
    if (!cursor_at_end(c))
        builder_error(g->b, c->line, "the question has answers in braces twice");
    if (len > 0) {
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
    take_name(g, &c);
    g->question.line = c.line;
    cursor_take_until(&c, "{", &g->question.text);
    if (cursor_at_end(&c)) {
        if (g->b->error_count == errors)
            take_description(g);
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

static void set_category(struct gift *g, const char *text, size_t len)
{
    static const char *const roots[] = {"$course$/", "top/"};
    builder_trim(&text, &len);
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        size_t root = strlen(roots[i]);
        if (len > root && memcmp(text, roots[i], root) == 0) {
            text += root;
            len -= root;
        }
    }
    buffer_clear(&g->question.category);
    buffer_append(&g->question.category, text, len);
}

/* "[id:…]" and "[tag:…]" in a comment; "\]" stands for the bracket itself. */
static void take_comment(struct gift *g, const struct builder_line *line)
{
    static const char *const keys[] = {"[id:", "[tag:"};
    struct cursor c = {line->text, line->text + line->len, line->number};
    for (; !cursor_at_end(&c); c.at++) {
        bool tag = cursor_at(&c, keys[1]);
        if (!tag && !cursor_at(&c, keys[0]))
            continue;
        struct buffer *out = tag ? &g->question.tags : &g->question.id;
        if (tag && out->len > 0)
            buffer_text(out, ", ");
        if (!tag)
            buffer_clear(out);
        c.at += strlen(keys[tag]);
        while (!cursor_at_end(&c) && *c.at != ']') {
            if (cursor_at(&c, "\\]"))
                c.at++;
            buffer_append(out, c.at++, 1);
        }
        if (cursor_at_end(&c)) {
            builder_error(g->b, line->number, "'%s' in the comment is not closed by ']'",
                          keys[tag]);
            return;
        }
    }
}

static void take_line(struct gift *g, const struct builder_line *line)
{
    static const char category[] = "$CATEGORY:";
    const char *text = line->text;
    size_t len = line->len;
    builder_trim(&text, &len);
    if (len >= 2 && memcmp(text, "//", 2) == 0) {
        /* A comment: keeps its line, so that errors have the right number. */
        take_comment(g, &(struct builder_line){text, len, line->number});
        if (g->block.len > 0)
            buffer_append(&g->block, "\n", 1);
    } else if (len == 0) {
        end_block(g);
    } else if (len >= strlen(category) && memcmp(text, category, strlen(category)) == 0) {
        end_block(g);
        set_category(g, text + strlen(category), len - strlen(category));
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
