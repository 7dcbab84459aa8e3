/* The handshake's decision, the peer's messages, and the link's state machine. */
#include "server/core/link.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* --- recovery --- */

static struct digest digest_number(uint64_t n)
{
    return digest_of(&n, sizeof n);
}

/* Sides whose histories agree: the digest of entry n is digest_number(n) in both. */
static struct recovery_side side(enum standing standing, uint64_t own_n, uint64_t held_n)
{
    return (struct recovery_side){standing, own_n, digest_number(own_n), held_n,
                                  digest_number(held_n)};
}

static uint64_t contested_n;

static struct recovery_verdict meet(struct recovery_side us, struct recovery_side peer)
{
    struct digest own_at = digest_number(peer.held_n < us.own_n ? peer.held_n : us.own_n);
    struct digest held_at = digest_number(peer.own_n < us.held_n ? peer.own_n : us.held_n);
    return recovery_meet(&us, &own_at, &held_at, contested_n, &peer);
}

START_TEST(an_open_pair_goes_on_at_once) /* R2 */
{
    struct recovery_verdict v = meet(side(STANDING_OPEN, 50, 30), side(STANDING_OPEN, 40, 45));
    ck_assert(!v.own_contested);
    ck_assert(!v.peer_contested);
    ck_assert(!v.quiet);
    ck_assert(v.can_open);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

START_TEST(two_new_nodes_open_each_other)
{
    struct recovery_verdict v = meet(side(STANDING_NEW, 0, 0), side(STANDING_NEW, 0, 0));
    ck_assert(!v.own_contested);
    ck_assert(!v.peer_contested);
    ck_assert(!v.quiet);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

START_TEST(a_new_node_takes_the_whole_of_the_peers_journal_first) /* R1 */
{
    struct recovery_verdict v = meet(side(STANDING_NEW, 0, 0), side(STANDING_OPEN, 40, 0));
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
        struct recovery_verdict v = meet(side(said[i], 20, 10), side(STANDING_OPEN, 40, 25));
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
    struct recovery_verdict v = meet(side(STANDING_RESTORED, 20, 40), side(STANDING_OPEN, 40, 20));
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

START_TEST(two_closed_nodes_stay_quiet) /* R3 */
{
    struct recovery_verdict v =
        meet(side(STANDING_RESTORED, 20, 10), side(STANDING_RESTORED, 10, 20));
    ck_assert(v.quiet);
    ck_assert(!v.can_open);
    ck_assert_int_eq(v.standing, STANDING_RESTORED);
    ck_assert(!recovery_complete(&v, 99, 99));
    v = meet(side(STANDING_NEW, 0, 0), side(STANDING_RESTORED, 10, 0));
    ck_assert(v.quiet);
    ck_assert_int_eq(v.standing, STANDING_NEW);
    /* The peer does not know yet that it is an old disk, but we hold more of it than it has. */
    v = meet(side(STANDING_RESTORED, 20, 15), side(STANDING_OPEN, 10, 20));
    ck_assert(v.quiet);
    v = meet(side(STANDING_OPEN, 20, 15), side(STANDING_OPEN, 10, 20));
    ck_assert(!v.quiet);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
}
END_TEST

static bool forked(struct recovery_side us, struct recovery_side peer)
{
    struct recovery_verdict v = meet(us, peer);
    return v.own_contested || v.peer_contested;
}

START_TEST(different_digests_contest_that_journal) /* R4 */
{
    struct recovery_side us = side(STANDING_OPEN, 50, 30), peer = side(STANDING_OPEN, 40, 45);
    ck_assert(!forked(us, peer));
    peer.held.bytes[0] ^= 1;
    ck_assert(meet(us, peer).own_contested);
    ck_assert(!meet(us, peer).peer_contested);
    peer = side(STANDING_OPEN, 40, 50); /* it holds all of ours… */
    ck_assert(!forked(us, peer));
    peer.held.bytes[0] ^= 1;
    ck_assert(meet(us, peer).own_contested);
    peer = side(STANDING_OPEN, 30, 45); /* … and we hold all of its */
    ck_assert(!forked(us, peer));
    peer.own.bytes[0] ^= 1;
    ck_assert(meet(us, peer).peer_contested);
    ck_assert(!meet(us, peer).own_contested);
    peer = side(STANDING_OPEN, 20, 45); /* we hold more than it has: compare at its end */
    ck_assert(!forked(us, peer));
    peer.own.bytes[0] ^= 1;
    ck_assert(meet(us, peer).peer_contested);
    peer = side(STANDING_OPEN, 40, 60); /* it holds more of ours than we have: it compares */
    peer.held.bytes[0] ^= 1;
    ck_assert(!forked(us, peer));
    peer = side(STANDING_OPEN, 40, 45); /* we hold less of its than it has: it compares */
    peer.own.bytes[0] ^= 1;
    ck_assert(!forked(us, peer));
    peer = side(STANDING_OPEN, 0, 0); /* nothing held agrees with everything */
    peer.own.bytes[0] ^= 1;
    peer.held.bytes[0] ^= 1;
    ck_assert(!forked(us, peer));
}
END_TEST

START_TEST(a_contested_journal_closes_its_own_node) /* R6 */
{
    struct recovery_side us = side(STANDING_OPEN, 50, 30), peer = side(STANDING_OPEN, 30, 45);
    peer.held.bytes[0] ^= 1;
    struct recovery_verdict v = meet(us, peer);
    ck_assert(v.refused);
    ck_assert_int_eq(v.standing, STANDING_CONTESTED);
    ck_assert_int_eq(v.peer, STANDING_OPEN);
    peer = side(STANDING_OPEN, 30, 45); /* the other one goes on */
    peer.own.bytes[0] ^= 1;
    v = meet(us, peer);
    ck_assert(!v.refused);
    ck_assert(v.peer_contested);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
    us.standing = STANDING_RESTORED; /* … or waits as before */
    v = meet(us, side(STANDING_OPEN, 30, 50));
    ck_assert_int_eq(v.standing, STANDING_OPEN);
    peer = side(STANDING_OPEN, 30, 50);
    peer.own.bytes[0] ^= 1;
    v = meet(us, peer);
    ck_assert_int_eq(v.standing, STANDING_RESTORED);
}
END_TEST

START_TEST(a_contested_node_waits_for_a_copy_that_agrees) /* R6 */
{
    struct recovery_side us = side(STANDING_CONTESTED, 50, 30);
    contested_n = 40;
    struct recovery_verdict v = meet(us, side(STANDING_OPEN, 30, 39)); /* that shows nothing */
    ck_assert(v.refused);
    ck_assert_int_eq(v.standing, STANDING_CONTESTED);
    v = meet(us, side(STANDING_NEW, 0, 0));
    ck_assert(v.refused);
    ck_assert(v.quiet);
    ck_assert(!v.can_open);
    v = meet(us, side(STANDING_OPEN, 30, 51)); /* only the peer can tell */
    ck_assert(v.refused);
    ck_assert_int_eq(v.standing, STANDING_CONTESTED);
    v = meet(us, side(STANDING_OPEN, 31, 40));
    ck_assert(!v.refused);
    ck_assert(v.can_open);
    ck_assert_int_eq(v.standing, STANDING_RESTORED); /* R1: and catches up first */
    v = meet(us, side(STANDING_OPEN, 30, 50));
    ck_assert(!v.refused);
    ck_assert_int_eq(v.standing, STANDING_OPEN);
    v = meet(us, side(STANDING_RESTORED, 30, 50));
    ck_assert(v.quiet);
    ck_assert_int_eq(v.standing, STANDING_RESTORED);
    /* A node that meets one that is contested is healed by nobody, however short its disk is. */
    contested_n = 0;
    v = meet(side(STANDING_NEW, 0, 0), side(STANDING_CONTESTED, 50, 0));
    ck_assert(v.quiet);
    v = meet(side(STANDING_RESTORED, 50, 30), side(STANDING_CONTESTED, 20, 40));
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
            theirs[i] = ours[i] = digest_number(points[i]);
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

/* --- messages --- */

static struct wire_word words[MESSAGE_WORDS];

/* Parses what was put into the buffer, which stays the words' memory. */
static bool parse(struct buffer *b, struct message *out)
{
    static struct wire_reader r;
    wire_reader_release(&r);
    wire_reader_init(&r, MESSAGE_BYTES);
    for (size_t at = 0; at < b->len;) {
        size_t room;
        char *space = wire_reader_space(&r, &room);
        size_t step = b->len - at < room ? b->len - at : room;
        memcpy(space, b->data + at, step);
        wire_reader_filled(&r, step);
        at += step;
    }
    size_t count;
    const char *reason;
    bool parsed = wire_request(&r, words, MESSAGE_WORDS, &count, &reason) == WIRE_READY &&
                  message_parse(words, count, out);
    buffer_clear(b);
    return parsed;
}

static struct hello sample_hello(void)
{
    struct hello h;
    memset(&h, 0, sizeof h);
    h.protocol = MESSAGE_PROTOCOL;
    memcpy(h.cluster, "sinodo", 7);
    memcpy(h.node, "caracas", 8);
    h.side = side(STANDING_RESTORED, 12345678901234, 7);
    h.exam = digest_number(9);
    memset(h.instance.bytes, 4, INSTANCE_BYTES);
    memcpy(h.agreement.rules, "id-letter=V roster=no", 22);
    h.agreement.roster = digest_number(8);
    memcpy(h.address, "[::1]:4321", 11);
    return h;
}

START_TEST(messages_come_back_as_they_went)
{
    struct buffer b = {0};
    struct message m;
    struct hello h = sample_hello();
    message_put_hello(&b, &h);
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_HELLO);
    struct buffer before = {0}, after = {0}; /* the bytes: structures have padding */
    message_put_hello(&before, &h);
    message_put_hello(&after, &m.hello);
    ck_assert_uint_eq(before.len, after.len);
    ck_assert_mem_eq(before.data, after.data, before.len);
    ck_assert_str_eq(m.hello.address, "[::1]:4321");
    ck_assert_str_eq(m.hello.agreement.rules, "id-letter=V roster=no");
    ck_assert(digest_equal(&m.hello.agreement.roster, &h.agreement.roster));
    ck_assert(instance_equal(&m.hello.instance, &h.instance));
    ck_assert_int_eq(m.hello.side.standing, STANDING_RESTORED);
    ck_assert_uint_eq(m.hello.side.own_n, 12345678901234);
    buffer_release(&before);
    buffer_release(&after);

    const struct wire_word entries[] = {{"one", 3}, {"", 0}, {"t\0o", 3}};
    for (int tail = 0; tail < 2; tail++) {
        enum message_kind kind = tail ? MESSAGE_TAIL : MESSAGE_ENTRIES;
        message_put_entries(&b, kind, 77, &h.exam, entries, 3);
        ck_assert(parse(&b, &m));
        ck_assert_int_eq(m.kind, kind);
        ck_assert_uint_eq(m.n, 77);
        ck_assert(digest_equal(&m.digest, &h.exam));
        ck_assert_uint_eq(m.entry_count, 3);
        for (size_t i = 0; i < 3; i++) {
            ck_assert_uint_eq(m.entries[i].len, entries[i].len);
            if (entries[i].len > 0)
                ck_assert_mem_eq(m.entries[i].data, entries[i].data, entries[i].len);
        }
    }
    const enum message_kind signs[] = {MESSAGE_HEAD, MESSAGE_COUNTER};
    for (size_t i = 0; i < 2; i++) {
        struct message_signed head = {.n = 78, .digest = h.exam};
        memset(head.key, 5, sizeof head.key);
        memset(head.signature, 6, sizeof head.signature);
        message_put_signed(&b, signs[i], &head);
        ck_assert(parse(&b, &m));
        ck_assert_int_eq(m.kind, signs[i]);
        ck_assert_uint_eq(m.head.n, 78);
        ck_assert(digest_equal(&m.head.digest, &h.exam));
        ck_assert_mem_eq(m.head.key, head.key, sizeof head.key);
        ck_assert_mem_eq(m.head.signature, head.signature, sizeof head.signature);
    }
    const struct message_receipt receipt = {12345678901234, 567};
    message_put_ack(&b, 0, &receipt);
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_ACK);
    ck_assert_uint_eq(m.n, 0);
    ck_assert_uint_eq(m.receipt.bytes, receipt.bytes);
    ck_assert_int_eq(m.receipt.ms, receipt.ms);
    message_put_beat(&b, &receipt, 999999999999999);
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_BEAT);
    ck_assert_int_eq(m.left_ms, 999999999999999);
    ck_assert_uint_eq(m.receipt.bytes, receipt.bytes);
    ck_assert_int_eq(m.receipt.ms, receipt.ms);
    const enum message_kind nonces[] = {MESSAGE_CHALLENGE, MESSAGE_PRESENT};
    for (size_t i = 0; i < 2; i++) {
        const struct nonce nonce = {{7, 0, 9}};
        message_put_nonce(&b, nonces[i], &nonce);
        ck_assert(parse(&b, &m));
        ck_assert_int_eq(m.kind, nonces[i]);
        ck_assert_mem_eq(m.nonce.bytes, nonce.bytes, NONCE_BYTES);
    }
    message_put_wait(&b);
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_WAIT);
    message_put_retire(&b, "no more");
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_RETIRE);
    ck_assert(wire_is(&m.reason, "no more"));
    message_put_refuse(&b, "no");
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_REFUSE);
    ck_assert(wire_is(&m.reason, "no"));
    buffer_release(&b);
}
END_TEST

