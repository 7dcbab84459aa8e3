/* What is printed before an exam, and what is kept after it: slips and lists, codes for a whole table,
 * archives, and the next exam on the same machines. */
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

enum { ROOM = 64 * 1024 };

static char out[NODE_STATUS_SIZE];

static const char table[] = "cedula;nombre;sede;minutos extra;aula\n"
                            "V1001;Ana Núñez;caracas;15;Aula 5\n"
                            "V1002;Luis Gil;;;Aula 5\n"
                            "V1003;Eva Sanz;maracay;;Aula 1\n";

/* A path in the pair's directory; two at a time. */
static const char *at(const char *name)
{
    static char path[3][200];
    static int turn;
    turn = (turn + 1) % 3;
    (void)snprintf(path[turn], sizeof path[turn], "%s/%s", pair.dir, name);
    return path[turn];
}

static const char *in_data(int which, const char *name)
{
    static char path[3][256];
    static int turn;
    turn = (turn + 1) % 3;
    (void)snprintf(path[turn], sizeof path[turn], "%s/%s", pair.node[which].data, name);
    return path[turn];
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static unsigned mode_of(const char *path)
{
    struct stat st;
    ck_assert_int_eq(lstat(path, &st), 0);
    return st.st_mode & 0777;
}

/* The whole of a text file; it stays until the next call. */
static const char *text_of(const char *path)
{
    static char text[ROOM];
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    size_t len = fread(text, 1, sizeof text - 1, file);
    text[len] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

static bool same_bytes(const char *a, const char *b)
{
    char *cmp[] = {"/usr/bin/cmp", (char *)a, (char *)b, NULL};
    return process_run(cmp, NULL, "/dev/null", 10000) == 0;
}

#define ctl(which, ...) node_ctl(&pair, which, out, sizeof out, __VA_ARGS__, NULL)

/* --- codes for a whole table --- */

/* The code on the slip of that ID. */
static void code_of(const char *page, const char *id, char code[32])
{
    char wanted[64];
    (void)snprintf(wanted, sizeof wanted, "<dd class=\"id\">%s</dd>", id);
    const char *slip = strstr(text_of(page), wanted);
    ck_assert_msg(slip != NULL, "%s is not on %s", id, page);
    const char *found = strstr(slip, "<div class=\"code\">");
    ck_assert_ptr_nonnull(found);
    ck_assert_int_eq(sscanf(found, "<div class=\"code\">%31[0-9A-Z-]", code), 1);
}

START_TEST(a_table_is_registered_and_each_code_is_printed_once)
{
    char code[32];
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(ctl(CARACAS, "register", "V1002", "Luis Gil"), 0);
    write_file(at("people.csv"), table);
    ck_assert_int_eq(
        ctl(CARACAS, "register", "--from", at("people.csv"), "--lang", "es", at("slips.html")), 1);
    expect_has(out, "1 slip with access codes");
    expect_has(out, "Listed at the other centre, whose desk registers them: 1");
    expect_has(out, "(`sinodoctl reissue ID` gives a new code): V1002\n");
    ck_assert_uint_eq(mode_of(at("slips.html")), 0600);
    ck_assert(!is_there(at("slips.html.unfinished")));
    expect_has(text_of(at("slips.html")), "Aula 5");
    expect_lacks(text_of(at("slips.html")), "V1002");
    expect_lacks(text_of(at("slips.html")), "V1003");
    code_of(at("slips.html"), "V1001", code);
    expect_lacks(out, code);
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask(conn, "OK", "AUTH", "V1001", code, TERMINAL);
    client_close(conn);
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv"), at("slips.html")), 73);
    expect_has(out, "exists already");
    /* All of them again: nobody gets a second code. */
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv"), at("again.html")), 1);
    expect_has(out, ": V1001 V1002\n");
    ck_assert(!is_there(at("again.html")));
    ck_assert(!is_there(at("again.html.unfinished")));
}
END_TEST

START_TEST(a_run_that_was_interrupted_gives_the_same_codes_again)
{
    static const char key[] = "00112233445566778899aabbccddeeff";
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    write_file(at("people.csv"), "V1001;Ana Núñez\nV1002;Luis Gil\nV1003;Eva Sanz\n");
    write_file(at("part.csv"), "V1002;Luis Gil\n");
    (void)umask(077);
    write_file(at("slips.html.unfinished"), key);
    /* The first run came as far as V1002, and was killed. */
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("part.csv"), at("slips.html")), 0);
    expect_has(out, "goes on with the run that was interrupted");
    ck_assert_int_eq(rename(at("slips.html"), at("first.html")), 0);
    write_file(at("slips.html.unfinished"), key);
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv"), at("slips.html")), 0);
    expect_has(out, "3 slips with access codes");
    char before[32], after[32];
    code_of(at("first.html"), "V1002", before);
    code_of(at("slips.html"), "V1002", after);
    ck_assert_str_eq(before, after);
    /* A file that others can read was not made by this program. */
    write_file(at("other.html.unfinished"), key);
    ck_assert_int_eq(chmod(at("other.html.unfinished"), 0644), 0);
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv"), at("other.html")), 65);
    expect_has(out, "which nobody else may read");
}
END_TEST

