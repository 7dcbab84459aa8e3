/* The link's state machine, and slow lines. */
#include "server/core/link.h"
#include "server/core/offset.h"
#include "tests/lib/sides.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

static struct message of_kind(enum message_kind kind, uint64_t n)
{
    struct message m;
    memset(&m, 0, sizeof m);
    m.kind = kind;
    m.n = n;
    return m;
}

#define expect_next(next, what, number)                                                            \
    do {                                                                                           \
        ck_assert_int_eq((next).send, what);                                                       \
        ck_assert_uint_eq((next).n, number);                                                       \
    } while (0)

static const struct mono start = {1000};

static struct link met_link(uint64_t peer_own, uint64_t peer_held, uint64_t held, bool quiet)
{
    struct link l;
    struct recovery_side peer = sides_one(STANDING_OPEN, peer_own, peer_held);
    link_init(&l, start);
    link_sent(&l, (struct link_next){LINK_SEND_HELLO, 0}, 0, 9, start);
    link_met(&l, &peer, quiet, 0, held);
    link_sent(&l, (struct link_next){LINK_SEND_BEAT, 0}, 0, 9, start);
    return l;
}

START_TEST(hello_comes_first_on_both_sides) /* L1 */
{
    struct link l;
    link_init(&l, start);
    ck_assert_int_eq(link_next(&l, 5, 5, start).send, LINK_SEND_HELLO);
    link_sent(&l, link_next(&l, 5, 5, start), 0, 9, start);
    ck_assert_int_eq(link_next(&l, 5, 5, start).send, LINK_SEND_NOTHING);
    static const enum message_kind kinds[] = {MESSAGE_TAIL,     MESSAGE_ENTRIES,   MESSAGE_ACK,
                                              MESSAGE_BEAT,     MESSAGE_CHALLENGE, MESSAGE_PRESENT,
                                              MESSAGE_TERMINALS};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct message m = of_kind(kinds[i], 1);
        ck_assert_int_eq(link_receive(&l, &m, 0, start), LINK_BROKEN);
    }
    struct message hello = of_kind(MESSAGE_HELLO, 0), refuse = of_kind(MESSAGE_REFUSE, 0);
    struct message wait = of_kind(MESSAGE_WAIT, 0), retire = of_kind(MESSAGE_RETIRE, 0);
    ck_assert_int_eq(link_receive(&l, &wait, 0, start), LINK_NOTHING);
    ck_assert_int_eq(link_receive(&l, &retire, 0, start), LINK_RETIRED);
    ck_assert_int_eq(link_receive(&l, &refuse, 0, start), LINK_REFUSED);
    ck_assert_int_eq(link_receive(&l, &hello, 0, start), LINK_MEET);
    l = met_link(0, 0, 0, false);
    ck_assert_int_eq(link_receive(&l, &hello, 0, start), LINK_BROKEN);
    ck_assert_int_eq(link_receive(&l, &wait, 0, start), LINK_BROKEN);
    ck_assert_int_eq(link_receive(&l, &retire, 0, start), LINK_RETIRED);
    ck_assert_int_eq(link_receive(&l, &refuse, 0, start), LINK_REFUSED);
    struct message challenge = of_kind(MESSAGE_CHALLENGE, 0), present = of_kind(MESSAGE_PRESENT, 0);
    ck_assert_int_eq(link_receive(&l, &challenge, 0, start), LINK_CHALLENGED);
    ck_assert_int_eq(link_receive(&l, &present, 0, start), LINK_PRESENT);
}
END_TEST

START_TEST(own_entries_go_from_where_the_peer_stopped) /* L2 */
{
    struct link l = met_link(0, 7, 0, false);
    struct link_next next = link_next(&l, 10, 0, start);
    expect_next(next, LINK_SEND_ENTRIES, 8);
    link_sent(&l, next, 9, 9, start);
    next = link_next(&l, 10, 0, start);
    expect_next(next, LINK_SEND_ENTRIES, 10);
    link_sent(&l, next, 10, 9, start);
    ck_assert_int_eq(link_next(&l, 10, 0, start).send, LINK_SEND_NOTHING);
}
END_TEST

