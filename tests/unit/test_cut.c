/* Both journals of a database file up to a cut, and the exam's files in it. */
#include "db/audit.h"
#include "db/cut.h"
#include "db/exam_file.h"
#include "db/heads.h"
#include "db/ledger_exam.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct duo duo;
static char dir[] = "/tmp/sinodo-cut.XXXXXX", path[64];
static struct cut_file *file;
static struct ledger_terminal terminal = {.token = {{1}}};

static void setup(void)
{
    (void)snprintf(dir, sizeof dir, "/tmp/sinodo-cut.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/copy.db", dir);
    duo_open(&duo);
    duo_connect(&duo);
    duo_settle(&duo);
}

static void teardown(void)
{
    cut_close(file);
    file = NULL;
    (void)unlink(path);
    (void)rmdir(dir);
    duo_close(&duo);
}

static void run(sqlite3 *handle, const char *text)
{
    char *error = NULL;
    ck_assert_msg(sqlite3_exec(handle, text, NULL, NULL, &error) == SQLITE_OK, "%s", error);
}

/* The node's database as a file. */
static void copy(int which)
{
    char text[128];
    cut_close(file);
    file = NULL;
    (void)unlink(path);
    (void)snprintf(text, sizeof text, "VACUUM INTO '%s'", path);
    run(duo.node[which].database.sql.handle, text);
}

static void change(const char *text)
{
    sqlite3 *handle;
    ck_assert_int_eq(sqlite3_open(path, &handle), SQLITE_OK);
    run(handle, text);
    ck_assert_int_eq(sqlite3_close(handle), SQLITE_OK);
}

static void open_copy(int which)
{
    copy(which);
    ck_assert_int_eq(cut_open(path, &file), STATUS_OK);
}

static void sit(int which, const char *id)
{
    struct ledger_sitting sitting;
    struct ledger_result result;
    uint64_t n;
    ck_assert_int_eq(duo_register(&duo, which, id), REFUSAL_NONE);
    duo_settle(&duo);
    duo_begin(&duo, which);
    struct ledger *l = duo.node[which].ledger;
    ck_assert_int_eq(ledger_start(l, id, &terminal, 42, 0, &sitting, &n), REFUSAL_NONE);
    ck_assert_int_eq(ledger_finish(l, id, &terminal, &result), REFUSAL_NONE);
    duo_commit(&duo, which);
}

struct seen {
    uint64_t count, finishes, last_n;
    struct digest finish;
};

static void see(void *context, const struct entry *e, const struct digest *digest)
{
    struct seen *seen = context;
    ck_assert_uint_eq(e->n, ++seen->count);
    ck_assert_int_eq(digest != NULL, e->kind == ENTRY_FINISH);
    if (digest != NULL) {
        seen->finish = *digest;
        seen->finishes++;
        seen->last_n = e->n;
    }
}

static struct seen read_journal(const struct cut *cut, enum journal_owner journal)
{
    struct seen seen = {.count = 0};
    ck_assert_int_eq(cut_read(file, cut, journal, see, &seen), STATUS_OK);
    return seen;
}

START_TEST(both_journals_are_read_up_to_the_cut) /* J1, J2 */
{
    struct digest digest, at_finish;
    sit(CARACAS, "V1");
    sit(MARACAY, "V2");
    duo_settle(&duo);
    open_copy(CARACAS);
    ck_assert_str_eq(cut_identity(file)->node, "caracas");
    ck_assert_str_eq(cut_peer(file), "maracay");
    struct cut whole = cut_whole(file);
    struct ledger_position now = ledger_position(duo.node[CARACAS].ledger);
    ck_assert_uint_eq(whole.n[JOURNAL_OWN], now.own_n);
    ck_assert_uint_eq(whole.n[JOURNAL_PEER], now.held_n);
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++) {
        struct seen seen = read_journal(&whole, journal);
        ck_assert_uint_eq(seen.count, whole.n[journal]);
        ck_assert_uint_eq(seen.finishes, 1);
        struct cut cut = whole;
        cut.n[journal] = seen.last_n; /* within a row */
        ck_assert(cut_digest(file, &cut, journal, &at_finish));
        ck_assert(digest_equal(&at_finish, &seen.finish));
        ck_assert_uint_eq(read_journal(&cut, journal).count, seen.last_n);
        cut.n[journal]--;
        ck_assert_uint_eq(read_journal(&cut, journal).finishes, 0);
        cut.n[journal] = 0;
        ck_assert(cut_digest(file, &cut, journal, &digest));
        ck_assert(digest_is_zero(&digest));
        ck_assert_uint_eq(read_journal(&cut, journal).count, 0);
        cut.n[journal] = whole.n[journal] + 1;
        ck_assert(!cut_digest(file, &cut, journal, &digest));
        struct seen none = {.count = 0};
        ck_assert_int_eq(cut_read(file, &cut, journal, see, &none), STATUS_INVALID);
    }
}
END_TEST

