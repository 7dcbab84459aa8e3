/* Who is let in: keys and encryption between the nodes and for clients. Every refusal stands beside
 * the same request as it passes. */
#include "common/clock.h"
#include "common/net.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char key[2][NODE_KEY_SIZE], out[8192];

static void setup(void)
{
    open_pair();
    make_keys(key);
}

/* The key that was shown and the one that was expected, in one line. */
static const char *not_the_peer(int seen, int expected)
{
    static char words[256];
    (void)snprintf(words, sizeof words,
                   "the other end is not the peer: its key is %s, and --peer-pin %s", key[seen],
                   key[expected]);
    return words;
}

START_TEST(nodes_that_know_each_other_link)
{
    options(&pair, CARACAS, "--peer-pin", key[MARACAY], NULL);
    options(&pair, MARACAY, "--peer-pin", key[CARACAS], NULL);
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "confirmed", "REGISTER", "V1");
    client_close(conn);
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
}
END_TEST

START_TEST(a_node_with_another_key_is_refused_by_both)
{
    /* The one that dials expects another key. */
    options(&pair, CARACAS, "--peer-pin", key[CARACAS], NULL);
    options(&pair, MARACAY, "--peer-pin", key[CARACAS], NULL);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, CARACAS, not_the_peer(MARACAY, CARACAS));
    expect_log(&pair, MARACAY, "no encrypted connection to the peer");
    expect_status(&pair, CARACAS, not_the_peer(MARACAY, CARACAS), out);
    expect_status(&pair, MARACAY, "no encrypted connection to the peer", out);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    /* The one that waits does. */
    char not_accepted[160];
    (void)snprintf(not_accepted, sizeof not_accepted,
                   "the peer does not accept this node's key, %s: check its --peer-pin, or put",
                   key[CARACAS]);
    options(&pair, CARACAS, "--peer-pin", key[MARACAY], NULL);
    options(&pair, MARACAY, "--peer-pin", key[MARACAY], NULL);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, MARACAY, not_the_peer(CARACAS, MARACAY));
    expect_log(&pair, CARACAS, not_accepted);
    expect_status(&pair, MARACAY, not_the_peer(CARACAS, MARACAY), out);
    expect_status(&pair, CARACAS, not_accepted, out);
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    /* As the next pin the key is good. */
    options(&pair, MARACAY, "--peer-pin", key[MARACAY], "--peer-pin-next", key[CARACAS], NULL);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(node_peer_is(&pair, MARACAY, "up"));
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(node_ctl(&pair, i, out, sizeof out, "status", NULL), 0);
        expect_lacks(out, "is not the peer");
        expect_lacks(out, "key");
    }
}
END_TEST

/* Whoever connects and says nothing keeps the peer out for no longer than it takes to say so. */
START_TEST(strangers_do_not_keep_the_peer_out)
{
    enum { STRANGERS = 50 };
    struct client_conn *stranger[2][STRANGERS];
    for (int encrypted = 0; encrypted < 2; encrypted++) {
        options(&pair, CARACAS, encrypted ? "--peer-pin" : NULL, encrypted ? key[MARACAY] : NULL,
                NULL);
        options(&pair, MARACAY, encrypted ? "--peer-pin" : NULL, encrypted ? key[CARACAS] : NULL,
                NULL);
        ck_assert(node_start(&pair, MARACAY));
        for (int i = 0; i < STRANGERS; i++) { /* before the link is up */
            stranger[0][i] = malloc(sizeof *stranger[0][i]);
            ck_assert(client_open(stranger[0][i], pair.peer_port));
        }
        ck_assert(node_start(&pair, CARACAS));
        ck_assert(node_peer_is(&pair, CARACAS, "up"));
        for (int i = 0; i < STRANGERS; i++) { /* and while it is */
            stranger[1][i] = malloc(sizeof *stranger[1][i]);
            ck_assert(client_open(stranger[1][i], pair.peer_port));
        }
        ck_assert(node_kill(&pair, CARACAS));
        ck_assert(node_start(&pair, CARACAS));
        ck_assert(node_peer_is(&pair, CARACAS, "up"));
        for (int i = 0; i < STRANGERS; i++) {
            client_close(stranger[0][i]);
            client_close(stranger[1][i]);
            free(stranger[0][i]);
            free(stranger[1][i]);
        }
        ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
        ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    }
}
END_TEST

