/* Browsers at a node: an exam, the staff, and whatever else comes to a port for browsers. Each test
 * runs without TLS (_i 0) and with it (_i 1), unless it says otherwise. */
#include "common/net.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/browser.h"
#include "tests/lib/expect.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CLOSES_MS = 4000, PING_MS = 8000, SEND_MS = 10000, MODES = 2 };

static struct browser *browser, *other;
static int web, desk;
static bool tls;
static char certificate[192], key[192], code[256], out[NODE_STATUS_SIZE];

static void open_node(bool with_tls)
{
    open_pair();
    tls = with_tls;
    pair.alone = true;
    browser = calloc(1, sizeof *browser);
    other = calloc(1, sizeof *other);
    ck_assert_ptr_nonnull(browser);
    ck_assert_ptr_nonnull(other);
    browser->conn.stream.fd = other->conn.stream.fd = -1;
}

static void make_certificate(void)
{
    expect_ctl(&pair, CARACAS, out, "keygen", "--web", "localhost,127.0.0.1,exam.example");
    (void)snprintf(certificate, sizeof certificate, "%s/web.crt", pair.node[CARACAS].data);
    (void)snprintf(key, sizeof key, "%s/web.key", pair.node[CARACAS].data);
}

/* more: one more option and its value, or NULL. */
static void serve(const char *more, const char *value)
{
    if (tls) {
        make_certificate();
        options(&pair, CARACAS, "--web", "127.0.0.1:0", "--desk", "127.0.0.1:0", "--web-cert",
                certificate, "--web-key", key, more, value, NULL);
    } else {
        options(&pair, CARACAS, "--web", "127.0.0.1:0", "--desk", "127.0.0.1:0", more, value, NULL);
    }
    ck_assert_msg(node_start(&pair, CARACAS), "%s", file_end(pair.node[CARACAS].log));
    web = node_port_in_log("browsers of applicants: ");
    desk = node_port_in_log("browsers of the staff: ");
}

static void begin(int mode)
{
    open_node(mode == 1);
    serve(NULL, NULL);
}

static void end(void)
{
    browser_close(browser);
    browser_close(other);
    free(browser);
    free(other);
    expect_ctl(&pair, CARACAS, out, "check");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    close_pair();
}

#define expect_browser(b, beginning, ...)                                                          \
    do {                                                                                           \
        (void)browser_ask(b, __VA_ARGS__, NULL);                                                   \
        expect_reply(&(b)->conn, beginning);                                                       \
    } while (0)

static bool is_served(struct browser *b)
{
    return strcmp(browser_ask(b, "PING", NULL), "PONG") == 0;
}

/* The node closed the WebSocket with that code, and then the stream. */
static void expect_closed(struct browser *b, unsigned wanted)
{
    int opcode;
    do
        opcode = browser_receive(b, CLOSES_MS);
    while (opcode != FRAME_CLOSE && opcode != BROWSER_ENDED);
    ck_assert_msg(b->closed_by == wanted, "closed with %u, not %u", b->closed_by, wanted);
    (void)browser_send_frame(b, FRAME_FIN | FRAME_CLOSE, "\x03\xe8", 2);
    ck_assert_int_eq(browser_receive(b, CLOSES_MS), BROWSER_ENDED);
}

/* --- what it is for --- */

START_TEST(an_exam_is_sat_in_a_browser)
{
    begin(_i);
    ck_assert(browser_open(browser, web, tls));
    expect_browser(browser, "id V5000 code ", "REGISTER", "V-5.000", "Ana");
    (void)client_pair(&browser->conn, "code", code);
    expect_browser(browser, "OK", "AUTH", "V5000", code, TERMINAL);
    expect_browser(browser, "title bank ", "START");
    expect_browser(browser, "number 1 kind single ", "QUESTION", "1");
    expect_browser(browser, "OK", "ANSWER", "1", "1");
    browser_close(browser);
    ck_assert(browser_open(browser, web, tls));
    expect_browser(browser, "OK", "AUTH", "V5000", code, TERMINAL);
    (void)browser_ask(browser, "EXAM", NULL);
    expect_reply_has(&browser->conn, " state running ");
    expect_reply_has(&browser->conn, " answered 1 ");
    expect_reply_has(&browser->conn, " terminal yours ");
    expect_browser(browser, "score ", "FINISH");
    expect_browser(browser, "score ", "RESULT");
    expect_browser(browser, "OK", "QUIT");
    expect_closed(browser, 1000);
    end();
}
END_TEST

