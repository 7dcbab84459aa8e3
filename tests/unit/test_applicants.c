/* Applicants' rows, their index of IDs, and the views that show them to people. */
#include "db/applicants.h"
#include "db/sittings.h"
#include "tests/lib/expect.h"
#include "tests/lib/query.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 100 };

static struct sql sql;
static struct applicants applicants;
static char error[APPLICANTS_ERROR_SIZE];

static void open_index(void)
{
    applicants.sql = &sql;
    ck_assert_int_eq(id_index_open(&applicants.index), STATUS_OK);
}

/* As after a restart. */
static bool reload(void)
{
    id_index_close(applicants.index);
    open_index();
    return applicants_load(&applicants, error);
}

static void put(const char *id, uint64_t claim_n)
{
    struct applicant a = applicant_unknown(id);
    a.claim = CLAIM_PENDING;
    a.claim_n = claim_n;
    applicants_reserve(&applicants);
    applicants_put(&applicants, &a);
}

static void commit(void)
{
    ck_assert_int_eq(sql_commit(&sql), STATUS_OK);
    id_index_committed(applicants.index);
}

static const char *id_of(int person)
{
    static char id[IDENT_SIZE];
    (void)snprintf(id, sizeof id, "V%d", person * 7 % 101);
    return id;
}

static void write_people(uint64_t n)
{
    sql_begin(&sql);
    for (int i = 1; i <= PEOPLE; i++)
        put(id_of(i), n);
    commit();
}

static void setup(void)
{
    query_open(&sql);
    open_index();
    write_people(1);
}

static void teardown(void)
{
    id_index_close(applicants.index);
    sql_close(&sql);
}

static int64_t ask(const char *text)
{
    return query_int(sql.handle, text);
}

static void check_people(uint64_t n)
{
    for (int i = 1; i <= PEOPLE; i++)
        ck_assert_uint_eq(applicants_find(&applicants, id_of(i)).claim_n, n);
    ck_assert(!applicants_find(&applicants, "V1000").on_record);
    ck_assert_int_eq(sql.status, STATUS_OK);
    ck_assert_int_eq(ask("SELECT count(*) FROM applicant"), PEOPLE);
    ck_assert_int_eq(ask("SELECT max(row) FROM applicant"), PEOPLE);
    ck_assert_uint_eq(id_index_rows(applicants.index), PEOPLE);
}

START_TEST(each_has_one_row_which_is_updated_in_place)
{
    check_people(1);
    write_people(2);
    check_people(2);
    for (int i = 1; i <= PEOPLE; i++)
        ck_assert_str_eq(id_index_id(applicants.index, (uint64_t)i), id_of(i));
}
END_TEST

START_TEST(a_restart_finds_every_row)
{
    ck_assert_msg(reload(), "%s", error);
    check_people(1);
    write_people(2);
    check_people(2);
}
END_TEST

START_TEST(who_came_in_a_transaction_that_was_rolled_back_has_no_row) /* D5 */
{
    sql_begin(&sql);
    put("V1000", 2);
    put("V1001", 2);
    ck_assert(applicants_find(&applicants, "V1001").on_record);
    sql_rollback(&sql);
    id_index_rolled_back(applicants.index);
    check_people(1);
    sql_begin(&sql);
    put("V1001", 3);
    commit();
    ck_assert_int_eq(ask("SELECT row FROM applicant WHERE id = 'V1001'"), PEOPLE + 1);
    ck_assert_msg(reload(), "%s", error);
}
END_TEST

/* They are not unknown: that would give them a second claim. */
START_TEST(a_row_that_is_another_ones_is_damage)
{
    sql_exec(&sql, "UPDATE applicant SET id = 'V1000' WHERE row = 5");
    (void)applicants_find(&applicants, id_of(5));
    ck_assert_int_eq(sql.status, STATUS_IO);
}
END_TEST

START_TEST(nobody_is_written_over)
{
    sql_exec(&sql, "UPDATE applicant SET id = 'V1000' WHERE row = 5");
    put(id_of(5), 2);
    ck_assert_int_eq(sql.status, STATUS_IO);
    ck_assert_int_eq(ask("SELECT claim_n FROM applicant WHERE row = 5"), 1);
}
END_TEST

START_TEST(a_row_that_the_index_does_not_know_is_damage)
{
    sql_exec(&sql, "INSERT INTO applicant SELECT 101, 'V1000', claim, claim_n, stamp_ms, confirm_n,"
                   " allow_n, away_n, name, salt, hash, transfer_n, from_id, admitted, paused,"
                   " ready_n, extra_ms FROM applicant WHERE row = 1");
    put("V1000", 2);
    ck_assert_int_eq(sql.status, STATUS_IO);
}
END_TEST

static void check_refused(const char *harm, const char *words)
{
    sql_exec(&sql, harm);
    ck_assert_int_eq(sql.status, STATUS_OK);
    ck_assert(!reload());
    ck_assert_int_eq(sql.status, STATUS_OK);
    expect_has(error, words);
    expect_has(error, "sinodoctl restore");
}

