/* The grace of a start (server/core/grace.h): a disk that lacks the end of its journal and does not
 * know it, and a node that starts without its peer. */
#include "common/clock.h"
#include "common/net.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { QUESTIONS = 6, SERVED_MS = 15000 };

static char code[256];

static void setup(void)
{
    open_pair();
    pair.grace = true;
}

static void answer(int from, int to)
{
    char number[8];
    for (int i = from; i <= to; i++) {
        (void)snprintf(number, sizeof number, "%d", i);
        ck_assert_str_eq(client_ask(conn, "ANSWER", number, "1", NULL), "OK");
    }
}

/* V1 sits at caracas and has answered the first question. */
static void start_sitting(void)
{
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "running", "START");
    answer(1, 1);
    ck_assert(pair_settled(&pair));
}

/* All that was told is there, and the sitting goes on to its end. */
static void finish_sitting(void)
{
    char number[8];
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    expect_file_has(pair.node[CARACAS].log, "open -> restored");
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 2);
    ck_assert(node_open(&pair, CARACAS, conn));
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_has(conn, "answered 5", "START");
    for (int i = 1; i < QUESTIONS; i++) {
        (void)snprintf(number, sizeof number, "%d", i);
        expect_ask_has(conn, "answer 1", "QUESTION", number);
    }
    answer(QUESTIONS, QUESTIONS);
    expect_ask_has(conn, "copies 2", "FINISH");
    client_close(conn);
    ck_assert_int_eq(node_status(&pair, CARACAS, "incidents"), 0);
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
}

static void copy_file(const char *from, const char *to)
{
    char command[600];
    (void)snprintf(command, sizeof command, "cp -p '%s' '%s'", from, to);
    ck_assert_int_eq(system(command), 0);
}

static void name_file(const char *ending, char out[256])
{
    (void)snprintf(out, 256, "%s/sinodo.db%s", pair.node[CARACAS].data, ending);
}

static void name_copy(const char *ending, char out[256])
{
    (void)snprintf(out, 256, "%s/copy%s", pair.dir, ending);
}

/* The database and its log as they lie there, with the node at work. */
static void copy_disk(void)
{
    static const char *const endings[] = {"", "-wal"};
    char from[256], to[256];
    for (int i = 0; i < 2; i++) {
        name_file(endings[i], from);
        name_copy(endings[i], to);
        copy_file(from, to);
    }
}

static void go_on_and_die(void)
{
    answer(2, QUESTIONS - 1);
    client_close(conn);
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "confirmed", "REGISTER", "V2");
    client_close(conn);
    ck_assert(pair_settled(&pair));
    ck_assert(node_kill(&pair, CARACAS));
}

START_TEST(an_old_copy_of_the_disk_heals_while_somebody_sits)
{
    char from[256], to[256];
    start_sitting();
    copy_disk();
    go_on_and_die();
    name_copy("", from);
    name_file("", to);
    copy_file(from, to);
    name_copy("-wal", from);
    name_file("-wal", to);
    copy_file(from, to);
    name_file("-shm", to);
    (void)unlink(to);
    ck_assert(node_start(&pair, CARACAS));
    finish_sitting();
}
END_TEST

/* How much two files have in common, from their beginnings. */
static off_t common_length(const char *a, const char *b)
{
    FILE *one = fopen(a, "r"), *other = fopen(b, "r");
    off_t length = 0;
    ck_assert(one != NULL);
    ck_assert(other != NULL);
    for (int c; (c = getc(one)) != EOF && c == getc(other);)
        length++;
    (void)fclose(one);
    (void)fclose(other);
    return length;
}

START_TEST(a_log_that_lost_its_end_heals_while_somebody_sits)
{
    enum { HEADER = 32, TORN = 100 };
    char wal[256], copy[256], shm[256];
    start_sitting();
    copy_disk();
    go_on_and_die();
    name_file("-wal", wal);
    name_copy("-wal", copy);
    name_file("-shm", shm);
    off_t kept = common_length(wal, copy);
    ck_assert_int_gt(kept, HEADER); /* the log did not begin anew meanwhile */
    ck_assert_int_eq(truncate(wal, kept + TORN), 0);
    (void)unlink(shm);
    ck_assert(node_start(&pair, CARACAS));
    finish_sitting();
}
END_TEST

/* --- without the peer --- */

static void start_met_node_alone(const char *seconds)
{
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "confirmed", "REGISTER", "V1");
    (void)client_pair(conn, "code", code);
    client_close(conn);
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    pair.node[CARACAS].extra[0] = "--grace-seconds";
    pair.node[CARACAS].extra[1] = seconds;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, conn));
}