START_TEST(the_peer_is_not_flooded) /* L5 */
{
    struct link l = met_link(0, 0, 0, false);
    struct message ack = of_kind(MESSAGE_ACK, 1);
    uint64_t own_n = LINK_AHEAD + 9;
    struct link_next next = link_next(&l, own_n, 0, start);
    expect_next(next, LINK_SEND_ENTRIES, 1);
    link_sent(&l, next, LINK_AHEAD - 1, 9, start);
    next = link_next(&l, own_n, 0, start);
    expect_next(next, LINK_SEND_ENTRIES, LINK_AHEAD);
    link_sent(&l, next, LINK_AHEAD, 9, start);
    ck_assert_int_eq(link_next(&l, own_n, 0, start).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_receive(&l, &ack, own_n, start), LINK_ACKED);
    next = link_next(&l, own_n, 0, start);
    expect_next(next, LINK_SEND_ENTRIES, LINK_AHEAD + 1);
}
END_TEST

START_TEST(a_second_greeting_on_a_contested_link_breaks_it)
{
    struct link l;
    struct message m = {.kind = MESSAGE_HELLO};
    link_init(&l, start);
    link_contest(&l);
    ck_assert_int_eq(link_receive(&l, &m, 0, start), LINK_BROKEN);
    m.kind = MESSAGE_BEAT;
    ck_assert_int_eq(link_receive(&l, &m, 0, start), LINK_NOTHING);
}
END_TEST

START_TEST(a_contest_stops_all_else) /* R6 */
{
    struct link l = met_link(0, 0, 0, false);
    struct message contest = {.kind = MESSAGE_CONTEST}, entries = {.kind = MESSAGE_ENTRIES};
    ck_assert_int_eq(link_receive(&l, &entries, 0, start), LINK_ENTRIES);
    expect_next(link_next(&l, 5, 0, start), LINK_SEND_ENTRIES, 1);
    ck_assert_int_eq(link_receive(&l, &contest, 0, start), LINK_CONTEST);
    ck_assert_int_eq(link_receive(&l, &entries, 0, start), LINK_NOTHING);
    ck_assert_int_eq(link_next(&l, 5, 0, start).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_receive(&l, &contest, 0, start), LINK_CONTEST);
}
END_TEST

static struct link met_with(uint64_t own, uint64_t peer_held, uint64_t peer_own, uint64_t held)
{
    struct link l;
    struct recovery_side peer = sides_one(STANDING_OPEN, peer_own, peer_held);
    link_init(&l, start);
    link_met(&l, &peer, false, own, held);
    return l;
}

START_TEST(a_link_is_behind_until_both_have_what_there_was) /* L6 */
{
    const uint64_t much = LINK_BACKLOG + 1;
    struct link l = met_with(5 + LINK_BACKLOG, 5, 7 + LINK_BACKLOG, 7);
    ck_assert(!link_behind(&l, 0, 7, start));
    l = met_with(5 + much, 5, 7, 6); /* the peer lacks much, and we one */
    ck_assert(link_behind(&l, 0, 7, start));
    link_sent(&l, (struct link_next){LINK_SEND_ENTRIES, 6}, 5 + much, 9, start);
    struct message ack = of_kind(MESSAGE_ACK, 4 + much);
    (void)link_receive(&l, &ack, 0, start);
    ck_assert(link_behind(&l, 0, 7, start));
    ack.n = 5 + much;
    (void)link_receive(&l, &ack, 0, start);
    ck_assert(link_behind(&l, 0, 6, start));
    ck_assert(!link_behind(&l, 0, 7, start));
    l = met_with(5, 5, 7 + much, 7); /* we lack much */
    ck_assert(link_behind(&l, 0, 6 + much, start));
    ck_assert(!link_behind(&l, 0, 7 + much, start));
    l = met_with(5, 5 + much, 7, 7 + much); /* both lost tails, which are another matter */
    ck_assert(!link_behind(&l, 0, 0, start));
    l = met_with(0, 0, 0, 0);
    ck_assert(!link_behind(&l, 0, 0, start));
}
END_TEST

