/* Applicants whose rows are behind, beside a table and a journal that a test can look into. */
#include "db/recent.h"
#include "tests/lib/chance.h"
#include "tests/lib/people.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 40, MANY = 3000, KEEP = 12 };

/* How a life goes: so many people, of whom up to `keep` may wait, and up to `at_once` come or are
 * written in each of its steps. */
struct life {
    size_t people, keep, at_once;
    int steps;
};

/* Of each person: the last entry, the one that its row shows (as its claim_n), and the first one
 * that the row lacks, or 0. As committed, and in the open transaction. */
struct books {
    uint64_t last_n[MANY], row_n[MANY], lacks_n[MANY];
    uint64_t own_n;
};

static struct recent *recent;
static struct applicant anybody;
static bool anything;
static struct books kept, open;
static size_t people;
static uint64_t seed; /* of this life */
static char ids[MANY][IDENT_SIZE];

static void name_people(size_t count)
{
    people = count;
    people_name(ids, people);
}

static size_t person_of(const char *id)
{
    size_t person = people_find(ids, people, id);
    if (person == people)
        ck_abort_msg("nobody is %s", id);
    return person;
}

/* What entry n makes of a person: nothing is as it was, and the name is longer, shorter or none. */
static struct applicant made(size_t person, uint64_t n)
{
    static const char name[] = "Ana María de los Ángeles Rodríguez";
    struct applicant a = applicant_unknown(ids[person]);
    a.on_record = n % 2 == 0;
    a.claim = (enum claim_state)(n % 4);
    a.claim_n = n;
    a.stamp.ms = (int64_t)n * 3;
    a.confirm_n = n + 1;
    a.allow_n = n + 2;
    a.away_n = n + 3;
    memcpy(a.name, name, n % sizeof name);
    memset(&a.code, (int)(n % 251), sizeof a.code);
    return a;
}

static bool is_as(const struct applicant *a, const struct applicant *b)
{
    return strcmp(a->id, b->id) == 0 && a->on_record == b->on_record && a->claim == b->claim &&
           a->claim_n == b->claim_n && a->stamp.ms == b->stamp.ms && a->confirm_n == b->confirm_n &&
           a->allow_n == b->allow_n && a->away_n == b->away_n && strcmp(a->name, b->name) == 0 &&
           memcmp(&a->code, &b->code, sizeof a->code) == 0;
}

static void put(size_t person)
{
    open.last_n[person] = ++open.own_n;
    struct applicant a = made(person, open.own_n);
    if (open.lacks_n[person] == 0)
        open.lacks_n[person] = open.own_n;
    if (!recent_put(recent, &a, open.row_n[person] > 0, open.own_n))
        ck_abort_msg("%s is not kept", a.id);
}

/* Who came first is written first. */
static void take_turn(size_t person)
{
    uint64_t lacks_n = open.lacks_n[person];
    for (size_t i = 0; i < people; i++)
        if (lacks_n == 0 || (open.lacks_n[i] > 0 && open.lacks_n[i] < lacks_n))
            ck_abort_msg("SEED=%" PRIu64 ": not the turn of %s", seed, ids[person]);
}

/* Writes a row; false when none is behind. */
static bool write_next(void)
{
    struct applicant a;
    bool has_row;
    if (!recent_next(recent, &a, &has_row))
        return false;
    size_t person = person_of(a.id);
    if (has_row != (open.row_n[person] > 0))
        ck_abort_msg("SEED=%" PRIu64 ": has %s a row?", seed, a.id);
    struct applicant expected = made(person, open.last_n[person]);
    if (!is_as(&a, &expected))
        ck_abort_msg("SEED=%" PRIu64 ": the row of %s is another", seed, a.id);
    take_turn(person);
    open.row_n[person] = a.claim_n;
    open.lacks_n[person] = 0;
    return true;
}

/* Who looks for a person finds what the last entry made of it, in memory or in the table; and D5.
 */
static void check_books(void)
{
    uint64_t least_n = 0;
    const char *wrong = NULL; /* an assertion each would take most of the time */
    for (size_t i = 0; i < people; i++) {
        struct applicant a;
        uint64_t lacks_n = open.lacks_n[i];
        struct applicant expected = made(i, open.last_n[i]);
        if (recent_find(recent, ids[i], &a) ? !is_as(&a, &expected)
                                            : open.row_n[i] != open.last_n[i])
            wrong = ids[i];
        if (lacks_n > 0 && (least_n == 0 || lacks_n < least_n))
            least_n = lacks_n;
    }
    ck_assert_msg(wrong == NULL, "SEED=%" PRIu64 ": %s", seed, wrong);
    ck_assert_msg(recent_behind_n(recent) == least_n, "SEED=%" PRIu64 ": D5", seed);
}

