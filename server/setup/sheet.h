/* sheet.h - reads a table as spreadsheets save it: CSV (RFC 4180, read by libcsv) whose cells may
 * also be separated by semicolons, tabs or vertical bars.
 * Threads: any. Memory: plain values; cells live until the row function returns.
 * Errors: STATUS_INVALID, with the line; STATUS_NOMEM. */
#ifndef SERVER_SETUP_SHEET_H
#define SERVER_SETUP_SHEET_H

#include "common/status.h"
#include "common/wire.h"

enum { SHEET_COLUMNS_MOST = 64 };

struct sheet {
    const char *text; /* by text_take(): UTF-8, lines end with LF */
    size_t len;
    char separator;      /* between the cells */
    unsigned first_line; /* the number of the text's first line, from 1 */
};

struct sheet_row {
    unsigned line;  /* at which it begins, as an editor counts */
    size_t columns; /* may be more than SHEET_COLUMNS_MOST: the rest is left out */
    /* Without white space of any kind at the ends. */
    struct wire_word cells[SHEET_COLUMNS_MOST];
};

/* Finds the separator: the one that most of the first lines hold outside quotation marks, a comma
 * when none does; or the one that Excel's first line `sep=;` names, which is then skipped. */
struct sheet sheet_of(const char *text, size_t len);

/* "semicolons" */
const char *sheet_separator_text(char separator);

/* Calls take_row for each row in which a cell is not empty, until it returns false. STATUS_INVALID:
 * *bad_line is the line of the row in which a quotation mark stands where none may be. */
enum status sheet_read(const struct sheet *sheet,
                       bool (*take_row)(void *context, const struct sheet_row *row), void *context,
                       unsigned *bad_line);

#endif
