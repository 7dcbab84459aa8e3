/* Essays: marked by two people at two nodes, by a third where they differ, at a terminal and in a
 * spreadsheet, over crashes and a corrected key. */
#include "common/clock.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/lib/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REF_SIZE = 80, FILE_SIZE = 16384 };

#define ESSAY "::Ferry:: Why does the ferry wait? {####The tide.}\n"
#define PAIR_PLAN "shuffle = no\nmarkers = 2\ntolerance = 0.25\n"

static struct tmux terminal;
static char out[NODE_STATUS_SIZE], keys[2][NODE_KEY_SIZE], plan[192], sheet[192], text[FILE_SIZE];
static char codes[2][256];

/* Somebody who marks, on a connection of its own. */
struct marker {
    const char *account, *points;
    char code[32];
    int which; /* the node */
    struct client_conn conn;
};
static struct marker ana, luis, eva;

static void setup(void)
{
    open_pair();
    make_keys(keys);
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    (void)snprintf(sheet, sizeof sheet, "%s/marks.csv", pair.dir);
    write_file(pair.bank, "::Sum:: 1+1 {=two ~three}\n\n" ESSAY);
    options(&pair, CARACAS, "--tls", "--plan", plan, NULL);
    options(&pair, MARACAY, "--tls", "--plan", plan, NULL);
    ana = (struct marker){.account = "ana", .points = "0", .which = CARACAS};
    luis = (struct marker){.account = "luis", .points = "1", .which = MARACAY};
    eva = (struct marker){.account = "eva", .points = "0,5", .which = MARACAY};
    ana.conn.stream.fd = luis.conn.stream.fd = eva.conn.stream.fd = -1;
}

static void teardown(void)
{
    terminal_close(&terminal);
    client_close(&ana.conn);
    client_close(&luis.conn);
    client_close(&eva.conn);
    close_pair();
}

static void start_both(void)
{
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_start(&pair, CARACAS));
    expect_status(&pair, CARACAS, "link            up", out);
    expect_status(&pair, MARACAY, "link            up", out);
}

static void start_with(const char *plan_text)
{
    write_file(plan, plan_text);
    start_both();
}

/* Chooses the first option, which the first key has as the right one, and writes an essay. */
static void sit(int which, const char *id, char code[256])
{
    ck_assert(client_open_tls(conn, pair.node[which].port));
    sign_in(conn, id, code);
    expect_ask_has(conn, "state running", "START");
    expect_ask(conn, "OK", "ANSWER", "1", "1");
    expect_ask(conn, "OK", "ANSWER", "2", "=The tide is low.\n\nSo it waits.");
    expect_ask_has(conn, "unmarked 1", "FINISH");
    client_close(conn);
}

static void sit_both(void)
{
    sit(CARACAS, "V1", codes[CARACAS]);
    sit(MARACAY, "V2", codes[MARACAY]);
    ck_assert(pair_settled(&pair));
}

static void add(struct marker *m)
{
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "staff", "add", m->account, "marker", NULL), 0);
    const char *line = strstr(out, "code ");
    ck_assert_msg(line != NULL, "%s", out);
    ck_assert_int_eq(sscanf(line, "code %31s", m->code), 1);
}

static void enter(struct marker *m)
{
    char account[64];
    (void)snprintf(account, sizeof account, "%s@caracas", m->account);
    client_close(&m->conn);
    ck_assert(client_open_tls(&m->conn, pair.node[m->which].port));
    expect_ask_has(&m->conn, "marker", "STAFF", account, m->code);
}

static void enter_all(void)
{
    enter(&ana);
    enter(&luis);
    enter(&eva);
}

/* The next essay; "": there is none. */
static const char *next(struct marker *m, char ref[256])
{
    expect_ask_ok(&m->conn, "DESK", "GRADE-NEXT", "", "", "");
    return client_pair(&m->conn, "ref", ref);
}

/* With a key that belongs to the marker, the essay and the turn. */
static void mark(struct marker *m, const char *ref, const char *turn)
{
    char key[64];
    (void)snprintf(key, sizeof key, "%.32s-%s-%s", ref, m->account, turn);
    expect_ask(&m->conn, "OK", "DESK", "GRADE-MARK", key, "", ref, m->points);
}

/* Marks what there is for this marker. Returns how many. */
static int mark_all(struct marker *m, const char *turn)
{
    char ref[256], key[32];
    int count = 0;
    while (next(m, ref)[0] != '\0') {
        /* A mark of the other node may come meanwhile and put an essay back: it is marked anew then. */
        (void)snprintf(key, sizeof key, "%.16s-%d", turn, count);
        mark(m, ref, key);
        ck_assert_int_lt(++count, 10);
    }
    return count;
}

/* Until two have marked each essay: when both marked one at the same time the later one does it
 * again. */
