/* How fast the line is: against a line with a rate and a delay, without a clock. */
#include "server/core/pace.h"
#include "tests/unit/suites.h"

#include <check.h>

enum { WAY_MS = 150, RECEIPT_MS = 100, OTHER_CLOCK_MS = 7777 };

/* The line, and a receiver who tells every 100 ms what came. */
struct line {
    uint64_t rate; /* bytes a second */
    int64_t way_ms;
    uint64_t put, there, told; /* bytes */
    int64_t there_ms;          /* of the receiver's clock, when the last of them came */
    int64_t told_ms, clock_ms; /* clock_ms: the receiver's clock is ahead by so much */
    uint64_t carry;            /* thousandths of a byte */
    struct {
        int64_t at_ms, ms;
        uint64_t bytes;
    } receipt[64]; /* on the way back */
    unsigned first, last;
};

static void step(struct line *l, struct pace *p, int64_t now)
{
    l->carry += l->rate;
    uint64_t can = l->carry / 1000, waits = l->put - l->there;
    uint64_t come = can < waits ? can : waits;
    l->carry = come < can ? 0 : l->carry % 1000;
    l->there += come;
    if (come > 0)
        l->there_ms = now + l->way_ms + l->clock_ms;
    if (l->there > l->told && now - l->told_ms >= RECEIPT_MS) {
        unsigned i = l->last++ % 64;
        l->receipt[i].at_ms = now + 2 * l->way_ms;
        l->receipt[i].ms = l->there_ms;
        l->receipt[i].bytes = l->told = l->there;
        l->told_ms = now;
    }
    while (l->first != l->last && l->receipt[l->first % 64].at_ms <= now) {
        unsigned i = l->first++ % 64;
        pace_receipt(p, l->receipt[i].bytes, l->receipt[i].ms, (struct mono){now});
    }
}

static void put(struct line *l, struct pace *p, uint64_t bytes, int64_t now)
{
    l->put += bytes;
    pace_sent(p, bytes, (struct mono){now});
}

/* As much as may be, for so long; returns the most that was under way after the first second. */
static uint64_t fill(struct line *l, struct pace *p, int64_t *now, int64_t ms)
{
    uint64_t most = 0;
    for (int64_t end = *now + ms, start = *now; *now < end; ++*now) {
        while (pace_has_room(p, (struct mono){*now}))
            put(l, p, pace_message_bytes(p), *now);
        if (*now - start > 1000 && p->sent - p->taken > most)
            most = p->sent - p->taken;
        step(l, p, *now);
    }
    return most;
}

/* A greeting of 300 bytes, alone, and its receipt. */
static void begin(struct line *l, struct pace *p, int64_t *now, uint64_t rate, int64_t way_ms)
{
    *l = (struct line){.rate = rate, .way_ms = way_ms, .clock_ms = OTHER_CLOCK_MS};
    pace_init(p);
    put(l, p, 300, *now);
    for (int64_t end = *now + 1000; *now < end; ++*now)
        step(l, p, *now);
    ck_assert(p->way_known);
}

START_TEST(a_slow_line_is_full_and_no_fuller) /* L8 */
{
    static const uint64_t rates[] = {2000, 12000, 64000};
    for (size_t i = 0; i < 3; i++) {
        struct line l;
        struct pace p;
        int64_t now = 5000;
        begin(&l, &p, &now, rates[i], WAY_MS);
        uint64_t most = fill(&l, &p, &now, 10000), before = l.there;
        /* The round trip, the queue, a message, and what the receiver has yet to tell. */
        ck_assert_uint_lt(most, PACE_WINDOW_FIRST + rates[i] * 14 / 10);
        (void)fill(&l, &p, &now, 20000);
        ck_assert_uint_gt(l.there - before, rates[i] * 19);
        ck_assert_uint_gt(p.rate, rates[i] * 8 / 10);
        ck_assert_uint_lt(p.rate, rates[i] * 12 / 10);
    }
}
END_TEST

START_TEST(messages_are_as_small_as_the_line_is_slow) /* L10 */
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    pace_init(&p);
    ck_assert_uint_eq(pace_message_bytes(&p), PACE_MESSAGE_LEAST);
    begin(&l, &p, &now, 2000, WAY_MS);
    (void)fill(&l, &p, &now, 10000);
    ck_assert_uint_eq(pace_message_bytes(&p), PACE_MESSAGE_LEAST);
    begin(&l, &p, &now, 64000, WAY_MS);
    (void)fill(&l, &p, &now, 10000);
    ck_assert_uint_gt(pace_message_bytes(&p), 12000);
    ck_assert_uint_lt(pace_message_bytes(&p), 20000);
    p.window = 5000; /* and no larger than the window */
    ck_assert_uint_eq(pace_message_bytes(&p), 5000);
}
END_TEST

