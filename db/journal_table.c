#include "db/journal_table.h"

#include <assert.h>

enum { LENGTH_BYTES = 2 };

/* --- a row's bytes --- */

bool journal_table_next(struct journal_table_row *s, const uint8_t **entry, size_t *len)
{
    size_t left = (size_t)(s->end - s->at);
    if (left < LENGTH_BYTES)
        return false;
    size_t length = (size_t)s->at[0] << 8 | s->at[1];
    if (left - LENGTH_BYTES < length)
        return false;
    *entry = s->at + LENGTH_BYTES;
    *len = length;
    s->at = *entry + length;
    return true;
}

/* Returns 0 for malformed bytes. */
static uint64_t count_entries(struct journal_table_row row)
{
    const uint8_t *entry;
    size_t len;
    uint64_t count = 0;
    while (journal_table_next(&row, &entry, &len))
        count++;
    return row.at == row.end ? count : 0;
}

bool journal_table_find(struct journal_table_row row, uint64_t last_n, uint64_t before_n,
                        uint64_t n, struct digest *digest, struct digest *last,
                        const uint8_t **entry, size_t *len)
{
    const uint8_t *after;
    size_t after_len;
    if (n <= before_n || n > last_n || count_entries(row) != last_n - before_n)
        return false;
    for (uint64_t at = before_n; at < n && journal_table_next(&row, entry, len); at++)
        *digest = journal_chain(digest, *entry, *len);
    if (last == NULL)
        return true;
    *last = *digest;
    while (journal_table_next(&row, &after, &after_len))
        *last = journal_chain(last, after, after_len);
    return true;
}

/* --- writing --- */

void journal_table_add(struct journal_table_open *open, uint64_t n, const uint8_t *entry,
                       size_t len, const struct digest *digest)
{
    static_assert(ENTRY_MAX_BYTES <= UINT16_MAX, "two bytes hold an entry's length");
    const uint8_t length[LENGTH_BYTES] = {(uint8_t)(len >> 8), (uint8_t)len};
    if (open->bytes.len + LENGTH_BYTES + len > SEGMENT_BYTES)
        journal_table_write(open, NULL);
    buffer_append(&open->bytes, length, LENGTH_BYTES);
    buffer_append(&open->bytes, entry, len);
    if (open->bytes.failed)
        (void)sql_fail(open->sql, SQLITE_NOMEM, "keep an entry");
    open->n = n;
    open->digest = *digest;
}

bool journal_table_is_empty(const struct journal_table_open *open)
{
    return open->bytes.len == 0;
}

void journal_table_write(struct journal_table_open *open, const char *tally)
{
    struct sql *sql = open->sql;
    if (journal_table_is_empty(open))
        return;
    sqlite3_stmt *s = sql_use(sql, open->owner == JOURNAL_OWN ? SQL_JOURNAL_ADD : SQL_PEER_ADD);
    sql_bind_int(sql, s, 1, (int64_t)open->n);
    sql_bind_blob(sql, s, 2, open->bytes.data, open->bytes.len);
    sql_bind_blob(sql, s, 3, open->digest.bytes, DIGEST_BYTES);
    if (open->owner == JOURNAL_OWN)
        sql_bind_text(sql, s, 4, tally);
    sql_run(sql, s);
    buffer_clear(&open->bytes);
}

void journal_table_clear(struct journal_table_open *open)
{
    buffer_clear(&open->bytes);
}

void journal_table_release(struct journal_table_open *open)
{
    buffer_release(&open->bytes);
}

/* --- reading --- */

struct journal_table_row journal_table_of(sqlite3_stmt *s, int column)
{
    static const uint8_t nothing;
    const uint8_t *bytes = sqlite3_column_blob(s, column);
    if (bytes == NULL) /* SQLite's value for an empty blob */
        return (struct journal_table_row){&nothing, &nothing};
    return (struct journal_table_row){bytes, bytes + sqlite3_column_bytes(s, column)};
}

