/* When a node that has just started may write into its journal. */
#include "server/core/grace.h"
#include "tests/unit/suites.h"

static struct mono at(int64_t ms)
{
    return (struct mono){ms};
}

static struct grace begun(void)
{
    return grace_begin(grace_start(true, GRACE_MS), GRACE_MS, at(1000));
}

START_TEST(a_node_with_a_peer_waits_for_it) /* R5 */
{
    struct grace g = begun();
    ck_assert_int_eq(grace_end(&g).ms, 1000 + GRACE_MS);
    ck_assert_int_eq(grace_at(&g, at(999 + GRACE_MS)), GRACE_LASTS);
    ck_assert_int_eq(grace_at(&g, at(1000 + GRACE_MS)), GRACE_MISSED);
}
END_TEST

START_TEST(without_a_peer_or_a_limit_there_is_no_grace)
{
    ck_assert_int_eq(grace_start(false, GRACE_MS), GRACE_NO_PEER);
    ck_assert_int_eq(grace_start(true, 0), GRACE_MISSED);
    ck_assert_int_eq(grace_start(true, 1), GRACE_LASTS);
}
END_TEST

START_TEST(a_connection_to_the_peer_prolongs_it)
{
    struct grace g = begun();
    g = grace_link(&g, true, at(4000));
    ck_assert_int_eq(grace_at(&g, at(1000 + 2 * GRACE_MS)), GRACE_LASTS);
    g = grace_link(&g, false, at(30000));
    ck_assert_int_eq(grace_end(&g).ms, 30000 + GRACE_MS);
    g = grace_link(&g, false, at(35000)); /* a connection on which it showed no key */
    ck_assert_int_eq(grace_end(&g).ms, 30000 + GRACE_MS);
}
END_TEST

START_TEST(a_minute_is_the_most)
{
    struct grace g = begun();
    g = grace_link(&g, true, at(2000));
    ck_assert_int_eq(grace_at(&g, at(999 + GRACE_MOST_MS)), GRACE_LASTS);
    ck_assert_int_eq(grace_at(&g, at(1000 + GRACE_MOST_MS)), GRACE_MISSED);
    g = grace_link(&g, false, at(59000));
    ck_assert_int_eq(grace_end(&g).ms, 1000 + GRACE_MOST_MS);
}
END_TEST

START_TEST(what_is_over_does_not_come_again)
{
    struct grace g = begun();
    static const enum grace_state over[] = {GRACE_MET, GRACE_REFUSED, GRACE_MISSED, GRACE_NO_PEER};
    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
        g.state = over[i];
        ck_assert_int_eq(grace_at(&g, at(1000)), over[i]);
        ck_assert_int_eq(grace_at(&g, at(100000)), over[i]);
    }
}
END_TEST

START_TEST(a_hello_ends_it)
{
    ck_assert_int_eq(grace_hello(GRACE_LASTS, true), GRACE_MET);
    ck_assert_int_eq(grace_hello(GRACE_LASTS, false), GRACE_REFUSED);
    ck_assert_int_eq(grace_hello(GRACE_MISSED, true), GRACE_MET);
    ck_assert_int_eq(grace_hello(GRACE_MISSED, false), GRACE_MISSED);
    ck_assert_int_eq(grace_hello(GRACE_MET, false), GRACE_MET);
}
END_TEST

START_TEST(only_who_met_its_peer_writes_unasked) /* R5 */
{
    ck_assert(grace_writes_unasked(GRACE_MET));
    ck_assert(grace_writes_unasked(GRACE_NO_PEER));
    ck_assert(!grace_writes_unasked(GRACE_LASTS));
    ck_assert(!grace_writes_unasked(GRACE_REFUSED));
    ck_assert(!grace_writes_unasked(GRACE_MISSED));
}
END_TEST

Suite *grace_suite(void)
{
    Suite *s = suite_create("grace");
    TCase *t = tcase_create("grace");
    tcase_add_test(t, a_node_with_a_peer_waits_for_it);
    tcase_add_test(t, without_a_peer_or_a_limit_there_is_no_grace);
    tcase_add_test(t, a_connection_to_the_peer_prolongs_it);
    tcase_add_test(t, a_minute_is_the_most);
    tcase_add_test(t, what_is_over_does_not_come_again);
    tcase_add_test(t, a_hello_ends_it);
    tcase_add_test(t, only_who_met_its_peer_writes_unasked);
    suite_add_tcase(s, t);
    return s;
}