START_TEST(the_window_of_a_fast_line_is_large_at_once)
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    begin(&l, &p, &now, 100000000, 0);
    (void)fill(&l, &p, &now, 1500);
    ck_assert_uint_eq(p.window, PACE_WINDOW_MOST);
}
END_TEST

START_TEST(a_window_that_nobody_fills_stays)
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    begin(&l, &p, &now, 100000000, 0);
    for (int i = 0; i < 100; i++) {
        put(&l, &p, 1000, now);
        for (int64_t end = now + 150; now < end; now++)
            step(&l, &p, now);
    }
    ck_assert_uint_eq(p.window, PACE_WINDOW_FIRST);
    ck_assert_int_eq(pace_left_ms(&p, 0, (struct mono){now}), 0);
}
END_TEST

/* What comes in an hour with little to say is no measure. */
START_TEST(a_line_with_little_to_carry_is_not_slow)
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    begin(&l, &p, &now, 64000, WAY_MS);
    (void)fill(&l, &p, &now, 5000);
    uint64_t rate = p.rate;
    for (int i = 0; i < 1000; i++) {
        put(&l, &p, 150, now);
        l.clock_ms += i % 2; /* the clocks drift */
        for (int64_t end = now + 3000; now < end; now++)
            step(&l, &p, now);
    }
    ck_assert_uint_ge(p.rate, rate * 9 / 10);
    ck_assert_int_lt(pace_left_ms(&p, 10000, (struct mono){now}), 400);
}
END_TEST

/* So little is not told at once, but with what comes later: the receipt has the time of that. */
START_TEST(a_pause_between_two_messages_is_no_slowness)
{
    struct pace p;
    pace_init(&p);
    pace_sent(&p, 300, (struct mono){5000});
    pace_receipt(&p, 300, OTHER_CLOCK_MS, (struct mono){5001});
    ck_assert(p.way_known);
    for (int i = 1; i <= 20; i++) {
        int64_t at = i * 6000;
        uint64_t before = p.sent;
        pace_sent(&p, 100, (struct mono){5000 + at});
        pace_sent(&p, 200, (struct mono){8000 + at});
        pace_receipt(&p, before + 300, OTHER_CLOCK_MS + 3000 + at, (struct mono){8001 + at});
        ck_assert_int_lt(pace_left_ms(&p, 1000, (struct mono){8001 + at}), 100);
    }
}
END_TEST

START_TEST(how_long_it_takes_follows_from_the_rate)
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    pace_init(&p);
    ck_assert_int_eq(pace_left_ms(&p, 1000000, (struct mono){now}), 0); /* not known */
    begin(&l, &p, &now, 12000, WAY_MS);
    (void)fill(&l, &p, &now, 10000);
    int64_t left = pace_left_ms(&p, 120000, (struct mono){now});
    ck_assert_int_gt(left, 9000);
    ck_assert_int_lt(left, 14000);
}
END_TEST

START_TEST(a_receipt_that_does_not_come_says_that_the_line_is_slow)
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    begin(&l, &p, &now, 64000, WAY_MS);
    (void)fill(&l, &p, &now, 5000);
    ck_assert_int_lt(pace_left_ms(&p, 0, (struct mono){now}), 2000);
    l.rate = 2000;
    (void)fill(&l, &p, &now, 3000);
    ck_assert_int_gt(pace_left_ms(&p, 0, (struct mono){now}), 10000);
    (void)fill(&l, &p, &now, 60000);
    ck_assert_uint_lt(p.rate, 2400);
    ck_assert_uint_lt(p.window, 4000);
    l.rate = 64000;
    (void)fill(&l, &p, &now, 30000);
    ck_assert_uint_gt(p.rate, 50000);
}
END_TEST

START_TEST(an_unknown_rate_is_known_to_be_slow_when_nothing_is_received)
{
    struct pace p;
    pace_init(&p);
    pace_sent(&p, PACE_RECEIPT_BYTES + 1, (struct mono){5000});
    ck_assert_int_eq(pace_left_ms(&p, 0, (struct mono){5000 + PACE_LATE_MS - 1}), 0);
    ck_assert_int_gt(pace_left_ms(&p, 0, (struct mono){5000 + PACE_LATE_MS}), 100000);
    pace_init(&p); /* so little may be told late */
    pace_sent(&p, PACE_RECEIPT_BYTES, (struct mono){5000});
    ck_assert_int_eq(pace_left_ms(&p, 0, (struct mono){5000 + PACE_LATE_MS}), 0);
}
END_TEST