START_TEST(each_port_has_its_own_requests)
{
    char page[64];
    begin(_i);
    expect_ctl(&pair, CARACAS, out, "status");
    (void)snprintf(page, sizeof page,
                   "exam_page       %s:", tls ? "https://exam.example" : "http://127.0.0.1");
    expect_has(out, page);
    if (tls)
        ck_assert_int_ge(node_status(&pair, CARACAS, "web_cert_days"), 820);
    else
        expect_has(out, "web_cert_days   -\n");
    ck_assert(browser_open(browser, web, tls));
    ck_assert(browser_open(other, desk, tls));
    expect_browser(browser, "-ERR unknown command 'STAFF'", "STAFF", "ana", "1234");
    expect_browser(browser, "-ERR unknown command 'DESK'", "DESK", "STATUS");
    expect_browser(browser, "-NOAUTH ", "EXAM");
    expect_browser(other, "-ERR unknown command 'REGISTER'", "REGISTER", "V1");
    expect_browser(other, "-ERR unknown command 'EXAM'", "EXAM");
    expect_browser(other, "-ERR unknown command 'COMMAND'", "COMMAND");
    expect_browser(other, "server sinodo ", "HELLO", "2");
    expect_ctl(&pair, CARACAS, out, "staff", "add", "ana", "board");
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %255s", code), 1);
    expect_browser(other, "-NOAUTH ", "DESK", "STATUS");
    expect_browser(other, "account ana@caracas role board ", "STAFF", "ana@caracas", code);
    (void)browser_ask(other, "DESK", "STATUS", NULL);
    ck_assert_msg(other->conn.count > 1, "%s", other->conn.reply);
    expect_browser(other, "RESET", "RESET");
    expect_browser(other, "-NOAUTH ", "DESK", "STATUS");
    end();
}
END_TEST

/* A hidden tab sends nothing by itself. */
START_TEST(a_browser_is_pinged_by_itself)
{
    begin(0);
    ck_assert(browser_open(browser, web, tls));
    ck_assert_int_eq(browser_receive(browser, PING_MS), FRAME_PING);
    ck_assert(is_served(browser));
    end();
}
END_TEST

START_TEST(pages_come_with_what_they_name)
{
    char head[512];
    size_t len;
    begin(_i);
    ck_assert(browser_connect(browser, web, tls));
    (void)snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", web);
    for (int i = 0; i < 3; i++) {
        expect_begins(browser_send_head(browser, head, &len), "HTTP/1.1 200 OK\r\n");
        expect_has(browser->frame, "\r\nContent-Type: text/html; charset=utf-8\r\n");
        expect_has(browser->frame, "\r\nContent-Encoding: gzip\r\n");
        expect_has(browser->frame, "\r\nCache-Control: no-store\r\n");
        expect_has(browser->frame, "\r\nContent-Security-Policy: default-src 'none'; ");
    }
    ck_assert(browser_connect(other, desk, tls));
    (void)snprintf(head, sizeof head,
                   "HEAD / HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n", desk);
    expect_begins(browser_send_head(other, head, &len), "HTTP/1.1 200 OK\r\n");
    expect_has(other->frame, "\r\nConnection: close\r\n");
    ck_assert_int_eq(browser_receive(other, CLOSES_MS), BROWSER_ENDED);
    end();
}
END_TEST

/* --- what no browser of ours sends --- */

/* The rest of the head of a WebSocket. */
#define UPGRADE                                                                                    \
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"                   \
    "Sec-WebSocket-Protocol: sinodo\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

