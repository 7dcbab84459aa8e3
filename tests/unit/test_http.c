/* What browsers send before the WebSocket: every split of the bytes, every refusal, every reply. */
#include "server/door/assets.h"
#include "server/door/http.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/* The example of RFC 6455, 1.3. */
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define HOST "Host: localhost:4380\r\n"

static struct hosts *hosts;
static struct http_request request;

static void setup(void)
{
    const struct net_address listen = {.host = "127.0.0.1", .port = "4380"};
    ck_assert_int_eq(hosts_open(&listen, NULL, &hosts), STATUS_OK);
}

static void teardown(void)
{
    hosts_close(hosts);
}

static void feed(struct http_reader *r, const char *data, size_t len)
{
    size_t room;
    char *space = http_reader_space(r, &room);
    ck_assert_ptr_nonnull(space);
    ck_assert_uint_le(len, room);
    memcpy(space, data, len);
    http_reader_filled(r, len);
}

static int status_of_bytes(const char *head, size_t len)
{
    static struct http_reader r;
    http_reader_release(&r);
    feed(&r, head, len);
    request = (struct http_request){.head_only = true}; /* what was asked before */
    enum http_status status = http_request(&r, hosts, &request);
    if (status == HTTP_MORE)
        ck_assert(request.head_only);
    else if (status != HTTP_OK)
        ck_assert_int_eq(request.closes, true);
    return (int)status;
}

static int status_of(const char *head)
{
    return status_of_bytes(head, strlen(head));
}

static int status_with(const char *fields)
{
    char head[4096];
    (void)snprintf(head, sizeof head, "GET / HTTP/1.1\r\n" HOST "%s\r\n", fields);
    return status_of(head);
}

static int upgrade_with(const char *fields, char accept[HTTP_ACCEPT_SIZE])
{
    char head[4096];
    (void)snprintf(head, sizeof head, "GET /ws HTTP/1.1\r\n" HOST "%s\r\n", fields);
    ck_assert_int_eq(status_of(head), HTTP_OK);
    return (int)http_upgrade(&request, hosts, accept);
}

/* --- heads --- */

static const char pipeline[] = "GET / HTTP/1.1\r\n" HOST "Accept-Encoding: br , gzip\r\n\r\n"
                               "HEAD /a/b-c_d.js?n=1&m=%20 HTTP/1.1\r\nhost:LOCALHOST:4380\r\n"
                               "Connection: keep-alive, Close\r\n\r\n";

static void next_text(struct http_reader *r, char out[128])
{
    enum http_status status = http_request(r, hosts, &request);
    if (status != HTTP_OK)
        (void)snprintf(out, 128, "%d", status);
    else
        (void)snprintf(out, 128, "%s %.*s%s%s", request.head_only ? "HEAD" : "GET",
                       (int)request.path.len, request.path.data, request.closes ? " closes" : "",
                       request.gzip ? " gzip" : "");
}

START_TEST(every_split_gives_the_same_requests)
{
    static const char *const wanted[] = {"GET / gzip", "HEAD /a/b-c_d.js closes gzip"};
    size_t len = sizeof pipeline - 1;
    for (size_t a = 0; a <= len; a++) {
        for (size_t b = a; b <= len; b += 1 + (b - a) / 8) {
            struct http_reader r = {.scanned = 0};
            char text[128];
            size_t got = 0;
            const size_t cuts[] = {0, a, b, len};
            for (size_t part = 0; part < 3; part++) {
                feed(&r, pipeline + cuts[part], cuts[part + 1] - cuts[part]);
                for (next_text(&r, text); strcmp(text, "0") != 0; next_text(&r, text))
                    ck_assert_str_eq(text, wanted[got++]);
            }
            ck_assert_uint_eq(got, 2);
            http_reader_release(&r);
        }
    }
}
END_TEST

