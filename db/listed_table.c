#include "db/listed_table.h"

#include "db/sql.h"

#include <string.h>

void listed_table_take(struct sql *sql, enum journal_owner journal, const struct entry *e)
{
    if (e->kind != ENTRY_LIST)
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_LISTED_PUT);
    sql_bind_text(sql, s, 1, e->id);
    sql_bind_int(sql, s, 2, journal);
    sql_bind_int(sql, s, 3, e->list.here);
    sql_bind_text(sql, s, 4, e->list.name);
    sql_run(sql, s);
}

struct listing listed_table_find(struct sql *sql, enum journal_owner journal, const char *id)
{
    struct listing found;
    memset(&found, 0, sizeof found);
    sqlite3_stmt *s = sql_use(sql, SQL_LISTED_GET);
    sql_bind_text(sql, s, 1, id);
    sql_bind_int(sql, s, 2, journal);
    found.listed = sql_row(sql, s);
    if (found.listed) {
        found.here = sqlite3_column_int64(s, 0) != 0;
        sql_column_text(s, 1, found.name, sizeof found.name);
    }
    sql_end(s);
    return found;
}