static const struct {
    const char *reply, *head;
} heads[] = {
    {"HTTP/1.1 400 ", "GET / HTTP/1.1\n"},
    {"HTTP/1.1 400 ", "PING\r\n\r\n"},
    {"HTTP/1.1 400 ", "*1\r\n$4\r\nPING\r\n\r\n"},
    {"HTTP/1.1 400 ", "GET / HTTP/1.1\r\n\r\n"},
    {"HTTP/1.1 400 ", "GET /../web.key HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"},
    {"HTTP/1.1 404 ", "GET /favicon.ico HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"},
    {"HTTP/1.1 405 ", "POST / HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 1\r\n\r\nx"},
    {"HTTP/1.1 406 ", "GET / HTTP/1.1\r\nHost: localhost:%d\r\nAccept-Encoding: br\r\n\r\n"},
    {"HTTP/1.1 413 ", "GET / HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 1\r\n\r\nx"},
    {"HTTP/1.1 421 ", "GET / HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n"},
    {"HTTP/1.1 426 ", "GET /ws HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"},
    {"HTTP/1.1 403 ",
     "GET /ws HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: http://evil.example\r\n" UPGRADE},
    {"HTTP/1.1 403 ", "GET /ws HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: null\r\n" UPGRADE},
    {"HTTP/1.1 403 ", "GET /ws HTTP/1.1\r\nHost: localhost:%d\r\n" UPGRADE},
    /* a name of others that was made to lead here, in a page of theirs */
    {"HTTP/1.1 421 ",
     "GET /ws HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n" UPGRADE},
    {"HTTP/1.1 421 ", "GET / HTTP/1.1\r\nHost: localhost:1\r\n\r\n"},
    {"HTTP/1.1 421 ", "GET / HTTP/1.1\r\nHost: localhost.evil.example:%d\r\n\r\n"},
    {"HTTP/1.1 501 ", "GET / HTTP/1.1\r\nHost: localhost:%d\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"HTTP/1.1 505 ", "GET / HTTP/1.0\r\nHost: localhost:%d\r\n\r\n"},
};

START_TEST(heads_of_others_are_refused_in_words)
{
    begin(_i);
    ck_assert(browser_open(other, web, tls));
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char head[512];
        size_t len;
        const char *host = strstr(heads[i].head, "%d");
        if (host != NULL)
            (void)snprintf(head, sizeof head, "%.*s%d%s", (int)(host - heads[i].head),
                           heads[i].head, web, host + 2);
        else
            (void)snprintf(head, sizeof head, "%s", heads[i].head);
        ck_assert(browser_connect(browser, web, tls));
        expect_begins(browser_send_head(browser, head, &len), heads[i].reply);
        ck_assert_uint_gt(len, 40);
        browser_close(browser);
    }
    ck_assert(is_served(other));
    end();
}
END_TEST

START_TEST(a_head_without_end_is_refused_at_8_kib)
{
    static char head[20000];
    size_t len;
    begin(_i);
    memset(head, 'a', sizeof head - 1);
    memcpy(head, "GET / HTTP/1.1\r\nA: ", 19);
    ck_assert(browser_connect(browser, web, tls));
    expect_begins(browser_send_head(browser, head, &len), "HTTP/1.1 431 ");
    end();
}
END_TEST

START_TEST(a_head_that_comes_byte_by_byte_is_answered)
{
    char head[128];
    size_t len;
    begin(_i);
    ck_assert(browser_connect(browser, web, tls));
    int bytes = snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", web);
    for (int i = 0; i + 1 < bytes; i++)
        ck_assert(client_send(&browser->conn, head + i, 1));
    expect_begins(browser_send_head(browser, head + bytes - 1, &len), "HTTP/1.1 200 OK\r\n");
    end();
}
END_TEST

static const struct {
    unsigned code;
    const char *bytes;
    size_t len;
} frames[] = {
    {1002, "\x82\x0e*1\r\n$4\r\nPING\r\n", 16}, /* not masked */
    {1003, "\x81\x84....abcd", 10},
    {1009, "\x82\xfe\x40\x01....x", 9},
    {1009, "\x82\xff\x40\0\0\0\0\0\0\0....x", 15},
    {1002, "\x80\x80....", 6},
    {1002, "\xc2\x80....", 6},
    {1007, "\x82\x86\0\0\0\0PING\r\n", 12}, /* an inline line */
    {1007, "\x82\x80\0\0\0\0", 6},
    {1007, "\x82\x84\0\0\0\0*0\r\n", 10},
    {1007, "\x82\x83\0\0\0\0*1\r", 9},
    {1007, "\x82\x9c\0\0\0\0*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n", 34}, /* two requests */
    {1000, "\x88\x82\0\0\0\0\x03\xe8", 8},
};

START_TEST(frames_that_break_a_rule_end_their_websocket_alone)
{
    begin(_i);
    ck_assert(browser_open(other, web, tls));
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        ck_assert(browser_open(browser, web, tls));
        ck_assert(client_send(&browser->conn, frames[i].bytes, frames[i].len));
        expect_closed(browser, frames[i].code);
        browser_close(browser);
    }
    ck_assert(is_served(other));
    end();
}
END_TEST

