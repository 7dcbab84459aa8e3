#include "db/store/backup.h"

#include "db/copy.h"

#include <stdio.h>
#include <sys/stat.h>

enum { PIECE_PAGES = 256, PATH_SIZE = 4096, READ_BUSY_MS = 1000 };

static int open_snapshot(const char *dir, sqlite3 **source, uint64_t *own_n)
{
    char path[PATH_SIZE];
    sqlite3_stmt *last = NULL;
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, dir);
    int rc = sqlite3_open_v2(path, source, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(*source, READ_BUSY_MS);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(*source, "BEGIN", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc =
            sqlite3_prepare_v2(*source, "SELECT coalesce(max(n), 0) FROM journal", -1, &last, NULL);
    if (rc == SQLITE_OK && sqlite3_step(last) == SQLITE_ROW)
        *own_n = (uint64_t)sqlite3_column_int64(last, 0);
    int end = sqlite3_finalize(last);
    return rc == SQLITE_OK ? end : rc;
}

static void run_nothing(struct ledger *ledger, struct task *task)
{
    (void)ledger;
    (void)task;
}

static int64_t log_file_bytes(const char *dir)
{
    char path[PATH_SIZE];
    struct stat found;
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE "-wal", dir);
    return stat(path, &found) == 0 ? (int64_t)found.st_size : 0;
}

static enum status copy_pages(struct store *store, sqlite3 *source, const char *dir,
                              const char *path, int64_t log_most, char error[DATABASE_ERROR_SIZE])
{
    struct copy *copy;
    bool finished = false;
    int64_t log_bytes = log_file_bytes(dir);
    enum status status = copy_start(source, path, &copy, error);
    while (status == STATUS_OK && !finished) {
        if (store_hurries(store)) {
            copy_abandon(copy);
            (void)snprintf(error, DATABASE_ERROR_SIZE, "the node is stopping");
            return STATUS_CLOSED;
        }
        if (log_file_bytes(dir) - log_bytes >= log_most) {
            copy_abandon(copy);
            (void)snprintf(error, DATABASE_ERROR_SIZE,
                           "the node's log grew too long while the copy was made: try again when "
                           "fewer people register and answer");
            return STATUS_FULL;
        }
        status = copy_step(copy, PIECE_PAGES, &finished, error);
    }
    return status == STATUS_OK ? copy_settle(copy, false, error) : status;
}

enum status backup_make(struct store *store, const char *dir, const char *path, int64_t log_most,
                        uint64_t *own_n, char error[DATABASE_ERROR_SIZE])
{
    sqlite3 *source = NULL;
    enum status status = STATUS_FULL;
    int rc = open_snapshot(dir, &source, own_n);
    if (rc != SQLITE_OK) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "the database cannot be read: %s",
                       sqlite3_errstr(rc));
    } else if ((status = store_call(store, run_nothing, NULL)) != STATUS_OK) {
        (void)snprintf(error, DATABASE_ERROR_SIZE, "the node cannot serve at present: %s",
                       status_text(status));
    } else {
        status = copy_pages(store, source, dir, path, log_most, error);
    }
    sqlite3_close(source);
    return status;
}
