/* Frames: every split of the bytes, every rule that a browser may break, and what is answered. */
#include "server/door/websocket.h"
#include "tests/lib/frames.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct websocket *ws;
static struct buffer in, out;

static void setup(void)
{
    ck_assert_int_eq(websocket_open(&ws), STATUS_OK);
}

static void teardown(void)
{
    websocket_close(ws);
    buffer_release(&in);
    buffer_release(&out);
}

static void put_text(unsigned first, const char *text)
{
    frame_put(&in, first, text, strlen(text));
}

/* Reads what was put, `piece` bytes at a time: "message|message|", then "closed" or nothing. */
static const char *read_all(size_t piece)
{
    static char text[1024];
    size_t used = 0;
    text[0] = '\0';
    for (size_t at = 0; at < in.len; at += piece) {
        struct wire_word message;
        enum websocket_event event;
        websocket_feed(ws, in.data + at, in.len - at < piece ? in.len - at : piece);
        while ((event = websocket_next(ws, &message, &out)) == WEBSOCKET_MESSAGE)
            used += (size_t)snprintf(text + used, sizeof text - used, "%.*s|",
                                     (int)(message.len < 40 ? message.len : 40), message.data);
        if (event == WEBSOCKET_CLOSED) {
            (void)snprintf(text + used, sizeof text - used, "closed");
            break;
        }
    }
    buffer_clear(&in);
    return text;
}

/* The code of the close frame at the end of what goes out; 0: there is none. */
static unsigned closed_with(void)
{
    const unsigned char *end = (const unsigned char *)out.data + out.len;
    bool is = out.len >= 4 && end[-4] == (FRAME_FIN | FRAME_CLOSE) && end[-3] == 2;
    return is ? (unsigned)end[-2] << 8 | end[-1] : 0;
}

static void renew(void)
{
    teardown();
    setup();
}

START_TEST(every_split_gives_the_same_messages)
{
    for (size_t piece = 1; piece < 80; piece++) {
        put_text(FRAME_FIN | FRAME_BINARY, "one");
        put_text(FRAME_BINARY, "tw");
        put_text(FRAME_FIN | FRAME_PING, "are you there");
        put_text(FRAME_CONTINUED, "");
        put_text(FRAME_FIN | FRAME_CONTINUED, "o");
        put_text(FRAME_FIN | FRAME_PONG, "");
        put_text(FRAME_FIN | FRAME_BINARY, "");
        put_text(FRAME_FIN | FRAME_BINARY, "three");
        ck_assert_str_eq(read_all(piece), "one|two||three|");
        ck_assert(!websocket_is_amid(ws));
        ck_assert_uint_eq(out.len, 15);
        ck_assert_int_eq(memcmp(out.data,
                                "\x8a\x0d"
                                "are you there",
                                15),
                         0);
        renew();
    }
}
END_TEST

START_TEST(half_a_frame_and_half_a_message_are_known_as_such)
{
    ck_assert(!websocket_is_amid(ws));
    buffer_append(&in, "\x82", 1);
    ck_assert_str_eq(read_all(1), "");
    ck_assert(websocket_is_amid(ws));
    renew();
    put_text(FRAME_BINARY, "a");
    ck_assert_str_eq(read_all(1), "");
    ck_assert(websocket_is_amid(ws));
    put_text(FRAME_FIN | FRAME_PONG, "x");
    ck_assert_str_eq(read_all(1), "");
    ck_assert(websocket_is_amid(ws));
    put_text(FRAME_FIN | FRAME_CONTINUED, "b");
    ck_assert_str_eq(read_all(1), "ab|");
    ck_assert(!websocket_is_amid(ws));
}
END_TEST

START_TEST(a_message_has_at_most_16_kib)
{
    static char data[WEBSOCKET_MESSAGE_BYTES + 1];
    memset(data, 'a', sizeof data);
    frame_put(&in, FRAME_FIN | FRAME_BINARY, data, sizeof data - 1);
    frame_put(&in, FRAME_BINARY, data, sizeof data - 2);
    frame_put(&in, FRAME_FIN | FRAME_CONTINUED, data, 1);
    ck_assert_uint_eq(strlen(read_all(1000)), 82);
    ck_assert(!websocket_is_amid(ws));
    frame_put(&in, FRAME_BINARY, data, sizeof data - 2);
    frame_put(&in, FRAME_FIN | FRAME_CONTINUED, data, 2);
    ck_assert_str_eq(read_all(1000), "closed");
    ck_assert_uint_eq(closed_with(), WEBSOCKET_TOO_LONG);
    renew();
    frame_put(&in, FRAME_FIN | FRAME_BINARY, data, sizeof data);
    ck_assert_str_eq(read_all(1000), "closed");
    ck_assert_uint_eq(closed_with(), WEBSOCKET_TOO_LONG);
}
END_TEST

/* Its rest would never come: it is refused by its length. */
START_TEST(a_frame_of_2_to_the_62_bytes_is_refused_at_its_first)
{
    static const char frame[] = "\x82\xff\x40\0\0\0\0\0\0\0....x";
    buffer_append(&in, frame, sizeof frame - 1);
    ck_assert_str_eq(read_all(1), "closed");
    ck_assert_uint_eq(closed_with(), WEBSOCKET_TOO_LONG);
}
END_TEST

START_TEST(fragments_without_end_are_refused)
{
    for (int i = 0; i < WEBSOCKET_FRAMES; i++)
        put_text(i == 0 ? FRAME_BINARY : FRAME_CONTINUED, "");
    ck_assert_str_eq(read_all(9), "");
    ck_assert_uint_eq(out.len, 0);
    put_text(FRAME_FIN | FRAME_CONTINUED, "");
    ck_assert_str_eq(read_all(9), "closed");
    ck_assert_uint_eq(closed_with(), WEBSOCKET_TOO_LONG);
}
END_TEST

