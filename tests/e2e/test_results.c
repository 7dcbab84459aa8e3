/* The results of both centres: one list from either node, signed, and checked afterwards. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BANK "$CATEGORY: Lectura\n\nL1 {=a ~b}\n\nL2 {=a ~b}\n\n$CATEGORY: Ensayo\n\nE1 {}\n\n"
#define PLAN                                                                                       \
    "title = Admisión\nseconds = 3600\nshuffle = no\npass-percent = 50\n"                         \
    "opens = 2020-03-01 08:00 -04:00\ntie-break = category:Lectura\nplaces = 1\n"

enum { PATHS = 160, HEAL_MS = 30000 };

static char out[16384], cut[64], plan[PATHS];

static void setup(void)
{
    open_pair();
    write_file(pair.bank, BANK);
    (void)snprintf(plan, sizeof plan, "%s/exam.plan", pair.dir);
    write_file(plan, PLAN);
    options(&pair, CARACAS, "--plan", plan, NULL);
    options(&pair, MARACAY, "--plan", plan, NULL);
}

/* A path in the test's directory. */
static const char *in_dir(const char *name)
{
    static char path[4][PATHS];
    static unsigned next;
    char *at = path[next++ % 4];
    (void)snprintf(at, PATHS, "%s/%s", pair.dir, name);
    return at;
}

static size_t read_bytes(const char *name, char *bytes, size_t size)
{
    FILE *file = fopen(in_dir(name), "r");
    ck_assert_msg(file != NULL, "%s is not there", name);
    size_t len = fread(bytes, 1, size, file);
    (void)fclose(file);
    ck_assert_uint_lt(len, size);
    return len;
}

static bool are_equal(const char *one, const char *other)
{
    static char a[65536], b[sizeof a];
    size_t len = read_bytes(one, a, sizeof a);
    return len > 0 && read_bytes(other, b, sizeof b) == len && memcmp(a, b, len) == 0;
}

/* Registers there, and sits with these answers; an empty one is given none. Without answers the exam is
 * not started. */
static void sit(int which, const char *id, const char *const answers[], bool finish)
{
    char code[256], number[2] = "1";
    ck_assert(node_open(&pair, which, conn));
    sign_in(conn, id, code);
    if (answers != NULL)
        expect_ask_ok(conn, "START");
    for (size_t i = 0; answers != NULL && i < 3; i++) {
        number[0] = (char)('1' + (int)i);
        if (answers[i][0] != '\0')
            expect_ask(conn, "OK", "ANSWER", number, answers[i]);
    }
    if (finish)
        expect_ask_ok(conn, "FINISH");
    client_close(conn);
}

static void hold_exam(void)
{
    static const char *const best[] = {"1", "1", ""}, *const half[] = {"1", "2", ""},
                             *const text[] = {"1", "1", "Había una vez"};
    ck_assert(pair_start(&pair));
    sit(CARACAS, "V1", half, true);
    sit(MARACAY, "V2", best, true);
    sit(MARACAY, "V3", text, true);
    sit(CARACAS, "V4", best, false);
    sit(CARACAS, "V5", NULL, false);
    ck_assert(pair_settled(&pair));
}

/* `results` of that node into the file; its words for people are in out[]. */
static int make(int which, const char *format, const char *at, const char *name)
{
    return node_ctl(&pair, which, out, sizeof out, "results", format, "--lang", "es", in_dir(name),
                    at != NULL ? "--at" : NULL, at, NULL);
}

/* Both nodes know of each other that they hold all. */
static bool know_the_same(void *context)
{
    (void)context;
    ck_assert_msg(make(CARACAS, "--csv", NULL, "one.csv") == 0, "%s", out);
    const char *at = strstr(out, "the cut is ");
    ck_assert_msg(at != NULL, "%s", out);
    at += strlen("the cut is ");
    (void)snprintf(cut, sizeof cut, "%.*s", (int)strcspn(at, " ") - 1, at);
    ck_assert_msg(make(MARACAY, "--csv", NULL, "two.csv") == 0, "%s", out);
    return are_equal("one.csv", "two.csv");
}

static void expect_equal(const char *format, const char *name)
{
    char copy[64];
    (void)snprintf(copy, sizeof copy, "copy-%s", name);
    ck_assert_msg(make(CARACAS, format, cut, name) == 0, "%s", out);
    ck_assert_msg(make(MARACAY, format, cut, copy) == 0, "%s", out);
    ck_assert_msg(are_equal(name, copy), "%s", name);
}

