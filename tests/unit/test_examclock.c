/* What of the time that passes is counted. */
#include "server/core/examclock.h"
#include "tests/lib/chance.h"
#include "tests/unit/suites.h"

#include <check.h>

static const struct examclock_work none = {{0}, {0}, false};

static struct examclock at(int64_t last_ms)
{
    return (struct examclock){.last = {last_ms}, .counted_ms = 70, .stood_ms = 30};
}

static struct examclock_work began(int64_t ms)
{
    return (struct examclock_work){.began = {ms}, .unfinished = true};
}

static struct examclock_work took(int64_t from, int64_t until)
{
    return (struct examclock_work){.began = {from}, .ended = {until}};
}

/* From last_ms to now_ms so much is counted, and the rest is an outage. */
static void counts(int64_t last_ms, int64_t now_ms, struct examclock_work work, bool failing,
                   int64_t counted)
{
    struct examclock before = at(last_ms);
    struct examclock after = examclock_tick(&before, (struct mono){now_ms}, &work, failing);
    ck_assert_int_eq((int64_t)(after.counted_ms - before.counted_ms), counted);
    ck_assert_int_eq((int64_t)(after.stood_ms - before.stood_ms), now_ms - last_ms - counted);
    ck_assert_int_eq(after.last.ms, now_ms);
}

START_TEST(time_is_counted) /* S5 */
{
    counts(5000, 5500, none, false, 500);
    counts(5000, 5001, none, false, 1);
    struct examclock before = at(5000);
    struct examclock same = examclock_tick(&before, (struct mono){5000}, &none, false);
    ck_assert_int_eq(same.last.ms, 5000);
    ck_assert_uint_eq(same.counted_ms, 70);
    ck_assert_uint_eq(same.stood_ms, 30);
    struct examclock back = examclock_tick(&before, (struct mono){4999}, &none, false);
    ck_assert_int_eq(back.last.ms, 5000);
    ck_assert_uint_eq(back.counted_ms, 70);
    ck_assert_uint_eq(back.stood_ms, 30);
}
END_TEST

START_TEST(a_tick_counts_a_second_at_most) /* S6 */
{
    counts(5000, 6000, none, false, 1000);
    counts(5000, 6001, none, false, 1000);
    counts(5000, 17000, none, false, 1000);
}
END_TEST

START_TEST(a_disk_that_stalls_counts_for_a_second) /* S7 */
{
    counts(5000, 5500, began(4600), false, 500); /* not yet */
    counts(5500, 6000, began(4600), false, 100);
    counts(6000, 6500, began(4600), false, 0);
    counts(6000, 6500, took(4600, 6300), false, 200); /* it has ended */
    counts(6500, 7000, took(4600, 6300), false, 500);
    counts(5500, 6000, took(4600, 5900), false, 200); /* 100 before it took too long, 100 after */
    counts(5000, 5500, took(4600, 5500), false, 500); /* nor did it take too long */
    counts(5500, 6000, took(4600, 5600), false, 500); /* to the millisecond */
    counts(5500, 6000, took(4600, 5601), false, 499);
    counts(5000, 20000, took(5000, 17500), false, 1000);
}
END_TEST

START_TEST(while_writes_fail_nothing_counts) /* S8 */
{
    counts(5000, 5500, none, true, 0);
    counts(5000, 5500, began(5000), true, 0);
}
END_TEST

START_TEST(a_stall_is_known_while_it_lasts)
{
    struct examclock_work work = began(5000), ended = took(5000, 9000);
    ck_assert(!examclock_waits(&work, (struct mono){6000}));
    ck_assert(examclock_waits(&work, (struct mono){6001}));
    ck_assert(!examclock_waits(&ended, (struct mono){9001}));
}
END_TEST

/* Whatever happens to the disk: nothing is lost by it beyond a second a stall, and nothing counts
 * twice. */
START_TEST(any_order_of_stalls_and_stops_keeps_the_bounds)
{
    uint64_t random = 7;
    struct examclock clock = {.last = {0}};
    struct examclock_work work = none;
    int64_t now = 0, able = 0, events = 0;
    for (int i = 0; i < 20000; i++) {
        clock = examclock_tick(&clock, (struct mono){now}, &work, false);
        bool stall = chance(&random, 20) == 0;
        int64_t ends = now + (int64_t)chance(&random, stall ? 9000 : 300);
        work = began(now);
        while (now + EXAMCLOCK_TICK_MS < ends) {
            now += EXAMCLOCK_TICK_MS;
            clock = examclock_tick(&clock, (struct mono){now}, &work, false);
        }
        work.unfinished = false;
        work.ended.ms = ends;
        able += stall ? 0 : ends - work.began.ms;
        events += stall;
        int64_t pause = (int64_t)chance(&random, chance(&random, 30) == 0 ? 5000 : 200);
        now = ends + pause;
        able += pause > EXAMCLOCK_TICK_MOST_MS ? 0 : pause;
        events += pause > EXAMCLOCK_TICK_MOST_MS;
    }
    clock = examclock_tick(&clock, (struct mono){now}, &work, false);
    ck_assert_int_eq((int64_t)(clock.counted_ms + clock.stood_ms), now);
    ck_assert_int_ge((int64_t)clock.counted_ms, able - events * EXAMCLOCK_TICK_MOST_MS);
    ck_assert_int_le((int64_t)clock.counted_ms, able + events * EXAMCLOCK_WAIT_MS);
}
END_TEST

Suite *examclock_suite(void)
{
    Suite *s = suite_create("examclock");
    TCase *t = tcase_create("ticks");
    tcase_add_test(t, time_is_counted);
    tcase_add_test(t, a_tick_counts_a_second_at_most);
    tcase_add_test(t, a_disk_that_stalls_counts_for_a_second);
    tcase_add_test(t, while_writes_fail_nothing_counts);
    tcase_add_test(t, a_stall_is_known_while_it_lasts);
    tcase_add_test(t, any_order_of_stalls_and_stops_keeps_the_bounds);
    suite_add_tcase(s, t);
    return s;
}