/* Once a minute something goes alone, so that a standing queue is not taken for the way. */
START_TEST(the_shortest_way_is_measured_anew)
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    begin(&l, &p, &now, 12000, WAY_MS);
    int64_t way = p.way_ms, until = p.way_until.ms;
    (void)fill(&l, &p, &now, 50000);
    ck_assert_int_eq(p.way_until.ms, until);
    l.way_ms = 400; /* another route */
    (void)fill(&l, &p, &now, 20000);
    ck_assert_int_gt(p.way_until.ms, until);
    ck_assert_int_gt(p.way_ms, way + 150);
    ck_assert_int_lt(p.way_ms, way + 350);
    uint64_t before = l.there;
    (void)fill(&l, &p, &now, 20000);
    ck_assert_uint_gt(l.there - before, 12000 * 18);
    /* Though a little of what went before is under way all the time. */
    now = p.way_until.ms;
    for (int i = 0; i < 100 && now >= p.way_until.ms; i++) {
        if (pace_has_room(&p, (struct mono){now}))
            put(&l, &p, 100, now);
        for (int64_t end = now + 40; now < end; now++)
            step(&l, &p, now);
    }
    ck_assert_int_lt(now, p.way_until.ms);
}
END_TEST

START_TEST(receipts_that_are_not_true_do_no_lasting_harm)
{
    struct line l;
    struct pace p;
    int64_t now = 5000;
    begin(&l, &p, &now, 12000, WAY_MS);
    (void)fill(&l, &p, &now, 5000);
    pace_receipt(&p, UINT64_MAX, 999999999999999, (struct mono){now});
    ck_assert_uint_eq(p.taken, p.sent);
    (void)fill(&l, &p, &now, 10);
    pace_receipt(&p, 0, 0, (struct mono){now});
    ck_assert_uint_eq(p.taken, 0);
    uint64_t before = l.there;
    (void)fill(&l, &p, &now, 150000);
    ck_assert_uint_gt(l.there - before, 12000 * 100);
    ck_assert_uint_lt(p.rate, 16000);
}
END_TEST

START_TEST(entries_leave_room_for_what_is_short) /* L9 */
{
    struct pace p;
    pace_init(&p);
    pace_sent(&p, PACE_WINDOW_FIRST - 1, (struct mono){5000});
    ck_assert(pace_has_room(&p, (struct mono){5000}));
    pace_sent(&p, PACE_MESSAGE_LEAST, (struct mono){5000});
    ck_assert(!pace_has_room(&p, (struct mono){5000}));
    ck_assert(pace_has_room_for_news(&p));
    pace_sent(&p, PACE_WINDOW_FIRST / 4, (struct mono){5000});
    ck_assert(pace_has_room_for_news(&p));
    pace_sent(&p, 1, (struct mono){5000});
    ck_assert(!pace_has_room_for_news(&p));
}
END_TEST

/* --- to the byte and the millisecond --- */

enum { SENT_MS = 10000 };

/* A greeting alone: its receipt takes 100 ms, and the delay of the way is 0. */
static void greet(struct pace *p)
{
    pace_init(p);
    pace_sent(p, 300, (struct mono){5000});
    pace_receipt(p, 300, 5000, (struct mono){5100});
    ck_assert(p->way_known);
    ck_assert_int_eq(p->way_ms, 0);
    ck_assert_int_eq(p->round_ms, 100);
}

/* One message is sent alone, and the peer has received it after so long. */
static void carry(struct pace *p, uint64_t bytes, int64_t took_ms)
{
    pace_sent(p, bytes, (struct mono){SENT_MS});
    pace_receipt(p, p->sent, SENT_MS + took_ms, (struct mono){SENT_MS + took_ms + 100});
}

START_TEST(a_queue_of_a_tenth_of_a_second_shows_the_full_rate)
{
    struct pace p;
    greet(&p);
    carry(&p, 1000, PACE_BUSY_MS); /* the first measured rate is taken as it is */
    ck_assert_uint_eq(p.rate, 10000);
    carry(&p, 400, PACE_BUSY_MS); /* and each later one is averaged */
    ck_assert_uint_eq(p.rate, 7000);
    carry(&p, 500, PACE_BUSY_MS - 1); /* too short to count as a queue */
    ck_assert_uint_eq(p.rate, 7000);
    carry(&p, 500, -10); /* a shorter delay: a queue is longer than that */
    ck_assert_int_eq(p.way_ms, -10);
}
END_TEST

