/* The words that all reports take. */
#include "server/ctl/checking.h"
#include "server/ctl/reporting.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { WORDS_MOST = 12 };

static struct call call;
static struct reporting r;

/* Splits the line at its spaces. */
static int parse(const char *line, bool text)
{
    static char copy[256];
    char *words[WORDS_MOST], *rest = copy;
    int count = 0;
    (void)snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    return reporting_parse(&call, count, words, text, &r);
}

static void setup(void)
{
    memset(&call, 0, sizeof call);
    call.data = "/data";
    (void)setenv("LC_ALL", "C", 1);
}

START_TEST(without_words_people_read_the_nodes_own_file)
{
    ck_assert_int_eq(parse("", true), EX_OK);
    ck_assert_int_eq(r.format, TABLE_TEXT);
    ck_assert_str_eq(r.source.path, "/data/sinodo.db");
    ck_assert_str_eq(r.key_dir, "/data");
    ck_assert_ptr_null(r.out);
    ck_assert_ptr_null(r.source.at);
    ck_assert(!r.spanish);
    ck_assert_int_eq(parse("", false), CHECKING_WRONG_USE);
}
END_TEST

START_TEST(each_word_reaches_its_place)
{
    ck_assert_int_eq(parse("--xlsx --at a:1,b:2 --bank q.gift --plan q.plan out.xlsx", false),
                     EX_OK);
    ck_assert_int_eq(r.format, TABLE_XLSX);
    ck_assert_str_eq(r.out, "out.xlsx");
    ck_assert_str_eq(r.source.at, "a:1,b:2");
    ck_assert_str_eq(r.source.bank, "q.gift");
    ck_assert_str_eq(r.source.plan, "q.plan");
    ck_assert_int_eq(parse("--html --lang es --passphrase-file p --key-dir k", false), EX_OK);
    ck_assert_int_eq(r.format, TABLE_HTML);
    ck_assert(r.spanish);
    ck_assert_str_eq(r.source.passphrase_file, "p");
    ck_assert_str_eq(r.key_dir, "k");
    call.format = SHOW_JSON;
    ck_assert_int_eq(parse("", false), EX_OK);
    ck_assert_int_eq(r.format, TABLE_JSON);
}
END_TEST

START_TEST(a_copy_has_no_key)
{
    ck_assert_int_eq(parse("--csv --from copy.db", false), EX_OK);
    ck_assert_str_eq(r.source.path, "copy.db");
    ck_assert_ptr_null(r.key_dir);
    call.data = NULL;
    ck_assert_int_eq(parse("--csv --from copy.db", false), EX_OK);
    ck_assert_int_eq(parse("--csv", false), EX_USAGE);
}
END_TEST

START_TEST(the_spanish_excel_gets_spanish_unless_told_otherwise)
{
    ck_assert_int_eq(parse("--excel es", false), EX_OK);
    ck_assert_int_eq(r.format, TABLE_CSV_ES);
    ck_assert(r.spanish);
    ck_assert_int_eq(parse("--csv --excel es --lang en", false), EX_OK);
    ck_assert_int_eq(r.format, TABLE_CSV_ES);
    ck_assert(!r.spanish);
    (void)setenv("LC_ALL", "es_VE.UTF-8", 1);
    ck_assert_int_eq(parse("--csv", false), EX_OK);
    ck_assert(r.spanish);
    ck_assert_int_eq(parse("--csv --lang en", false), EX_OK);
    ck_assert(!r.spanish);
}
END_TEST

START_TEST(words_that_do_not_fit_are_wrong_use)
{
    static const char *const wrong[] = {"--csv --html",
                                        "--excel fr",
                                        "--html --excel es",
                                        "--csv a b",
                                        "--csv --at",
                                        "--csv --lang fr",
                                        "--pdf",
                                        "--csv --from a --from b",
                                        "--lang en --lang es"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(parse(wrong[i], true) == CHECKING_WRONG_USE, "%s", wrong[i]);
    ck_assert_int_eq(parse("--xlsx", true), EX_USAGE);
}
END_TEST

Suite *reporting_suite(void)
{
    Suite *s = suite_create("reporting");
    TCase *t = tcase_create("reporting");
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, without_words_people_read_the_nodes_own_file);
    tcase_add_test(t, each_word_reaches_its_place);
    tcase_add_test(t, a_copy_has_no_key);
    tcase_add_test(t, the_spanish_excel_gets_spanish_unless_told_otherwise);
    tcase_add_test(t, words_that_do_not_fit_are_wrong_use);
    suite_add_tcase(s, t);
    return s;
}
