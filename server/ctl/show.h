/* show.h - a node's replies as a person, or a program that reads CSV, gets them. The node may be
 * anybody's: a reply is shown once it was found to have the shape that the protocol gives it, and
 * its texts as common/printable.h says. Threads: main. Memory: the caller's. Errors: false for a
 * reply of another shape; of what it holds nothing is shown. */
#ifndef CTL_SHOW_H
#define CTL_SHOW_H

#include "common/ident.h"
#include "common/wire.h"

#include <stdio.h>

/* The error that values[0] is. */
void show_error(FILE *to, const struct wire_value *error);

/* Pairs, a line each, "-" for an empty text; or "done" for an OK. */
bool show_reply(FILE *to, const struct wire_value *values, size_t count);

/* Applicants, a line each. Pages come in the order in which the node first heard of them, and all
 * are shown by their IDs. Zeros, but for `csv`, are an empty list; release frees. */
struct show_list {
    bool csv;
    bool failed; /* out of memory */
    struct show_line *lines;
    size_t count, cap;
};

/* Adds a page: *rows gets how many applicants it has. False, too, when out of memory. */
bool show_take_applicants(struct show_list *list, const struct wire_value *values, size_t count,
                          size_t *rows);
void show_list(FILE *to, struct show_list *list);
void show_list_release(struct show_list *list);

/* Cells of CSV (RFC 4180). A text is quoted, and an apostrophe keeps it a text where a spreadsheet
 * would see the beginning of a formula (= + - @, TAB or CR): at its beginning and, since some read
 * `;` as the separator and then ignore the quotation marks, behind each separator within it. A
 * number, or an empty cell, stands as it is; one that is neither is written as a text. */
void show_csv_text(FILE *to, const char *text, size_t len);
void show_csv_number(FILE *to, const char *text, size_t len);

#endif