START_TEST(without_the_node_a_run_says_how_it_goes_on)
{
    pair.alone = true;
    write_file(at("people.csv"), "V1001;Ana\nV12345678.0;Luis\n");
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv"), at("slips.html")), 65);
    expect_has(out, "people.csv:2:");
    ck_assert(!is_there(at("slips.html.unfinished")));
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv")), 64);
    write_file(at("people.csv"), "V1001;Ana\n");
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv"), at("slips.html")), 3);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(ctl(CARACAS, "register", "--from", at("people.csv"), at("slips.html")), 0);
}
END_TEST

/* --- slips and lists --- */

static void register_at(int which, const char *id, const char *name)
{
    ck_assert_msg(ctl(which, "register", id, name) == 0, "%s", out);
}

START_TEST(both_nodes_print_the_same_people_of_both_centres)
{
    ck_assert(pair_start(&pair));
    register_at(CARACAS, "V1001", "Ana Núñez");
    register_at(MARACAY, "V1003", "Eva Sanz");
    register_at(MARACAY, "V1004", "Leo Paz");
    ck_assert(pair_settled(&pair));
    write_file(at("people.csv"), table);
    ck_assert_msg(ctl(CARACAS, "attendance", "--roster", at("people.csv"), "--lang", "en", "--hour",
                      "2027-03-01 08:00 -04:00", at("a.html")) == 0,
                  "%s", out);
    ck_assert_msg(ctl(MARACAY, "attendance", "--roster", at("people.csv"), "--lang", "en", "--hour",
                      "2027-03-01 08:00 -04:00", at("b.html")) == 0,
                  "%s", out);
    ck_assert(same_bytes(at("a.html"), at("b.html")));
    const char *page = text_of(at("a.html"));
    expect_has(page, "V1001</td><td>Ana Núñez</td><td class=\"x\">15 min");
    expect_has(page, "Luis Gil <span class=\"note\">not registered");
    expect_has(page, "V1004</td><td>Leo Paz</td>");
    expect_has(page, "Exam: 2027-03-01 08:00");
    ck_assert_int_eq(ctl(CARACAS, "slips", "--roster", at("people.csv"), "--centre", "maracay",
                         "--room", "aula 1", at("s.html")),
                     0);
    expect_has(text_of(at("s.html")), "V1003");
    expect_lacks(text_of(at("s.html")), "V1004");
    ck_assert_int_eq(ctl(CARACAS, "slips", at("s.html")), 0);
    expect_has(out, "3 people");
    ck_assert_int_eq(ctl(CARACAS, "slips", "--room", "Aula 1", at("s.html")), 65);
    expect_has(out, "rooms are in the roster");
}
END_TEST

/* --- archives --- */

static bool is_signed(void *context)
{
    (void)context;
    return ctl(CARACAS, "verify") == 0;
}

/* V1 sits at caracas, to the end. */
static void sit(void)
{
    char code[256];
    ck_assert(node_open(&pair, CARACAS, conn));
    sign_in(conn, "V1", code);
    expect_ask_ok(conn, "START");
    expect_ask_ok(conn, "ANSWER", "1", "1");
    expect_ask_ok(conn, "FINISH");
    client_close(conn);
}

static bool has_record(void *context)
{
    (void)context;
    return is_there(in_data(CARACAS, "records/V1.json"));
}

