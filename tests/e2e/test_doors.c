/* Who is let in: keys and encryption between the nodes and for clients. Every refusal stands beside
 * the same request as it passes. */
#define _GNU_SOURCE /* memmem */
#include "common/clock.h"
#include "common/net.h"
#include "common/thread.h"
#include "tests/e2e/suites.h"
#include "tests/lib/crowd.h"
#include "tests/lib/expect.h"
#include "tests/lib/guessers.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"
#include "tests/lib/wiretap.h"

#include <openssl/evp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct pair pair;
static struct client_conn *conn;
static char key[2][NODE_KEY_SIZE], out[8192];

static void setup(void)
{
    ck_assert(pair_open(&pair));
    conn = malloc(sizeof *conn);
    for (int i = 0; i < 2; i++)
        ck_assert(node_keygen(&pair, i, key[i]));
}

static void teardown(void)
{
    free(conn);
    pair_close(&pair);
}

/* Options up to a NULL. */
static void options(int which, const char *a, const char *b, const char *c, const char *d)
{
    const char *words[] = {a, b, c, d};
    memset(pair.node[which].extra, 0, sizeof pair.node[which].extra);
    for (size_t i = 0; i < 4 && words[i] != NULL; i++)
        pair.node[which].extra[i] = words[i];
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
    options(CARACAS, "--peer-pin", key[MARACAY], NULL, NULL);
    options(MARACAY, "--peer-pin", key[CARACAS], NULL, NULL);
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
    options(CARACAS, "--peer-pin", key[CARACAS], NULL, NULL);
    options(MARACAY, "--peer-pin", key[CARACAS], NULL, NULL);
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
    options(CARACAS, "--peer-pin", key[MARACAY], NULL, NULL);
    options(MARACAY, "--peer-pin", key[MARACAY], NULL, NULL);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, MARACAY, not_the_peer(CARACAS, MARACAY));
    expect_log(&pair, CARACAS, not_accepted);
    expect_status(&pair, MARACAY, not_the_peer(CARACAS, MARACAY), out);
    expect_status(&pair, CARACAS, not_accepted, out);
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    /* As the next pin the key is good. */
    options(MARACAY, "--peer-pin", key[MARACAY], "--peer-pin-next", key[CARACAS]);
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
        options(CARACAS, encrypted ? "--peer-pin" : NULL, encrypted ? key[MARACAY] : NULL, NULL,
                NULL);
        options(MARACAY, encrypted ? "--peer-pin" : NULL, encrypted ? key[CARACAS] : NULL, NULL,
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
    options(CARACAS, "--peer-pin", key[MARACAY], NULL, NULL);
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
        options(i, NULL, NULL, NULL, NULL);
        ck_assert(node_refuses(&pair, i));
        expect_log(&pair, i, "give --peer-pin with its key's fingerprint");
        options(i, "--peer-pin", key[1 - i], NULL, NULL);
    }
    ck_assert(pair_start(&pair));
}
END_TEST