static bool serves(void *context)
{
    struct client_conn *c = context;
    (void)client_ask(c, "REGISTER", "V2", NULL);
    return !client_is(c, "-BUSY");
}

START_TEST(a_node_whose_peer_is_away_serves_after_its_grace)
{
    char out[4096];
    start_met_node_alone("2");
    struct mono began = clock_mono();
    ck_assert_str_eq(client_ask(conn, "PING", NULL), "PONG");
    expect_ask_has(conn, "peer down", "HELLO");
    expect_ask(conn, "-BUSY starting ", "REGISTER", "V2");
    ck_assert(node_shows_status(&pair, CARACAS, out, sizeof out));
    expect_has(out, "for the other node, ");
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "release", "V1", NULL), 0);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask(conn, "-BUSY starting ", "START");
    ck_assert(until(serves, conn, SERVED_MS));
    ck_assert_int_le(clock_mono().ms - began.ms, 6000);
    expect_reply_has(conn, "pending");
    expect_ask_has(conn, "running", "START");
    client_close(conn);
    ck_assert(node_shows_status(&pair, CARACAS, out, sizeof out));
    expect_lacks(out, "for the other node");
}
END_TEST

/* The terminal client waits by itself. */
START_TEST(a_terminal_waits_for_a_node_that_has_just_started)
{
    char out[4096];
    start_met_node_alone("3");
    client_close(conn);
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "", out, sizeof out, "register", "V7", "Ana", NULL), 0);
    expect_has(out, "pending");
}
END_TEST

/* Strangers do not keep it from serving: maracay waits for connections here. */
START_TEST(strangers_do_not_prolong_the_grace)
{
    struct net_address address = {.host = "127.0.0.1"};
    int fds[8];
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    pair.node[MARACAY].extra[0] = "--grace-seconds";
    pair.node[MARACAY].extra[1] = "3";
    ck_assert(node_start(&pair, MARACAY));
    struct mono began = clock_mono();
    (void)snprintf(address.port, sizeof address.port, "%d", pair.peer_port);
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        ck_assert_int_eq(net_connect(&address, clock_deadline(1000), &fds[i]), STATUS_OK);
        (void)net_send(fds[i], "*1\r\n$4\r\nBEAT\r\n", 14, clock_deadline(1000));
    }
    ck_assert(node_open(&pair, MARACAY, conn));
    ck_assert(until(serves, conn, SERVED_MS));
    ck_assert_int_le(clock_mono().ms - began.ms, 7000);
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
        (void)close(fds[i]);
    client_close(conn);
}
END_TEST

/* A connection to the peer's port that says nothing more: the peer that comes after it is taken. */
START_TEST(a_half_open_connection_keeps_no_peer_out)
{
    enum { SOON_MS = 4000 };
    struct net_address address = {.host = "127.0.0.1"};
    int fd;
    ck_assert(node_start(&pair, MARACAY));
    (void)snprintf(address.port, sizeof address.port, "%d", pair.peer_port);
    ck_assert_int_eq(net_connect(&address, clock_deadline(1000), &fd), STATUS_OK);
    ck_assert_int_eq(net_send(fd, "*", 1, clock_deadline(1000)), STATUS_OK);
    struct mono began = clock_mono();
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert_int_le(clock_mono().ms - began.ms, SOON_MS);
    (void)close(fd);
}
END_TEST

/* Whichever of the two starts: the other is there. */
START_TEST(with_the_peer_there_a_start_costs_no_grace)
{
    enum { SOON_MS = 4000 };
    ck_assert(pair_start(&pair));
    for (int which = 0; which < 2; which++) {
        ck_assert(node_kill(&pair, which));
        struct mono began = clock_mono();
        ck_assert(node_start(&pair, which));
        ck_assert(node_open(&pair, which, conn));
        ck_assert(until(serves, conn, SERVED_MS));
        ck_assert_int_le(clock_mono().ms - began.ms, SOON_MS);
        client_close(conn);
    }
}
END_TEST

Suite *start_suite(void)
{
    Suite *s = suite_create("start");
    TCase *t = tcase_create("start");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, setup, close_pair);
    tcase_add_test(t, an_old_copy_of_the_disk_heals_while_somebody_sits);
    tcase_add_test(t, a_log_that_lost_its_end_heals_while_somebody_sits);
    tcase_add_test(t, a_node_whose_peer_is_away_serves_after_its_grace);
    tcase_add_test(t, a_terminal_waits_for_a_node_that_has_just_started);
    tcase_add_test(t, strangers_do_not_prolong_the_grace);
    tcase_add_test(t, a_half_open_connection_keeps_no_peer_out);
    tcase_add_test(t, with_the_peer_there_a_start_costs_no_grace);
    suite_add_tcase(s, t);
    return s;
}
