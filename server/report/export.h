/* export.h - a report as a file that can be made again: from the same cut, exam and options both
 * nodes make the same bytes.
 * Threads: one at a time. Memory: none kept. Errors: as of table.h. */
#ifndef SERVER_REPORT_EXPORT_H
#define SERVER_REPORT_EXPORT_H

#include "server/report/source.h"
#include "server/report/table.h"

/* All that the bytes depend on besides the source. */
struct export_options {
    enum table_format format;
    bool spanish;
    FILE *to; /* NULL: the path's; else a stream of the caller's */
};

struct export_report {
    const char *name; /* "results" */
    unsigned version; /* of the report's format: another one may give other bytes */
    enum status (*write)(
        const struct source *source, const struct export_options *options,
        const char *path); /* path NULL: standard output, unless there is a stream */
};

/* table_open(), or table_open_stream(), as the options say. */
enum status export_open(const struct export_options *options, const char *path,
                        const struct table_column *columns, size_t column_count,
                        const struct table_about *about, struct table **out);

#endif
