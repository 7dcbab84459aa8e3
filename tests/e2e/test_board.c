/* An exam as boards give it: plan, roster, hours, a corrected key; long papers, and many people. */
#include "common/thread.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/examinee.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEOPLE = 100, CHECK_MS = 20000 };

static char plan[192], roster[192], out[8192], code[256];

static void setup(void)
{
    open_pair();
    pair.alone = true;
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    (void)snprintf(roster, sizeof roster, "%s/roster.csv", pair.dir);
}

static void start_with(const char *plan_text, const char *roster_text)
{
    size_t used = 0;
    memset(pair.node[CARACAS].extra, 0, sizeof pair.node[CARACAS].extra);
    if (plan_text != NULL) {
        write_file(plan, plan_text);
        pair.node[CARACAS].extra[used++] = "--plan";
        pair.node[CARACAS].extra[used++] = plan;
    }
    if (roster_text != NULL) {
        write_file(roster, roster_text);
        pair.node[CARACAS].extra[used++] = "--roster";
        pair.node[CARACAS].extra[used++] = roster;
    }
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
}

static void stop(void)
{
    client_close(conn);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
}

static bool exists(void *path)
{
    return access(path, F_OK) == 0;
}

START_TEST(the_roster_says_who_and_where_and_how_long)
{
    start_with(NULL, "id,name,node,minutes\nV1,Ana Rojas,caracas,10\nV2,,maracay\nV3\n");
    /* What is wrong with a request says nothing of who is listed. */
    for (int i = 1; i < 10; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "V%d", i);
        expect_ask(conn, "-ERR a key is", "REGISTER", id, "", "short");
    }
    expect_ask(conn, "-NOTLISTED nowhere caracas ", "REGISTER", "V9");
    expect_ask(conn, "-NOTLISTED elsewhere maracay - ", "REGISTER", "V2");
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "seconds 4200 state ready remaining 4200", "EXAM");
    expect_reply_has(conn, "id V1 name Ana Rojas ");
    expect_ask_has(conn, "seconds 4200 state running", "START");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "applicants", NULL), 0);
    expect_has(out, "Ana Rojas");
    sign_in(conn, "V3", code);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "rename-id", "V3", "V8", NULL), 1);
    expect_has(out, "does not list this ID: `list` it first");
    expect_ask_has(conn, "seconds 3600 state running", "START");
    stop();
    write_file(roster, "V1\nx\nV1\n");
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "roster.csv:2: this is no ID");
    expect_file_has(pair.node[CARACAS].log, "V1 is listed twice");
}
END_TEST

/* Runs sinodod with two options; what it printed is in out[]. */
static int check_files(const char *option, const char *file, const char *other,
                       const char *other_file)
{
    const char *build = getenv("SINODO_BUILD");
    char path[256], said[192];
    const char *argv[] = {path, option, file, other, other_file, NULL};
    (void)snprintf(path, sizeof path, "%s/sinodod", build ? build : "build");
    (void)snprintf(said, sizeof said, "%s/said", pair.dir);
    (void)unlink(said);
    int result = process_run((char *const *)argv, NULL, said, CHECK_MS);
    FILE *shown = fopen(said, "r");
    ck_assert_ptr_nonnull(shown);
    out[fread(out, 1, sizeof out - 1, shown)] = '\0';
    (void)fclose(shown);
    return result;
}

START_TEST(a_spreadsheets_roster_is_checked_before_the_exam)
{
    write_file(roster,
               "\xef\xbb\xbf\"Sede\";\"C\xc3\xa9"
               "dula\";\"Nombre\"\r\ncaracas;12.345.678;Ana Rojas\r\n;5;\"Luis\x1b[2J\"\r\n");
    ck_assert_int_eq(check_files("--check-roster", roster, NULL, NULL), 65);
    expect_has(out, "roster.csv:3: the line holds U+001B");
    write_file(roster, "\xef\xbb\xbf\"Sede\";\"C\xc3\xa9"
                       "dula\";\"Nombre\"\r\ncaracas;12.345.678;Ana Rojas\r\n;5;Luis\r\n");
    ck_assert_int_eq(check_files("--check-roster", roster, "--node", "maracay"), 0);
    expect_has(out, "separated by semicolons, with headings: column 2 is the ID");
    expect_has(out, "2 people, 1 at caracas, 1 at either node");
    expect_has(out, "roster.csv:3: last: V5 Luis");
    ck_assert_int_eq(check_files("--check-bank", pair.bank, "--roster", roster), 0);
    expect_has(out, "first: V12345678 Ana Rojas");
    write_file(roster, "nadie;x\nzzz;y\n");
    ck_assert_int_eq(check_files("--check-bank", pair.bank, "--roster", roster), 65);
    expect_has(out, "roster.csv:1: these headings name no column of IDs");
    start_with(NULL, "cedula;nodo\n12345678;caracas\n");
    expect_file_has(pair.node[CARACAS].log, "separated by semicolons");
    expect_ask_has(conn, "id V12345678 ", "REGISTER", "12.345.678");
    stop();
    write_file(roster, "cedula;nodo\n12345678;Caracas\n");
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "roster.csv:2: there is no node 'Caracas'");
}
END_TEST

