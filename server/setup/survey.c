#include "server/setup/survey.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONG_ID = 5 }; /* characters; numbers of rows are shorter */

struct wire_word survey_cell(const struct survey *s, const struct sheet_row *row,
                             enum column column)
{
    size_t at = s->columns.at[column];
    return at < row->columns && at < SHEET_COLUMNS_MOST ? row->cells[at]
                                                        : (struct wire_word){"", 0};
}

static bool is_read_as_text(const struct survey *s, size_t column)
{
    return column == s->columns.at[COLUMN_ID] || column == s->columns.at[COLUMN_NODE] ||
           column == s->columns.at[COLUMN_MINUTES] || column == s->columns.at[COLUMN_SECRET];
}

/* Is the column of IDs 1, 2, 3 …, and does another one hold IDs? */
static void look_for_numbers(struct survey *s, const struct sheet_row *row)
{
    char number[24], id[IDENT_SIZE];
    struct wire_word cell = survey_cell(s, row, COLUMN_ID);
    int len = snprintf(number, sizeof number, "%zu", s->rows);
    s->numbers &= cell.len == (size_t)len && memcmp(cell.data, number, cell.len) == 0;
    for (size_t i = 0; i < SHEET_COLUMNS_MOST && s->numbers; i++) {
        const struct wire_word *other = &row->cells[i];
        s->ids_too[i] &= i < row->columns && !is_read_as_text(s, i) && other->len >= LONG_ID &&
                         ident_take(other->data, other->len, &s->rules->ids, id) == IDENT_GOOD;
    }
}

bool survey_is_node_name(const struct wire_word *cell)
{
    size_t marks = 0;
    while (marks < cell->len && (cell->data[marks] == '-' || cell->data[marks] == '_'))
        marks++;
    return marks < cell->len && node_name_valid(cell->data, cell->len);
}

static void count_node(struct survey *s, const struct sheet_row *row)
{
    struct wire_word name = survey_cell(s, row, COLUMN_NODE);
    if (!survey_is_node_name(&name))
        return;
    size_t i = 0;
    while (i < s->node_count && (strlen(s->nodes[i].name) != name.len ||
                                 memcmp(s->nodes[i].name, name.data, name.len) != 0))
        i++;
    if (i == SURVEY_NODES)
        return;
    if (i == s->node_count) {
        memcpy(s->nodes[i].name, name.data, name.len);
        s->nodes[i].line = row->line;
        s->node_count++;
    }
    s->nodes[i].count++;
}

static bool look_at_row(void *context, const struct sheet_row *row)
{
    struct survey *s = context;
    if (!s->begun) {
        s->begun = true;
        s->why_line = row->line;
        if (!columns_find(row, &s->rules->ids, &s->columns, s->why))
            return false;
        if (s->columns.headed)
            return true;
    }
    s->rows++;
    look_for_numbers(s, row);
    count_node(s, row);
    return true;
}

/* Does a column beside the numbers 1, 2, 3 … hold IDs? */
static void find_numbers(struct survey *s)
{
    for (size_t i = 0; i < SHEET_COLUMNS_MOST && s->numbers && s->rows > 1; i++)
        if (s->ids_too[i])
            (void)snprintf(s->why, sizeof s->why,
                           "column %zu would be the IDs, but it numbers the lines, and column %zu "
                           "holds IDs: remove the numbers, or call column %zu 'id' in a first line "
                           "of headings",
                           s->columns.at[COLUMN_ID] + 1, i + 1, i + 1);
}

static int by_count(const void *a, const void *b)
{
    const struct survey_node *one = a, *other = b;
    if (one->count != other->count)
        return one->count < other->count ? 1 : -1;
    return (one->line > other->line) - (one->line < other->line);
}

enum status survey_sheet(const struct sheet *sheet, const struct roster_rules *rules,
                         struct survey *out)
{
    *out = (struct survey){.rules = rules, .numbers = true};
    memset(out->ids_too, true, sizeof out->ids_too);
    enum status status = sheet_read(sheet, look_at_row, out, &out->why_line);
    if (status == STATUS_INVALID)
        (void)snprintf(out->why, sizeof out->why,
                       "a quotation mark stands where none may be, or is not closed");
    if (status == STATUS_OK && out->why[0] == '\0') {
        out->why_line = out->columns.line;
        find_numbers(out);
    }
    if (status == STATUS_OK && out->rows == 0 && out->why[0] == '\0') {
        out->why_line = sheet->first_line;
        (void)snprintf(out->why, sizeof out->why, "this roster lists nobody");
    }
    if (out->node_count > 0)
        qsort(out->nodes, out->node_count, sizeof out->nodes[0], by_count);
    return status != STATUS_OK ? status : out->why[0] != '\0' ? STATUS_INVALID : STATUS_OK;
}

void survey_release(struct survey *survey)
{
    columns_release(&survey->columns);
}

static bool is_named(const struct wire_word *word, const char *name)
{
    return strlen(name) == word->len && memcmp(name, word->data, word->len) == 0;
}

static bool differs_in_case(const char *name, const struct wire_word *word)
{
    return strlen(name) == word->len && strncasecmp(name, word->data, word->len) == 0;
}

/* "caracas (this node) and maracay (line 3)" */
static void name_nodes(const struct survey *s, char *out, size_t size)
{
    const char *own = s->rules->node, *between = "";
    size_t used = 0, others = 0;
    out[0] = '\0';
    if (own != NULL) {
        used = (size_t)snprintf(out, size, "%s (this node)", own);
        between = " and ";
    }
    for (size_t i = 0; i < s->node_count && others < s->rules->others && used < size; i++) {
        if (own != NULL && strcasecmp(s->nodes[i].name, own) == 0)
            continue;
        used += (size_t)snprintf(out + used, size - used, "%s%s (line %u)", between,
                                 s->nodes[i].name, s->nodes[i].line);
        between = " and ";
        others++;
    }
}

bool survey_node_fits(const struct survey *s, const struct wire_word *name,
                      char why[SURVEY_WHY_SIZE])
{
    const char *own = s->rules->node;
    char nodes[160];
    size_t others = 0;
    if (own != NULL && is_named(name, own))
        return true;
    bool same_but_case = own != NULL && differs_in_case(own, name);
    for (size_t i = 0; i < s->node_count && others < s->rules->others && !same_but_case; i++) {
        if (own != NULL && strcasecmp(s->nodes[i].name, own) == 0)
            continue;
        if (is_named(name, s->nodes[i].name))
            return true;
        same_but_case = differs_in_case(s->nodes[i].name, name);
        others++;
    }
    name_nodes(s, nodes, sizeof nodes);
    (void)snprintf(why, SURVEY_WHY_SIZE, "there is no node '%.*s': there is %s%s", (int)name->len,
                   name->data, nodes, same_but_case ? "; capital and small letters differ" : "");
    return false;
}
