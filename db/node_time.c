#include "db/node_time.h"

#include "db/database.h"

#include <string.h>

void node_time_take(struct sql *sql, const struct entry *own)
{
    bool about_node = own->id[0] == '\0';
    if (own->kind == ENTRY_OUTAGE && own->outage.started) {
        sqlite3_stmt *s = sql_use(sql, SQL_SERVED_PUT);
        sql_bind_int(sql, s, 1, (int64_t)own->n);
        sql_bind_int(sql, s, 2, (int64_t)own->outage.from_ms);
        sql_run(sql, s);
    }
    if (about_node && own->kind == ENTRY_EXTEND)
        database_set_int(sql, "extra_ms", own->time.extra_ms);
    if (about_node && (own->kind == ENTRY_PAUSE || own->kind == ENTRY_RESUME))
        database_set_int(sql, "paused_n", own->kind == ENTRY_PAUSE ? (int64_t)own->n : 0);
}

/* The last starts come first. */
static void load_starts(struct sql *sql, struct allowance_starts *out)
{
    struct allowance_starts last = {.count = 0};
    sqlite3_stmt *s = sql_use(sql, SQL_SERVED_LAST);
    sql_bind_int(sql, s, 1, ALLOWANCE_STARTS);
    while (sql_row(sql, s))
        allowance_started(&last, (uint64_t)sqlite3_column_int64(s, 0),
                          (uint64_t)sqlite3_column_int64(s, 1));
    sql_end(s);
    while (last.count > 0) {
        last.count--;
        allowance_started(out, last.at[last.count].n, last.at[last.count].from_ms);
    }
}

void node_time_load(struct sql *sql, struct node_time *out)
{
    memset(out, 0, sizeof *out);
    out->paused_n = (uint64_t)database_get_int(sql, "paused_n");
    out->extra_ms = database_get_int(sql, "extra_ms");
    load_starts(sql, &out->starts);
}