START_TEST(only_what_is_on_disk_is_acknowledged) /* L3 */
{
    struct link l = met_link(20, 0, 5, false);
    struct link_next next = link_next(&l, 0, 9, start);
    expect_next(next, LINK_SEND_ACK, 9);
    link_sent(&l, next, 0, 9, start);
    ck_assert_int_eq(link_next(&l, 0, 9, start).send, LINK_SEND_NOTHING);
}
END_TEST

START_TEST(a_lost_tail_goes_before_entries) /* L4 */
{
    struct link l = met_link(3, 0, 6, false);
    struct link_next next = link_next(&l, 5, 6, start);
    expect_next(next, LINK_SEND_TAIL, 4);
    link_sent(&l, next, 5, 9, start);
    next = link_next(&l, 5, 6, start);
    expect_next(next, LINK_SEND_TAIL, 6);
    link_sent(&l, next, 6, 9, start);
    next = link_next(&l, 5, 6, start);
    expect_next(next, LINK_SEND_ENTRIES, 1);
}
END_TEST

START_TEST(a_quiet_link_gives_back_tails_only)
{
    struct link l = met_link(3, 0, 6, true);
    struct link_next next = link_next(&l, 5, 6, start);
    ck_assert_int_eq(next.send, LINK_SEND_TAIL);
    link_sent(&l, next, 6, 9, start);
    ck_assert_int_eq(link_next(&l, 5, 6, start).send, LINK_SEND_NOTHING);
    struct message entries = of_kind(MESSAGE_ENTRIES, 1), tail = of_kind(MESSAGE_TAIL, 6);
    ck_assert_int_eq(link_receive(&l, &entries, 5, start), LINK_BROKEN);
    ck_assert_int_eq(link_receive(&l, &tail, 5, start), LINK_TAIL);
    tail.n = 7;
    ck_assert_int_eq(link_receive(&l, &tail, 5, start), LINK_BROKEN);
}
END_TEST

START_TEST(an_acknowledgement_must_make_sense)
{
    struct link l = met_link(0, 4, 0, false);
    struct message ack = of_kind(MESSAGE_ACK, 3);
    ck_assert_int_eq(link_receive(&l, &ack, 9, start), LINK_BROKEN); /* less than it had */
    ack.n = 5;
    ck_assert_int_eq(link_receive(&l, &ack, 9, start), LINK_BROKEN); /* not sent yet */
    link_sent(&l, (struct link_next){LINK_SEND_ENTRIES, 5}, 8, 9, start);
    ck_assert_int_eq(link_receive(&l, &ack, 9, start), LINK_ACKED);
    ck_assert_uint_eq(l.peer_n, 5);
    ck_assert_int_eq(link_receive(&l, &ack, 9, start), LINK_ACKED); /* once more */
    ack.n = 4;
    ck_assert_int_eq(link_receive(&l, &ack, 9, start), LINK_BROKEN); /* backwards */
    struct message entries = of_kind(MESSAGE_ENTRIES, 1), beat = of_kind(MESSAGE_BEAT, 0);
    ck_assert_int_eq(link_receive(&l, &entries, 9, start), LINK_ENTRIES);
    ck_assert_int_eq(link_receive(&l, &beat, 9, start), LINK_NOTHING);
}
END_TEST

START_TEST(silence_is_noticed_and_broken)
{
    struct link l = met_link(0, 0, 0, false);
    struct mono beat = {start.ms + LINK_BEAT_MS}, dead = {start.ms + LINK_SILENCE_MS};
    struct mono before_beat = {beat.ms - 1}, before_dead = {dead.ms - 1};
    ck_assert_int_eq(link_next(&l, 0, 0, before_beat).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_next(&l, 0, 0, beat).send, LINK_SEND_BEAT);
    ck_assert_int_eq(link_timer(&l).ms, beat.ms);
    ck_assert(!link_dead(&l, before_dead));
    ck_assert(link_dead(&l, dead));
    link_sent(&l, (struct link_next){LINK_SEND_BEAT, 0}, 0, 9, before_dead);
    ck_assert_int_eq(link_next(&l, 0, 0, dead).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_timer(&l).ms, dead.ms);
    struct message m = of_kind(MESSAGE_BEAT, 0);
    (void)link_receive(&l, &m, 0, before_dead);
    ck_assert(link_dead(&l, dead));
    link_heard(&l, 0, before_dead); /* L7: a part of a record */
    ck_assert(!link_dead(&l, dead));
    ck_assert_uint_eq(link_receipt(&l).bytes, 0);
}
END_TEST

