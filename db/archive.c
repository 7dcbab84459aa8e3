#include "db/archive.h"

#include "db/copy.h"
#include "db/run.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct archive {
    struct sql sql;
    sqlite3_stmt *put, *next, *get;
};

static enum status fail(const struct archive *a, const char *doing, char error[DATABASE_ERROR_SIZE])
{
    (void)snprintf(error, DATABASE_ERROR_SIZE, "the archive cannot be %s: %s", doing,
                   sqlite3_errmsg(a->sql.handle));
    return a->sql.status;
}

enum status archive_copy(const char *dir, const char *path, char error[DATABASE_ERROR_SIZE])
{
    char database[PATH_MAX];
    struct sql source = {.handle = NULL};
    (void)snprintf(database, sizeof database, "%.4000s/" DATABASE_FILE, dir);
    enum status status = run_check(dir, error);
    if (status == STATUS_OK)
        status = copy_open_source(database, false, &source, error);
    if (status == STATUS_OK)
        status = database_check_schema(&source, error);
    if (status == STATUS_OK)
        status = copy_whole(&source, path, error);
    sql_close(&source);
    return status;
}

void archive_abandon(struct archive *a)
{
    if (a == NULL)
        return;
    sqlite3_finalize(a->put);
    sqlite3_finalize(a->next);
    sqlite3_finalize(a->get);
    sql_close(&a->sql);
    free(a);
}

/* --- writing --- */

enum status archive_make(const char *path, struct archive **out, char error[DATABASE_ERROR_SIZE])
{
    struct archive *a = calloc(1, sizeof *a);
    if (a == NULL) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "out of memory");
        return STATUS_NOMEM;
    }
    (void)sql_fail(
        &a->sql,
        sqlite3_open_v2(path, &a->sql.handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL),
        "open the archive");
    /* The copy is of no use before it is whole: the caller syncs it then. */
    sql_exec(&a->sql, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;"
                      "BEGIN; CREATE TABLE archived (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)"
                      " WITHOUT ROWID");
    a->put = sql_prepare(&a->sql, "INSERT INTO archived (name, bytes) VALUES (?1, ?2)");
    if (a->sql.status == STATUS_OK) {
        *out = a;
        return STATUS_OK;
    }
    enum status status = fail(a, "begun", error);
    archive_abandon(a);
    return status;
}

enum status archive_put(struct archive *a, const char *name, const void *bytes, size_t len,
                        char error[DATABASE_ERROR_SIZE])
{
    (void)sqlite3_bind_text(a->put, 1, name, -1, SQLITE_STATIC);
    int rc = sqlite3_bind_blob64(a->put, 2, len > 0 ? bytes : "", len, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(a->put);
    (void)sqlite3_reset(a->put);
    (void)sqlite3_clear_bindings(a->put);
    if (rc == SQLITE_DONE)
        return STATUS_OK;
    if ((rc & 0xff) == SQLITE_CONSTRAINT) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "two files would be called %.200s: rename one",
                       name);
        return STATUS_INVALID;
    }
    (void)snprintf(error, DATABASE_ERROR_SIZE, "%.200s cannot be written to the archive: %s", name,
                   sqlite3_errstr(rc));
    return rc == SQLITE_TOOBIG ? STATUS_INVALID : sql_fail(&a->sql, rc, "put a file");
}

enum status archive_end(struct archive *a, char error[DATABASE_ERROR_SIZE])
{
    sqlite3_finalize(a->put);
    a->put = NULL;
    sql_exec(&a->sql, "COMMIT; PRAGMA journal_mode = DELETE");
    enum status status = a->sql.status == STATUS_OK ? STATUS_OK : fail(a, "written", error);
    archive_abandon(a);
    return status;
}

/* --- reading --- */

/* A view in the table's place could show other contents. */
static bool has_files(struct archive *a)
{
    sqlite3_stmt *s = sql_prepare(
        &a->sql, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'archived'");
    bool found = sql_row(&a->sql, s);
    sqlite3_finalize(s);
    return found;
}

enum status archive_open(const char *path, struct archive **out, char error[DATABASE_ERROR_SIZE])
{
    struct archive *a = calloc(1, sizeof *a);
    if (a == NULL) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "out of memory");
        return STATUS_NOMEM;
    }
    enum status status = copy_open_source(path, true, &a->sql, error);
    if (status == STATUS_OK)
        status = database_check_schema(&a->sql, error);
    if (status != STATUS_OK) {
        archive_abandon(a);
        return status;
    }
    if (!has_files(a)) {
        (void)snprintf(error, DATABASE_ERROR_SIZE,
                       "%.300s is a node's database and no archive: it holds no other files", path);
        archive_abandon(a);
        return STATUS_INVALID;
    }
    /* The file may come from anybody: a name is text that one C string holds. */
    a->next = sql_prepare(
        &a->sql,
        "SELECT name, length(bytes) FROM archived WHERE name > ?1 AND typeof(name) = 'text'"
        " AND length(CAST(name AS BLOB)) < 256 AND instr(name, char(0)) = 0"
        " ORDER BY name LIMIT 1");
    a->get = sql_prepare(&a->sql, "SELECT bytes FROM archived WHERE name = ?1");
    if (a->sql.status == STATUS_OK) {
        *out = a;
        return STATUS_OK;
    }
    status = fail(a, "read", error);
    archive_abandon(a);
    return status;
}

bool archive_next(struct archive *a, const char *after, char name[ARCHIVE_NAME_SIZE],
                  int64_t *bytes)
{
    sqlite3_stmt *s = a->sql.status == STATUS_OK ? a->next : NULL;
    sql_bind_text(&a->sql, s, 1, after);
    bool found = sql_row(&a->sql, s);
    if (found) {
        sql_column_text(s, 0, name, ARCHIVE_NAME_SIZE);
        *bytes = sqlite3_column_int64(s, 1);
    }
    sql_end(s);
    return found;
}

bool archive_get(struct archive *a, const char *name, struct buffer *out)
{
    sqlite3_stmt *s = a->sql.status == STATUS_OK ? a->get : NULL;
    sql_bind_text(&a->sql, s, 1, name);
    bool found = sql_row(&a->sql, s);
    if (found) {
        const void *bytes = sqlite3_column_blob(s, 0);
        buffer_append(out, bytes != NULL ? bytes : "", (size_t)sqlite3_column_bytes(s, 0));
    }
    sql_end(s);
    if (out->failed)
        (void)sql_fail(&a->sql, SQLITE_NOMEM, "read a file");
    return found && !out->failed;
}

enum status archive_status(const struct archive *a)
{
    return a->sql.status;
}
