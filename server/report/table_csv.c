/* CSV (RFC 4180), and the CSV that a Spanish Excel opens by a double click: it takes the file for UTF-8
 * by the byte-order mark alone, and splits at semicolons because the comma is its decimal sign. */
#include "common/csv_cell.h"
#include "server/report/table_private.h"

#include <string.h>

static void put_separator(struct table *t, size_t column)
{
    if (column > 0)
        (void)fputc(t->format == TABLE_CSV_ES ? ';' : ',', t->to);
}

static void begin(struct table *t)
{
    bool spanish = t->format == TABLE_CSV_ES;
    if (spanish)
        (void)fputs("\xef\xbb\xbf", t->to);
    for (size_t i = 0; i < t->column_count; i++) {
        const char *name = spanish ? t->columns[i].heading : t->columns[i].name;
        put_separator(t, i);
        csv_cell_text(t->to, name, strlen(name));
    }
    (void)fputs("\r\n", t->to);
}

static void row(struct table *t, const char *const *cells)
{
    for (size_t i = 0; i < t->column_count; i++) {
        put_separator(t, i);
        if (t->columns[i].kind == CELL_NUMBER)
            csv_cell_number(t->to, cells[i], strlen(cells[i]),
                            t->format == TABLE_CSV_ES ? ',' : '.');
        else
            csv_cell_text(t->to, cells[i], strlen(cells[i]));
    }
    (void)fputs("\r\n", t->to);
}

static void end(struct table *t)
{
    (void)t;
}

const struct table_writer table_csv = {.begin = begin, .row = row, .end = end};