START_TEST(both_hold_what_the_peer_has_seen_or_signed)
{
    sit(CARACAS, "V1");
    duo_settle(&duo);
    uint64_t seen = ledger_position(duo.node[CARACAS].ledger).own_n;
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V2"), REFUSAL_NONE);
    duo_settle(&duo);
    duo_cut(&duo);
    ck_assert_int_eq(duo_register(&duo, CARACAS, "V3"), REFUSAL_NONE);
    open_copy(CARACAS);
    struct cut whole = cut_whole(file), both = cut_of_both(file);
    ck_assert_uint_lt(both.n[JOURNAL_OWN], whole.n[JOURNAL_OWN]);
    ck_assert_uint_ge(both.n[JOURNAL_OWN], seen);
    ck_assert_uint_eq(both.n[JOURNAL_PEER], whole.n[JOURNAL_PEER]);
    const struct journal_head head = {
        .journal = JOURNAL_OWN, .by_peer = true, .n = whole.n[JOURNAL_OWN]};
    duo_begin(&duo, CARACAS);
    heads_keep(duo.node[CARACAS].ledger, &head);
    duo_commit(&duo, CARACAS);
    open_copy(CARACAS);
    ck_assert_uint_eq(cut_of_both(file).n[JOURNAL_OWN], whole.n[JOURNAL_OWN]);
}
END_TEST

START_TEST(a_node_that_never_met_its_peer_shows_all)
{
    duo_close(&duo);
    duo_open(&duo);
    ck_assert_int_eq(duo_register(&duo, CARACAS, "V1"), REFUSAL_NONE);
    open_copy(CARACAS);
    ck_assert_str_eq(cut_peer(file), "");
    ck_assert_uint_eq(cut_of_both(file).n[JOURNAL_OWN], cut_whole(file).n[JOURNAL_OWN]);
}
END_TEST

START_TEST(other_bytes_are_no_entries) /* J3 */
{
    sit(CARACAS, "V1");
    copy(CARACAS);
    change("UPDATE journal SET entries = zeroblob(40) WHERE n = (SELECT max(n) FROM journal)");
    ck_assert_int_eq(cut_open(path, &file), STATUS_OK);
    struct cut whole = cut_whole(file);
    struct seen seen = {.count = 0};
    struct digest digest;
    ck_assert_int_eq(cut_read(file, &whole, JOURNAL_OWN, see, &seen), STATUS_INVALID);
    ck_assert(!cut_digest(file, &whole, JOURNAL_OWN, &digest));
}
END_TEST

START_TEST(entries_that_are_not_those_of_the_digests_are_refused_where_it_matters) /* J2 */
{
    sit(CARACAS, "V1");
    open_copy(CARACAS);
    struct cut whole = cut_whole(file);
    struct seen seen = {.count = 0}, again = {.count = 0};
    cut_check_digests(file);
    (void)read_journal(&whole, JOURNAL_OWN);
    (void)read_journal(&whole, JOURNAL_PEER);
    cut_close(file);
    file = NULL;
    change("UPDATE journal SET digest = zeroblob(32) WHERE n = (SELECT max(n) FROM journal)");
    ck_assert_int_eq(cut_open(path, &file), STATUS_OK);
    ck_assert_int_eq(cut_read(file, &whole, JOURNAL_OWN, see, &seen), STATUS_OK);
    cut_check_digests(file);
    ck_assert_int_eq(cut_read(file, &whole, JOURNAL_OWN, see, &again), STATUS_INVALID);
}
END_TEST

static bool is_sound(void)
{
    struct buffer report = {0};
    bool sound = audit_run(path, &report);
    buffer_release(&report);
    return sound;
}

START_TEST(an_archive_has_one_table_more)
{
    sit(CARACAS, "V1");
    duo_settle(&duo);
    copy(CARACAS);
    change("CREATE TABLE archived (name TEXT PRIMARY KEY, bytes BLOB)");
    ck_assert_int_eq(cut_open(path, &file), STATUS_OK);
    ck_assert(is_sound());
    static const char *const others[] = {
        "CREATE VIEW archived AS SELECT 1 AS name, 2 AS bytes",
        "CREATE TABLE archived2 (name TEXT PRIMARY KEY, bytes BLOB)",
        ("CREATE TABLE archived (name TEXT PRIMARY KEY, bytes BLOB);"
         "CREATE INDEX more ON archived (bytes)"),
        "CREATE TABLE archived (name TEXT); DROP TABLE intent", "PRAGMA user_version = 1"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        copy(CARACAS);
        change(others[i]);
        ck_assert_int_eq(cut_open(path, &file), STATUS_INVALID);
        ck_assert(!is_sound());
    }
}
END_TEST

