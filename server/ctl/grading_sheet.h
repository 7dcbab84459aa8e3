/* grading_sheet.h - essays for those who mark in a spreadsheet: a CSV file with what is open for the
 * marker, and back.
 *
 * The columns are ref, question, name, text, answer, max, points, comment; a marker fills in the last
 * two. Read are ref, points and comment alone, wherever they stand. A row without points is left out.
 *
 * Threads: main. Memory: none kept. Errors: told; an exit status. */
#ifndef SERVER_CTL_GRADING_SHEET_H
#define SERVER_CTL_GRADING_SHEET_H

#include "server/ctl/grading_node.h"

/* Writes a new file. question 0: all. spanish: for a Spanish Excel (semicolons, decimal comma). */
int grading_export(struct call *call, const char *path, int64_t question, bool spanish);

/* Checks all rows before a mark is sent. A mark that stands so already is not sent again. */
int grading_import(struct call *call, const char *path, const struct grading_list *list);

#endif