START_TEST(an_archive_holds_the_exam_and_is_read_like_a_copy)
{
    ck_assert(pair_start(&pair));
    sit();
    ck_assert(until(has_record, NULL, 10000));
    ck_assert(pair_settled(&pair));
    ck_assert_msg(until(is_signed, NULL, 30000), "%s", out);
    write_file(at("people.csv"), table);
    write_file(at("results.csv"), "id\n");
    ck_assert_msg(ctl(CARACAS, "archive", at("a"), "--roster", at("people.csv"), "--with",
                      at("results.csv")) == 0,
                  "%s", out);
    expect_has(out, "1 record and 3 other files");
    expect_has(out, "SHA-256: ");
    ck_assert_uint_eq(mode_of(at("a")), 0600);
    ck_assert_int_eq(ctl(CARACAS, "check", at("a")), 0);
    ck_assert_msg(ctl(CARACAS, "verify", at("a")) == 0, "%s", out);
    ck_assert_int_eq(ctl(CARACAS, "archive", "--list", at("a")), 0);
    expect_has(out, " certificates/node.crt\n");
    expect_has(out, " records/V1.json\n");
    expect_has(out, " roster/people.csv\n");
    expect_has(out, " with/results.csv\n");
    ck_assert_int_eq(ctl(CARACAS, "archive", "--list", at("a"), "--json"), 0);
    expect_has(out, "\"name\": \"with/results.csv\"");
    expect_has(out, "\"bytes\": 3");
    ck_assert_int_eq(
        ctl(CARACAS, "archive", "--extract", at("a"), "records/V1.json", at("V1.json")), 0);
    ck_assert(same_bytes(at("V1.json"), in_data(CARACAS, "records/V1.json")));
    ck_assert_int_eq(ctl(CARACAS, "archive", "--extract", at("a"), "records/V2.json", at("x")), 65);
    ck_assert_int_eq(ctl(CARACAS, "slips", "--from", at("a"), at("slips.html")), 0);
    expect_has(out, "1 people");
    expect_has(text_of(at("slips.html")), "<p class=\"exam\">"); /* the title that the node kept */
    ck_assert_int_eq(ctl(CARACAS, "archive", at("a")), 73);
    expect_has(out, "exists already");
    /* Of the stopped node, from its file. */
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert_msg(ctl(CARACAS, "archive", at("b")) == 0, "%s", out);
    ck_assert_int_eq(ctl(CARACAS, "check", at("b")), 0);
    ck_assert_int_ne(ctl(CARACAS, "archive", at("c"), "--with", at("missing")), 0);
    expect_has(out, "missing: cannot be read");
    ck_assert(!is_there(at("c")));
    ck_assert_int_eq(ctl(CARACAS, "archive", "--list", in_data(CARACAS, "sinodo.db")), 65);
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

/* --- the next exam --- */

static void start_next(int which)
{
    options(&pair, which, "--cluster", "next", NULL);
    ck_assert(node_start(&pair, which));
}

START_TEST(the_next_exam_has_the_staff_and_nobody_else)
{
    ck_assert(pair_start(&pair));
    ck_assert_int_eq(ctl(CARACAS, "staff", "add", "ana", "board"), 0);
    ck_assert_int_eq(ctl(MARACAY, "staff", "add", "eva", "marker"), 0);
    sit();
    ck_assert(until(has_record, NULL, 10000));
    ck_assert(pair_settled(&pair));
    ck_assert_int_ne(ctl(CARACAS, "new-exam", "next"), 0);
    expect_has(out, "in use by another sinodod");
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(node_stop(&pair, i), 0);
    ck_assert_int_eq(ctl(CARACAS, "new-exam", "no/name"), 64);
    ck_assert_msg(ctl(CARACAS, "new-exam", "next") == 0, "%s", out);
    expect_has(out, "Accounts of the staff that were made at this node, and stay: 1");
    expect_has(out, "cluster = next");
    ck_assert_int_eq(ctl(CARACAS, "check", in_data(CARACAS, "past/sinodo/sinodo.db")), 0);
    ck_assert(is_there(in_data(CARACAS, "past/sinodo/records/V1.json")));
    ck_assert(!is_there(in_data(CARACAS, "records/V1.json")));
    ck_assert(node_refuses(&pair, CARACAS)); /* with the options of before */
    expect_file_has(pair.node[CARACAS].log, "the option is cluster = next");
    ck_assert_msg(ctl(MARACAY, "new-exam", "next") == 0, "%s", out);
    start_next(MARACAY);
    start_next(CARACAS);
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(ctl(i, "staff", "list"), 0);
        expect_has(out, "ana@caracas");
        expect_has(out, "eva@maracay");
    }
    register_at(MARACAY, "V1", "Ana");
    ck_assert(pair_check(&pair));
    ck_assert_int_eq(ctl(CARACAS, "archive", "--list", in_data(CARACAS, "past/sinodo/sinodo.db")),
                     65);
}
END_TEST

