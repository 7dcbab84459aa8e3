/* journal_table.h - the rows of both journals. A row is a segment: the consecutive entries that one
 * transaction added, up to SEGMENT_BYTES, each with its length (u16, big-endian) before it; and the
 * number and the digest of the last entry. (A row for each entry would cost more than all other
 * writes of a registration.) The number of the first entry and the digests of the entries before
 * the last are not stored: they follow from the bytes.
 *
 *   D7  a search for an entry also finds the entries that the open transaction added
 *
 * Threads: the one that owns the database. Memory: an entry's bytes are valid until the next one is
 * read. Errors:  sticky in the connection (db/sql.h). */
#ifndef DB_JOURNAL_TABLE_H
#define DB_JOURNAL_TABLE_H

#include "common/buffer.h"
#include "db/sql.h"
#include "server/core/journal.h"

enum { SEGMENT_BYTES = 64 * 1024 };

/* The two journals in a database. */
enum journal_owner { JOURNAL_OWN, JOURNAL_PEER };

/* The bytes of a row that are not read yet. */
struct journal_table_row {
    const uint8_t *at, *end;
};

/* The next entry's bytes. False at the end, and for malformed bytes: then at != end. */
bool journal_table_next(struct journal_table_row *segment, const uint8_t **entry, size_t *len);

/* The row in this column of a statement's result. */
struct journal_table_row journal_table_of(sqlite3_stmt *row, int column);

/* Finds entry n in the row that begins after entry before_n and ends with entry last_n. *digest: of
 * entry before_n; on return of entry n. *last, unless it is NULL, gets the digest that results at
 * the end of the row. False when the row does not hold these entries. */
bool journal_table_find(struct journal_table_row row, uint64_t last_n, uint64_t before_n,
                        uint64_t n, struct digest *digest, struct digest *last,
                        const uint8_t **entry, size_t *len);

/* Runs a statement that gives number and digest of the last row before number ?1. Returns its
 * number and sets *digest; without such a row returns 0, and *digest stays. */
uint64_t journal_table_before(struct sql *sql, sqlite3_stmt *before, uint64_t n,
                              struct digest *digest);

/* The entries that the open transaction has added to a journal, and that are in no row yet. */
struct journal_table_open {
    struct sql *sql;
    enum journal_owner owner;
    struct buffer bytes;
    uint64_t n; /* of the last entry */
    struct digest digest;
};

void journal_table_add(struct journal_table_open *open, uint64_t n, const uint8_t *entry,
                       size_t len, const struct digest *digest);

bool journal_table_is_empty(const struct journal_table_open *open);

/* Writes the row, if there is an entry. tally: stored with the last entry of each transaction of
 * ours (fold.h); NULL for the peer's rows, and for a row that is not the transaction's last. */
void journal_table_write(struct journal_table_open *open, const char *tally);

/* A transaction begins. */
void journal_table_clear(struct journal_table_open *open);
void journal_table_release(struct journal_table_open *open);

/* The last entry of a journal: its number, its digest and the decoded entry without an answer's
 * values. False when the journal is empty; then *n is 0, and *digest and *last stay. */
bool journal_table_last(struct sql *sql, enum journal_owner owner, uint64_t *n,
                        struct digest *digest, struct entry *last);

/* The digest of entry n >= 1; zeros when there is none. A row whose bytes do not result in its
 * digest is a failure, also for an entry in its middle. origin: digest(0) of that journal. */
struct digest journal_table_digest(struct journal_table_open *open, const struct digest *origin,
                                   uint64_t n);

/* A journal's entries from some number on:
 *     journal_table_seek(&open, 5, &reader);
 *     while (journal_table_read(&reader, &entry, &len)) …
 *     journal_table_stop(&reader); */
struct journal_table_reader {
    struct sql *sql;
    sqlite3_stmt *rows;
    struct journal_table_row row; /* the entries that are not read yet */
};
void journal_table_seek(struct journal_table_open *open, uint64_t n,
                        struct journal_table_reader *reader);
bool journal_table_read(struct journal_table_reader *reader, const uint8_t **entry, size_t *len);
void journal_table_stop(struct journal_table_reader *reader);

#endif
