/* columns.h - which column of a roster holds what: by the headings that people write, or by the
 * order ID, name, node, extra minutes where there are none. Case, accents, punctuation and words
 * such as "de" or "nº" in a heading do not matter.
 * Threads: any. Memory: plain values. Errors: a text for people. */
#ifndef SERVER_SETUP_COLUMNS_H
#define SERVER_SETUP_COLUMNS_H

#include "common/buffer.h"
#include "common/ident.h"
#include "server/setup/sheet.h"

enum column {
    COLUMN_ID,
    COLUMN_LETTER, /* of IDs that are bare numbers */
    COLUMN_NAME,
    COLUMN_SECOND_NAME,
    COLUMN_SURNAME,
    COLUMN_SECOND_SURNAME,
    COLUMN_NODE,
    COLUMN_MINUTES,
    COLUMN_ROOM,
    COLUMN_SECRET, /* secret.h */
    COLUMN_NUMBER, /* of the row */
    COLUMN_OTHER
};

enum { COLUMNS_READ = COLUMN_NUMBER };

struct columns {
    bool headed;             /* the first row is the headings */
    size_t count;            /* columns with a heading; without headings those that are read */
    size_t at[COLUMNS_READ]; /* which column; SIZE_MAX: none */
    struct buffer unread;    /* the headings of columns that are not read: "'email', 'no'" */
    unsigned line;           /* of the headings */
};

/* What is this heading of? */
enum column column_of(const char *heading, size_t len);

/* Is this row headings? Only if it says so: a heading of IDs, or no cell with a digit or an ID. */
bool columns_are_headings(const struct sheet_row *row, const struct ident_rules *ids);

/* Finds the columns by the first row. False: why[] says what is wrong with the headings. */
enum { COLUMNS_WHY_SIZE = 320 };
bool columns_find(const struct sheet_row *row, const struct ident_rules *ids, struct columns *out,
                  char why[COLUMNS_WHY_SIZE]);
void columns_release(struct columns *columns);

/* "the ID", for messages. */
const char *column_text(enum column column);

#endif
