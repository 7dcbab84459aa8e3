/* The handshake's decision: who is open, who is contested, and the first entry that differs. */
#include "server/core/recovery.h"
#include "server/core/contest.h"
#include "tests/lib/sides.h"
#include "tests/unit/suites.h"

#include <check.h>

static uint64_t contested_n;

static struct recovery_verdict meet(struct recovery_side us, struct recovery_side peer)
{
    struct digest own_at = sides_digest(peer.held_n < us.own_n ? peer.held_n : us.own_n);
    struct digest held_at = sides_digest(peer.own_n < us.held_n ? peer.own_n : us.held_n);
    return recovery_meet(&us, &own_at, &held_at, contested_n, &peer);
}

START_TEST(an_open_pair_goes_on_at_once) /* R2 */
{
    struct recovery_verdict v =
        meet(sides_one(STANDING_OPEN, 50, 30), sides_one(STANDING_OPEN, 40, 45));
    ck_assert(!v.own_contested);
    ck_assert(!v.peer_contested);
    ck_assert(!v.quiet);
    ck_assert(v.can_open);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

START_TEST(two_new_nodes_open_each_other)
{
    struct recovery_verdict v = meet(sides_one(STANDING_NEW, 0, 0), sides_one(STANDING_NEW, 0, 0));
    ck_assert(!v.own_contested);
    ck_assert(!v.peer_contested);
    ck_assert(!v.quiet);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

/* Each has the accounts of its staff (db/succession.h). */
START_TEST(two_nodes_that_begin_the_next_exam_open_when_each_has_the_others_staff)
{
    struct recovery_verdict v = meet(sides_one(STANDING_NEW, 2, 0), sides_one(STANDING_NEW, 3, 0));
    ck_assert_int_eq(v.standing, STANDING_NEW);
    ck_assert(!v.quiet);
    ck_assert(!recovery_complete(&v, 2, 2));
    ck_assert(recovery_complete(&v, 2, 3));
    v = meet(sides_one(STANDING_NEW, 2, 3), sides_one(STANDING_NEW, 3, 2));
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

START_TEST(a_new_node_takes_the_whole_of_the_peers_journal_first) /* R1 */
{
    struct recovery_verdict v =
        meet(sides_one(STANDING_NEW, 0, 0), sides_one(STANDING_OPEN, 40, 0));
    ck_assert_int_eq(v.standing, STANDING_NEW);
    ck_assert(v.can_open);
    ck_assert(!v.quiet);
    ck_assert(!recovery_complete(&v, 0, 39));
    ck_assert(recovery_complete(&v, 0, 40));
}
END_TEST

START_TEST(a_disk_shorter_than_the_peers_copy_is_a_restored_one) /* R1 */
{
    static const enum standing said[] = {STANDING_NEW, STANDING_OPEN, STANDING_RESTORED};
    for (size_t i = 0; i < 3; i++) {
        struct recovery_verdict v =
            meet(sides_one(said[i], 20, 10), sides_one(STANDING_OPEN, 40, 25));
        ck_assert_int_eq(v.standing, STANDING_RESTORED);
        ck_assert(!v.quiet);
        ck_assert(v.can_open);
        ck_assert(!v.own_contested);
        ck_assert(!v.peer_contested);
        ck_assert_uint_eq(v.own_target, 25);
        ck_assert_uint_eq(v.held_target, 40);
        ck_assert(!recovery_complete(&v, 24, 40)); /* the own tail alone is not enough… */
        ck_assert(!recovery_complete(&v, 25, 39)); /* … nor without the whole of the peer's */
        ck_assert(recovery_complete(&v, 25, 40));
        ck_assert(recovery_complete(&v, 26, 41));
    }
}
END_TEST

START_TEST(a_backup_that_lacks_nothing_opens_at_once)
{
    struct recovery_verdict v =
        meet(sides_one(STANDING_RESTORED, 20, 40), sides_one(STANDING_OPEN, 40, 20));
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

START_TEST(two_closed_nodes_stay_quiet) /* R3 */
{
    struct recovery_verdict v =
        meet(sides_one(STANDING_RESTORED, 20, 10), sides_one(STANDING_RESTORED, 10, 20));
    ck_assert(v.quiet);
    ck_assert(!v.can_open);
    ck_assert_int_eq(v.standing, STANDING_RESTORED);
    ck_assert(!recovery_complete(&v, 99, 99));
    v = meet(sides_one(STANDING_NEW, 0, 0), sides_one(STANDING_RESTORED, 10, 0));
    ck_assert(v.quiet);
    ck_assert_int_eq(v.standing, STANDING_NEW);
    /* The peer does not know yet that it is an old disk, but we hold more of it than it has. */
    v = meet(sides_one(STANDING_RESTORED, 20, 15), sides_one(STANDING_OPEN, 10, 20));
    ck_assert(v.quiet);
    v = meet(sides_one(STANDING_OPEN, 20, 15), sides_one(STANDING_OPEN, 10, 20));
    ck_assert(!v.quiet);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

/* Z3: neither its own lost tail nor a peer that waits opens it again. */
START_TEST(an_adopted_node_stays_closed_and_heals_the_other)
{
    struct recovery_verdict v =
        meet(sides_one(STANDING_ADOPTED, 20, 10), sides_one(STANDING_OPEN, 40, 20));
    ck_assert_int_eq(v.standing, STANDING_ADOPTED);
    ck_assert(!v.quiet);
    ck_assert(!v.can_open);
    ck_assert(!recovery_complete(&v, 20, 40));
    v = meet(sides_one(STANDING_ADOPTED, 20, 40), sides_one(STANDING_OPEN, 40, 25));
    ck_assert_int_eq(v.standing, STANDING_ADOPTED); /* its tail is lost, and comes back */
    ck_assert_uint_eq(v.own_target, 25);
    v = meet(sides_one(STANDING_ADOPTED, 20, 40), sides_one(STANDING_RESTORED, 30, 20));
    ck_assert(!v.quiet);
    v = meet(sides_one(STANDING_RESTORED, 30, 20), sides_one(STANDING_ADOPTED, 20, 40));
    ck_assert(!v.quiet);
    ck_assert(v.can_open);
    ck_assert(recovery_complete(&v, 40, 20));
    ck_assert_int_eq(v.peer, STANDING_ADOPTED);
}
END_TEST

static bool forked(struct recovery_side us, struct recovery_side peer)
{
    struct recovery_verdict v = meet(us, peer);
    return v.own_contested || v.peer_contested;
}

START_TEST(different_digests_contest_that_journal) /* R4 */
{
    struct recovery_side us = sides_one(STANDING_OPEN, 50, 30),
                         peer = sides_one(STANDING_OPEN, 40, 45);
    ck_assert(!forked(us, peer));
    peer.held.bytes[0] ^= 1;
    ck_assert(meet(us, peer).own_contested);
    ck_assert(!meet(us, peer).peer_contested);
    peer = sides_one(STANDING_OPEN, 40, 50); /* it holds all of ours… */
    ck_assert(!forked(us, peer));
    peer.held.bytes[0] ^= 1;
    ck_assert(meet(us, peer).own_contested);
    peer = sides_one(STANDING_OPEN, 30, 45); /* … and we hold all of its */
    ck_assert(!forked(us, peer));
    peer.own.bytes[0] ^= 1;
    ck_assert(meet(us, peer).peer_contested);
    ck_assert(!meet(us, peer).own_contested);
    peer = sides_one(STANDING_OPEN, 20, 45); /* we hold more than it has: compare at its end */
    ck_assert(!forked(us, peer));
    peer.own.bytes[0] ^= 1;
    ck_assert(meet(us, peer).peer_contested);
    peer = sides_one(STANDING_OPEN, 40, 60); /* it holds more of ours than we have: it compares */
    peer.held.bytes[0] ^= 1;
    ck_assert(!forked(us, peer));
    peer = sides_one(STANDING_OPEN, 40, 45); /* we hold less of its than it has: it compares */
    peer.own.bytes[0] ^= 1;
    ck_assert(!forked(us, peer));
    peer = sides_one(STANDING_OPEN, 0, 0); /* nothing held agrees with everything */
    peer.own.bytes[0] ^= 1;
    peer.held.bytes[0] ^= 1;
    ck_assert(!forked(us, peer));
}
END_TEST

START_TEST(a_contested_journal_closes_its_own_node) /* R6 */
{
    struct recovery_side us = sides_one(STANDING_OPEN, 50, 30),
                         peer = sides_one(STANDING_OPEN, 30, 45);
    peer.held.bytes[0] ^= 1;
    struct recovery_verdict v = meet(us, peer);
    ck_assert(v.refused);
    ck_assert_int_eq(v.standing, STANDING_CONTESTED);
    ck_assert_int_eq(v.peer, STANDING_OPEN);
    peer = sides_one(STANDING_OPEN, 30, 45); /* the other one goes on */
    peer.own.bytes[0] ^= 1;
    v = meet(us, peer);
    ck_assert(!v.refused);
    ck_assert(v.peer_contested);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
    us.standing = STANDING_RESTORED; /* … or waits as before */
    v = meet(us, sides_one(STANDING_OPEN, 30, 50));
    ck_assert_int_eq(v.standing, STANDING_OPEN);
    peer = sides_one(STANDING_OPEN, 30, 50);
    peer.own.bytes[0] ^= 1;
    v = meet(us, peer);
    ck_assert_int_eq(v.standing, STANDING_RESTORED);
}
END_TEST

START_TEST(a_contested_node_waits_for_a_copy_that_agrees) /* R6 */
{
    struct recovery_side us = sides_one(STANDING_CONTESTED, 50, 30);
    contested_n = 40;
    struct recovery_verdict v = meet(us, sides_one(STANDING_OPEN, 30, 39)); /* that shows nothing */
    ck_assert(v.refused);
    ck_assert_int_eq(v.standing, STANDING_CONTESTED);
    v = meet(us, sides_one(STANDING_NEW, 0, 0));
    ck_assert(v.refused);
    ck_assert(v.quiet);
    ck_assert(!v.can_open);
    v = meet(us, sides_one(STANDING_OPEN, 30, 51)); /* only the peer can tell */
    ck_assert(v.refused);
    ck_assert_int_eq(v.standing, STANDING_CONTESTED);
    v = meet(us, sides_one(STANDING_OPEN, 31, 40));
    ck_assert(!v.refused);
    ck_assert(v.can_open);
    ck_assert_int_eq(v.standing, STANDING_RESTORED); /* R1: and catches up first */
    v = meet(us, sides_one(STANDING_OPEN, 30, 50));
    ck_assert(!v.refused);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
    v = meet(us, sides_one(STANDING_RESTORED, 30, 50));
    ck_assert(v.quiet);
    ck_assert_int_eq(v.standing, STANDING_RESTORED);
    /* A node that meets one that is contested is healed by nobody, however short its disk is. */
    contested_n = 0;
    v = meet(sides_one(STANDING_NEW, 0, 0), sides_one(STANDING_CONTESTED, 50, 0));
    ck_assert(v.quiet);
    v = meet(sides_one(STANDING_RESTORED, 50, 30), sides_one(STANDING_CONTESTED, 20, 40));
    ck_assert(v.quiet);
    ck_assert_int_eq(v.peer, STANDING_CONTESTED);
}
END_TEST

START_TEST(an_unlock_gives_up_nothing_that_the_peer_has) /* R7 */
{
    struct recovery_lock lock = {.standing = STANDING_OPEN};
    ck_assert_int_eq(recovery_unlock(&lock, false), REFUSAL_OPEN);
    ck_assert_int_eq(recovery_unlock(&lock, true), REFUSAL_OPEN);
    lock = (struct recovery_lock){.standing = STANDING_RESTORED, .own_n = 5, .peer_has_n = 5};
    ck_assert_int_eq(recovery_unlock(&lock, false), REFUSAL_NONE);
    lock.healing = true;
    ck_assert_int_eq(recovery_unlock(&lock, false), REFUSAL_CLOSED);
    lock.peer_has_n = 6;
    ck_assert_int_eq(recovery_unlock(&lock, false), REFUSAL_PEER_HOLDS);
    ck_assert_int_eq(recovery_unlock(&lock, true), REFUSAL_NONE);
    lock.standing = STANDING_CONTESTED;
    ck_assert_int_eq(recovery_unlock(&lock, false), REFUSAL_CONTESTED);
    ck_assert_int_eq(recovery_unlock(&lock, true), REFUSAL_NONE);
    lock.standing = STANDING_ADOPTED; /* Z3 */
    ck_assert_int_eq(recovery_unlock(&lock, false), REFUSAL_ADOPTED);
    ck_assert_int_eq(recovery_unlock(&lock, true), REFUSAL_ADOPTED);
    lock = (struct recovery_lock){.standing = STANDING_NEW};
    ck_assert_int_eq(recovery_unlock(&lock, false), REFUSAL_NONE);
}
END_TEST

START_TEST(standings_have_names)
{
    ck_assert_str_eq(standing_text(STANDING_NEW), "new");
    ck_assert_str_eq(standing_text(STANDING_OPEN), "open");
    ck_assert_str_eq(standing_text(STANDING_RESTORED), "restored");
    ck_assert_str_eq(standing_text(STANDING_CONTESTED), "contested");
    ck_assert_str_eq(standing_text(STANDING_ADOPTED), "adopted");
}
END_TEST

/* Both sides narrow in turn, as over a link. Returns the messages that it took. */
static int find_fork(struct contest *c, uint64_t fork_n)
{
    int messages = 1;
    while (!contest_is_found(c)) {
        struct digest theirs[CONTEST_POINTS], ours[CONTEST_POINTS];
        uint64_t points[CONTEST_POINTS];
        size_t count = contest_points(c, points);
        ck_assert_uint_ge(count, 1);
        ck_assert_uint_le(count, CONTEST_POINTS);
        ck_assert_uint_eq(points[count - 1], c->differs_n);
        for (size_t i = 0; i < count; i++) {
            ck_assert(points[i] > c->agreed_n);
            ck_assert((i == 0 || points[i] > points[i - 1]));
            theirs[i] = ours[i] = sides_digest(points[i]);
            ours[i].bytes[0] ^= points[i] >= fork_n;
        }
        ck_assert(contest_narrow(c, theirs, ours));
        messages++;
    }
    return messages;
}

START_TEST(the_first_differing_entry_is_found)
{
    for (uint64_t differs_n = 1; differs_n < 400; differs_n += 1 + differs_n / 4) {
        for (uint64_t fork_n = 1; fork_n <= differs_n; fork_n++) {
            struct contest c = {.agreed_n = 0, .differs_n = differs_n};
            (void)find_fork(&c, fork_n);
            ck_assert_uint_eq(c.differs_n, fork_n);
            ck_assert_uint_eq(c.agreed_n, fork_n - 1);
        }
    }
    struct contest c = {.agreed_n = 0, .differs_n = INT64_MAX};
    ck_assert_int_le(find_fork(&c, 1), 17);
    struct digest same[CONTEST_POINTS] = {{{0}}};
    c = (struct contest){.agreed_n = 3, .differs_n = 9};
    ck_assert(!contest_narrow(&c, same, same));
    ck_assert_uint_eq(c.agreed_n, 3);
}
END_TEST

Suite *recovery_suite(void)
{
    Suite *s = suite_create("recovery");
    TCase *t = tcase_create("recovery");
    tcase_add_test(t, an_open_pair_goes_on_at_once);
    tcase_add_test(t, two_new_nodes_open_each_other);
    tcase_add_test(t, two_nodes_that_begin_the_next_exam_open_when_each_has_the_others_staff);
    tcase_add_test(t, a_new_node_takes_the_whole_of_the_peers_journal_first);
    tcase_add_test(t, a_disk_shorter_than_the_peers_copy_is_a_restored_one);
    tcase_add_test(t, a_backup_that_lacks_nothing_opens_at_once);
    tcase_add_test(t, two_closed_nodes_stay_quiet);
    tcase_add_test(t, an_adopted_node_stays_closed_and_heals_the_other);
    tcase_add_test(t, different_digests_contest_that_journal);
    tcase_add_test(t, a_contested_journal_closes_its_own_node);
    tcase_add_test(t, a_contested_node_waits_for_a_copy_that_agrees);
    tcase_add_test(t, an_unlock_gives_up_nothing_that_the_peer_has);
    tcase_add_test(t, the_first_differing_entry_is_found);
    tcase_add_test(t, standings_have_names);
    suite_add_tcase(s, t);
    return s;
}
