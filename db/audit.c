#include "db/audit.h"

#include "common/printable.h"
#include "db/codes.h"
#include "db/database.h"
#include "db/hours_table.h"
#include "db/staff_table.h"
#include "db/fold_memory.h"
#include "db/listed_table.h"
#include "db/mark_table.h"
#include "db/publication_table.h"
#include "db/room_table.h"
#include "db/stored.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DIFFERENCES = 20, HEADS = 64 /* are read at once */ };

/* One connection: the fold in memory as `main`, the file as `stored`, read in one transaction:
 * writes of a running server do not change the comparison. */
struct audit {
    struct fold_memory fold;
    struct buffer *report;
    unsigned differences;
};

static void differ(struct audit *a, const char *what, uint64_t first, uint64_t last)
{
    if (++a->differences > MOST_DIFFERENCES)
        return;
    if (first >= last)
        buffer_printf(a->report, "DIFFERS: %s, entry %llu\n", what, (unsigned long long)first);
    else
        buffer_printf(a->report, "DIFFERS: %s, entries %llu to %llu\n", what,
                      (unsigned long long)first, (unsigned long long)last);
}

static void take_peer_entry(struct audit *a, const struct entry *theirs)
{
    codes_take_reissue(&a->fold.sql, theirs);
    hours_table_take(&a->fold.sql, JOURNAL_PEER, theirs);
    staff_table_take(&a->fold.sql, JOURNAL_PEER, theirs);
    listed_table_take(&a->fold.sql, JOURNAL_PEER, theirs);
    room_table_take(&a->fold.sql, JOURNAL_PEER, theirs);
    mark_table_take(&a->fold.sql, JOURNAL_PEER, theirs);
    publication_table_take(&a->fold.sql, JOURNAL_PEER, theirs);
}

/* Rows as journal_table.h reads them: the number of the last entry, the entries, the last one's
 * digest. A bad row is reported once. */
static void check_journal(struct audit *a, const char *text, const char *what, const char *cluster,
                          const char *node, bool fold)
{
    struct digest digest = journal_origin(cluster, node), stored;
    uint64_t n = 0;
    sqlite3_stmt *s = sql_prepare(&a->fold.sql, text);
    while (sql_row(&a->fold.sql, s)) {
        struct journal_table_row row = journal_table_of(s, 1);
        uint64_t before = n, last_n = (uint64_t)sqlite3_column_int64(s, 0);
        const uint8_t *bytes;
        size_t len;
        struct entry e;
        sql_column_blob(s, 2, stored.bytes, DIGEST_BYTES);
        while (journal_table_next(&row, &bytes, &len) && journal_decode(bytes, len, &e) &&
               e.n == n + 1) {
            digest = journal_chain(&digest, bytes, len);
            n++;
            if (fold)
                fold_memory_take(&a->fold, &e);
            else
                take_peer_entry(a, &e);
        }
        if (row.at != row.end || n == before || n != last_n || !digest_equal(&digest, &stored))
            differ(a, what, before + 1, last_n);
        n = last_n;
        digest = stored;
    }
    sqlite3_finalize(s);
    char hex[DIGEST_TEXT_SIZE];
    digest_text(&digest, hex);
    buffer_printf(a->report, "%s: %llu entries, digest %s\n", what, (unsigned long long)n, hex);
}

/* The number that a counting query returns; -1 after a failure. */
static int64_t count_rows(struct audit *a, const char *query)
{
    int64_t count = -1;
    sqlite3_stmt *s = sql_prepare(&a->fold.sql, query);
    if (sql_row(&a->fold.sql, s))
        count = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return count;
}

/* Compares one table: reports rows that only the file or only the fold has. */
static void compare_table(struct audit *a, const char *table)
{
    struct buffer text = {0};
    buffer_printf(&text,
                  "SELECT (SELECT count(*) FROM (SELECT * FROM main.%s EXCEPT SELECT * FROM "
                  "stored.%s)) + (SELECT count(*) FROM (SELECT * FROM stored.%s EXCEPT "
                  "SELECT * FROM main.%s))",
                  table, table, table, table);
    buffer_append(&text, "", 1);
    int64_t count = text.failed ? -1 : count_rows(a, text.data);
    buffer_release(&text);
    if (count == 0) {
        buffer_printf(a->report, "table %s: is the fold of the journal\n", table);
        return;
    }
    a->differences++;
    buffer_printf(a->report, "DIFFERS: table %s is not the fold of the journal (%lld rows)\n",
                  table, (long long)count);
}

