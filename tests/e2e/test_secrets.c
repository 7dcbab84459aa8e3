/* What nobody finds in logs, on the wire, in memory or in a core, and what a node gave up. */
#define _GNU_SOURCE /* memmem */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"
#include "tests/lib/wiretap.h"

#include <openssl/evp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static char key[2][NODE_KEY_SIZE], out[8192];

static void setup(void)
{
    open_pair();
    make_keys(key);
}

/* Counts, of the files that the shell finds, those that have such a line, or that lack it. A thread
 * that ends meanwhile takes its file with it, and counts for neither. */
static long count_files(bool have, const char *pattern, const char *files)
{
    char command[512], output[192], number[32] = "";
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    (void)snprintf(output, sizeof output, "%s/count", pair.dir);
    (void)unlink(output);
    (void)snprintf(command, sizeof command, "grep -%cE '%s' %s 2>/dev/null | wc -l",
                   have ? 'l' : 'L', pattern, files);
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
    if (access("/proc/self/task", F_OK) != 0) {
        skipped("without /proc nobody sees what confines a thread");
        return;
    }
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    (void)snprintf(threads, sizeof threads, "/proc/%d/task/*/status",
                   (int)pair.node[CARACAS].process.pid);
    ck_assert_int_gt(count_files(true, "^NoNewPrivs:\t1$", threads), 3);
    ck_assert_int_eq(count_files(false, "^NoNewPrivs:\t1$", threads), 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    ck_assert_int_eq(count_files(false, "^Seccomp:\t2$", threads), 0);
#endif
    /* The control: what is not there is lacked. */
    ck_assert_int_gt(count_files(false, "^Seccomp:\t7$", threads), 3);
}
END_TEST

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
    ck_assert_str_eq(
        client_ask(conn, "AUTH", tls ? "V77000001" : "V77000002", code, TERMINAL, NULL), "OK");
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
    options(&pair, CARACAS, "--tls", NULL);
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
    ck_assert_str_eq(client_ask(conn, "AUTH", id, code, TERMINAL, NULL), "OK");
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
    options(&pair, CARACAS, "--peer-pin", key[MARACAY], NULL);
    options(&pair, MARACAY, "--peer-pin", key[CARACAS], NULL);
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
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", typed, TERMINAL, NULL), "OK");
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

Suite *secrets_suite(void)
{
    Suite *s = suite_create("secrets");
    TCase *t = tcase_create("secrets");
    tcase_add_checked_fixture(t, setup, close_pair);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, every_thread_of_a_node_is_confined);
    tcase_add_test(t, nothing_secret_is_in_logs_or_on_the_wire);
    tcase_add_test(t, nothing_secret_is_in_the_link);
    tcase_add_test(t, a_node_that_dies_leaves_a_core_to_developers_alone);
    tcase_add_test(t, a_thread_shows_what_it_does);
    tcase_add_test(t, codes_do_not_stay_in_memory);
    suite_add_tcase(s, t);
    return s;
}