START_TEST(frames_that_come_byte_by_byte_are_answered)
{
    static const char request[] = "\x02\x87\0\0\0\0*1\r\n$4\r"
                                  "\x89\x82\0\0\0\0hi"
                                  "\x80\x87\0\0\0\0\nPING\r\n";
    begin(_i);
    ck_assert(browser_open(browser, web, tls));
    for (size_t i = 0; i < sizeof request - 1; i++)
        ck_assert(client_send(&browser->conn, request + i, 1));
    ck_assert_int_eq(browser_receive(browser, CLOSES_MS), FRAME_PONG);
    ck_assert_str_eq(browser->frame, "hi");
    ck_assert_int_eq(browser_receive(browser, CLOSES_MS), FRAME_BINARY);
    ck_assert_str_eq(browser->frame, "+PONG\r\n");
    end();
}
END_TEST

START_TEST(fragments_without_end_are_ended)
{
    begin(_i);
    ck_assert(browser_open(browser, web, tls));
    for (int i = 0; i < 65; i++)
        ck_assert(browser_send_frame(browser, i == 0 ? FRAME_BINARY : FRAME_CONTINUED, "a", 1));
    expect_closed(browser, 1009);
    end();
}
END_TEST

/* Has the node closed it, and not just stopped reading? */
static bool is_closed_by_node(void *context)
{
    const struct browser *b = context;
    struct pollfd p = {.fd = b->conn.stream.fd};
    return poll(&p, 1, 0) == 1 && (p.revents & (POLLHUP | POLLERR)) != 0;
}

/* It asks, and does not read: the node keeps no more replies for it than the socket takes. */
START_TEST(who_reads_no_replies_is_sent_away)
{
    static const char request[] = "*1\r\n$4\r\nINFO\r\n";
    struct mono limit = clock_deadline(3 * SEND_MS);
    bool open = true;
    begin(_i);
    ck_assert(browser_open(browser, web, tls));
    ck_assert(browser_open(other, web, tls));
    while (open && clock_left_ms(limit) > 0) {
        open = browser_send_frame(browser, FRAME_FIN | FRAME_BINARY, request, sizeof request - 1);
        ck_assert(is_served(other));
    }
    ck_assert(!open);
    ck_assert(until(is_closed_by_node, browser, SEND_MS));
    end();
}
END_TEST

/* The same of pages. */
START_TEST(who_reads_no_pages_is_sent_away)
{
    char head[128];
    struct mono limit = clock_deadline(3 * SEND_MS);
    bool open = true;
    begin(_i);
    (void)snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", web);
    ck_assert(browser_connect(browser, web, tls));
    ck_assert(browser_open(other, web, tls));
    while (open && clock_left_ms(limit) > 0) {
        open = client_send(&browser->conn, head, strlen(head));
        ck_assert(is_served(other));
    }
    ck_assert(!open);
    ck_assert(until(is_closed_by_node, browser, SEND_MS));
    end();
}
END_TEST

/* It may be told to come again: those that make room for it need a moment to end. */
static bool gets_in(void *context)
{
    browser_close(context);
    return browser_open(context, web, false);
}

/* Without TLS alone: a handshake each takes long. */
START_TEST(many_idle_connections_keep_nobody_out)
{
    enum { PLACES = 64, IDLE = 1000 };
    static int idle[IDLE];
    struct net_address address = {.host = "127.0.0.1"};
    open_node(false);
    serve("--max-clients", "64");
    (void)snprintf(address.port, sizeof address.port, "%d", web);
    ck_assert(browser_open(browser, web, false));
    expect_browser(browser, "id V5000 code ", "REGISTER", "V5000", "Ana");
    (void)client_pair(&browser->conn, "code", code);
    expect_browser(browser, "OK", "AUTH", "V5000", code, TERMINAL);
    for (int i = 0; i < IDLE; i++)
        ck_assert_int_eq(net_connect(&address, clock_deadline(SEND_MS), &idle[i]), STATUS_OK);
    expect_browser(browser, "title bank ", "EXAM");
    ck_assert(until(gets_in, other, SEND_MS));
    ck_assert(is_served(other));
    for (int i = 0; i < IDLE; i++)
        close(idle[i]);
    end();
}
END_TEST

/* --- metrics --- */

/* The reply of the port for metrics to that path. */
static const char *measure(int port, const char *path)
{
    char head[128];
    size_t len;
    (void)snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", path, port);
    return browser_send_head(browser, head, &len);
}

static int open_metrics(void)
{
    options(&pair, CARACAS, "--metrics", "127.0.0.1:0", NULL);
    ck_assert(node_start(&pair, CARACAS));
    int port = node_port_in_log("metrics: ");
    ck_assert(browser_connect(browser, port, false));
    return port;
}

