/* The terminal client as a person types at it, and as scripts call it. */
#include "common/net.h"
#include "tests/e2e/suites.h"
#include "tests/lib/pair.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct pair pair;
static char out[32768];

static void setup(void)
{
    ck_assert(pair_open(&pair));
    ck_assert(pair_start(&pair));
}

static void teardown(void)
{
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    pair_close(&pair);
}

static void shows(const char *text)
{
    ck_assert_msg(strstr(out, text) != NULL, "'%s' is not in:\n%s", text, out);
}

static void does_not_show(const char *text)
{
    ck_assert_msg(strstr(out, text) == NULL, "'%s' is in:\n%s", text, out);
}

/* No word is broken where an ordinary terminal ends. */
static void fits(void)
{
    for (const char *line = out; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        ck_assert_msg(len < 80, "%zu columns:\n%s", len, out);
        line += len + (line[len] == '\n');
    }
}

/* Registers from a script and keeps the code. */
static void register_ana(char code[32])
{
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "", out, sizeof out, "register", "V-1.000.001", "Ana", NULL),
        0);
    shows("id V1000001\n");
    shows("state confirmed\n");
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %31s", code), 1);
}

START_TEST(a_script_registers_and_learns_where_to_go)
{
    char code[32];
    register_ana(code);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1000001", NULL),
                     1);
    shows("already registered");
    ck_assert_int_eq(node_client(&pair, MARACAY, "", out, sizeof out, "register", "1000001", NULL),
                     1);
    shows("other centre: caracas (127.0.0.1:");
    fits();
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "x y", NULL), 1);
    shows("ID");
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "enrol", "1", NULL), 2);
    shows("register ID [NAME]");
}
END_TEST

START_TEST(a_script_sits_the_exam)
{
    char code[32];
    register_ana(code);
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "", out, sizeof out, "exam", "1000009", "AAAA", NULL), 1);
    shows("ID or the code is wrong");
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "", out, sizeof out, "show", "1000001", code, NULL), 0);
    shows("The exam was not started.");
    /* Not finished when the input ends: what was saved is saved, and the script is told. */
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "y\n1\n", out, sizeof out, "exam", "1000001", code, NULL), 1);
    shows("Saved.");
    shows("Your answers are saved and the time goes on.");
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "l\nf\ny\n", out, sizeof out, "exam", "1000001", code, NULL),
        0);
    shows("it goes on where it was");
    shows("5 questions are unanswered.");
    shows("Result: ");
    shows("saved at both centres");
    ck_assert_int_eq(
        node_client(&pair, CARACAS, "", out, sizeof out, "exam", "1000001", code, NULL), 0);
    shows("This exam is finished.");
    ck_assert_int_eq(
        node_client(&pair, MARACAY, "", out, sizeof out, "exam", "1000001", code, NULL), 1);
    shows("other centre: caracas");
}
END_TEST

/* The words of a program that runs. */
static void read_command_line(const struct process *p, char *words, size_t size)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/cmdline", (int)p->pid);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(words, 1, size - 1, file);
    (void)fclose(file);
    for (size_t i = 0; i < len; i++)
        if (words[i] == '\0')
            words[i] = ' ';
    words[len] = '\0';
}

/* Starts a client of somebody who never answers, and waits until it has asked to sign in. Returns
 * the connection. */
static int ask_to_sign_in(const char *command, const char *code, struct process *p)
{
    static const struct net_address any = {"127.0.0.1", "0"};
    char program[128], address[32], asked[256] = "";
    const char *build = getenv("SINODO_BUILD");
    int listening;
    ck_assert_int_eq(net_listen(&any, &listening), STATUS_OK);
    (void)snprintf(program, sizeof program, "%s/sinodo", build ? build : "build");
    (void)snprintf(address, sizeof address, "127.0.0.1:%d", net_port(listening));
    const char *argv[] = {program, address, command, "V1000001", code, NULL};
    ck_assert(process_start(p, (char *const *)argv, NULL, "/dev/null"));
    struct pollfd came = {.fd = listening, .events = POLLIN};
    ck_assert_int_eq(poll(&came, 1, 10000), 1);
    int fd = accept(listening, NULL, NULL);
    ck_assert_int_ge(fd, 0);
    net_prepare(fd);
    for (size_t len = 0, got; strstr(asked, code) == NULL; len += got)
        ck_assert_int_eq(
            net_receive(fd, asked + len, sizeof asked - 1 - len, clock_deadline(10000), &got),
            STATUS_OK);
    close(listening);
    return fd;
}

START_TEST(the_code_does_not_stay_on_the_command_line)
{
    static const char *const commands[] = {"exam", "show"}, code[] = "K7QF-93HD-2MXT";
    for (int i = 0; i < 2; i++) {
        struct process p;
        int fd = ask_to_sign_in(commands[i], code, &p);
        read_command_line(&p, out, sizeof out);
        shows(commands[i]);
        shows(" V1000001 ");
        does_not_show("K7QF");
        does_not_show("2MXT");
        ck_assert_int_eq(process_end(&p, SIGTERM, 10000), 128 + SIGTERM);
        close(fd);
    }
}
END_TEST

START_TEST(the_menu_asks_for_the_id_once)
{
    const char *typed = "9\n"                /* no such choice */
                        "1\n1000002\nLuis\n" /* register */
                        "2\ny\n"             /* sit: neither ID nor code is asked again */
                        "7\n"                /* no such option */
                        "2\n\np\n1\n"        /* answer, look ahead, back, change */
                        "g 6\n1\nc\n"        /* answer the last and clear it */
                        "f\nn\n"             /* not yet */
                        "f\ny\n4\n";
    ck_assert_int_eq(node_client(&pair, MARACAY, typed, out, sizeof out, NULL), 0);
    shows("Type the number of one of the choices.");
    shows("centre maracay");
    does_not_show("Access code: ");
    const char *first = strstr(out, "\nID: ");
    ck_assert(first == NULL || strstr(first + 1, "\nID: ") == NULL);
    shows("I did not understand.");
    shows("Cleared.");
    shows("Result: ");
}
END_TEST

START_TEST(an_ended_input_leaves_the_menu)
{
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, NULL), 0);
    ck_assert_int_eq(node_client(&pair, CARACAS, "1\n", out, sizeof out, NULL), 0);
    ck_assert_int_eq(node_client(&pair, CARACAS, "1\n1000003\n", out, sizeof out, NULL), 0);
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 0);
}
END_TEST

Suite *client_suite(void)
{
    Suite *suite = suite_create("client");
    TCase *tc = tcase_create("client");
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_script_registers_and_learns_where_to_go);
    tcase_add_test(tc, a_script_sits_the_exam);
    tcase_add_test(tc, the_code_does_not_stay_on_the_command_line);
    tcase_add_test(tc, the_menu_asks_for_the_id_once);
    tcase_add_test(tc, an_ended_input_leaves_the_menu);
    suite_add_tcase(suite, tc);
    return suite;
}