bool journal_table_last(struct sql *sql, enum journal_owner owner, uint64_t *n,
                        struct digest *digest, struct entry *last)
{
    sqlite3_stmt *s = sql_use(sql, owner == JOURNAL_OWN ? SQL_JOURNAL_LAST : SQL_PEER_LAST);
    bool found = sql_row(sql, s);
    *n = 0;
    if (found) {
        struct journal_table_row row = journal_table_of(s, 1);
        const uint8_t *entry = NULL;
        size_t len = 0;
        while (journal_table_next(&row, &entry, &len)) {
        }
        *n = (uint64_t)sqlite3_column_int64(s, 0);
        sql_column_blob(s, 2, digest->bytes, DIGEST_BYTES);
        if (row.at != row.end || !journal_decode(entry, len, last) || last->n != *n)
            (void)sql_fail(sql, SQLITE_CORRUPT, "decode the last entry");
        else if (last->kind == ENTRY_ANSWER)
            last->answer.values = NULL;
    }
    sql_end(s);
    return found;
}

uint64_t journal_table_before(struct sql *sql, sqlite3_stmt *s, uint64_t n, struct digest *digest)
{
    uint64_t before_n = 0;
    sql_bind_int(sql, s, 1, (int64_t)n);
    if (sql_row(sql, s)) {
        before_n = (uint64_t)sqlite3_column_int64(s, 0);
        sql_column_blob(s, 1, digest->bytes, DIGEST_BYTES);
    }
    sql_end(s);
    return before_n;
}

/* The rows from the row with entry n on, including entries of the open transaction (D7). */
static sqlite3_stmt *rows_from(struct journal_table_open *open, uint64_t n)
{
    struct sql *sql = open->sql;
    journal_table_write(open, NULL);
    sqlite3_stmt *s = sql_use(sql, open->owner == JOURNAL_OWN ? SQL_JOURNAL_RANGE : SQL_PEER_RANGE);
    sql_bind_int(sql, s, 1, (int64_t)n);
    return s;
}

struct digest journal_table_digest(struct journal_table_open *open, const struct digest *origin,
                                   uint64_t n)
{
    struct sql *sql = open->sql;
    struct digest digest = {{0}}, last, stored = {{0}};
    sqlite3_stmt *s = rows_from(open, n);
    if (sql_row(sql, s)) {
        uint64_t last_n = (uint64_t)sqlite3_column_int64(s, 0);
        const uint8_t *entry;
        size_t len;
        sql_column_blob(s, 2, stored.bytes, DIGEST_BYTES);
        if (last_n == n) {
            digest = stored;
        } else {
            sqlite3_stmt *before =
                sql_use(sql, open->owner == JOURNAL_OWN ? SQL_JOURNAL_BEFORE : SQL_PEER_BEFORE);
            digest = *origin;
            uint64_t before_n = journal_table_before(sql, before, n, &digest);
            if (!journal_table_find(journal_table_of(s, 1), last_n, before_n, n, &digest, &last,
                                    &entry, &len) ||
                !digest_equal(&last, &stored))
                (void)sql_fail(sql, SQLITE_CORRUPT, "find an entry");
        }
    }
    sql_end(s);
    return digest;
}

void journal_table_seek(struct journal_table_open *open, uint64_t n, struct journal_table_reader *r)
{
    struct sql *sql = open->sql;
    *r = (struct journal_table_reader){.sql = sql, .rows = rows_from(open, n)};
    if (!sql_row(sql, r->rows))
        return;
    r->row = journal_table_of(r->rows, 1);
    uint64_t count = count_entries(r->row), after = (uint64_t)sqlite3_column_int64(r->rows, 0) - n;
    const uint8_t *entry;
    size_t len;
    if (after >= count)
        (void)sql_fail(sql, SQLITE_CORRUPT, "find an entry");
    for (uint64_t i = after + 1; i < count; i++)
        (void)journal_table_next(&r->row, &entry, &len);
}

bool journal_table_read(struct journal_table_reader *r, const uint8_t **entry, size_t *len)
{
    if (r->row.at == r->row.end) {
        if (!sql_row(r->sql, r->rows))
            return false;
        r->row = journal_table_of(r->rows, 1);
    }
    if (r->sql->status != STATUS_OK)
        return false;
    bool found = journal_table_next(&r->row, entry, len);
    if (!found)
        (void)sql_fail(r->sql, SQLITE_CORRUPT, "read an entry");
    return found;
}

void journal_table_stop(struct journal_table_reader *r)
{
    sql_end(r->rows);
}
