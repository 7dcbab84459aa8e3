#include "server/ctl/show.h"

#include "common/array.h"
#include "common/csv_cell.h"
#include "common/printable.h"

#include <stdlib.h>
#include <string.h>

enum { PAIR_COLUMNS = 15 /* as the longest name of STATUS */, FIELDS = 6 };

void show_error(FILE *to, const struct wire_value *error)
{
    printable_line(to, "sinodoctl: %.*s", (int)error->len, error->data);
}

/* The text, and spaces up to the width. */
static void put_column(FILE *to, const struct wire_value *v, size_t width)
{
    size_t columns = printable_columns(v->data, v->len);
    printable_write(to, v->data, v->len, PRINTABLE_LINE);
    (void)fprintf(to, "%*s", columns < width ? (int)(width - columns) : 0, "");
}

static bool is_text(const struct wire_value *v)
{
    return v->type == WIRE_BULK || v->type == WIRE_SIMPLE;
}

/* A flat array of names and values, each a text, a number or null. */
static bool are_pairs(const struct wire_value *values, size_t count)
{
    if (count == 0 || values[0].type != WIRE_ARRAY)
        return false;
    if (values[0].count + 1 != count || count % 2 != 1)
        return false;
    for (size_t i = 1; i < count; i += 2)
        if (!is_text(&values[i]) || (!is_text(&values[i + 1]) && values[i + 1].type != WIRE_NULL &&
                                     values[i + 1].type != WIRE_INTEGER))
            return false;
    return true;
}

static void put_pairs(FILE *to, const struct wire_value *values, size_t count)
{
    for (size_t i = 1; i < count; i += 2) {
        const struct wire_value *value = &values[i + 1];
        put_column(to, &values[i], PAIR_COLUMNS);
        (void)fputc(' ', to);
        if (value->type == WIRE_INTEGER)
            (void)fprintf(to, "%lld", (long long)value->integer);
        else if (value->len == 0)
            (void)fputc('-', to);
        else
            printable_write(to, value->data, value->len, PRINTABLE_LINE);
        (void)fputc('\n', to);
    }
}

/* --- JSON --- */

void show_json_text(struct json *json, const char *name, const char *text, size_t len)
{
    struct buffer clean = {0};
    printable_append(&clean, text, len, PRINTABLE_LINE);
    json_text(json, name, clean.len > 0 ? clean.data : "", clean.len);
    json->out->failed = json->out->failed || clean.failed;
    buffer_release(&clean);
}

static void put_json_pairs(struct json *json, const struct wire_value *values, size_t count)
{
    for (size_t i = 1; i < count; i += 2) {
        const struct wire_value *value = &values[i + 1];
        char name[64];
        (void)printable_copy(name, sizeof name, values[i].data, values[i].len, PRINTABLE_LINE);
        if (value->type == WIRE_INTEGER)
            json_integer(json, name, value->integer);
        else if (value->type == WIRE_NULL)
            json_null(json, name);
        else
            show_json_text(json, name, value->data, value->len);
    }
}

bool show_json(FILE *to, struct buffer *text)
{
    bool good = !text->failed;
    if (good)
        (void)fwrite(text->data, 1, text->len, to);
    if (good)
        (void)fputc('\n', to);
    buffer_release(text);
    return good;
}

bool show_reply(FILE *to, enum show_format format, const struct wire_value *values, size_t count)
{
    struct buffer text = {0};
    struct json json = {.out = &text, .first = true};
    bool done = count == 1 && values[0].type == WIRE_SIMPLE;
    if (!done && !are_pairs(values, count))
        return false;
    if (format != SHOW_JSON) {
        if (done)
            (void)fputs("done\n", to);
        else
            put_pairs(to, values, count);
        return true;
    }
    json_begin(&json, NULL, '{');
    if (done)
        json_bool(&json, "done", true);
    else
        put_json_pairs(&json, values, count);
    json_end(&json, '}');
    return show_json(to, &text);
}

bool show_status(FILE *to, enum show_format format, const struct wire_value *values, size_t count,
                 const struct attention *attention)
{
    struct buffer text = {0};
    struct json json = {.out = &text, .first = true};
    if (!are_pairs(values, count))
        return false;
    if (format != SHOW_JSON) {
        put_pairs(to, values, count);
        for (size_t i = 0; i < attention->count; i++)
            printable_line(to, "attention: %s", attention->line[i]);
        return true;
    }
    json_begin(&json, NULL, '{');
    put_json_pairs(&json, values, count);
    json_begin(&json, "attention", '[');
    for (size_t i = 0; i < attention->count; i++)
        show_json_text(&json, NULL, attention->line[i], strlen(attention->line[i]));
    json_end(&json, ']');
    json_end(&json, '}');
    return show_json(to, &text);
}

