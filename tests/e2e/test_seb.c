/* A node that asks for Safe Exam Browser (--seb require), and browsers that prove it, or do not. Each test
 * runs without TLS (_i 0) and with it (_i 1), unless it says otherwise. */
#include "server/core/digest.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/browser.h"
#include "tests/lib/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MODES = 2, HEX = 64, TOKEN_SIZE = HEX + 1 };

#define CONFIG_KEY "b272480034fba0139ff4c472f05aca2fc76bc52a711bca7ad8bb534ca7c73c90"
#define RENEWED "the-second-token-of-this-test"
#define NOBODYS "11111111111111111111111111111111111111111111111111111111111111aa"

static struct browser *browser, *other;
static int web;
static bool tls;
static char certificate[192], key[192], code[256], out[NODE_STATUS_SIZE];

static void start_node(void)
{
    options(&pair, CARACAS, "--web", "127.0.0.1:0", "--seb", "require", "--seb-config-key",
            CONFIG_KEY, tls ? "--web-cert" : NULL, certificate, "--web-key", key, NULL);
    ck_assert_msg(node_start(&pair, CARACAS), "%s", file_end(pair.node[CARACAS].log));
    web = node_port_in_log("browsers of applicants: ");
}

static void open_node(int mode)
{
    open_pair();
    tls = mode == 1;
    pair.alone = true;
    browser = calloc(1, sizeof *browser);
    other = calloc(1, sizeof *other);
    ck_assert_ptr_nonnull(browser);
    ck_assert_ptr_nonnull(other);
    browser->conn.stream.fd = other->conn.stream.fd = -1;
    if (tls)
        expect_ctl(&pair, CARACAS, out, "keygen", "--web", "localhost,127.0.0.1");
    (void)snprintf(certificate, sizeof certificate, "%s/web.crt", pair.node[CARACAS].data);
    (void)snprintf(key, sizeof key, "%s/web.key", pair.node[CARACAS].data);
}

static void begin(int mode)
{
    open_node(mode);
    start_node();
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

/* --- what a page does --- */

#define expect_browser(b, beginning, ...)                                                          \
    do {                                                                                           \
        (void)browser_ask(b, __VA_ARGS__, NULL);                                                   \
        expect_reply(&(b)->conn, beginning);                                                       \
    } while (0)

/* The reply to a request for that path, on a connection of its own. */
static const char *fetch(const char *method, const char *path)
{
    static char reply[2048];
    char head[256];
    size_t len;
    (void)snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", method, path,
                   web);
    browser_close(other);
    ck_assert(browser_connect(other, web, tls));
    (void)snprintf(reply, sizeof reply, "%.2047s", browser_send_head(other, head, &len));
    return reply;
}

static const char *fetch_page(const char *nonce)
{
    char path[sizeof "/?n=" + HEX];
    (void)snprintf(path, sizeof path, "/?n=%s", nonce);
    return fetch("GET", path);
}

static void expect_redirect(const char *reply, char nonce[TOKEN_SIZE])
{
    expect_begins(reply, "HTTP/1.1 303 ");
    expect_has(reply, "\r\nCache-Control: no-store\r\n");
    expect_has(reply, "\r\nLocation: /?n=");
    memcpy(nonce, strstr(reply, "/?n=") + strlen("/?n="), HEX);
    nonce[HEX] = '\0';
    ck_assert_uint_eq(strspn(nonce, "0123456789abcdef"), HEX);
}

static void draw_nonce(char nonce[TOKEN_SIZE])
{
    expect_redirect(fetch("GET", "/"), nonce);
}

/* As the documentation of Safe Exam Browser says: the SHA-256 of the page's address and the Config Key. */
static const char *hash_of(const char *nonce, const char *config_key)
{
    static char hash[DIGEST_TEXT_SIZE];
    char text[256];
    int len = snprintf(text, sizeof text, "http%s://localhost:%d/?n=%s%s", tls ? "s" : "", web,
                       nonce, config_key);
    struct digest digest = digest_of(text, (size_t)len);
    digest_text(&digest, hash);
    return hash;
}

