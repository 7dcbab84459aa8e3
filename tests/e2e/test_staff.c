/* The staff without a shell at the node: accounts at both nodes over TLS, sinodoctl from anywhere,
 * a reply that is lost, and the board. */
#include "common/clock.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY "a-key-of-the-staff-for-one-command"

static struct tmux terminal;
static char out[NODE_STATUS_SIZE], keys[2][NODE_KEY_SIZE], code[32];
static struct test_account ana = {"ana@caracas", code, {keys[CARACAS], keys[MARACAY]}};

static void setup(void)
{
    open_pair();
    make_keys(keys);
    options(&pair, CARACAS, "--tls", NULL);
    options(&pair, MARACAY, "--tls", NULL);
}

static void teardown(void)
{
    terminal_close(&terminal);
    close_pair();
}

static void start_pair(void)
{
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    expect_status(&pair, CARACAS, "link            up", out);
}

/* Adds ana to the accounts of caracas. */
static void add_ana(const char *role)
{
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "staff", "add", "ana", role, NULL),
                     0);
    const char *line = strstr(out, "code ");
    ck_assert_msg(line != NULL, "%s", out);
    ck_assert_int_eq(sscanf(line, "code %31s", code), 1);
}

static void sign_in_at(int which)
{
    ck_assert(client_open_tls(conn, pair.node[which].port));
    expect_ask_has(conn, "ana@caracas", "STAFF", "ana@caracas", code);
}

static bool has_lapsed(void *context)
{
    (void)context;
    (void)client_ask(conn, "DESK", "HOURS", NULL);
    return client_is(conn, "-NOAUTH lapsed");
}

START_TEST(an_account_works_at_both_nodes_until_it_is_removed)
{
    start_pair();
    add_ana("invigilator");
    ck_assert(pair_settled(&pair));
    sign_in_at(MARACAY);
    expect_ask_has(conn, "may_start", "DESK", "HOURS");
    expect_ask(conn, "-DENIED role", "DESK", "REMARK", KEY, "");
    expect_ask(conn, "-DENIED role", "DESK", "STAFF-ADD", KEY, "", "eva", "board");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "staff", "remove", "ana", NULL), 0);
    ck_assert(until(has_lapsed, NULL, 10000));
    expect_ask(conn, "-NOAUTH first", "DESK", "HOURS");
    client_close(conn);
    ck_assert(client_open_tls(conn, pair.node[CARACAS].port));
    struct mono before = clock_mono();
    expect_ask(conn, "-WRONGPASS", "STAFF", "ana@caracas", code);
    ck_assert_int_ge(clock_mono().ms - before.ms, 240); /* the reply is held */
    ck_assert_int_eq(node_status(&pair, CARACAS, "wrong_codes"), 1);
    client_close(conn);
}
END_TEST

START_TEST(sinodoctl_reaches_a_node_from_anywhere)
{
    static const struct test_account eva = {"eva@caracas", "0000-0000-0000", {keys[0], keys[1]}};
    static const struct test_account other = {"ana@caracas", code, {keys[1], keys[0]}};
    char address[64];
    start_pair();
    add_ana("board");
    ck_assert(pair_settled(&pair));
    ck_assert(client_open_tls(conn, pair.node[CARACAS].port));
    expect_ask_has(conn, "confirmed", "REGISTER", "V1", "Ana");
    client_close(conn);
    ck_assert_int_eq(node_desk(&pair, CARACAS, &ana, out, sizeof out, "reissue", "V1", NULL), 0);
    expect_has(out, "code");
    expect_log(&pair, CARACAS, "ana@caracas: REISSUE V1");
    ck_assert(pair_settled(&pair));
    /* Only the home writes about a person; the other says where its desk is. */
    ck_assert_int_eq(node_desk(&pair, MARACAY, &ana, out, sizeof out, "reissue", "V1", NULL), 1);
    (void)snprintf(address, sizeof address, "--node 127.0.0.1:%d", pair.node[CARACAS].port);
    expect_has(out, address);
    ck_assert_int_eq(
        node_desk(&pair, CARACAS, &ana, out, sizeof out, "release", "V1", "--json", NULL), 0);
    expect_has(out, "{\"done\": 1, \"refused\": 0, \"why\": [], \"entry\": ");
    ck_assert_int_eq(node_desk(&pair, CARACAS, &eva, out, sizeof out, "status", NULL), 1);
    expect_has(out, "WRONGPASS");
    ck_assert_int_ne(node_desk(&pair, CARACAS, &other, out, sizeof out, "status", NULL), 0);
    expect_has(out, "another key");
    expect_lacks(out, code);
}
END_TEST

