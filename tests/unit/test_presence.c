/* Which terminals are there: the list of the others, and what changes in it. */
#include "server/core/presence.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct presences told, now;

static void setup(void)
{
    told = now = (struct presences){.of = NULL};
}

static void teardown(void)
{
    presences_release(&told);
    presences_release(&now);
}

static void put(struct presences *p, const char *id, enum presence_here here, int64_t since_ms)
{
    struct presence_of of = {.here = here, .since = {since_ms}};
    (void)snprintf(of.id, sizeof of.id, "%s", id);
    ck_assert(presences_take(p, &of));
}

/* The next change, and takes it. */
static struct presence_of tell(const char *after)
{
    struct presence_of change;
    ck_assert(presences_next(&told, &now, after, &change));
    ck_assert(presences_take(&told, &change));
    return change;
}

static bool nothing_is_left(void)
{
    struct presence_of change;
    return !presences_next(&told, &now, "", &change);
}

START_TEST(only_those_who_are_not_there_are_kept)
{
    put(&now, "V3", PRESENCE_ABSENT, 1);
    put(&now, "V1", PRESENCE_SILENT, 2);
    put(&now, "V2", PRESENCE_HERE, 3);
    ck_assert_uint_eq(now.count, 2);
    ck_assert_str_eq(now.of[0].id, "V1");
    ck_assert_ptr_null(presences_find(&now, "V2"));
    ck_assert_int_eq(presences_find(&now, "V3")->here, PRESENCE_ABSENT);
    put(&now, "V1", PRESENCE_HERE, 4);
    ck_assert_uint_eq(now.count, 1);
    ck_assert_ptr_null(presences_find(&now, "V1"));
    ck_assert_ptr_nonnull(presences_find(&now, "V3"));
}
END_TEST

START_TEST(changes_are_told_once)
{
    put(&now, "V1", PRESENCE_SILENT, 1000);
    put(&now, "V2", PRESENCE_ABSENT, 1000);
    ck_assert_str_eq(tell("").id, "V1");
    ck_assert_str_eq(tell("V1").id, "V2");
    ck_assert(nothing_is_left());
    put(&now, "V2", PRESENCE_ABSENT, 99000); /* which has no time */
    put(&now, "V1", PRESENCE_SILENT, 1000 + PRESENCE_DRIFT_MS);
    ck_assert(nothing_is_left());
    put(&now, "V1", PRESENCE_SILENT,
        1001 + PRESENCE_DRIFT_MS); /* it was heard, and is silent again */
    ck_assert_str_eq(tell("").id, "V1");
    put(&now, "V1", PRESENCE_SILENT, 1000);
    ck_assert_str_eq(tell("").id, "V1");
    put(&now, "V1", PRESENCE_ABSENT, 1000);
    ck_assert_int_eq(tell("").here, PRESENCE_ABSENT);
    put(&now, "V1", PRESENCE_HERE, 0);
    ck_assert_int_eq(tell("").here, PRESENCE_HERE);
    ck_assert(nothing_is_left());
    ck_assert_uint_eq(told.count, 1);
}
END_TEST

START_TEST(one_that_changes_always_does_not_keep_others_back)
{
    put(&now, "V1", PRESENCE_SILENT, 1);
    put(&now, "V2", PRESENCE_SILENT, 1);
    put(&told, "V3", PRESENCE_SILENT, 1);
    ck_assert_str_eq(tell("").id, "V1");
    put(&now, "V1", PRESENCE_ABSENT, 1);
    ck_assert_str_eq(tell("V1").id, "V2");
    ck_assert_str_eq(tell("V2").id, "V3"); /* it is back */
    ck_assert_str_eq(tell("").id, "V1");
    ck_assert(nothing_is_left());
}
END_TEST

START_TEST(two_lists_become_one)
{
    char id[8];
    struct presence_of change;
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(id, sizeof id, "V%d", i * 7919 % 1000);
        if (i % 3 != 0)
            put(&now, id, i % 2 != 0 ? PRESENCE_SILENT : PRESENCE_ABSENT, i);
        if (i % 5 != 0)
            put(&told, id, PRESENCE_SILENT, i);
    }
    for (int i = 0; presences_next(&told, &now, "", &change); i++) {
        ck_assert_int_lt(i, 1000);
        ck_assert(presences_take(&told, &change));
    }
    ck_assert_uint_eq(told.count, now.count);
    for (size_t i = 0; i < now.count; i++) {
        ck_assert_str_eq(told.of[i].id, now.of[i].id);
        ck_assert_int_eq(told.of[i].here, now.of[i].here);
    }
}
END_TEST

/* The linker redirects calls of array_grow() here. */
bool __real_array_grow(void **items, size_t *cap, size_t count, size_t size);
bool __wrap_array_grow(void **items, size_t *cap, size_t count, size_t size);
static bool no_memory;

bool __wrap_array_grow(void **items, size_t *cap, size_t count, size_t size)
{
    return !no_memory && __real_array_grow(items, cap, count, size);
}

START_TEST(without_memory_the_list_stays_as_it_was)
{
    const struct presence_of more = {.id = "V2", .here = PRESENCE_ABSENT};
    put(&now, "V1", PRESENCE_ABSENT, 0);
    no_memory = true;
    bool taken = presences_take(&now, &more);
    no_memory = false;
    ck_assert(!taken);
    ck_assert_uint_eq(now.count, 1);
    ck_assert_ptr_null(presences_find(&now, "V2"));
}
END_TEST

Suite *presence_suite(void)
{
    Suite *s = suite_create("presence");
    TCase *t = tcase_create("presence");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, only_those_who_are_not_there_are_kept);
    tcase_add_test(t, changes_are_told_once);
    tcase_add_test(t, one_that_changes_always_does_not_keep_others_back);
    tcase_add_test(t, two_lists_become_one);
    tcase_add_test(t, without_memory_the_list_stays_as_it_was);
    suite_add_tcase(s, t);
    return s;
}