START_TEST(broken_rules_close_with_their_codes)
{
    static const struct {
        unsigned code;
        const char *bytes;
        size_t len;
    } cases[] = {
        {1002, "\x82\x01z", 3},     /* not masked */
        {1002, "\x82\x00", 2},      /* not masked, empty */
        {1002, "\x89\x00", 2},      /* a ping that is not masked */
        {1003, "\x81\x81....z", 7}, /* text */
        {1003, "\x01\x80....", 6},  /* text in fragments */
        {1002, "\xc2\x80....", 6},  /* RSV1 */
        {1002, "\xa2\x80....", 6},  /* RSV2 */
        {1002, "\x92\x80....", 6},  /* RSV3 */
        {1002, "\x83\x80....", 6},  /* opcodes that are not given out */
        {1002, "\x87\x80....", 6},
        {1002, "\x8b\x80....", 6},
        {1002, "\x8f\x80....", 6},
        {1002, "\x80\x80....", 6},              /* nothing to continue */
        {1002, "\x02\x80....\x82\x80....", 12}, /* a message within another */
        {1002, "\x09\x80....", 6},              /* a fragment of a ping */
        {1002, "\x89\xfe\x00\x7e....", 8},      /* a ping of 126 bytes */
        {1002, "\x82\xfe\x00\x7d....", 8},      /* a length that is written too long */
        {1002, "\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff....", 14},
        {1002, "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff....", 14},
        {1002, "\x88\x81\0\0\0\0\x03", 7},         /* half a code */
        {1002, "\x88\x82\0\0\0\0\x03\xed", 8},     /* 1005 */
        {1002, "\x88\x82\0\0\0\0\x00\x00", 8},     /* 0 */
        {1002, "\x88\x82\0\0\0\0\x07\xd0", 8},     /* 2000 */
        {1007, "\x88\x83\0\0\0\0\x03\xe8\xff", 9}, /* a reason that is not UTF-8 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer_append(&in, cases[i].bytes, cases[i].len);
        ck_assert_msg(strcmp(read_all(3), "closed") == 0, "case %zu", i);
        ck_assert_msg(closed_with() == cases[i].code, "case %zu: %u, not %u", i, closed_with(),
                      cases[i].code);
        renew();
    }
}
END_TEST

START_TEST(a_close_frame_is_answered_with_its_code)
{
    frame_put(&in, FRAME_FIN | FRAME_CLOSE,
              "\x03\xe8"
              "bye",
              5);
    put_text(FRAME_FIN | FRAME_BINARY, "after it");
    ck_assert_str_eq(read_all(100), "closed");
    ck_assert_uint_eq(closed_with(), 1000);
    renew();
    put_text(FRAME_FIN | FRAME_CLOSE, "");
    ck_assert_str_eq(read_all(100), "closed");
    ck_assert_uint_eq(out.len, 2);
    ck_assert_int_eq(memcmp(out.data, "\x88\x00", 2), 0);
}
END_TEST

/* A pong is no longer than its ping, so that what goes out is bounded by what came in. */
START_TEST(a_flood_of_pings_is_answered_by_as_many_bytes_at_most)
{
    for (int i = 0; i < 600; i++)
        put_text(FRAME_FIN | FRAME_PING, "");
    size_t came = in.len;
    ck_assert_str_eq(read_all(4096), "");
    ck_assert_uint_eq(out.len, 1200);
    ck_assert_uint_le(out.len, came);
}
END_TEST

START_TEST(frames_of_the_node_are_not_masked)
{
    static char data[70000];
    websocket_put_ping(ws, &out);
    websocket_put_message(ws, "abc", 3, &out);
    websocket_put_message(ws, NULL, 0, &out);
    ck_assert_uint_eq(out.len, 9);
    ck_assert_int_eq(memcmp(out.data,
                            "\x89\x00\x82\x03"
                            "abc\x82\x00",
                            9),
                     0);
    buffer_clear(&out);
    websocket_put_message(ws, data, 126, &out);
    ck_assert_int_eq(memcmp(out.data, "\x82\x7e\x00\x7e", 4), 0);
    buffer_clear(&out);
    websocket_put_message(ws, data, sizeof data, &out);
    ck_assert_uint_eq(out.len, sizeof data + 10);
    ck_assert_int_eq(memcmp(out.data, "\x82\x7f\0\0\0\0\0\x01\x11\x70", 10), 0);
    buffer_clear(&out);
    websocket_put_close(ws, WEBSOCKET_STOPPING, &out);
    ck_assert_uint_eq(closed_with(), 1001);
}
END_TEST

Suite *websocket_suite(void)
{
    Suite *s = suite_create("websocket");
    TCase *t = tcase_create("websocket");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, every_split_gives_the_same_messages);
    tcase_add_test(t, half_a_frame_and_half_a_message_are_known_as_such);
    tcase_add_test(t, a_message_has_at_most_16_kib);
    tcase_add_test(t, a_frame_of_2_to_the_62_bytes_is_refused_at_its_first);
    tcase_add_test(t, fragments_without_end_are_refused);
    tcase_add_test(t, broken_rules_close_with_their_codes);
    tcase_add_test(t, a_close_frame_is_answered_with_its_code);
    tcase_add_test(t, a_flood_of_pings_is_answered_by_as_many_bytes_at_most);
    tcase_add_test(t, frames_of_the_node_are_not_masked);
    suite_add_tcase(s, t);
    return s;
}