START_TEST(the_largest_batch_is_within_the_readers_limits)
{
    struct buffer b = {0};
    struct message m;
    static char bytes[ENTRY_MAX_BYTES];
    struct wire_word *many = calloc(MESSAGE_ENTRIES_MAX, sizeof *many);
    for (size_t i = 0; i < MESSAGE_ENTRIES_MAX; i++)
        many[i] = (struct wire_word){bytes, MESSAGE_ENTRIES_BYTES / MESSAGE_ENTRIES_MAX};
    many[0].len = ENTRY_MAX_BYTES;
    struct digest digest = digest_number(1);
    message_put_entries(&b, MESSAGE_ENTRIES, 1, &digest, many, MESSAGE_ENTRIES_MAX);
    ck_assert_uint_le(b.len, MESSAGE_BYTES);
    ck_assert(parse(&b, &m));
    ck_assert_uint_eq(m.entry_count, MESSAGE_ENTRIES_MAX);
    free(many);
    buffer_release(&b);
}
END_TEST

/* Each word of a signature one byte too short, and one word too many. */
START_TEST(half_a_signature_is_refused)
{
    static char bytes[MESSAGE_SIGNATURE_BYTES];
    const struct wire_word good[] = {{"HEAD", 4},
                                     {"1", 1},
                                     {bytes, DIGEST_BYTES},
                                     {bytes, MESSAGE_KEY_BYTES},
                                     {bytes, MESSAGE_SIGNATURE_BYTES},
                                     {"x", 1}};
    struct message m;
    ck_assert(message_parse(good, 5, &m));
    ck_assert(!message_parse(good, 6, &m));
    ck_assert(!message_parse(good, 4, &m));
    for (size_t i = 1; i < 5; i++) {
        struct wire_word bad[5];
        memcpy(bad, good, sizeof bad);
        bad[i].len--;
        ck_assert_msg(!message_parse(bad, 5, &m), "word %zu", i);
        bad[i].len++;
        bad[1].data = "0";
        ck_assert(!message_parse(bad, 5, &m));
    }
}
END_TEST

