#include "db/run.h"

#include "common/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_SIZE = 4096,
    PAGE_BYTES = 4096,
    NUMBERS = 3,
    NUMBER_CHARS = 17, /* 16 hexadecimal digits and a space, or the end of the line */
    LOCK_BYTES = NUMBERS * NUMBER_CHARS,
    NUMBER_BYTES = 8
};

/* The first table of a database has page 2 as its root; with one short row it has no other page. */
enum { RUN_PAGE = 2, LEAF_OF_TABLE = 0x0D, LEAF_HEADER_BYTES = 8 };

uint64_t run_draw(void)
{
    uint64_t number = 0;
    while (number == 0)
        sqlite3_randomness(sizeof number, &number);
    return number;
}

static enum status fail(char error[DATABASE_ERROR_SIZE], const char *what, const char *path, int rc)
{
    (void)snprintf(error, DATABASE_ERROR_SIZE, "cannot %s %.300s: %s", what, path,
                   sqlite3_errstr(rc));
    return STATUS_IO;
}

/* --- files, through SQLite's own file system layer --- */

static int open_file(const char *path, int flags, sqlite3_file **out)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    sqlite3_file *file = sqlite3_malloc(vfs->szOsFile);
    if (file == NULL)
        return SQLITE_NOMEM;
    memset(file, 0, (size_t)vfs->szOsFile);
    int rc = vfs->xOpen(vfs, path, file, flags, NULL);
    if (rc == SQLITE_OK)
        *out = file;
    else
        sqlite3_free(file);
    return rc;
}

static void close_file(sqlite3_file *file)
{
    (void)file->pMethods->xClose(file);
    sqlite3_free(file);
}

/* Reads `len` bytes at `at`; zeros beyond the end of the file. */
static int read_file(const char *path, int flags, void *out, int len, sqlite3_int64 at)
{
    sqlite3_file *file;
    int rc = open_file(path, flags, &file);
    if (rc != SQLITE_OK)
        return rc;
    rc = file->pMethods->xRead(file, out, len, at);
    close_file(file);
    return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : rc;
}

static int exists(const char *path, bool *out)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    int there = 0;
    int rc = vfs->xAccess(vfs, path, SQLITE_ACCESS_EXISTS, &there);
    *out = there != 0;
    return rc;
}

/* --- the number in the database file --- */