static void expect_list(const char *name)
{
    char list[65536];
    list[read_bytes(name, list, sizeof list - 1)] = '\0';
    expect_has(
        list,
        "\"V2\",\"Ana Pérez\",\"maracay\",\"finished\",1,\"within the places so far\",2,3,66.67,"
        "\"yes\",2,0,2,0,\"no\",");
    expect_has(list, "\"V1\",\"Ana Pérez\",\"caracas\",\"finished\",2,\"not admitted\",1,3,33.33,"
                     "\"no\",1,0,1,0,\"no\",");
    expect_has(list, "\"V3\",\"Ana Pérez\",\"maracay\",\"finished\",,\"provisional: essays to be "
                     "marked\",2,3,66.67,\"\",2,0,2,1,\"no\",");
    expect_has(list, "\"V4\",\"Ana Pérez\",\"caracas\",\"running\",,\"still sitting\",");
    expect_has(list, "\"V5\",\"Ana Pérez\",\"caracas\",\"registered\",,\"absent\",");
}

START_TEST(both_nodes_give_equal_bytes_also_after_one_lost_its_disk)
{
    hold_exam();
    ck_assert_msg(until(know_the_same, NULL, HEAL_MS), "%s", out);
    expect_has(out, "5 people, 2 of them with a rank");
    expect_has(out, "without a rank: 1 provisional: essays to be marked");
    expect_list("one.csv");
    expect_equal("--csv", "a.csv");
    expect_equal("--xlsx", "a.xlsx");
    expect_equal("--html", "a.html");
    expect_equal("--json", "a.json");
    ck_assert(are_equal("one.csv", "a.csv"));
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    for (size_t i = 0; i < 3; i++) {
        static const char *const names[] = {"sinodo.db", "sinodo.db-wal", "sinodo.db-shm"};
        char path[PATHS];
        (void)snprintf(path, sizeof path, "%s/%s", pair.node[MARACAY].data, names[i]);
        (void)unlink(path);
    }
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(pair_settled(&pair));
    ck_assert_msg(make(MARACAY, "--csv", cut, "healed.csv") == 0, "%s", out);
    ck_assert(are_equal("healed.csv", "one.csv"));
    ck_assert_msg(make(MARACAY, "--xlsx", cut, "healed.xlsx") == 0, "%s", out);
    ck_assert(are_equal("healed.xlsx", "a.xlsx"));
}
END_TEST

START_TEST(what_the_other_node_may_lack_is_left_out_and_named)
{
    hold_exam();
    ck_assert_msg(until(know_the_same, NULL, HEAL_MS), "%s", out);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "state pending", "REGISTER", "V9", "Luz");
    client_close(conn);
    ck_assert_msg(make(CARACAS, "--csv", NULL, "cut.csv") == 0, "%s", out);
    expect_has(out, "left out");
    ck_assert(are_equal("cut.csv", "one.csv"));
}
END_TEST

static int verify(int which, const char *name, const char *key)
{
    return node_ctl(&pair, which, out, sizeof out, "verify-export", in_dir(name), key, NULL);
}

/* Changes one byte, and back. */
static void flip(const char *name, long at)
{
    FILE *file = fopen(in_dir(name), "r+");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
    int byte = fgetc(file);
    ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
    ck_assert_int_ne(fputc(byte ^ 1, file), EOF);
    ck_assert_int_eq(fclose(file), 0);
}

static bool signs_its_journal(void *context)
{
    (void)context;
    return verify(MARACAY, "a.csv", NULL) == 0;
}

START_TEST(a_signed_list_is_checked_by_key_bytes_and_journals)
{
    char key[2][PATHS];
    hold_exam();
    ck_assert_msg(until(know_the_same, NULL, HEAL_MS), "%s", out);
    ck_assert_msg(make(CARACAS, "--csv", NULL, "a.csv") == 0, "%s", out);
    expect_has(out, "a.csv.sig, signed by caracas");
    for (int i = 0; i < 2; i++)
        (void)snprintf(key[i], sizeof key[i], "%s/node.crt", pair.node[i].data);
    ck_assert_msg(until(signs_its_journal, NULL, HEAL_MS), "%s", out);
    expect_has(out, "the key with which caracas signed its journal here");
    expect_has(out, "made anew from the journals it has the same bytes");
    expect_has(out, "all is as it should be");
    ck_assert_msg(verify(CARACAS, "a.csv", key[CARACAS]) == 0, "%s", out);
    expect_has(out, "signed with a key that was given");
    ck_assert_int_ne(verify(CARACAS, "a.csv", key[MARACAY]), 0);
    expect_has(out, "signed with another key than those that were given");
    flip("a.csv", 200);
    ck_assert_int_ne(verify(CARACAS, "a.csv", key[CARACAS]), 0);
    expect_has(out, "the file is not the one that its .sig names");
    expect_has(out, "it is another file, from byte 201 (line ");
    expect_has(out, "NOT as it should be");
    flip("a.csv", 200);
    flip("a.csv.sig", 30); /* the report's version */
    ck_assert_int_ne(verify(CARACAS, "a.csv", key[CARACAS]), 0);
    expect_has(out, "the signature does not fit what the .sig says");
    flip("a.csv.sig", 30);
    ck_assert_msg(verify(CARACAS, "a.csv", key[CARACAS]) == 0, "%s", out);
}
END_TEST

