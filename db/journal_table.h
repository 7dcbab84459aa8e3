/* journal_table.h - the rows of both journals. A row is a segment: entries that follow one another, each
 * behind its length (u16, big-endian), under the number and the digest of the last. It holds what a
 * transaction added, or so much of it as SEGMENT_BYTES take: a row for each entry would cost more
 * than all else that a registration writes. What follows from the bytes alone is not stored: which
 * entry is the first, and the digests of those before the last.
 *
 *   D7  whoever looks for an entry finds what the open transaction added as well
 *
 * Threads: the one that owns the database. Memory: an entry that is shown lies in the row, until
 * the next one is read. Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_JOURNAL_TABLE_H
#define DB_JOURNAL_TABLE_H

#include "common/buffer.h"
#include "db/sql.h"
#include "server/core/journal.h"

enum { SEGMENT_BYTES = 64 * 1024 };

/* Which of the two journals in this file. */
enum journal_owner { JOURNAL_OWN, JOURNAL_PEER };

/* A row's bytes, or what is left of them. */
struct journal_table_row {
    const uint8_t *at, *end;
};

/* The next entry's bytes. False at the end, and where the bytes are none of ours: at != end then.
 */
bool journal_table_next(struct journal_table_row *segment, const uint8_t **entry, size_t *len);

/* The row in this column of a statement's result. */
struct journal_table_row journal_table_of(sqlite3_stmt *row, int column);

/* Entry n of the row that ends with entry last_n and begins after before_n. *digest: of entry
 * before_n, and afterwards of entry n. False when that is not what is in there. *last, unless it is
 * NULL: to which digest the whole row leads. */
bool journal_table_find(struct journal_table_row row, uint64_t last_n, uint64_t before_n,
                        uint64_t n, struct digest *digest, struct digest *last,
                        const uint8_t **entry, size_t *len);

/* Runs a statement that gives number and digest of the last row before number ?1. *digest: the
 * journal's origin, and afterwards that row's; returns its number. When there is none *digest
 * stays, and it is 0. */
uint64_t journal_table_before(struct sql *sql, sqlite3_stmt *before, uint64_t n,
                              struct digest *digest);

/* What the open transaction added to a journal and has no row yet. */
struct journal_table_open {
    struct sql *sql;
    enum journal_owner owner;
    struct buffer bytes;
    uint64_t n; /* the last one's */
    struct digest digest;
};

void journal_table_add(struct journal_table_open *open, uint64_t n, const uint8_t *entry,
                       size_t len, const struct digest *digest);

bool journal_table_is_empty(const struct journal_table_open *open);

/* Writes the row, if there is one to write. tally: what lies beside the last entry of each
 * transaction of ours (fold.h); NULL for the peer's rows, and before the last. */
void journal_table_write(struct journal_table_open *open, const char *tally);

/* A transaction begins. */
void journal_table_clear(struct journal_table_open *open);
void journal_table_release(struct journal_table_open *open);

/* Where a journal ends. `last` gets the last entry decoded: an answer's values are dropped. False
 * when it is empty; *n is 0 then, *digest and *last as they were. */
bool journal_table_last(struct sql *sql, enum journal_owner owner, uint64_t *n,
                        struct digest *digest, struct entry *last);

/* The digest of entry n >= 1; zeros when there is none. A row that does not lead to its digest is a
 * failure: what it says of an entry in the middle would be as wrong. origin: digest(0) of that
 * journal. */
struct digest journal_table_digest(struct journal_table_open *open, const struct digest *origin,
                                   uint64_t n);

/* A journal's entries from some number on:
 *     journal_table_seek(&open, 5, &reader);
 *     while (journal_table_read(&reader, &entry, &len)) …
 *     journal_table_stop(&reader); */
struct journal_table_reader {
    struct sql *sql;
    sqlite3_stmt *rows;
    struct journal_table_row row; /* what is left of it */
};
void journal_table_seek(struct journal_table_open *open, uint64_t n,
                        struct journal_table_reader *reader);
bool journal_table_read(struct journal_table_reader *reader, const uint8_t **entry, size_t *len);
void journal_table_stop(struct journal_table_reader *reader);

#endif
