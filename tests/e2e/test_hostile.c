/* Somebody answers in a node's place, or wrote its database, who wants to drive the terminal of
 * whoever looks: what the programs write is looked at byte by byte. */
#include "common/wire.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/hostile.h"
#include "tests/lib/impostor.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ANSWERS_MOST = 16 };

static struct impostor *impostor;
static struct tmux terminal;
static struct impostor_answer answers[ANSWERS_MOST + 1];
static struct buffer bytes[ANSWERS_MOST + 1];
static size_t answer_count;
static int questions;
static char out[262144];

static void setup(void)
{
    open_pair();
    answer_count = 0;
    questions = 1;
}

static void teardown(void)
{
    terminal_close(&terminal);
    impostor_close(impostor);
    impostor = NULL;
    for (size_t i = 0; i <= ANSWERS_MOST; i++)
        buffer_release(&bytes[i]);
    close_pair();
}

/* The bytes with which that command is answered, to be filled. */
static struct buffer *to(const char *command)
{
    ck_assert_uint_lt(answer_count, ANSWERS_MOST);
    answers[answer_count] = (struct impostor_answer){command, &bytes[answer_count]};
    return &bytes[answer_count++];
}

static void put_hostile(struct buffer *b, const char *name)
{
    wire_put_text(b, name);
    wire_put_bulk(b, hostile_text, hostile_text_len);
}

static void put_hostile_array(struct buffer *b, const char *name, size_t members)
{
    wire_put_text(b, name);
    wire_put_array(b, members);
    for (size_t i = 0; i < members; i++)
        wire_put_bulk(b, hostile_text, hostile_text_len);
}

static void put_text(struct buffer *b, const char *name, const char *text)
{
    wire_put_text(b, name);
    wire_put_text(b, text);
}

static void put_integer(struct buffer *b, const char *name, int64_t value)
{
    wire_put_text(b, name);
    wire_put_integer(b, value);
}

/* Anything else is an error whose words are hostile, as far as a line can be. */
static void begin_to_answer(const char *path)
{
    struct buffer *b = to(NULL);
    buffer_text(b, "-STRANGE begin \x1b]0;title\x07 \x9b \xc2\x9b \xe2\x80\xae \xff end\r\n");
    ck_assert(impostor_open(path, answers, &impostor));
}

static void is_clean(const char *what)
{
    const char *found = hostile_find(out, strlen(out));
    ck_assert_msg(found == NULL, "%s: byte %02x at %td of:\n%s", what,
                  found != NULL ? (unsigned char)*found : 0, found != NULL ? found - out : 0, out);
    ck_assert_msg(strstr(out, "begin") != NULL, "%s:\n%s", what, out);
    ck_assert_msg(strstr(out, "\xef\xbf\xbd") != NULL, "%s:\n%s", what, out);
}

/* No text makes a line of its own. */
static void is_not_forged(const char *what)
{
    is_clean(what);
    ck_assert_msg(strstr(out, "\nNOT forged") == NULL, "%s:\n%s", what, out);
}

/* The control: the detector finds something in the raw text, from wherever it begins. */
START_TEST(hostile_text_would_be_noticed)
{
    for (size_t i = 0; i + 1 < hostile_text_len; i++) {
        const char *found = hostile_find(hostile_text + i, hostile_text_len - i);
        ck_assert_msg(found != NULL || i > hostile_text_len - sizeof "\r end", "from %zu", i);
    }
    ck_assert_ptr_null(hostile_find("Ñandú\n", 8));
}
END_TEST

static void answer_exam(const char *command, const char *state)
{
    struct buffer *b = to(command);
    wire_put_array(b, 12);
    put_hostile(b, "title");
    put_integer(b, "questions", questions);
    put_integer(b, "seconds", 600);
    put_text(b, "state", state);
    put_integer(b, "remaining", 600);
    put_integer(b, "answered", 0);
}

static void answer_question(const char *kind)
{
    struct buffer *b = to("QUESTION");
    wire_put_array(b, 16);
    put_integer(b, "number", 1);
    put_text(b, "kind", kind);
    put_hostile(b, "text");
    put_hostile(b, "points");
    put_hostile(b, "penalty");
    put_hostile_array(b, "prompts", 0);
    put_hostile_array(b, "options", 3);
    put_hostile_array(b, "answer", 0);
}

