/* A workbook by libxlsxwriter, with a sheet of the rows and one that says what they are of. Rows go to
 * the disk as they come (`constant_memory`), in an unnamed file below TMPDIR. The library gives each
 * member of the archive the date 1980-01-01, and the workbook the date that it is told: no present time
 * is in it. Texts are written as texts alone, so that none of them is a formula or a link. */
#include "common/csv_cell.h"
#include "common/utf8.h"
#include "server/report/table_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    CELL_BYTES_MOST = 32767 /* of Excel: characters */,
    PAPER_A4 = 9,
    ROOM_BYTES = 1024 * 1024 /* for the other members of the archive */
};

static void check(struct table *t, lxw_error error)
{
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED)
        table_fail(t, STATUS_NOMEM, 0);
    else if (error == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
        table_fail(t, STATUS_IO, EFBIG);
    else if (error != LXW_NO_ERROR)
        table_fail(t, STATUS_IO, errno != 0 ? errno : EIO);
}

/* What does not fit into a cell ends in an ellipsis. */
static void write_text(struct table *t, lxw_worksheet *sheet, size_t row, size_t column,
                       const char *text, lxw_format *format)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    const char *clean = table_clean(t, text);
    size_t len = strlen(clean);
    if (len > CELL_BYTES_MOST) {
        len = utf8_fit(clean, len, CELL_BYTES_MOST - (sizeof ellipsis - 1));
        memcpy(t->scratch.data + len, ellipsis, sizeof ellipsis);
    }
    check(t, worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, clean, format));
}

/* Paper, and what is on each sheet of it. */
static void set_page(struct table *t, lxw_worksheet *sheet)
{
    worksheet_set_paper(sheet, PAPER_A4);
    if (t->about->landscape)
        worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    check(t, worksheet_set_footer(sheet, "&C&P / &N"));
}

static void set_properties(struct table *t)
{
    char title[256];
    lxw_doc_properties properties;
    memset(&properties, 0, sizeof properties);
    const char *clean = table_clean(t, t->about->title);
    (void)snprintf(title, sizeof title, "%.*s",
                   (int)utf8_fit(clean, strlen(clean), sizeof title - 1), clean);
    properties.title = title;
    /* 0 would be the present time. */
    properties.created = t->about->created.ms >= 1000 ? (time_t)(t->about->created.ms / 1000) : 1;
    check(t, workbook_set_properties(t->workbook, &properties));
}

static void begin(struct table *t)
{
    errno = 0;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = getenv("TMPDIR")};
    t->workbook = workbook_new_opt(t->file.partial, &options);
    if (t->workbook != NULL)
        t->sheet = workbook_add_worksheet(t->workbook, t->about->spanish ? "Datos" : "Data");
    if (t->sheet == NULL) {
        table_fail(t, STATUS_NOMEM, 0);
        return;
    }
    set_properties(t);
    t->bold = workbook_add_format(t->workbook);
    format_set_bold(t->bold);
    format_set_bottom(t->bold, LXW_BORDER_THIN);
    set_page(t, t->sheet);
    check(t, worksheet_repeat_rows(t->sheet, 0, 0));
    worksheet_freeze_panes(t->sheet, 1, 0);
    for (size_t i = 0; i < t->column_count; i++) {
        check(t, worksheet_set_column(t->sheet, (lxw_col_t)i, (lxw_col_t)i, t->columns[i].width + 2,
                                      NULL));
        write_text(t, t->sheet, 0, i, t->columns[i].heading, t->bold);
    }
}

static void row(struct table *t, const char *const *cells)
{
    for (size_t i = 0; i < t->column_count; i++) {
        if (t->columns[i].kind == CELL_NUMBER && csv_cell_is_number(cells[i], strlen(cells[i])))
            check(t, worksheet_write_number(t->sheet, (lxw_row_t)t->rows + 1, (lxw_col_t)i,
                                            strtod(cells[i], NULL), NULL));
        else if (cells[i][0] != '\0')
            write_text(t, t->sheet, t->rows + 1, i, cells[i], NULL);
    }
    if (ferror(t->sheet->optimize_tmpfile) != 0)
        table_fail(t, STATUS_IO, errno != 0 ? errno : EIO);
}

/* The library does not look whether its unnamed files were written: on a full disk it makes a workbook
 * without rows, and calls it good. So: all rows so far are there, and there is room for their copy,
 * which it makes at the end. */
static void check_room(struct table *t)
{
    FILE *rows = t->sheet->optimize_tmpfile;
    off_t size = fflush(rows) == 0 && ferror(rows) == 0 ? ftello(rows) : -1;
    if (size < 0) {
        table_fail(t, STATUS_IO, errno != 0 ? errno : EIO);
        return;
    }
    int error = posix_fallocate(fileno(rows), size, size + ROOM_BYTES);
    if (error == 0 && ftruncate(fileno(rows), size) != 0)
        error = errno;
    if (error != 0)
        table_fail(t, STATUS_IO, error);
}

static void add_facts(struct table *t)
{
    lxw_worksheet *sheet =
        workbook_add_worksheet(t->workbook, t->about->spanish ? "Acerca de" : "About");
    if (sheet == NULL) {
        table_fail(t, STATUS_NOMEM, 0);
        return;
    }
    set_page(t, sheet);
    check(t, worksheet_set_column(sheet, 0, 0, 24, NULL));
    check(t, worksheet_set_column(sheet, 1, 1, 70, NULL));
    for (size_t i = 0; i < t->about->fact_count; i++) {
        write_text(t, sheet, i, 0, t->about->facts[2 * i], NULL);
        write_text(t, sheet, i, 1, t->about->facts[2 * i + 1], NULL);
    }
}

static void end(struct table *t)
{
    if (t->column_count > 0)
        check(t, worksheet_autofilter(t->sheet, 0, 0, (lxw_row_t)t->rows,
                                      (lxw_col_t)(t->column_count - 1)));
    add_facts(t);
    errno = 0;
    check_room(t);
    if (t->status != STATUS_OK)
        return;
    lxw_workbook *workbook = t->workbook;
    t->workbook = NULL; /* it frees it, also when it fails */
    errno = 0;
    check(t, workbook_close(workbook));
}

static void drop(struct table *t)
{
    if (t->workbook != NULL)
        lxw_workbook_free(t->workbook);
}

static const struct table_writer table_xlsx = {
    .begin = begin, .row = row, .end = end, .abandon = drop};

void table_workbooks(void)
{
    table_workbook = &table_xlsx;
}
