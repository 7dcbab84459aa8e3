#include "server/report/export.h"

enum status export_open(const struct export_options *o, const char *path,
                        const struct table_column *columns, size_t column_count,
                        const struct table_about *about, struct table **out)
{
    if (o->to != NULL)
        return table_open_stream(o->to, o->format, columns, column_count, about, out);
    return table_open(path, o->format, columns, column_count, about, out);
}