START_TEST(an_exam_is_started_in_its_hours_only)
{
    start_with("opens = 2099-01-01 08:00 Z\n", NULL);
    sign_in(conn, "V1", code);
    expect_ask(conn, "-CLOSED early 2", "START");
    stop();
    start_with("closes = 2020-01-01 08:00 Z\n", NULL);
    sign_in(conn, "V2", code);
    expect_ask(conn, "-CLOSED late 20", "START");
    stop();
    write_file(plan, "opens = yesterday\n");
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "exam.plan:1: opens must be a moment");
}
END_TEST

START_TEST(an_operator_changes_the_hours_while_exams_run) /* S10, S11 */
{
    const char *plan_text = "opens = 2026-01-01 08:00 Z\ncloses = 2099-01-01 08:00 Z\n";
    start_with(plan_text, NULL);
    sign_in(conn, "V1", code);
    expect_ask_has(conn, "state running", "START");
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "hours", "--closes", "now", NULL),
                     0);
    expect_has(out, "say why, with --reason");
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "hours", "--closes", "27-01-01",
                              "8:00", "Z", "--reason", "x", NULL),
                     0);
    expect_has(out, "the year in four digits");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "hours", "--closes", "2026-02-01",
                              "08:00", "Z", "--reason", "a", "drill", NULL),
                     0);
    expect_has(out, "may_start       no longer");
    expect_has(out, "reason          a drill");
    expect_ask_has(conn, "state running", "EXAM"); /* who runs goes on */
    expect_ask(conn, "OK", "ANSWER", "1", "1");
    sign_in(conn, "V2", code);
    expect_ask(conn, "-CLOSED", "START");
    expect_ask_has(conn, "closes_in 0", "EXAM");
    stop();
    start_with(plan_text, NULL); /* the entry holds */
    expect_file_has(pair.node[CARACAS].log, "(a drill); the plan says from 2026-01-01");
    sign_in(conn, "V3", code);
    expect_ask(conn, "-CLOSED", "START");
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "hours", "--plan", "--reason", "over", NULL), 0);
    expect_has(out, "may_start       yes");
    expect_ask_has(conn, "state running", "START");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
    expect_has(out, "table hours: is the fold of the journal");
    stop();
}
END_TEST

static void write_key(const char *right, const char *wrong)
{
    char text[256];
    (void)snprintf(text, sizeof text, "$CATEGORY: S\nQ {\n%sfirst\n%ssecond\n}\n\nR {=%s}\n", right,
                   wrong, right[0] == '=' ? "uno" : "dos");
    write_file(pair.bank, text);
}

