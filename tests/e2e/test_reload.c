/* What a node takes of changed files, at SIGHUP and at a start, and what it refuses. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char file[2][192]; /* of the roster, or of the options */

static void setup(void)
{
    open_pair();
    (void)snprintf(file[CARACAS], sizeof file[CARACAS], "%s/caracas.file", pair.dir);
    (void)snprintf(file[MARACAY], sizeof file[MARACAY], "%s/maracay.file", pair.dir);
}

/* Both nodes start with that file. */
static void start_with(const char *option, const char *text)
{
    for (int which = CARACAS; which <= MARACAY; which++) {
        write_file(file[which], text);
        options(&pair, which, option, file[which], NULL);
    }
    ck_assert(pair_start(&pair));
}

/* As an editor saves it: another file of that name. */
static void replace_file(int which, const char *text)
{
    char other[200];
    (void)snprintf(other, sizeof other, "%s~", file[which]);
    write_file(other, text);
    ck_assert_int_eq(rename(other, file[which]), 0);
}

static void reload(int which, const char *text)
{
    replace_file(which, text);
    ck_assert_int_eq(kill(pair.node[which].process.pid, SIGHUP), 0);
}

static bool settled(void *context)
{
    return node_status(context, CARACAS, "home") == 2 &&
           node_status(context, MARACAY, "withheld") == 0;
}

START_TEST(a_reload_takes_the_roster_and_tells_the_other_node)
{
    char status[NODE_STATUS_SIZE];
    start_with("--roster", "V1,Ana\nV3,Eva\n");
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V1");
    expect_node_has(&pair, CARACAS, conn, "-NOTLISTED", "REGISTER", "V2");
    reload(CARACAS, "V1,Ana,caracas\nV2,Luis\n");
    expect_log(&pair, CARACAS,
               "roster: 2 people listed, 1 new, 1 no longer listed, 1 with other details");
    ck_assert(node_says(&pair, CARACAS, "rosters_agree   no", status));
    expect_node_has(&pair, CARACAS, conn, "-NOTLISTED", "REGISTER", "V3");
    expect_node_has(&pair, CARACAS, conn, "pending", "REGISTER", "V2");
    ck_assert(node_says(&pair, MARACAY, "withheld        1", status));
    reload(MARACAY, "V1,Ana,caracas\nV2,Luis\n");
    ck_assert(until(settled, &pair, 15000));
    ck_assert(node_says(&pair, CARACAS, "rosters_agree   yes", status));
    ck_assert(pair_check(&pair));
}
END_TEST

START_TEST(a_bad_roster_is_refused_and_the_one_before_stays)
{
    start_with("--roster", "V1,Ana\n");
    reload(CARACAS, "V1\nx\nV2\n");
    expect_log(&pair, CARACAS, "and the one before stays in force");
    expect_file_has(pair.node[CARACAS].log, "caracas.file:2: ");
    expect_node_has(&pair, CARACAS, conn, "-NOTLISTED", "REGISTER", "V2");
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V1");
    reload(CARACAS, "V1,Ana\n");
    expect_log(&pair, CARACAS, "roster: 1 people listed, unchanged");
}
END_TEST

START_TEST(a_reload_takes_options_and_names_those_that_need_a_start)
{
    start_with("--config", "title = Uno\n");
    reload(CARACAS, "title = Dos\nlog-level = debug\n");
    expect_log(&pair, CARACAS, "log-level: debug");
    expect_log(&pair, CARACAS, "title has changed: that takes effect at the next start");
    expect_log(&pair, CARACAS, "reload: the rest stays as it was");
    reload(CARACAS, "title = Dos\nlog-level = loud\n");
    expect_log(&pair, CARACAS, "log-level must be debug, info, warn or error, not 'loud'; nothing");
    expect_node_has(&pair, CARACAS, conn, "exam Uno", "HELLO");
}
END_TEST

/* --- another key --- */

enum { OPTIONS_SIZE = 400 };

static void give_keys(int which, const char *pin, const char *next)
{
    char text[OPTIONS_SIZE];
    (void)snprintf(text, sizeof text, "tls = yes\npeer-pin = %s\n%s%s\n", pin,
                   next != NULL ? "peer-pin-next = " : "", next != NULL ? next : "");
    replace_file(which, text);
}