/* --- what was done for each of many --- */

static bool is_named(const struct wire_value *value, const char *name)
{
    return value->type == WIRE_BULK && value->len == strlen(name) &&
           memcmp(value->data, name, value->len) == 0;
}

/* done N refused N why [ID error...] entry N */
static bool is_done(const struct wire_value *v, size_t count)
{
    if (count < 9 || v[0].type != WIRE_ARRAY || v[0].count != 8 || !is_named(&v[1], "done") ||
        v[2].type != WIRE_INTEGER || !is_named(&v[3], "refused") || v[4].type != WIRE_INTEGER ||
        !is_named(&v[5], "why") || v[6].type != WIRE_ARRAY || v[6].count % 2 != 0 ||
        count != 9 + v[6].count || !is_named(&v[count - 2], "entry") ||
        v[count - 1].type != WIRE_INTEGER)
        return false;
    for (size_t i = 7; i + 2 < count; i++)
        if (v[i].type != WIRE_BULK)
            return false;
    return true;
}

static bool is_same(const struct wire_value *a, const struct wire_value *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* A line for each error, and before it all whom it is about. count: without the entry. */
static void put_refused(struct buffer *out, const struct wire_value *v, size_t count)
{
    for (size_t i = 7; i < count; i += 2) {
        size_t first = 7;
        while (!is_same(&v[first + 1], &v[i + 1]))
            first += 2;
        for (size_t k = i; k < count && first == i; k += 2) {
            if (!is_same(&v[k + 1], &v[i + 1]))
                continue;
            buffer_text(out, k > i ? ", " : "");
            printable_append(out, v[k].data, v[k].len, PRINTABLE_LINE);
        }
        if (first < i)
            continue;
        buffer_text(out, ": ");
        printable_append(out, v[i + 1].data, v[i + 1].len, PRINTABLE_LINE);
        buffer_text(out, "\n");
    }
}

bool show_take_done(struct show_done *all, const struct wire_value *values, size_t count)
{
    struct json json = {.out = &all->json, .first = all->json.len == 0};
    if (!is_done(values, count))
        return false;
    all->any = true;
    all->done += values[2].integer;
    all->refused += values[4].integer;
    all->entry = values[count - 1].integer > all->entry ? values[count - 1].integer : all->entry;
    put_refused(&all->lines, values, count - 2);
    for (size_t i = 7; i + 2 < count; i += 2) {
        json_begin(&json, NULL, '{');
        show_json_text(&json, "id", values[i].data, values[i].len);
        show_json_text(&json, "error", values[i + 1].data, values[i + 1].len);
        json_end(&json, '}');
    }
    return true;
}

bool show_done(FILE *to, enum show_format format, struct show_done *all)
{
    bool good = !all->lines.failed && !all->json.failed;
    if (good && format == SHOW_JSON)
        (void)fprintf(to, "{\"done\": %lld, \"refused\": %lld, \"why\": [%.*s], \"entry\": %lld}\n",
                      (long long)all->done, (long long)all->refused, (int)all->json.len,
                      all->json.len > 0 ? all->json.data : "", (long long)all->entry);
    else if (good && all->refused == 0)
        (void)fprintf(to, all->done == 1 ? "done\n" : "done: %lld\n", (long long)all->done);
    else if (good)
        (void)fprintf(to, "done: %lld, refused: %lld\n%.*s", (long long)all->done,
                      (long long)all->refused, (int)all->lines.len,
                      all->lines.len > 0 ? all->lines.data : "");
    return good;
}

void show_done_release(struct show_done *all)
{
    buffer_release(&all->lines);
    buffer_release(&all->json);
}

/* --- applicants --- */

static const struct {
    const char *name, *heading;
    int columns;
    bool number;
} fields[FIELDS] = {
    {"id", "ID", 20, false},          {"claim", "CLAIM", 8, false}, {"name", "NAME", 30, false},
    {"sitting", "SITTING", 9, false}, {"score", "SCORE", 8, true},  {"max", "MAX", 8, true},
};

static void put_heading(FILE *to, enum show_format format)
{
    for (size_t i = 0; i < FIELDS && format != SHOW_JSON; i++) {
        if (format == SHOW_CSV)
            (void)fprintf(to, "%s\"%s\"", i > 0 ? "," : "", fields[i].name);
        else
            (void)fprintf(to, "%-*s ", fields[i].columns, fields[i].heading);
    }
    (void)fputs(format == SHOW_JSON ? "[" : "\n", to);
}

/* A number of JSON has no zeros before it. */
static bool is_json_number(const char *text, size_t len)
{
    size_t at = len > 0 && text[0] == '-' ? 1 : 0;
    bool zero = at + 1 < len && text[at] == '0' && text[at + 1] != '.';
    return csv_cell_is_number(text, len) && !zero;
}

/* A score is a number, or null where there is none. */
static bool put_applicant_json(FILE *to, const struct wire_value *row)
{
    struct buffer text = {0};
    struct json json = {.out = &text, .first = true};
    json_begin(&json, NULL, '{');
    for (size_t i = 0; i < FIELDS; i++) {
        char digits[32];
        bool number = fields[i].number;
        if (number && row[i].len == 0) {
            json_null(&json, fields[i].name);
        } else if (number && row[i].len < sizeof digits &&
                   is_json_number(row[i].data, row[i].len)) {
            (void)snprintf(digits, sizeof digits, "%.*s", (int)row[i].len, row[i].data);
            json_number(&json, fields[i].name, digits);
        } else {
            show_json_text(&json, fields[i].name, row[i].data, row[i].len);
        }
    }
    json_end(&json, '}');
    return show_json(to, &text);
}

static bool put_applicant(FILE *to, const struct wire_value *row, enum show_format format)
{
    if (format == SHOW_JSON)
        return put_applicant_json(to, row);
    for (size_t i = 0; i < FIELDS; i++) {
        if (format == SHOW_CSV) {
            (void)fputs(i > 0 ? "," : "", to);
            if (fields[i].number)
                csv_cell_number(to, row[i].data, row[i].len, '.');
            else
                csv_cell_text(to, row[i].data, row[i].len);
        } else {
            put_column(to, &row[i], (size_t)fields[i].columns);
            (void)fputc(' ', to);
        }
    }
    (void)fputc('\n', to);
    return true;
}

/* Rows of as many texts as there are fields, the first of them an ID. */
static bool are_applicants(const struct wire_value *values, size_t count)
{
    if (count == 0 || values[0].type != WIRE_ARRAY || count != 1 + values[0].count * (FIELDS + 1))
        return false;
    for (size_t at = 1; at < count; at += FIELDS + 1) {
        const struct wire_value *row = &values[at];
        if (row->type != WIRE_ARRAY || row->count != FIELDS || row[1].len >= IDENT_SIZE)
            return false;
        for (size_t i = 1; i <= FIELDS; i++)
            if (row[i].type != WIRE_BULK)
                return false;
    }
    return true;
}

struct show_line {
    char id[IDENT_SIZE];
    char *text;
};

static bool add_line(struct show_list *list, const struct wire_value *row)
{
    if (!array_grow((void **)&list->lines, &list->cap, list->count, sizeof *list->lines))
        return false;
    struct show_line *line = &list->lines[list->count];
    size_t len;
    line->text = NULL;
    FILE *to = open_memstream(&line->text, &len);
    if (to == NULL)
        return false;
    bool whole = put_applicant(to, row, list->format);
    if (fclose(to) != 0 || !whole) {
        free(line->text);
        return false;
    }
    (void)snprintf(line->id, sizeof line->id, "%.*s", (int)row[0].len, row[0].data);
    list->count++;
    return true;
}

bool show_take_applicants(struct show_list *list, const struct wire_value *values, size_t count,
                          size_t *rows)
{
    if (!are_applicants(values, count))
        return false;
    for (size_t at = 1; at < count && !list->failed; at += FIELDS + 1)
        list->failed = !add_line(list, &values[at + 1]);
    *rows = values[0].count;
    return !list->failed;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(((const struct show_line *)a)->id, ((const struct show_line *)b)->id);
}

void show_list(FILE *to, struct show_list *list)
{
    if (list->count > 0)
        qsort(list->lines, list->count, sizeof *list->lines, compare_lines);
    put_heading(to, list->format);
    for (size_t i = 0; i < list->count; i++) {
        if (list->format == SHOW_JSON)
            (void)fputs(i > 0 ? "," : "\n", to);
        (void)fputs(list->lines[i].text, to);
    }
    if (list->format == SHOW_JSON)
        (void)fputs("]\n", to);
}

void show_list_release(struct show_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->lines[i].text);
    free(list->lines);
    *list = (struct show_list){.format = list->format};
}