static void answer_result(const char *command)
{
    struct buffer *b = to(command);
    wire_put_array(b, 14);
    put_hostile(b, "score");
    put_hostile(b, "max");
    put_hostile(b, "percent");
    put_hostile(b, "passed");
    put_hostile(b, "unmarked");
    put_hostile(b, "receipt");
    put_hostile_array(b, "categories", 6);
}

static void answer_as_node(const char *state)
{
    struct buffer *b = to("HELLO");
    wire_put_array(b, 4);
    put_hostile(b, "node");
    put_hostile(b, "exam");
    b = to("REGISTER");
    wire_put_array(b, 6);
    put_hostile(b, "id");
    put_hostile(b, "code");
    put_hostile(b, "state");
    wire_put_simple(to("AUTH"), "OK");
    answer_exam("EXAM", state);
    answer_result("FINISH");
    answer_result("RESULT");
}

static void run_client(const char *typed, const char *const *words)
{
    pair.node[CARACAS].port = impostor_port(impostor);
    int code =
        node_client(&pair, CARACAS, typed, out, sizeof out, words[0], words[1], words[2], NULL);
    ck_assert_msg(code == 0 || code == 1, "%d: %s", code, out);
    is_clean(words[0] != NULL ? words[0] : "the menu");
}

START_TEST(the_client_shows_nothing_that_drives_the_terminal)
{
    static const char *const menu[3] = {NULL}, *const exam[3] = {"exam", "V1"},
                             *const show[3] = {"show", "V1"},
                             *const enrol[3] = {"register", "V1", "Ana"};
    answer_as_node("finished");
    begin_to_answer(NULL);
    run_client("1\nV1\nAna\n4\n", menu);
    run_client("3\nV1\nAAAA\n4\n", menu);
    run_client("", enrol);
    run_client("AAAA\n", show);
    run_client("AAAA\n", exam);
}
END_TEST

START_TEST(an_exam_from_an_impostor_is_shown_clean_in_lines)
{
    static const char *const exam[3] = {"exam", "V1"};
    answer_as_node("ready");
    answer_exam("START", "running");
    answer_question("single");
    begin_to_answer(NULL);
    run_client("AAAA\ny\n", exam);
    expect_has(out, "--- Question 1 of 1 ---");
    expect_has(out, "  3. begin");
}
END_TEST

START_TEST(a_question_that_was_not_asked_for_is_not_taken)
{
    static const char *const exam[3] = {"exam", "V1"};
    questions = 2;
    answer_as_node("ready");
    answer_exam("START", "running");
    answer_question("single");
    begin_to_answer(NULL);
    run_client("AAAA\ny\n", exam);
    expect_has(out, "unexpected reply");
}
END_TEST

START_TEST(an_error_is_shown_clean)
{
    static const char *const enrol[3] = {"register", "V1", "Ana"};
    begin_to_answer(NULL);
    run_client("", enrol);
}
END_TEST

/* tmux would have obeyed, and not shown, a sequence that got through. */
START_TEST(the_whole_screen_shows_sequences_as_text)
{
    char command[256];
    const char *build = getenv("SINODO_BUILD");
    answer_as_node("running");
    answer_exam("START", "running");
    answer_question("single");
    begin_to_answer(NULL);
    (void)snprintf(command, sizeof command, "%s/sinodo --lang en 127.0.0.1:%d exam V1",
                   build ? build : "build", impostor_port(impostor));
    ck_assert(terminal_open(&terminal, pair.dir, command, 100, 40));
    ck_assert_msg(terminal_shows(&terminal, "Access code"), "%s", terminal.screen);
    ck_assert(terminal_press(&terminal, "AAAA", "Enter", NULL));
    ck_assert_msg(terminal_shows(&terminal, "Question 1 of 1"), "%s", terminal.screen);
    ck_assert_msg(terminal_shows(&terminal, "\xef\xbf\xbd]0;title\xef\xbf\xbd \xef\xbf\xbd"
                                            "31m"),
                  "%s", terminal.screen);
    ck_assert_msg(terminal_shows(&terminal, "abc\xef\xbf\xbd \xef\xbf\xbd"
                                            "d"),
                  "%s", terminal.screen);
}
END_TEST

static void open_operator(void)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/operator", pair.node[CARACAS].data);
    ck_assert(mkdir(pair.node[CARACAS].data, 0700) == 0 || errno == EEXIST);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/operator/socket", pair.node[CARACAS].data);
    begin_to_answer(path);
}

/* The exit status of sinodoctl, its output in out[]. */
static int run_ctl(const char *command, const char *word)
{
    return node_ctl(&pair, CARACAS, out, sizeof out, command, word, NULL);
}