static void remember_keys(const char *old, const char *new)
{
    char dir[160], path[192], text[OPTIONS_SIZE];
    (void)snprintf(dir, sizeof dir, "%s/sinodo", pair.dir);
    (void)snprintf(path, sizeof path, "%s/known_nodes", dir);
    ck_assert_int_eq(setenv("XDG_CONFIG_HOME", pair.dir, 1), 0);
    ck_assert_int_eq(mkdir(dir, 0700), 0);
    (void)snprintf(text, sizeof text, "127.0.0.1:%d %s\n127.0.0.1:%d %s\n", pair.node[CARACAS].port,
                   old, pair.node[CARACAS].port, new);
    write_file(path, text);
}

static void ask_as_terminal(const char *id, const char *answer)
{
    char out[2048];
    (void)node_client(&pair, CARACAS, "", out, sizeof out, "register", id, NULL);
    expect_has(out, answer);
}

static bool is_verified(void *context)
{
    char out[4096];
    int which = (const struct test_node *)context == &pair.node[MARACAY] ? MARACAY : CARACAS;
    return node_ctl(&pair, which, out, sizeof out, "verify", NULL) == 0;
}

/* As the README's guide says. */
START_TEST(a_node_gets_another_key_while_the_pair_serves)
{
    char key[2][NODE_KEY_SIZE], next[NODE_KEY_SIZE], out[4096], status[NODE_STATUS_SIZE];
    make_keys(key);
    for (int which = CARACAS; which <= MARACAY; which++) {
        write_file(file[which], "");
        options(&pair, which, "--config", file[which], NULL);
        give_keys(which, key[1 - which], NULL);
    }
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_says(&pair, CARACAS, "link            up", status));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--switch", NULL), 66);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--next", NULL), 0);
    (void)snprintf(next, sizeof next, "%.64s", out);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--next", NULL), 0);
    expect_has(out, next); /* it is made once */
    give_keys(MARACAY, key[CARACAS], next);
    ck_assert_int_eq(kill(pair.node[MARACAY].process.pid, SIGHUP), 0);
    expect_log(&pair, MARACAY, "reload: peer-pin-next: ");
    remember_keys(key[CARACAS], next);
    ask_as_terminal("V1", "code");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--switch", NULL), 0);
    expect_has(out, next);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_says(&pair, CARACAS, "link            up", status));
    ask_as_terminal("V2", "code");
    give_keys(MARACAY, next, NULL);
    ck_assert_int_eq(kill(pair.node[MARACAY].process.pid, SIGHUP), 0);
    expect_log(&pair, MARACAY, "reload: peer-pin-next: none");
    ck_assert(pair_settled(&pair));
    ask_as_terminal("V3", "code");
    for (int which = CARACAS; which <= MARACAY; which++)
        ck_assert(until(is_verified, &pair.node[which], 30000));
}
END_TEST

/* --- another exam on the same disk --- */

static void write_bank(const char *text)
{
    write_file(pair.bank, text);
}

START_TEST(people_of_another_exam_are_not_taken_over_unsaid)
{
    pair.alone = true;
    write_bank("Uno {=a ~b}\n");
    options(&pair, CARACAS, "--title", "2025", NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    write_bank("Dos {=a ~b}\n"); /* nobody has registered yet */
    ck_assert(node_start(&pair, CARACAS));
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V1");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    write_bank("Dos {~a =b}\n"); /* the key was wrong */
    options(&pair, CARACAS, "--title", "2025 b", NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    write_bank("Tres {=a ~b}\n");
    options(&pair, CARACAS, "--title", "2026", NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_log(&pair, CARACAS, "has 1 person of another exam, '2025 b', since 20");
    expect_log(&pair, CARACAS, "start once with --continue");
    options(&pair, CARACAS, "--title", "2026", "--continue", NULL);
    ck_assert(node_start(&pair, CARACAS));
    expect_log(&pair, CARACAS, "1 person is on record from another exam, '2025 b'");
    expect_node_has(&pair, CARACAS, conn, "-REGISTERED", "REGISTER", "V1");
    ck_assert(node_kill(&pair, CARACAS));
    options(&pair, CARACAS, "--title", "2026", NULL);
    ck_assert(node_start(&pair, CARACAS)); /* nobody asks again */
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
}
END_TEST

Suite *reload_suite(void)
{
    Suite *s = suite_create("reload");
    TCase *t = tcase_create("reload");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, close_pair);
    tcase_add_test(t, a_reload_takes_the_roster_and_tells_the_other_node);
    tcase_add_test(t, a_bad_roster_is_refused_and_the_one_before_stays);
    tcase_add_test(t, a_reload_takes_options_and_names_those_that_need_a_start);
    tcase_add_test(t, a_node_gets_another_key_while_the_pair_serves);
    tcase_add_test(t, people_of_another_exam_are_not_taken_over_unsaid);
    suite_add_tcase(s, t);
    return s;
}