static void mark_by_two(void)
{
    int turn = 0;
    char name[8];
    do {
        ck_assert(pair_settled(&pair));
        ck_assert_int_lt(++turn, 5);
        (void)snprintf(name, sizeof name, "%d", turn);
    } while (mark_all(&ana, name) + mark_all(&luis, name) > 0);
}

static void expect_result(int which, const char *id, const char *part)
{
    ck_assert(client_open_tls(conn, pair.node[which].port));
    expect_ask(conn, "OK", "AUTH", id, codes[which], TERMINAL);
    expect_ask_has(conn, part, "RESULT");
    client_close(conn);
}

/* The rows of the table `mark` that a query counts, the same at both nodes. */
static void expect_marks(const char *where, int wanted)
{
    char query[200], count[16];
    (void)snprintf(query, sizeof query, "SELECT count(*) FROM mark WHERE %s", where);
    (void)snprintf(count, sizeof count, "%d\n", wanted);
    ck_assert(pair_settled(&pair));
    for (int i = 0; i < 2; i++) {
        char path[192], said[192];
        const char *argv[] = {"/usr/bin/env", "sqlite3", "-readonly", path, query, NULL};
        (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[i].data);
        (void)snprintf(said, sizeof said, "%s/said-%d", pair.dir, i);
        (void)remove(said);
        ck_assert_int_eq(process_run((char *const *)argv, NULL, said, 20000), 0);
        expect_file_has(said, count);
    }
}

static void start_with_another_key(void)
{
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(node_stop(&pair, i), 0);
    write_file(pair.bank, "::Sum:: 1+1 {~two =three}\n\n" ESSAY);
    start_both();
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(node_ctl(&pair, i, out, sizeof out, "remark", NULL), 0);
}

/* Once the last entries are signed. */
static bool is_verified(void *which)
{
    return node_ctl(&pair, *(int *)which, out, sizeof out, "verify", NULL) == 0;
}

START_TEST(two_people_mark_at_two_nodes_and_a_third_decides) /* H1 to H5 */
{
    char ref[256], ref2[256];
    start_with(PAIR_PLAN);
    sit_both();
    add(&ana);
    add(&luis);
    add(&eva);
    ck_assert(pair_settled(&pair));
    enter_all();
    /* Both at once, each at one node: nobody's essay is named. */
    ck_assert_str_ne(next(&ana, ref), "");
    expect_reply_has(&ana.conn, "The tide is low.");
    expect_reply_has(&ana.conn, "graders The tide.");
    expect_lacks(ana.conn.reply, "V1");
    expect_lacks(ana.conn.reply, "V2");
    ck_assert_str_eq(next(&luis, ref2), ref);
    mark(&luis, ref, "first");
    mark(&ana, ref, "first");
    /* What was acknowledged is there after a crash, and is not done twice. */
    ck_assert(node_kill(&pair, MARACAY));
    ck_assert(node_start(&pair, MARACAY));
    expect_status(&pair, MARACAY, "link            up", out);
    enter(&luis);
    enter(&eva);
    ck_assert(pair_settled(&pair));
    long journal = node_status(&pair, MARACAY, "journal");
    mark(&luis, ref, "first");
    ck_assert_int_eq(node_status(&pair, MARACAY, "journal"), journal);
    /* A corrected key between: the machine's part changes, the marks stay. */
    start_with_another_key();
    enter_all();
    mark_by_two();
    expect_ask_has(&eva.conn, "questions 2 Ferry 1 2 0 2 0 0 2", "DESK", "GRADE", "");
    ck_assert_str_ne(next(&eva, ref), "");
    expect_reply_has(&eva.conn, "part 3");
    expect_reply_has(&eva.conn, "mark  comment "); /* nothing of the others' marks */
    ck_assert_int_eq(mark_all(&eva, "1"), 2);
    expect_marks("part = 3", 2);
    for (int i = 0; i < 2; i++)
        expect_result(i, i == CARACAS ? "V1" : "V2", "score 0.5 max 2");
    eva.which = CARACAS;
    enter(&eva);
    expect_ask_has(&eva.conn, "questions 2 Ferry 1 2 2 0 0 0 0", "DESK", "GRADE", "");
    ck_assert(pair_check(&pair));
    for (int i = 0; i < 2; i++)
        ck_assert_msg(until(is_verified, &(int){i}, 30000), "%s", out);
}
END_TEST

