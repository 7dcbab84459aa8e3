/* The peer's messages: each comes back as it went, and other words are refused. */
#include "server/core/message.h"
#include "tests/lib/sides.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    h.side = sides_one(STANDING_RESTORED, 12345678901234, 7);
    h.exam = sides_digest(9);
    memset(h.instance.bytes, 4, INSTANCE_BYTES);
    memcpy(h.agreement.rules, "id-letter=V roster=no", 22);
    h.agreement.roster = sides_digest(8);
    memcpy(h.address, "[::1]:4321", 11);
    h.plan_hours = (struct hours){{1803902400000}, {1803907800000}};
    h.clock = (struct wall){1803900000123};
    h.adopts = true;
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
    ck_assert_int_eq(m.hello.plan_hours.opens.ms, 1803902400000);
    ck_assert_int_eq(m.hello.plan_hours.closes.ms, 1803907800000);
    ck_assert_int_eq(m.hello.clock.ms, 1803900000123);
    ck_assert(m.hello.adopts);
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
    const struct message_terminal terminals[] = {{"V1", {PRESENCE_SILENT, 12999}},
                                                 {"PAS-AB012345", {PRESENCE_HERE, -1}},
                                                 {"V3", {PRESENCE_ABSENT, -1}}};
    message_put_terminals(&b, terminals, 3, 7);
    ck_assert(parse(&b, &m));
    ck_assert_int_eq(m.kind, MESSAGE_TERMINALS);
    ck_assert_int_eq(m.terminals_left, 7);
    ck_assert_uint_eq(m.terminal_count, 3);
    for (size_t i = 0; i < 3; i++) {
        struct message_terminal t = message_terminal(&m, i);
        ck_assert_str_eq(t.id, terminals[i].id);
        ck_assert_int_eq(t.presence.here, terminals[i].presence.here);
        ck_assert_int_eq(t.presence.silent_ms, i == 0 ? 12000 : -1); /* whole seconds */
    }
    static struct wire_word many[2 + 2 * (MESSAGE_TERMINALS_MOST + 1)];
    many[0] = (struct wire_word){"TERMINALS", 9};
    many[1] = (struct wire_word){"0", 1};
    for (size_t i = 2; i < sizeof many / sizeof many[0]; i += 2) {
        many[i] = (struct wire_word){"V1", 2};
        many[i + 1] = (struct wire_word){"here", 4};
    }
    ck_assert(!message_parse(many, sizeof many / sizeof many[0], &m));
    ck_assert(message_parse(many, sizeof many / sizeof many[0] - 2, &m));
    ck_assert_uint_eq(m.terminal_count, MESSAGE_TERMINALS_MOST);
    message_put_terminals(&b, NULL, 0, 0);
    ck_assert(parse(&b, &m));
    ck_assert_uint_eq(m.terminal_count, 0);
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
    struct digest digest = sides_digest(1);
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

START_TEST(a_contest_compares_up_to_sixteen_points)
{
    uint64_t points[CONTEST_POINTS];
    struct contest c = {.agreed_n = 40, .differs_n = 40 + CONTEST_POINTS};
    ck_assert_uint_eq(contest_points(&c, points), CONTEST_POINTS);
    for (size_t i = 0; i < CONTEST_POINTS; i++)
        ck_assert_uint_eq(points[i], 41 + i);
    c.differs_n++; /* every second entry, and the last */
    ck_assert_uint_eq(contest_points(&c, points), 9);
    ck_assert_uint_eq(points[7], 56);
    ck_assert_uint_eq(points[8], 57);
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
        c.digests[i] = sides_digest(points[i]);
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
                                           {"TERMINALS"},
                                           {"TERMINALS", "-1"},
                                           {"TERMINALS", "0", "V1"},
                                           {"TERMINALS", "0", "V1", "there"},
                                           {"TERMINALS", "0", "V1", "-1"},
                                           {"TERMINALS", "0", "V1", "604801"},
                                           {"TERMINALS", "0", "v1", "here"},
                                           {"TERMINALS", "0", "", "here"},
                                           {"TERMINALS", "2147483648", "V1", "here"},
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
    char version[16];
    for (unsigned number = MESSAGE_PROTOCOL; number <= MESSAGE_PROTOCOL + 1; number++) {
        int len = snprintf(version, sizeof version, "%u", number);
        w[1] = (struct wire_word){version, (size_t)len};
        /* Another version is to be refused by its number. */
        ck_assert_int_eq(message_parse(w, 2, &m), number != MESSAGE_PROTOCOL);
    }
    ck_assert_uint_eq(m.hello.protocol, MESSAGE_PROTOCOL + 1);
}
END_TEST

START_TEST(each_word_of_a_hello_is_checked)
{
    static const char *const bad[] = {
        NULL, NULL, "a b", "",    "ab", "abierto",          "x",  "ab", "-2", "ab",
        "ab", "a",  "ab",  "a b", "-1", "1000000000000000", "-1", "2"};
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
    const size_t count = MESSAGE_HELLO_WORDS, at = 13;
    words[at] = (struct wire_word){address, ADDRESS_MAX};
    ck_assert(message_parse(words, count, &m));
    words[at].len++;
    ck_assert(!message_parse(words, count, &m));
    words[at] = (struct wire_word){"\x7f", 1};
    ck_assert(!message_parse(words, count, &m));
    words[at] = (struct wire_word){"!~", 2};
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
    ck_assert(!agree_rules_valid("a=1", 1)); /* more text follows, but does not belong to them */
    ck_assert(!agree_rules_valid("a=1", 2));
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

Suite *message_suite(void)
{
    Suite *s = suite_create("message");
    TCase *t = tcase_create("message");
    tcase_add_test(t, messages_come_back_as_they_went);
    tcase_add_test(t, the_largest_batch_is_within_the_readers_limits);
    tcase_add_test(t, a_contest_compares_up_to_sixteen_points);
    tcase_add_test(t, a_contest_is_sent_and_parsed);
    tcase_add_test(t, what_is_no_message_is_refused);
    tcase_add_test(t, half_a_signature_is_refused);
    tcase_add_test(t, each_word_of_a_hello_is_checked);
    tcase_add_test(t, an_address_is_printable_and_not_too_long);
    tcase_add_test(t, rules_have_one_form);
    tcase_add_test(t, entries_need_a_number_and_a_digest);
    tcase_add_test(t, node_names_are_plain_words);
    suite_add_tcase(s, t);
    return s;
}