START_TEST(a_next_pin_goes_with_a_pin)
{
    options(CARACAS, "--peer-pin-next", key[MARACAY], NULL, NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_log(&pair, CARACAS, "--peer-pin-next goes with --peer-pin");
    options(CARACAS, "--peer-pin", key[MARACAY], "--peer-pin-next", key[MARACAY]);
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(without_encryption_only_this_machine_connects_unless_told)
{
    pair.alone = true;
    pair.node[CARACAS].host = "0.0.0.0";
    ck_assert(node_refuses(&pair, CARACAS));
    expect_log(&pair, CARACAS, "--plaintext if that is meant");
    options(CARACAS, "--tls", "--plaintext", NULL, NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    options(CARACAS, "--plaintext", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    options(CARACAS, "--tls", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(clients_speak_tls_or_are_told_to)
{
    pair.alone = true;
    options(CARACAS, "--tls", NULL, NULL, NULL);
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
    ck_assert(!file_has(pair.node[CARACAS].log, "raise the limit of open files"));
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, CARACAS, "136 clients can connect at the most: raise the limit");
}
END_TEST

/* Bytes that come one by one do not keep the door open. */
START_TEST(a_handshake_has_an_end)
{
    static const char hello[] = {0x16, 3, 1, 2, 0, 1, 0, 1, (char)0xfc, 3, 3, 0, 0, 0, 0, 0};
    char byte;
    size_t got, sent = 0;
    pair.alone = true;
    options(CARACAS, "--tls", NULL, NULL, NULL);
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
    options(CARACAS, "--tls", NULL, NULL, NULL);
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
    options(CARACAS, "--tls", NULL, NULL, NULL);
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
    ck_assert_str_eq(client_ask(c, "AUTH", id, code, NULL), "OK");
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
    options(CARACAS, "--tls", "--max-clients", "2", NULL);
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
    options(CARACAS, NULL, NULL, NULL, NULL);
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
        ck_assert_msg(strstr(out, "cannot be read: ask the staff") != NULL, "%d: %s", i, out);
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
    options(CARACAS, "--tls", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    remember("127.0.0.1:%d %s\n", pair.node[CARACAS].port, key[MARACAY]);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    expect_has(out, "it shows another key. Nothing was sent to it.");
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 0);
    remember("127.0.0.1:%d %s\n", pair.node[CARACAS].port, key[CARACAS]);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 0);
    expect_has(out, "confirmed");
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 1);
}
END_TEST

/* --- the operator's socket --- */

enum { NOBODY = 65534 };

/* What the operator's socket says to that user; "" when the door is shut. request: a line. */
static void ask_as(uid_t uid, const char *request, char *said, size_t size)
{
    char path[256];
    int ends[2], status;
    ck_assert_int_eq(pipe(ends), 0);
    (void)snprintf(path, sizeof path, "%s/operator/socket", pair.node[CARACAS].data);
    pid_t child = fork();
    if (child == 0) {
        char bytes[1024];
        size_t got = 0;
        int fd = -1;
        bool asked = setuid(uid) == 0 && net_connect_unix(path, &fd) == STATUS_OK &&
                     net_send(fd, request, strlen(request), clock_deadline(5000)) == STATUS_OK &&
                     net_receive(fd, bytes, sizeof bytes, clock_deadline(5000), &got) == STATUS_OK;
        _exit(asked && write(ends[1], bytes, got) == (ssize_t)got ? 0 : 1);
    }
    close(ends[1]);
    ssize_t len = read(ends[0], said, size - 1);
    said[len > 0 ? len : 0] = '\0';
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
}

START_TEST(only_the_nodes_own_user_operates_it)
{
    char said[2048], path[256];
    if (geteuid() != 0) {
        skipped("only root can be another user at the operator's socket");
        return;
    }
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ask_as(0, "STATUS\r\n", said, sizeof said);
    expect_has(said, "standing");
    ask_as(NOBODY, "STATUS\r\n", said, sizeof said);
    ck_assert_str_eq(said, "");
    /* Even when the doors are left open, the kernel says who comes. */
    ck_assert_int_eq(chmod(pair.dir, 0755), 0);
    ck_assert_int_eq(chmod(pair.node[CARACAS].data, 0755), 0);
    (void)snprintf(path, sizeof path, "%s/operator", pair.node[CARACAS].data);
    ck_assert_int_eq(chmod(path, 0755), 0);
    (void)snprintf(path, sizeof path, "%s/operator/socket", pair.node[CARACAS].data);
    ck_assert_int_eq(chmod(path, 0777), 0);
    ask_as(NOBODY, "STATUS\r\n", said, sizeof said);
    expect_has(said, "only the user that sinodod runs as");
    ask_as(0, "STATUS\r\n", said, sizeof said);
    expect_has(said, "standing");
    /* And a directory that is open to others is not used. */
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_log(&pair, CARACAS, "must be a directory of this user alone");
}
END_TEST

/* Runs the node as another user than the test; false when that cannot be done here. */
static bool run_as_nobody(void)
{
    static const char *const as[] = {"/usr/bin/setpriv", "--reuid=65534", "--clear-groups", NULL};
    char program[128];
    const char *build = getenv("SINODO_BUILD");
    (void)snprintf(program, sizeof program, "%s/sinodod", build ? build : "build");
    const char *try[] = {as[0], as[1], as[2], program, "--help", NULL};
    const char *give[] = {"/bin/chown", "-R", "65534", pair.dir, NULL};
    if (geteuid() != 0 || getpwuid(NOBODY) == NULL ||
        process_run((char *const *)try, NULL, "/dev/null", 10000) != 0)
        return false;
    ck_assert_int_eq(process_run((char *const *)give, NULL, "/dev/null", 10000), 0);
    memcpy(pair.node[CARACAS].before, as, sizeof as);
    return true;
}

/* The journal's last row, as far as it is text. */
static void last_row(char *text, size_t size)
{
    char path[192], kept[192], sql[320];
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[CARACAS].data);
    (void)snprintf(kept, sizeof kept, "%s/entry", pair.dir);
    (void)snprintf(sql, sizeof sql,
                   "SELECT writefile('%s', entries) FROM journal ORDER BY n DESC LIMIT 1", kept);
    const char *argv[] = {"/usr/bin/env", "sqlite3", path, sql, NULL};
    ck_assert_int_eq(process_run((char *const *)argv, NULL, "/dev/null", 10000), 0);
    FILE *file = fopen(kept, "r");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(text, 1, size - 1, file);
    (void)fclose(file);
    for (size_t i = 0; i < len; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    text[len] = '\0';
}

/* Of those who may, and not the one whom the node runs as. */
START_TEST(a_change_bears_the_name_of_who_made_it)
{
    static const char *const changes[] = {"REISSUE", "ALLOW", "RELEASE"};
    char said[2048], entry[1024], request[64], id[16];
    pair.alone = true;
    if (!run_as_nobody())
        return; /* there is one user only */
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, conn));
    for (int i = 0; i < 6; i++) {
        bool root = i % 2 == 0;
        (void)snprintf(id, sizeof id, "V%d", i + 1);
        (void)client_ask(conn, "REGISTER", id, NULL);
        (void)snprintf(request, sizeof request, "%s %s\r\n", changes[i / 2], id);
        ask_as(root ? 0 : NOBODY, request, said, sizeof said);
        ck_assert_msg(said[0] == '+' || said[0] == '*', "%s%s", request, said);
        last_row(entry, sizeof entry);
        ck_assert_msg(strstr(entry, id) != NULL, "%s%s", request, entry);
        ck_assert_msg((strstr(entry, "root") != NULL) == root, "%s%s", request, entry);
        ck_assert_msg((strstr(entry, "nobody") != NULL) == !root, "%s%s", request, entry);
    }
    client_close(conn);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
}
END_TEST

/* --- what a node gave up --- */

/* Counts the lines of the files that the shell finds. */
static long count_lines(const char *pattern, const char *files)
{
    char command[512], output[192], number[32] = "";
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    (void)snprintf(output, sizeof output, "%s/count", pair.dir);
    (void)unlink(output);
    (void)snprintf(command, sizeof command, "cat %s | grep -cE '%s'", files, pattern);
    (void)process_run((char *const *)argv, NULL, output, 10000);
    FILE *file = fopen(output, "r");
    ck_assert(file != NULL);
    ck_assert(fgets(number, sizeof number, file) != NULL);
    (void)fclose(file);
    return strtol(number, NULL, 10);
}

START_TEST(every_thread_of_a_node_is_confined)
{
    char threads[64];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    (void)snprintf(threads, sizeof threads, "/proc/%d/task/*/status",
                   (int)pair.node[CARACAS].process.pid);
    long all = count_lines("^State:", threads);
    ck_assert_int_gt(all, 3);
    ck_assert_int_eq(count_lines("^NoNewPrivs:\t1$", threads), all);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    ck_assert_int_eq(count_lines("^Seccomp:\t2$", threads), all);
#endif
    /* The control: what is not there is not counted. */
    ck_assert_int_eq(count_lines("^Seccomp:\t7$", threads), 0);
}
END_TEST

/* --- codes --- */

enum { DOORWAYS = 8, PROMPT_MS = 5000 };

/* How many sign in, beside how many wrong codes a second, in how long: more with these variables of
 * the environment (tests/README.md). */
static unsigned size_of(const char *variable, unsigned otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

struct arrivals {
    struct crowd *room;
    unsigned seconds;
    struct mono began;
    int64_t *took_us; /* from when each came; -1: it was not let in */
};

struct doorway {
    struct arrivals *all;
    size_t first; /* and every DOORWAYS-th after it */
    pthread_t thread;
};

static int64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* Connects and signs in, once. */
static bool enter(struct client_conn *c, const struct crowd_member *who)
{
    char own[64];
    const char *found = strstr(who->reply, "code ");
    bool in = found != NULL && sscanf(found, "code %63s", own) == 1 && client_open(c, who->port) &&
              strcmp(client_ask(c, "AUTH", who->id, own, NULL), "OK") == 0;
    client_close(c);
    return in;
}

static void *doorway_thread(void *arg)
{
    const struct doorway *d = arg;
    struct arrivals *a = d->all;
    struct client_conn *c = malloc(sizeof *c);
    for (size_t i = d->first; i < a->room->count; i += DOORWAYS) {
        int64_t due_ms = (int64_t)(i * 1000 * a->seconds / a->room->count);
        int64_t early_ms = a->began.ms + due_ms - clock_mono().ms;
        if (early_ms > 0)
            (void)poll(NULL, 0, (int)early_ms);
        int64_t came_us = now_us();
        a->took_us[i] = enter(c, &a->room->one[i]) ? now_us() - came_us : -1;
    }
    free(c);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* All of the room arrive, evenly; the times that it took them, ascending. */
static void let_in(struct arrivals *a)
{
    struct doorway doorway[DOORWAYS];
    a->began = clock_mono();
    for (size_t i = 0; i < DOORWAYS; i++) {
        doorway[i] = (struct doorway){.all = a, .first = i};
        ck_assert_int_eq(
            thread_start(&doorway[i].thread, "doorway", 0, doorway_thread, &doorway[i]), STATUS_OK);
    }
    for (size_t i = 0; i < DOORWAYS; i++)
        (void)pthread_join(doorway[i].thread, NULL);
    qsort(a->took_us, a->room->count, sizeof *a->took_us, by_size);
}

static struct crowd *registered_room(size_t count)
{
    struct crowd *room = crowd_new(count);
    for (size_t i = 0; i < count; i++) {
        room->one[i].port = pair.node[CARACAS].port;
        (void)snprintf(room->one[i].id, sizeof room->one[i].id, "V%zu", 1000 + i);
    }
    ck_assert(crowd_register(room));
    return room;
}

/* From the same address, and there are fewer places than the guesser has connections. */
START_TEST(every_right_code_enters_beside_thousands_of_wrong_ones)
{
    unsigned signins = size_of("SIGNINS", 120), rate = size_of("GUESSES", 400);
    struct arrivals a = {.seconds = size_of("SECONDS", 2)};
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS)); /* with room for all to register at once */
    a.room = registered_room(signins);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    options(CARACAS, "--max-clients", "256", NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    for (size_t i = 0; i < signins; i++)
        a.room->one[i].port = pair.node[CARACAS].port;
    a.took_us = calloc(signins, sizeof *a.took_us);
    struct guessers *g = guessers_start(pair.node[CARACAS].port, rate);
    let_in(&a);
    int64_t lasted_ms = clock_mono().ms - a.began.ms;
    size_t sent = guessers_stop(g);
    printf("%u sign-ins in %.1f s beside %.0f wrong codes a second: p50 %.1f ms, p99 %.1f ms\n",
           signins, (double)lasted_ms / 1000, (double)sent * 1000 / (double)lasted_ms,
           (double)a.took_us[signins / 2] / 1000, (double)a.took_us[signins * 99 / 100] / 1000);
    ck_assert_msg(a.took_us[0] >= 0, "somebody was kept out");
    ck_assert_int_lt(a.took_us[signins - 1], PROMPT_MS * 1000);
    /* The control: the wrong codes did come, and most of what was sent. */
    ck_assert_uint_gt(sent, rate * a.seconds / 2);
    ck_assert_int_gt(node_status(&pair, CARACAS, "wrong_codes"), (long)sent / 2);
    free(a.took_us);
    crowd_free(a.room);
}
END_TEST

/* Two at once with the right code: both are right, and the later one speaks for the applicant. */
START_TEST(two_right_codes_at_once_are_both_right)
{
    enum { ROUNDS = 100 };
    struct client_conn *line = calloc(2, sizeof *line);
    char code[256], request[128];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    for (int i = 0; i < 2; i++)
        ck_assert(node_open(&pair, CARACAS, &line[i]));
    (void)client_ask(&line[0], "REGISTER", "V1", NULL);
    (void)client_pair(&line[0], "code", code);
    int len = snprintf(request, sizeof request, "AUTH V1 %s\r\n", code);
    for (int k = 0; k < ROUNDS; k++) {
        for (int i = 0; i < 2; i++)
            ck_assert(client_send(&line[i], request, (size_t)len));
        for (int i = 0; i < 2; i++)
            ck_assert_str_eq(client_receive(&line[i]), "OK");
    }
    for (int i = 0; i < 2; i++)
        client_close(&line[i]);
    free(line);
}
END_TEST

/* --- canaries --- */

/* Is it in what `command` prints? */
static bool found_by(const char *format, ...) __attribute__((format(printf, 1, 2)));

static bool found_by(const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(command, sizeof command, format, args);
    va_end(args);
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    int result = process_run((char *const *)argv, NULL, "/dev/null", 20000);
    ck_assert_msg(result == 0 || result == 1, "%s: %d", command, result);
    return result == 0;
}

/* A person's whole exam by way of somebody who writes down every byte. */
static void sit_overheard(bool tls, char code[64])
{
    struct wiretap *tap;
    char path[192];
    (void)snprintf(path, sizeof path, "%s/heard", pair.dir);
    ck_assert(wiretap_open(pair.node[CARACAS].port, path, &tap));
    ck_assert(tls ? client_open_tls(conn, wiretap_port(tap))
                  : client_open(conn, wiretap_port(tap)));
    (void)client_ask(conn, "REGISTER", tls ? "V77000001" : "V77000002", NULL);
    (void)snprintf(code, 64, "%s", client_pair(conn, "code", out));
    ck_assert_str_eq(client_ask(conn, "AUTH", tls ? "V77000001" : "V77000002", code, NULL), "OK");
    expect_ask_ok(conn, "START");
    for (int i = 1; i <= 6; i++) {
        char number[8];
        (void)snprintf(number, sizeof number, "%d", i);
        expect_ask_ok(conn, "QUESTION", number);
        ck_assert_str_eq(client_ask(conn, "ANSWER", number, "1", NULL), "OK");
    }
    expect_ask_ok(conn, "FINISH");
    client_close(conn);
    wiretap_close(tap);
}

START_TEST(nothing_secret_is_in_logs_or_on_the_wire)
{
    char code[64];
    const struct test_node *n = &pair.node[CARACAS];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    /* The control: without TLS all of it can be read. */
    sit_overheard(false, code);
    ck_assert(found_by("grep -aqF '%s' '%s/heard'", code, pair.dir));
    ck_assert(found_by("grep -aqF 'Pregunta 3' '%s/heard'", pair.dir));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    options(CARACAS, "--tls", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    sit_overheard(true, code);
    ck_assert(found_by("test -s '%s/heard'", pair.dir));
    ck_assert(!found_by("grep -aqE '%s|%.4s%.4s%.4s|V77000001|Pregunta|correcta' '%s/heard'", code,
                        code, code + 5, code + 10, pair.dir));
    /* The log names people and entries, and nothing that opens a door or answers a question. */
    ck_assert(found_by("grep -aq V77000001 '%s'", n->log));
    ck_assert(!found_by("grep -aqE '%s|%.4s%.4s%.4s|Pregunta|correcta|PRIVATE' '%s'", code, code,
                        code + 5, code + 10, n->log));
    /* Of a code only a salted hash is kept. */
    ck_assert(found_by("grep -aq V77000001 '%s/sinodo.db-wal'", n->data));
    ck_assert(!found_by("grep -aqE '%s|%.4s%.4s%.4s' '%s'/sinodo.db*", code, code, code + 5,
                        code + 10, n->data));
    /* Nobody else may read the records, in which the right answers are. */
    ck_assert(!found_by("find '%s' -perm /077 ! -type d | grep -q .", n->data));
    ck_assert(!found_by("test -n \"$(find '%s' -mindepth 1 -type d -perm /077)\"", n->data));
}
END_TEST

/* Both nodes link by way of somebody who writes down every byte, and one registers a person. */
static void link_overheard(const char *id, const char *name, char code[64])
{
    struct wiretap *tap;
    char path[192];
    (void)snprintf(path, sizeof path, "%s/heard", pair.dir);
    ck_assert(wiretap_open(pair.peer_port, path, &tap));
    pair.dial_port = wiretap_port(tap);
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "confirmed", "REGISTER", id, name);
    (void)snprintf(code, 64, "%s", client_pair(conn, "code", out));
    ck_assert_str_eq(client_ask(conn, "AUTH", id, code, NULL), "OK");
    client_close(conn);
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    wiretap_close(tap);
}

/* The private key of a node as its file has it, and as the bytes that it stands for. */
static size_t private_key(int which, char text[128], uint8_t bytes[96])
{
    char path[192];
    (void)snprintf(path, sizeof path, "%s/node.key", pair.node[which].data);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(text, 128, file) != NULL && text[0] == '-') {
    }
    (void)fclose(file);
    text[strcspn(text, "\n")] = '\0';
    int len = EVP_DecodeBlock(bytes, (const uint8_t *)text, (int)strlen(text));
    ck_assert_int_ge(len, 48);
    return (size_t)len;
}

static bool file_holds(const char *path, const uint8_t *bytes, size_t len)
{
    static char all[1 << 22];
    FILE *file = fopen(path, "r");
    size_t size = file != NULL ? fread(all, 1, sizeof all, file) : 0;
    ck_assert_uint_gt(size, 0);
    ck_assert_uint_lt(size, sizeof all);
    (void)fclose(file);
    return memmem(all, size, bytes, len) != NULL;
}

START_TEST(nothing_secret_is_in_the_link)
{
    enum { SEED_AT = 16, SEED_BYTES = 32 /* RFC 8410, 7: the key ends a PKCS #8 structure */ };
    char code[64], text[128], path[192];
    uint8_t bytes[96];
    /* The control: without keys who registers can be read. But never a code. */
    link_overheard("V77000003", "Ana Rojas", code);
    ck_assert(found_by("grep -aqF V77000003 '%s/heard'", pair.dir));
    ck_assert(found_by("grep -aqF 'Ana Rojas' '%s/heard'", pair.dir));
    ck_assert(!found_by("grep -aqE '%s|%.4s%.4s%.4s' '%s/heard'", code, code, code + 5, code + 10,
                        pair.dir));
    options(CARACAS, "--peer-pin", key[MARACAY], NULL, NULL);
    options(MARACAY, "--peer-pin", key[CARACAS], NULL, NULL);
    link_overheard("V77000004", "Luis Mora", code);
    ck_assert(found_by("test -s '%s/heard'", pair.dir));
    ck_assert(!found_by("grep -aqE '%s|%.4s%.4s%.4s|V77000004|Luis Mora' '%s/heard'", code, code,
                        code + 5, code + 10, pair.dir));
    for (int i = 0; i < 2; i++) {
        size_t len = private_key(i, text, bytes);
        ck_assert_uint_eq(len, SEED_AT + SEED_BYTES);
        (void)snprintf(path, sizeof path, "%s/node.key", pair.node[i].data);
        ck_assert(file_holds(path, (const uint8_t *)text, strlen(text))); /* the control */
        ck_assert(!found_by("grep -raqF --exclude=node.key '%s' '%s'", text, pair.dir));
        for (int other = 0; other < 2; other++)
            ck_assert(!file_holds(pair.node[other].log, bytes + SEED_AT, SEED_BYTES));
        (void)snprintf(path, sizeof path, "%s/heard", pair.dir);
        ck_assert(!file_holds(path, bytes + SEED_AT, SEED_BYTES));
    }
}
END_TEST

/* Starts the node in the pair's directory, where a core would be written, and has it die there. */
static bool node_leaves_core(const char *option)
{
    static const char in_directory[] = "program=$(realpath \"$1\") && shift && cd \"$0\" && "
                                       "exec \"$program\" \"$@\"";
    struct test_node *n = &pair.node[CARACAS];
    n->before[0] = "/bin/sh";
    n->before[1] = "-c";
    n->before[2] = in_directory;
    n->before[3] = pair.dir;
    n->extra[0] = option;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(kill(n->process.pid, SIGABRT), 0);
    ck_assert_int_eq(process_wait(&n->process, 10000), 128 + SIGABRT);
    return found_by("find '%s' -name 'core*' -type f | grep -q .", pair.dir);
}

START_TEST(a_node_that_dies_leaves_a_core_to_developers_alone)
{
    char shell[192];
    const char *argv[] = {"/bin/sh", "-c", shell, NULL};
    struct rlimit limit;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skipped("a checker leaves no core itself");
    return;
#endif
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_CORE, &limit), 0);
    (void)snprintf(shell, sizeof shell, "cd '%s' && kill -ABRT $$", pair.dir);
    ck_assert_int_eq(process_run((char *const *)argv, NULL, "/dev/null", 10000), 128 + SIGABRT);
    if (!found_by("find '%s' -maxdepth 1 -name 'core*' -type f -delete -print | grep -q .",
                  pair.dir)) {
        skipped("no process leaves its core where it died on this machine");
        return;
    }
    pair.alone = true;
    ck_assert(!node_leaves_core(NULL));
    ck_assert(node_leaves_core("--developer"));
    expect_file_has(pair.node[CARACAS].log, "--developer: debuggers and core files can read");
}
END_TEST