/* A browser of the room on a connection that is new. */
static void come(void)
{
    browser_close(browser);
    ck_assert(browser_open(browser, web, tls));
}

static void prove(const char *nonce, char pass[TOKEN_SIZE])
{
    come();
    (void)browser_ask(browser, "SEB", nonce, hash_of(nonce, CONFIG_KEY), NULL);
    ck_assert_msg(strlen(browser->conn.reply) == HEX, "%s", browser->conn.reply);
    memcpy(pass, browser->conn.reply, TOKEN_SIZE);
}

/* --- tests --- */

START_TEST(each_page_has_an_address_of_its_own)
{
    char nonce[TOKEN_SIZE], second[TOKEN_SIZE];
    begin(_i);
    expect_redirect(fetch("GET", "/"), nonce);
    expect_redirect(fetch("HEAD", "/"), second);
    ck_assert_str_ne(nonce, second);
    expect_begins(fetch_page(nonce), "HTTP/1.1 200 OK\r\n");
    expect_begins(fetch_page(nonce), "HTTP/1.1 200 OK\r\n"); /* it has proved nothing yet */
    expect_redirect(fetch_page(NOBODYS), second);
    expect_redirect(fetch("GET", "/?n="), second);
    expect_redirect(fetch("GET", "/?x=1"), second);
    expect_begins(fetch("GET", "/favicon.ico"), "HTTP/1.1 404 ");
    end();
}
END_TEST

START_TEST(who_proves_nothing_does_not_enter)
{
    char nonce[TOKEN_SIZE], pass[TOKEN_SIZE];
    begin(_i);
    draw_nonce(nonce);
    come();
    expect_browser(browser, "-NOSEB first ", "REGISTER", "V5000", "Ana");
    expect_browser(browser, "-NOSEB first ", "AUTH", "V5000", "K7QF93HD2MXT", TERMINAL);
    expect_browser(browser, "-NOSEB first ", "HELLO", "3", "AUTH", "V5000", "K7QF93HD2MXT");
    expect_browser(browser, "-NOSEB first ", "RESUME", "V5000", TERMINAL, RENEWED);
    expect_browser(browser, "-NOSEB settings ", "SEB", nonce, hash_of(nonce, NOBODYS));
    expect_browser(browser, "-NOSEB settings ", "SEB", nonce, CONFIG_KEY);
    expect_browser(browser, "-NOSEB settings ", "SEB", nonce, "");
    expect_browser(browser, "-NOSEB stale ", "SEB", NOBODYS, hash_of(NOBODYS, CONFIG_KEY));
    expect_browser(browser, "-NOSEB stale ", "SEB", NOBODYS);
    expect_browser(browser, "-NOSEB stale ", "SEB", nonce); /* a nonce is no pass */
    expect_browser(browser, "-NOSEB first ", "REGISTER", "V5000", "Ana");
    prove(nonce, pass); /* what was wrong has used nothing up */
    expect_browser(browser, "id V5000 code ", "REGISTER", "V5000", "Ana");
    end();
}
END_TEST

START_TEST(a_nonce_proves_once_and_a_pass_brings_a_page_back)
{
    char nonce[TOKEN_SIZE], pass[TOKEN_SIZE], second[TOKEN_SIZE];
    begin(_i);
    draw_nonce(nonce);
    prove(nonce, pass);
    expect_browser(browser, "id V5000 code ", "REGISTER", "V5000", "Ana");
    (void)client_pair(&browser->conn, "code", code);
    expect_browser(browser, "OK", "AUTH", "V5000", code, TERMINAL);
    expect_browser(browser, "title bank ", "START");
    come(); /* the line was lost */
    expect_browser(browser, "-NOSEB stale ", "SEB", nonce, hash_of(nonce, CONFIG_KEY));
    expect_browser(browser, "-NOSEB first ", "RESUME", "V5000", TERMINAL, RENEWED);
    expect_browser(browser, "-NOSEB first ", "AUTH", "V5000", code, TERMINAL);
    expect_browser(browser, pass, "SEB", pass);
    (void)browser_ask(browser, "RESUME", "V5000", TERMINAL, RENEWED, NULL);
    expect_reply_has(&browser->conn, " terminal yours ");
    expect_redirect(fetch_page(nonce), second);
    end();
}
END_TEST

