#include "db/audit.h"

#include "db/database.h"
#include "db/fold.h"

#include <string.h>

enum { MOST_DIFFERENCES = 20 };

/* One connection: the fold in memory as `main`, the file as `stored`, read in one transaction, so
 * that a server that goes on writing changes nothing of what is compared. */
struct audit {
    struct sql sql;
    struct buffer *report;
    unsigned differences;
    struct tally tally;
};

static void differ(struct audit *a, const char *what, uint64_t n)
{
    if (++a->differences <= MOST_DIFFERENCES)
        buffer_printf(a->report, "DIFFERS: %s, entry %llu\n", what, (unsigned long long)n);
}

static sqlite3_stmt *prepare(struct audit *a, const char *text)
{
    sqlite3_stmt *s = NULL;
    if (a->sql.status == STATUS_OK)
        (void)sql_fail(&a->sql, sqlite3_prepare_v2(a->sql.handle, text, -1, &s, NULL), text);
    return s;
}

/* Checks one stored row as entry n and applies it; *digest is the chain's end so far. */
static void check_entry(struct audit *a, sqlite3_stmt *row, const char *what, uint64_t n, bool fold,
                        struct digest *digest)
{
    struct entry e;
    struct digest stored;
    const void *bytes = sqlite3_column_blob(row, 0);
    size_t len = (size_t)sqlite3_column_bytes(row, 0);
    sql_column_blob(row, 1, stored.bytes, DIGEST_BYTES);
    bool decoded = len <= ENTRY_MAX_BYTES && journal_decode(bytes, len, &e) && e.n == n;
    if (decoded)
        *digest = journal_chain(digest, bytes, len);
    if (!decoded || !digest_equal(digest, &stored))
        differ(a, what, n);
    *digest = stored; /* one bad entry is reported once */
    if (decoded && fold)
        fold_apply(&a->sql, &e, NULL, &a->tally);
}

static void check_journal(struct audit *a, const char *text, const char *what, const char *cluster,
                          const char *node, bool fold)
{
    struct digest digest = journal_origin(cluster, node);
    uint64_t n = 0;
    sqlite3_stmt *s = prepare(a, text);
    while (sql_row(&a->sql, s))
        check_entry(a, s, what, ++n, fold, &digest);
    sqlite3_finalize(s);
    char hex[DIGEST_TEXT_SIZE];
    digest_text(&digest, hex);
    buffer_printf(a->report, "%s: %llu entries, digest %s\n", what, (unsigned long long)n, hex);
}

static void stored_meta(struct audit *a, const char *name, char *out, size_t size)
{
    out[0] = '\0';
    sqlite3_stmt *s = prepare(a, "SELECT value FROM stored.meta WHERE name = ?1");
    sql_bind_text(&a->sql, s, 1, name);
    if (sql_row(&a->sql, s))
        sql_column_text(s, 0, out, size);
    sqlite3_finalize(s);
}

/* Rows of one table that are only here or only in the fold. */
static void compare_table(struct audit *a, const char *table)
{
    struct buffer text = {0};
    int64_t count = -1;
    buffer_printf(&text,
                  "SELECT (SELECT count(*) FROM (SELECT * FROM main.%s EXCEPT SELECT * FROM "
                  "stored.%s)) + (SELECT count(*) FROM (SELECT * FROM stored.%s EXCEPT SELECT * "
                  "FROM main.%s))",
                  table, table, table, table);
    buffer_append(&text, "", 1);
    sqlite3_stmt *s = text.failed ? NULL : prepare(a, text.data);
    if (sql_row(&a->sql, s))
        count = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    buffer_release(&text);
    if (count == 0) {
        buffer_printf(a->report, "table %s: is the fold of the journal\n", table);
        return;
    }
    a->differences++;
    buffer_printf(a->report, "DIFFERS: table %s is not the fold of the journal (%lld rows)\n",
                  table, (long long)count);
}

static void compare_restore(struct audit *a)
{
    char stored[24], folded[24];
    stored_meta(a, "restored_n", stored, sizeof stored);
    database_get_text(&a->sql, "restored_n", folded, sizeof folded);
    if (strcmp(stored, folded) == 0)
        return;
    a->differences++;
    buffer_printf(a->report, "DIFFERS: the point of the last restore\n");
}

static void compare_tally(struct audit *a)
{
    char stored[TALLY_SIZE] = "", folded[TALLY_SIZE];
    sqlite3_stmt *s = prepare(a, "SELECT tally FROM stored.journal ORDER BY n DESC LIMIT 1");
    bool any = sql_row(&a->sql, s);
    if (any)
        sql_column_text(s, 0, stored, sizeof stored);
    sqlite3_finalize(s);
    fold_tally_text(&a->tally, folded);
    if (!any || strcmp(stored, folded) == 0)
        return;
    a->differences++;
    buffer_printf(a->report, "DIFFERS: the tally is %s and should be %s\n", stored, folded);
}

static bool open_both(struct audit *a, const char *path)
{
    /* Without SQLITE_OPEN_CREATE a file that is not there is not made either. */
    int rc = sqlite3_open_v2(":memory:", &a->sql.handle,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (sql_fail(&a->sql, rc, "open a database in memory") != STATUS_OK)
        return false;
    /* The server alone checkpoints: two connections that do can lose pages. */
    (void)sqlite3_db_config(a->sql.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_wal_autocheckpoint(a->sql.handle, 0);
    (void)sqlite3_busy_timeout(a->sql.handle, 5000);
    database_create(&a->sql);
    sqlite3_stmt *s = prepare(a, "ATTACH ?1 AS stored");
    sql_bind_text(&a->sql, s, 1, path);
    sql_run(&a->sql, s);
    sqlite3_finalize(s);
    return a->sql.status == STATUS_OK;
}

static bool known_schema(struct audit *a)
{
    sqlite3_stmt *s = prepare(a, "PRAGMA stored.user_version");
    bool known = sql_row(&a->sql, s) && sqlite3_column_int(s, 0) == DATABASE_VERSION;
    sqlite3_finalize(s);
    return known;
}

static void check_all(struct audit *a)
{
    char cluster[NODE_NAME_MAX + 1], node[NODE_NAME_MAX + 1], peer[NODE_NAME_MAX + 1];
    sql_begin(&a->sql);
    stored_meta(a, "cluster", cluster, sizeof cluster);
    stored_meta(a, "node", node, sizeof node);
    stored_meta(a, "peer_node", peer, sizeof peer);
    check_journal(a, "SELECT bytes, digest FROM stored.journal ORDER BY n", "own journal", cluster,
                  node, true);
    check_journal(a, "SELECT bytes, digest FROM stored.peer_journal ORDER BY n",
                  "copy of the peer's journal", cluster, peer, false);
    compare_table(a, "applicant");
    compare_table(a, "sitting");
    compare_table(a, "answer");
    compare_restore(a);
    compare_tally(a);
    sql_rollback(&a->sql);
}

bool audit_run(const char *path, struct buffer *report)
{
    struct audit a = {.report = report};
    bool good = false;
    if (!open_both(&a, path)) {
        buffer_printf(report, "cannot open %s as a database: %s\n", path,
                      sqlite3_errmsg(a.sql.handle));
    } else if (!known_schema(&a)) {
        buffer_printf(report, "%s is not a Sinodo database of schema %d\n", path, DATABASE_VERSION);
    } else {
        check_all(&a);
        good = a.differences == 0 && a.sql.status == STATUS_OK && !report->failed;
        if (a.sql.status != STATUS_OK)
            buffer_printf(report, "DIFFERS: the file could not be read to the end\n");
    }
    sql_close(&a.sql);
    return good;
}
