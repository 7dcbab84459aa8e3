/* The rows of both journals, beside the same entries in memory. */
#include "db/journal_table.h"
#include "tests/lib/chance.h"
#include "tests/lib/expect.h"
#include "tests/lib/query.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 400, LONG_ENTRY = 14000 };

static struct sql sql;
static struct journal_table_open added;
static struct digest origin;
static uint64_t seed; /* of this life */

/* What a journal should have: as committed, and in the open transaction. */
static struct kept {
    uint8_t *bytes;
    size_t len;
    struct digest digest;
} entries[MOST + 1];
static uint64_t committed_n, own_n;

static void setup(void)
{
    query_open(&sql);
    origin = journal_origin("sinodo", "caracas");
    committed_n = own_n = 0;
}

static void teardown(void)
{
    for (uint64_t n = 1; n <= MOST; n++)
        free(entries[n].bytes);
    memset(entries, 0, sizeof entries);
    journal_table_release(&added);
    sql_close(&sql);
}

static int64_t ask(const char *text)
{
    return query_int(sql.handle, text);
}

static void begin(enum journal_owner owner)
{
    added.sql = &sql;
    added.owner = owner;
    journal_table_clear(&added);
    own_n = committed_n;
    sql_begin(&sql);
}

/* An answer with values of this length. */
static void add(size_t values_len)
{
    static uint8_t values[ANSWER_MAX_BYTES], bytes[ENTRY_MAX_BYTES];
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = ENTRY_ANSWER;
    e.n = ++own_n;
    memcpy(e.id, "V1", sizeof "V1");
    e.answer.question = (uint16_t)(1 + own_n % 7);
    memset(values, (int)own_n, values_len);
    e.answer.values = values;
    e.answer.values_len = values_len;
    struct kept *k = &entries[own_n];
    free(k->bytes);
    k->len = journal_encode(&e, bytes);
    k->bytes = malloc(k->len);
    ck_assert_ptr_nonnull(k->bytes);
    memcpy(k->bytes, bytes, k->len);
    k->digest = journal_chain(own_n > 1 ? &entries[own_n - 1].digest : &origin, bytes, k->len);
    journal_table_add(&added, own_n, k->bytes, k->len, &k->digest);
}

static void commit(const char *tally)
{
    journal_table_write(&added, tally);
    ck_assert_int_eq(sql_commit(&sql), STATUS_OK);
    committed_n = own_n;
}

static void check_from(uint64_t n)
{
    struct journal_table_reader reader;
    const uint8_t *bytes;
    size_t len;
    journal_table_seek(&added, n, &reader);
    for (; journal_table_read(&reader, &bytes, &len); n++) {
        ck_assert_msg(n <= own_n, "SEED=%" PRIu64 ": entry %" PRIu64 " too many", seed, n);
        bool same = len == entries[n].len && memcmp(bytes, entries[n].bytes, len) == 0;
        ck_assert_msg(same, "SEED=%" PRIu64 ": entry %" PRIu64, seed, n);
    }
    journal_table_stop(&reader);
    ck_assert_msg(n == own_n + 1, "SEED=%" PRIu64 ": ends before entry %" PRIu64, seed, n);
}

static void check_digest(uint64_t n)
{
    struct digest digest = journal_table_digest(&added, &origin, n);
    ck_assert_msg(n <= own_n ? digest_equal(&digest, &entries[n].digest) : digest_is_zero(&digest),
                  "SEED=%" PRIu64 ": digest of entry %" PRIu64, seed, n);
}

static void check_last(void)
{
    uint64_t n = 99;
    struct digest digest = origin;
    struct entry last;
    bool any = journal_table_last(&sql, added.owner, &n, &digest, &last);
    ck_assert_msg(any == (own_n > 0), "SEED=%" PRIu64, seed);
    ck_assert_msg(n == own_n, "SEED=%" PRIu64 ": ends at %" PRIu64, seed, n);
    ck_assert(digest_equal(&digest, any ? &entries[n].digest : &origin));
    if (any) {
        ck_assert_uint_eq(last.n, n);
        ck_assert_ptr_null(last.answer.values);
    }
}