START_TEST(feedback_to_several_options_names_each)
{
    write_file(pair.bank,
               "Two of them. {\n~%50%ones#Yes.\n~%50%two#Too.\n~%-100%none\n####Read p. 3.\n}\n\n"
               "One. {\n=this#Right.\n~that\n}\n");
    start_with("shuffle = no\nreveal = yes\n", NULL);
    sign_in(conn, "V1", code);
    expect_ask(conn, "title", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", "2", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "2", "1", NULL), "OK");
    expect_ask(conn, "score 2 max 2 ", "FINISH");
    expect_ask_has(conn, "feedback ones: Yes.\ntwo: Too.\nRead p. 3.", "QUESTION", "1");
    expect_ask_has(conn, "feedback Right.", "QUESTION", "2");
    stop();
}
END_TEST

START_TEST(a_corrected_key_is_applied_afterwards)
{
    char first[256], second[256];
    write_key("=", "~");
    start_with("shuffle = no\nreveal = yes\n", NULL);
    sign_in(conn, "V1", code);
    expect_ask(conn, "title", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "2", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "2", "Dos", NULL), "OK");
    expect_ask(conn, "score 0 max 2 ", "FINISH");
    expect_ask_has(conn, "right 1 earned 0", "QUESTION", "1");
    expect_ask_has(conn, "answer Dos points 1 penalty 0 bytes 500 first 2 right uno", "QUESTION",
                   "2");
    (void)snprintf(first, sizeof first, "%s/records/V1.json", pair.node[CARACAS].data);
    ck_assert(until(exists, first, 10000));
    stop();
    write_key("~", "=");
    start_with("shuffle = no\nreveal = yes\n", NULL);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", NULL), 0);
    expect_has(out, "marked          1\nchanged         1\nother_paper     0\n");
    expect_has(out, "V1 Ana Pérez: 0 -> 2 of 2\n    question 1 (Q): 0 -> 1, answered: second\n"
                    "    question 2 (R): 0 -> 1, answered: Dos\n");
    (void)snprintf(second, sizeof second, "%s/records/V1.6.json", pair.node[CARACAS].data);
    ck_assert_msg(until(exists, second, 10000), "%s", second); /* that of the finish, entry 6 */
    ck_assert(until(exists, first, 10000));
    expect_file_has(first, "\"first_score\": 0");
    expect_file_has(first, "\"score\": 2");
    expect_file_has(second, "\"score\": 0");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", "--json", NULL), 0);
    expect_has(out, "\"marked\": 0");
    expect_has(out, "\"people\": []");
    stop();
}
END_TEST

/* A database that came back from the other node does not have the exams that were served before. */
static void forget_exams(void)
{
    char path[192];
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[CARACAS].data);
    const char *argv[] = {"/usr/bin/env", "sqlite3", path, "DELETE FROM exam_file", NULL};
    ck_assert_int_eq(process_run((char *const *)argv, NULL, "/dev/null", 10000), 0);
}

START_TEST(the_files_of_the_exam_before_say_why)
{
    static const char plan_text[] = "title = T\nseconds = 3600\nshuffle = no\n";
    char old[256], old_plan[256], since[32];
    write_key("=", "~");
    start_with(plan_text, NULL);
    sign_in(conn, "V1", code);
    expect_ask(conn, "title", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "2", "Dos", NULL), "OK");
    expect_ask(conn, "score 0 max 2 ", "FINISH");
    stop();
    forget_exams();
    (void)snprintf(old, sizeof old, "%s/old.gift", pair.dir);
    (void)snprintf(old_plan, sizeof old_plan, "%s/old.plan", pair.dir);
    write_file(old, "$CATEGORY: S\nQ {\n=first\n~second\n}\n\nR {=uno}\n");
    write_file(old_plan, plan_text);
    write_key("~", "=");
    start_with(plan_text, NULL);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", NULL), 0);
    expect_has(out, "V1 Ana Pérez: 0 -> 1 of 2\n");
    const char *told = strstr(out, "--since ");
    ck_assert_msg(told != NULL && sscanf(told, "--since %31s", since) == 1, "%s", out);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", "--since", since, "--was",
                              old, "--was-plan", old_plan, NULL),
                     0);
    expect_has(out, "V1 Ana Pérez: 0 -> 1 of 2\n    question 2 (R): 0 -> 1, answered: Dos\n");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", "--since", since, "--was",
                              old, "--was-plan", old_plan, "--csv", NULL),
                     0);
    expect_has(out, "\"V1\",\"Ana Pérez\",0,1,2,2,2,\"R\",\"Dos\",0,1\r\n");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", "V1", NULL), 64);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", "--was-plan", old, NULL),
                     64);
    stop();
}
END_TEST

/* After a restart with that pass mark RESULT says so. */
static void check_with_pass_mark(const char *percent, const char *passed)
{
    char text[64];
    (void)snprintf(text, sizeof text, "shuffle = no\npass-percent = %s\n", percent);
    start_with(text, NULL);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_has(conn, passed, "RESULT");
}

