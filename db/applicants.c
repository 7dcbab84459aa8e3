#include "db/applicants.h"

#include <stdio.h>
#include <string.h>

/* Adds one row to the index. The ID must be canonical, and no row before may have it. */
static bool load_row(const struct applicants *t, uint64_t row, const char *text, size_t len,
                     char error[APPLICANTS_ERROR_SIZE])
{
    static const char advice[] = "the file is damaged: put a backup in its place (sinodoctl "
                                 "restore), or start with an empty data directory";
    uint64_t expected = id_index_rows(t->index) + 1, other;
    error[0] = '\0';
    if (row != expected)
        (void)snprintf(error, APPLICANTS_ERROR_SIZE,
                       "row %llu of the table applicant is missing: %s",
                       (unsigned long long)expected, advice);
    else if (text == NULL || !ident_is_canonical(text, len))
        (void)snprintf(error, APPLICANTS_ERROR_SIZE,
                       "row %llu of the table applicant has no ID: %s", (unsigned long long)row,
                       advice);
    else if (!id_index_reserve(t->index))
        (void)sql_fail(t->sql, SQLITE_NOMEM, "index an applicant's row");
    else if (!id_index_add(t->index, text, &other))
        (void)snprintf(error, APPLICANTS_ERROR_SIZE,
                       "rows %llu and %llu of the table applicant have the same ID %s: %s",
                       (unsigned long long)other, (unsigned long long)row, text, advice);
    return error[0] == '\0' && t->sql->status == STATUS_OK;
}

bool applicants_load(const struct applicants *t, char error[APPLICANTS_ERROR_SIZE])
{
    bool good = true;
    sqlite3_stmt *s = sql_use(t->sql, SQL_APPLICANT_ROWS);
    error[0] = '\0';
    while (good && sql_row(t->sql, s)) {
        const char *text = (const char *)sqlite3_column_text(s, 1);
        good = load_row(t, (uint64_t)sqlite3_column_int64(s, 0), text,
                        (size_t)sqlite3_column_bytes(s, 1), error);
    }
    sql_end(s);
    id_index_committed(t->index);
    return good && t->sql->status == STATUS_OK;
}

void applicants_reserve(const struct applicants *t)
{
    if (!id_index_reserve(t->index))
        (void)sql_fail(t->sql, SQLITE_NOMEM, "index an applicant's row");
}

struct applicant applicants_find(const struct applicants *t, const char *id)
{
    struct applicant a = applicant_unknown(id);
    uint64_t row = id_index_find(t->index, id);
    if (row == 0)
        return a;
    sqlite3_stmt *s = sql_use(t->sql, SQL_APPLICANT_GET);
    sql_bind_int(t->sql, s, 1, (int64_t)row);
    sql_bind_text(t->sql, s, 2, id);
    if (!sql_row(t->sql, s)) {
        (void)sql_fail(t->sql, SQLITE_CORRUPT, "find an applicant's row"); /* D5 */
        return a;
    }
    a.on_record = true;
    a.claim = (enum claim_state)sqlite3_column_int(s, 0);
    a.claim_n = (uint64_t)sqlite3_column_int64(s, 1);
    a.stamp.ms = sqlite3_column_int64(s, 2);
    a.confirm_n = (uint64_t)sqlite3_column_int64(s, 3);
    a.allow_n = (uint64_t)sqlite3_column_int64(s, 4);
    sql_column_text(s, 5, a.name, sizeof a.name);
    sql_column_blob(s, 6, a.code.salt, SALT_BYTES);
    sql_column_blob(s, 7, a.code.hash.bytes, DIGEST_BYTES);
    a.away_n = (uint64_t)sqlite3_column_int64(s, 8);
    a.transfer_n = (uint64_t)sqlite3_column_int64(s, 9);
    sql_column_text(s, 10, a.from, sizeof a.from);
    a.admitted = sqlite3_column_int(s, 11) != 0;
    a.paused = sqlite3_column_int(s, 12) != 0;
    a.ready_n = (uint64_t)sqlite3_column_int64(s, 13);
    a.extra_ms = sqlite3_column_int64(s, 14);
    a.fork = (enum fork)sqlite3_column_int(s, 15);
    sql_end(s);
    return a;
}

static void bind(struct sql *sql, sqlite3_stmt *s, uint64_t row, const struct applicant *a)
{
    sql_bind_int(sql, s, 1, (int64_t)row);
    sql_bind_text(sql, s, 2, a->id);
    sql_bind_int(sql, s, 3, a->claim);
    sql_bind_int(sql, s, 4, (int64_t)a->claim_n);
    sql_bind_int(sql, s, 5, a->stamp.ms);
    sql_bind_int(sql, s, 6, (int64_t)a->confirm_n);
    sql_bind_int(sql, s, 7, (int64_t)a->allow_n);
    sql_bind_int(sql, s, 8, (int64_t)a->away_n);
    sql_bind_text(sql, s, 9, a->name);
    sql_bind_blob(sql, s, 10, a->code.salt, SALT_BYTES);
    sql_bind_blob(sql, s, 11, a->code.hash.bytes, DIGEST_BYTES);
    sql_bind_int(sql, s, 12, (int64_t)a->transfer_n);
    sql_bind_text(sql, s, 13, a->from);
    sql_bind_int(sql, s, 14, a->admitted);
    sql_bind_int(sql, s, 15, a->paused);
    sql_bind_int(sql, s, 16, (int64_t)a->ready_n);
    sql_bind_int(sql, s, 17, a->extra_ms);
    sql_bind_int(sql, s, 18, a->fork);
}

void applicants_put(const struct applicants *t, const struct applicant *a)
{
    struct sql *sql = t->sql;
    uint64_t row;
    if (sql->status != STATUS_OK) /* there may be no room in the index */
        return;
    bool new = id_index_add(t->index, a->id, &row);
    sqlite3_stmt *s = sql_use(sql, new ? SQL_APPLICANT_ADD : SQL_APPLICANT_PUT);
    bind(sql, s, row, a);
    sql_run(sql, s);
    if (sql->status == STATUS_OK && sqlite3_changes(sql->handle) != 1)
        (void)sql_fail(sql, SQLITE_CORRUPT, "find an applicant's row"); /* D5 */
}
