/* database.h - opens the database of this node, locked and with the right schema; commits, syncs
 * and checkpoints it; the values of `meta`.
 * Threads: the one that owns the database, except for database_sync() and
 * database_checkpoint_sync(). Memory: open/close.
 * Errors:  a text for people in `error`, and a status. */
#ifndef DB_DATABASE_H
#define DB_DATABASE_H

#include "common/file.h"
#include "db/sql.h"
#include "server/core/message.h"

enum {
    DATABASE_VERSION = 12,
    DATABASE_ERROR_SIZE = 512,
    DATABASE_PAGE_BYTES = 4096,
    DATABASE_FRAME_BYTES = 24 + DATABASE_PAGE_BYTES, /* a page in the write-ahead log, its header */
    DATABASE_LOG_PAGES = 2400
};

/* SQL: SQLite syncs the log when that begins anew, and not in each commit. database_sync() syncs
 * commits, database_checkpoint_sync() checkpoints. */
extern const char database_synchronous[];

/* Names in the data directory: the database, and the locked file, which has the run numbers. */
#define DATABASE_FILE "sinodo.db"
#define DATABASE_LOCK "lock"

/* In the name of a copy that is being made in the data directory; a start removes such files. */
#define DATABASE_PARTIAL ".partial"

/* The node that a database belongs to. A database stores it, and opens for no other node. */
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
    sqlite3_file *file; /* the database file; likewise */
    int log_pages;      /* pages in the log at the last commit */
    int log_old;        /* pages of them that the last checkpoint has copied */
    int log_most;       /* a checkpoint is due when this many pages are not copied */
    int index;          /* descriptor of the log's index (reader.h), -1 when none */
    bool log_kept;      /* a reader keeps the log long, and the warning was logged */
};

/* A database that was never opened may be closed as well. */
#define DATABASE_CLOSED                                                                            \
    {                                                                                              \
        .lock = -1, .index = -1                                                                    \
    }

/* Opens or makes DIR/sinodo.db and locks DIR, which is made when it is missing. dir NULL: in
 * memory, for tests. log_pages: the log is long when so many pages are not copied yet. *out must
 * not move. Afterwards all pages that were found are on the disk (D4), and the log belongs to this
 * file and this run (D9). On failure error[] has the reason and the remedy. */
enum status database_open(const char *dir, const struct identity *identity, int log_pages,
                          struct database *out, char error[DATABASE_ERROR_SIZE]);

/* Makes the tables in an empty database. */
void database_create(struct sql *sql);

void database_close(struct database *db);

/* Ends a transaction. STATUS_FULL and STATUS_NOMEM: it was rolled back. STATUS_IO: the outcome is
 * unknown, and the process must end. */
enum status database_commit(struct database *db);

/* Waits until all transactions that were committed before the call are on the disk: a commit alone
 * writes the log and does not sync it. Any thread, also beside the one that owns the database: the
 * function only calls fdatasync() through SQLite's file object. STATUS_IO: the contents of the disk
 * are unknown. */
enum status database_sync(const struct database *db);

/* Extends the log's file to its full length: a sync of a file that has grown takes three times as
 * long. Reserves the index of a log of 256 MiB, which a reader may cause. Call it between two
 * transactions. Without room on the disk the files stay as they are. STATUS_IO: as of
 * database_sync(). */
enum status database_reserve(struct database *db);

/* Is a checkpoint due (log_pages of database_open())? The bytes of the log that are in use. */
bool database_log_is_long(const struct database *db);
int64_t database_log_bytes(const struct database *db);

/* A checkpoint, between two transactions, with the log synced: the first function copies the log
 * into the database file, the second one syncs that file. The next commit must come after both: it
 * may overwrite the log from its beginning, unless a reader keeps it; the node's log then names
 * that process (reader.h). SQLite would do both within a commit, and ignore a failed sync.
 * STATUS_FULL: the log stays, and the checkpoint is due again when it has grown. The second
 * function has the threads and the STATUS_IO of database_sync(). */
enum status database_checkpoint(struct database *db);
enum status database_checkpoint_sync(const struct database *db);

/* Values of meta; a missing one reads as 0 or "" or zeros. */
int64_t database_get_int(struct sql *sql, const char *name);
void database_get_text(struct sql *sql, const char *name, char *out, size_t size);
void database_get_blob(struct sql *sql, const char *name, void *out, size_t len);
void database_set_int(struct sql *sql, const char *name, int64_t value);
void database_set_text(struct sql *sql, const char *name, const char *value);
void database_set_blob(struct sql *sql, const char *name, const void *data, size_t len);

/* Whose it is. False: it says no node, or cannot be read. */
bool database_get_identity(struct sql *sql, struct identity *out);

/* Locks the data directory for one node, and makes it when it is missing. *out: a descriptor, which
 * holds the lock until it is closed. STATUS_FULL: another process has the lock. */
enum status database_lock(const char *dir, enum file_rule rule, int *out,
                          char error[DATABASE_ERROR_SIZE]);

/* STATUS_INVALID: the database belongs to another program, or has another schema. */
enum status database_check_schema(struct sql *sql, char error[DATABASE_ERROR_SIZE]);

#endif
