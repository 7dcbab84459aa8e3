#include "db/copy.h"

#include "common/buffer.h"
#include "db/run.h"
#include "server/core/recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, PIECE_PAGES = 4096 };

struct copy {
    sqlite3 *target;
    sqlite3_backup *backup;
    char path[PATH_SIZE];
};

static void end_copy(struct copy *copy)
{
    sqlite3_backup_finish(copy->backup);
    sqlite3_close(copy->target);
    free(copy);
}

void copy_abandon(struct copy *copy)
{
    if (copy == NULL)
        return;
    (void)unlink(copy->path);
    end_copy(copy);
}

/* Makes a new file; fails on an existing file or a link. */
static bool make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Opens the target without syncs: a partial copy is useless, so only the whole file is synced. */
static int open_target(struct copy *copy, sqlite3 *source)
{
    int rc = sqlite3_open_v2(copy->path, &copy->target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                             NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(copy->target, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        copy->backup = sqlite3_backup_init(copy->target, "main", source, "main");
    return copy->backup != NULL ? SQLITE_OK : rc != SQLITE_OK ? rc : SQLITE_ERROR;
}

enum status copy_start(sqlite3 *source, const char *path, struct copy **out,
                       char error[DATABASE_ERROR_SIZE])
{
    struct copy *copy = calloc(1, sizeof *copy);
    if (copy == NULL || strlen(path) >= sizeof copy->path || !make_file(path)) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot make %.300s: %s", path,
                       copy == NULL ? "out of memory" : strerror(errno));
        free(copy);
        return STATUS_FULL;
    }
    memcpy(copy->path, path, strlen(path) + 1);
    int rc = open_target(copy, source);
    if (rc == SQLITE_OK) {
        *out = copy;
        return STATUS_OK;
    }
    (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot write %.300s: %s", path, sqlite3_errstr(rc));
    copy_abandon(copy);
    return STATUS_FULL;
}

enum status copy_step(struct copy *copy, int pages, bool *finished, char error[DATABASE_ERROR_SIZE])
{
    int rc = sqlite3_backup_step(copy->backup, pages);
    *finished = rc == SQLITE_DONE;
    if (rc == SQLITE_OK)
        return STATUS_OK;
    if (rc == SQLITE_DONE) {
        rc = sqlite3_backup_finish(copy->backup);
        copy->backup = NULL;
    }
    if (rc == SQLITE_OK)
        return STATUS_OK;
    (void)snprintf(error, DATABASE_ERROR_SIZE, "the copy cannot be written (is the disk full?): %s",
                   sqlite3_errstr(rc));
    *finished = true;
    copy_abandon(copy);
    return STATUS_FULL;
}

/* Marks the target as a copy, and gives it a run number of its own, so that a log of the original
 * does not fit it (D9). */
static int mark(sqlite3 *target)
{
    char text[160];
    (void)snprintf(text, sizeof text,
                   "UPDATE meta SET value = %d WHERE name = 'standing';"
                   "UPDATE run SET number = x'%016" PRIx64 "'",
                   STANDING_RESTORED, run_draw());
    int rc = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    return rc == SQLITE_OK ? sqlite3_exec(target, text, NULL, NULL, NULL) : rc;
}

enum status copy_settle(struct copy *copy, bool sync, char error[DATABASE_ERROR_SIZE])
{
    int rc = mark(copy->target);
    int closed = sqlite3_close(copy->target);
    copy->target = NULL;
    errno = 0;
    bool good = rc == SQLITE_OK && closed == SQLITE_OK &&
                (!sync || (file_sync(copy->path) && file_sync_parent(copy->path)));
    if (good) {
        end_copy(copy);
        return STATUS_OK;
    }
    (void)snprintf(error, DATABASE_ERROR_SIZE, "the copy cannot be written (is the disk full?): %s",
                   errno != 0 ? strerror(errno) : sqlite3_errstr(rc));
    copy_abandon(copy);
    return STATUS_FULL;
}

enum status copy_open_source(const char *path, bool alone, struct sql *out,
                             char error[DATABASE_ERROR_SIZE])
{
    struct buffer name = {0};
    char log[PATH_SIZE];
    (void)snprintf(log, sizeof log, "%.4000s-wal", path);
    bool as_it_is = alone || access(log, F_OK) != 0;
    buffer_text(&name, "file:");
    for (const char *at = path; *at != '\0'; at++) /* RFC 3986 */
        buffer_printf(&name, "%%%02X", (unsigned char)*at);
    buffer_text(&name, as_it_is ? "?immutable=1" : "");
    buffer_append(&name, "", 1);
    *out = (struct sql){.status = STATUS_OK};
    int rc =
        name.failed
            ? SQLITE_NOMEM
            : sqlite3_open_v2(name.data, &out->handle,
                              SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    buffer_release(&name);
    if (rc != SQLITE_OK) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot open %.300s: %s", path,
                       sqlite3_errstr(rc));
        return STATUS_INVALID;
    }
    (void)sqlite3_db_config(out->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(out->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(out->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    return STATUS_OK;
}

enum status copy_whole(const struct sql *source, const char *path, char error[DATABASE_ERROR_SIZE])
{
    struct copy *copy;
    bool finished = false;
    enum status status = copy_start(source->handle, path, &copy, error);
    while (status == STATUS_OK && !finished)
        status = copy_step(copy, PIECE_PAGES, &finished, error);
    return status == STATUS_OK ? copy_settle(copy, true, error) : status;
}