START_TEST(metrics_are_for_this_machine)
{
    open_node(false);
    options(&pair, CARACAS, "--metrics", "0.0.0.0:0", NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    int port = open_metrics();
    for (int i = 0; i < 2; i++) {
        expect_begins(measure(port, "/metrics"), "HTTP/1.1 200 OK\r\n");
        expect_has(browser->frame, "\nsinodo_build_info{version=\"1.0\",node=\"caracas\"} 1\n");
        expect_has(browser->frame, "\nsinodo_link_up 0\n");
        expect_has(browser->frame, "\nsinodo_people{state=\"home\"} 0\n");
        expect_has(browser->frame, "\nsinodo_requests_queued ");
        expect_has(browser->frame, "\nsinodo_commit_seconds_count ");
    }
    expect_begins(measure(port, "/"), "HTTP/1.1 404 ");
    ck_assert(!browser_open(other, port, false));
    end();
}
END_TEST

START_TEST(promtool_takes_the_metrics)
{
    char page[192], report[192];
    open_node(false);
    expect_begins(measure(open_metrics(), "/metrics"), "HTTP/1.1 200 OK\r\n");
    (void)snprintf(page, sizeof page, "%s/metrics", pair.dir);
    (void)snprintf(report, sizeof report, "%s/metrics.report", pair.dir);
    write_file(page, strstr(browser->frame, "\r\n\r\n") + 4);
    const char *const argv[] = {"/bin/sh", "-c", "exec promtool check metrics", NULL};
    int status = process_run((char *const *)argv, page, report, SEND_MS);
    ck_assert_msg(status == 0, "%s", file_end(report));
    end();
}
END_TEST

/* --- how a node is started --- */

START_TEST(browsers_of_other_machines_need_a_certificate)
{
    open_node(false);
    options(&pair, CARACAS, "--web", "0.0.0.0:0", NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "sinodoctl keygen");
    options(&pair, CARACAS, "--web", "127.0.0.1:0", "--web-dir", ".", NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    make_certificate();
    options(&pair, CARACAS, "--web", "127.0.0.1:0", "--web-cert", certificate, NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    options(&pair, CARACAS, "--web", "127.0.0.1:0", "--web-cert", key, "--web-key", key, NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "that belong together");
    options(&pair, CARACAS, "--web", "0.0.0.0:0", NULL);
    ck_assert(node_start(&pair, CARACAS));
    web = node_port_in_log("browsers of applicants: https://");
    ck_assert(browser_open(browser, web, true));
    ck_assert(is_served(browser));
    end();
}
END_TEST

START_TEST(http_where_https_is_spoken_is_told_so)
{
    size_t len;
    begin(1);
    ck_assert(browser_connect(browser, web, false));
    expect_begins(browser_send_head(browser, "GET / HTTP/1.1\r\n\r\n", &len), "HTTP/1.1 400 ");
    expect_has(browser->frame, "https://");
    end();
}
END_TEST

Suite *browser_suite(void)
{
    Suite *s = suite_create("browser");
    TCase *t = tcase_create("browser");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, an_exam_is_sat_in_a_browser, 0, MODES);
    tcase_add_loop_test(t, each_port_has_its_own_requests, 0, MODES);
    tcase_add_test(t, a_browser_is_pinged_by_itself);
    tcase_add_loop_test(t, pages_come_with_what_they_name, 0, MODES);
    tcase_add_loop_test(t, heads_of_others_are_refused_in_words, 0, MODES);
    tcase_add_loop_test(t, a_head_without_end_is_refused_at_8_kib, 0, MODES);
    tcase_add_loop_test(t, a_head_that_comes_byte_by_byte_is_answered, 0, MODES);
    tcase_add_loop_test(t, frames_that_break_a_rule_end_their_websocket_alone, 0, MODES);
    tcase_add_loop_test(t, frames_that_come_byte_by_byte_are_answered, 0, MODES);
    tcase_add_loop_test(t, fragments_without_end_are_ended, 0, MODES);
    tcase_add_loop_test(t, who_reads_no_replies_is_sent_away, 0, MODES);
    tcase_add_loop_test(t, who_reads_no_pages_is_sent_away, 0, MODES);
    tcase_add_test(t, many_idle_connections_keep_nobody_out);
    tcase_add_test(t, metrics_are_for_this_machine);
    add_test_with("promtool", t, promtool_takes_the_metrics);
    tcase_add_test(t, browsers_of_other_machines_need_a_certificate);
    tcase_add_test(t, http_where_https_is_spoken_is_told_so);
    suite_add_tcase(s, t);
    return s;
}
