/* What a report is made of: the file, the cut, the exam, and what is said where one of them is not
 * as it should be. */
#include "db/exam_file.h"
#include "db/heads.h"
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "server/report/source.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const char bank[] = "::one:: 1 + 1 {=2 ~3}\n\n::two:: 2 + 2 {=4 ~5}\n",
                  changed[] = "::one:: 1 + 1 {=2 ~3}\n\n::two:: 2 + 2 {=5 ~4}\n",
                  plan[] = "pass-percent = 60\n", settings[] = "title = T\nseconds = 60\n";

static struct duo duo;
static char dir[] = "/tmp/sinodo-source.XXXXXX", path[64], said_path[64], said[4096];
static struct source_options options;
static struct source source;
static struct digest exam_digest;

/* caracas serves this bank. */
static void serve(void)
{
    struct exam exam = {.title = NULL};
    struct exam_file kept = {.bank = "a.gift", .plan = "a.plan", .settings = settings};
    struct buffer errors = {0};
    buffer_text(&kept.bank_bytes, bank);
    buffer_text(&kept.plan_bytes, plan);
    ck_assert_int_eq(bank_take("a.gift", &kept.bank_bytes, "", &exam, &errors, &errors), STATUS_OK);
    ck_assert_int_eq(plan_parse("s", settings, strlen(settings), &exam, &errors), STATUS_OK);
    ck_assert_int_eq(plan_parse("p", plan, strlen(plan), &exam, &errors), STATUS_OK);
    exam_seal(&exam);
    exam_digest = exam.digest;
    ck_assert_int_eq(exam_file_keep(&duo.node[CARACAS].database, &exam.digest, &kept), STATUS_OK);
    buffer_release(&kept.bank_bytes);
    buffer_release(&kept.plan_bytes);
    buffer_release(&errors);
    bank_free(&exam);
}