START_TEST(a_row_that_is_missing_refuses_the_start) /* D5 */
{
    check_refused("DELETE FROM applicant WHERE row = 7", "row 7 of the table applicant is missing");
}
END_TEST

START_TEST(two_rows_with_one_id_refuse_the_start) /* D5 */
{
    check_refused("UPDATE applicant SET id = (SELECT id FROM applicant WHERE row = 5)"
                  " WHERE row = 7",
                  "rows 5 and 7 of the table applicant have the same ID V35");
}
END_TEST

START_TEST(a_row_without_an_id_refuses_the_start)
{
    check_refused("UPDATE applicant SET id = '7' WHERE row = 7",
                  "row 7 of the table applicant has no ID");
}
END_TEST

/* --- views --- */

static void check_text(const char *expected, const char *query)
{
    sqlite3_stmt *s;
    char text[128] = "";
    ck_assert_int_eq(sqlite3_prepare_v2(sql.handle, query, -1, &s, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
    sql_column_text(s, 0, text, sizeof text);
    ck_assert_str_eq(text, expected);
    sqlite3_finalize(s);
}

START_TEST(a_view_names_claims_as_the_program_does)
{
    for (enum claim_state state = CLAIM_NONE; state <= CLAIM_AWAY; state++) {
        struct applicant a = applicant_unknown("V1");
        a.claim = state;
        a.stamp.ms = 1700000000123;
        applicants_put(&applicants, &a);
        check_text(claim_state_text(state), "SELECT claim FROM applicants WHERE id = 'V1'");
    }
    check_text("2023-11-14T22:13:20.123Z", "SELECT claimed_at FROM applicants WHERE id = 'V1'");
}
END_TEST

START_TEST(a_view_shows_sittings_in_words_and_points)
{
    struct applicant a = applicant_unknown("V1");
    a.sitting =
        (struct sitting){.state = SITTING_RUNNING, .number = 1, .start_n = 3, .seconds = 60};
    a.sitting.started_at.ms = 1700000000000;
    sittings_put(&sql, &a);
    check_text("running", "SELECT state FROM sittings");
    check_text("", "SELECT finished_at || finished_by || score FROM sittings");
    a.sitting.finish_n = 9;
    a.sitting.finished_at.ms = 1700000001500;
    a.sitting.reason = FINISH_BY_DEADLINE;
    a.sitting.score = 12500;
    a.sitting.max = 20000;
    sittings_put(&sql, &a);
    check_text("finished 2023-11-14T22:13:21.500Z deadline 12.5 20.0",
               "SELECT state || ' ' || finished_at || ' ' || finished_by || ' ' || score || ' ' ||"
               " max FROM sittings");
    a.sitting.reason = FINISH_BY_APPLICANT;
    sql_exec(&sql, "DELETE FROM sitting");
    sittings_put(&sql, &a);
    check_text("applicant", "SELECT finished_by FROM sittings");
}
END_TEST

START_TEST(a_view_shows_when_answers_were_saved)
{
    struct applicant a = applicant_unknown("V1");
    a.sitting = (struct sitting){
        .state = SITTING_RUNNING, .number = 1, .start_n = 3, .start_clock_ms = 5000};
    struct entry e = {.kind = ENTRY_ANSWER, .n = 4, .clock_ms = 6500};
    static const uint8_t values[] = {1, 0, 1, '2'};
    memcpy(e.id, "V1", 3);
    e.answer.question = 7;
    e.answer.values = values;
    e.answer.values_len = sizeof values;
    sittings_put(&sql, &a);
    sittings_put_answer(&sql, &e);
    check_text("7 saved 1.5 01000132",
               "SELECT question || ' ' || state || ' ' || saved_after_s || ' ' || encoded"
               " FROM answers WHERE id = 'V1'");
    e.answer.values_len = 0;
    sittings_put_answer(&sql, &e);
    check_text("cleared", "SELECT state FROM answers");
}
END_TEST

Suite *applicants_suite(void)
{
    Suite *s = suite_create("applicants");
    TCase *t = tcase_create("applicants");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, each_has_one_row_which_is_updated_in_place);
    tcase_add_test(t, a_restart_finds_every_row);
    tcase_add_test(t, who_came_in_a_transaction_that_was_rolled_back_has_no_row);
    tcase_add_test(t, a_row_that_is_another_ones_is_damage);
    tcase_add_test(t, nobody_is_written_over);
    tcase_add_test(t, a_row_that_the_index_does_not_know_is_damage);
    tcase_add_test(t, a_row_that_is_missing_refuses_the_start);
    tcase_add_test(t, two_rows_with_one_id_refuse_the_start);
    tcase_add_test(t, a_row_without_an_id_refuses_the_start);
    tcase_add_test(t, a_view_names_claims_as_the_program_does);
    tcase_add_test(t, a_view_shows_sittings_in_words_and_points);
    tcase_add_test(t, a_view_shows_when_answers_were_saved);
    suite_add_tcase(s, t);
    return s;
}