/* Transactions of few and many, short and long entries, some of which do not come about. */
static void live(void)
{
    uint64_t state = seed;
    enum journal_owner owner = chance(&state, 2) ? JOURNAL_OWN : JOURNAL_PEER;
    while (committed_n < MOST / 2) {
        begin(owner);
        for (uint64_t more = 1 + chance(&state, chance(&state, 4) ? 6 : 60); more > 0; more--) {
            add(chance(&state, 9) ? chance(&state, 40) : chance(&state, LONG_ENTRY));
            if (chance(&state, 20) == 0) /* D7 */
                check_digest(1 + chance(&state, own_n + 1));
            if (chance(&state, 40) == 0)
                check_from(1 + chance(&state, own_n));
        }
        if (chance(&state, 5) == 0) {
            sql_rollback(&sql);
            begin(owner);
        }
        commit(NULL);
        check_last();
    }
    for (uint64_t n = 1; n <= own_n + 1; n++) {
        check_digest(n);
        check_from(n);
    }
    ck_assert_int_eq(sql.status, STATUS_OK);
}

START_TEST(a_journal_is_what_was_added)
{
    uint64_t first, end;
    seeds(15, &first, &end);
    for (seed = first; seed < end; seed++) {
        if (seed > first)
            setup();
        live();
        teardown();
    }
    setup();
}
END_TEST

START_TEST(a_transaction_is_a_row)
{
    begin(JOURNAL_OWN);
    ck_assert(journal_table_is_empty(&added));
    for (int i = 0; i < 100; i++)
        add(10);
    ck_assert(!journal_table_is_empty(&added));
    ck_assert_int_eq(ask("SELECT count(*) FROM journal"), 0);
    commit("1 2");
    ck_assert_int_eq(ask("SELECT count(*) FROM journal"), 1);
    ck_assert_int_eq(ask("SELECT n FROM journal WHERE tally = '1 2'"), 100);
    /* Nothing of it is in the next one. */
    begin(JOURNAL_OWN);
    add(10);
    commit(NULL);
    ck_assert_int_eq(ask("SELECT n FROM journal WHERE tally IS NULL"), 101);
    begin(JOURNAL_OWN);
    commit(NULL);
    ck_assert_int_eq(ask("SELECT count(*) FROM journal"), 2);
    ck_assert_int_eq(ask("SELECT count(*) FROM peer_journal"), 0);
}
END_TEST

START_TEST(a_row_has_a_limit)
{
    /* As long as can be, to the byte, and one byte too long. */
    for (int over = 0; over < 2; over++) {
        begin(JOURNAL_PEER);
        add(12000);
        const size_t around = entries[own_n].len - 12000 + 2;
        for (int i = 0; i < 4; i++)
            add(12000);
        add(SEGMENT_BYTES - 5 * (around + 12000) - around + (size_t)over);
        commit(NULL);
        ck_assert_int_eq(ask("SELECT count(*) FROM peer_journal"), over == 0 ? 1 : 3);
    }
    ck_assert_int_eq(ask("SELECT max(length(entries)) FROM peer_journal"), SEGMENT_BYTES);
    check_from(1);
    check_digest(3);
    check_digest(7);
}
END_TEST

START_TEST(an_entry_is_looked_for_where_it_is)
{
    const uint8_t row[] = {0, 2, 'a', 'b', 0, 0, 0, 1, 'c'};
    struct journal_table_row all = {row, row + sizeof row};
    struct digest digest = origin, chain = origin, last;
    const uint8_t *entry;
    size_t len;
    /* Three entries, from 8 to 10. */
    ck_assert(!journal_table_find(all, 10, 7, 7, &digest, NULL, &entry, &len));
    ck_assert(!journal_table_find(all, 10, 7, 11, &digest, NULL, &entry, &len));
    ck_assert(!journal_table_find(all, 10, 6, 8, &digest, NULL, &entry, &len));
    ck_assert(digest_equal(&digest, &origin));
    ck_assert(journal_table_find(all, 10, 7, 10, &digest, &last, &entry, &len));
    ck_assert(entry == row + 8);
    ck_assert_uint_eq(len, 1);
    chain = journal_chain(&chain, row + 2, 2);
    chain = journal_chain(&chain, row + 6, 0);
    chain = journal_chain(&chain, row + 8, 1);
    ck_assert(digest_equal(&digest, &chain));
    ck_assert(digest_equal(&last, &chain));
    digest = origin;
    ck_assert(journal_table_find(all, 10, 7, 8, &digest, &last, &entry, &len));
    ck_assert(!digest_equal(&digest, &chain));
    ck_assert(digest_equal(&last, &chain));
    for (size_t cut = 1; cut < sizeof row; cut++) {
        struct journal_table_row rest = {row, row + sizeof row - cut};
        while (journal_table_next(&rest, &entry, &len))
            ck_assert(entry + len <= row + sizeof row - cut);
    }
}
END_TEST