/* Has the program opened a socket? It connects at once then, also to a node that is stopped. */
static bool has_socket(void *context)
{
    const struct process *p = context;
    for (int fd = 3; fd < 20; fd++) {
        char path[64], target[16] = "";
        (void)snprintf(path, sizeof path, "/proc/%ld/fd/%d", (long)p->pid, fd);
        if (readlink(path, target, sizeof target - 1) > 0 && strncmp(target, "socket:", 7) == 0)
            return true;
    }
    return false;
}

/* The node is killed while the command waits for it: sinodoctl asks again, with the same key. */
START_TEST(a_lost_reply_is_asked_for_again)
{
    char program[256], output[192];
    const char *build = getenv("SINODO_BUILD");
    struct process ctl;
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    (void)snprintf(program, sizeof program, "%s/sinodoctl", build ? build : "build");
    (void)snprintf(output, sizeof output, "%s/ctl.out", pair.dir);
    ck_assert_int_eq(kill(pair.node[CARACAS].process.pid, SIGSTOP), 0);
    const char *const argv[] = {program, "--data", pair.node[CARACAS].data, "staff", "add", "ana",
                                "board", NULL};
    ck_assert(process_start(&ctl, (char *const *)argv, NULL, output));
    ck_assert(until(has_socket, &ctl, 10000));
    ck_assert_int_eq(process_wait(&ctl, 300), -1); /* it waits */
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(process_wait(&ctl, 20000), 0);
    expect_file_has(output, "what was done is not done twice");
    expect_file_has(output, "ana@caracas");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "staff", "list", NULL), 0);
    expect_has(out, "ana@caracas");
    ck_assert_int_eq(node_status(&pair, CARACAS, "journal"), 1);
}
END_TEST

START_TEST(an_order_names_its_entry)
{
    char code_of[256], first[256], again[256];
    start_pair();
    add_ana("invigilator");
    ck_assert(client_open_tls(conn, pair.node[CARACAS].port));
    sign_in(conn, "V1", code_of);
    client_close(conn);
    sign_in_at(CARACAS);
    expect_ask(conn, "done 1 refused 0 ", "DESK", "NOTE", KEY, "talks", "V1");
    (void)client_pair(conn, "entry", first);
    ck_assert_int_eq(strtol(first, NULL, 10), node_status(&pair, CARACAS, "journal"));
    expect_ask(conn, "done 1 refused 0 ", "DESK", "NOTE", KEY, "talks", "V1");
    ck_assert_str_eq(client_pair(conn, "entry", again), first); /* O1 */
    expect_ask(conn, "done 1 refused 0 ", "DESK", "PAUSE", KEY "-2", "", "--all");
    ck_assert_int_eq(strtol(client_pair(conn, "entry", again), NULL, 10),
                     strtol(first, NULL, 10) + 1);
    client_close(conn);
}
END_TEST

