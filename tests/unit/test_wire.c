/* RESP2: every split of the bytes, every limit, lengths that lie. */
#include "common/wire.h"
#include "tests/lib/chance.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct wire_word words[WIRE_REQUEST_WORDS];
static struct wire_value values[64];
static size_t count;
static const char *reason;

static void feed(struct wire_reader *r, const char *data, size_t len)
{
    while (len > 0) {
        size_t room;
        char *space = wire_reader_space(r, &room);
        ck_assert_ptr_nonnull(space);
        size_t step = len < room ? len : room;
        memcpy(space, data, step);
        wire_reader_filled(r, step);
        data += step;
        len -= step;
    }
}

/* The next request as "word|word|", or "more", "bad". */
static void next_text(struct wire_reader *r, char out[512])
{
    size_t used = 0;
    out[0] = '\0';
    enum wire_event event = wire_request(r, words, WIRE_REQUEST_WORDS, &count, &reason);
    if (event != WIRE_READY) {
        (void)snprintf(out, 512, "%s", event == WIRE_MORE ? "more" : "bad");
        return;
    }
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(out + used, 512 - used, "%.*s|", (int)words[i].len, words[i].data);
}

static const char pipeline[] = "*2\r\n$4\r\nPING\r\n$2\r\nhi\r\nPING  \"a b\" c\r\n\r\n*0\r\n"
                               "*-1\r\n*1\r\n$0\r\n\r\nQUIT\n*1\r\n$4\r\n\r\n\r\n\r\n";
static const char *const pipeline_words[] = {"PING|hi|", "PING|a b|c|", "|",
                                             "QUIT|",    "\r\n\r\n|",   "more"};

START_TEST(every_split_gives_the_same_requests)
{
    size_t len = sizeof pipeline - 1;
    for (size_t a = 0; a <= len; a++) {
        for (size_t b = a; b <= len; b += 1 + (b - a) / 8) {
            struct wire_reader r;
            char text[512];
            size_t got = 0;
            wire_reader_init(&r, WIRE_REQUEST_BYTES);
            const size_t cuts[] = {0, a, b, len};
            for (size_t part = 0; part < 3; part++) {
                feed(&r, pipeline + cuts[part], cuts[part + 1] - cuts[part]);
                for (;;) {
                    next_text(&r, text);
                    ck_assert_str_ne(text, "bad");
                    if (strcmp(text, "more") == 0)
                        break;
                    ck_assert_str_eq(text, pipeline_words[got++]);
                }
            }
            ck_assert_uint_eq(got, 5);
            wire_reader_release(&r);
        }
    }
}
END_TEST

static enum wire_event only(const char *data, size_t len)
{
    struct wire_reader r;
    wire_reader_init(&r, WIRE_REQUEST_BYTES);
    feed(&r, data, len);
    enum wire_event event = wire_request(&r, words, WIRE_REQUEST_WORDS, &count, &reason);
    wire_reader_release(&r);
    return event;
}

START_TEST(what_is_not_resp_is_refused)
{
    static const char *const bad[] = {"*1\n",
                                      "*x\r\n",
                                      "*1\r\n+x\r\n",
                                      "*1\r\n:1\r\n",
                                      "*-2\r\n",
                                      "*1\r\n$-1\r\n",
                                      "*1\r\n$x\r\n",
                                      "*1\r\n$1\r\nab\r\n",
                                      "*65\r\n",
                                      "*1\r\n$99999\r\n",
                                      "*99999999999999999999\r\n",
                                      "PING \"a",
                                      "PING \"a\"b\r\n",
                                      "*1\r\n$3\r\nabcde",
                                      "*\r\n",
                                      "*1\r\n$4444444444444444444444444444444444444444"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char line[128];
        (void)snprintf(line, sizeof line, "%s%s", bad[i], strchr(bad[i], '"') ? "\r\n" : "");
        ck_assert_msg(only(line, strlen(line)) == WIRE_BAD, "case %zu", i);
        ck_assert_ptr_nonnull(reason);
    }
    ck_assert_int_eq(only("*1\r\n$4\r\nPI", 10), WIRE_MORE);
    ck_assert_int_eq(only("*2\r\n", 4), WIRE_MORE);
    ck_assert_int_eq(only("*", 1), WIRE_MORE);
}
END_TEST