START_TEST(a_contest_is_sent_and_parsed)
{
    struct message_contest c = {.senders = true, .contest = {.agreed_n = 3, .differs_n = 22}};
    struct buffer b = {0};
    struct message m;
    uint64_t points[CONTEST_POINTS];
    size_t count = contest_points(&c.contest, points);
    for (size_t i = 0; i < count; i++)
        c.digests[i] = digest_number(points[i]);
    message_put_contest(&b, &c);
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_CONTEST);
    ck_assert(m.contest.senders);
    ck_assert_uint_eq(m.contest.contest.agreed_n, 3);
    ck_assert_uint_eq(m.contest.contest.differs_n, 22);
    for (size_t i = 0; i < count; i++)
        ck_assert(digest_equal(&m.contest.digests[i], &c.digests[i]));
    words[1] = (struct wire_word){"yours", 5};
    ck_assert(message_parse(words, 4 + count, &m));
    ck_assert(!m.contest.senders);
    ck_assert(!message_parse(words, 3 + count, &m));
    ck_assert(!message_parse(words, 5 + count, &m));
    words[3 + count].len--; /* a digest too short */
    ck_assert(!message_parse(words, 4 + count, &m));
    words[3 + count].len++;
    words[1] = (struct wire_word){"his", 3};
    ck_assert(!message_parse(words, 4 + count, &m));
    words[1] = (struct wire_word){"mine", 4};
    words[2] = (struct wire_word){"22", 2}; /* nothing lies between */
    ck_assert(!message_parse(words, 5, &m));
    words[2] = (struct wire_word){"x", 1};
    ck_assert(!message_parse(words, 4 + count, &m));
    buffer_release(&b);
}
END_TEST

