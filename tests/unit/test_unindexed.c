/* Applicants whom the index lacks, beside a table and an index that a test can look into. */
#include "db/unindexed.h"
#include "tests/lib/chance.h"
#include "tests/lib/people.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 60, MANY = 3000, KEEP = 12 };

/* How a life goes: so many people, of whom up to `keep` may wait, and up to `at_once` come or are
 * written in each of its steps. */
struct life {
    size_t people, keep, at_once;
    int steps;
};

/* Of each person: the row, or 0, and whether the index has it. As committed, and in the open
 * transaction. */
struct books {
    uint64_t row[MANY], next_row;
    bool indexed[MANY];
};

static struct unindexed *unindexed;
static struct books kept, open;
static size_t people;
static uint64_t seed; /* of this life */
static char ids[MANY][IDENT_SIZE];

/* Who is still to be written in this round, and who was last. */
static struct {
    bool waits[MANY];
    size_t left;
    char last[IDENT_SIZE];
} turn;

static void begin_life(size_t count, size_t keep)
{
    people = count;
    people_name(ids, people);
    memset(&kept, 0, sizeof kept);
    kept.next_row = 1;
    open = kept;
    memset(&turn, 0, sizeof turn);
    unindexed = unindexed_open(keep);
    ck_assert_ptr_nonnull(unindexed);
}

static size_t person_of(const char *id)
{
    size_t person = people_find(ids, people, id);
    if (person == people)
        ck_abort_msg("nobody is %s", id);
    return person;
}

static void come(size_t person)
{
    if (open.row[person] > 0)
        return;
    open.row[person] = unindexed_add(unindexed, ids[person]);
    if (open.row[person] != open.next_row++)
        ck_abort_msg("SEED=%" PRIu64 ": the row of %s", seed, ids[person]);
}

static bool lacks(const struct books *books, size_t person)
{
    return books->row[person] > 0 && !books->indexed[person];
}

/* A round is of those who wait when the last one is over, ascending. Whom this transaction added
 * waits for its end. */
static void take_turn(size_t person)
{
    if (turn.left == 0) {
        turn.last[0] = '\0';
        for (size_t i = 0; i < people; i++) {
            turn.waits[i] = kept.row[i] > 0 && lacks(&open, i);
            turn.left += turn.waits[i];
        }
    }
    if (!turn.waits[person] || strcmp(ids[person], turn.last) <= 0)
        ck_abort_msg("SEED=%" PRIu64 ": not the turn of %s after %s", seed, ids[person], turn.last);
    turn.waits[person] = false;
    turn.left--;
    memcpy(turn.last, ids[person], sizeof turn.last);
}

/* Writes an index entry; false when none is left. */
static bool write_next(void)
{
    char id[IDENT_SIZE];
    uint64_t row;
    if (!unindexed_next(unindexed, id, &row))
        return false;
    size_t person = person_of(id);
    if (row != open.row[person])
        ck_abort_msg("SEED=%" PRIu64 ": %s with another's row", seed, id);
    take_turn(person);
    open.indexed[person] = true;
    return true;
}

/* Who looks for a person finds the row, here or in the index; and D6. */
static void check_books(void)
{
    uint64_t first = open.next_row;
    const char *wrong = NULL; /* an assertion each would take most of the time */
    for (size_t i = 0; i < people; i++) {
        uint64_t found = unindexed_find(unindexed, ids[i]);
        if (found != open.row[i] && !(found == 0 && open.indexed[i]))
            wrong = ids[i];
        if (lacks(&open, i) && open.row[i] < first)
            first = open.row[i];
    }
    ck_assert_msg(wrong == NULL, "SEED=%" PRIu64 ": %s", seed, wrong);
    ck_assert_msg(unindexed_row(unindexed) <= first, "SEED=%" PRIu64 ": D6", seed);
    ck_assert_uint_eq(unindexed_rows(unindexed), open.next_row - 1);
    ck_assert_msg(first < open.next_row || unindexed_row(unindexed) == first,
                  "SEED=%" PRIu64 ": nobody waits", seed);
}