/* A page has the next of those who are behind, and of those whom somebody else offers. */
static void check_page(const char *after, const char *offered)
{
    struct page page;
    size_t there = 0, up_to_last = 0;
    page_begin(&page, after);
    page_offer(&page, offered);
    recent_page(recent, &page);
    for (size_t i = 0; i < page.count; i++)
        if (strcmp(page.ids[i], i == 0 ? after : page.ids[i - 1]) <= 0 ||
            (open.lacks_n[person_of(page.ids[i])] == 0 && strcmp(page.ids[i], offered) != 0))
            ck_abort_msg("SEED=%" PRIu64 ": %s on the page after %s", seed, page.ids[i], after);
    for (size_t i = 0; i < people; i++) {
        if ((open.lacks_n[i] > 0 || strcmp(ids[i], offered) == 0) && strcmp(ids[i], after) > 0) {
            there++;
            up_to_last += page.count > 0 && strcmp(ids[i], page.ids[page.count - 1]) <= 0;
        }
    }
    ck_assert_uint_eq(page.count, there < PAGE_IDS ? there : PAGE_IDS);
    ck_assert_uint_eq(up_to_last, page.count);
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

static void live(const struct life *life)
{
    uint64_t state = seed;
    name_people(life->people);
    memset(&kept, 0, sizeof kept);
    open = kept;
    recent = recent_open(chance(&state, life->keep));
    ck_assert_ptr_nonnull(recent);
    for (int i = 0; i < life->steps; i++) {
        uint64_t what = chance(&state, 16), count = 1 + chance(&state, life->at_once);
        for (; what < 12 && count > 0; count--)
            put(chance(&state, people));
        for (; what == 12 && count > 0; count--)
            (void)write_next();
        if (what > 12)
            end_transaction(what > 13);
        check_books();
        check_page(ids[chance(&state, people)], ids[chance(&state, people)]);
        check_page("", ids[chance(&state, people)]);
    }
    recent_close(recent);
}

static void live_often(const struct life *life, uint64_t lives)
{
    uint64_t end;
    for (seeds(lives, &seed, &end); seed < end; seed++)
        live(life);
}

START_TEST(whatever_is_written_or_undone_nobody_is_lost)
{
    static const struct life life = {.people = FEW, .keep = KEEP, .at_once = 1, .steps = 300};
    live_often(&life, 100);
}
END_TEST

START_TEST(of_thousands_nobody_is_lost_either)
{
    static const struct life life = {.people = MANY, .keep = MANY, .at_once = 1000, .steps = 60};
    live_often(&life, 30);
}
END_TEST

START_TEST(who_came_first_is_written_first)
{
    static const char *const came[] = {"V9", "V100000002", "E5", "V100000001", "V12"};
    recent = recent_open(2);
    for (uint64_t n = 0; n < 5; n++) {
        struct applicant a = applicant_unknown(came[n]);
        ck_assert(recent_put(recent, &a, false, n + 1));
    }
    struct applicant again = applicant_unknown("V9"); /* lacks the first entry still */
    ck_assert(recent_put(recent, &again, false, 6));
    ck_assert_uint_eq(recent_due(recent, 6), 3);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(recent_behind_n(recent), i + 1);
        ck_assert(recent_next(recent, &anybody, &anything));
        ck_assert_str_eq(anybody.id, came[i]);
    }
    ck_assert_uint_eq(recent_behind_n(recent), 0);
    ck_assert(!recent_next(recent, &anybody, &anything));
    recent_committed(recent);
    ck_assert(!recent_find(recent, "V9", &anybody));
    recent_close(recent);
}
END_TEST

static void come(size_t person, uint64_t n)
{
    char id[IDENT_SIZE];
    (void)snprintf(id, sizeof id, "V%zu", 10000000 + person);
    struct applicant a = applicant_unknown(id);
    if (!recent_put(recent, &a, false, n))
        ck_abort_msg("%s is not kept", id);
}

