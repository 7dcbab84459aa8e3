/* An array of objects (RFC 8259). A number without a value is null. */
#include "common/csv_cell.h"
#include "server/evidence/json.h"
#include "server/report/table_private.h"

#include <string.h>

static void begin(struct table *t)
{
    (void)fputc('[', t->to);
}

/* A number of JSON has no zeros before it. */
static bool is_number(const char *text)
{
    const char *digits = text[0] == '-' ? text + 1 : text;
    return csv_cell_is_number(text, strlen(text)) && (digits[0] != '0' || strchr(".", digits[1]));
}

static void put_cell(struct table *t, struct json *json, size_t i, const char *cell)
{
    const char *name = t->columns[i].name;
    bool number = t->columns[i].kind == CELL_NUMBER;
    if (number && cell[0] == '\0')
        json_null(json, name);
    else if (number && is_number(cell))
        json_number(json, name, cell);
    else
        json_string(json, name, table_clean(t, cell));
}

static void row(struct table *t, const char *const *cells)
{
    struct buffer text = {0};
    struct json json = {.out = &text, .first = true};
    json_begin(&json, NULL, '{');
    for (size_t i = 0; i < t->column_count; i++)
        put_cell(t, &json, i, cells[i]);
    json_end(&json, '}');
    if (text.failed)
        table_fail(t, STATUS_NOMEM, 0);
    (void)fputs(t->rows > 0 ? ",\n" : "\n", t->to);
    (void)fwrite(text.data, 1, text.len, t->to);
    buffer_release(&text);
}

static void end(struct table *t)
{
    (void)fputs(t->rows > 0 ? "\n]\n" : "]\n", t->to);
}

const struct table_writer table_json = {.begin = begin, .row = row, .end = end};
