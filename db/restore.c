#include "db/restore.h"

#include "db/copy.h"
#include "db/run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const companions[] = {"-wal", "-shm", "-journal"};

static enum status fail_restore(char error[DATABASE_ERROR_SIZE], enum status status,
                                const char *format, ...) __attribute__((format(printf, 3, 4)));

static enum status fail_restore(char error[DATABASE_ERROR_SIZE], enum status status,
                                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(error, DATABASE_ERROR_SIZE, format, args);
    va_end(args);
    return status;
}

/* --- the copy, and what is there --- */

/* Checks that the file is undamaged and a Sinodo database, and reads its identity. */
static enum status examine(struct sql *sql, const char *file, struct identity *out,
                           char error[DATABASE_ERROR_SIZE])
{
    char why[DATABASE_ERROR_SIZE];
    sqlite3_stmt *s = NULL;
    if (database_check_schema(sql, why) != STATUS_OK)
        return fail_restore(error, STATUS_INVALID, "%.200s: %.250s", file, why);
    bool whole =
        sqlite3_prepare_v2(sql->handle, "PRAGMA quick_check(1)", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
    sqlite3_finalize(s);
    if (!whole || !database_get_identity(sql, out))
        return fail_restore(error, STATUS_INVALID, "%.300s is damaged: use another copy", file);
    return STATUS_OK;
}

/* A damaged old database is not compared. */
static enum status compare(const char *database, struct restored *r,
                           char error[DATABASE_ERROR_SIZE])
{
    struct sql sql;
    struct identity there = {.node = ""};
    if (access(database, F_OK) != 0 || copy_open_source(database, true, &sql, error) != STATUS_OK)
        return STATUS_OK;
    r->compared = database_get_identity(&sql, &there);
    sql_close(&sql);
    if (!r->compared ||
        (strcmp(there.node, r->identity.node) == 0 &&
         strcmp(there.cluster, r->identity.cluster) == 0 && there.paired == r->identity.paired))
        return STATUS_OK;
    return fail_restore(
        error, STATUS_INVALID,
        "the copy is of node %s of cluster %s%s, and the directory is of node %s of cluster "
        "%s%s: is --data right?",
        r->identity.node, r->identity.cluster, r->identity.paired ? "" : " (without a peer)",
        there.node, there.cluster, there.paired ? "" : " (without a peer)");
}

/* --- putting it in place --- */

/* When root restores, the file is given to the node's user. */
static bool give_to_owner(const char *dir, const char *path)
{
    struct stat st;
    return geteuid() != 0 || (stat(dir, &st) == 0 && lchown(path, st.st_uid, st.st_gid) == 0);
}

static bool set_companions_aside(const char *database, const char *aside)
{
    char from[RESTORE_PATH_SIZE], to[RESTORE_PATH_SIZE + 16];
    for (size_t i = 0; i < sizeof companions / sizeof companions[0]; i++) {
        (void)snprintf(from, sizeof from, "%.480s%s", database, companions[i]);
        (void)snprintf(to, sizeof to, "%s%s", aside, companions[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            return false;
    }
    return true;
}

static enum status place(const char *partial, const char *database, struct restored *r,
                         char error[DATABASE_ERROR_SIZE])
{
    char stamp[32];
    time_t now = time(NULL);
    struct tm utc;
    (void)strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
    (void)snprintf(r->aside, sizeof r->aside, "%.400s.replaced-%s", database, stamp);
    bool there = link(database, r->aside) == 0;
    if ((!there && errno != ENOENT) || !file_sync_parent(database))
        return fail_restore(error, STATUS_IO, "cannot keep %.200s as %.200s: %s", database,
                            r->aside, strerror(errno));
    if (rename(partial, database) != 0 || !file_sync_parent(database))
        return fail_restore(error, STATUS_IO, "cannot write %.300s: %s", database, strerror(errno));
    if (!set_companions_aside(database, r->aside) || !file_sync_parent(database))
        return fail_restore(error, STATUS_IO, "cannot rename the log of %.300s: %s; restore again",
                            database, strerror(errno));
    if (!there)
        r->aside[0] = '\0';
    return STATUS_OK;
}

static enum status restore_locked(const char *dir, const char *file, struct restored *r,
                                  char error[DATABASE_ERROR_SIZE])
{
    struct sql source = {.handle = NULL};
    char database[RESTORE_PATH_SIZE], lock[RESTORE_PATH_SIZE], partial[RESTORE_PATH_SIZE];
    (void)snprintf(database, sizeof database, "%.400s/" DATABASE_FILE, dir);
    (void)snprintf(lock, sizeof lock, "%.400s/" DATABASE_LOCK, dir);
    (void)snprintf(partial, sizeof partial, "%.400s/restore-%016" PRIx64 DATABASE_PARTIAL, dir,
                   run_draw());
    enum status status = copy_open_source(file, false, &source, error);
    if (status == STATUS_OK)
        status = examine(&source, file, &r->identity, error);
    if (status == STATUS_OK)
        status = compare(database, r, error);
    if (status == STATUS_OK)
        status = copy_whole(&source, partial, error);
    sql_close(&source);
    if (status == STATUS_OK && (!give_to_owner(dir, partial) || !give_to_owner(dir, lock)))
        status = fail_restore(error, STATUS_IO, "cannot give the files to the node's user: %s",
                              strerror(errno));
    if (status == STATUS_OK)
        status = place(partial, database, r, error);
    if (status != STATUS_OK)
        (void)unlink(partial);
    return status;
}

enum status restore_run(const char *dir, const char *file, struct restored *out,
                        char error[DATABASE_ERROR_SIZE])
{
    struct restored r = {.compared = false};
    int lock = -1;
    struct stat st;
    if (strlen(dir) > 400)
        return fail_restore(error, STATUS_INVALID, "the data directory's path is too long");
    if (stat(file, &st) != 0 || !S_ISREG(st.st_mode))
        return fail_restore(error, STATUS_INVALID, "%.300s is not a file that can be read", file);
    mode_t mask = umask(077);
    enum status status = database_lock(dir, FILE_ROOT_MAY, &lock, error);
    if (status == STATUS_OK)
        status = restore_locked(dir, file, &r, error);
    umask(mask);
    if (lock >= 0)
        close(lock);
    if (status == STATUS_OK)
        *out = r;
    return status;
}