/* Changes the row of entries 4 to 6. */
static void change(const char *text)
{
    sql_exec(&sql, "ROLLBACK; BEGIN");
    sql_exec(&sql, text);
    ck_assert_int_eq(sql.status, STATUS_OK);
}

static void expect_corrupt(const char *what)
{
    ck_assert_msg(sql.status == STATUS_IO, "%s", what);
    sql.status = STATUS_OK;
}

START_TEST(what_is_no_row_is_refused)
{
    static const char *const changes[] = {
        "UPDATE journal SET entries = substr(entries, 1, length(entries) - 1) WHERE n = 6",
        "UPDATE journal SET entries = CAST(entries || x'00' AS BLOB) WHERE n = 6",
        "UPDATE journal SET entries = CAST(entries || x'0005' AS BLOB) WHERE n = 6",
        "UPDATE journal SET entries = x'' WHERE n = 6",
    };
    for (int i = 0; i < 2; i++) {
        begin(JOURNAL_OWN);
        for (int more = 0; more < 3; more++)
            add(10);
        commit(NULL);
    }
    sql_begin(&sql);
    struct journal_table_reader reader;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const uint8_t *bytes;
        size_t len;
        uint64_t n, read = 0;
        struct digest digest;
        struct entry last;
        change(changes[i]);
        (void)journal_table_digest(&added, &origin, 5);
        expect_corrupt("a digest");
        (void)journal_table_last(&sql, JOURNAL_OWN, &n, &digest, &last);
        expect_corrupt("the last entry");
        journal_table_seek(&added, 5, &reader);
        ck_assert(!journal_table_read(&reader, &bytes, &len));
        journal_table_stop(&reader);
        expect_corrupt("from the middle on");
        journal_table_seek(&added, 1, &reader);
        while (journal_table_read(&reader, &bytes, &len))
            read++;
        journal_table_stop(&reader);
        ck_assert_uint_ge(read, 3);
        expect_corrupt("from the beginning on");
    }
    /* A digest in the middle is as wrong as the row that it is in. */
    change(
        "UPDATE journal SET entries = CAST(substr(entries, 1, 20) || x'77' || substr(entries, 22)"
        " AS BLOB) WHERE n = 6");
    (void)journal_table_digest(&added, &origin, 5);
    expect_corrupt("another byte");
    /* The row before is not there: nobody knows what comes before entry 5. */
    change("DELETE FROM journal WHERE n = 3");
    (void)journal_table_digest(&added, &origin, 5);
    expect_corrupt("a gap");
    journal_table_seek(&added, 3, &reader);
    journal_table_stop(&reader);
    expect_corrupt("an entry in a gap");
    change("UPDATE journal SET n = 7 WHERE n = 6");
    (void)journal_table_digest(&added, &origin, 5);
    expect_corrupt("another number");
    (void)journal_table_last(&sql, JOURNAL_OWN, &committed_n, &origin, &(struct entry){0});
    expect_corrupt("another last number");
    sql_exec(&sql, "ROLLBACK");
}
END_TEST

Suite *journal_table_suite(void)
{
    Suite *s = suite_create("journal_table");
    TCase *t = tcase_create("rows");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_journal_is_what_was_added);
    tcase_add_test(t, a_transaction_is_a_row);
    tcase_add_test(t, a_row_has_a_limit);
    tcase_add_test(t, an_entry_is_looked_for_where_it_is);
    tcase_add_test(t, what_is_no_row_is_refused);
    suite_add_tcase(s, t);
    return s;
}