START_TEST(what_is_no_message_is_refused)
{
    struct wire_word w[16];
    struct message m;
    static const char *const lines[][4] = {{"NADA"},
                                           {"ACK"},
                                           {"ACK", "x"},
                                           {"ACK", "-1"},
                                           {"ACK", "1", "2"},
                                           {"ACK", "1", "2", "x"},
                                           {"ACK", "1", "x", "3"},
                                           {"ACK", "x", "2", "3"},
                                           {"BEAT", "1"},
                                           {"BEAT", "1", "2", "x"},
                                           {"BEAT", "1", "x", "3"},
                                           {"BEAT", "x", "2", "3"},
                                           {"BEAT", "1", "2", "1000000000000000"},
                                           {"WAIT", "1"},
                                           {"CHALLENGE"},
                                           {"CHALLENGE", "123456789012345"},
                                           {"PRESENT", "1234567890123456", "x"},
                                           {"RETIRE"},
                                           {"RETIRE", "a", "b"},
                                           {"REFUSE"},
                                           {"REFUSE", "a", "b"},
                                           {"ENTRIES", "1"},
                                           {"ENTRIES", "1", "x", "y"},
                                           {"TAIL", "x", "y"},
                                           {"HELLO"},
                                           {"HELLO", "x"},
                                           {"HELLO", "3"},
                                           {"HEAD", "1", "x", "y"},
                                           {"CONTEST", "mine", "1"},
                                           {"CONTEST", "mine", "1", "x"},
                                           {"COUNTER"}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        size_t count = 0;
        while (count < 4 && lines[i][count] != NULL) {
            w[count] = (struct wire_word){lines[i][count], strlen(lines[i][count])};
            count++;
        }
        ck_assert_msg(!message_parse(w, count, &m), "line %zu", i);
    }
    ck_assert(!message_parse(w, 0, &m));
    w[0] = (struct wire_word){"HELLO", 5};
    w[1] = (struct wire_word){"4", 1};
    ck_assert(message_parse(w, 2, &m)); /* another version: to be refused by its number */
    ck_assert_uint_eq(m.hello.protocol, 4);
}
END_TEST