START_TEST(what_is_not_the_subset_is_refused)
{
    static const struct {
        int status;
        const char *head;
    } cases[] = {
        {400, "\r\n"},
        {400, "GET / HTTP/1.1\n"},
        {400, "GET / HTTP/1.1\r\r\n"},
        {400, "GET / HTTP/1.1\r\nA: b\rc\r\n"},
        {400, "\x16\x03\x01"},
        {400, "GET /\x7f HTTP/1.1"},
        {400, "GET /\r\n\r\n"},
        {400, "GET  / HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1 \r\n\r\n"},
        {400, "GET / http/1.1\r\n\r\n"},
        {400, "G(T / HTTP/1.1\r\n\r\n"},
        {505, "GET / HTTP/1.0\r\n\r\n"},
        {505, "GET / HTTP/2.0\r\n\r\n"},
        {505, "PRI * HTTP/2.0\r\n\r\n"},
        {405, "POST / HTTP/1.1\r\n\r\n"},
        {405, "get / HTTP/1.1\r\n\r\n"},
        {405, "OPTIONS * HTTP/1.1\r\n\r\n"},
        {400, "GET * HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET http://localhost:4380/ HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET localhost:4380 HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /../etc/passwd HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /a/.git/config HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET //a HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /%2e%2e/ HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /a\\b HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /\xc3\xb1 HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /?<script> HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET /#a HTTP/1.1\r\n" HOST "\r\n"},
        {400, "GET / HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST HOST "\r\n"},
        {400, "GET / HTTP/1.1\r\n" HOST " folded\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n folded\r\n" HOST "\r\n"},
        {400, "GET / HTTP/1.1\r\nHost : localhost:4380\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n: a\r\n" HOST "\r\n"},
        {400, "GET / HTTP/1.1\r\nno colon\r\n" HOST "\r\n"},
        {421, "GET / HTTP/1.1\r\nHost: evil.example:4380\r\n\r\n"},
        {421, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        {421, "GET / HTTP/1.1\r\nHost: localhost:80\r\n\r\n"},
        {421, "GET / HTTP/1.1\r\nHost: localhost:43800\r\n\r\n"},
        {421, "GET / HTTP/1.1\r\nHost: localhost:4380, evil\r\n\r\n"},
        {421, "GET / HTTP/1.1\r\nHost: evil@localhost:4380\r\n\r\n"},
        {421, "GET / HTTP/1.1\r\nHost: 0.0.0.0:4380\r\n\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(status_of(cases[i].head) == cases[i].status, "%d, not %d, for:\n%s",
                      status_of(cases[i].head), cases[i].status, cases[i].head);
    ck_assert_int_eq(status_of_bytes("GET /\0 HTTP/1.1", 15), 400);
}
END_TEST

START_TEST(bodies_are_refused)
{
    ck_assert_int_eq(status_with("Content-Length: 0\r\n"), 200);
    ck_assert_int_eq(status_with("Content-Length: 1\r\n"), 413);
    ck_assert_int_eq(status_with("Content-Length: -0\r\n"), 413);
    ck_assert_int_eq(status_with("Content-Length:\r\n"), 413);
    ck_assert_int_eq(status_with("Content-Length: 0\r\nContent-Length: 0\r\n"), 400);
    ck_assert_int_eq(status_with("Transfer-Encoding: chunked\r\n"), 501);
    ck_assert_int_eq(status_with("transfer-encoding: identity\r\nContent-Length: 0\r\n"), 501);
}
END_TEST

START_TEST(a_head_has_at_most_8_kib_and_64_fields)
{
    static char head[HTTP_HEAD_BYTES + 1];
    const char *begin = "GET / HTTP/1.1\r\n" HOST "A: ";
    memset(head, 'x', sizeof head);
    memcpy(head, begin, strlen(begin));
    ck_assert_int_eq(status_of_bytes(head, HTTP_HEAD_BYTES - 1), HTTP_MORE);
    ck_assert_int_eq(status_of_bytes(head, HTTP_HEAD_BYTES), HTTP_HEAD_TOO_LARGE);
    memcpy(head + HTTP_HEAD_BYTES - 4, "\r\n\r\n", 4);
    ck_assert_int_eq(status_of_bytes(head, HTTP_HEAD_BYTES), HTTP_OK);

    char fields[HTTP_FIELDS * 8] = "";
    for (size_t i = 1; i < HTTP_FIELDS; i++)
        (void)snprintf(fields + strlen(fields), sizeof fields - strlen(fields), "A: b\r\n");
    ck_assert_int_eq(status_with(fields), HTTP_OK);
    (void)snprintf(fields + strlen(fields), sizeof fields - strlen(fields), "A: b\r\n");
    ck_assert_int_eq(status_with(fields), HTTP_HEAD_TOO_LARGE);
}
END_TEST

START_TEST(gzip_is_taken_unless_it_is_refused)
{
    static const struct {
        bool taken;
        const char *fields;
    } cases[] = {
        {true, ""},
        {true, "Accept-Encoding: gzip, deflate, br, zstd\r\n"},
        {true, "Accept-Encoding: GZip\r\n"},
        {true, "Accept-Encoding: *\r\n"},
        {true, "Accept-Encoding: br;q=1.0, gzip;q=0.5\r\n"},
        {true, "Accept-Encoding: *;q=0, gzip ; q=0.001\r\n"},
        {false, "Accept-Encoding:\r\n"},
        {false, "Accept-Encoding: br\r\n"},
        {false, "Accept-Encoding: identity\r\n"},
        {false, "Accept-Encoding: gzip;q=0\r\n"},
        {false, "Accept-Encoding: *, gzip; q=0.000\r\n"},
        {false, "Accept-Encoding: *;q=0\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_int_eq(status_with(cases[i].fields), HTTP_OK);
        ck_assert_msg(request.gzip == cases[i].taken, "%s", cases[i].fields);
    }
}
END_TEST

/* --- the upgrade --- */

#define CONNECTION "Connection: keep-alive, Upgrade\r\n"
#define UPGRADE "Upgrade: websocket\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define PROTOCOL "Sec-WebSocket-Protocol: other, sinodo\r\n"
#define ORIGIN "Origin: http://localhost:4380\r\n"
#define KEY_FIELD "Sec-WebSocket-Key: " KEY "\r\n"

START_TEST(an_upgrade_is_whole_and_of_our_origin)
{
    static const struct {
        int status;
        const char *fields;
    } cases[] = {
        {426, ""},
        {426, UPGRADE VERSION PROTOCOL ORIGIN KEY_FIELD},
        {426, CONNECTION VERSION PROTOCOL ORIGIN KEY_FIELD},
        {426, CONNECTION UPGRADE PROTOCOL ORIGIN KEY_FIELD},
        {426, CONNECTION UPGRADE "Sec-WebSocket-Version: 8\r\n" PROTOCOL ORIGIN KEY_FIELD},
        {426, CONNECTION "Upgrade: h2c\r\n" VERSION PROTOCOL ORIGIN KEY_FIELD},
        {403, CONNECTION UPGRADE VERSION PROTOCOL KEY_FIELD},
        {403, CONNECTION UPGRADE VERSION PROTOCOL "Origin: null\r\n" KEY_FIELD},
        {403, CONNECTION UPGRADE VERSION PROTOCOL "Origin: http://evil.example:4380\r\n" KEY_FIELD},
        {403, CONNECTION UPGRADE VERSION PROTOCOL "Origin: http://localhost:4381\r\n" KEY_FIELD},
        {403, CONNECTION UPGRADE VERSION PROTOCOL "Origin: https://localhost:4380\r\n" KEY_FIELD},
        {403, CONNECTION UPGRADE VERSION PROTOCOL "Origin: http://localhost:4380/\r\n" KEY_FIELD},
        {400, CONNECTION UPGRADE VERSION ORIGIN KEY_FIELD},
        {400, CONNECTION UPGRADE VERSION ORIGIN "Sec-WebSocket-Protocol: sinodo2\r\n" KEY_FIELD},
        {400, CONNECTION UPGRADE VERSION PROTOCOL ORIGIN},
        {400, CONNECTION UPGRADE VERSION PROTOCOL ORIGIN "Sec-WebSocket-Key: YQ==\r\n"},
        {400, CONNECTION UPGRADE VERSION PROTOCOL ORIGIN
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=!\r\n"},
        {400, CONNECTION UPGRADE VERSION PROTOCOL ORIGIN
         "Sec-WebSocket-Key: =GhlIHNhbXBsZSBub25jZQ==\r\n"},
    };
    char accept[HTTP_ACCEPT_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(upgrade_with(cases[i].fields, accept) == cases[i].status, "%d:\n%s",
                      cases[i].status, cases[i].fields);
    ck_assert_int_eq(upgrade_with(CONNECTION UPGRADE VERSION PROTOCOL ORIGIN KEY_FIELD, accept),
                     HTTP_OK);
    ck_assert_str_eq(accept, ACCEPT);
    request.head_only = true;
    ck_assert_int_eq(http_upgrade(&request, hosts, accept), HTTP_METHOD_NOT_ALLOWED);
}
END_TEST

/* --- hosts --- */

START_TEST(a_listener_on_loopback_has_its_names)
{
    static const char *const ours[] = {"127.0.0.1:4380", "LocalHost:4380", "[::1]:4380"};
    static const char *const foreign[] = {"",           ":4380",           "127.0.0.1",
                                          "[::1]",      "::1:4380",        "localhost.:4380",
                                          "localhost:", "localhost:04380", "127.0.0.1:4380:4380"};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        ck_assert_msg(hosts_has(hosts, ours[i], strlen(ours[i])), "%s", ours[i]);
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        ck_assert_msg(!hosts_has(hosts, foreign[i], strlen(foreign[i])), "%s", foreign[i]);
}
END_TEST

START_TEST(a_default_port_may_be_left_out)
{
    const struct net_address listen = {.host = "127.0.0.1", .port = "80"};
    struct hosts *standard = NULL;
    ck_assert_int_eq(hosts_open(&listen, NULL, &standard), STATUS_OK);
    ck_assert(hosts_has(standard, "localhost", 9));
    ck_assert(hosts_has(standard, "[::1]", 5));
    ck_assert(hosts_has(standard, "localhost:80", 12));
    ck_assert(hosts_is_origin(standard, "http://localhost", 16));
    ck_assert(!hosts_is_origin(standard, "http://", 7));
    hosts_close(standard);
}
END_TEST

/* --- replies --- */

static const char *text_of(struct buffer *out)
{
    buffer_append(out, "", 1);
    ck_assert(!out->failed);
    return out->data;
}

START_TEST(replies_have_the_headers_that_protect)
{
    static const char *const always[] = {
        "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
        "connect-src 'self'; worker-src 'self'; img-src 'self' blob:; media-src blob:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types sinodo\r\n",
        "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: no-referrer\r\n",
        "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
        "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
    };
    const struct wall now = {INT64_C(784111777000)}; /* RFC 9110, 5.6.7 */
    struct http_reply reply = {.type = "text/css", .bytes = 7, .gzip = true, .lasts = true};
    struct buffer kept = {0}, fleeting = {0}, refused = {0}, head = {0};
    http_put_reply(&kept, &reply, now);
    expect_begins(text_of(&kept), "HTTP/1.1 200 OK\r\n");
    expect_has(kept.data, "\r\nContent-Type: text/css\r\nContent-Length: 7\r\n"
                          "Content-Encoding: gzip\r\n"
                          "Cache-Control: public, max-age=31536000, immutable\r\n");
    expect_lacks(kept.data, "Connection:");
    reply = (struct http_reply){.type = "text/html", .bytes = 8, .closes = true};
    http_put_reply(&fleeting, &reply, now);
    expect_has(text_of(&fleeting), "\r\nCache-Control: no-store\r\n");
    expect_has(fleeting.data, "\r\nConnection: close\r\n\r\n");
    expect_lacks(fleeting.data, "Content-Encoding");
    http_put_refusal(&refused, HTTP_METHOD_NOT_ALLOWED, false, true, now);
    expect_begins(text_of(&refused), "HTTP/1.1 405 Method Not Allowed\r\n");
    expect_has(refused.data, "\r\nAllow: GET, HEAD\r\n");
    http_put_refusal(&head, HTTP_UPGRADE_REQUIRED, true, false, now);
    expect_has(text_of(&head), "\r\nSec-WebSocket-Version: 13\r\n");
    ck_assert_ptr_eq(strstr(head.data, "\r\n\r\n"), head.data + head.len - 5);
    const struct buffer *const all[] = {&kept, &fleeting, &refused, &head};
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < sizeof always / sizeof always[0]; j++)
            expect_has(all[i]->data, always[j]);
    for (size_t i = 0; i < 4; i++)
        expect_lacks(all[i]->data, "Strict-Transport-Security");
    buffer_release(&kept);
    buffer_release(&fleeting);
    buffer_release(&refused);
    buffer_release(&head);
}
END_TEST

START_TEST(every_refusal_says_its_length)
{
    static const enum http_status all[] = {
        HTTP_BAD_REQUEST,    HTTP_FORBIDDEN,         HTTP_NOT_FOUND,   HTTP_METHOD_NOT_ALLOWED,
        HTTP_NOT_ACCEPTABLE, HTTP_CONTENT_TOO_LARGE, HTTP_MISDIRECTED, HTTP_UPGRADE_REQUIRED,
        HTTP_HEAD_TOO_LARGE, HTTP_NOT_IMPLEMENTED,   HTTP_UNAVAILABLE, HTTP_VERSION_NOT_SUPPORTED};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct buffer out = {0};
        char begin[32];
        size_t bytes = 0;
        http_put_refusal(&out, all[i], false, true, (struct wall){0});
        (void)snprintf(begin, sizeof begin, "HTTP/1.1 %d ", all[i]);
        expect_begins(text_of(&out), begin);
        const char *length = strstr(out.data, "Content-Length: ");
        ck_assert_ptr_nonnull(length);
        ck_assert_int_eq(sscanf(length, "Content-Length: %zu", &bytes), 1);
        const char *body = strstr(out.data, "\r\n\r\n") + 4;
        ck_assert_uint_eq(strlen(body), bytes);
        buffer_release(&out);
    }
}
END_TEST

/* --- assets --- */

static bool finds(const char *dir, enum assets_page page, const char *path, struct asset *out)
{
    static struct buffer room;
    const struct wire_word word = {path, strlen(path)};
    buffer_clear(&room);
    return assets_find(dir, page, &word, &room, out);
}

START_TEST(a_redirect_is_not_kept_and_a_query_is_read)
{
    struct buffer out = {0};
    http_put_redirect(&out, "/?n=12", false, (struct wall){0});
    buffer_append(&out, "", 1);
    expect_begins(out.data, "HTTP/1.1 303 See Other\r\n");
    expect_has(out.data, "\r\nLocation: /?n=12\r\n");
    expect_has(out.data, "\r\nContent-Length: 0\r\n");
    expect_has(out.data, "\r\nCache-Control: no-store\r\n");
    buffer_release(&out);
    ck_assert_int_eq(status_of("GET /?n=12 HTTP/1.1\r\n" HOST "\r\n"), HTTP_OK);
    ck_assert_uint_eq(request.path.len, 1);
    ck_assert_uint_eq(request.query.len, 4);
    ck_assert_mem_eq(request.query.data, "n=12", 4);
    ck_assert_int_eq(status_of("GET / HTTP/1.1\r\n" HOST "\r\n"), HTTP_OK);
    ck_assert_uint_eq(request.query.len, 0);
}
END_TEST

START_TEST(documents_are_not_kept_and_what_they_name_is)
{
    struct asset exam, desk, worker, words;
    ck_assert(finds("", ASSETS_EXAM, "/", &exam));
    ck_assert(finds("", ASSETS_DESK, "/", &desk));
    ck_assert(finds("", ASSETS_EXAM, "/sw.js", &worker));
    ck_assert_ptr_ne(exam.data, desk.data);
    ck_assert(!exam.lasts);
    ck_assert(!worker.lasts);
    ck_assert_str_eq(exam.type, "text/html; charset=utf-8");
    ck_assert_str_eq(worker.type, "text/javascript; charset=utf-8");
    ck_assert_int_eq(memcmp(exam.data, "\x1f\x8b", 2), 0);
    ck_assert(!finds("", ASSETS_EXAM, "/assets/words/es.js", &words));
    ck_assert(!finds("", ASSETS_EXAM, "/SW.js", &words));
    ck_assert(!finds("", ASSETS_EXAM, "/x", &words));
    ck_assert(!finds("", ASSETS_EXAM, "/words/es.js", &words));
}
END_TEST

START_TEST(a_directory_goes_before_the_program)
{
    struct asset page, words, none;
    ck_assert(finds("client/web", ASSETS_EXAM, "/", &page));
    ck_assert(!page.gzip);
    ck_assert_int_eq(memcmp(page.data, "<!", 2), 0);
    ck_assert(finds("client/web", ASSETS_EXAM, "/assets/words/es.js", &words));
    ck_assert(words.gzip);
    ck_assert(!words.lasts);
    ck_assert(!finds("client/web", ASSETS_EXAM, "/assets/README.md", &none));
    ck_assert(!finds("client/web", ASSETS_EXAM, "/assets/none.js", &none));
}
END_TEST

Suite *http_suite(void)
{
    Suite *s = suite_create("http");
    TCase *t = tcase_create("http");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, every_split_gives_the_same_requests);
    tcase_add_test(t, what_is_not_the_subset_is_refused);
    tcase_add_test(t, bodies_are_refused);
    tcase_add_test(t, a_head_has_at_most_8_kib_and_64_fields);
    tcase_add_test(t, gzip_is_taken_unless_it_is_refused);
    tcase_add_test(t, an_upgrade_is_whole_and_of_our_origin);
    tcase_add_test(t, a_listener_on_loopback_has_its_names);
    tcase_add_test(t, a_default_port_may_be_left_out);
    tcase_add_test(t, replies_have_the_headers_that_protect);
    tcase_add_test(t, every_refusal_says_its_length);
    tcase_add_test(t, a_redirect_is_not_kept_and_a_query_is_read);
    tcase_add_test(t, documents_are_not_kept_and_what_they_name_is);
    tcase_add_test(t, a_directory_goes_before_the_program);
    suite_add_tcase(s, t);
    return s;
}
