/* Applicants whose rows are behind, beside a table and a journal that a test can look into. */
#include "db/recent.h"
#include "tests/lib/chance.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 40, SEEDS = 100, STEPS = 300, KEEP = 12 };

/* Of each person: the last entry, the one that its row shows (as its claim_n), and the first one
 * that the row lacks, or 0. As committed, and in the open transaction. */
struct books {
    uint64_t last_n[PEOPLE], row_n[PEOPLE], lacks_n[PEOPLE];
    uint64_t own_n;
};

static struct recent *recent;
static struct books kept, open;
static char ids[PEOPLE][IDENT_SIZE];

static void name_people(void)
{
    for (size_t i = 0; i < PEOPLE; i++)
        (void)snprintf(ids[i], IDENT_SIZE, "V%zu", 1234567 + i * 7777777);
}

static size_t person_of(const char *id)
{
    for (size_t i = 0; i < PEOPLE; i++)
        if (strcmp(ids[i], id) == 0)
            return i;
    ck_abort_msg("nobody is %s", id);
    return 0;
}

static void put(size_t person)
{
    struct applicant a = applicant_unknown(ids[person]);
    a.claim_n = open.last_n[person] = ++open.own_n;
    if (open.lacks_n[person] == 0)
        open.lacks_n[person] = open.own_n;
    ck_assert(recent_put(recent, &a, open.own_n));
}

/* Writes a row; false when none is behind. */
static bool write_next(void)
{
    const struct applicant *a = recent_next(recent);
    if (a == NULL)
        return false;
    open.row_n[person_of(a->id)] = a->claim_n;
    open.lacks_n[person_of(a->id)] = 0;
    return true;
}

/* Who looks for a person finds what the last entry made of it, in memory or in the table; and D5.
 */
static void check_books(uint64_t seed)
{
    uint64_t said_n = recent_behind_n(recent), behind = 0;
    const char *wrong = NULL, *broken = NULL; /* an assertion each would take most of the time */
    for (size_t i = 0; i < PEOPLE; i++) {
        const struct applicant *a = recent_find(recent, ids[i]);
        uint64_t found_n = a != NULL ? a->claim_n : open.row_n[i], lacks_n = open.lacks_n[i];
        if (found_n != open.last_n[i])
            wrong = ids[i];
        if (lacks_n > 0 && (said_n == 0 || said_n > lacks_n))
            broken = ids[i];
        behind += lacks_n > 0;
    }
    ck_assert_msg(wrong == NULL, "SEED=%" PRIu64 ": %s", seed, wrong);
    ck_assert_msg(broken == NULL, "SEED=%" PRIu64 ": %s (D5)", seed, broken);
    ck_assert_msg(behind > 0 || said_n == 0, "SEED=%" PRIu64 ": nobody is behind", seed);
}

static void end_transaction(bool committed)
{
    if (committed) {
        for (size_t due = recent_due(recent, open.own_n); due > 0 && write_next(); due--) {
        }
        recent_committed(recent);
        kept = open;
    } else {
        recent_rolled_back(recent);
        open = kept;
    }
}

START_TEST(whatever_is_written_or_undone_nobody_is_lost)
{
    name_people();
    uint64_t first = setting("SEED", 1), count = setting("SEED", 0) ? 1 : SEEDS;
    for (uint64_t seed = first; seed < first + count; seed++) {
        uint64_t state = seed;
        memset(&kept, 0, sizeof kept);
        open = kept;
        recent = recent_open(chance(&state, KEEP));
        ck_assert_ptr_nonnull(recent);
        for (int i = 0; i < STEPS; i++) {
            uint64_t what = chance(&state, 16);
            if (what < 12)
                put(chance(&state, PEOPLE));
            else if (what == 12)
                (void)write_next();
            else
                end_transaction(what > 13);
            check_books(seed);
        }
        recent_close(recent);
    }
}
END_TEST

START_TEST(rows_are_written_in_the_order_of_the_ids)
{
    static const char *const came[] = {"V9", "V100000002", "E5", "V100000001", "V12"};
    static const char *const sorted[] = {"E5", "V100000001", "V100000002", "V12", "V9"};
    recent = recent_open(2);
    for (uint64_t n = 0; n < 5; n++) {
        struct applicant a = applicant_unknown(came[n]);
        ck_assert(recent_put(recent, &a, n + 1));
    }
    ck_assert_uint_eq(recent_due(recent, 5), 3);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(recent_behind_n(recent), 1);
        ck_assert_str_eq(recent_next(recent)->id, sorted[i]);
    }
    ck_assert_uint_eq(recent_behind_n(recent), 0);
    ck_assert_ptr_null(recent_next(recent));
    recent_committed(recent);
    ck_assert_ptr_null(recent_find(recent, "V9"));
    recent_close(recent);
}
END_TEST

START_TEST(a_journal_that_is_far_ahead_is_caught_up_with)
{
    recent = recent_open(KEEP);
    struct applicant a = applicant_unknown("V1");
    ck_assert(recent_put(recent, &a, 1));
    ck_assert_uint_eq(recent_due(recent, KEEP), 0);
    ck_assert_uint_gt(recent_due(recent, 100 * KEEP), 0);
    recent_close(recent);
}
END_TEST

START_TEST(some_are_written_before_they_must_be)
{
    recent = recent_open(32); /* two fewer in a pause */
    for (uint64_t n = 1; n <= 32; n++) {
        struct applicant a = applicant_unknown("");
        (void)snprintf(a.id, sizeof a.id, "V%d", (int)n);
        ck_assert(recent_put(recent, &a, n));
        ck_assert_uint_eq(recent_spare(recent), n > 30 ? n - 30 : 0);
        ck_assert_uint_eq(recent_due(recent, n), 0);
    }
    recent_close(recent);
    recent = recent_open(1280); /* 80 fewer, ten at least */
    for (uint64_t n = 1; n <= 1210; n++) {
        struct applicant a = applicant_unknown("");
        (void)snprintf(a.id, sizeof a.id, "V%d", (int)n);
        ck_assert(recent_put(recent, &a, n));
        ck_assert_uint_eq(recent_spare(recent), n == 1210 ? 10 : 0);
    }
    recent_close(recent);
}
END_TEST

START_TEST(more_than_a_few_find_room)
{
    recent = recent_open(1000);
    for (uint64_t n = 1; n <= 1000; n++) {
        char id[IDENT_SIZE];
        (void)snprintf(id, sizeof id, "V%" PRIu64, n);
        struct applicant a = applicant_unknown(id);
        a.claim_n = n;
        ck_assert(recent_put(recent, &a, n));
    }
    ck_assert_uint_eq(recent_find(recent, "V1")->claim_n, 1);
    ck_assert_uint_eq(recent_find(recent, "V1000")->claim_n, 1000);
    ck_assert_ptr_null(recent_find(recent, "V1001"));
    recent_close(recent);
}
END_TEST

Suite *recent_suite(void)
{
    Suite *s = suite_create("recent");
    TCase *t = tcase_create("recent");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, whatever_is_written_or_undone_nobody_is_lost);
    tcase_add_test(t, rows_are_written_in_the_order_of_the_ids);
    tcase_add_test(t, a_journal_that_is_far_ahead_is_caught_up_with);
    tcase_add_test(t, some_are_written_before_they_must_be);
    tcase_add_test(t, more_than_a_few_find_room);
    suite_add_tcase(s, t);
    return s;
}