static bool has_thread(const char *name)
{
    return found_by("cat /proc/%d/task/*/comm 2>/dev/null | grep -qx '%s'",
                    (int)pair.node[CARACAS].process.pid, name);
}

START_TEST(a_thread_shows_what_it_does)
{
    static const char *const names[] = {"accept", "worker", "store",   "log-sync",
                                        "sync",   "notary", "recorder"};
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    ck_assert_str_eq(client_ask(conn, "PING", NULL), "PONG");
    if (!has_thread("sinodod")) {
        skipped("/proc does not name the threads of a process here");
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_msg(has_thread(names[i]), "%s", names[i]);
    client_close(conn);
}
END_TEST

struct holding {
    const struct process *node;
    const char *text;
};

static bool holds(void *context)
{
    const struct holding *h = context;
    return process_holds(h->node, h->text) == 1;
}

static bool nobody_is_connected(void *context)
{
    (void)context;
    return node_status(&pair, CARACAS, "clients") == 0;
}

/* Neither while the client rests nor when it is gone. */
START_TEST(codes_do_not_stay_in_memory)
{
    enum { WORDS = 4 };
    static const char key_text[] = "the-key-of-this-registration";
    char code[256], typed[256], bare[256], title[300];
    const char *const secrets[WORDS] = {code, typed, bare, key_text};
    const struct process *node = &pair.node[CARACAS].process;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skipped("a checker keeps memory that was freed");
    return;
#endif
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    if (process_holds(node, "Pregunta 3") < 0) {
        skipped("nobody may look into another process's memory here");
        return;
    }
    ck_assert_int_eq(process_holds(node, "Pregunta 3"), 1);
    ck_assert(node_open(&pair, CARACAS, conn));
    (void)client_ask(conn, "REGISTER", "V1", "Ana", key_text, NULL);
    (void)client_pair(conn, "code", code);
    (void)snprintf(bare, sizeof bare, "%.4s%.4s%.4s", code, code + 5, code + 10);
    (void)snprintf(typed, sizeof typed, "%.4s %.4s-%.4s", code, code + 5, code + 10);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", typed, NULL), "OK");
    /* The control: what begins a request that has not ended is there. */
    (void)snprintf(title, sizeof title, "PING begun-%s", bare);
    ck_assert(client_send(conn, title, strlen(title)));
    struct holding h = {node, title + 5};
    ck_assert(until(holds, &h, 5000));
    ck_assert(client_send(conn, "\r\n", 2));
    ck_assert_str_eq(client_receive(conn), title + 5);
    ck_assert_str_eq(client_ask(conn, "PING", NULL), "PONG");
    for (int gone = 0; gone < 2; gone++) {
        for (size_t i = 0; i < WORDS; i++)
            ck_assert_msg(process_holds(node, secrets[i]) == 0, "word %zu, gone %d", i, gone);
        if (gone == 0)
            client_close(conn);
        ck_assert(gone == 1 || until(nobody_is_connected, NULL, 5000));
    }
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V1", NULL), 0);
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %63s", code), 1);
    (void)snprintf(bare, sizeof bare, "%.4s%.4s%.4s", code, code + 5, code + 10);
    for (size_t i = 0; i < WORDS; i++)
        ck_assert_msg(process_holds(node, secrets[i]) == 0, "word %zu, reissued", i);
}
END_TEST

START_TEST(a_person_confirms_a_new_node_once)
{
    static struct terminal terminal;
    const char *build = getenv("SINODO_BUILD");
    char command[512];
    pair.alone = true;
    options(CARACAS, "--tls", NULL, NULL, NULL);
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
    tcase_add_checked_fixture(t, setup, teardown);
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
    tcase_add_test(t, any_redis_client_is_let_in_by_the_nodes_certificate);
    tcase_add_test(t, a_busy_node_is_asked_again_and_only_with_tls);
    tcase_add_test(t, a_torn_memory_does_not_open_the_door);
    tcase_add_test(t, a_remembered_node_with_another_key_is_told_nothing);
    tcase_add_test(t, only_the_nodes_own_user_operates_it);
    tcase_add_test(t, a_change_bears_the_name_of_who_made_it);
    tcase_add_test(t, every_thread_of_a_node_is_confined);
    tcase_add_test(t, nothing_secret_is_in_logs_or_on_the_wire);
    tcase_add_test(t, nothing_secret_is_in_the_link);
    tcase_add_test(t, a_node_that_dies_leaves_a_core_to_developers_alone);
    tcase_add_test(t, a_thread_shows_what_it_does);
    tcase_add_test(t, codes_do_not_stay_in_memory);
    tcase_add_test(t, a_person_confirms_a_new_node_once);
    suite_add_tcase(s, t);
    TCase *codes = tcase_create("codes");
    tcase_add_checked_fixture(codes, setup, teardown);
    tcase_set_timeout(codes, 120);
    tcase_add_test(codes, every_right_code_enters_beside_thousands_of_wrong_ones);
    tcase_add_test(codes, two_right_codes_at_once_are_both_right);
    suite_add_tcase(s, codes);
    return s;
}
