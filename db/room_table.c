#include "db/room_table.h"

#include <string.h>

static void put_begin(struct sql *sql, enum journal_owner journal, const struct entry *e)
{
    sqlite3_stmt *s = sql_use(sql, SQL_BEGIN_PUT);
    sql_bind_int(sql, s, 1, journal);
    sql_bind_int(sql, s, 2, (int64_t)e->n);
    sql_bind_int(sql, s, 3, (int64_t)e->seen);
    sql_bind_int(sql, s, 4, (int64_t)e->ref);
    sql_bind_int(sql, s, 5, e->at.ms);
    sql_bind_int(sql, s, 6, (int64_t)e->clock_ms);
    sql_bind_int(sql, s, 7, e->begin.at.ms);
    sql_bind_text(sql, s, 8, e->order.by);
    sql_bind_text(sql, s, 9, e->order.reason);
    sql_run(sql, s);
}

static void put_announcement(struct sql *sql, const struct entry *e)
{
    sqlite3_stmt *s = sql_use(sql, SQL_ANNOUNCEMENT_PUT);
    sql_bind_int(sql, s, 1, (int64_t)e->n);
    sql_bind_text(sql, s, 2, e->announce.room);
    sql_bind_text(sql, s, 3, e->announce.text);
    sql_run(sql, s);
}

void room_table_take(struct sql *sql, enum journal_owner journal, const struct entry *e)
{
    if (e->kind == ENTRY_BEGIN)
        put_begin(sql, journal, e);
    else if (e->kind == ENTRY_ANNOUNCE && journal == JOURNAL_OWN)
        put_announcement(sql, e);
}

void room_table_load(struct sql *sql, enum journal_owner journal, struct room *out)
{
    memset(out, 0, sizeof *out);
    sqlite3_stmt *s = sql_use(sql, SQL_BEGIN_ALL);
    sql_bind_int(sql, s, 1, journal);
    while (sql_row(sql, s)) {
        struct entry e;
        memset(&e, 0, sizeof e);
        e.kind = ENTRY_BEGIN;
        e.n = (uint64_t)sqlite3_column_int64(s, 0);
        e.seen = (uint64_t)sqlite3_column_int64(s, 1);
        e.ref = (uint64_t)sqlite3_column_int64(s, 2);
        e.at.ms = sqlite3_column_int64(s, 3);
        e.clock_ms = (uint64_t)sqlite3_column_int64(s, 4);
        e.begin.at.ms = sqlite3_column_int64(s, 5);
        sql_column_text(s, 6, e.order.by, sizeof e.order.by);
        sql_column_text(s, 7, e.order.reason, sizeof e.order.reason);
        room_apply(out, &e);
    }
    sql_end(s);
}

void room_table_announcement(struct sql *sql, const char *room, struct room_announcement *out)
{
    memset(out, 0, sizeof *out);
    sqlite3_stmt *s = sql_use(sql, SQL_ANNOUNCEMENT_ALL);
    while (out->n == 0 && sql_row(sql, s)) {
        char announced[ROOM_MAX_BYTES + 1];
        sql_column_text(s, 1, announced, sizeof announced);
        if (!room_hears(announced, room))
            continue;
        out->n = (uint64_t)sqlite3_column_int64(s, 0);
        sql_column_text(s, 2, out->text, sizeof out->text);
    }
    sql_end(s);
}
