#include "db/staff_table.h"

void staff_table_take(struct sql *sql, enum journal_owner journal, const struct entry *e)
{
    if (e->kind != ENTRY_STAFF)
        return;
    sqlite3_stmt *s = sql_use(sql, SQL_STAFF_PUT);
    sql_bind_int(sql, s, 1, journal);
    sql_bind_text(sql, s, 2, e->staff.name);
    sql_bind_int(sql, s, 3, e->staff.role);
    sql_bind_blob(sql, s, 4, e->staff.code.salt, SALT_BYTES);
    sql_bind_blob(sql, s, 5, e->staff.code.hash.bytes, DIGEST_BYTES);
    sql_run(sql, s);
}

static bool take_row(struct sql *sql, sqlite3_stmt *s, struct staff_account *out)
{
    bool found = sql_row(sql, s);
    if (found) {
        sql_column_text(s, 0, out->name, sizeof out->name);
        out->role = (enum role)sqlite3_column_int64(s, 1);
        sql_column_blob(s, 2, out->code.salt, SALT_BYTES);
        sql_column_blob(s, 3, out->code.hash.bytes, DIGEST_BYTES);
    }
    sql_end(s);
    return found;
}

bool staff_table_find(struct sql *sql, enum journal_owner journal, const char *name,
                      struct staff_account *out)
{
    sqlite3_stmt *s = sql_use(sql, SQL_STAFF_GET);
    sql_bind_int(sql, s, 1, journal);
    sql_bind_text(sql, s, 2, name);
    return take_row(sql, s, out);
}

bool staff_table_next(struct sql *sql, enum journal_owner journal, const char *after,
                      struct staff_account *out)
{
    sqlite3_stmt *s = sql_use(sql, SQL_STAFF_NEXT);
    sql_bind_int(sql, s, 1, journal);
    sql_bind_text(sql, s, 2, after);
    return take_row(sql, s, out);
}