START_TEST(each_word_of_a_hello_is_checked)
{
    static const char *const bad[] = {NULL, NULL, "a b", "",   "ab", "abierto", "x",
                                      "ab", "-2", "ab",  "ab", "a",  "ab",      "a b"};
    struct buffer b = {0};
    struct message m;
    struct hello h = sample_hello();
    for (size_t i = 2; i < MESSAGE_HELLO_WORDS; i++) {
        message_put_hello(&b, &h);
        ck_assert(parse(&b, &m));
        struct wire_word changed[MESSAGE_HELLO_WORDS];
        memcpy(changed, words, sizeof changed);
        changed[i] = (struct wire_word){bad[i], strlen(bad[i])};
        ck_assert_msg(!message_parse(changed, MESSAGE_HELLO_WORDS, &m), "word %zu", i);
        ck_assert(!message_parse(words, MESSAGE_HELLO_WORDS - 1, &m));
    }
    buffer_release(&b);
}
END_TEST

START_TEST(an_address_is_printable_and_not_too_long)
{
    static char address[ADDRESS_MAX + 1];
    struct buffer b = {0};
    struct message m;
    struct hello h = sample_hello();
    memset(address, 'a', sizeof address);
    message_put_hello(&b, &h);
    ck_assert(parse(&b, &m));
    const size_t count = MESSAGE_HELLO_WORDS;
    words[count - 1] = (struct wire_word){address, ADDRESS_MAX};
    ck_assert(message_parse(words, count, &m));
    words[count - 1].len++;
    ck_assert(!message_parse(words, count, &m));
    words[count - 1] = (struct wire_word){"\x7f", 1};
    ck_assert(!message_parse(words, count, &m));
    words[count - 1] = (struct wire_word){"!~", 2};
    ck_assert(message_parse(words, count, &m));
    ck_assert_str_eq(m.hello.address, "!~");
    buffer_release(&b);
}
END_TEST