START_TEST(passed_is_by_the_pass_mark_that_marked) /* M5 */
{
    char record[256];
    write_file(pair.bank, "Q {=uno}\n\nR {=uno}\n\nS {=uno}\n");
    start_with("shuffle = no\npass-percent = 50\n", NULL);
    sign_in(conn, "V1", code);
    expect_ask(conn, "title", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "uno", NULL), "OK");
    expect_ask_has(conn, "percent 33.33 passed no", "FINISH");
    (void)snprintf(record, sizeof record, "%s/records/V1.json", pair.node[CARACAS].data);
    ck_assert(until(exists, record, 10000));
    stop();
    check_with_pass_mark("30", "percent 33.33 passed no");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", NULL), 0);
    expect_ask_has(conn, "percent 33.33 passed yes", "RESULT");
    stop();
    check_with_pass_mark("90", "percent 33.33 passed yes");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
    stop();
}
END_TEST

/* I1: nothing that the node says to an applicant has the score, 5.75 of 14.25 points. */
static void ask_everything(void)
{
    static const char *const requests[] = {
        "PING",     "HELLO",  "EXAM",     "START",       "QUESTION 1", "QUESTION 2", "ANSWER 1 dos",
        "FINISH",   "RESULT", "ECHO",     "INFO",        "COMMAND",    "CLIENT ID",  "RESULT",
        "REGISTER", "STAFF",  "SELECT 0", "DESK STATUS", "REGISTER V1"};
    static const char *const tells[] = {"5.75",   "14.25",   "40.35",    "7.125",     "score",
                                        "passed", "percent", "unmarked", "categories"};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        (void)client_line(conn, requests[i]);
        ck_assert_msg(conn->reply[0] != '\0', "%s: no reply", requests[i]);
        for (size_t k = 0; k < sizeof tells / sizeof tells[0]; k++)
            ck_assert_msg(strstr(conn->reply, tells[k]) == NULL, "%s: %s", requests[i],
                          conn->reply);
    }
    char typed[300];
    (void)snprintf(typed, sizeof typed, "%s\n", code);
    ck_assert_int_eq(node_client(&pair, CARACAS, typed, out, sizeof out, "show", "V1", NULL), 0);
    for (size_t k = 0; k < 4; k++)
        expect_lacks(out, tells[k]);
    expect_has(out, "Your exam was received: 2 of 2 questions are answered.");
    expect_has(out, "The board publishes the result.");
    expect_has(out, "it says no score");
}

static void publish(const char *why)
{
    ck_assert_msg(
        node_ctl(&pair, CARACAS, out, sizeof out, "publish", "--yes", "--reason", why, NULL) == 0,
        "%s", out);
}

/* What the client shows of the result. */
static void expect_shown(const char *result, const char *correction)
{
    char typed[300];
    (void)snprintf(typed, sizeof typed, "%s\n", code);
    ck_assert_int_eq(node_client(&pair, CARACAS, typed, out, sizeof out, "show", "V1", NULL), 0);
    expect_has(out, result);
    if (correction[0] != '\0')
        expect_has(out, correction);
    else
        expect_lacks(out, "correction");
}

/* Has one of the files that the pattern names these words? */
struct in_files {
    const char *words, *pattern;
};

static bool are_there(void *context)
{
    const struct in_files *in = context;
    char command[512];
    (void)snprintf(command, sizeof command, "grep -q '%s' %s/records/%s", in->words,
                   pair.node[CARACAS].data, in->pattern);
    char *shell[] = {"/bin/sh", "-c", command, NULL};
    return process_run(shell, NULL, "/dev/null", CHECK_MS) == 0;
}

START_TEST(a_withheld_result_is_told_once_it_is_published) /* I1, I2 */
{
    static const char withheld[] = "shuffle = no\nreveal = yes\nwithhold = yes\nsection = S\n"
                                   "points = 7.125\nnegative = 1.375\n";
    struct in_files first = {"\"number\": 1", "V1.*.json"}, second = {"\"number\": 2", "V1.json"};
    write_key("=", "~");
    start_with(withheld, NULL);
    sign_in(conn, "V1", code);
    expect_ask(conn, "title", "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "2", "tres", NULL), "OK");
    expect_ask_has(conn, "answered 2 questions 2 withheld yes publication 0 corrected no",
                   "FINISH");
    ask_everything();
    publish("the board has met");
    expect_ask(conn, "score 5.75 max 14.25 percent 40.35 passed no ", "RESULT");
    expect_ask_has(conn, "withheld no publication 1 corrected no reveals yes", "RESULT");
    expect_ask_has(conn, "right 1 earned 7.125", "QUESTION", "1");
    expect_shown("Published by the board (publication 1).", "");
    stop();
    write_key("~", "=");
    start_with(withheld, NULL);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "remark", NULL), 0);
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask(conn, "score 5.75 max 14.25 ", "RESULT"); /* as it was published */
    expect_ask_has(conn, "corrected no reveals no", "RESULT");
    expect_ask(conn, "-FINISHED", "QUESTION", "1");
    publish("the key was wrong");
    expect_ask_has(conn, "withheld no publication 2 corrected yes reveals yes", "RESULT");
    expect_shown("publication 2", "This is a correction");
    ck_assert(until(are_there, &second, 10000));
    ck_assert(are_there(&first)); /* both are kept */
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
    stop();
}
END_TEST

