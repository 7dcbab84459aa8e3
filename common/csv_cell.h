/* csv_cell.h - cells of CSV (RFC 4180) that no spreadsheet runs as a formula.
 * Threads: any. Memory: none kept. Errors: those of the stream. */
#ifndef COMMON_CSV_CELL_H
#define COMMON_CSV_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Digits, and perhaps a minus sign before them and a point within. */
bool csv_cell_is_number(const char *text, size_t len);

/* The text between quotation marks, cleaned (printable.h). An apostrophe keeps it a text where a
 * spreadsheet would see the beginning of a formula (= + - @, TAB or CR): at its beginning and, since
 * some read `;` as the separator and then ignore the quotation marks, behind each separator within it.
 * A text that is a number as a whole is no formula. */
void csv_cell_text(FILE *to, const char *text, size_t len);

/* The same with the text's line ends. What cannot be shown is a question mark: such a file can be read
 * again (text.h). */
void csv_cell_lines(FILE *to, const char *text, size_t len);

/* A number, or an empty cell, as it is, but with this decimal sign; what is neither as a text. */
void csv_cell_number(FILE *to, const char *text, size_t len, char decimal);

#endif
