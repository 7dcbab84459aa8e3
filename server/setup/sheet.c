#include "server/setup/sheet.h"

#include "common/buffer.h"
#include "common/utf8.h"

#include <csv.h>
#include <string.h>
#include <strings.h>

enum { SAMPLE_LINES = 200, HINT_BYTES = 5 };

/* Of two that are as frequent the first: names hold commas, but no tabs. */
static const struct {
    char separator;
    const char *words;
} separators[] = {{'\t', "tabs"}, {';', "semicolons"}, {'|', "vertical bars"}, {',', "commas"}};

enum { SEPARATORS = sizeof separators / sizeof separators[0] };

const char *sheet_separator_text(char separator)
{
    for (size_t i = 0; i < SEPARATORS; i++)
        if (separators[i].separator == separator)
            return separators[i].words;
    return "?";
}

/* Counts the lines that hold the character outside quotation marks. */
static unsigned count_lines(const char *text, size_t len, char separator)
{
    unsigned lines = 0, count = 0;
    bool quoted = false, found = false;
    for (size_t i = 0; i < len && lines < SAMPLE_LINES; i++) {
        quoted ^= text[i] == '"';
        found |= !quoted && text[i] == separator;
        if (text[i] != '\n')
            continue;
        count += found;
        found = false;
        lines++;
    }
    return count + found;
}

static char find_separator(const char *text, size_t len)
{
    unsigned most = 0;
    char separator = ',';
    for (size_t i = 0; i < SEPARATORS; i++) {
        unsigned count = count_lines(text, len, separators[i].separator);
        if (count > most) {
            most = count;
            separator = separators[i].separator;
        }
    }
    return separator;
}

struct sheet sheet_of(const char *text, size_t len)
{
    struct sheet s = {.text = text, .len = len, .first_line = 1};
    bool quoted = len > 0 && text[0] == '"';
    size_t hint = HINT_BYTES + 2 * (size_t)quoted;
    if (len >= hint && strncasecmp(text + quoted, "sep=", HINT_BYTES - 1) == 0 &&
        (len == hint || text[hint] == '\n')) {
        s.separator = text[quoted + HINT_BYTES - 1];
        size_t line = len > hint ? hint + 1 : hint;
        s.text += line;
        s.len -= line;
        s.first_line++;
        return s;
    }
    s.separator = find_separator(text, len);
    return s;
}

/* The rows while they are read. */
struct reader {
    bool (*take_row)(void *context, const struct sheet_row *row);
    void *context;
    struct sheet_row row;
    struct buffer bytes; /* of the row's cells, one behind the other */
    bool filled;         /* a cell is not empty */
    bool open;           /* the row goes on in the next line */
    bool stopped;
};

/* White space at the start of the text: its bytes. */
static size_t space_at(const char *text, size_t len)
{
    uint32_t code;
    size_t used = utf8_read(text, len, &code);
    return used > 0 && (utf8_space(code) || code == '\t' || code == '\n') ? used : 0;
}

static struct wire_word trim(const char *text, size_t len)
{
    size_t step, end = 0;
    while ((step = space_at(text, len)) > 0) {
        text += step;
        len -= step;
    }
    for (size_t at = 0; at < len; at += step) {
        uint32_t code;
        step = space_at(text + at, len - at);
        if (step > 0)
            continue;
        step = utf8_read(text + at, len - at, &code);
        step = step > 0 ? step : 1;
        end = at + step;
    }
    return (struct wire_word){text, end};
}

static void take_cell(void *field, size_t len, void *context)
{
    struct reader *r = context;
    size_t column = r->row.columns++;
    r->open = true;
    struct wire_word cell = trim(field != NULL ? field : "", field != NULL ? len : 0);
    r->filled |= cell.len > 0;
    if (column >= SHEET_COLUMNS_MOST)
        return;
    buffer_append(&r->bytes, cell.data, cell.len);
    r->row.cells[column].len = cell.len;
}

static void end_row(int end, void *context)
{
    struct reader *r = context;
    size_t at = 0;
    (void)end;
    for (size_t i = 0; i < SHEET_COLUMNS_MOST; i++) {
        if (i >= r->row.columns)
            r->row.cells[i].len = 0;
        r->row.cells[i].data = r->bytes.len > 0 ? r->bytes.data + at : "";
        at += r->row.cells[i].len;
    }
    if (r->filled && !r->stopped && !r->bytes.failed)
        r->stopped = !r->take_row(r->context, &r->row);
    r->row.columns = 0;
    r->filled = r->open = false;
    r->bytes.len = 0;
}

/* libcsv says nothing of such a line. */
static bool is_blank(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\n')
            return false;
    return true;
}

/* A line at a time, so that the number of the line at which a row begins is known. */
static bool read_lines(const struct sheet *s, struct csv_parser *parser, struct reader *r)
{
    const char *at = s->text, *end = s->text + s->len;
    for (unsigned line = s->first_line; at < end && !r->stopped; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop != NULL ? stop + 1 : end) - at);
        if (!r->open)
            r->row.line = line;
        r->open |= !is_blank(at, len);
        if (csv_parse(parser, at, len, take_cell, end_row, r) != len)
            return false;
        at += len;
    }
    return r->stopped || csv_fini(parser, take_cell, end_row, r) == 0;
}

enum status sheet_read(const struct sheet *sheet,
                       bool (*take_row)(void *context, const struct sheet_row *row), void *context,
                       unsigned *bad_line)
{
    struct csv_parser parser;
    struct reader r = {.take_row = take_row, .context = context};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return STATUS_NOMEM;
    csv_set_delim(&parser, (unsigned char)sheet->separator);
    bool good = read_lines(sheet, &parser, &r);
    bool nomem = csv_error(&parser) == CSV_ENOMEM || r.bytes.failed;
    *bad_line = r.row.line;
    csv_free(&parser);
    buffer_release(&r.bytes);
    return nomem ? STATUS_NOMEM : good ? STATUS_OK : STATUS_INVALID;
}