START_TEST(who_was_written_in_vain_is_the_first_again)
{
    recent = recent_open(KEEP);
    for (uint64_t n = 1; n <= 3; n++)
        come(n, n);
    recent_committed(recent);
    ck_assert(recent_next(recent, &anybody, &anything) && recent_next(recent, &anybody, &anything));
    come(1, 4); /* again, and the first time */
    come(4, 5);
    ck_assert_uint_eq(recent_behind_n(recent), 3);
    recent_rolled_back(recent);
    for (uint64_t n = 1; n <= 3; n++) {
        ck_assert_uint_eq(recent_behind_n(recent), n);
        ck_assert(recent_next(recent, &anybody, &anything));
        ck_assert_uint_eq(strtoull(anybody.id + 1, NULL, 10), 10000000 + n);
    }
    ck_assert(!recent_next(recent, &anybody, &anything));
    recent_close(recent);
}
END_TEST

/* As after a crash, when more are behind than may be. */
START_TEST(no_transaction_writes_all_at_once)
{
    recent = recent_open(KEEP);
    for (uint64_t n = 1; n <= 1000; n++)
        come(n, n);
    recent_committed(recent);
    size_t left = 1000;
    while (recent_due(recent, 1000) > 0) {
        size_t due = recent_due(recent, 1000);
        ck_assert_uint_le(due, 64);
        left -= due;
        while (due-- > 0)
            ck_assert(recent_next(recent, &anybody, &anything));
        recent_committed(recent);
    }
    ck_assert_uint_eq(left, KEEP);
    recent_close(recent);
}
END_TEST

START_TEST(a_journal_that_is_far_ahead_is_caught_up_with)
{
    recent = recent_open(KEEP);
    struct applicant a = applicant_unknown("V1");
    ck_assert(recent_put(recent, &a, false, 1));
    ck_assert_uint_eq(recent_due(recent, KEEP), 0);
    ck_assert_uint_gt(recent_due(recent, 100 * KEEP), 0);
    recent_close(recent);
}
END_TEST

START_TEST(some_are_written_before_they_must_be)
{
    recent = recent_open(32); /* two fewer in a pause */
    for (uint64_t n = 1; n <= 32; n++) {
        come(n, n);
        ck_assert_uint_eq(recent_spare(recent), n > 30 ? n - 30 : 0);
        ck_assert_uint_eq(recent_due(recent, n), 0);
    }
    recent_close(recent);
    recent = recent_open(1280); /* 80 fewer, ten at least */
    for (uint64_t n = 1; n <= 1210; n++) {
        come(n, n);
        ck_assert_uint_eq(recent_spare(recent), n == 1210 ? 10 : 0);
    }
    recent_close(recent);
}
END_TEST

/* As when a long journal is redone, whatever may be kept. */
START_TEST(more_than_may_be_kept_find_room)
{
    recent = recent_open(1000);
    for (uint64_t n = 1; n <= 40000; n++) {
        char id[IDENT_SIZE];
        (void)snprintf(id, sizeof id, "V%" PRIu64, n);
        struct applicant a = applicant_unknown(id);
        a.claim_n = n;
        if (!recent_put(recent, &a, false, n))
            ck_abort_msg("%s is not kept", id);
    }
    ck_assert(recent_find(recent, "V1", &anybody) && anybody.claim_n == 1);
    ck_assert(recent_find(recent, "V40000", &anybody) && anybody.claim_n == 40000);
    ck_assert(!recent_find(recent, "V40001", &anybody));
    size_t written = 0;
    while (recent_next(recent, &anybody, &anything))
        written++;
    ck_assert_uint_eq(written, 40000);
    recent_close(recent);
}
END_TEST

Suite *recent_suite(void)
{
    Suite *s = suite_create("recent");
    TCase *t = tcase_create("recent");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, whatever_is_written_or_undone_nobody_is_lost);
    tcase_add_test(t, of_thousands_nobody_is_lost_either);
    tcase_add_test(t, who_came_first_is_written_first);
    tcase_add_test(t, who_was_written_in_vain_is_the_first_again);
    tcase_add_test(t, no_transaction_writes_all_at_once);
    tcase_add_test(t, a_journal_that_is_far_ahead_is_caught_up_with);
    tcase_add_test(t, some_are_written_before_they_must_be);
    tcase_add_test(t, more_than_may_be_kept_find_room);
    suite_add_tcase(s, t);
    return s;
}
