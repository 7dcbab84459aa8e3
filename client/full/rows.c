#include "client/full/rows.h"

#include "client/full/put.h"
#include "client/layout.h"
#include "client/say.h"
#include "common/printable.h"

#include <ncurses.h>
#include <stdio.h>
#include <string.h>

enum { ROWS_MOST = ROWS_LINES_MOST + 400 };

/* A row of the screen. */
struct row {
    char lead[12]; /* before the text */
    const char *text;
    size_t len, indent;
    int attributes;
    bool focus; /* the window must contain it */
    int cursor; /* its column, or -1 */
};

static struct row rows[ROWS_MOST];
static size_t row_count;

static struct row *add_row(void)
{
    if (row_count == ROWS_MOST)
        row_count--;
    rows[row_count] = (struct row){.text = "", .cursor = -1};
    return &rows[row_count++];
}

static void add_text(const char *lead, const char *text, size_t len, size_t indent, int attributes,
                     bool focus)
{
    static struct layout_line lines[ROWS_LINES_MOST];
    size_t count = layout_wrap(text, len, state_text_columns(COLS, indent), lines, ROWS_LINES_MOST);
    for (size_t i = 0; i < count; i++) {
        struct row *row = add_row();
        (void)snprintf(row->lead, sizeof row->lead, "%s", i == 0 ? lead : "");
        row->text = lines[i].text;
        row->len = lines[i].len;
        row->indent = indent;
        row->attributes = attributes;
        row->focus = focus;
    }
}

static void add_words(const char *text, int attributes)
{
    add_text("", text, strlen(text), 0, attributes, false);
}

static bool holds(const struct view_values *values, size_t position)
{
    return position <= VIEW_OPTIONS && (view_choices(values) >> (position - 1) & 1);
}

static void add_choices(const struct full *f, const struct view_question *q,
                        const struct view_values *given)
{
    bool several = q->kind == VIEW_MULTIPLE;
    for (size_t i = 1; i <= q->option_count; i++) {
        char lead[12];
        bool chosen = holds(given, i), at = f->chosen == i;
        struct wire_word text = q->options[i - 1];
        if (q->kind == VIEW_TRUEFALSE) {
            text.data = i == 1 ? _("True") : _("False");
            text.len = strlen(text.data);
        }
        const char *right = q->finished && holds(&q->right, i) ? "+" : " ";
        (void)snprintf(lead, sizeof lead, "%s%s%zu %s", at ? ">" : " ", right, i % 100,
                       several  ? chosen ? "[x]" : "[ ]"
                       : chosen ? "(x)"
                                : "( )");
        add_text(lead, text.data, text.len, 9, (chosen ? A_BOLD : 0) | (at ? A_REVERSE : 0), at);
    }
}

static void add_pairs(const struct full *f, const struct view_question *q,
                      const struct view_values *given)
{
    for (size_t i = 0; i < q->prompt_count; i++) {
        char lead[12];
        bool at = f->chosen == i + 1;
        bool is_given = i < given->count && given->word[i].data[0] != '0';
        (void)snprintf(lead, sizeof lead, "%s [%2.*s]", at ? ">" : " ",
                       is_given ? (int)given->word[i].len : 1,
                       is_given ? given->word[i].data : "-");
        add_text(lead, q->prompts[i].data, q->prompts[i].len, 9,
                 (is_given ? A_BOLD : 0) | (at ? A_REVERSE : 0), at);
    }
    (void)add_row();
    for (size_t i = 0; i < q->option_count; i++) {
        char lead[12];
        (void)snprintf(lead, sizeof lead, "    %2zu.", (i + 1) % 100);
        add_text(lead, q->options[i].data, q->options[i].len, 9, 0, false);
    }
}

/* The cursor is in the last row that begins before it. */
static void add_edit(const struct full *f)
{
    size_t first = row_count < ROWS_MOST ? row_count : ROWS_MOST - 1; /* the last is overwritten */
    const struct edit *e = state_edit(f);
    add_text("", e->text, e->len, STATE_TEXT_INDENT, A_UNDERLINE, false);
    struct row *found = &rows[first];
    const char *cursor = e->text + e->cursor;
    for (size_t i = first; i < row_count; i++)
        if (rows[i].text <= cursor)
            found = &rows[i];
    size_t before = found->text <= cursor ? (size_t)(cursor - found->text) : 0;
    found->cursor =
        2 + (int)printable_columns(found->text, before < found->len ? before : found->len);
    found->focus = true;
}

