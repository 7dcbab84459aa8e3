/* database.h - the file: opening it as the right node's, locked, in the right schema; the values of
 * `meta`.
 * Threads: the one that owns the database, but for database_sync() and
 * database_checkpoint_sync(). Memory: close frees.
 * Errors:  a text for people in `error`, and a status. */
#ifndef DB_DATABASE_H
#define DB_DATABASE_H

#include "common/file.h"
#include "db/sql.h"
#include "server/core/message.h"

enum {
    DATABASE_VERSION = 8,
    DATABASE_ERROR_SIZE = 512,
    DATABASE_PAGE_BYTES = 4096,
    DATABASE_FRAME_BYTES = 24 + DATABASE_PAGE_BYTES, /* a page in the write-ahead log, its header */
    DATABASE_LOG_PAGES = 2400
};

/* SQL: SQLite syncs the log when that begins anew, and not in each commit. database_sync() syncs
 * commits, database_checkpoint_sync() checkpoints. */
extern const char database_synchronous[];

/* Names in the data directory: the database; the file that is locked, which says in which run the
 * database is written (run.h). */
#define DATABASE_FILE "sinodo.db"
#define DATABASE_LOCK "lock"

/* In the names of copies that are being made there; what is left of one is removed at a start. */
#define DATABASE_PARTIAL ".partial"

/* Whose database it is. A database remembers it and opens as nothing else. */
struct identity {
    char cluster[NODE_NAME_MAX + 1];
    char node[NODE_NAME_MAX + 1];
    bool paired; /* has a peer */
};

struct database {
    struct sql sql;
    struct identity identity;
    int lock;           /* descriptor of the locked file in the data directory, -1 when none */
    sqlite3_file *log;  /* the write-ahead log, NULL in memory; constant while it is open */
    sqlite3_file *file; /* the database, as well */
    int log_pages;      /* in it at the last commit */
    int log_old;        /* of them, those that were in it when it was last copied */
    int log_most;       /* others that it may have */
    int index;          /* descriptor of the log's index (reader.h), -1 when none */
    bool log_kept;      /* it is much longer than it should be, and that was said */
};

/* A database that was never opened may be closed as well. */
#define DATABASE_CLOSED                                                                            \
    {                                                                                              \
        .lock = -1, .index = -1                                                                    \
    }

/* Opens or makes DIR/sinodo.db and locks DIR, which is made when it is missing. dir NULL: in
 * memory, for tests. log_pages: how long the log may become. *out must stay where it is. All that
 * is found is on the disk afterwards (D4), and the log is one of this file's and this run (D9). On
 * failure error[] says what is wrong and what to do. */
enum status database_open(const char *dir, const struct identity *identity, int log_pages,
                          struct database *out, char error[DATABASE_ERROR_SIZE]);

/* Makes the tables in an empty database. */
void database_create(struct sql *sql);

void database_close(struct database *db);

/* Ends a transaction. STATUS_FULL and STATUS_NOMEM: nothing of it happened. STATUS_IO: nobody knows;
 * the process must end. */
enum status database_commit(struct database *db);

/* Waits until all that was committed before the call is on the disk: a commit alone writes the log
 * and does not sync it. Any thread, also beside the one that owns the database: SQLite's file
 * object is only asked for fdatasync() on its descriptor. STATUS_IO: nobody knows what is there. */
enum status database_sync(const struct database *db);

/* Makes the log's file as long as it is to become: a sync of a file that has grown takes three
 * times as long. Takes the room for the index of a log of 256 MiB: a reader may keep it so long.
 * Between two transactions. Where the disk has no room for it it stays as it is.
 * STATUS_IO: as of database_sync(). */
enum status database_reserve(struct database *db);

/* Copies the log, all of which is synced, into the database, so that it can begin anew (unless
 * somebody reads in it), between two transactions: with the next commit, before which the second
 * call must have synced what was copied. SQLite would do both within a commit, and pass over what
 * fails. The log names the process that keeps it long by reading (reader.h). The log is long when
 * so many pages were added since the last copy as database_open() was told; bytes: of the log, in
 * use. STATUS_FULL: it stays as it is, and is tried again when it has grown. STATUS_IO, and threads, of the second call: as of
 * database_sync(). */
bool database_log_is_long(const struct database *db);
int64_t database_log_bytes(const struct database *db);
enum status database_checkpoint(struct database *db);
enum status database_checkpoint_sync(const struct database *db);

/* Values of meta; a missing one reads as 0 or "" or zeros. */
int64_t database_get_int(struct sql *sql, const char *name);
void database_get_text(struct sql *sql, const char *name, char *out, size_t size);
void database_get_blob(struct sql *sql, const char *name, void *out, size_t len);
void database_set_int(struct sql *sql, const char *name, int64_t value);
void database_set_text(struct sql *sql, const char *name, const char *value);
void database_set_blob(struct sql *sql, const char *name, const void *data, size_t len);

/* A missing directory is made; one data directory has one server. *out: a descriptor, which holds
 * the lock until it is closed. STATUS_FULL: somebody else has it. */
enum status database_lock(const char *dir, enum file_rule rule, int *out,
                          char error[DATABASE_ERROR_SIZE]);

/* STATUS_INVALID: another program's, or of another schema. */
enum status database_check_schema(struct sql *sql, char error[DATABASE_ERROR_SIZE]);

#endif
