#include "db/stored.h"

#include "common/buffer.h"
#include "db/database.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file may come from an attacker: no code in it is run. Only the server checkpoints: two
 * connections that both do can lose pages. */
static void take_care(sqlite3 *handle)
{
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_wal_autocheckpoint(handle, 0);
    (void)sqlite3_busy_timeout(handle, 5000);
}

/* SQLite needs a file beside such a database, which shares the log's index among processes. Where
 * it cannot be made nothing can change the database either, and the file is read as immutable; but
 * not when it has a log, whose pages would be ignored. */
static bool cannot_change(const char *path)
{
    char beside[PATH_MAX];
    struct stat file;
    if (stat(path, &file) != 0 ||
        snprintf(beside, sizeof beside, "%s-wal", path) >= (int)sizeof beside ||
        (stat(beside, &file) == 0 && file.st_size > 0))
        return false;
    (void)snprintf(beside, sizeof beside, "%s", path);
    return access(dirname(beside), W_OK) != 0 && errno == EROFS;
}

/* The path; with the parameter it is a URI (RFC 3986). */
static void put_name(struct buffer *out, const char *path)
{
    if (cannot_change(path)) {
        buffer_text(out, "file:");
        for (const char *at = path; *at != '\0'; at++)
            buffer_printf(out, "%%%02X", (unsigned char)*at);
        buffer_text(out, "?immutable=1");
    } else {
        buffer_text(out, path);
    }
    buffer_append(out, "", 1);
}

bool stored_attach(struct sql *sql, const char *path)
{
    struct buffer name = {0};
    take_care(sql->handle);
    put_name(&name, path);
    sqlite3_stmt *s = sql_prepare(sql, "ATTACH ?1 AS stored");
    sql_bind_text(sql, s, 1, name.failed ? "" : name.data);
    sql_run(sql, s);
    sqlite3_finalize(s);
    buffer_release(&name);
    return sql->status == STATUS_OK;
}

/* What is in the file beside our tables: nothing, or the table `archived` with the index of its key. */
#define ARCHIVED                                                                                   \
    "(tbl_name = 'archived' AND (type = 'table' AND rootpage > 0 AND name = 'archived'"            \
    " OR type = 'index' AND name = 'sqlite_autoindex_archived_1'))"

bool stored_is_known(struct sql *sql)
{
    sqlite3_stmt *s = sql_prepare(sql, "PRAGMA stored.user_version");
    bool known = sql_row(sql, s) && sqlite3_column_int(s, 0) == DATABASE_VERSION;
    sqlite3_finalize(s);
    s = sql_prepare(sql, "SELECT (SELECT count(*) FROM stored.sqlite_schema WHERE NOT " ARCHIVED
                         ") = (SELECT count(*) FROM main.sqlite_schema) AND NOT EXISTS"
                         " (SELECT type, name, tbl_name FROM stored.sqlite_schema WHERE"
                         " NOT " ARCHIVED " EXCEPT SELECT type, name, tbl_name FROM"
                         " main.sqlite_schema)");
    known = sql_row(sql, s) && sqlite3_column_int(s, 0) != 0 && known;
    sqlite3_finalize(s);
    return known;
}

void stored_value(struct sql *sql, const char *name, char *out, size_t size)
{
    out[0] = '\0';
    sqlite3_stmt *s = sql_prepare(sql, "SELECT value FROM stored.meta WHERE name = ?1");
    sql_bind_text(sql, s, 1, name);
    if (sql_row(sql, s))
        sql_column_text(s, 0, out, size);
    sqlite3_finalize(s);
}
