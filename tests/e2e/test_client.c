/* The terminal client as a person types at it, and as scripts call it. */
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <stdio.h>
#include <string.h>

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
    expect_has(out, "id V1000001\n");
    expect_has(out, "state confirmed\n");
    ck_assert_int_eq(sscanf(strstr(out, "code "), "code %31s", code), 1);
}

START_TEST(a_script_registers_and_learns_where_to_go)
{
    char code[32];
    register_ana(code);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1000001", NULL),
                     1);
    expect_has(out, "already registered");
    ck_assert_int_eq(node_client(&pair, MARACAY, "", out, sizeof out, "register", "1000001", NULL),
                     1);
    expect_has(out, "other centre: caracas (127.0.0.1:");
    fits();
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "x y", NULL), 1);
    expect_has(out, "ID");
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "enrol", "1", NULL), 2);
    expect_has(out, "'enrol' is no command");
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "--help", NULL),
                     0);
    expect_has(out, "prints id, code and state");
}
END_TEST

/* Runs the client with the code as its first line, and what is typed after it. */
static int with_code(int which, const char *command, const char *id, const char *code,
                     const char *typed)
{
    char lines[256];
    (void)snprintf(lines, sizeof lines, "%s\n%s", code, typed);
    return node_client(&pair, which, lines, out, sizeof out, command, id, NULL);
}

START_TEST(a_script_sits_the_exam)
{
    char code[32];
    register_ana(code);
    ck_assert_int_eq(with_code(CARACAS, "exam", "1000009", "AAAA", ""), 1);
    expect_has(out, "ID or the code is wrong");
    ck_assert_int_eq(with_code(CARACAS, "show", "1000001", code, ""), 0);
    expect_has(out, "The exam was not started.");
    expect_lacks(out, code);
    /* Not finished when the input ends: what was saved is saved, and the script is told. */
    ck_assert_int_eq(with_code(CARACAS, "exam", "1000001", code, "y\n1\n"), 1);
    expect_has(out, " - points: 1 ---");
    expect_has(out, "Saved.");
    expect_has(out, "Your answers are saved and the time goes on.");
    ck_assert_int_eq(with_code(CARACAS, "exam", "1000001", code, "l\nf\ny\n"), 0);
    expect_has(out, "it continues where it stopped");
    expect_has(out, "5 questions are unanswered.");
    expect_has(out, "Result: ");
    expect_has(out, "saved at both centres");
    ck_assert_int_eq(with_code(CARACAS, "exam", "1000001", code, ""), 0);
    expect_has(out, "This exam is finished.");
    ck_assert_int_eq(with_code(MARACAY, "exam", "1000001", code, ""), 1);
    expect_has(out, "other centre: caracas");
}
END_TEST

/* Other users of the machine see what runs. */
START_TEST(no_code_goes_on_the_command_line)
{
    static const char *const commands[] = {"exam", "show"};
    char code[32];
    register_ana(code);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(
            node_client(&pair, CARACAS, "", out, sizeof out, commands[i], "1000001", code, NULL),
            2);
        expect_has(out, "not given on the command line");
        expect_has(out, "standard input");
        ck_assert_int_eq(
            node_client(&pair, CARACAS, "", out, sizeof out, commands[i], "1000001", NULL), 2);
        expect_has(out, "no access code");
    }
}
END_TEST

/* The next person must not get at the exam of the one before. */
START_TEST(the_menu_keeps_nothing_of_the_last_person)
{
    char code[32], typed[512];
    const char *first = "9\n"                              /* no such choice */
                        "1\n12.345.678.0\n1000002\nLuis\n" /* register */
                        "2\ny\n\n4\n"; /* the ID and the code are asked for all the same */
    ck_assert_int_eq(node_client(&pair, MARACAY, first, out, sizeof out, NULL), 0);
    expect_has(out, "Type the number of one of the choices.");
    expect_has(out, "centre maracay");
    expect_has(out, "An ID has no decimals.");
    expect_has(out, "not a valid ID");
    const char *at = strstr(out, "|\n    |"); /* the frame's line above the code */
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(sscanf(at, "| | %31s", code), 1);
    (void)snprintf(typed, sizeof typed,
                   "2\n1000002\n%s\ny\n"
                   "7\n"         /* no such option */
                   "2\n\np\n1\n" /* answer, look ahead, back, change */
                   "g 6\n1\nc\n" /* answer the last and clear it */
                   "f\nn\n"      /* not yet */
                   "f\ny\n4\n",
                   code);
    ck_assert_int_eq(node_client(&pair, MARACAY, typed, out, sizeof out, NULL), 0);
    expect_has(out, "Name: Luis\nID: V1000002\n");
    expect_has(out, "I did not understand.");
    expect_has(out, "Cleared.");
    expect_has(out, "Result: ");
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

/* The menu knows who may register before anybody types. */
START_TEST(the_menu_sends_people_to_the_desk)
{
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    for (int i = 0; i < 2; i++) {
        pair.node[i].extra[0] = "--registration";
        pair.node[i].extra[1] = "staff";
    }
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(node_client(&pair, CARACAS, "1\n4\n", out, sizeof out, NULL), 0);
    expect_has(out, "At this centre the staff register you.");
    expect_lacks(out, "Full name");
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
    tcase_add_test(tc, no_code_goes_on_the_command_line);
    tcase_add_test(tc, the_menu_keeps_nothing_of_the_last_person);
    tcase_add_test(tc, an_ended_input_leaves_the_menu);
    tcase_add_test(tc, the_menu_sends_people_to_the_desk);
    suite_add_tcase(suite, tc);
    return suite;
}