/* --- the desk's reports --- */

static void add_account(const char *name, const char *role)
{
    char code[32], account[64];
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "staff", "add", name, role, NULL),
                     0);
    const char *line = strstr(out, "code ");
    ck_assert_msg(line != NULL && sscanf(line, "code %31s", code) == 1, "%s", out);
    (void)snprintf(account, sizeof account, "%s@caracas", name);
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, account, "STAFF", account, code);
}

static bool is_made(void *ref)
{
    char percent[256];
    (void)client_ask(conn, "DESK", "REPORT-PART", ref, "0", NULL);
    return strcmp(client_pair(conn, "percent", percent), "100") == 0;
}

/* The report's bytes, in one part, are those of the file that sinodoctl made of the same cut. */
static void expect_report(const char *kind, const char *format, const char *command,
                          const char *option, const char *more, const char *value)
{
    static char bytes[65536];
    char ref[256], at[256];
    expect_ask(conn, "ref ", "DESK", "REPORT", kind, format);
    (void)client_pair(conn, "ref", ref);
    ck_assert_msg(until(is_made, ref, HEAL_MS), "%s", conn->reply);
    (void)client_pair(conn, "cut", at);
    const struct wire_value *part = wire_pair(conn->values, conn->count, "part");
    ck_assert_ptr_nonnull(part);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, command, in_dir("report"), "--at",
                              at, option, more, value, NULL),
                     0);
    size_t len = read_bytes("report", bytes, sizeof bytes);
    ck_assert_msg(part->len == len && memcmp(part->data, bytes, len) == 0, "%s %s: %.*s\n---\n%.*s",
                  kind, format, (int)part->len, part->data, (int)len, bytes);
    ck_assert_int_eq(unlink(in_dir("report")), 0);
}

START_TEST(the_desk_gets_the_bytes_that_sinodoctl_writes)
{
    char ref[256], part[256];
    hold_exam();
    add_account("ana", "board");
    expect_report("results", "csv", "results", "--csv", NULL, NULL);
    expect_report("results", "json", "results", "--json", NULL, NULL);
    expect_report("items", "json", "items", "--json", NULL, NULL);
    expect_report("items-options", "csv", "items", "--csv", "--options", NULL);
    expect_report("exam", "csv", "items", "--csv", "--exam", NULL);
    expect_report("results", "csv-es", "results", "--excel", "es", NULL);
    expect_ask(conn, "ref ", "DESK", "REPORT", "results", "csv");
    (void)client_pair(conn, "ref", ref);
    ck_assert(until(is_made, ref, HEAL_MS));
    expect_ask(conn, "percent 100 bytes ", "DESK", "REPORT-PART", ref, "100000000");
    ck_assert_str_eq(client_pair(conn, "part", part), "");
    expect_ask(conn, "-ERR which report?", "DESK", "REPORT", "payroll", "csv");
    expect_ask(conn, "-ERR in which format?", "DESK", "REPORT", "results", "xlsx");
    expect_ask(conn, "-ERR there is no such report", "DESK", "REPORT-PART", "0123", "0");
    client_close(conn);
    add_account("eva", "invigilator");
    expect_ask(conn, "-DENIED role", "DESK", "REPORT", "results", "csv");
    expect_ask(conn, "-DENIED role", "DESK", "REPORT-PART", ref, "0");
    client_close(conn);
    add_account("leo", "marker");
    expect_ask(conn, "-DENIED role", "DESK", "REPORT", "results", "csv");
    client_close(conn);
    add_account("lia", "board"); /* another's report is not there */
    expect_ask(conn, "-ERR there is no such report", "DESK", "REPORT-PART", ref, "0");
    client_close(conn);
}
END_TEST

Suite *results_suite(void)
{
    Suite *s = suite_create("results");
    TCase *t = tcase_create("results");
    tcase_set_timeout(t, 180);
    tcase_add_checked_fixture(t, setup, close_pair);
    tcase_add_test(t, both_nodes_give_equal_bytes_also_after_one_lost_its_disk);
    tcase_add_test(t, what_the_other_node_may_lack_is_left_out_and_named);
    tcase_add_test(t, the_desk_gets_the_bytes_that_sinodoctl_writes);
    tcase_add_test(t, a_signed_list_is_checked_by_key_bytes_and_journals);
    suite_add_tcase(s, t);
    return s;
}