START_TEST(rules_have_one_form)
{
    static const struct {
        const char *rules;
        bool valid;
    } all[] = {{"", true},          {"a=b", true},       {"a=b b=c-3", true}, {"a=b ab=c", true},
               {"a", false},        {"a=", false},       {"=b", false},       {"a=b ", false},
               {" a=b", false},     {"a=b  b=c", false}, {"b=c a=b", false},  {"a=b a=c", false},
               {"ab=c a=b", false}, {"a=b,b=c", false},  {"a=b=c", false},    {"a=\033", false},
               {"a,b", false},      {"a_=b", false},     {"a{=b", false},     {"a:=b", false},
               {"A-9z=0", true}};
    static char longest[AGREE_RULES_MAX + 2];
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        ck_assert_msg(agree_rules_valid(all[i].rules, strlen(all[i].rules)) == all[i].valid, "%s",
                      all[i].rules);
    memset(longest, 'a', sizeof longest);
    longest[1] = '=';
    ck_assert(agree_rules_valid(longest, AGREE_RULES_MAX));
    ck_assert(!agree_rules_valid(longest, AGREE_RULES_MAX + 1));
}
END_TEST

START_TEST(entries_need_a_number_and_a_digest)
{
    static const char digest[DIGEST_BYTES] = "d";
    struct message m;
    words[0] = (struct wire_word){"ENTRIES", 7};
    words[1] = (struct wire_word){"1", 1};
    words[2] = (struct wire_word){digest, sizeof digest};
    words[3] = (struct wire_word){"x", 1};
    ck_assert(message_parse(words, 4, &m));
    words[2].len--;
    ck_assert(!message_parse(words, 4, &m));
    words[2].len++;
    words[1] = (struct wire_word){"0", 1};
    ck_assert(!message_parse(words, 4, &m));
    words[1] = (struct wire_word){"x", 1};
    ck_assert(!message_parse(words, 4, &m));
}
END_TEST

START_TEST(node_names_are_plain_words)
{
    ck_assert(node_name_valid("Caracas-2_b", 11));
    ck_assert(!node_name_valid("", 0));
    ck_assert(!node_name_valid("a b", 3));
    ck_assert(!node_name_valid("a[b", 3));
    ck_assert(!node_name_valid("a{b", 3));
    ck_assert(!node_name_valid("a:b", 3));
    ck_assert(!node_name_valid("\xc3\xb1", 2));
    ck_assert(node_name_valid("abcdefghijklmnopqrstuvwxyz012345", 32));
    ck_assert(!node_name_valid("abcdefghijklmnopqrstuvwxyz0123456", 33));
}
END_TEST

/* --- the link --- */

static struct message of_kind(enum message_kind kind, uint64_t n)
{
    struct message m;
    memset(&m, 0, sizeof m);
    m.kind = kind;
    m.n = n;
    return m;
}

static const struct mono start = {1000};

