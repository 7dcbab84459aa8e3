#include "db/store/schedule.h"
#include "tests/unit/suites.h"

static struct schedule idle(void)
{
    return (struct schedule){.state = STORE_IDLE, .since = {1000}, .due = SCHEDULE_NEVER};
}

/* A transaction that was opened at 1000 and whose commit may be delayed. */
static struct schedule open_with(size_t tasks)
{
    struct schedule s = idle();
    s.state = STORE_OPEN;
    s.tasks = tasks;
    s.wrote = s.expected = true;
    return s;
}

static struct schedule_decision at(const struct schedule *s, int64_t now_ms)
{
    return schedule_decide(s, (struct mono){now_ms});
}

static const int64_t END = 1000 + SCHEDULE_DELAY_MS; /* of a delay on a fast disk */

START_TEST(an_idle_store_waits_until_something_is_due)
{
    struct schedule s = idle();
    ck_assert_int_eq(at(&s, 1000).step, SCHEDULE_TAKE);
    ck_assert_int_eq(at(&s, 1000).until.ms, SCHEDULE_NEVER.ms);
    s.due.ms = 1234;
    ck_assert_int_eq(at(&s, 1000).until.ms, 1234);
}
END_TEST

START_TEST(a_long_log_is_copied_between_two_transactions)
{
    for (enum store_state state = STORE_IDLE; state < STORE_STATES; state++) {
        struct schedule s = open_with(1);
        s.state = state;
        s.log_is_long = true;
        ck_assert_int_eq(at(&s, 1000).step == SCHEDULE_CHECKPOINT, state == STORE_IDLE);
    }
}
END_TEST

START_TEST(a_commit_is_delayed_for_requests_that_are_expected)
{
    struct schedule s = open_with(1);
    ck_assert_int_eq(at(&s, END - 1).step, SCHEDULE_TAKE);
    ck_assert_int_eq(at(&s, END - 1).until.ms, END);
    ck_assert_int_eq(at(&s, END).step, SCHEDULE_COMMIT);
    s.expected = false;
    ck_assert_int_eq(at(&s, 1000).step, SCHEDULE_COMMIT);
    s = open_with(1);
    s.awaited = true;
    ck_assert_int_eq(at(&s, 1000).step, SCHEDULE_COMMIT);
    s = open_with(1);
    s.wrote = false;
    ck_assert_int_eq(at(&s, 1000).step, SCHEDULE_COMMIT);
}
END_TEST

START_TEST(a_slow_disk_is_waited_for_longer_and_for_more_tasks)
{
    struct schedule s = open_with(SCHEDULE_ENOUGH);
    ck_assert_int_eq(at(&s, 1000).step, SCHEDULE_COMMIT);
    s.sync_ms = SCHEDULE_DELAY_SHARE;
    ck_assert_int_eq(at(&s, END).step, SCHEDULE_TAKE);
    ck_assert_int_eq(at(&s, END).until.ms, END + 1);
    s.sync_ms = 1000;
    ck_assert_int_eq(at(&s, 1000).until.ms, 1000 + SCHEDULE_DELAY_MOST_MS);
    s.tasks = SCHEDULE_BATCH - 1;
    ck_assert_int_eq(at(&s, 1000).step, SCHEDULE_TAKE);
    s.tasks = SCHEDULE_BATCH;
    ck_assert_int_eq(at(&s, 1000).step, SCHEDULE_COMMIT);
}
END_TEST

START_TEST(nothing_is_committed_during_a_sync)
{
    static const enum store_state syncing[] = {STORE_SYNCING_OPEN, STORE_COPYING_OPEN};
    for (size_t i = 0; i < sizeof syncing / sizeof syncing[0]; i++) {
        struct schedule s = open_with(1);
        s.state = syncing[i];
        s.due.ms = 1234;
        ck_assert_int_eq(at(&s, END).step, SCHEDULE_TAKE);
        ck_assert_int_eq(at(&s, END).until.ms, 1234);
        s.tasks = SCHEDULE_BATCH; /* there is no room for one more */
        ck_assert_int_eq(at(&s, END).step, SCHEDULE_AWAIT_SYNC);
    }
}
END_TEST

START_TEST(the_logs_thread_syncs_where_tasks_come_together)
{
    ck_assert(schedule_hands_over(1, true, false));
    ck_assert(schedule_hands_over(2, false, false));
    ck_assert(!schedule_hands_over(1, false, false));
    ck_assert(!schedule_hands_over(2, true, true));
}
END_TEST

START_TEST(each_state_follows_from_the_one_before)
{
    static const struct {
        enum store_state from;
        enum store_event event;
        enum store_state to;
    } step[] = {
        {STORE_IDLE, STORE_RUN, STORE_OPEN},
        {STORE_IDLE, STORE_CHECKPOINTED, STORE_COPYING},
        {STORE_OPEN, STORE_COMMITTED, STORE_SYNCING},
        {STORE_OPEN, STORE_REFUSED, STORE_IDLE},
        {STORE_SYNCING, STORE_RUN, STORE_SYNCING_OPEN},
        {STORE_SYNCING, STORE_SYNCED, STORE_IDLE},
        {STORE_SYNCING_OPEN, STORE_SYNCED, STORE_OPEN},
        {STORE_COPYING, STORE_RUN, STORE_COPYING_OPEN},
        {STORE_COPYING, STORE_SYNCED, STORE_IDLE},
        {STORE_COPYING_OPEN, STORE_SYNCED, STORE_OPEN},
    };
    for (size_t i = 0; i < sizeof step / sizeof step[0]; i++)
        ck_assert_int_eq(store_next(step[i].from, step[i].event), step[i].to);
    for (enum store_state state = STORE_IDLE; state < STORE_STATES; state++)
        ck_assert_int_eq(store_next(state, STORE_FAILED), STORE_LOST);
}
END_TEST

START_TEST(a_state_says_what_is_open_and_what_syncs)
{
    for (enum store_state state = STORE_IDLE; state < STORE_STATES; state++) {
        bool open =
            state == STORE_OPEN || state == STORE_SYNCING_OPEN || state == STORE_COPYING_OPEN;
        bool alone = state == STORE_IDLE || state == STORE_OPEN || state == STORE_LOST;
        ck_assert_int_eq(store_state_is_open(state), open);
        ck_assert_int_eq(store_state_syncs(state), !alone);
    }
}
END_TEST

Suite *schedule_suite(void)
{
    Suite *s = suite_create("schedule");
    TCase *t = tcase_create("schedule");
    tcase_add_test(t, an_idle_store_waits_until_something_is_due);
    tcase_add_test(t, a_long_log_is_copied_between_two_transactions);
    tcase_add_test(t, a_commit_is_delayed_for_requests_that_are_expected);
    tcase_add_test(t, a_slow_disk_is_waited_for_longer_and_for_more_tasks);
    tcase_add_test(t, nothing_is_committed_during_a_sync);
    tcase_add_test(t, the_logs_thread_syncs_where_tasks_come_together);
    tcase_add_test(t, each_state_follows_from_the_one_before);
    tcase_add_test(t, a_state_says_what_is_open_and_what_syncs);
    suite_add_tcase(s, t);
    return s;
}