/* Single values of the fold. */
static void compare_values(struct audit *a)
{
    static const struct {
        const char *name, *what;
    } values[] = {{"restored_n", "the point of the last restore"},
                  {"paused_n", "the pause of the node"},
                  {"extra_ms", "the time that the node gives whoever starts"},
                  {"adopt_n", "the adoption of the peer"},
                  {"adopt_cut_n", "the end of the adopted journal"},
                  {"adopt_settled_n", "the end of the settled journal"},
                  {"retired_n", "the end of this journal"}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char stored[24], folded[24];
        stored_value(&a->fold.sql, values[i].name, stored, sizeof stored);
        database_get_text(&a->fold.sql, values[i].name, folded, sizeof folded);
        if (strcmp(stored, folded) == 0)
            continue;
        a->differences++;
        buffer_printf(a->report, "DIFFERS: %s\n", values[i].what);
    }
}

static void compare_tally(struct audit *a)
{
    char stored[TALLY_SIZE] = "", folded[TALLY_SIZE], shown[3 * TALLY_SIZE];
    sqlite3_stmt *s =
        sql_prepare(&a->fold.sql, "SELECT tally FROM stored.journal ORDER BY n DESC LIMIT 1");
    bool any = sql_row(&a->fold.sql, s);
    if (any)
        sql_column_text(s, 0, stored, sizeof stored);
    sqlite3_finalize(s);
    fold_tally_text(&a->fold.tally, folded);
    if (!any || strcmp(stored, folded) == 0)
        return;
    a->differences++;
    (void)printable_copy(shown, sizeof shown, stored, strlen(stored), PRINTABLE_LINE);
    buffer_printf(a->report, "DIFFERS: the tally is %s and should be %s\n", shown, folded);
}

static bool open_both(struct audit *a, const char *path)
{
    return fold_memory_open(&a->fold) == STATUS_OK && stored_attach(&a->fold.sql, path);
}

static void check_all(struct audit *a)
{
    char cluster[NODE_NAME_MAX + 1], node[NODE_NAME_MAX + 1], peer[NODE_NAME_MAX + 1];
    sql_begin(&a->fold.sql);
    stored_value(&a->fold.sql, "cluster", cluster, sizeof cluster);
    stored_value(&a->fold.sql, "node", node, sizeof node);
    stored_value(&a->fold.sql, "peer_node", peer, sizeof peer);
    check_journal(a, "SELECT n, entries, digest FROM stored.journal ORDER BY n", "own journal",
                  cluster, node, true);
    check_journal(a, "SELECT n, entries, digest FROM stored.peer_journal ORDER BY n",
                  "copy of the peer's journal", cluster, peer, false);
    compare_table(a, "applicant");
    compare_table(a, "sitting");
    compare_table(a, "answer");
    compare_table(a, "done");
    compare_table(a, "peer_reissue");
    compare_table(a, "hours");
    compare_table(a, "staff");
    compare_table(a, "listed");
    compare_table(a, "served");
    compare_table(a, "room_begin");
    compare_table(a, "announcement");
    compare_table(a, "mark");
    compare_table(a, "remarked");
    compare_table(a, "publication");
    compare_values(a);
    compare_tally(a);
    sql_rollback(&a->fold.sql);
}

/* R6: digests and tables of a contested node are consistent, so its standing is checked too. */
static bool check_contested(const char *path, struct buffer *report)
{
    struct audit_file *file = NULL;
    struct contested_view view;
    struct contested_words words;
    if (audit_open(path, &file) != STATUS_OK)
        return false;
    audit_contested(file, &view);
    audit_close(file);
    contested_say(&view, &words);
    bool own = view.standing == STANDING_CONTESTED;
    if (words.what[0] != '\0')
        buffer_printf(report, "%s: %s\nwhat to do: %s\nwhat not to do: %s\n",
                      own ? "CONTESTED" : "note", words.what, words.advice, words.never);
    return !own;
}

