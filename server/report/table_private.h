/* table_private.h - what the formats of a table share. Each has a file with a `struct table_writer`.
 * Threads, memory: table.h. Errors: table_fail(); those of `to` are looked for at the close. */
#ifndef SERVER_REPORT_TABLE_PRIVATE_H
#define SERVER_REPORT_TABLE_PRIVATE_H

#include "common/whole_file.h"
#include "server/report/table.h"

#include <stdio.h>

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

struct table {
    enum table_format format;
    const struct table_writer *writer;
    const struct table_column *columns;
    size_t column_count;
    const struct table_about *about;
    struct whole_file file; /* fd -1: none */
    FILE *to;               /* NULL: the format opens file.partial by itself */
    bool opened;            /* `to` is closed at the end */
    struct buffer scratch;  /* of one cell or row */
    size_t rows;
    enum status status;
    int error; /* errno, of STATUS_IO */

    struct lxw_workbook *workbook; /* xlsx */
    struct lxw_worksheet *sheet;
    struct lxw_format *bold;
};

struct table_writer {
    void (*begin)(struct table *table);
    void (*row)(struct table *table, const char *const *cells);
    void (*end)(struct table *table);
    void (*abandon)(struct table *table); /* NULL: nothing to free */
};

extern const struct table_writer table_text, table_csv, table_json, table_html;

/* NULL until table_workbooks(). */
extern const struct table_writer *table_workbook;

/* The first failure stays. */
void table_fail(struct table *table, enum status status, int error);

/* The text, cleaned (printable.h), in `scratch`; NUL-terminated, and "" when memory is out. */
const char *table_clean(struct table *table, const char *text);

/* A cell as people read it, in `scratch` too: a number has the language's decimal sign. */
const char *table_shown(struct table *table, size_t column, const char *cell);

#endif