/* A page has the next of those who wait. */
static void check_page(const char *after)
{
    struct page page;
    size_t there = 0, up_to_last = 0;
    page_begin(&page, after);
    unindexed_page(unindexed, &page);
    for (size_t i = 0; i < page.count; i++)
        if (strcmp(page.ids[i], i == 0 ? after : page.ids[i - 1]) <= 0 ||
            !lacks(&open, person_of(page.ids[i])))
            ck_abort_msg("SEED=%" PRIu64 ": %s on the page after %s", seed, page.ids[i], after);
    for (size_t i = 0; i < people; i++) {
        if (lacks(&open, i) && strcmp(ids[i], after) > 0) {
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
        for (size_t due = unindexed_due(unindexed); due > 0 && write_next(); due--) {
        }
        unindexed_committed(unindexed);
        kept = open;
    } else {
        unindexed_rolled_back(unindexed);
        open = kept;
    }
}

static void live(const struct life *life)
{
    uint64_t state = seed;
    begin_life(life->people, chance(&state, life->keep));
    for (int i = 0; i < life->steps; i++) {
        uint64_t what = chance(&state, 16), count = 1 + chance(&state, life->at_once);
        for (; what < 8 && count > 0; count--)
            come(chance(&state, people));
        for (; what >= 8 && what <= 12 && count > 0; count--)
            (void)write_next();
        if (what > 12)
            end_transaction(what > 13);
        check_books();
        check_page(ids[chance(&state, people)]);
        check_page("");
    }
    unindexed_close(unindexed);
}

static void live_often(const struct life *life, uint64_t lives)
{
    uint64_t end;
    for (seeds(lives, &seed, &end); seed < end; seed++)
        live(life);
}

START_TEST(whatever_is_written_or_undone_the_index_lacks_nobody)
{
    static const struct life life = {.people = FEW, .keep = KEEP, .at_once = 1, .steps = 300};
    live_often(&life, 300);
}
END_TEST

/* More than are sorted at once. */
START_TEST(nor_does_it_lack_anybody_of_thousands)
{
    static const struct life life = {.people = MANY, .keep = MANY, .at_once = 1000, .steps = 60};
    live_often(&life, 30);
}
END_TEST

START_TEST(index_entries_are_written_in_the_order_of_the_ids)
{
    static const char *const came[] = {"V9", "V100000002", "E5", "V100000001", "V12"};
    static const size_t sorted[] = {2, 3, 1, 4, 0};
    char id[IDENT_SIZE];
    uint64_t row;
    unindexed = unindexed_open(2);
    unindexed_begin_at(unindexed, 100);
    for (uint64_t i = 0; i < 5; i++)
        ck_assert_uint_eq(unindexed_add(unindexed, came[i]), 100 + i);
    ck_assert(!unindexed_next(unindexed, id, &row)); /* before they are committed */
    ck_assert_uint_eq(unindexed_due(unindexed), 0);
    unindexed_committed(unindexed);
    ck_assert_uint_eq(unindexed_due(unindexed), 3);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(unindexed_row(unindexed), 100);
        ck_assert(unindexed_next(unindexed, id, &row));
        ck_assert_str_eq(id, came[sorted[i]]);
        ck_assert_uint_eq(row, 100 + sorted[i]);
    }
    ck_assert_uint_eq(unindexed_row(unindexed), 105);
    unindexed_committed(unindexed);
    ck_assert_uint_eq(unindexed_find(unindexed, "V9"), 0);
    ck_assert_uint_eq(unindexed_find(unindexed, "nobody"), 0);
    unindexed_close(unindexed);
}
END_TEST

START_TEST(a_row_number_that_is_undone_is_given_again)
{
    unindexed = unindexed_open(KEEP);
    ck_assert_uint_eq(unindexed_add(unindexed, "V1"), 1);
    unindexed_committed(unindexed);
    ck_assert_uint_eq(unindexed_add(unindexed, "V2"), 2);
    ck_assert_uint_eq(unindexed_add(unindexed, "V3"), 3);
    unindexed_rolled_back(unindexed);
    ck_assert_uint_eq(unindexed_find(unindexed, "V2"), 0);
    ck_assert_uint_eq(unindexed_add(unindexed, "V3"), 2);
    ck_assert_uint_eq(unindexed_find(unindexed, "V3"), 2);
    ck_assert_uint_eq(unindexed_row(unindexed), 1);
    unindexed_close(unindexed);
}
END_TEST

static void many_come(size_t count)
{
    char id[IDENT_SIZE];
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(id, sizeof id, "V%zu", 1 + i * 7919 % 1000003);
        if (unindexed_add(unindexed, id) == 0)
            ck_abort_msg("%s does not wait", id);
    }
    unindexed_committed(unindexed);
}

/* As after a crash, when more wait than may. */
START_TEST(no_transaction_writes_all_index_entries)
{
    char id[IDENT_SIZE];
    uint64_t row;
    size_t left = 1000;
    unindexed = unindexed_open(KEEP);
    many_come(left);
    for (size_t due; (due = unindexed_due(unindexed)) > 0; left -= due) {
        ck_assert_uint_le(due, 16);
        for (size_t i = 0; i < due; i++)
            ck_assert(unindexed_next(unindexed, id, &row));
        unindexed_committed(unindexed);
    }
    ck_assert_uint_eq(left, KEEP);
    unindexed_close(unindexed);
}
END_TEST

START_TEST(some_index_entries_are_written_before_they_must_be)
{
    unindexed = unindexed_open(1280); /* 80 fewer in a pause, ten at least */
    many_come(1209);
    ck_assert_uint_eq(unindexed_spare(unindexed), 0);
    (void)unindexed_add(unindexed, "E1");
    unindexed_committed(unindexed);
    ck_assert_uint_eq(unindexed_spare(unindexed), 10);
    ck_assert_uint_eq(unindexed_due(unindexed), 0);
    unindexed_close(unindexed);
}
END_TEST

/* As when there was no time to write any. */
START_TEST(more_index_entries_than_may_wait_find_room)
{
    char id[IDENT_SIZE], last[IDENT_SIZE] = "";
    uint64_t row;
    size_t written = 0;
    unindexed = unindexed_open(1000);
    many_come(100000);
    for (; unindexed_next(unindexed, id, &row); written++) {
        if (strcmp(id, last) <= 0)
            ck_abort_msg("%s comes after %s", id, last);
        memcpy(last, id, sizeof last);
    }
    ck_assert_uint_eq(written, 100000);
    unindexed_close(unindexed);
}
END_TEST

Suite *unindexed_suite(void)
{
    Suite *s = suite_create("unindexed");
    TCase *t = tcase_create("unindexed");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, whatever_is_written_or_undone_the_index_lacks_nobody);
    tcase_add_test(t, nor_does_it_lack_anybody_of_thousands);
    tcase_add_test(t, index_entries_are_written_in_the_order_of_the_ids);
    tcase_add_test(t, a_row_number_that_is_undone_is_given_again);
    tcase_add_test(t, no_transaction_writes_all_index_entries);
    tcase_add_test(t, some_index_entries_are_written_before_they_must_be);
    tcase_add_test(t, more_index_entries_than_may_wait_find_room);
    suite_add_tcase(s, t);
    return s;
}