bool audit_run(const char *path, struct buffer *report)
{
    return audit_run_copy(path, path, report);
}

bool audit_run_copy(const char *path, const char *original, struct buffer *report)
{
    struct audit a = {.report = report};
    bool good = false;
    if (!open_both(&a, path)) {
        const char *why =
            sqlite3_errmsg(a.fold.sql.handle); /* a forged schema may be quoted in it */
        buffer_printf(report, "cannot open %s as a database: ", path);
        printable_append(report, why, strlen(why), PRINTABLE_LINE);
        buffer_text(report, "; if nothing can be written beside it, copy it and its -wal to where "
                            "that can be done\n");
    } else if (!stored_is_known(&a.fold.sql)) {
        buffer_printf(report, "%s is not a Sinodo database of schema %d\n", path, DATABASE_VERSION);
    } else {
        check_all(&a);
        good = a.differences == 0 && a.fold.sql.status == STATUS_OK && !report->failed;
        if (a.fold.sql.status != STATUS_OK)
            buffer_printf(report, "DIFFERS: the file could not be read to the end\n");
    }
    fold_memory_close(&a.fold);
    return good && check_contested(original, report);
}

/* --- single entries, and signatures --- */

struct audit_file {
    struct audit audit;
    /* By enum journal_owner: the row with entry ?1, and the one before number ?1. */
    sqlite3_stmt *row[2], *before[2];
    struct identity identity;
    char peer[NODE_NAME_MAX + 1];
};

static void prepare_entries(struct audit_file *f)
{
    struct sql *sql = &f->audit.fold.sql;
    f->row[JOURNAL_OWN] =
        sql_prepare(sql, "SELECT n, entries FROM stored.journal WHERE n >= ?1 ORDER BY n LIMIT 1");
    f->row[JOURNAL_PEER] = sql_prepare(
        sql, "SELECT n, entries FROM stored.peer_journal WHERE n >= ?1 ORDER BY n LIMIT 1");
    f->before[JOURNAL_OWN] = sql_prepare(
        sql, "SELECT n, digest FROM stored.journal WHERE n < ?1 ORDER BY n DESC LIMIT 1");
    f->before[JOURNAL_PEER] = sql_prepare(
        sql, "SELECT n, digest FROM stored.peer_journal WHERE n < ?1 ORDER BY n DESC LIMIT 1");
}

enum status audit_open(const char *path, struct audit_file **out)
{
    struct audit_file *f = calloc(1, sizeof *f);
    if (f == NULL)
        return STATUS_NOMEM;
    struct audit *a = &f->audit;
    bool good = open_both(a, path) && stored_is_known(&a->fold.sql);
    if (good) {
        stored_value(&a->fold.sql, "cluster", f->identity.cluster, sizeof f->identity.cluster);
        stored_value(&a->fold.sql, "node", f->identity.node, sizeof f->identity.node);
        stored_value(&a->fold.sql, "peer_node", f->peer, sizeof f->peer);
        prepare_entries(f);
    }
    if (!good || a->fold.sql.status != STATUS_OK || f->identity.node[0] == '\0') {
        audit_close(f);
        return STATUS_INVALID;
    }
    *out = f;
    return STATUS_OK;
}

void audit_close(struct audit_file *f)
{
    if (f == NULL)
        return;
    for (int i = 0; i < 2; i++) {
        sqlite3_finalize(f->row[i]);
        sqlite3_finalize(f->before[i]);
    }
    fold_memory_close(&f->audit.fold);
    free(f);
}

const struct identity *audit_identity(const struct audit_file *f)
{
    return &f->identity;
}

const char *audit_peer(const struct audit_file *f)
{
    return f->peer;
}

uint64_t audit_length(struct audit_file *f, enum journal_owner journal)
{
    struct audit *a = &f->audit;
    sqlite3_stmt *s =
        sql_prepare(&a->fold.sql, journal == JOURNAL_OWN
                                      ? "SELECT coalesce(max(n), 0) FROM stored.journal"
                                      : "SELECT coalesce(max(n), 0) FROM stored.peer_journal");
    uint64_t n = sql_row(&a->fold.sql, s) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return n;
}