START_TEST(a_paper_of_two_hundred_questions)
{
    atomic_uint answered = 0;
    struct examinee e = {.pair = &pair, .which = CARACAS, .id = "V1", .answered = &answered};
    ck_assert(examinee_bank(pair.bank));
    start_with(NULL, NULL);
    (void)examinee_sit(&e);
    ck_assert_msg(e.good, "%s", e.problem);
    ck_assert_uint_eq(e.questions, 200);
    ck_assert_uint_eq(answered, 175);
    expect_begins(e.result, "score 150 max 175 ");
    expect_has(e.result, "unmarked 25 ");
    stop();
}
END_TEST

struct progress {
    atomic_uint *answered;
    unsigned wanted;
};

static bool has_come_so_far(void *context)
{
    struct progress *p = context;
    return atomic_load(p->answered) >= p->wanted;
}

START_TEST(a_hundred_sit_while_the_node_is_killed)
{
    static struct examinee people[PEOPLE];
    static pthread_t threads[PEOPLE];
    atomic_uint answered = 0;
    struct buffer text = {0};
    ck_assert(examinee_bank(pair.bank));
    for (int kind = 0; kind + 1 < EXAMINEE_KINDS; kind++) /* but for what is only read */
        buffer_printf(&text, "section = K%d\nquestions = 2\n", kind);
    buffer_append(&text, "", 1);
    start_with(text.data, NULL);
    buffer_release(&text);
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = (struct examinee){.pair = &pair, .which = CARACAS, .answered = &answered};
        (void)snprintf(people[i].id, sizeof people[i].id, "V%d", 1000 + i);
        ck_assert_int_eq(thread_start(&threads[i], "examinee", 0, examinee_sit, &people[i]),
                         STATUS_OK);
    }
    for (unsigned kills = 1; kills <= 3; kills++) {
        struct progress wanted = {&answered, 300 * kills};
        ck_assert(until(has_come_so_far, &wanted, 60000));
        ck_assert(node_kill(&pair, CARACAS));
        ck_assert(node_start(&pair, CARACAS));
    }
    for (int i = 0; i < PEOPLE; i++) {
        (void)pthread_join(threads[i], NULL);
        ck_assert_msg(people[i].good, "%s", people[i].problem);
        expect_begins(people[i].result, "score 12 max 14 ");
    }
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
    stop();
}
END_TEST

Suite *board_suite(void)
{
    Suite *s = suite_create("board");
    TCase *t = tcase_create("board");
    tcase_set_timeout(t, 240);
    tcase_add_checked_fixture(t, setup, close_pair);
    tcase_add_test(t, the_roster_says_who_and_where_and_how_long);
    tcase_add_test(t, a_spreadsheets_roster_is_checked_before_the_exam);
    tcase_add_test(t, an_exam_is_started_in_its_hours_only);
    tcase_add_test(t, an_operator_changes_the_hours_while_exams_run);
    tcase_add_test(t, feedback_to_several_options_names_each);
    tcase_add_test(t, a_corrected_key_is_applied_afterwards);
    add_test_with("sqlite3", t, the_files_of_the_exam_before_say_why);
    tcase_add_test(t, passed_is_by_the_pass_mark_that_marked);
    tcase_add_test(t, a_withheld_result_is_told_once_it_is_published);
    tcase_add_test(t, a_paper_of_two_hundred_questions);
    tcase_add_test(t, a_hundred_sit_while_the_node_is_killed);
    suite_add_tcase(s, t);
    return s;
}