START_TEST(passes_end_with_the_start_that_gave_them)
{
    char nonce[TOKEN_SIZE], pass[TOKEN_SIZE];
    begin(_i);
    draw_nonce(nonce);
    prove(nonce, pass);
    browser_close(browser);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    write_file(pair.node[CARACAS].log, ""); /* its port is another one */
    start_node();
    come();
    expect_browser(browser, "-NOSEB stale ", "SEB", pass);
    draw_nonce(nonce);
    prove(nonce, pass);
    end();
}
END_TEST

/* All clocks of the node go on by so many seconds. */
static void set_clock(long seconds)
{
    char path[160], fresh[176], text[32];
    (void)snprintf(path, sizeof path, "%s/clock", pair.node[CARACAS].data);
    (void)snprintf(fresh, sizeof fresh, "%s.new", path);
    (void)snprintf(text, sizeof text, "+%ld\n", seconds);
    write_file(fresh, text);
    ck_assert_int_eq(rename(fresh, path), 0);
}

/* Without TLS alone. */
START_TEST(a_nonce_proves_nothing_after_a_minute)
{
    static char clock_file[192];
    static const char *const words[] = {
        "/usr/bin/env", "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "FAKETIME_NO_CACHE=1", clock_file};
    char nonce[TOKEN_SIZE], late[TOKEN_SIZE], pass[TOKEN_SIZE];
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skipped("a checker must be the first library that is loaded");
    return;
#endif
    open_node(0);
    ck_assert_int_eq(mkdir(pair.node[CARACAS].data, 0700), 0);
    (void)snprintf(clock_file, sizeof clock_file, "FAKETIME_TIMESTAMP_FILE=%s/clock",
                   pair.node[CARACAS].data);
    memcpy(pair.node[CARACAS].before, words, sizeof words);
    set_clock(0);
    start_node();
    draw_nonce(nonce);
    set_clock(30);
    expect_begins(fetch_page(nonce), "HTTP/1.1 200 OK\r\n");
    set_clock(61);
    expect_redirect(fetch_page(nonce), late);
    come();
    expect_browser(browser, "-NOSEB stale ", "SEB", nonce, hash_of(nonce, CONFIG_KEY));
    prove(late, pass);
    end();
}
END_TEST

/* Without TLS alone. */
START_TEST(at_a_port_for_terminals_nobody_can_prove_it)
{
    char nonce[TOKEN_SIZE];
    begin(0);
    draw_nonce(nonce);
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask(conn, "-NOSEB port ", "REGISTER", "V5000", "Ana");
    expect_ask(conn, "-NOSEB port ", "SEB", nonce, hash_of(nonce, CONFIG_KEY));
    client_close(conn);
    end();
}
END_TEST

Suite *seb_suite(void)
{
    Suite *s = suite_create("seb");
    TCase *t = tcase_create("seb");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, each_page_has_an_address_of_its_own, 0, MODES);
    tcase_add_loop_test(t, who_proves_nothing_does_not_enter, 0, MODES);
    tcase_add_loop_test(t, a_nonce_proves_once_and_a_pass_brings_a_page_back, 0, MODES);
    tcase_add_loop_test(t, passes_end_with_the_start_that_gave_them, 0, MODES);
    add_test_with("faketime", t, a_nonce_proves_nothing_after_a_minute);
    tcase_add_test(t, at_a_port_for_terminals_nobody_can_prove_it);
    suite_add_tcase(s, t);
    return s;
}