START_TEST(what_is_no_database_is_refused)
{
    ck_assert_int_ne(cut_open("/nowhere/sinodo.db", &file), STATUS_OK);
    ck_assert_int_ne(cut_open("/bin/sh", &file), STATUS_OK);
}
END_TEST

/* caracas serves the exam of this number. */
static void serve(uint8_t number, const char *bank, const char *bytes)
{
    const struct digest digest = {{number}};
    struct exam_file kept = {.bank = bank, .plan = "", .settings = "seconds = 60\n"};
    buffer_text(&kept.bank_bytes, bytes);
    ck_assert_int_eq(exam_file_keep(&duo.node[CARACAS].database, &digest, &kept), STATUS_OK);
    buffer_release(&kept.bank_bytes);
}

static void expect_exam(const struct digest *wanted, uint8_t number, const char *bytes)
{
    struct cut_exam exam;
    ck_assert(cut_exam(file, wanted, &exam));
    ck_assert_int_eq(exam.digest.bytes[0], number);
    ck_assert_uint_eq(exam.bank_bytes.len, strlen(bytes));
    ck_assert_mem_eq(exam.bank_bytes.data, bytes, strlen(bytes));
    ck_assert_str_eq(exam.plan, "");
    ck_assert_uint_eq(exam.plan_bytes.len, 0);
    ck_assert_str_eq(exam.settings, "seconds = 60\n");
    cut_exam_release(&exam);
}

START_TEST(each_exam_that_was_served_is_there_the_last_one_first)
{
    struct cut_exam exam;
    const struct digest first = {{1}}, other = {{9}};
    open_copy(CARACAS);
    ck_assert(!cut_exam(file, NULL, &exam));
    serve(1, "a.gift", "one");
    serve(2, "b.gift", "two");
    open_copy(CARACAS);
    expect_exam(NULL, 2, "two");
    expect_exam(&first, 1, "one");
    ck_assert(!cut_exam(file, &other, &exam));
    serve(1, "a.gift", "sealed"); /* the same exam from another file */
    open_copy(CARACAS);
    expect_exam(NULL, 1, "sealed");
    int64_t changes = sqlite3_total_changes(duo.node[CARACAS].database.sql.handle);
    serve(1, "a.gift", "sealed");
    ck_assert_int_eq(sqlite3_total_changes(duo.node[CARACAS].database.sql.handle), changes);
}
END_TEST

START_TEST(a_cut_has_a_text)
{
    static const char *const pair[] = {"maracay", "caracas"}, *const alone[] = {"caracas", ""};
    static const char *const wrong[] = {"",
                                        "maracay:1",
                                        "maracay:1,",
                                        "maracay:1,maracay:2",
                                        "maracay:1,caracas:2,",
                                        "maracay:1,caracas:-2",
                                        "maracay: 1,caracas:2",
                                        "maracay:1,caracas:18446744073709551616",
                                        "maracay:1,caracas:",
                                        "mara:1,caracas:2"};
    const struct cut cut = {{7, 18446744073709551615U}};
    char text[CUT_TEXT_SIZE];
    struct cut back = {{1, 1}};
    cut_text(&cut, pair, text);
    ck_assert_str_eq(text, "caracas:18446744073709551615,maracay:7");
    ck_assert(cut_parse(text, pair, &back));
    ck_assert_mem_eq(&back, &cut, sizeof cut);
    ck_assert(cut_parse("maracay:7,caracas:18446744073709551615", pair, &back));
    ck_assert_mem_eq(&back, &cut, sizeof cut);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!cut_parse(wrong[i], pair, &back), "%s", wrong[i]);
    ck_assert_mem_eq(&back, &cut, sizeof cut);
    cut_text(&cut, alone, text);
    ck_assert_str_eq(text, "caracas:7");
    ck_assert(cut_parse(text, alone, &back));
    ck_assert_uint_eq(back.n[0], 7);
    ck_assert_uint_eq(back.n[1], 0);
    ck_assert(!cut_parse("caracas:7,maracay:1", alone, &back));
}
END_TEST

Suite *cut_suite(void)
{
    Suite *s = suite_create("cut");
    TCase *t = tcase_create("cut");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, both_journals_are_read_up_to_the_cut);
    tcase_add_test(t, both_hold_what_the_peer_has_seen_or_signed);
    tcase_add_test(t, a_node_that_never_met_its_peer_shows_all);
    tcase_add_test(t, other_bytes_are_no_entries);
    tcase_add_test(t, entries_that_are_not_those_of_the_digests_are_refused_where_it_matters);
    tcase_add_test(t, an_archive_has_one_table_more);
    tcase_add_test(t, what_is_no_database_is_refused);
    tcase_add_test(t, a_cut_has_a_text);
    tcase_add_test(t, each_exam_that_was_served_is_there_the_last_one_first);
    suite_add_tcase(s, t);
    return s;
}
