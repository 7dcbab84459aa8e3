/* table.h - a table as a file: CSV, JSON, an xlsx workbook or an HTML page for the printer. The same
 * rows make the same bytes, everywhere.
 *
 *   CSV   RFC 4180: UTF-8, CRLF, a first row of the columns' names, no line that is not a row. For a
 *         Spanish Excel: a byte-order mark, semicolons, a decimal comma, headings for people
 *   JSON  an array of objects, numbers as numbers
 *   xlsx  numbers are numbers, texts are texts and never formulas; a second sheet says what it is of
 *   HTML  one page without a byte from elsewhere; the headings repeat on each printed page
 *
 * LC_NUMERIC must be that of C, as in a program that does not set it.
 * Threads: one at a time. Memory: open/close. A file is written under another name and renamed: it is
 * there whole or not at all. Errors: STATUS_IO (errno), STATUS_NOMEM; they stay until the end. */
#ifndef SERVER_REPORT_TABLE_H
#define SERVER_REPORT_TABLE_H

#include "common/buffer.h"
#include "common/clock.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_CSV_ES, TABLE_JSON, TABLE_XLSX, TABLE_HTML };

enum cell_kind {
    CELL_TEXT,
    CELL_NUMBER /* a decimal text with a point: "-12.5"; "": no value */
};

struct table_column {
    const char *name;    /* for programs: "unmarked" */
    const char *heading; /* for people */
    enum cell_kind kind;
    int width; /* in characters, about */
};

struct table_about {
    const char *title, *subtitle; /* of the page and the workbook */
    bool spanish;                 /* the language of all texts, and the decimal sign on a page */
    struct wall created;          /* the workbook's date; never the present time */
    const char *const *facts; /* pairs of name and value for the second sheet and the page's end */
    size_t fact_count;        /* of pairs */
    bool landscape;
};

struct table;

/* path NULL: standard output (not for xlsx). The columns and texts live until the close. */
enum status table_open(const char *path, enum table_format format,
                       const struct table_column *columns, size_t column_count,
                       const struct table_about *about, struct table **out);

/* The same into a stream, which stays the caller's; not for xlsx. */
enum status table_open_stream(FILE *to, enum table_format format,
                              const struct table_column *columns, size_t column_count,
                              const struct table_about *about, struct table **out);

/* Workbooks need a library that not every program has: whoever writes them says so once, before. */
void table_workbooks(void);

/* A row: a text for each column. */
void table_row(struct table *table, const char *const *cells);

/* Writes what is left; with a path the file is in its place. Frees the table. */
enum status table_close(struct table *table);

/* Removes what was begun, and frees the table. NULL is allowed. */
void table_abandon(struct table *table);

#endif