START_TEST(a_request_has_at_most_64_words)
{
    struct buffer b = {0};
    for (size_t n = 64; n <= 65; n++) {
        buffer_clear(&b);
        wire_put_array(&b, n);
        for (size_t i = 0; i < n; i++)
            wire_put_text(&b, "x");
        ck_assert_int_eq(only(b.data, b.len), n == 64 ? WIRE_READY : WIRE_BAD);
        buffer_clear(&b);
        for (size_t i = 0; i < n; i++)
            buffer_text(&b, "x ");
        buffer_text(&b, "\r\n");
        ck_assert_int_eq(only(b.data, b.len), n == 64 ? WIRE_READY : WIRE_BAD);
    }
    buffer_release(&b);
}
END_TEST

START_TEST(a_request_has_at_most_16_kib)
{
    static char big[WIRE_REQUEST_BYTES + 64];
    memset(big, 'x', sizeof big);
    /* "*1\r\n$16370\r\n" + data + CR LF is 16384 bytes when the data has 16370. */
    int head = snprintf(big, sizeof big, "*1\r\n$%d\r\n", WIRE_REQUEST_BYTES - 14);
    big[head] = 'x';
    memcpy(big + WIRE_REQUEST_BYTES - 2, "\r\n", 2);
    ck_assert_int_eq(only(big, WIRE_REQUEST_BYTES), WIRE_READY);
    head = snprintf(big, sizeof big, "*1\r\n$%d\r\n", WIRE_REQUEST_BYTES - 13);
    big[head] = 'x';
    memcpy(big + WIRE_REQUEST_BYTES - 2, "x\r\n", 3);
    ck_assert_int_eq(only(big, WIRE_REQUEST_BYTES + 1), WIRE_BAD);
    memset(big, 'x', sizeof big);
    ck_assert_int_eq(only(big, WIRE_REQUEST_BYTES - 1), WIRE_MORE);
    ck_assert_int_eq(only(big, WIRE_REQUEST_BYTES), WIRE_BAD); /* and no end in sight */
}
END_TEST

START_TEST(replies_nest)
{
    struct wire_reader r;
    struct buffer b = {0};
    wire_put_array(&b, 6);
    wire_put_text(&b, "n");
    wire_put_integer(&b, -7);
    wire_put_text(&b, "list");
    wire_put_array(&b, 2);
    wire_put_text(&b, "a");
    wire_put_array(&b, 0);
    wire_put_text(&b, "last");
    wire_put_text(&b, "end");
    buffer_text(&b, "$-1\r\n*-1\r\n+OK\r\n-ERR no\r\n");
    for (size_t cut = 0; cut <= b.len; cut++) {
        wire_reader_init(&r, WIRE_REPLY_BYTES);
        feed(&r, b.data, cut);
        enum wire_event event = wire_reply(&r, values, 64, &count, &reason);
        ck_assert_int_ne(event, WIRE_BAD);
        if (event == WIRE_MORE) {
            feed(&r, b.data + cut, b.len - cut);
            ck_assert_int_eq(wire_reply(&r, values, 64, &count, &reason), WIRE_READY);
        }
        ck_assert_uint_eq(count, 9);
        ck_assert_int_eq(wire_pair(values, count, "n")->integer, -7);
        ck_assert_uint_eq(wire_pair(values, count, "list")->count, 2);
        ck_assert_mem_eq(wire_pair(values, count, "last")->data, "end", 3);
        ck_assert_ptr_null(wire_pair(values, count, "a"));
        ck_assert_uint_eq(wire_skip(values, count, 4), 7);
        if (event == WIRE_READY && cut < b.len)
            feed(&r, b.data + cut, b.len - cut);
        static const enum wire_type types[] = {WIRE_NULL, WIRE_NULL, WIRE_SIMPLE, WIRE_ERROR};
        for (size_t i = 0; i < 4; i++) {
            ck_assert_int_eq(wire_reply(&r, values, 64, &count, &reason), WIRE_READY);
            ck_assert_int_eq(values[0].type, types[i]);
        }
        ck_assert_int_eq(wire_reply(&r, values, 64, &count, &reason), WIRE_MORE);
        wire_reader_release(&r);
    }
    buffer_release(&b);
}
END_TEST