static struct link met_link(uint64_t peer_own, uint64_t peer_held, uint64_t held, bool quiet)
{
    struct link l;
    struct recovery_side peer = side(STANDING_OPEN, peer_own, peer_held);
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
    static const enum message_kind kinds[] = {MESSAGE_TAIL, MESSAGE_ENTRIES,   MESSAGE_ACK,
                                              MESSAGE_BEAT, MESSAGE_CHALLENGE, MESSAGE_PRESENT};
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
    ck_assert_int_eq(next.send, LINK_SEND_ENTRIES);
    ck_assert_uint_eq(next.n, 8);
    link_sent(&l, next, 9, 9, start);
    next = link_next(&l, 10, 0, start);
    ck_assert_int_eq(next.send, LINK_SEND_ENTRIES);
    ck_assert_uint_eq(next.n, 10);
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
    ck_assert_int_eq(next.send, LINK_SEND_ENTRIES);
    ck_assert_uint_eq(next.n, 1);
    link_sent(&l, next, LINK_AHEAD - 1, 9, start);
    next = link_next(&l, own_n, 0, start);
    ck_assert_int_eq(next.send, LINK_SEND_ENTRIES);
    ck_assert_uint_eq(next.n, LINK_AHEAD);
    link_sent(&l, next, LINK_AHEAD, 9, start);
    ck_assert_int_eq(link_next(&l, own_n, 0, start).send, LINK_SEND_NOTHING);
    ck_assert_int_eq(link_receive(&l, &ack, own_n, start), LINK_ACKED);
    next = link_next(&l, own_n, 0, start);
    ck_assert_int_eq(next.send, LINK_SEND_ENTRIES);
    ck_assert_uint_eq(next.n, LINK_AHEAD + 1);
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

static struct link met_with(uint64_t own, uint64_t peer_held, uint64_t peer_own, uint64_t held)
{
    struct link l;
    struct recovery_side peer = side(STANDING_OPEN, peer_own, peer_held);
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
    ck_assert_int_eq(next.send, LINK_SEND_ACK);
    ck_assert_uint_eq(next.n, 9);
    link_sent(&l, next, 0, 9, start);
    ck_assert_int_eq(link_next(&l, 0, 9, start).send, LINK_SEND_NOTHING);
}
END_TEST

START_TEST(a_lost_tail_goes_before_entries) /* L4 */
{
    struct link l = met_link(3, 0, 6, false);
    struct link_next next = link_next(&l, 5, 6, start);
    ck_assert_int_eq(next.send, LINK_SEND_TAIL);
    ck_assert_uint_eq(next.n, 4);
    link_sent(&l, next, 5, 9, start);
    next = link_next(&l, 5, 6, start);
    ck_assert_int_eq(next.send, LINK_SEND_TAIL);
    ck_assert_uint_eq(next.n, 6);
    link_sent(&l, next, 6, 9, start);
    next = link_next(&l, 5, 6, start);
    ck_assert_int_eq(next.send, LINK_SEND_ENTRIES);
    ck_assert_uint_eq(next.n, 1);
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

Suite *link_suite(void)
{
    Suite *s = suite_create("link");
    TCase *t = tcase_create("link");
    tcase_add_test(t, an_open_pair_goes_on_at_once);
    tcase_add_test(t, two_new_nodes_open_each_other);
    tcase_add_test(t, a_new_node_takes_the_whole_of_the_peers_journal_first);
    tcase_add_test(t, a_disk_shorter_than_the_peers_copy_is_a_restored_one);
    tcase_add_test(t, a_backup_that_lacks_nothing_opens_at_once);
    tcase_add_test(t, two_closed_nodes_stay_quiet);
    tcase_add_test(t, different_digests_contest_that_journal);
    tcase_add_test(t, a_contested_journal_closes_its_own_node);
    tcase_add_test(t, a_contested_node_waits_for_a_copy_that_agrees);
    tcase_add_test(t, an_unlock_gives_up_nothing_that_the_peer_has);
    tcase_add_test(t, the_first_differing_entry_is_found);
    tcase_add_test(t, standings_have_names);
    tcase_add_test(t, messages_come_back_as_they_went);
    tcase_add_test(t, the_largest_batch_is_within_the_readers_limits);
    tcase_add_test(t, a_contest_is_sent_and_parsed);
    tcase_add_test(t, what_is_no_message_is_refused);
    tcase_add_test(t, half_a_signature_is_refused);
    tcase_add_test(t, each_word_of_a_hello_is_checked);
    tcase_add_test(t, an_address_is_printable_and_not_too_long);
    tcase_add_test(t, rules_have_one_form);
    tcase_add_test(t, entries_need_a_number_and_a_digest);
    tcase_add_test(t, node_names_are_plain_words);
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
    tcase_add_test(t, the_peer_is_told_what_came);
    tcase_add_test(t, the_backlog_is_what_was_not_sent);
    tcase_add_test(t, a_long_backlog_is_behind_at_both_ends);
    tcase_add_test(t, a_second_greeting_on_a_contested_link_breaks_it);
    tcase_add_test(t, no_message_is_larger_than_the_reader_takes);
    suite_add_tcase(s, t);
    return s;
}