static uint64_t number_of(const unsigned char bytes[NUMBER_BYTES])
{
    uint64_t number = 0;
    for (size_t i = 0; i < NUMBER_BYTES; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* One row, whose record is one blob: https://www.sqlite.org/fileformat2.html, 1.6 and 2.1. */
static uint64_t number_in_page(const unsigned char page[PAGE_BYTES])
{
    static const unsigned char cell[] = {2 + NUMBER_BYTES, 1 /* row */, 2 /* header */,
                                         12 + 2 * NUMBER_BYTES /* a blob of so many bytes */};
    size_t at = (size_t)page[LEAF_HEADER_BYTES] << 8 | page[LEAF_HEADER_BYTES + 1];
    if (page[0] != LEAF_OF_TABLE || page[3] != 0 || page[4] != 1 ||
        at > PAGE_BYTES - sizeof cell - NUMBER_BYTES || memcmp(page + at, cell, sizeof cell) != 0)
        return 0;
    return number_of(page + at + sizeof cell);
}

/* The number in the database file, read without its log. SQLite could not do that: when a process
 * was killed while it copied the log, the first page may state a length that the file does not
 * have.
 */
static enum status number_in_file(const char *dir, uint64_t *out, char error[DATABASE_ERROR_SIZE])
{
    unsigned char page[PAGE_BYTES] = {0};
    char path[PATH_SIZE];
    bool there;
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, dir);
    int rc = exists(path, &there);
    if (rc == SQLITE_OK && there)
        rc = read_file(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, page, sizeof page,
                       (sqlite3_int64)(RUN_PAGE - 1) * PAGE_BYTES);
    if (rc != SQLITE_OK)
        return fail(error, "read", path, rc);
    *out = number_in_page(page);
    return STATUS_OK;
}

/* --- the numbers in `lock` --- */

/* SQLite syncs the directory with the first sync of a file of this kind. */
static const int lock_flags =
    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SUPER_JOURNAL;

static void lock_path(const char *dir, char out[PATH_SIZE])
{
    (void)snprintf(out, PATH_SIZE, "%s/" DATABASE_LOCK, dir);
}

/* An empty lock file gives zeros. */
static enum status read_lock(const char *dir, uint64_t out[NUMBERS],
                             char error[DATABASE_ERROR_SIZE])
{
    char path[PATH_SIZE], text[LOCK_BYTES + 1] = "";
    lock_path(dir, path);
    int rc = read_file(path, lock_flags, text, LOCK_BYTES, 0);
    if (rc != SQLITE_OK)
        return fail(error, "read", path, rc);
    for (size_t i = 0; i < NUMBERS; i++)
        out[i] = strtoull(text + i * NUMBER_CHARS, NULL, 16);
    return STATUS_OK;
}

/* One write within one sector: a power cut leaves the old numbers or the new ones. */
static enum status write_lock(const char *dir, uint64_t a, uint64_t b, uint64_t c,
                              char error[DATABASE_ERROR_SIZE])
{
    char path[PATH_SIZE], text[LOCK_BYTES + 1];
    sqlite3_file *file;
    lock_path(dir, path);
    (void)snprintf(text, sizeof text, "%016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n", a, b, c);
    int rc = open_file(path, lock_flags, &file);
    if (rc != SQLITE_OK)
        return fail(error, "open", path, rc);
    rc = file->pMethods->xWrite(file, text, LOCK_BYTES, 0);
    if (rc == SQLITE_OK)
        rc = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    close_file(file);
    return rc == SQLITE_OK ? STATUS_OK : fail(error, "write", path, rc);
}

/* --- a start --- */

static bool lock_has(const uint64_t lock[NUMBERS], uint64_t number)
{
    for (size_t i = 0; i < NUMBERS; i++)
        if (lock[i] == number)
            return true;
    return false;
}

enum status run_check(const char *dir, char error[DATABASE_ERROR_SIZE])
{
    char log[PATH_SIZE];
    uint64_t lock[NUMBERS], number = 0;
    bool there;
    (void)snprintf(log, sizeof log, "%s/" DATABASE_FILE "-wal", dir);
    int rc = exists(log, &there);
    if (rc != SQLITE_OK)
        return fail(error, "look for", log, rc);
    if (!there)
        return STATUS_OK;
    enum status status = number_in_file(dir, &number, error);
    if (status == STATUS_OK)
        status = read_lock(dir, lock, error);
    if (status != STATUS_OK || lock_has(lock, number))
        return status;
    (void)snprintf(error, DATABASE_ERROR_SIZE,
                   DATABASE_FILE
                   "-wal in %.100s was not written for the " DATABASE_FILE
                   " beside it. To use a backup: sinodoctl --data DIR restore FILE. Otherwise put "
                   "back the three files " DATABASE_FILE ", " DATABASE_FILE
                   "-wal and " DATABASE_LOCK " that belong together; delete none of them",
                   dir);
    return STATUS_INVALID;
}

static uint64_t number_in_database(struct sql *sql)
{
    unsigned char bytes[NUMBER_BYTES] = {0};
    sqlite3_stmt *s = sql_use(sql, SQL_RUN_GET);
    if (sql_row(sql, s))
        sql_column_blob(s, 0, bytes, sizeof bytes);
    sql_end(s);
    return number_of(bytes);
}

static enum status commit_number(struct database *db, uint64_t number)
{
    unsigned char bytes[NUMBER_BYTES];
    for (size_t i = 0; i < NUMBER_BYTES; i++)
        bytes[i] = (unsigned char)(number >> (8 * (NUMBER_BYTES - 1 - i)));
    sql_begin(&db->sql);
    sqlite3_stmt *s = sql_use(&db->sql, SQL_RUN_SET);
    sql_bind_blob(&db->sql, s, 1, bytes, sizeof bytes);
    sql_run(&db->sql, s);
    enum status status = sql_commit(&db->sql);
    return status == STATUS_OK ? database_sync(db) : status;
}

/* Copies the log into the file and syncs the file. *number: the file's number without the log. */
static enum status copy_log(struct database *db, const char *dir, uint64_t *number,
                            char error[DATABASE_ERROR_SIZE])
{
    enum status status = database_checkpoint(db);
    if (status == STATUS_OK)
        status = database_checkpoint_sync(db);
    return status == STATUS_OK ? number_in_file(dir, number, error) : status;
}

enum status run_begin(struct database *db, const char *dir, char error[DATABASE_ERROR_SIZE])
{
    uint64_t in_file = 0, number = run_draw(), present = number_in_database(&db->sql);
    (void)snprintf(error, DATABASE_ERROR_SIZE, "the disk is full or fails: see above");
    enum status status = db->sql.status;
    if (status == STATUS_OK)
        status = copy_log(db, dir, &in_file, error);
    if (status == STATUS_OK)
        status = write_lock(dir, in_file, present, number, error);
    if (status == STATUS_OK)
        status = commit_number(db, number);
    if (status == STATUS_OK)
        status = copy_log(db, dir, &in_file, error);
    if (status != STATUS_OK)
        return status;
    if (in_file == number)
        return write_lock(dir, number, number, number, error);
    log_event(LOG_WARN, "another program reads the database, and keeps its log from being copied");
    return STATUS_OK;
}
