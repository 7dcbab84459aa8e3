/* items_sheet.h - the statistics of an exam's questions as reports: a table of the questions, one
 * of the options, and the exam in one row; for people also a text that says what the numbers mean,
 * and which questions deserve a look. Of a confidential exam no text of the bank is given, only
 * numbers of questions and options.
 *
 * Words and headings of CSV and JSON are for programs: English in every language.
 * Threads: one at a time. Memory: the source must outlive what is made of it. Errors: as of
 * table.h. */
#ifndef SERVER_REPORT_ITEMS_SHEET_H
#define SERVER_REPORT_ITEMS_SHEET_H

#include "server/report/export.h"

extern const struct export_report items_report, items_options_report, items_exam_report;

#endif