static void put_row(struct buffer *b, const char *id)
{
    wire_put_array(b, 6);
    wire_put_text(b, id);
    for (int i = 0; i < 5; i++)
        wire_put_bulk(b, hostile_text, hostile_text_len);
}

START_TEST(sinodoctl_shows_nothing_that_drives_the_terminal)
{
    struct buffer *b = to("STATUS");
    wire_put_array(b, 4);
    put_hostile(b, "node");
    wire_put_bulk(b, hostile_text, hostile_text_len);
    wire_put_integer(b, 7);
    b = to("APPLICANTS");
    wire_put_array(b, 2);
    put_row(b, "V1");
    put_row(b, "V2");
    open_operator();
    ck_assert_int_eq(run_ctl("status", NULL), 1); /* it lacks what must be there */
    is_not_forged("status");
    ck_assert_int_eq(run_ctl("applicants", NULL), 0);
    is_not_forged("applicants");
    ck_assert_int_eq(run_ctl("applicants", "--csv"), 0);
    is_not_forged("applicants --csv");
    ck_assert_int_eq(run_ctl("reissue", "V1"), 1);
    is_not_forged("an error");
}
END_TEST

START_TEST(sinodoctl_refuses_replies_of_another_shape)
{
    buffer_text(to("STATUS"), "*1\r\n$4\r\nnode\r\n");
    buffer_text(to("APPLICANTS"), "*1000\r\n");
    for (int i = 0; i < 1000; i++)
        buffer_text(&bytes[answer_count - 1], ":1\r\n");
    buffer_text(to("UNLOCK"), "$-1\r\n");
    open_operator();
    static const char *const commands[] = {"status", "applicants", "unlock"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        ck_assert_msg(run_ctl(commands[i], NULL) == 76, "%s: %s", commands[i], out);
        ck_assert_msg(strstr(out, "of the same version") != NULL, "%s: %s", commands[i], out);
    }
}
END_TEST

static void change(const char *sql)
{
    char path[192];
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[CARACAS].data);
    const char *argv[] = {"/usr/bin/env", "sqlite3", path, sql, NULL};
    ck_assert_int_eq(process_run((char *const *)argv, NULL, "/dev/null", 10000), 0);
}

/* The names in a file are whatever its author wrote. */
START_TEST(a_forged_database_is_checked_and_drives_no_terminal)
{
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "confirmed", "REGISTER", "V1", "Ana");
    client_close(conn);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    change("UPDATE meta SET value = 'begin' || char(27, 91, 50, 74, 10, 0x9b, 0x202e) || 'x end'"
           " WHERE name = 'node';"
           "INSERT OR REPLACE INTO meta (name, value) VALUES ('peer_node',"
           " 'begin' || char(27, 93, 48, 59, 7, 10, 0x202e) || 'y end');"
           "UPDATE journal SET tally = char(27, 91, 50, 74, 10) || tally"
           " WHERE n = (SELECT max(n) FROM journal)");
    ck_assert_int_eq(run_ctl("verify", NULL), 65);
    is_not_forged("verify");
    ck_assert_int_eq(run_ctl("check", NULL), 65);
    expect_has(out, "the tally is \xef\xbf\xbd[2J\xef\xbf\xbd");
    ck_assert_ptr_null(hostile_find(out, strlen(out)));
    ck_assert_int_eq(run_ctl("verify-receipt", "sinodo1:\x1b[2J:x:1:00"), 65);
    ck_assert_ptr_null(hostile_find(out, strlen(out)));
}
END_TEST

Suite *hostile_suite(void)
{
    Suite *s = suite_create("hostile");
    TCase *t = tcase_create("hostile");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, hostile_text_would_be_noticed);
    tcase_add_test(t, the_client_shows_nothing_that_drives_the_terminal);
    tcase_add_test(t, an_exam_from_an_impostor_is_shown_clean_in_lines);
    tcase_add_test(t, a_question_that_was_not_asked_for_is_not_taken);
    tcase_add_test(t, an_error_is_shown_clean);
    add_test_with("tmux", t, the_whole_screen_shows_sequences_as_text);
    tcase_add_test(t, sinodoctl_shows_nothing_that_drives_the_terminal);
    tcase_add_test(t, sinodoctl_refuses_replies_of_another_shape);
    add_test_with("sqlite3", t, a_forged_database_is_checked_and_drives_no_terminal);
    suite_add_tcase(s, t);
    return s;
}