/* --- slow lines --- */

static struct message beat_of(uint64_t bytes, int64_t ms, int64_t left_ms)
{
    struct message m = of_kind(MESSAGE_BEAT, 0);
    m.receipt = (struct message_receipt){bytes, ms};
    m.left_ms = left_ms;
    return m;
}

static const struct link_next beat = {LINK_SEND_BEAT, 0}, entries = {LINK_SEND_ENTRIES, 1};

START_TEST(what_is_short_goes_before_entries) /* L9 */
{
    struct link l = met_link(20, 0, 0, false);
    ck_assert_int_eq(link_next(&l, 9, 3, start).send, LINK_SEND_ACK);
    ck_assert_int_eq(link_next(&l, 9, 0, start).send, LINK_SEND_ENTRIES);
    l.owes_beat = true;
    ck_assert_int_eq(link_next(&l, 9, 0, start).send, LINK_SEND_BEAT);
    ck_assert_int_eq(link_next(&l, 9, 3, start).send, LINK_SEND_ACK);
    link_sent(&l, beat, 0, 9, start);
    ck_assert_int_eq(link_next(&l, 9, 0, start).send, LINK_SEND_ENTRIES);
}
END_TEST

START_TEST(entries_wait_while_the_window_is_full) /* L8 */
{
    struct link l = met_link(20, 0, 0, false);
    link_sent(&l, entries, 1, PACE_WINDOW_FIRST, start);
    ck_assert_int_eq(link_next(&l, 9, 0, start).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_next(&l, 9, 1, start).send, LINK_SEND_ACK);
    link_sent(&l, entries, 2, 20000, start); /* a single one: it has no room besides */
    ck_assert_int_eq(link_next(&l, 9, 1, start).send, LINK_SEND_NOTHING);
    link_heard(&l, PACE_RECEIPT_BYTES, start);
    ck_assert_int_eq(link_timer(&l).ms, start.ms + LINK_CROWDED_MS);
    struct mono later = {start.ms + LINK_CROWDED_MS}, before = {later.ms - 1};
    ck_assert_int_eq(link_next(&l, 9, 1, before).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_next(&l, 9, 1, later).send, LINK_SEND_ACK);
    ck_assert_int_eq(link_next(&l, 9, 0, later).send, LINK_SEND_BEAT);
    struct message all = beat_of(30000, 500, 0);
    ck_assert_int_eq(link_receive(&l, &all, 9, start), LINK_NOTHING);
    ck_assert_int_eq(link_next(&l, 9, 0, start).send, LINK_SEND_ENTRIES);
    struct link tail = met_link(3, 0, 6, false);
    link_sent(&tail, beat, 0, PACE_WINDOW_FIRST, start);
    ck_assert_int_eq(link_next(&tail, 0, 6, start).send, LINK_SEND_NOTHING);
}
END_TEST

START_TEST(an_acknowledgement_is_a_receipt_as_well)
{
    struct link l = met_link(20, 0, 0, false);
    struct message ack = of_kind(MESSAGE_ACK, 0);
    link_sent(&l, entries, 1, PACE_WINDOW_FIRST, start);
    ack.receipt = (struct message_receipt){PACE_WINDOW_FIRST, 100};
    ck_assert_int_eq(link_receive(&l, &ack, 9, start), LINK_ACKED);
    ck_assert_int_eq(link_next(&l, 9, 0, start).send, LINK_SEND_ENTRIES);
}
END_TEST

START_TEST(the_first_receipt_behind_a_hello_answers_it) /* E1 */
{
    struct link l = met_link(20, 0, 0, false); /* its HELLO and a beat had 9 bytes each */
    struct message told = of_kind(MESSAGE_BEAT, 0);
    ck_assert(!l.answered);
    told.receipt = (struct message_receipt){8, 70};
    (void)link_receive(&l, &told, 9, start);
    ck_assert(!l.answered);
    told.receipt = (struct message_receipt){9, 80};
    (void)link_receive(&l, &told, 9, start);
    ck_assert(l.answered);
    told.receipt = (struct message_receipt){18, 90};
    told.kind = MESSAGE_ACK;
    (void)link_receive(&l, &told, 9, start);
    ck_assert_int_eq(l.answered_ms, 80);
    l = met_link(20, 0, 0, false);
    (void)link_receive(&l, &told, 9, start);
    ck_assert_int_eq(l.answered_ms, 90);
}
END_TEST

