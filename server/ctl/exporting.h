/* exporting.h - commands that make a report, and FILE.sig beside it.
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status, or
 * CHECKING_WRONG_USE. */
#ifndef SERVER_CTL_EXPORTING_H
#define SERVER_CTL_EXPORTING_H

#include "server/ctl/reporting.h"
#include "server/report/export.h"

/* The results of both centres. words[0] is the command. */
int exporting_results(struct call *call, int count, char **words);

/* Writes the report where it was asked for and, with a file and a key, FILE.sig; says which of them it
 * wrote. For each report. */
int exporting_write(const struct reporting *words, const struct source *source,
                    const struct export_report *report);

/* The report of that name; NULL: there is none. */
const struct export_report *exporting_find(const char *name);

#endif
