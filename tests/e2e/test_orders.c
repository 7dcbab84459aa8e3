/* Orders of the staff at real nodes that no other suite gives: another terminal, a name and an ID that
 * were written wrong, an admission that is taken back, somebody who comes back from the other centre,
 * a second exam. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"

#include <stdio.h>
#include <string.h>

enum { WAIT_MS = 20000 };

#define OTHER_TERMINAL "another-terminal-of-the-test"

static struct client_conn *other;
static char out[16384], code[256];

static void setup(void)
{
    static struct client_conn second;
    open_pair();
    memset(&second, 0, sizeof second);
    second.stream.fd = -1;
    other = &second;
}

static void teardown(void)
{
    client_close(other);
    close_pair();
}

static void start_with(const char *line)
{
    static char plan[160];
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    write_file(plan, line);
    for (int i = 0; i < 2; i++)
        options(&pair, i, "--plan", plan, NULL);
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    sign_in(conn, "V1", code);
}

static void sign_in_other(int which)
{
    client_close(other);
    ck_assert(node_open(&pair, which, other));
    expect_ask(other, "OK", "AUTH", "V1", code, OTHER_TERMINAL);
}

struct wanted {
    struct client_conn *c;
    const char *command, *part;
};

static bool says(void *context)
{
    const struct wanted *w = context;
    return strstr(client_ask(w->c, w->command, NULL), w->part) != NULL;
}

static void expect_soon(struct client_conn *c, const char *command, const char *part)
{
    struct wanted w = {c, command, part};
    ck_assert_msg(until(says, &w, WAIT_MS), "%s: %s\nwanted in it: %s", command, c->reply, part);
}

START_TEST(the_staff_move_an_exam_to_another_terminal) /* K6 */
{
    start_with("shuffle = no\n");
    expect_ask_has(conn, "state running", "START");
    expect_ask(conn, "OK", "ANSWER", "1", "1");
    sign_in_other(CARACAS);
    expect_ask(other, "-INUSE alive", "START");
    expect_ctl(&pair, CARACAS, out, "move", "V1", "--reason", "the screen is dark");
    expect_ask_has(other, "terminal yours", "START");
    expect_ask_has(other, "answer 1", "QUESTION", "1");
    expect_ask(conn, "-INUSE", "START");
    expect_ask(conn, "-INUSE", "ANSWER", "2", "1");
    expect_ask_ok(other, "FINISH");
}
END_TEST

START_TEST(a_name_and_an_id_are_corrected)
{
    char renamed[256];
    start_with("shuffle = no\n");
    expect_ctl(&pair, CARACAS, out, "amend", "V1", "Ana Rojas", "--reason", "as in the passport");
    expect_ask_has(conn, "name Ana Rojas", "EXAM");
    expect_ctl(&pair, CARACAS, out, "rename-id", "V1", "V100", "--reason", "a digit was missing");
    const char *slip = strstr(out, "code ");
    (void)snprintf(renamed, sizeof renamed, "%s", slip != NULL ? slip + strlen("code ") : code);
    renamed[strcspn(renamed, " \n")] = '\0';
    expect_ask(conn, "-", "START"); /* nobody sits under the old ID */
    client_close(conn);
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask(conn, "OK", "AUTH", "V100", renamed, TERMINAL);
    expect_ask_has(conn, "name Ana Rojas", "START");
    expect_ctl_refused(&pair, CARACAS, out, "has started the exam", "rename-id", "V100", "V2",
                       "--reason", "too late");
    expect_ask_has(conn, "state running", "EXAM");
    expect_node_has(&pair, MARACAY, other, "-ELSEWHERE", "REGISTER", "V100");
}
END_TEST

START_TEST(an_admission_is_taken_back_before_the_start) /* E2 */
{
    start_with("admit = staff\n");
    expect_ask(conn, "-WAITING admission", "START");
    expect_ctl(&pair, CARACAS, out, "admit", "V1");
    expect_ctl(&pair, CARACAS, out, "unadmit", "V1", "--reason",
               "the photograph is of somebody else");
    expect_ask(conn, "-WAITING admission", "START");
    expect_ctl(&pair, CARACAS, out, "admit", "V1");
    expect_ask_has(conn, "state running", "START");
    expect_ctl_refused(&pair, CARACAS, out, "has started the exam", "unadmit", "V1");
    expect_ask_has(conn, "state running", "EXAM");
}
END_TEST

START_TEST(a_person_goes_over_and_is_called_back) /* X1, X6 */
{
    start_with("shuffle = no\n");
    expect_ask_has(conn, "state running", "START");
    expect_ask(conn, "OK", "ANSWER", "1", "2");
    expect_ctl(&pair, CARACAS, out, "transfer", "V1", "maracay", "--reason", "no room");
    expect_soon(conn, "EXAM", "-ELSEWHERE maracay");
    sign_in_other(MARACAY);
    expect_soon(other, "START", "terminal yours");
    expect_ask_has(other, "answer 2", "QUESTION", "1");
    expect_ask(other, "OK", "ANSWER", "2", "1");
    expect_ctl(&pair, CARACAS, out, "recall", "V1", "--reason", "a chair is free again");
    expect_soon(other, "EXAM", "-ELSEWHERE caracas");
    sign_in_other(CARACAS);
    expect_soon(other, "START", "terminal yours");
    expect_ask_has(other, "answer 2", "QUESTION", "1");
    expect_ask_has(other, "answer 1", "QUESTION", "2");
    expect_ask_ok(other, "FINISH");
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
}
END_TEST

START_TEST(a_second_exam_is_granted_and_the_first_one_stays) /* U2, U5 */
{
    start_with("shuffle = no\n");
    expect_ask_has(conn, "sitting 1", "START");
    expect_ask(conn, "OK", "ANSWER", "1", "1");
    expect_ctl(&pair, CARACAS, out, "reset", "V1", "--reason", "the power failed for an hour");
    expect_ask_has(conn, "state ready", "EXAM");
    expect_ask_has(conn, "sitting 2", "START");
    expect_ask(conn, "number 1", "QUESTION", "1");
    expect_ask_has(conn, "answered 0", "EXAM");
    expect_ask_ok(conn, "FINISH");
    ck_assert(pair_settled(&pair));
    ck_assert(pair_check(&pair));
}
END_TEST

Suite *orders_suite(void)
{
    Suite *s = suite_create("orders");
    TCase *t = tcase_create("orders");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, the_staff_move_an_exam_to_another_terminal);
    tcase_add_test(t, a_name_and_an_id_are_corrected);
    tcase_add_test(t, an_admission_is_taken_back_before_the_start);
    tcase_add_test(t, a_person_goes_over_and_is_called_back);
    tcase_add_test(t, a_second_exam_is_granted_and_the_first_one_stays);
    suite_add_tcase(s, t);
    return s;
}