/* The peer's clock is ahead by so much; what is told when a HELLO takes so long there and back. */
static int64_t told_offset(int64_t ahead_ms, int64_t there_ms, int64_t back_ms)
{
    const int64_t left = 1000000, begun = left - 5, theirs = begun + 3; /* in the same time */
    const struct offset_walls walls = {
        .left = {left}, .came = {theirs + back_ms}, .theirs = {theirs + ahead_ms}};
    return offset_certain_ms(&walls, left + there_ms - begun);
}

START_TEST(a_slow_line_makes_no_difference_of_clocks) /* E1 */
{
    ck_assert_int_eq(told_offset(0, 0, 0), 0);
    ck_assert_int_eq(told_offset(0, 9000, 0), 0);
    ck_assert_int_eq(told_offset(0, 0, 9000), 0);
    ck_assert_int_eq(told_offset(1500, 7000, 100), 1400);
    ck_assert_int_eq(told_offset(1500, 100, 7000), 0);
    ck_assert_int_eq(told_offset(-1500, 100, 7000), -1397);
    ck_assert_int_eq(told_offset(-1500, 7000, 100), 0);
    const struct offset_walls unknown = {{1}, {1}, {0}};
    ck_assert_int_eq(offset_certain_ms(&unknown, 0), 0);
    ck_assert(!offset_is_wrong(1000));
    ck_assert(offset_is_wrong(1001));
    ck_assert(!offset_is_wrong(-1000));
    ck_assert(offset_is_wrong(-1001));
}
END_TEST

START_TEST(a_clock_that_is_set_is_noticed)
{
    const struct mono mono = {5000};
    const int64_t lead = 1000000;
    ck_assert(!offset_stepped(lead, (struct wall){mono.ms + lead}, mono));
    ck_assert(!offset_stepped(lead, (struct wall){mono.ms + lead + OFFSET_STEP_MS}, mono));
    ck_assert(!offset_stepped(lead, (struct wall){mono.ms + lead - OFFSET_STEP_MS}, mono));
    ck_assert(offset_stepped(lead, (struct wall){mono.ms + lead + OFFSET_STEP_MS + 1}, mono));
    ck_assert(offset_stepped(lead, (struct wall){mono.ms + lead - OFFSET_STEP_MS - 1}, mono));
}
END_TEST

START_TEST(the_peer_is_told_what_came)
{
    struct link l = met_link(20, 0, 0, false);
    struct mono soon = {start.ms + LINK_RECEIPT_MS}, before = {soon.ms - 1};
    link_heard(&l, PACE_RECEIPT_BYTES - 1, before);
    ck_assert_int_eq(link_next(&l, 0, 0, soon).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_timer(&l).ms, start.ms + LINK_BEAT_MS);
    link_heard(&l, 1, before);
    link_heard(&l, 0, soon); /* L7: no byte that can be read */
    ck_assert_int_eq(link_timer(&l).ms, soon.ms);
    ck_assert_int_eq(link_next(&l, 0, 0, before).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_next(&l, 0, 0, soon).send, LINK_SEND_BEAT);
    ck_assert_uint_eq(link_receipt(&l).bytes, PACE_RECEIPT_BYTES);
    ck_assert_int_eq(link_receipt(&l).ms, LINK_RECEIPT_MS - 1);
    link_sent(&l, beat, 0, 9, soon);
    ck_assert_int_eq(link_next(&l, 0, 0, soon).send, LINK_SEND_NOTHING);
    link_heard(&l, LINK_RECEIPT_BYTES - 1, soon);
    ck_assert_int_eq(link_next(&l, 0, 0, soon).send, LINK_SEND_NOTHING);
    link_heard(&l, 1, soon); /* so much is told at once */
    ck_assert_int_eq(link_next(&l, 0, 0, soon).send, LINK_SEND_BEAT);
    link_sent(&l, (struct link_next){LINK_SEND_ACK, 3}, 0, 9, soon); /* which tells it too */
    ck_assert_int_eq(link_next(&l, 0, 3, soon).send, LINK_SEND_NOTHING);
    struct link early;
    link_init(&early, start);
    link_sent(&early, (struct link_next){LINK_SEND_HELLO, 0}, 0, 9, start);
    link_heard(&early, LINK_RECEIPT_BYTES, start); /* L1: nobody has met */
    ck_assert_int_eq(link_next(&early, 0, 5, soon).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_timer(&early).ms, start.ms + LINK_BEAT_MS);
}
END_TEST