START_TEST(a_node_that_does_not_encrypt_is_refused)
{
    options(&pair, CARACAS, "--peer-pin", key[MARACAY], NULL);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, CARACAS, "no encrypted connection to the peer");
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
}
END_TEST

/* 0.0.0.0 is no loopback address, and what is sent there stays on this machine all the same. */
START_TEST(without_a_pin_the_link_stays_on_this_machine)
{
    pair.peer_host = "0.0.0.0";
    for (int i = 0; i < 2; i++) { /* whoever dials, and whoever waits */
        options(&pair, i, NULL);
        ck_assert(node_refuses(&pair, i));
        expect_log(&pair, i, "give --peer-pin with its key's fingerprint");
        options(&pair, i, "--peer-pin", key[1 - i], NULL);
    }
    ck_assert(pair_start(&pair));
}
END_TEST

START_TEST(a_next_pin_goes_with_a_pin)
{
    options(&pair, CARACAS, "--peer-pin-next", key[MARACAY], NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_log(&pair, CARACAS, "--peer-pin-next goes with --peer-pin");
    options(&pair, CARACAS, "--peer-pin", key[MARACAY], "--peer-pin-next", key[MARACAY], NULL);
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(without_encryption_only_this_machine_connects_unless_told)
{
    pair.alone = true;
    pair.node[CARACAS].host = "0.0.0.0";
    ck_assert(node_refuses(&pair, CARACAS));
    expect_log(&pair, CARACAS, "--plaintext if that is meant");
    options(&pair, CARACAS, "--tls", "--plaintext", NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    options(&pair, CARACAS, "--plaintext", NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    options(&pair, CARACAS, "--tls", NULL);
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(clients_speak_tls_or_are_told_to)
{
    pair.alone = true;
    options(&pair, CARACAS, "--tls", NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    expect_ask(conn, "-NEEDTLS", "PING");
    client_close(conn);
    ck_assert(client_open_tls(conn, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(conn, "PING", NULL), "PONG");
    client_close(conn);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    expect_has(out, "--tls or --pin");
}
END_TEST

START_TEST(descriptors_are_kept_for_the_peer_and_the_operator)
{
    struct rlimit few = {200, 200};
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert(!file_has(pair.node[CARACAS].log, "raise the limit"));
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, CARACAS, "clients can connect: raise the limit");
}
END_TEST

/* Bytes that come one by one do not keep the door open. */
START_TEST(a_handshake_has_an_end)
{
    static const char hello[] = {0x16, 3, 1, 2, 0, 1, 0, 1, (char)0xfc, 3, 3, 0, 0, 0, 0, 0};
    char byte;
    size_t got, sent = 0;
    pair.alone = true;
    options(&pair, CARACAS, "--tls", NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    struct mono limit = clock_deadline(20000);
    enum status status = STATUS_TIMEOUT;
    while (status == STATUS_TIMEOUT && clock_left_ms(limit) > 0) {
        if (sent < sizeof hello)
            (void)client_send(conn, &hello[sent++], 1);
        status = net_receive(conn->stream.fd, &byte, 1, clock_deadline(1000), &got);
    }
    ck_assert_int_eq(status, STATUS_CLOSED);
    ck_assert_uint_gt(sent, 5);
    client_close(conn);
    ck_assert(client_open_tls(conn, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(conn, "PING", NULL), "PONG");
    client_close(conn);
}
END_TEST

START_TEST(a_client_knows_the_node_by_its_key)
{
    pair.alone = true;
    options(&pair, CARACAS, "--tls", NULL);
    ck_assert(node_start(&pair, CARACAS));
    pair.client_options[0] = "--pin";
    pair.client_options[1] = key[MARACAY];
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    expect_has(out, "shows another key");
    pair.client_options[1] = key[CARACAS];
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 0);
    expect_has(out, "confirmed");
    /* Not known, and nobody to ask. */
    pair.client_options[0] = "--tls";
    pair.client_options[1] = NULL;
    ck_assert_int_eq(setenv("XDG_CONFIG_HOME", pair.dir, 1), 0);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V2", NULL), 1);
    expect_has(out, key[CARACAS]);
}
END_TEST

/* What redis-cli prints for these options and a request: up to a NULL. */
static bool redis_says(const char *words, ...)
{
    char output[192], port[16];
    const char *argv[16] = {"/usr/bin/env", "redis-cli", "-p", port};
    size_t used = 4;
    va_list args;
    va_start(args, words);
    while (used < 15 && (argv[used] = va_arg(args, const char *)) != NULL)
        used++;
    va_end(args);
    (void)snprintf(port, sizeof port, "%d", pair.node[CARACAS].port);
    (void)snprintf(output, sizeof output, "%s/redis", pair.dir);
    (void)unlink(output);
    ck_assert_int_ne(process_run((char *const *)argv, NULL, output, 10000), 127);
    return file_has(output, words);
}

START_TEST(any_redis_client_is_let_in_by_the_nodes_certificate)
{
    char crt[2][192];
    pair.alone = true;
    options(&pair, CARACAS, "--tls", NULL);
    ck_assert(node_start(&pair, CARACAS));
    for (int i = 0; i < 2; i++)
        (void)snprintf(crt[i], sizeof crt[i], "%s/node.crt", pair.node[i].data);
    ck_assert(redis_says("verify failed", "--tls", "--cacert", crt[MARACAY], "PING", NULL));
    ck_assert(redis_says("PONG", "--tls", "--cacert", crt[CARACAS], "PING", NULL));
    ck_assert(redis_says("confirmed", "--tls", "--cacert", crt[CARACAS], "REGISTER", "V1", NULL));
    ck_assert(redis_says("NEEDTLS", "PING", NULL));
}
END_TEST

/* The connection that found the node ready may hold one still. */
static void take_place(struct client_conn *c, const char *id)
{
    char code[256];
    struct mono deadline = clock_deadline(5000);
    while (!client_open_tls(c, pair.node[CARACAS].port))
        ck_assert_int_gt(clock_left_ms(deadline), 0);
    expect_ask_ok(c, "REGISTER", id);
    (void)client_pair(c, "code", code);
    ck_assert_str_eq(client_ask(c, "AUTH", id, code, TERMINAL, NULL), "OK");
}

/* Whoever is on the line can say that there is no room, or answer nonsense: the client's advice is
 * never to go on in the open. */
START_TEST(a_busy_node_is_asked_again_and_only_with_tls)
{
    static const char secure[] = "No secure connection: the node is busy, or does not use TLS.";
    struct client_conn *others = calloc(2, sizeof *others);
    pair.alone = true;
    pair.client_options[0] = "--tls";
    ck_assert_int_eq(setenv("XDG_CONFIG_HOME", pair.dir, 1), 0);
    options(&pair, CARACAS, "--tls", "--max-clients", "2", NULL);
    ck_assert(node_start(&pair, CARACAS));
    for (int i = 0; i < 2; i++) /* who has signed in makes no room */
        take_place(&others[i], i == 0 ? "V11" : "V12");
    struct mono began = clock_mono();
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    expect_has(out, secure);
    expect_lacks(out, "leave out");
    ck_assert_int_gt(clock_mono().ms - began.ms, 2000); /* it has tried again */
    client_close(&others[0]);
    client_close(&others[1]);
    free(others);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 1);
    expect_has(out, key[CARACAS]); /* the door: nobody is there to confirm it */
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    options(&pair, CARACAS, NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    expect_has(out, secure);
    expect_lacks(out, "leave out");
}
END_TEST

static void remember(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void remember(const char *format, ...)
{
    char path[192];
    va_list args;
    (void)snprintf(path, sizeof path, "%s/sinodo", pair.dir);
    (void)mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/sinodo/known_nodes", pair.dir);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    va_start(args, format);
    ck_assert_int_gt(vfprintf(file, format, args), 0);
    va_end(args);
    ck_assert_int_eq(fclose(file), 0);
}

/* The node speaks no TLS: a client that thinks of going on in the open is let in, and seen. */
START_TEST(a_torn_memory_does_not_open_the_door)
{
    int port = pair.node[CARACAS].port;
    const char *known = key[CARACAS];
    pair.alone = true;
    ck_assert_int_eq(setenv("XDG_CONFIG_HOME", pair.dir, 1), 0);
    ck_assert(node_start(&pair, CARACAS));
    for (int i = 0; i < 4; i++) {
        if (i == 0)
            remember("127.0.0.1:%d %.40s", port, known);
        else if (i == 1)
            remember("127.0.0.1:%d %s\n127.0.0.1:%d %.63s\n", port, known, port, known);
        else if (i == 2)
            remember("127.0.0.1:%d", port);
        else
            remember("127.0.");
        ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL),
                         1);
        ck_assert_msg(strstr(out, "cannot be read: ask the") != NULL, "%d: %s", i, out);
        expect_has(out, "/sinodo/known_nodes");
    }
    /* One that is whole asks for the key, and another node's does not matter. */
    remember("127.0.0.1:%d %.40s\n127.0.0.1:%d %s\n", port, known, port, known);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    remember("127.0.0.1:%d0 %.40s\nlocalhost:%d %.40s", port, known, port, known);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 0);
    expect_has(out, "confirmed");
}
END_TEST

START_TEST(a_remembered_node_with_another_key_is_told_nothing)
{
    pair.alone = true;
    ck_assert_int_eq(setenv("XDG_CONFIG_HOME", pair.dir, 1), 0);
    options(&pair, CARACAS, "--tls", NULL);
    ck_assert(node_start(&pair, CARACAS));
    remember("127.0.0.1:%d %s\n", pair.node[CARACAS].port, key[MARACAY]);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    expect_has(out, "it shows another key. Nothing");
    ck_assert_ptr_null(strstr(out, "does not answer"));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 0);
    remember("127.0.0.1:%d %s\n", pair.node[CARACAS].port, key[CARACAS]);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 0);
    expect_has(out, "confirmed");
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 1);
}
END_TEST

START_TEST(a_person_confirms_a_new_node_once)
{
    static struct tmux terminal;
    const char *build = getenv("SINODO_BUILD");
    char command[512];
    pair.alone = true;
    options(&pair, CARACAS, "--tls", NULL);
    ck_assert(node_start(&pair, CARACAS));
    remember("another.example:1 abc"); /* torn: what follows is a line of its own */
    for (int time = 0; time < 3; time++) {
        (void)snprintf(command, sizeof command,
                       "XDG_CONFIG_HOME=%s %s/sinodo --lang es %s 127.0.0.1:%d; echo fin", pair.dir,
                       build ? build : "build", time < 2 ? "--tls" : "", pair.node[CARACAS].port);
        ck_assert(terminal_open(&terminal, pair.dir, command, 100, 24));
        if (time == 0) {
            expect_screen(&terminal, key[CARACAS]);
            ck_assert(terminal_type(&terminal, "no"));
            ck_assert(terminal_press(&terminal, "Enter", NULL));
            expect_screen(&terminal, "fin");
        } else {
            if (time == 1) {
                expect_screen(&terminal, "Escriba sí o no");
                ck_assert(terminal_type(&terminal, "sí"));
                ck_assert(terminal_press(&terminal, "Enter", NULL));
            }
            expect_screen(&terminal, "Registrarse"); /* the last time encrypted without a word */
        }
        terminal_close(&terminal);
    }
}
END_TEST

Suite *doors_suite(void)
{
    Suite *s = suite_create("doors");
    TCase *t = tcase_create("doors");
    tcase_add_checked_fixture(t, setup, close_pair);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, nodes_that_know_each_other_link);
    tcase_add_test(t, a_node_with_another_key_is_refused_by_both);
    tcase_add_test(t, strangers_do_not_keep_the_peer_out);
    tcase_add_test(t, a_node_that_does_not_encrypt_is_refused);
    tcase_add_test(t, without_a_pin_the_link_stays_on_this_machine);
    tcase_add_test(t, a_next_pin_goes_with_a_pin);
    tcase_add_test(t, without_encryption_only_this_machine_connects_unless_told);
    tcase_add_test(t, clients_speak_tls_or_are_told_to);
    tcase_add_test(t, descriptors_are_kept_for_the_peer_and_the_operator);
    tcase_add_test(t, a_handshake_has_an_end);
    tcase_add_test(t, a_client_knows_the_node_by_its_key);
    add_test_with("redis-cli", t, any_redis_client_is_let_in_by_the_nodes_certificate);
    tcase_add_test(t, a_busy_node_is_asked_again_and_only_with_tls);
    tcase_add_test(t, a_torn_memory_does_not_open_the_door);
    tcase_add_test(t, a_remembered_node_with_another_key_is_told_nothing);
    add_test_with("tmux", t, a_person_confirms_a_new_node_once);
    suite_add_tcase(s, t);
    return s;
}
