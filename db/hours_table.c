#include "db/hours_table.h"

#include "common/moment.h"
#include "db/sql.h"

#include <stdio.h>
#include <string.h>

void hours_table_take(struct sql *sql, enum journal_owner journal, const struct entry *e)
{
    if (e->kind != ENTRY_HOURS)
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_HOURS_PUT);
    sql_bind_int(sql, s, 1, journal);
    sql_bind_int(sql, s, 2, (int64_t)e->n);
    sql_bind_int(sql, s, 3, e->at.ms);
    sql_bind_int(sql, s, 4, e->hours.plan);
    sql_bind_int(sql, s, 5, e->hours.opens.ms);
    sql_bind_int(sql, s, 6, e->hours.closes.ms);
    sql_bind_text(sql, s, 7, e->order.by);
    sql_bind_text(sql, s, 8, e->order.reason);
    sql_run(sql, s);
}

void hours_table_load(struct sql *sql, enum journal_owner journal, struct hours_change *out)
{
    memset(out, 0, sizeof *out);
    sqlite3_stmt *s = sql_use(sql, SQL_HOURS_GET);
    sql_bind_int(sql, s, 1, journal);
    if (sql_row(sql, s)) {
        out->n = (uint64_t)sqlite3_column_int64(s, 0);
        out->at.ms = sqlite3_column_int64(s, 1);
        out->plan = sqlite3_column_int64(s, 2) != 0;
        out->hours.opens.ms = sqlite3_column_int64(s, 3);
        out->hours.closes.ms = sqlite3_column_int64(s, 4);
        sql_column_text(s, 5, out->by, sizeof out->by);
        sql_column_text(s, 6, out->reason, sizeof out->reason);
    }
    sql_end(s);
}

void hours_say(const struct hours *h, char out[HOURS_SAID_SIZE])
{
    char opens[MOMENT_TEXT_SIZE], closes[MOMENT_TEXT_SIZE];
    moment_text(h->opens, opens);
    moment_text(h->closes, closes);
    if (h->opens.ms != 0 && h->closes.ms != 0)
        (void)snprintf(out, HOURS_SAID_SIZE, "from %s to %s", opens, closes);
    else if (h->opens.ms != 0)
        (void)snprintf(out, HOURS_SAID_SIZE, "from %s on", opens);
    else if (h->closes.ms != 0)
        (void)snprintf(out, HOURS_SAID_SIZE, "until %s", closes);
    else
        (void)snprintf(out, HOURS_SAID_SIZE, "at any time");
}