START_TEST(the_board_shows_who_is_where)
{
    char command[512], applicant[256];
    const char *build = getenv("SINODO_BUILD");
    start_pair();
    ck_assert(client_open_tls(conn, pair.node[MARACAY].port));
    expect_ask_has(conn, "confirmed", "REGISTER", "V2", "Eva Marin");
    client_close(conn);
    ck_assert(client_open_tls(conn, pair.node[CARACAS].port));
    sign_in(conn, "V1", applicant);
    (void)snprintf(command, sizeof command, "%s/sinodoctl --data %s board", build ? build : "build",
                   pair.node[CARACAS].data);
    ck_assert(terminal_open(&terminal, pair.dir, command, 80, 24));
    expect_screen(&terminal, "registered");
    expect_screen(&terminal, "g room  q"); /* the last key */
    expect_screen(&terminal, "rename-id reset recall");
    expect_screen(&terminal, "Eva Marin");
    expect_screen(&terminal, "line to maracay up");
    expect_ask_has(conn, "running", "START");
    expect_screen(&terminal, "0/6    59:");
    expect_ask(conn, "OK", "ANSWER", "1", "1");
    expect_screen(&terminal, "1/6    59:");
    ck_assert(terminal_press(&terminal, "/", NULL));
    ck_assert(terminal_type(&terminal, "marin"));
    expect_screen_lacks(&terminal, "V1 ");
    ck_assert(terminal_press(&terminal, "Escape", NULL));
    expect_screen(&terminal, "V1 ");
    /* Nothing is done that was not meant. */
    ck_assert(terminal_press(&terminal, "P", NULL));
    expect_screen(&terminal, "Pause everybody of this node?");
    ck_assert(terminal_press(&terminal, "n", "Enter", NULL));
    expect_screen(&terminal, "nothing was changed");
    ck_assert(terminal_press(&terminal, "A", NULL));
    expect_screen(&terminal, "Say to everybody:");
    ck_assert(terminal_type(&terminal, "the door is open"));
    ck_assert(terminal_press(&terminal, "Enter", NULL));
    expect_screen(&terminal, "announce: done");
    expect_ask_has(conn, "the door is open", "EXAM");
    ck_assert(terminal_press(&terminal, "Home", "v", NULL)); /* the search chose the other one */
    expect_screen(&terminal, "Why is this exam void:");
    ck_assert(terminal_type(&terminal, "a telephone"));
    ck_assert(terminal_press(&terminal, "Enter", NULL));
    expect_screen(&terminal, "Declare it void?");
    ck_assert(terminal_type(&terminal, "yes"));
    ck_assert(terminal_press(&terminal, "Enter", NULL));
    expect_screen(&terminal, "void V1: done");
    expect_ask_has(conn, "void yes", "EXAM");
    ck_assert(terminal_press(&terminal, "u", NULL));
    ck_assert(terminal_type(&terminal, "yes"));
    ck_assert(terminal_press(&terminal, "Enter", NULL));
    expect_screen(&terminal, "unvoid V1: done");
    ck_assert(terminal_press(&terminal, "P", NULL));
    ck_assert(terminal_type(&terminal, "yes"));
    ck_assert(terminal_press(&terminal, "Enter", NULL));
    expect_screen(&terminal, "caracas | TIME STANDS");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    expect_screen(&terminal, "NO ANSWER");
    ck_assert(node_start(&pair, CARACAS));
    expect_screen_lacks(&terminal, "NO ANSWER");
    expect_screen(&terminal, "1/6    59:");
    client_close(conn);
}
END_TEST

static bool board_has(void *words)
{
    (void)client_ask(conn, "DESK", "BOARD", "", NULL);
    return strstr(conn->reply, words) != NULL;
}

/* Polls the board of caracas for the row of V2, who sits at maracay, and for the state of the link. */
static void expect_board(const char *words)
{
    ck_assert_msg(until(board_has, (void *)(uintptr_t)words, 30000), "not '%s': %s", words,
                  conn->reply);
}

START_TEST(the_board_says_how_the_other_centres_terminals_are) /* L13 */
{
    static struct client_conn theirs;
    char theirs_code[256];
    start_pair();
    add_ana("invigilator");
    ck_assert(client_open_tls(&theirs, pair.node[MARACAY].port));
    sign_in(&theirs, "V2", theirs_code);
    sign_in_at(CARACAS);
    expect_board("registered 0 -1 no unknown -1");
    expect_ask_has(&theirs, "running", "START");
    expect_board("running 0 36"); /* 3600, or a little less */
    expect_board(" yes yes 0 ");
    expect_board("link up down -1 ");
    expect_lacks(conn->reply, "told -1");
    client_close(&theirs);
    expect_board(" yes silent ");
    expect_has(conn->reply, " 2 2 "); /* on both disks; needs attention */
    ck_assert(node_kill(&pair, MARACAY));
    expect_board(" yes unknown -1 ");
    expect_board("link down down ");
    expect_lacks(conn->reply, "down -1");
    expect_has(conn->reply, "told -1 ");
    expect_ask_has(conn, "announced", "DESK", "ANNOUNCE", KEY, "", "", "wait");
    expect_board("not_at_peer 1 answers_not_at_peer 0 ");
    client_close(conn);
}
END_TEST

Suite *staff_suite(void)
{
    Suite *s = suite_create("staff");
    TCase *t = tcase_create("staff");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 90);
    tcase_add_test(t, an_account_works_at_both_nodes_until_it_is_removed);
    tcase_add_test(t, sinodoctl_reaches_a_node_from_anywhere);
    tcase_add_test(t, a_lost_reply_is_asked_for_again);
    tcase_add_test(t, an_order_names_its_entry);
    tcase_add_test(t, the_board_says_how_the_other_centres_terminals_are);
    add_test_with("tmux", t, the_board_shows_who_is_where);
    suite_add_tcase(s, t);
    return s;
}