START_TEST(integers_are_written_whole)
{
    static const int64_t numbers[] = {0, 7, -7, 10, 100, INT64_MAX, INT64_MIN};
    struct buffer b = {0};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, ":%" PRId64 "\r\n", numbers[i]);
        buffer_clear(&b);
        wire_put_integer(&b, numbers[i]);
        ck_assert_uint_eq(b.len, strlen(text));
        ck_assert_mem_eq(b.data, text, b.len);
    }
    buffer_release(&b);
}
END_TEST

START_TEST(a_map_and_a_null_are_written_by_the_version)
{
    struct buffer b = {0};
    wire_put_map(&b, WIRE_RESP3, 12);
    wire_put_map(&b, WIRE_RESP2, 12);
    wire_put_null(&b, WIRE_RESP3);
    wire_put_null(&b, WIRE_RESP2);
    buffer_append(&b, "", 1);
    ck_assert_str_eq(b.data, "%12\r\n*24\r\n_\r\n$-1\r\n");
    buffer_release(&b);
}
END_TEST

START_TEST(hostile_replies_are_refused)
{
    static const char *const bad[] = {"x\r\n",         ":x\r\n",    "*9999\r\n",
                                      "$99999999\r\n", "$1\r\nabc", "*1\r\n*1\r\n*99\r\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct wire_reader r;
        wire_reader_init(&r, WIRE_REPLY_BYTES);
        feed(&r, bad[i], strlen(bad[i]));
        ck_assert_msg(wire_reply(&r, values, 64, &count, &reason) == WIRE_BAD, "case %zu", i);
        wire_reader_release(&r);
    }
}
END_TEST

START_TEST(a_request_that_is_undone_comes_again)
{
    struct wire_reader r;
    char text[512];
    wire_reader_init(&r, WIRE_REQUEST_BYTES);
    feed(&r, "PING a\r\nPING b\r\nPI", 18);
    next_text(&r, text);
    ck_assert_str_eq(text, "PING|a|");
    wire_reader_undo(&r);
    feed(&r, "NG c\r\n", 6);
    for (const char *const *next = (const char *const[]){"PING|a|", "PING|b|", "PING|c|", NULL};
         *next != NULL; next++) {
        next_text(&r, text);
        ck_assert_str_eq(text, *next);
    }
    wire_reader_release(&r);
}
END_TEST

START_TEST(errors_stay_on_one_line)
{
    struct buffer b = {0};
    wire_put_error(&b, "ERR", "a\r\n-FAKE %s", "\n\x01x");
    ck_assert_uint_eq(b.len, strlen("-ERR a  -FAKE   x\r\n"));
    ck_assert_mem_eq(b.data, "-ERR a  -FAKE   x\r\n", b.len);
    buffer_release(&b);
}
END_TEST

