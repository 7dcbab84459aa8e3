/* Who operates a node, and whose name a change bears. Every refusal stands beside the same
 * request as it passes. */
#include "common/clock.h"
#include "common/net.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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
    ask_as(0, "DESK STATUS\r\n", said, sizeof said);
    expect_has(said, "standing");
    ask_as(NOBODY, "DESK STATUS\r\n", said, sizeof said);
    ck_assert_str_eq(said, "");
    /* Even when the doors are left open, the kernel says who comes. */
    ck_assert_int_eq(chmod(pair.dir, 0755), 0);
    ck_assert_int_eq(chmod(pair.node[CARACAS].data, 0755), 0);
    (void)snprintf(path, sizeof path, "%s/operator", pair.node[CARACAS].data);
    ck_assert_int_eq(chmod(path, 0755), 0);
    (void)snprintf(path, sizeof path, "%s/operator/socket", pair.node[CARACAS].data);
    ck_assert_int_eq(chmod(path, 0777), 0);
    ask_as(NOBODY, "DESK STATUS\r\n", said, sizeof said);
    expect_has(said, "only the user that sinodod runs as");
    ask_as(0, "DESK STATUS\r\n", said, sizeof said);
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
    char said[2048], entry[1024], request[96], id[16];
    pair.alone = true;
    if (!run_as_nobody())
        return; /* there is one user only */
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, conn));
    for (int i = 0; i < 6; i++) {
        bool root = i % 2 == 0;
        (void)snprintf(id, sizeof id, "V%d", i + 1);
        (void)client_ask(conn, "REGISTER", id, NULL);
        (void)snprintf(request, sizeof request, "DESK %s the-key-of-command-number-%d \"\" %s\r\n",
                       changes[i / 2], i, id);
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

/* Is what that command prints JSON? Another program says so. */
static bool is_json(const char *command, const char *rows)
{
    char path[192], out[NODE_STATUS_SIZE], program[256];
    ck_assert_int_le(node_ctl(&pair, CARACAS, out, sizeof out, command, "--json", NULL), 1);
    (void)snprintf(path, sizeof path, "%s/json", pair.dir);
    write_file(path, out);
    (void)snprintf(program, sizeof program, "import json,sys; d = json.load(sys.stdin); assert %s",
                   rows);
    const char *argv[] = {"/usr/bin/env", "python3", "-c", program, NULL};
    int status = process_run((char *const *)argv, path, "/dev/null", 10000);
    if (status != 0)
        (void)fprintf(stderr, "%s is not so of %s --json: %s\n", rows, command, out);
    return status == 0;
}

START_TEST(another_program_reads_every_list)
{
    pair.alone = true;
    options(&pair, CARACAS, "--title", "Admisión \"2027\"", NULL);
    ck_assert(node_start(&pair, CARACAS));
    expect_node_has(&pair, CARACAS, conn, "confirmed", "REGISTER", "V1", "=Ana \"la\" Rojas");
    ck_assert(is_json("status", "d['exam'] == 'Admisión \"2027\"' and d['registered'] == 1"
                                " and d['listed'] is None and d['free_bytes'] > 0"
                                " and len(d['fingerprint']) == 64 and d['attention'] == []"));
    ck_assert(is_json("applicants", "d[0]['id'] == 'V1' and d[0]['name'] == '=Ana \"la\" Rojas'"
                                    " and d[0]['score'] is None and len(d) == 1"));
    ck_assert(is_json("hours", "d['hours_agree'] == 'yes'"));
    ck_assert(is_json("contested", "d['contested'] == '' and d['entries'] == []"));
    ck_assert(is_json("remark", "d['marked'] == 0"));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
}
END_TEST

/* 0: well, 1: needs attention, 3: no node. */
START_TEST(a_script_acts_on_the_exit_status)
{
    char out[NODE_STATUS_SIZE];
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "status", NULL), 3);
    expect_has(out, "Is it running");
    ck_assert(pair_start(&pair));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "status", NULL), 0);
    expect_lacks(out, "attention:");
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    expect_status(&pair, CARACAS, "attention: the link to maracay is down", out);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "status", NULL), 1);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "reissue", "V9", NULL), 1);
    expect_log(&pair, CARACAS, "REISSUE V9 is refused: ERR this ID is not registered here");
    ck_assert_int_eq(node_ctl(&pair, MARACAY, out, sizeof out, "reissue", "V9", NULL), 3);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "aplicants", NULL), 64);
    expect_has(out, "'aplicants' is no command; did you mean 'applicants'?");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "status", "--help", NULL), 0);
    expect_has(out, "everyone this node knows");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "-h", NULL), 0);
    expect_has(out, "everyone this node knows");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "unlock", "a", "b", "c", NULL), 64);
    expect_has(out, "'unlock' is not used with these words, but so:");
    expect_has(out, "NAME: the node's, which is asked for");
    expect_lacks(out, "reissue ID"); /* the other commands would push it off the screen */
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--json", NULL), 64);
    expect_has(out, "'keygen' has no --json");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
}
END_TEST

START_TEST(the_authority_of_a_room_is_checked_by_the_nodes_key)
{
    char out[4096], sig[256], crt[2][256];
    (void)snprintf(sig, sizeof sig, "%s/web.sig", pair.node[CARACAS].data);
    for (int i = 0; i < 2; i++)
        (void)snprintf(crt[i], sizeof crt[i], "%s/node.crt", pair.node[i].data);
    ck_assert_int_eq(node_ctl(&pair, MARACAY, out, sizeof out, "keygen", NULL), 0);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--web", NULL), 65);
    expect_has(out, "give the names and addresses of the node");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--web", "A.b", NULL), 64);
    expect_has(out, "'A.b': write it in lower case");
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--web", "a.example,::1", NULL), 0);
    expect_has(out, "names           a.example,::1\nauthority       ");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "keygen", "--web", NULL), 0);
    expect_has(out, "nothing changes at the computers of the room");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "verify-web", sig, NULL), 0);
    expect_has(out, "whoever has the key made them");
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-web", sig, crt[CARACAS], NULL), 0);
    expect_has(out, "it is signed with the key that was given");
    expect_has(out, "all is as it should be");
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-web", sig, crt[MARACAY], NULL), 65);
    expect_has(out, "with another key than the one that was given");
    (void)snprintf(sig, sizeof sig, "%s/room-ca.crt", pair.node[CARACAS].data);
    ck_assert_int_eq(unlink(sig), 0);
    (void)snprintf(sig, sizeof sig, "%s/web.sig", pair.node[CARACAS].data);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "verify-web", sig, NULL), 65);
    expect_has(out, "NOT as it should be");
}
END_TEST

Suite *operator_suite(void)
{
    Suite *s = suite_create("operator");
    TCase *t = tcase_create("operator");
    tcase_add_checked_fixture(t, open_pair, close_pair);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, only_the_nodes_own_user_operates_it);
    add_test_with("python3", t, another_program_reads_every_list);
    tcase_add_test(t, a_script_acts_on_the_exit_status);
    tcase_add_test(t, the_authority_of_a_room_is_checked_by_the_nodes_key);
    add_test_with("sqlite3", t, a_change_bears_the_name_of_who_made_it);
    suite_add_tcase(s, t);
    return s;
}
