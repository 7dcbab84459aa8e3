#include "server/report/table.h"

#include "common/csv_cell.h"
#include "common/printable.h"
#include "server/report/table_private.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct table_writer *table_workbook;

static const struct table_writer *writer_of(enum table_format format)
{
    switch (format) {
    case TABLE_TEXT:
        break;
    case TABLE_CSV:
    case TABLE_CSV_ES:
        return &table_csv;
    case TABLE_JSON:
        return &table_json;
    case TABLE_XLSX:
        assert(table_workbook != NULL);
        return table_workbook;
    case TABLE_HTML:
        return &table_html;
    }
    return &table_text;
}

void table_fail(struct table *t, enum status status, int error)
{
    if (t->status != STATUS_OK)
        return;
    t->status = status;
    t->error = error;
}

const char *table_clean(struct table *t, const char *text)
{
    buffer_clear(&t->scratch);
    printable_append(&t->scratch, text, strlen(text), PRINTABLE_LINE);
    buffer_append(&t->scratch, "", 1);
    if (!t->scratch.failed)
        return t->scratch.data;
    table_fail(t, STATUS_NOMEM, 0);
    return "";
}

const char *table_shown(struct table *t, size_t column, const char *cell)
{
    const char *shown = table_clean(t, cell);
    if (t->about->spanish && t->columns[column].kind == CELL_NUMBER && !t->scratch.failed &&
        csv_cell_is_number(shown, strlen(shown))) {
        char *point = strchr(t->scratch.data, '.');
        if (point != NULL)
            *point = ',';
    }
    return shown;
}

/* A stream of its own on the partial file, so that the file can be synced after the stream's end. */
static void open_stream(struct table *t)
{
    int fd = dup(t->file.fd);
    t->to = fd >= 0 ? fdopen(fd, "w") : NULL;
    t->opened = t->to != NULL;
    if (t->to == NULL) {
        table_fail(t, STATUS_IO, errno);
        if (fd >= 0)
            (void)close(fd);
    }
}

static struct table *make(enum table_format format, const struct table_column *columns,
                          size_t column_count, const struct table_about *about)
{
    struct table *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->format = format;
    t->writer = writer_of(format);
    t->columns = columns;
    t->column_count = column_count;
    t->about = about;
    t->file.fd = -1;
    return t;
}

/* *out is untouched, and errno says why, on failure. */
static enum status begin(struct table *t, struct table **out)
{
    if (t->status == STATUS_OK)
        t->writer->begin(t);
    if (t->status == STATUS_OK) {
        *out = t;
        return STATUS_OK;
    }
    enum status status = t->status;
    int error = t->error;
    table_abandon(t);
    errno = error;
    return status;
}

enum status table_open(const char *path, enum table_format format,
                       const struct table_column *columns, size_t column_count,
                       const struct table_about *about, struct table **out)
{
    struct table *t = make(format, columns, column_count, about);
    if (t == NULL)
        return STATUS_NOMEM;
    if (path == NULL)
        t->to = stdout;
    else if (whole_file_begin(&t->file, path) != STATUS_OK)
        table_fail(t, STATUS_IO, errno);
    else if (format != TABLE_XLSX)
        open_stream(t);
    return begin(t, out);
}

enum status table_open_stream(FILE *to, enum table_format format,
                              const struct table_column *columns, size_t column_count,
                              const struct table_about *about, struct table **out)
{
    struct table *t = make(format, columns, column_count, about);
    if (t == NULL)
        return STATUS_NOMEM;
    t->to = to;
    return begin(t, out);
}

void table_row(struct table *t, const char *const *cells)
{
    if (t->status == STATUS_OK)
        t->writer->row(t, cells);
    t->rows++;
}

/* Everything is with the system; false: errno says why. */
static bool end_stream(struct table *t)
{
    bool good = ferror(t->to) == 0 && fflush(t->to) == 0;
    if (t->opened)
        good = fclose(t->to) == 0 && good;
    t->to = NULL;
    return good;
}

enum status table_close(struct table *t)
{
    if (t->status == STATUS_OK)
        t->writer->end(t);
    errno = EIO; /* of an earlier write */
    if (t->status == STATUS_OK && t->to != NULL && !end_stream(t))
        table_fail(t, STATUS_IO, errno);
    if (t->status == STATUS_OK && t->file.fd >= 0 && whole_file_commit(&t->file) != STATUS_OK)
        table_fail(t, STATUS_IO, errno);
    enum status status = t->status;
    int error = t->error;
    table_abandon(t);
    errno = error;
    return status;
}

void table_abandon(struct table *t)
{
    if (t == NULL)
        return;
    if (t->writer->abandon != NULL)
        t->writer->abandon(t);
    if (t->to != NULL && t->opened)
        (void)fclose(t->to);
    whole_file_abandon(&t->file);
    buffer_release(&t->scratch);
    free(t);
}