/* What is wanted. The rows point into it until they are drawn. */
static const char *advice(const struct full *f, const struct view_question *q)
{
    static char text[200];
    const struct edit *e = state_edit(f);
    size_t left = f->editing ? e->most - e->len : 0;
    text[0] = '\0';
    switch (q->kind) {
    case VIEW_SINGLE:
    case VIEW_TRUEFALSE:
        return _("Choose one:");
    case VIEW_MULTIPLE:
        return _("More than one may be right; choose all that are:");
    case VIEW_MATCHING:
        return _("Give each line the number of its partner below:");
    case VIEW_NUMERIC:
        return _("Type a number, such as 2.5 or 2,5, without letters or a unit:");
    case VIEW_SHORT:
        (void)snprintf(text, sizeof text, _("Type your answer in a few words (letters left: %zu):"),
                       left);
        break;
    case VIEW_ESSAY:
        (void)snprintf(text, sizeof text,
                       _("Type your text (letters left: %zu; one with an accent counts as two):"),
                       left);
        break;
    case VIEW_DESCRIPTION:
        return _("There is nothing to answer here: Enter goes on.");
    }
    return text;
}

static void add_written(const struct full *f, const struct view_question *q,
                        const struct view_values *given)
{
    add_words(f->editing ? advice(f, q) : _("Your answer (Enter to change it):"), A_DIM);
    if (f->editing)
        add_edit(f);
    else if (given->count > 0)
        add_text("", given->word[0].data, given->word[0].len, 2, A_BOLD, false);
}

static void add_review(const struct view_question *q)
{
    static char points[160]; /* the rows point into it until they are drawn */
    (void)add_row();
    (void)snprintf(points, sizeof points, _("Points: %.*s of %.*s"), (int)q->earned.len,
                   q->earned.data, (int)q->points.len, q->points.data);
    add_words(q->open ? _("A person has yet to mark this answer.") : points, A_BOLD);
    if (q->kind != VIEW_ESSAY && q->kind != VIEW_DESCRIPTION) {
        add_words(_("Right:"), A_DIM);
        for (size_t i = 0; i < q->right.count; i++)
            add_text("", q->right.word[i].data, q->right.word[i].len, 2, 0, false);
    }
    if (q->feedback.len > 0)
        add_text("", q->feedback.data, q->feedback.len, 0, 0, false);
}

static void make_rows(const struct full *f)
{
    const struct view_question *q = state_current(f);
    row_count = 0;
    if (q == NULL) {
        add_words(f->lost ? _("Waiting for the connection...") : _("One moment..."), A_DIM);
        return;
    }
    struct view_values given = view_answer(f->view, q->number);
    add_text("", q->text.data, q->text.len, 0, 0, false);
    (void)add_row();
    if (view_is_written(q->kind)) {
        add_written(f, q, &given);
    } else {
        if (!q->finished)
            add_words(advice(f, q), A_DIM);
        if (q->kind == VIEW_MATCHING)
            add_pairs(f, q, &given);
        else
            add_choices(f, q, &given);
    }
    if (q->finished)
        add_review(q);
}

static void show_rows(struct full *f, int top, int height)
{
    int cursor_y = -1, cursor_x = 0;
    size_t last = row_count > (size_t)height ? row_count - (size_t)height : 0;
    for (size_t i = 0; i < row_count; i++) {
        if (!rows[i].focus)
            continue;
        if (i < f->scroll)
            f->scroll = i;
        if (i >= f->scroll + (size_t)height)
            f->scroll = i - (size_t)height + 1;
    }
    if (f->scroll > last)
        f->scroll = last;
    for (int y = 0; y < height && f->scroll + (size_t)y < row_count; y++) {
        const struct row *row = &rows[f->scroll + (size_t)y];
        put_fitting(top + y, 0, COLS, row->lead);
        (void)attrset(row->attributes);
        put_at(top + y, (int)row->indent, row->text,
               layout_fit(row->text, row->len,
                          (size_t)COLS > row->indent ? (size_t)COLS - row->indent : 0));
        (void)attrset(0);
        if (row->cursor >= 0) {
            cursor_y = top + y;
            cursor_x = row->cursor;
        }
    }
    if (last > f->scroll)
        put_fitting(top + height - 1, COLS - 4, 4, " ...");
    (void)curs_set(cursor_y >= 0);
    if (cursor_y >= 0)
        (void)move(cursor_y, cursor_x < COLS ? cursor_x : COLS - 1);
}

void rows_draw(struct full *f, int top, int height)
{
    make_rows(f);
    show_rows(f, top, height);
}
