/* Applicants' rows, and the index that may lack them. */
#include "common/log.h"
#include "db/fold.h"
#include "tests/lib/query.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 100, INDEXED = 80 };

static struct sql sql;
static struct fold fold;

static void close_fold(void)
{
    recent_close(fold.recent);
    unindexed_close(fold.unindexed);
    filter_close(fold.filter);
}

/* As after a restart, which knows of the index that it may lack rows from this one on. */
static void open_fold(uint64_t row)
{
    fold = (struct fold){&sql, recent_open(0), unindexed_open(PEOPLE), filter_open()};
    ck_assert(fold.recent != NULL && fold.unindexed != NULL && fold.filter != NULL);
    fold_wait_from(&fold, row);
}

static void reopen(uint64_t row)
{
    close_fold();
    open_fold(row);
}

static void commit(void)
{
    ck_assert_int_eq(sql_commit(&sql), STATUS_OK);
    recent_committed(fold.recent);
    unindexed_committed(fold.unindexed);
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
    for (int i = 1; i <= PEOPLE; i++) {
        struct applicant a = applicant_unknown(id_of(i));
        a.claim_n = n;
        ck_assert(recent_put(fold.recent, &a, n > 1, n));
    }
    ck_assert_uint_eq(fold_catch_up(&fold, PEOPLE), PEOPLE);
    commit();
}

static void setup(void)
{
    query_open(&sql);
    open_fold(1);
    write_people(1);
    sql_begin(&sql);
    ck_assert_uint_eq(fold_index(&fold, INDEXED), INDEXED);
    commit();
}

static void teardown(void)
{
    close_fold();
    sql_close(&sql);
}

static int64_t ask(const char *text)
{
    return query_int(sql.handle, text);
}

static int64_t well_indexed(void)
{
    return ask("SELECT count(*) FROM applicant JOIN applicant_id USING (id, row)");
}

/* In the index or not, each has one row, which is found and written again. */
static void check_people(uint64_t n)
{
    for (int i = 1; i <= PEOPLE; i++)
        ck_assert_uint_eq(fold_applicant(&fold, id_of(i)).claim_n, n);
    ck_assert(!fold_applicant(&fold, "V1000").on_record);
    ck_assert_int_eq(sql.status, STATUS_OK);
    ck_assert_int_eq(ask("SELECT count(*) FROM applicant"), PEOPLE);
    ck_assert_int_eq(ask("SELECT max(row) FROM applicant"), PEOPLE);
}

START_TEST(what_the_index_lacks_waits_again_after_a_restart)
{
    uint64_t row = unindexed_row(fold.unindexed);
    check_people(1);
    reopen(row);
    check_people(1);
    write_people(2);
    check_people(2);
    ck_assert_int_eq(well_indexed(), INDEXED);
}
END_TEST

static void show_filter(void)
{
    while (fold_show_filter(&fold, 1) > 0) {
    }
    ck_assert(!filter_is_wanted(fold.filter));
}

/* Some people are in the index before the filter is made, some while it is, and some after it. */
START_TEST(nobody_in_the_index_is_kept_out_by_its_filter)
{
    ck_assert_uint_eq(fold_show_filter(&fold, 1), 1);
    ck_assert(filter_is_wanted(fold.filter));
    sql_begin(&sql);
    ck_assert_uint_eq(fold_index(&fold, 1), 1);
    commit();
    show_filter();
    check_people(1);
    sql_begin(&sql);
    ck_assert_uint_eq(fold_index(&fold, PEOPLE), PEOPLE - INDEXED - 1);
    commit();
    ck_assert_uint_eq(unindexed_row(fold.unindexed), PEOPLE + 1);
    check_people(1);
}
END_TEST

/* As after a restart in the first round: nobody knows how much of it was written. */
START_TEST(a_filter_is_made_once_for_all_who_may_be_in_the_index)
{
    reopen(1);
    show_filter();
    ck_assert(!filter_is_wanted(fold.filter));
    ck_assert(filter_lacks(fold.filter, "V1000"));
    check_people(1);
}
END_TEST

START_TEST(a_filter_that_could_not_be_shown_all_is_not_made)
{
    ck_assert_uint_eq(fold_show_filter(&fold, 1), 1);
    log_open("test", LOG_ERROR + 1);
    sql_exec(&sql, "SELECT nothing");
    (void)fold_show_filter(&fold, 1);
    ck_assert(!filter_lacks(fold.filter, "V1000"));
}
END_TEST

