/* The filter of an index that a test keeps itself. */
#include "db/filter.h"
#include "tests/lib/chance.h"
#include "tests/lib/people.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 400, STEPS = 600, AT_ONCE = 12, LIVES = 200, MANY = 100000 };

static struct filter *filter;
static uint64_t seed; /* of this life */
static char ids[PEOPLE][IDENT_SIZE];
static bool indexed[PEOPLE]; /* by their order */
static size_t count;         /* how many are */

static int compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void begin_life(void)
{
    people_name(ids, PEOPLE);
    qsort(ids, PEOPLE, sizeof ids[0], compare_ids);
    memset(indexed, 0, sizeof indexed);
    count = 0;
    filter = filter_open();
    ck_assert_ptr_nonnull(filter);
}

/* Up to `most`. True: that was the last. */
static bool show(size_t most)
{
    char after[IDENT_SIZE];
    ck_assert(filter_go_on(filter, 2 * count, after));
    for (size_t i = 0; i < PEOPLE; i++) {
        if (!indexed[i] || strcmp(ids[i], after) <= 0)
            continue;
        if (most-- == 0)
            return false;
        filter_see(filter, ids[i]);
    }
    filter_seen_all(filter);
    return true;
}

static void make(void)
{
    while (filter_is_wanted(filter))
        (void)show(AT_ONCE);
}

static void write_index(size_t person, bool undone)
{
    filter_add(filter, ids[person]);
    count += !undone && !indexed[person];
    indexed[person] = indexed[person] || !undone;
}

/* D8. */
static void check_indexed(void)
{
    const char *lost = NULL; /* an assertion each would take most of the time */
    for (size_t i = 0; i < PEOPLE; i++)
        if (indexed[i] && filter_lacks(filter, ids[i]))
            lost = ids[i];
    ck_assert_msg(lost == NULL, "SEED=%" PRIu64 ": %s", seed, lost);
}

static void live(void)
{
    uint64_t state = seed;
    begin_life();
    for (int i = 0; i < STEPS; i++) {
        uint64_t what = chance(&state, 8);
        if (what < 4)
            write_index(chance(&state, PEOPLE), what == 0);
        else if (what == 4 && filter_is_wanted(filter))
            (void)show(chance(&state, AT_ONCE));
        check_indexed();
    }
    filter_close(filter);
}

START_TEST(whoever_is_in_the_index_is_in_the_filter)
{
    uint64_t end;
    for (seeds(LIVES, &seed, &end); seed < end; seed++)
        live();
}
END_TEST

START_TEST(before_it_is_made_it_has_everybody)
{
    begin_life();
    write_index(0, false);
    ck_assert(!filter_lacks(filter, ids[1]));
    ck_assert(!show(0));
    ck_assert(!filter_lacks(filter, ids[1]));
    make();
    ck_assert(filter_lacks(filter, ids[1]));
    filter_close(filter);
}
END_TEST

static const char *id_of(size_t number)
{
    static char id[IDENT_SIZE];
    (void)snprintf(id, sizeof id, "V%zu", number);
    return id;
}

static size_t had_of_others(void)
{
    size_t had = 0;
    for (size_t i = 0; i < MANY; i++)
        had += !filter_lacks(filter, id_of(2 * i + 1));
    return had;
}

/* Of as many as it was made for, or half of these. */
START_TEST(it_lacks_all_but_a_few_others)
{
    char after[IDENT_SIZE];
    filter = filter_open();
    ck_assert(filter_go_on(filter, MANY, after));
    for (size_t i = 0; i < MANY / 2; i++)
        filter_see(filter, id_of(2 * i));
    filter_seen_all(filter);
    ck_assert_uint_lt(had_of_others(), MANY / 400); /* 174 */
    for (size_t i = MANY / 2; i < MANY; i++)
        filter_add(filter, id_of(2 * i));
    ck_assert(!filter_is_wanted(filter));
    ck_assert_uint_lt(had_of_others(), MANY / 40); /* 2,221 */
    filter_close(filter);
}
END_TEST

/* And it goes on with what it was until it is. */
START_TEST(it_is_made_again_when_it_has_more_than_it_was_made_for)
{
    begin_life();
    make();
    size_t person = 0;
    for (; !filter_is_wanted(filter); person++)
        write_index(person, false);
    ck_assert_uint_eq(person, 65);
    ck_assert(!show(1));
    check_indexed();
    size_t lacked = 0;
    for (size_t i = person; i < PEOPLE; i++)
        lacked += filter_lacks(filter, ids[i]);
    ck_assert_uint_gt(lacked, (PEOPLE - person) / 2);
    make();
    for (; person < PEOPLE && !filter_is_wanted(filter); person++)
        write_index(person, false);
    check_indexed();
    filter_close(filter);
}
END_TEST

START_TEST(without_memory_it_stays_as_it_is)
{
    char after[IDENT_SIZE];
    begin_life();
    ck_assert(!filter_go_on(filter, SIZE_MAX / 2, after));
    ck_assert(!filter_is_wanted(filter));
    write_index(0, false);
    ck_assert(!filter_lacks(filter, ids[0]) && !filter_lacks(filter, ids[1]));
    filter_close(filter);
}
END_TEST

/* A damaged index may have what is none. */
START_TEST(what_is_no_id_is_shown_and_forgotten)
{
    char after[IDENT_SIZE];
    filter = filter_open();
    ck_assert(filter_go_on(filter, 1, after));
    filter_see(filter, "nobody, and longer than any ID");
    ck_assert(filter_go_on(filter, 1, after));
    ck_assert_str_eq(after, "nobody, and longer t");
    filter_seen_all(filter);
    ck_assert(filter_lacks(filter, "V1"));
    filter_close(filter);
}
END_TEST

Suite *filter_suite(void)
{
    Suite *s = suite_create("filter");
    TCase *t = tcase_create("filter");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, whoever_is_in_the_index_is_in_the_filter);
    tcase_add_test(t, before_it_is_made_it_has_everybody);
    tcase_add_test(t, it_lacks_all_but_a_few_others);
    tcase_add_test(t, it_is_made_again_when_it_has_more_than_it_was_made_for);
    tcase_add_test(t, without_memory_it_stays_as_it_is);
    tcase_add_test(t, what_is_no_id_is_shown_and_forgotten);
    suite_add_tcase(s, t);
    return s;
}