START_TEST(without_a_queue_only_a_large_message_raises_the_rate)
{
    struct pace p;
    greet(&p);
    carry(&p, PACE_MESSAGE_LEAST - 1, 50);
    ck_assert_uint_eq(p.rate, 0);
    carry(&p, PACE_MESSAGE_LEAST, 64);
    ck_assert_uint_eq(p.rate, 16000);
    carry(&p, PACE_MESSAGE_LEAST, 80);
    ck_assert_uint_eq(p.rate, 16000);
}
END_TEST

START_TEST(a_full_window_grows_by_the_bytes_received)
{
    struct pace p;
    greet(&p);
    pace_sent(&p, PACE_WINDOW_FIRST / 2, (struct mono){SENT_MS});
    pace_sent(&p, PACE_WINDOW_FIRST / 2, (struct mono){SENT_MS});
    ck_assert(!pace_has_room(&p, (struct mono){SENT_MS}));
    pace_sent(&p, 3 * PACE_WINDOW_FIRST, (struct mono){SENT_MS});
    pace_receipt(&p, 300 + PACE_WINDOW_FIRST / 2, SENT_MS + 10, (struct mono){SENT_MS + 110});
    ck_assert_uint_eq(p.window, PACE_WINDOW_FIRST * 3 / 2);
    /* Nothing more is sent, yet the window is still full. */
    pace_receipt(&p, p.sent, SENT_MS + 20, (struct mono){SENT_MS + 120});
    ck_assert_uint_eq(p.window, PACE_WINDOW_FIRST * 5);
    carry(&p, PACE_MESSAGE_LEAST, 10); /* which does not fill it */
    ck_assert_uint_eq(p.window, PACE_WINDOW_FIRST * 5);
}
END_TEST

START_TEST(the_window_fills_to_the_byte)
{
    struct pace p;
    greet(&p);
    pace_sent(&p, PACE_WINDOW_FIRST / 2, (struct mono){SENT_MS});
    pace_sent(&p, PACE_WINDOW_FIRST / 2, (struct mono){SENT_MS});
    pace_receipt(&p, 300 + PACE_WINDOW_FIRST / 2, SENT_MS + 10, (struct mono){SENT_MS + 110});
    ck_assert_uint_eq(p.window, PACE_WINDOW_FIRST * 3 / 2);
}
END_TEST

START_TEST(between_its_bounds_a_queue_leaves_the_window)
{
    struct pace p;
    greet(&p);
    p.rate = 20000;
    carry(&p, 8000, PACE_QUEUE_LEAST_MS);
    ck_assert_uint_eq(p.window, PACE_WINDOW_FIRST);
    p.window = 80000;
    carry(&p, 15000, PACE_QUEUE_MOST_MS);
    ck_assert_uint_eq(p.window, 80000);
    ck_assert_uint_eq(p.rate, 20000);
    carry(&p, 15020, PACE_QUEUE_MOST_MS + 1);
    ck_assert_uint_eq(p.window, 14000); /* the bytes of 700 ms */
}
END_TEST

START_TEST(a_measurement_on_a_long_queue_ends_early) /* at half a second */
{
    struct pace p;
    for (int i = 0; i < 2; i++) {
        int64_t from_ms = 5000, ms = SENT_MS + PACE_QUEUE_MOST_MS + i;
        greet(&p);
        pace_sent(&p, 10000, (struct mono){SENT_MS});
        p.from_ms = from_ms;
        pace_receipt(&p, 5000, ms, (struct mono){ms + 100});
        ck_assert_uint_eq(p.rate != 0, i == 1);
        greet(&p);
        pace_sent(&p, 10000, (struct mono){SENT_MS});
        p.from_ms = SENT_MS + 1000 - PACE_MEASURE_MS + 1 - i;
        pace_receipt(&p, 5000, SENT_MS + 1000, (struct mono){SENT_MS + 1100});
        ck_assert_uint_eq(p.rate != 0, i == 1);
    }
}
END_TEST

START_TEST(a_receipt_that_says_nothing_new_measures_nothing)
{
    struct pace p;
    greet(&p);
    pace_sent(&p, 2000, (struct mono){SENT_MS});
    pace_receipt(&p, 300, SENT_MS + 100, (struct mono){SENT_MS + 100});
    ck_assert_uint_eq(p.rate, 0);
    pace_receipt(&p, 2300, SENT_MS + 200, (struct mono){SENT_MS + 300});
    ck_assert_uint_eq(p.rate, 10000);
    pace_receipt(&p, 2300, SENT_MS + 600, (struct mono){SENT_MS + 700});
    ck_assert_uint_eq(p.rate, 10000);
}
END_TEST