/* There is an entry of whom the filter knows nothing, and looking at it would end the process. */
START_TEST(who_is_new_is_not_looked_for_in_the_index)
{
    show_filter();
    sql_exec(&sql, "INSERT INTO applicant_id VALUES ('V1000', 1000)");
    ck_assert(!fold_applicant(&fold, "V1000").on_record);
    ck_assert_int_eq(sql.status, STATUS_OK);
    reopen(PEOPLE + 1);
    (void)fold_applicant(&fold, "V1000");
    ck_assert_int_eq(sql.status, STATUS_IO);
}
END_TEST

START_TEST(an_index_entry_that_is_there_already_is_well)
{
    reopen(1);
    sql_begin(&sql);
    ck_assert_uint_eq(fold_index(&fold, SIZE_MAX), PEOPLE);
    commit();
    ck_assert_int_eq(well_indexed(), PEOPLE);
    ck_assert_uint_eq(unindexed_row(fold.unindexed), PEOPLE + 1);
    check_people(1);
}
END_TEST

START_TEST(nobody_gets_another_row)
{
    sql_exec(&sql, "UPDATE applicant_id SET row = row + 1"
                   " WHERE id = (SELECT max(id) FROM applicant_id)");
    reopen(1);
    sql_begin(&sql);
    (void)fold_index(&fold, SIZE_MAX);
    ck_assert_int_eq(sql.status, STATUS_IO);
}
END_TEST

/* They are not unknown: that would give them a second claim. */
START_TEST(who_is_in_the_index_has_a_row)
{
    reopen(PEOPLE + 1);
    sql_exec(&sql, "UPDATE applicant_id SET row = row + 1");
    ck_assert_int_eq(sql.status, STATUS_OK);
    (void)fold_applicant(&fold, id_of((int)ask("SELECT min(row) - 1 FROM applicant_id")));
    ck_assert_int_eq(sql.status, STATUS_IO);
}
END_TEST

START_TEST(nobody_is_written_over)
{
    reopen(PEOPLE + 1);
    sql_exec(&sql, "UPDATE applicant_id SET row = row + 1");
    struct applicant a =
        applicant_unknown(id_of((int)ask("SELECT min(row) - 1 FROM applicant_id")));
    ck_assert(recent_put(fold.recent, &a, true, 2));
    (void)fold_catch_up(&fold, 1);
    ck_assert_int_eq(sql.status, STATUS_IO);
}
END_TEST

static void check_refused(const char *harm)
{
    sql_exec(&sql, harm);
    ck_assert_int_eq(sql.status, STATUS_OK);
    reopen(1);
    ck_assert_int_eq(sql.status, STATUS_IO);
}

START_TEST(a_row_that_is_missing_is_missed)
{
    check_refused("UPDATE applicant SET row = 999 WHERE row = 7");
}
END_TEST

START_TEST(nobody_waits_with_two_rows)
{
    check_refused("UPDATE applicant SET id = (SELECT id FROM applicant WHERE row = 5)"
                  " WHERE row = 7");
}
END_TEST

START_TEST(who_waits_has_an_id)
{
    check_refused("UPDATE applicant SET id = '7' WHERE row = 7");
}
END_TEST

Suite *fold_suite(void)
{
    Suite *s = suite_create("fold");
    TCase *t = tcase_create("fold");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_the_index_lacks_waits_again_after_a_restart);
    tcase_add_test(t, nobody_in_the_index_is_kept_out_by_its_filter);
    tcase_add_test(t, a_filter_is_made_once_for_all_who_may_be_in_the_index);
    tcase_add_test(t, a_filter_that_could_not_be_shown_all_is_not_made);
    tcase_add_test(t, who_is_new_is_not_looked_for_in_the_index);
    tcase_add_test(t, an_index_entry_that_is_there_already_is_well);
    tcase_add_test(t, nobody_gets_another_row);
    tcase_add_test(t, who_is_in_the_index_has_a_row);
    tcase_add_test(t, nobody_is_written_over);
    tcase_add_test(t, a_row_that_is_missing_is_missed);
    tcase_add_test(t, nobody_waits_with_two_rows);
    tcase_add_test(t, who_waits_has_an_id);
    suite_add_tcase(s, t);
    return s;
}
