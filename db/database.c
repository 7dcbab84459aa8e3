#include "db/database.h"

#include "common/log.h"
#include "db/reader.h"

#include <string.h>
#include <unistd.h>

enum {
    LOG_KEPT = 2,    /* times its normal length: a reader keeps it, and the operator is told */
    LOG_GROWTH = 28, /* times its normal length: 256 MiB, for which the index is reserved */
    INDEX_REGION_BYTES = 32768, /* https://www.sqlite.org/walformat.html, 2.2 */
    INDEX_REGION_PAGES = 4096
};

const char database_synchronous[] = "PRAGMA synchronous = NORMAL";

int64_t database_get_int(struct sql *sql, const char *name)
{
    int64_t value = 0;
    sqlite3_stmt *s = sql_use(sql, SQL_META_GET);
    sql_bind_text(sql, s, 1, name);
    if (sql_row(sql, s))
        value = sqlite3_column_int64(s, 0);
    sql_end(s);
    return value;
}

void database_get_text(struct sql *sql, const char *name, char *out, size_t size)
{
    out[0] = '\0';
    sqlite3_stmt *s = sql_use(sql, SQL_META_GET);
    sql_bind_text(sql, s, 1, name);
    if (sql_row(sql, s))
        sql_column_text(s, 0, out, size);
    sql_end(s);
}

void database_get_blob(struct sql *sql, const char *name, void *out, size_t len)
{
    memset(out, 0, len);
    sqlite3_stmt *s = sql_use(sql, SQL_META_GET);
    sql_bind_text(sql, s, 1, name);
    if (sql_row(sql, s))
        sql_column_blob(s, 0, out, len);
    sql_end(s);
}

void database_set_int(struct sql *sql, const char *name, int64_t value)
{
    sqlite3_stmt *s = sql_use(sql, SQL_META_SET);
    sql_bind_text(sql, s, 1, name);
    sql_bind_int(sql, s, 2, value);
    sql_run(sql, s);
}

void database_set_text(struct sql *sql, const char *name, const char *value)
{
    sqlite3_stmt *s = sql_use(sql, SQL_META_SET);
    sql_bind_text(sql, s, 1, name);
    sql_bind_text(sql, s, 2, value);
    sql_run(sql, s);
}

void database_set_blob(struct sql *sql, const char *name, const void *data, size_t len)
{
    sqlite3_stmt *s = sql_use(sql, SQL_META_SET);
    sql_bind_text(sql, s, 1, name);
    sql_bind_blob(sql, s, 2, data, len);
    sql_run(sql, s);
}

bool database_get_identity(struct sql *sql, struct identity *out)
{
    database_get_text(sql, "cluster", out->cluster, sizeof out->cluster);
    database_get_text(sql, "node", out->node, sizeof out->node);
    out->paired = database_get_int(sql, "paired") != 0;
    return sql->status == STATUS_OK && out->node[0] != '\0';
}

static enum status sync_file(sqlite3_file *file)
{
    if (file == NULL)
        return STATUS_OK;
    int rc = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    if (rc == SQLITE_OK)
        return STATUS_OK;
    log_event(LOG_ERROR, "database: sync: %s", sqlite3_errstr(rc));
    return STATUS_IO;
}

enum status database_commit(struct database *db)
{
    return sql_commit(&db->sql);
}

enum status database_sync(const struct database *db)
{
    return sync_file(db->log);
}

enum status database_checkpoint_sync(const struct database *db)
{
    return sync_file(db->file);
}

int64_t database_log_bytes(const struct database *db)
{
    return (int64_t)db->log_pages * DATABASE_FRAME_BYTES;
}

bool database_log_is_long(const struct database *db)
{
    int more = db->log_pages - db->log_old;
    return more > 0 && more >= db->log_most;
}

/* SQLite makes the file of the log's index longer as the log grows, within a commit; without room it
 * does not say SQLITE_FULL, and what it has written is then in the log. So the room is taken before.
 */
static void reserve_index(const struct database *db)
{
    int regions = db->log_most * LOG_GROWTH / INDEX_REGION_PAGES + 2, rc = SQLITE_OK;
    for (int i = 0; rc == SQLITE_OK && i < regions; i++) {
        void volatile *region;
        rc = db->file->pMethods->xShmMap(db->file, i, INDEX_REGION_BYTES, 1, &region);
    }
    if (rc != SQLITE_OK)
        log_event(LOG_WARN, "database: no room to reserve the index of a long write-ahead log: %s",
                  sqlite3_errstr(rc));
}

enum status database_reserve(struct database *db)
{
    static const char zeros[DATABASE_PAGE_BYTES];
    sqlite3_int64 size = 0, end = (sqlite3_int64)db->log_most * DATABASE_FRAME_BYTES;
    if (db->log == NULL)
        return STATUS_OK;
    reserve_index(db);
    const sqlite3_io_methods *methods = db->log->pMethods;
    int rc = methods->xFileSize(db->log, &size);
    /* What is written in larger pieces may be counted as written whole whenever a part of it is. */
    for (sqlite3_int64 at = size; rc == SQLITE_OK && at < end; at += DATABASE_PAGE_BYTES)
        rc = methods->xWrite(db->log, zeros, DATABASE_PAGE_BYTES, at);
    if (rc != SQLITE_OK)
        rc = methods->xTruncate(db->log, size);
    if (rc == SQLITE_OK)
        return database_sync(db);
    log_event(LOG_ERROR, "database: the write-ahead log cannot be extended: %s",
              sqlite3_errstr(rc));
    return STATUS_IO;
}

/* Said once each time that the log grows so long. */
static void tell_of_reader(struct database *db)
{
    char text[READER_TEXT_SIZE];
    int64_t reader = reader_find(db->index);
    if (db->log_kept || db->log_pages / LOG_KEPT <= db->log_most || reader == READER_NONE)
        return;
    db->log_kept = true;
    reader_text(reader, text);
    log_event(LOG_WARN,
              "process %s reads the database for a long time: until it ends, the write-ahead log "
              "(%lld MiB now) grows",
              text, (long long)(database_log_bytes(db) >> 20));
}

/* What a reader still needs stays in the log. */
enum status database_checkpoint(struct database *db)
{
    sqlite3 *handle = db->sql.handle;
    int rc = sqlite3_exec(handle, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    int primary = rc & 0xff;
    if (sqlite3_exec(handle, database_synchronous, NULL, NULL, NULL) != SQLITE_OK) {
        log_event(LOG_ERROR, "database: synchronous writing cannot be set again: %s",
                  sqlite3_errmsg(handle));
        return STATUS_IO;
    }
    log_event(LOG_DEBUG, "checkpoint: %d pages were in use in the log", db->log_pages);
    db->log_old = db->log_pages; /* also when it failed: again when it has grown */
    tell_of_reader(db);
    if (rc == SQLITE_OK || primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
        return STATUS_OK;
    log_event(LOG_ERROR, "database: checkpoint: %s", sqlite3_errstr(rc));
    bool later = sql_is_full(rc, db->file) || primary == SQLITE_NOMEM;
    return later ? STATUS_FULL : STATUS_IO;
}

void database_close(struct database *db)
{
    if (db->sql.handle != NULL)
        sqlite3_wal_hook(db->sql.handle, NULL, NULL);
    sql_close(&db->sql);
    if (db->index >= 0)
        close(db->index);
    if (db->lock >= 0)
        close(db->lock);
    db->index = db->lock = -1;
}