START_TEST(words_compare_and_convert)
{
    struct wire_word w = {"Ping", 4};
    int64_t n = 5;
    ck_assert(wire_is(&w, "PING"));
    ck_assert(!wire_is(&w, "PINGS"));
    ck_assert(!wire_is(&w, "PIN"));
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {{"7", true},
                 {"-3", true},
                 {"007", true},
                 {"", false},
                 {"-", false},
                 {"8", false},
                 {"-4", false},
                 {"1x", false},
                 {" 1", false},
                 {"+1", false},
                 {"9999999999999999999", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct wire_word word = {cases[i].text, strlen(cases[i].text)};
        ck_assert_msg(wire_integer(&word, -3, 7, &n) == cases[i].valid, "%s", cases[i].text);
    }
}
END_TEST

static uint64_t state;

static size_t draw(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

START_TEST(random_requests_survive_random_splits)
{
    uint64_t seed = setting("SEED", 4711);
    state = seed * 2 + 1;
    for (int round = 0; round < 2000; round++) {
        struct buffer b = {0};
        struct wire_reader r;
        char sent[8][40];
        size_t lens[8], n = 1 + draw(8);
        wire_put_array(&b, n);
        for (size_t i = 0; i < n; i++) {
            lens[i] = draw(40);
            for (size_t k = 0; k < lens[i]; k++)
                sent[i][k] = (char)draw(256);
            wire_put_bulk(&b, sent[i], lens[i]);
        }
        wire_reader_init(&r, WIRE_REQUEST_BYTES);
        enum wire_event event = WIRE_MORE;
        for (size_t at = 0; at < b.len;) {
            size_t step = 1 + draw(b.len - at);
            ck_assert_int_eq(event, WIRE_MORE);
            feed(&r, b.data + at, step);
            event = wire_request(&r, words, WIRE_REQUEST_WORDS, &count, &reason);
            at += step;
        }
        ck_assert_msg(event == WIRE_READY, "SEED=%" PRIu64, seed);
        ck_assert_msg(count == n, "SEED=%" PRIu64, seed);
        for (size_t i = 0; i < n; i++) {
            bool same = words[i].len == lens[i] && memcmp(words[i].data, sent[i], lens[i]) == 0;
            ck_assert_msg(same, "SEED=%" PRIu64 ": word %zu", seed, i);
        }
        wire_reader_release(&r);
        buffer_release(&b);
    }
}
END_TEST

START_TEST(garbage_never_reads_beyond_the_input)
{
    state = 99;
    static const char bytes[] = "*$+-:\r\n0123456789\"ab \0\xff";
    for (int round = 0; round < 20000; round++) {
        struct wire_reader r;
        char garbage[64];
        size_t len = draw(sizeof garbage);
        for (size_t i = 0; i < len; i++)
            garbage[i] = bytes[draw(sizeof bytes)];
        wire_reader_init(&r, 48);
        feed(&r, garbage, len);
        while (wire_request(&r, words, WIRE_REQUEST_WORDS, &count, &reason) == WIRE_READY)
            for (size_t i = 0; i < count; i++) {
                ck_assert(words[i].data >= r.in.data);
                ck_assert(words[i].data + words[i].len <= r.in.data + r.in.len);
            }
        wire_reader_release(&r);
    }
}
END_TEST

Suite *wire_suite(void)
{
    Suite *s = suite_create("wire");
    TCase *t = tcase_create("wire");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, every_split_gives_the_same_requests);
    tcase_add_test(t, what_is_not_resp_is_refused);
    tcase_add_test(t, a_request_has_at_most_64_words);
    tcase_add_test(t, a_request_has_at_most_16_kib);
    tcase_add_test(t, replies_nest);
    tcase_add_test(t, integers_are_written_whole);
    tcase_add_test(t, a_map_and_a_null_are_written_by_the_version);
    tcase_add_test(t, hostile_replies_are_refused);
    tcase_add_test(t, a_request_that_is_undone_comes_again);
    tcase_add_test(t, errors_stay_on_one_line);
    tcase_add_test(t, words_compare_and_convert);
    tcase_add_test(t, random_requests_survive_random_splits);
    tcase_add_test(t, garbage_never_reads_beyond_the_input);
    suite_add_tcase(s, t);
    return s;
}