START_TEST(a_node_that_was_not_switched_gives_the_next_exam_nobody)
{
    ck_assert(pair_start(&pair));
    register_at(CARACAS, "V1", "Ana");
    ck_assert(pair_settled(&pair));
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(node_stop(&pair, i), 0);
    ck_assert_msg(ctl(CARACAS, "new-exam", "next") == 0, "%s", out);
    ck_assert(node_start(&pair, MARACAY));
    start_next(CARACAS);
    expect_log(&pair, CARACAS, "the peer belongs to cluster sinodo and this node to next");
    expect_log(&pair, MARACAY, "`sinodoctl new-exam` is due at the other");
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
    ck_assert_int_eq(node_status(&pair, CARACAS, "away"), 0);
    ck_assert_int_eq(node_status(&pair, MARACAY, "away"), 1);
}
END_TEST

START_TEST(no_exam_that_runs_is_left_behind)
{
    char code[256];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, conn));
    sign_in(conn, "V1", code);
    expect_ask_ok(conn, "START");
    client_close(conn);
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert_int_eq(ctl(CARACAS, "new-exam", "next"), 65);
    expect_has(out, "1 exams run here");
    ck_assert(!is_there(in_data(CARACAS, "past")));
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_status(&pair, CARACAS, "running"), 1);
}
END_TEST

/* What a kill after each step leaves (next_exam.h), and the old node that served again in between. */
START_TEST(a_switch_that_was_interrupted_goes_on)
{
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    sit();
    ck_assert(until(has_record, NULL, 10000));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(mkdir(in_data(CARACAS, "new-exam"), 0700), 0);
    write_file(in_data(CARACAS, "new-exam/sinodo.db"), "half");
    ck_assert_int_eq(mkdir(in_data(CARACAS, "past"), 0700), 0);
    ck_assert_int_eq(mkdir(in_data(CARACAS, "past/sinodo"), 0700), 0);
    write_file(in_data(CARACAS, "past/sinodo/archive-9-0.7.partial"), "half");
    ck_assert_int_eq(rename(in_data(CARACAS, "records"), in_data(CARACAS, "past/sinodo/records")),
                     0);
    ck_assert_int_eq(link(in_data(CARACAS, "sinodo.db"), in_data(CARACAS, "past/sinodo/sinodo.db")),
                     0);
    ck_assert(node_start(&pair, CARACAS));
    register_at(CARACAS, "V2", "Luis");
    ck_assert(until(has_record, NULL, 10000));
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert_msg(ctl(CARACAS, "new-exam", "next") == 0, "%s", out);
    ck_assert(is_there(in_data(CARACAS, "past/sinodo/records/V1.json")));
    ck_assert(is_there(in_data(CARACAS, "past/sinodo/records.2/V1.json")));
    ck_assert(!is_there(in_data(CARACAS, "new-exam")));
    ck_assert(!is_there(in_data(CARACAS, "past/sinodo/archive-9-0.7.partial")));
    ck_assert_int_eq(ctl(CARACAS, "check", in_data(CARACAS, "past/sinodo/sinodo.db")), 0);
    ck_assert_int_eq(ctl(CARACAS, "new-exam", "next"), 0);
    expect_has(out, "that of next already");
    ck_assert_int_eq(ctl(CARACAS, "new-exam", "sinodo"), 65);
    expect_has(out, "an exam before had the name sinodo");
    start_next(CARACAS);
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 0);
    ck_assert_int_eq(ctl(CARACAS, "check"), 0);
}
END_TEST

Suite *paper_suite(void)
{
    Suite *s = suite_create("paper");
    TCase *t = tcase_create("paper");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, open_pair, close_pair);
    tcase_add_test(t, a_table_is_registered_and_each_code_is_printed_once);
    tcase_add_test(t, a_run_that_was_interrupted_gives_the_same_codes_again);
    tcase_add_test(t, without_the_node_a_run_says_how_it_goes_on);
    tcase_add_test(t, both_nodes_print_the_same_people_of_both_centres);
    tcase_add_test(t, an_archive_holds_the_exam_and_is_read_like_a_copy);
    tcase_add_test(t, the_next_exam_has_the_staff_and_nobody_else);
    tcase_add_test(t, a_node_that_was_not_switched_gives_the_next_exam_nobody);
    tcase_add_test(t, no_exam_that_runs_is_left_behind);
    tcase_add_test(t, a_switch_that_was_interrupted_goes_on);
    suite_add_tcase(s, t);
    return s;
}