START_TEST(two_who_mark_at_one_node_get_different_essays)
{
    char ref[256], ref2[256], again[256];
    start_with("shuffle = no\n");
    sit_both();
    add(&ana);
    add(&luis);
    luis.which = CARACAS;
    enter(&ana);
    enter(&luis);
    ck_assert_str_ne(next(&ana, ref), "");
    ck_assert_str_ne(next(&luis, ref2), "");
    ck_assert_str_ne(ref, ref2);
    enter(&ana); /* goes on where it was */
    ck_assert_str_eq(next(&ana, again), ref);
    expect_ask(&ana.conn, "-DENIED role", "DESK", "STATUS");
    expect_ask(&ana.conn, "-ERR that is no reference", "DESK", "GRADE-NEXT", "", "x", "");
    expect_ask(&ana.conn, "-ERR the bank has no such question", "DESK", "GRADE-NEXT", "9", "", "");
    expect_ask(&ana.conn, "-ERR the last word", "DESK", "GRADE-NEXT", "", "", "x");
    /* Without the link: this node's people (H7). */
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    expect_status(&pair, CARACAS, "link            down", out);
    expect_ask_has(&ana.conn, "2 Ferry 1 2 0", "DESK", "GRADE", "");
    ck_assert_int_eq(mark_all(&luis, "1") + mark_all(&ana, "1"), 1);
    expect_ask_has(&ana.conn, "2 Ferry 1 2 1 0 0 1 0", "DESK", "GRADE", "");
}
END_TEST

static void type(const char *line)
{
    ck_assert(terminal_type(&terminal, line));
    ck_assert(terminal_press(&terminal, "Enter", NULL));
}

START_TEST(a_marker_at_a_terminal_loses_nothing_when_the_node_dies)
{
    char command[512];
    const char *build = getenv("SINODO_BUILD");
    start_with("shuffle = no\n");
    sit(CARACAS, "V1", codes[CARACAS]);
    sit(CARACAS, "V3", codes[MARACAY]);
    ck_assert(pair_settled(&pair));
    (void)snprintf(command, sizeof command, "%s/sinodoctl --data %s grade", build ? build : "build",
                   pair.node[CARACAS].data);
    ck_assert(terminal_open(&terminal, pair.dir, command, 80, 40));
    expect_screen(&terminal, "QUESTION 2: Ferry (points: 0 to 1)");
    expect_screen(&terminal, "left for you: 2");
    type("1,5");
    expect_screen(&terminal, "1 is the most for this question");
    ck_assert(node_kill(&pair, CARACAS));
    type("0,5 a good end");
    expect_screen(&terminal, "Asking again");
    ck_assert(node_start(&pair, CARACAS));
    expect_screen(&terminal, "Saved: 0.5 of 1.");
    expect_status(&pair, CARACAS, "link            up", out);
    expect_marks("comment = 'a good end'", 1);
    type("b");
    expect_screen(&terminal, "Your mark: 0.5 a good end");
    type("0.75");
    expect_screen(&terminal, "Saved: 0.75 of 1.");
    type("q");
    expect_screen(&terminal, "Marks saved now: 2");
    expect_marks("1", 2);
}
END_TEST

/* Puts those cells behind each row of the sheet. */
static void fill_in(const char *cells)
{
    static char made[FILE_SIZE];
    size_t used = 0;
    for (const char *at = text; *at != '\0';) {
        bool end = strncmp(at, ";;\r\n", 4) == 0;
        used += (size_t)snprintf(made + used, sizeof made - used, "%s",
                                 end ? cells : (const char[]){*at, '\0'});
        at += end ? 4 : 1;
    }
    write_file(sheet, made);
}

static void export_sheet(void)
{
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "grade", "--export", sheet,
                              "--excel", "es", NULL),
                     0);
    FILE *file = fopen(sheet, "r");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
}

START_TEST(a_spreadsheet_is_read_back_once)
{
    start_with("shuffle = no\n");
    sit_both();
    export_sheet();
    expect_has(text, "ref;question;name;text;answer;max;points;comment\r\n");
    expect_has(text, "\"'=The tide is low.\n\nSo it waits.\""); /* no formula */
    fill_in(";1,5;\r\n");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "grade", "--import", sheet, NULL),
                     65);
    expect_has(out, "these are more points than the question has");
    expect_has(out, "nothing was sent");
    fill_in(";0,25;muy corto\r\n");
    for (int again = 0; again <= 1; again++) {
        ck_assert_int_eq(
            node_ctl(&pair, CARACAS, out, sizeof out, "grade", "--import", sheet, NULL), 0);
        expect_has(out, again ? "saved: 0, saved before: 2" : "saved: 2, saved before: 0");
        expect_marks("points = 250 AND comment = 'muy corto'", 2);
    }
    expect_result(MARACAY, "V2", "score 1.25 max 2");
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "grade", "--json", NULL), 0);
    expect_has(out, "\"marked\": 2");
}
END_TEST

Suite *grading_suite(void)
{
    Suite *s = suite_create("grading");
    TCase *t = tcase_create("grading");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 180);
    tcase_add_test(t, two_people_mark_at_two_nodes_and_a_third_decides);
    tcase_add_test(t, two_who_mark_at_one_node_get_different_essays);
    add_test_with("tmux", t, a_marker_at_a_terminal_loses_nothing_when_the_node_dies);
    tcase_add_test(t, a_spreadsheet_is_read_back_once);
    suite_add_tcase(s, t);
    return s;
}