bool audit_entry(struct audit_file *f, enum journal_owner journal, uint64_t n,
                 struct digest *digest, struct entry *entry)
{
    struct audit *a = &f->audit;
    sqlite3_stmt *s = f->row[journal];
    bool found = false;
    sql_bind_int(&a->fold.sql, s, 1, (int64_t)n);
    if (n > 0 && sql_row(&a->fold.sql, s)) {
        const uint8_t *bytes;
        size_t len;
        struct digest chain = journal_origin(f->identity.cluster,
                                             journal == JOURNAL_OWN ? f->identity.node : f->peer);
        uint64_t before_n = journal_table_before(&a->fold.sql, f->before[journal], n, &chain);
        found = journal_table_find(journal_table_of(s, 1), (uint64_t)sqlite3_column_int64(s, 0),
                                   before_n, n, &chain, NULL, &bytes, &len) &&
                journal_decode(bytes, len, entry) && entry->n == n;
        if (found) /* of these bytes, whatever the row says */
            *digest = chain;
        if (found && entry->kind == ENTRY_ANSWER)
            entry->answer.values = NULL;
    }
    sql_end(s);
    return found;
}

void audit_contested(struct audit_file *f, struct contested_view *out)
{
    char text[CONTESTED_TEXT_SIZE];
    memset(out, 0, sizeof *out);
    memcpy(out->node, f->identity.node, sizeof out->node);
    memcpy(out->peer, f->peer, sizeof out->peer);
    stored_value(&f->audit.fold.sql, "standing", text, sizeof text);
    out->standing = (enum standing)strtol(text, NULL, 10);
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++) {
        struct contested *c = &out->of[journal];
        struct digest digest;
        struct entry entry;
        stored_value(&f->audit.fold.sql, contested_name(journal), text, sizeof text);
        contested_parse(text, c);
        if (c->contest.differs_n > 0 &&
            audit_entry(f, journal, c->contest.differs_n, &digest, &entry))
            c->at = entry.at;
    }
}

/* Reads signatures from position `at` on. Signatures that are added meanwhile may make one appear
 * twice, and hide none. (The values of a forged file cannot serve as a position.) */
static size_t read_heads(struct audit *a, size_t at, struct journal_head out[HEADS])
{
    size_t count = 0;
    sqlite3_stmt *s =
        sql_prepare(&a->fold.sql, "SELECT journal, by_peer, n, key, signature FROM stored.head"
                                  " ORDER BY journal, by_peer, n LIMIT ?1 OFFSET ?2");
    sql_bind_int(&a->fold.sql, s, 1, HEADS);
    sql_bind_int(&a->fold.sql, s, 2, (int64_t)at);
    while (count < HEADS && sql_row(&a->fold.sql, s)) {
        struct journal_head *head = &out[count++];
        *head = (struct journal_head){.journal = (enum journal_owner)sqlite3_column_int(s, 0),
                                      .by_peer = sqlite3_column_int(s, 1) != 0,
                                      .n = (uint64_t)sqlite3_column_int64(s, 2)};
        sql_column_blob(s, 3, head->key, sizeof head->key);
        sql_column_blob(s, 4, head->signature, sizeof head->signature);
    }
    sqlite3_finalize(s);
    return count;
}

bool audit_heads(struct audit_file *f, void (*show)(void *context, const struct journal_head *head),
                 void *context)
{
    struct journal_head heads[HEADS];
    size_t at = 0, count = HEADS;
    while (count == HEADS) {
        count = read_heads(&f->audit, at, heads);
        at += count;
        for (size_t i = 0; i < count; i++) {
            struct journal_head *head = &heads[i];
            bool known = head->journal == JOURNAL_OWN || head->journal == JOURNAL_PEER;
            struct entry entry;
            head->held = known && audit_entry(f, head->journal, head->n, &head->digest, &entry);
            show(context, head);
        }
    }
    return f->audit.fold.sql.status == STATUS_OK;
}