START_TEST(the_backlog_is_what_was_not_sent)
{
    struct link l = met_link(3, 4, 6, false);
    struct link_backlog b = link_backlog(&l, 10, start);
    ck_assert_uint_eq(b.entries, 6 + 3); /* and a tail */
    ck_assert_uint_eq(b.bytes, 9 * LINK_ENTRY_BYTES);
    link_sent(&l, (struct link_next){LINK_SEND_TAIL, 4}, 6, 300, start);
    link_sent(&l, (struct link_next){LINK_SEND_ENTRIES, 5}, 5, 700, start);
    b = link_backlog(&l, 10, start);
    ck_assert_uint_eq(b.entries, 5);
    ck_assert_uint_eq(b.bytes, 5 * 250);
    ck_assert_uint_eq(link_backlog(&l, 3, start).entries, 0); /* a tail of ours is lost */
    l = met_link(3, 4, 6, true);
    ck_assert_uint_eq(link_backlog(&l, 10, start).entries, 3);
    link_sent(&l, (struct link_next){LINK_SEND_TAIL, 4}, 5, 300, start);
    ck_assert_uint_eq(link_backlog(&l, 10, start).entries, 1);
}
END_TEST

START_TEST(a_long_backlog_is_behind_at_both_ends) /* L11 */
{
    struct link l = met_link(0, 0, 0, false);
    l.pace.rate = 1000;
    l.pace.taken = l.pace.sent;
    ck_assert(!link_behind(&l, 15, 0, start)); /* 128 bytes each */
    ck_assert_int_eq(link_next(&l, 0, 0, start).send, LINK_SEND_NOTHING);
    ck_assert(link_behind(&l, 16, 0, start));
    ck_assert_int_eq(link_next(&l, 0, 0, start).send, LINK_SEND_BEAT); /* the peer is to know */
    link_sent(&l, beat, 0, 9, start);
    l.pace.taken = l.pace.sent;
    ck_assert_int_eq(link_next(&l, 0, 0, start).send, LINK_SEND_NOTHING);
    ck_assert(link_behind(&l, 8, 0, start));
    ck_assert(!link_behind(&l, 7, 0, start));
    ck_assert_int_eq(link_next(&l, 0, 0, start).send, LINK_SEND_BEAT);
    struct message much = beat_of(0, 0, LINK_BEHIND_MS + 1), less = beat_of(0, 0, LINK_BEHIND_MS),
                   little = beat_of(0, 0, LINK_BEHIND_MS / 2);
    (void)link_receive(&l, &less, 0, start);
    ck_assert(!link_behind(&l, 0, 0, start));
    (void)link_receive(&l, &much, 0, start);
    ck_assert(link_behind(&l, 0, 0, start));
    (void)link_receive(&l, &less, 0, start);
    ck_assert(link_behind(&l, 0, 0, start));
    (void)link_receive(&l, &little, 0, start);
    ck_assert(!link_behind(&l, 0, 0, start));
}
END_TEST

START_TEST(no_message_is_larger_than_the_reader_takes)
{
    struct link l = met_link(0, 0, 0, false);
    ck_assert_uint_eq(link_message_bytes(&l), PACE_MESSAGE_LEAST);
    l.pace.rate = l.pace.window = 100000000;
    ck_assert_uint_eq(link_message_bytes(&l), MESSAGE_ENTRIES_BYTES);
    l.pace.rate = 4 * (MESSAGE_ENTRIES_BYTES - 1);
    ck_assert_uint_eq(link_message_bytes(&l), MESSAGE_ENTRIES_BYTES - 1);
}
END_TEST