static void setup(void)
{
    (void)snprintf(dir, sizeof dir, "/tmp/sinodo-source.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/copy.db", dir);
    (void)snprintf(said_path, sizeof said_path, "%s/said", dir);
    options = (struct source_options){.path = path, .passphrase_file = ""};
    duo_open(&duo);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(duo_register(&duo, CARACAS, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    const struct journal_head head = {.journal = JOURNAL_OWN,
                                      .by_peer = true,
                                      .n = ledger_position(duo.node[CARACAS].ledger).own_n};
    duo_begin(&duo, CARACAS);
    heads_keep(duo.node[CARACAS].ledger, &head); /* maracay has signed what it holds */
    duo_commit(&duo, CARACAS);
    serve();
}

static void teardown(void)
{
    source_close(&source);
    (void)unlink(path);
    (void)unlink(said_path);
    (void)rmdir(dir);
    duo_close(&duo);
}

/* The test has a process of its own. */
static int open_source(void)
{
    char text[128];
    (void)unlink(path);
    (void)snprintf(text, sizeof text, "VACUUM INTO '%s'", path);
    sqlite3 *handle = duo.node[CARACAS].database.sql.handle;
    ck_assert_int_eq(sqlite3_exec(handle, text, NULL, NULL, NULL), SQLITE_OK);
    source_close(&source);
    ck_assert_ptr_nonnull(freopen(said_path, "w+", stderr));
    int result = source_open(&options, &source);
    rewind(stderr);
    said[fread(said, 1, sizeof said - 1, stderr)] = '\0';
    return result;
}

static void put(const char *name, const char *text, char out[96])
{
    (void)snprintf(out, 96, "%s/%s", dir, name);
    FILE *f = fopen(out, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
}

START_TEST(the_database_has_all_of_it)
{
    char cut[CUT_TEXT_SIZE], wanted[CUT_TEXT_SIZE];
    ck_assert_msg(open_source() == EX_OK, "%s", said);
    ck_assert_str_eq(said, "");
    ck_assert(digest_equal(&source.exam.digest, &exam_digest));
    ck_assert_uint_eq(source.exam.pass_percent, 60);
    ck_assert_str_eq(source.node[JOURNAL_PEER], "maracay");
    ck_assert_uint_eq(people_count(source.people), 1);
    struct ledger_position at = ledger_position(duo.node[CARACAS].ledger);
    (void)snprintf(wanted, sizeof wanted, "caracas:%llu,maracay:%llu", (unsigned long long)at.own_n,
                   (unsigned long long)at.held_n);
    cut_text(&source.cut, source.node, cut);
    ck_assert_str_eq(cut, wanted);
}
END_TEST

START_TEST(what_the_peer_does_not_hold_is_left_out_and_said)
{
    duo_cut(&duo);
    ck_assert_int_eq(duo_register(&duo, CARACAS, "V2"), REFUSAL_NONE);
    ck_assert_int_eq(open_source(), EX_OK);
    ck_assert_uint_eq(people_count(source.people), 1);
    expect_has(said, "left out: the last 1 entry of caracas, which maracay is not known to hold");
    options.quiet = true;
    ck_assert_int_eq(open_source(), EX_OK);
    ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(a_cut_is_chosen)
{
    options.at = "maracay:0,caracas:1";
    ck_assert_int_eq(open_source(), EX_OK);
    ck_assert_int_eq(people_at(source.people, 0).state, PEOPLE_PENDING);
    static const char *const wrong[] = {"",
                                        "caracas:1",
                                        "maracay:1,valencia:2",
                                        "caracas:1,",
                                        "caracas:1,caracas:1",
                                        "caracas:-1,maracay:1",
                                        "caracas:x,maracay:1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        options.at = wrong[i];
        ck_assert_int_eq(open_source(), EX_USAGE);
        expect_has(said, "it is like caracas:");
    }
    options.at = "caracas:1000,maracay:1";
    ck_assert_int_eq(open_source(), EX_UNAVAILABLE);
    expect_has(said, "entries of caracas, not 1000");
}
END_TEST

START_TEST(other_files_must_make_the_same_exam)
{
    char file[96], plan_file[96];
    put("b.gift", bank, file);
    options.bank = file;
    ck_assert_int_eq(open_source(), EX_OK);
    put("b.gift", changed, file);
    ck_assert_int_eq(open_source(), EX_DATAERR);
    expect_has(said, "question 2 has other options or right answers. Give the files that the node");
    put("b.gift", "1 + 1 {=2 ~3}\n", file);
    ck_assert_int_eq(open_source(), EX_DATAERR);
    expect_has(said, "it has 1 questions, not 2");
    options.bank = NULL;
    options.plan = plan_file;
    put("b.plan", "pass-percent = 50\nseconds = 61\n", plan_file);
    ck_assert_int_eq(open_source(), EX_DATAERR);
    expect_has(said, "the time is another one, the pass mark is another one");
    put("b.plan", "pass-percent = 60\nplaces = 3\n", plan_file);
    ck_assert_int_eq(open_source(), EX_DATAERR);
    expect_has(said, "how results are ranked, marked and told, are others");
    put("b.plan", "x", plan_file);
    ck_assert_int_eq(open_source(), EX_DATAERR);
    expect_has(said, "b.plan:1: expected");
    (void)unlink(file);
    (void)unlink(plan_file);
}
END_TEST

START_TEST(an_exam_that_is_not_there_needs_its_files)
{
    const struct digest other = {{9}};
    options.exam_digest = &other;
    ck_assert_int_eq(open_source(), EX_NOINPUT);
    expect_has(said, "--bank and --plan");
    options.exam_digest = &exam_digest;
    ck_assert_int_eq(open_source(), EX_OK);
    sqlite3 *handle = duo.node[CARACAS].database.sql.handle;
    ck_assert_int_eq(
        sqlite3_exec(handle, "UPDATE exam_file SET digest = zeroblob(32)", NULL, NULL, NULL),
        SQLITE_OK);
    options.exam_digest = NULL;
    ck_assert_int_eq(open_source(), EX_DATAERR);
    expect_has(said, "they were changed, or another version");
}
END_TEST

START_TEST(a_file_that_is_none_is_refused)
{
    options.path = "/bin/sh";
    ck_assert_int_eq(open_source(), EX_NOINPUT);
    expect_has(said, "it is no database of this version of Sinodo");
    options.path = "/nowhere/sinodo.db";
    ck_assert_int_eq(open_source(), EX_NOINPUT);
    expect_has(said, "No such file");
}
END_TEST

Suite *source_suite(void)
{
    Suite *s = suite_create("source");
    TCase *t = tcase_create("source");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, the_database_has_all_of_it);
    tcase_add_test(t, what_the_peer_does_not_hold_is_left_out_and_said);
    tcase_add_test(t, a_cut_is_chosen);
    tcase_add_test(t, other_files_must_make_the_same_exam);
    tcase_add_test(t, an_exam_that_is_not_there_needs_its_files);
    tcase_add_test(t, a_file_that_is_none_is_refused);
    suite_add_tcase(s, t);
    return s;
}