START_TEST(a_receipt_that_goes_back_ends_the_measurement)
{
    struct pace p;
    greet(&p);
    carry(&p, 2000, 200);
    pace_sent(&p, 2000, (struct mono){SENT_MS});
    pace_receipt(&p, 2299, SENT_MS + 2000, (struct mono){SENT_MS + 2100});
    ck_assert_uint_eq(p.rate, 10000);
    pace_receipt(&p, 4300, SENT_MS + 3000, (struct mono){SENT_MS + 3100});
    ck_assert_uint_eq(p.rate, 10000);
}
END_TEST

START_TEST(a_few_bytes_in_flight_leave_a_message_alone)
{
    for (uint64_t extra = 0; extra < 2; extra++) {
        struct pace p;
        pace_init(&p);
        pace_sent(&p, PACE_RECEIPT_BYTES + extra, (struct mono){5000});
        pace_sent(&p, 1000, (struct mono){8000});
        pace_receipt(&p, p.sent, 8000, (struct mono){8100});
        ck_assert_int_eq(p.way_ms, extra == 0 ? 0 : 3000);
    }
}
END_TEST

START_TEST(once_a_minute_a_message_waits_until_it_is_alone) /* L8 */
{
    struct pace p;
    greet(&p);
    int64_t due = p.way_until.ms;
    pace_sent(&p, 300, (struct mono){SENT_MS});
    pace_sent(&p, PACE_RECEIPT_BYTES + 1, (struct mono){SENT_MS});
    pace_receipt(&p, 600, SENT_MS, (struct mono){SENT_MS + 100}); /* the rest is not alone */
    ck_assert(pace_has_room(&p, (struct mono){due - 1}));
    ck_assert(!pace_has_room(&p, (struct mono){due}));
    pace_receipt(&p, 601, SENT_MS, (struct mono){SENT_MS + 100});
    ck_assert(pace_has_room(&p, (struct mono){due}));
}
END_TEST

START_TEST(a_late_receipt_bounds_a_rate_that_is_not_known)
{
    struct pace p;
    pace_init(&p);
    pace_sent(&p, 10000, (struct mono){5000});
    pace_receipt(&p, 3999, 6000, (struct mono){6000});
    ck_assert_int_eq(pace_left_ms(&p, 0, (struct mono){7000}), 6001 * 1000 / 2000);
}
END_TEST

Suite *pace_suite(void)
{
    Suite *s = suite_create("pace");
    TCase *t = tcase_create("pace");
    tcase_add_test(t, a_slow_line_is_full_and_no_fuller);
    tcase_add_test(t, messages_are_as_small_as_the_line_is_slow);
    tcase_add_test(t, the_window_of_a_fast_line_is_large_at_once);
    tcase_add_test(t, a_window_that_nobody_fills_stays);
    tcase_add_test(t, a_line_with_little_to_carry_is_not_slow);
    tcase_add_test(t, a_pause_between_two_messages_is_no_slowness);
    tcase_add_test(t, how_long_it_takes_follows_from_the_rate);
    tcase_add_test(t, a_receipt_that_does_not_come_says_that_the_line_is_slow);
    tcase_add_test(t, an_unknown_rate_is_known_to_be_slow_when_nothing_is_received);
    tcase_add_test(t, the_shortest_way_is_measured_anew);
    tcase_add_test(t, receipts_that_are_not_true_do_no_lasting_harm);
    tcase_add_test(t, entries_leave_room_for_what_is_short);
    tcase_add_test(t, a_queue_of_a_tenth_of_a_second_shows_the_full_rate);
    tcase_add_test(t, without_a_queue_only_a_large_message_raises_the_rate);
    tcase_add_test(t, a_full_window_grows_by_the_bytes_received);
    tcase_add_test(t, the_window_fills_to_the_byte);
    tcase_add_test(t, between_its_bounds_a_queue_leaves_the_window);
    tcase_add_test(t, a_measurement_on_a_long_queue_ends_early);
    tcase_add_test(t, a_receipt_that_says_nothing_new_measures_nothing);
    tcase_add_test(t, a_receipt_that_goes_back_ends_the_measurement);
    tcase_add_test(t, a_few_bytes_in_flight_leave_a_message_alone);
    tcase_add_test(t, once_a_minute_a_message_waits_until_it_is_alone);
    tcase_add_test(t, a_late_receipt_bounds_a_rate_that_is_not_known);
    suite_add_tcase(s, t);
    return s;
}
