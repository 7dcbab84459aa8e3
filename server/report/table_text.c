/* A table on a terminal: columns of their widths. */
#include "common/printable.h"
#include "server/report/table_private.h"

#include <string.h>

static void put_spaces(FILE *to, size_t count)
{
    while (count-- > 0)
        (void)fputc(' ', to);
}

/* Numbers are on the right. Nothing follows the last cell. */
static void put_cell(struct table *t, size_t i, const char *shown)
{
    size_t width = t->columns[i].width > 0 ? (size_t)t->columns[i].width : 0;
    size_t columns = printable_columns(shown, strlen(shown));
    size_t left = columns < width ? width - columns : 0;
    bool number = t->columns[i].kind == CELL_NUMBER;
    if (i > 0)
        put_spaces(t->to, 2);
    if (number)
        put_spaces(t->to, left);
    (void)fputs(shown, t->to);
    if (!number && i + 1 < t->column_count)
        put_spaces(t->to, left);
}

static void begin(struct table *t)
{
    for (size_t i = 0; i < t->column_count; i++)
        put_cell(t, i, table_clean(t, t->columns[i].heading));
    (void)fputc('\n', t->to);
}

static void row(struct table *t, const char *const *cells)
{
    for (size_t i = 0; i < t->column_count; i++)
        put_cell(t, i, table_shown(t, i, cells[i]));
    (void)fputc('\n', t->to);
}

static void end(struct table *t)
{
    (void)t;
}

const struct table_writer table_text = {.begin = begin, .row = row, .end = end};
