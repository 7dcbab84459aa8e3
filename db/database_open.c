/* The part of database.h that opens a database, new or found. */
#include "db/database.h"

#include "common/file.h"
#include "common/log.h"
#include "db/reader.h"
#include "db/run.h"
#include "server/core/recovery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char schema[] =
#include "schema.inc"
    ;

enum { BUSY_MS = 5000, PATH_SIZE = 4096, LOG_HEADER_BYTES = 32 };

static const int32_t APPLICATION_ID = 0x53696e64; /* "Sind" */

static void say(char error[DATABASE_ERROR_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(char error[DATABASE_ERROR_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error, DATABASE_ERROR_SIZE, format, args);
    va_end(args);
}

enum status database_lock(const char *dir, enum file_rule rule, int *out,
                          char error[DATABASE_ERROR_SIZE])
{
    char path[PATH_SIZE];
    if (mkdir(dir, 0700) == 0 ? !file_sync_parent(dir) : errno != EEXIST) {
        say(error, "cannot make the data directory %s: %s", dir, strerror(errno));
        return STATUS_IO;
    }
    if (!file_is_safe_directory(dir, rule, error))
        return STATUS_INVALID;
    if (snprintf(path, sizeof path, "%s/" DATABASE_LOCK, dir) >= (int)sizeof path) {
        say(error, "the data directory's path is too long");
        return STATUS_INVALID;
    }
    int fd = open(path, O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        say(error, "cannot open %s: %s", path, strerror(errno));
        return STATUS_IO;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        say(error,
            "the data directory %s is in use by another sinodod: stop that one first, or "
            "choose another --data",
            dir);
        close(fd);
        return STATUS_FULL;
    }
    *out = fd;
    return STATUS_OK;
}

/* What a process that was killed left of a copy (copy.h). */
static void remove_partial(const char *dir)
{
    DIR *all = opendir(dir);
    char path[PATH_SIZE];
    for (struct dirent *e = NULL; all != NULL && (e = readdir(all)) != NULL;) {
        if (strstr(e->d_name, DATABASE_PARTIAL) == NULL)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        (void)unlink(path);
    }
    if (all != NULL)
        (void)closedir(all);
}

/* A copy that was put back may be anybody's to read: from here on it is its owner's alone. */
static enum status tighten(const char *dir, char error[DATABASE_ERROR_SIZE])
{
    static const char *const names[] = {DATABASE_FILE, DATABASE_FILE "-wal", DATABASE_FILE "-shm",
                                        DATABASE_LOCK};
    char path[PATH_SIZE];
    struct stat st;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        if (lstat(path, &st) != 0)
            continue;
        if (!S_ISREG(st.st_mode) || st.st_uid != geteuid()) {
            say(error, "%.300s must be a file of this user, and no link: chown it, or copy it",
                path);
            return STATUS_INVALID;
        }
        if ((st.st_mode & 077) == 0)
            continue;
        if (chmod(path, 0600) != 0) {
            say(error, "others may read %.300s, and it cannot be changed: %s", path,
                strerror(errno));
            return STATUS_IO;
        }
        log_event(LOG_WARN, "other users could read %s: its mode is now 0600", path);
    }
    return STATUS_OK;
}

static int64_t pragma_int(struct sql *sql, const char *text)
{
    sqlite3_stmt *s = NULL;
    int64_t value = 0;
    if (sql->status == STATUS_OK &&
        sql_fail(sql, sqlite3_prepare_v2(sql->handle, text, -1, &s, NULL), text) == STATUS_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        value = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return value;
}

void database_create(struct sql *sql)
{
    char pragma[64];
    sql_exec(sql, schema);
    (void)snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", APPLICATION_ID);
    sql_exec(sql, pragma);
    (void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", DATABASE_VERSION);
    sql_exec(sql, pragma);
}

/* A new database belongs to the node that makes it. */
static enum status create_as(struct sql *sql, const struct identity *identity)
{
    sql_begin(sql);
    database_create(sql);
    database_set_text(sql, "cluster", identity->cluster);
    database_set_text(sql, "node", identity->node);
    database_set_int(sql, "paired", identity->paired);
    database_set_int(sql, "standing", identity->paired ? STANDING_NEW : STANDING_OPEN);
    return sql_commit(sql);
}

enum status database_check_schema(struct sql *sql, char error[DATABASE_ERROR_SIZE])
{
    int64_t version = pragma_int(sql, "PRAGMA user_version");
    int64_t application = pragma_int(sql, "PRAGMA application_id");
    if (sql->status != STATUS_OK) {
        say(error, "cannot read the database: %s", sqlite3_errmsg(sql->handle));
        return sql->status;
    }
    if (application != APPLICATION_ID) {
        say(error, "the file is not a Sinodo database");
        return STATUS_INVALID;
    }
    if (version < DATABASE_VERSION) {
        say(error,
            "the database has schema %lld, from before the first release: start with a new data "
            "directory",
            (long long)version);
        return STATUS_INVALID;
    }
    if (version > DATABASE_VERSION) {
        say(error,
            "the database has schema %lld and this program knows only up to %d: "
            "use the newer sinodod",
            (long long)version, DATABASE_VERSION);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status check_identity(struct sql *sql, const struct identity *identity,
                                  char error[DATABASE_ERROR_SIZE])
{
    char cluster[NODE_NAME_MAX + 1], node[NODE_NAME_MAX + 1];
    database_get_text(sql, "cluster", cluster, sizeof cluster);
    database_get_text(sql, "node", node, sizeof node);
    bool paired = database_get_int(sql, "paired") != 0;
    if (sql->status != STATUS_OK)
        return sql->status;
    if (strcmp(cluster, identity->cluster) != 0 || strcmp(node, identity->node) != 0) {
        say(error,
            "this is the database of node %s of cluster %s, not of node %s of cluster %s: "
            "check --node, --cluster and --data; after `sinodoctl new-exam %s` the option is "
            "cluster = %s",
            node, cluster, identity->node, identity->cluster, cluster, cluster);
        return STATUS_INVALID;
    }
    if (paired != identity->paired) {
        say(error, paired ? "this database belongs to a pair: give --peer or --peer-listen"
                          : "this database belongs to a node without a peer: leave out --peer and "
                            "--peer-listen, or start a new data directory");
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status open_handle(const char *path, struct sql *sql, char error[DATABASE_ERROR_SIZE])
{
    int rc = sqlite3_open_v2(
        path, &sql->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        say(error, "cannot open %s: %s", path,
            sql->handle ? sqlite3_errmsg(sql->handle) : "out of memory");
        return rc == SQLITE_NOMEM ? STATUS_NOMEM : STATUS_IO;
    }
    sqlite3_extended_result_codes(sql->handle, 1);
    sqlite3_busy_timeout(sql->handle, BUSY_MS);
    /* 16 MiB of cache hold the pages that are written soon again. A transaction writes nothing before
     * it ends: the log could begin anew while what was copied from it is still being synced. */
    sql_exec(sql,
             "PRAGMA journal_mode = WAL;"
             "PRAGMA temp_store = MEMORY;" /* nothing is written outside the data directory */
             "PRAGMA cache_spill = OFF; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384;"
             "PRAGMA foreign_keys = ON");
    sql_exec(sql, database_synchronous);
    if (sql->status != STATUS_OK)
        say(error, "cannot use %s: %s", path, sqlite3_errmsg(sql->handle));
    return sql->status;
}

static int on_commit(void *context, sqlite3 *handle, const char *name, int pages)
{
    struct database *db = context;
    (void)handle;
    (void)name;
    if (pages <= db->log_pages) { /* it has begun anew: a commit makes it longer */
        db->log_old = 0;
        db->log_kept = false;
    }
    db->log_pages = pages;
    log_event(LOG_DEBUG, "commit: %d pages are in use in the log", pages);
    return SQLITE_OK;
}

/* Writes the log over itself. */
static int write_again(sqlite3_file *log)
{
    static char piece[64 * 1024];
    sqlite3_int64 size = 0;
    int rc = log->pMethods->xFileSize(log, &size);
    for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size; at += (sqlite3_int64)sizeof piece) {
        int len = size - at < (sqlite3_int64)sizeof piece ? (int)(size - at) : (int)sizeof piece;
        rc = log->pMethods->xRead(log, piece, len, at);
        if (rc == SQLITE_OK)
            rc = log->pMethods->xWrite(log, piece, len, at);
    }
    return rc;
}

/* Writes every page of the database that the log has over itself. A checkpoint may have copied it
 * and have died before its sync, or of it, and SQLite does not copy it again when another program
 * has kept the log's index meanwhile. */
static int write_copied_again(const struct database *db)
{
    static unsigned char page[DATABASE_PAGE_BYTES];
    sqlite3_file *log = db->log, *file = db->file;
    sqlite3_int64 log_size = 0, size = 0;
    int rc = log->pMethods->xFileSize(log, &log_size);
    if (rc == SQLITE_OK)
        rc = file->pMethods->xFileSize(file, &size);
    for (sqlite3_int64 at = LOG_HEADER_BYTES;
         rc == SQLITE_OK && at + DATABASE_FRAME_BYTES <= log_size; at += DATABASE_FRAME_BYTES) {
        unsigned char n[4]; /* the page's number, from 1 */
        rc = log->pMethods->xRead(log, n, sizeof n, at);
        sqlite3_int64 end =
            DATABASE_PAGE_BYTES * (((sqlite3_int64)n[0] << 24) + (n[1] << 16) + (n[2] << 8) + n[3]);
        if (rc != SQLITE_OK || end == 0 || end > size)
            continue;
        rc = file->pMethods->xRead(file, page, DATABASE_PAGE_BYTES, end - DATABASE_PAGE_BYTES);
        if (rc == SQLITE_OK)
            rc = file->pMethods->xWrite(file, page, DATABASE_PAGE_BYTES, end - DATABASE_PAGE_BYTES);
    }
    return rc;
}

/* D4: a process that died in a commit, or of a sync that failed, may have left it in the log
 * without a sync, and a power cut would still take it. A further sync may say that all is well and
 * mean what was written since: so the log is written once more, and synced, before anyone hears of
 * what it holds. So are its pages in the database; run_begin() syncs them. */
static enum status keep_found(struct database *db, char error[DATABASE_ERROR_SIZE])
{
    int rc = sqlite3_file_control(db->sql.handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &db->log);
    if (rc != SQLITE_OK || db->log == NULL || db->log->pMethods == NULL)
        db->log = NULL;
    if (rc == SQLITE_OK && db->log != NULL)
        rc = sqlite3_file_control(db->sql.handle, "main", SQLITE_FCNTL_FILE_POINTER, &db->file);
    if (rc == SQLITE_OK && db->log != NULL)
        rc = write_again(db->log);
    if (rc == SQLITE_OK && database_sync(db) != STATUS_OK)
        rc = SQLITE_IOERR_FSYNC;
    if (rc == SQLITE_OK && db->log != NULL)
        rc = write_copied_again(db);
    if (rc == SQLITE_OK)
        return STATUS_OK;
    say(error, "what the database's log holds cannot be kept: %s", sqlite3_errstr(rc));
    return STATUS_IO;
}

/* A lock for each piece of memory, for figures that nobody asks for: none. It can be said once
 * only. */
static void set_up_library(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum status database_open(const char *dir, const struct identity *identity, int log_pages,
                          struct database *out, char error[DATABASE_ERROR_SIZE])
{
    struct database db = {.identity = *identity, .lock = -1, .index = -1, .log_most = log_pages};
    char path[PATH_SIZE] = ":memory:";
    enum status status = STATUS_OK;
    mode_t mask = umask(077);

    set_up_library();
    if (dir != NULL) {
        status = database_lock(dir, FILE_OWN, &db.lock, error);
        if (status == STATUS_OK) {
            remove_partial(dir);
            status = tighten(dir, error);
        }
        if (status == STATUS_OK)
            status = run_check(dir, error);
        if (status == STATUS_OK)
            (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, dir);
    }
    if (status == STATUS_OK)
        status = open_handle(path, &db.sql, error);
    if (status == STATUS_OK && pragma_int(&db.sql, "SELECT count(*) FROM sqlite_schema") == 0 &&
        db.sql.status == STATUS_OK) {
        status = create_as(&db.sql, identity);
        if (status != STATUS_OK)
            say(error, "cannot create the database: %s", status_text(status));
    }
    if (status == STATUS_OK)
        status = database_check_schema(&db.sql, error);
    if (status == STATUS_OK)
        status = keep_found(&db, error);
    if (status == STATUS_OK)
        status = check_identity(&db.sql, identity, error);
    if (status == STATUS_OK && dir != NULL)
        status = run_begin(&db, dir, error);
    if (status == STATUS_OK && dir != NULL)
        db.index = reader_open(path);
    umask(mask);
    if (status != STATUS_OK) {
        database_close(&db);
        return status;
    }
    *out = db;
    sqlite3_wal_hook(out->sql.handle, on_commit, out);
    return STATUS_OK;
}
