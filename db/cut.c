#include "db/cut.h"

#include "common/clock.h"
#include "db/stored.h"
#include "server/core/recovery.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { TRANSACTION_MS = 400 }; /* and one row more */

struct cut_file {
    struct sql sql; /* the file is attached (stored.h) */
    struct identity identity;
    char peer[NODE_NAME_MAX + 1];
    bool check_digests;
    bool (*stops)(void *context); /* NULL: nothing stops it */
    void *stops_context;
};

/* A row of a journal: its bytes, the number and the digest of its last entry, and of the entry
 * before its first one. */
struct segment {
    struct journal_table_row row;
    uint64_t before_n, last_n;
    struct digest before, last;
};

/* --- opening --- */

enum status cut_open(const char *path, struct cut_file **out)
{
    struct cut_file *f = calloc(1, sizeof *f);
    if (f == NULL)
        return STATUS_NOMEM;
    struct sql *sql = &f->sql;
    int rc = sqlite3_open_v2(":memory:", &sql->handle,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    if (sql_fail(sql, rc, "open a database in memory") == STATUS_OK) {
        database_create(sql);
        if (stored_attach(sql, path) && stored_is_known(sql)) {
            stored_value(sql, "cluster", f->identity.cluster, sizeof f->identity.cluster);
            stored_value(sql, "node", f->identity.node, sizeof f->identity.node);
            stored_value(sql, "peer_node", f->peer, sizeof f->peer);
        }
    }
    enum status status = sql->status;
    if (status == STATUS_OK && f->identity.node[0] == '\0')
        status = STATUS_INVALID;
    if (status != STATUS_OK) {
        cut_close(f);
        return status;
    }
    *out = f;
    return STATUS_OK;
}

void cut_close(struct cut_file *f)
{
    if (f == NULL)
        return;
    sql_close(&f->sql);
    free(f);
}

const struct identity *cut_identity(const struct cut_file *f)
{
    return &f->identity;
}

const char *cut_peer(const struct cut_file *f)
{
    return f->peer;
}

/* --- cuts --- */

/* A number that the first row of a query says; 0 without one. */
static uint64_t number_of(struct cut_file *f, const char *query)
{
    sqlite3_stmt *s = sql_prepare(&f->sql, query);
    int64_t n = sql_row(&f->sql, s) ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return n > 0 ? (uint64_t)n : 0;
}

struct cut cut_whole(struct cut_file *f)
{
    return (struct cut){.n = {number_of(f, "SELECT max(n) FROM stored.journal"),
                              number_of(f, "SELECT max(n) FROM stored.peer_journal")}};
}

/* The peer's last entry says how much of our journal it had seen. */
static uint64_t seen_by_peer(struct cut_file *f)
{
    struct sql *sql = &f->sql;
    const uint8_t *bytes;
    size_t len;
    struct entry last = {.seen = 0};
    sqlite3_stmt *s =
        sql_prepare(sql, "SELECT entries FROM stored.peer_journal ORDER BY n DESC LIMIT 1");
    if (sql_row(sql, s)) {
        struct journal_table_row row = journal_table_of(s, 0);
        while (journal_table_next(&row, &bytes, &len))
            if (!journal_decode(bytes, len, &last))
                last.seen = 0;
    }
    sqlite3_finalize(s);
    return last.seen;
}

/* Has one of the two nodes taken the other's place (server/core/adoption.h)? */
static bool is_adopted(struct cut_file *f)
{
    return number_of(f, "SELECT max(CAST(value AS INTEGER)) FROM stored.meta WHERE name IN"
                        " ('adopt_n', 'retired_n', 'peer_retired_n')") > 0 ||
           number_of(f, "SELECT value FROM stored.meta WHERE name = 'standing'") ==
               STANDING_ADOPTED;
}

struct cut cut_of_both(struct cut_file *f)
{
    struct cut cut = cut_whole(f);
    if (f->peer[0] == '\0' || is_adopted(f))
        return cut;
    uint64_t signed_n =
        number_of(f, "SELECT max(n) FROM stored.head WHERE journal = 0 AND by_peer = 1");
    uint64_t seen = seen_by_peer(f), shown = signed_n > seen ? signed_n : seen;
    if (shown < cut.n[JOURNAL_OWN])
        cut.n[JOURNAL_OWN] = shown;
    return cut;
}

/* --- entries --- */

/* The statement gives the rows that end at entry ?1 or behind it. */
static sqlite3_stmt *rows_from(struct cut_file *f, enum journal_owner journal)
{
    return sql_prepare(&f->sql, journal == JOURNAL_OWN
                                    ? "SELECT n, entries, digest FROM stored.journal"
                                      " WHERE n >= ?1 ORDER BY n"
                                    : "SELECT n, entries, digest FROM stored.peer_journal"
                                      " WHERE n >= ?1 ORDER BY n");
}

/* The end of the last row before entry n. */
static uint64_t row_before(struct cut_file *f, enum journal_owner journal, uint64_t n,
                           struct digest *digest)
{
    *digest =
        journal_origin(f->identity.cluster, journal == JOURNAL_OWN ? f->identity.node : f->peer);
    sqlite3_stmt *s = sql_prepare(
        &f->sql, journal == JOURNAL_OWN ? "SELECT n, digest FROM stored.journal WHERE n < ?1"
                                          " ORDER BY n DESC LIMIT 1"
                                        : "SELECT n, digest FROM stored.peer_journal WHERE n < ?1"
                                          " ORDER BY n DESC LIMIT 1");
    uint64_t before_n = journal_table_before(&f->sql, s, n, digest);
    sqlite3_finalize(s);
    return before_n;
}

bool cut_digest(struct cut_file *f, const struct cut *cut, enum journal_owner journal,
                struct digest *out)
{
    uint64_t n = cut->n[journal];
    struct digest digest = {{0}};
    bool found = n == 0;
    if (n > 0) {
        const uint8_t *bytes;
        size_t len;
        uint64_t before_n = row_before(f, journal, n, &digest);
        sqlite3_stmt *s = rows_from(f, journal);
        sql_bind_int(&f->sql, s, 1, (int64_t)n);
        found = sql_row(&f->sql, s) &&
                journal_table_find(journal_table_of(s, 1), (uint64_t)sqlite3_column_int64(s, 0),
                                   before_n, n, &digest, NULL, &bytes, &len);
        sqlite3_finalize(s);
    }
    if (found)
        *out = digest;
    return found && f->sql.status == STATUS_OK;
}

void cut_check_digests(struct cut_file *f)
{
    f->check_digests = true;
}

void cut_stop_when(struct cut_file *f, bool (*stops)(void *context), void *context)
{
    f->stops = stops;
    f->stops_context = context;
}

static bool is_stopped(const struct cut_file *f)
{
    return f->stops != NULL && f->stops(f->stops_context);
}

struct reading {
    struct cut_file *file;
    uint64_t last_n; /* of the cut */
    void (*take)(void *, const struct entry *, const struct digest *);
    void *context;
};

/* The entries of a row, up to the end of the cut. The digests of a row's entries are made up to its
 * last finish entry, or all when they are to be checked. */
static bool read_segment(const struct reading *r, struct segment *g)
{
    struct journal_table_row behind = g->row; /* its entries are not in the digest yet */
    struct digest digest = g->before;
    struct entry e;
    const uint8_t *bytes, *at;
    size_t len, at_len;
    uint64_t n = g->before_n;
    while (n < r->last_n && journal_table_next(&g->row, &bytes, &len)) {
        if (!journal_decode(bytes, len, &e) || e.n != n + 1)
            return false;
        n = e.n;
        bool finish = e.kind == ENTRY_FINISH, make = finish || r->file->check_digests;
        while (make && behind.at != g->row.at && journal_table_next(&behind, &at, &at_len))
            digest = journal_chain(&digest, at, at_len);
        r->take(r->context, &e, finish ? &digest : NULL);
    }
    bool whole = g->row.at == g->row.end && n == g->last_n;
    if (whole && r->file->check_digests && !digest_equal(&digest, &g->last))
        return false;
    return whole || n == r->last_n;
}

/* Reads for a while, in one transaction. *n: of the last entry that was read; *digest: its own. */
static bool read_some(const struct reading *r, enum journal_owner journal, uint64_t *n,
                      struct digest *digest)
{
    struct sql *sql = &r->file->sql;
    struct mono until = clock_deadline(TRANSACTION_MS);
    bool good = true, any = false;
    sqlite3_stmt *s = rows_from(r->file, journal);
    sql_bind_int(sql, s, 1, (int64_t)*n + 1);
    while (good && *n < r->last_n && (!any || clock_left_ms(until) > 0) && !is_stopped(r->file) &&
           sql_row(sql, s)) {
        struct segment g = {.row = journal_table_of(s, 1),
                            .before_n = *n,
                            .last_n = (uint64_t)sqlite3_column_int64(s, 0),
                            .before = *digest};
        sql_column_blob(s, 2, g.last.bytes, DIGEST_BYTES);
        good = read_segment(r, &g);
        any = true;
        *n = g.last_n;
        *digest = g.last;
    }
    sqlite3_finalize(s);
    return good && any;
}

enum status cut_read(struct cut_file *f, const struct cut *cut, enum journal_owner journal,
                     void (*take)(void *context, const struct entry *entry,
                                  const struct digest *digest),
                     void *context)
{
    const struct reading r = {f, cut->n[journal], take, context};
    struct digest digest;
    uint64_t n = row_before(f, journal, 1, &digest);
    bool good = true;
    while (good && n < r.last_n)
        good = read_some(&r, journal, &n, &digest);
    if (f->sql.status != STATUS_OK)
        return f->sql.status;
    return good ? STATUS_OK : is_stopped(f) ? STATUS_CLOSED : STATUS_INVALID;
}

/* --- the exam's files --- */

static char *copy_text(sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    return strdup(text != NULL ? text : "");
}

static void copy_bytes(sqlite3_stmt *s, int column, struct buffer *out)
{
    const void *bytes = sqlite3_column_blob(s, column);
    if (bytes != NULL)
        buffer_append(out, bytes, (size_t)sqlite3_column_bytes(s, column));
}

bool cut_exam(struct cut_file *f, const struct digest *digest, struct cut_exam *out)
{
    struct sql *sql = &f->sql;
    struct cut_exam e = {.bank = NULL};
    sqlite3_stmt *s = sql_prepare(sql, "SELECT digest, bank, bank_bytes, plan, plan_bytes,"
                                       " settings FROM stored.exam_file WHERE ?1 IS NULL"
                                       " OR digest = ?1 ORDER BY served DESC LIMIT 1");
    if (digest != NULL)
        sql_bind_blob(sql, s, 1, digest->bytes, DIGEST_BYTES);
    bool found = sql_row(sql, s);
    if (found) {
        sql_column_blob(s, 0, e.digest.bytes, DIGEST_BYTES);
        e.bank = copy_text(s, 1);
        copy_bytes(s, 2, &e.bank_bytes);
        e.plan = copy_text(s, 3);
        copy_bytes(s, 4, &e.plan_bytes);
        e.settings = copy_text(s, 5);
    }
    sqlite3_finalize(s);
    bool whole = e.bank != NULL && e.plan != NULL && e.settings != NULL && !e.bank_bytes.failed &&
                 !e.plan_bytes.failed;
    if (found && whole)
        *out = e;
    else
        cut_exam_release(&e);
    return found && whole;
}

void cut_exam_release(struct cut_exam *e)
{
    free(e->bank);
    free(e->plan);
    free(e->settings);
    buffer_release(&e->bank_bytes);
    buffer_release(&e->plan_bytes);
    memset(e, 0, sizeof *e);
}
