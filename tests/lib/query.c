#include "tests/lib/query.h"

#include "db/database.h"

#include <check.h>
#include <string.h>

void query_open(struct sql *sql)
{
    memset(sql, 0, sizeof *sql);
    ck_assert_int_eq(
        sqlite3_open_v2(":memory:", &sql->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
        SQLITE_OK);
    database_create(sql);
    ck_assert_int_eq(sql->status, STATUS_OK);
}

int64_t query_int(sqlite3 *handle, const char *query)
{
    sqlite3_stmt *s = NULL;
    ck_assert_int_eq(sqlite3_prepare_v2(handle, query, -1, &s, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
    int64_t answer = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return answer;
}