START_TEST(terminals_are_told_of_when_nothing_else_is_due) /* L12 */
{
    struct link l = met_link(3, 4, 3, false);
    struct message m = of_kind(MESSAGE_TERMINALS, 0);
    ck_assert_int_eq(link_receive(&l, &m, 4, start), LINK_TERMINALS);
    ck_assert(link_may_tell(&l, 4, start));
    ck_assert(!link_may_tell(&l, 5, start)); /* an entry is due */
    link_told(&l, 30, start);
    ck_assert(!link_may_tell(&l, 4, (struct mono){start.ms + LINK_TELL_MS - 1}));
    ck_assert(link_may_tell(&l, 4, (struct mono){start.ms + LINK_TELL_MS}));
    link_sent(&l, entries, 4, PACE_WINDOW_FIRST, start); /* the line is full */
    ck_assert(!link_may_tell(&l, 4, (struct mono){start.ms + LINK_TELL_MS}));
    l = met_link(3, 4, 5, false); /* it lacks its tail */
    ck_assert(!link_may_tell(&l, 4, start));
    l = met_link(3, 4, 3, true);
    ck_assert(!link_may_tell(&l, 4, start));
    link_init(&l, start);
    ck_assert(!link_may_tell(&l, 0, start));
}
END_TEST

START_TEST(terminals_take_a_fiftieth_of_the_line) /* L12 */
{
    static const uint64_t rates[] = {0, 300, 2000, 12000, 64000, 100000000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct link l = met_link(0, 0, 0, false);
        l.pace.rate = rates[i];
        uint64_t bytes = link_tell_bytes(&l);
        ck_assert_uint_ge(bytes, LINK_TELL_LEAST);
        ck_assert_uint_le(bytes, LINK_TELL_MOST);
        link_told(&l, bytes, start);
        int64_t wait_ms = l.tell_from.ms - start.ms;
        ck_assert_int_ge(wait_ms, LINK_TELL_MS);
        if (rates[i] == 0)
            continue;
        uint64_t took_ms = bytes * 1000 / rates[i];
        ck_assert_uint_le(took_ms, rates[i] < 2000 ? 334 : LINK_TELL_TAKES_MS);
        ck_assert_uint_le(took_ms * LINK_TELL_SHARE, (uint64_t)wait_ms);
    }
}
END_TEST

Suite *link_suite(void)
{
    Suite *s = suite_create("link");
    TCase *t = tcase_create("link");
    tcase_add_test(t, hello_comes_first_on_both_sides);
    tcase_add_test(t, own_entries_go_from_where_the_peer_stopped);
    tcase_add_test(t, the_peer_is_not_flooded);
    tcase_add_test(t, a_link_is_behind_until_both_have_what_there_was);
    tcase_add_test(t, only_what_is_on_disk_is_acknowledged);
    tcase_add_test(t, a_lost_tail_goes_before_entries);
    tcase_add_test(t, a_quiet_link_gives_back_tails_only);
    tcase_add_test(t, an_acknowledgement_must_make_sense);
    tcase_add_test(t, silence_is_noticed_and_broken);
    tcase_add_test(t, what_is_short_goes_before_entries);
    tcase_add_test(t, entries_wait_while_the_window_is_full);
    tcase_add_test(t, an_acknowledgement_is_a_receipt_as_well);
    tcase_add_test(t, the_first_receipt_behind_a_hello_answers_it);
    tcase_add_test(t, a_slow_line_makes_no_difference_of_clocks);
    tcase_add_test(t, a_clock_that_is_set_is_noticed);
    tcase_add_test(t, the_peer_is_told_what_came);
    tcase_add_test(t, the_backlog_is_what_was_not_sent);
    tcase_add_test(t, a_long_backlog_is_behind_at_both_ends);
    tcase_add_test(t, a_second_greeting_on_a_contested_link_breaks_it);
    tcase_add_test(t, a_contest_stops_all_else);
    tcase_add_test(t, terminals_are_told_of_when_nothing_else_is_due);
    tcase_add_test(t, terminals_take_a_fiftieth_of_the_line);
    tcase_add_test(t, no_message_is_larger_than_the_reader_takes);
    suite_add_tcase(s, t);
    return s;
}
