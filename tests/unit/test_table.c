/* Tables as files: each format to the byte, whole or not at all. */
#include "common/whole_file.h"
#include "server/report/table.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS = 3 };

static const struct table_column columns[COLUMNS] = {{"id", "ID", CELL_TEXT, 6},
                                                     {"name", "Nombre", CELL_TEXT, 8},
                                                     {"score", "Puntos", CELL_NUMBER, 7}};

static const char *const facts[] = {"cut", "caracas:12,maracay:9", "<exam>", "a & \"b\""};

static struct table_about about = {.title = "Admisi\xc3\xb3n <1>",
                                   .subtitle = "a & b",
                                   .created = {1803902412000},
                                   .facts = facts,
                                   .fact_count = 2};

static const char *const rows[][COLUMNS] = {{"V1", "Ana Rojas", "12.5"},
                                            {"V2", "=1+1;\"x\"", "-0.25"},
                                            {"V3", "Jos\xc3\xa9\n<b>", ""},
                                            {"V4", "\xe2\x80\xaeoga", "7"}};

static char dir[] = "/tmp/sinodo-table-XXXXXX", path[128];
static char *bytes;
static size_t length;

static void setup(void)
{
    memcpy(dir + sizeof dir - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/out", dir);
    about.spanish = about.landscape = false;
}

static void teardown(void)
{
    (void)unlink(path);
    ck_assert_int_eq(rmdir(dir), 0); /* no other name is left */
    free(bytes);
    bytes = NULL;
}

static void read_file(void)
{
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    struct stat st;
    ck_assert_int_eq(fstat(fileno(file), &st), 0);
    length = (size_t)st.st_size;
    free(bytes);
    bytes = malloc(length + 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(fread(bytes, 1, length, file), length);
    bytes[length] = '\0';
    (void)fclose(file);
}

static void make(enum table_format format, size_t count)
{
    struct table *table;
    ck_assert_int_eq(table_open(path, format, columns, COLUMNS, &about, &table), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        table_row(table, rows[i]);
    ck_assert_int_eq(table_close(table), STATUS_OK);
    read_file();
}

START_TEST(csv_has_rows_alone)
{
    make(TABLE_CSV, 4);
    ck_assert_str_eq(bytes, "\"id\",\"name\",\"score\"\r\n"
                            "\"V1\",\"Ana Rojas\",12.5\r\n"
                            "\"V2\",\"'=1+1;\"\"x\"\"\",-0.25\r\n"
                            "\"V3\",\"Jos\xc3\xa9\xef\xbf\xbd<b>\",\r\n"
                            "\"V4\",\"\xef\xbf\xbdoga\",7\r\n");
    make(TABLE_CSV, 0);
    ck_assert_str_eq(bytes, "\"id\",\"name\",\"score\"\r\n");
}
END_TEST

START_TEST(a_spanish_excel_gets_its_mark_its_separator_and_its_decimal_sign)
{
    make(TABLE_CSV_ES, 2);
    ck_assert_str_eq(bytes, "\xef\xbb\xbf\"ID\";\"Nombre\";\"Puntos\"\r\n"
                            "\"V1\";\"Ana Rojas\";12,5\r\n"
                            "\"V2\";\"'=1+1;\"\"x\"\"\";-0,25\r\n");
}
END_TEST

START_TEST(json_has_numbers_and_null)
{
    make(TABLE_JSON, 3);
    ck_assert_str_eq(bytes,
                     "[\n{\n  \"id\": \"V1\",\n  \"name\": \"Ana Rojas\",\n  \"score\": 12.5\n},\n"
                     "{\n  \"id\": \"V2\",\n  \"name\": \"=1+1;\\\"x\\\"\",\n  \"score\": -0.25\n"
                     "},\n{\n  \"id\": \"V3\",\n  \"name\": \"Jos\xc3\xa9\xef\xbf\xbd<b>\",\n"
                     "  \"score\": null\n}\n]\n");
    make(TABLE_JSON, 0);
    ck_assert_str_eq(bytes, "[]\n");
}
END_TEST

START_TEST(html_escapes_all_and_needs_nothing_from_elsewhere)
{
    about.spanish = true;
    make(TABLE_HTML, 3);
    expect_has(bytes, "<html lang=\"es\">");
    expect_has(bytes, "<title>Admisi\xc3\xb3n &lt;1&gt;</title>");
    expect_has(bytes, "<p>a &amp; b</p>");
    expect_has(bytes, "<tr><td>V1</td><td>Ana Rojas</td><td class=\"n\">12,5</td></tr>");
    expect_has(bytes, "<td>=1+1;&quot;x&quot;</td>");
    expect_has(bytes, "<td>Jos\xc3\xa9\xef\xbf\xbd&lt;b&gt;</td>");
    expect_has(bytes, "<dt>&lt;exam&gt;</dt>\n<dd>a &amp; &quot;b&quot;</dd>");
    expect_has(bytes, "@page{size:A4 portrait;");
    expect_has(bytes, "thead{display:table-header-group}");
    expect_has(bytes, "default-src 'none'");
    expect_lacks(bytes, "http:");
    expect_lacks(bytes, "https:");
    expect_lacks(bytes, "url(");
    about.landscape = true;
    about.spanish = false;
    make(TABLE_HTML, 1);
    expect_has(bytes, "<html lang=\"en\">");
    expect_has(bytes, "@page{size:A4 landscape;");
    expect_has(bytes, "<td class=\"n\">12.5</td>");
}
END_TEST

START_TEST(a_terminal_gets_columns)
{
    make(TABLE_TEXT, 4);
    ck_assert_str_eq(bytes, "ID      Nombre     Puntos\n"
                            "V1      Ana Rojas     12.5\n"
                            "V2      =1+1;\"x\"    -0.25\n"
                            "V3      Jos\xc3\xa9\xef\xbf\xbd<b>         \n"
                            "V4      \xef\xbf\xbdoga            7\n");
}
END_TEST

static unsigned little(size_t at, size_t count)
{
    unsigned value = 0;
    for (size_t i = count; i-- > 0;)
        value = value << 8 | (unsigned char)bytes[at + i];
    return value;
}

/* The members of an archive, by their central directory (APPNOTE.TXT, section 4.3.12). */
START_TEST(a_workbook_holds_no_present_time)
{
    enum { CENTRAL = 0x02014b50, END = 0x06054b50, FIXED = 46, FIRST_DATE = 0x0021 };
    make(TABLE_XLSX, 4);
    size_t end = length - 22, members = 0;
    ck_assert_uint_eq(little(end, 4), END);
    for (size_t at = little(end + 16, 4); at < end; members++) {
        ck_assert_uint_eq(little(at, 4), CENTRAL);
        ck_assert_uint_eq(little(at + 12, 2), 0);
        ck_assert_uint_eq(little(at + 14, 2), FIRST_DATE); /* 1980-01-01 */
        at += FIXED + little(at + 28, 2) + little(at + 30, 2) + little(at + 32, 2);
    }
    ck_assert_uint_eq(members, little(end + 10, 2));
    ck_assert_uint_gt(members, 8);
}
END_TEST

START_TEST(equal_rows_make_equal_workbooks)
{
    make(TABLE_XLSX, 4);
    char *first = bytes;
    size_t first_length = length;
    bytes = NULL;
    ck_assert_int_eq(setenv("TZ", "VET4", 1), 0);
    make(TABLE_XLSX, 4);
    ck_assert_int_eq(unsetenv("TZ"), 0);
    ck_assert_uint_eq(length, first_length);
    ck_assert_mem_eq(bytes, first, length);
    about.created.ms += 1000;
    make(TABLE_XLSX, 4);
    about.created.ms -= 1000;
    ck_assert(length != first_length || memcmp(bytes, first, length) != 0);
    free(first);
}
END_TEST

START_TEST(a_file_is_there_whole_or_not_at_all)
{
    static const enum table_format formats[] = {TABLE_CSV, TABLE_XLSX};
    for (size_t i = 0; i < 2; i++) {
        struct table *table;
        make(TABLE_CSV, 1);
        ck_assert_int_eq(table_open(path, formats[i], columns, COLUMNS, &about, &table), STATUS_OK);
        table_row(table, rows[1]);
        read_file();
        ck_assert_str_eq(bytes, "\"id\",\"name\",\"score\"\r\n\"V1\",\"Ana Rojas\",12.5\r\n");
        table_abandon(table);
        read_file();
        ck_assert_uint_gt(length, 0);
    }
}
END_TEST

START_TEST(what_cannot_be_written_is_said)
{
    struct table *table;
    char nowhere[160];
    (void)snprintf(nowhere, sizeof nowhere, "%s/none/out", dir);
    ck_assert_int_eq(table_open(nowhere, TABLE_CSV, columns, COLUMNS, &about, &table), STATUS_IO);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(table_open(dir, TABLE_CSV, columns, COLUMNS, &about, &table), STATUS_IO);
    ck_assert_int_eq(errno, EISDIR);
    ck_assert_int_eq(table_open("/dev/null", TABLE_CSV, columns, COLUMNS, &about, &table),
                     STATUS_IO);
    ck_assert_int_eq(errno, EEXIST); /* a device stays one */
    make(TABLE_CSV, 0);
}
END_TEST

/* The library's unnamed files reach the limit, and the workbook, which is compressed, does not. */
START_TEST(a_workbook_whose_rows_were_not_kept_is_none)
{
    const struct rlimit limit = {.rlim_cur = 64 * 1024, .rlim_max = 64 * 1024};
    struct table *table;
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(table_open(path, TABLE_XLSX, columns, COLUMNS, &about, &table), STATUS_OK);
    for (int i = 0; i < 2000; i++)
        table_row(table, rows[0]);
    ck_assert_int_eq(table_close(table), STATUS_IO);
    ck_assert_int_eq(errno, EFBIG);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

/* The disk takes a part of it: that is an error with its reason. */
START_TEST(a_text_of_which_a_part_was_written_is_no_file)
{
    enum { TAKEN = 64 * 1024 };
    const struct rlimit limit = {.rlim_cur = TAKEN, .rlim_max = TAKEN};
    struct buffer text = {0};
    for (int i = 0; i < TAKEN; i++)
        buffer_text(&text, "ab");
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    errno = 0;
    ck_assert_int_eq(whole_file_put(path, &text), STATUS_IO);
    ck_assert_int_eq(errno, EFBIG);
    ck_assert_int_ne(access(path, F_OK), 0);
    buffer_release(&text);
}
END_TEST

START_TEST(a_text_beyond_a_cell_of_a_workbook_is_cut)
{
    enum { LONG = 40000 };
    struct table *table;
    char *text = malloc(LONG + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', LONG);
    text[LONG] = '\0';
    const char *cells[COLUMNS] = {"V1", text, "not a number"};
    ck_assert_int_eq(table_open(path, TABLE_XLSX, columns, COLUMNS, &about, &table), STATUS_OK);
    table_row(table, cells);
    ck_assert_int_eq(table_close(table), STATUS_OK);
    free(text);
}
END_TEST

Suite *table_suite(void)
{
    Suite *s = suite_create("table");
    TCase *t = tcase_create("table");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, csv_has_rows_alone);
    tcase_add_test(t, a_spanish_excel_gets_its_mark_its_separator_and_its_decimal_sign);
    tcase_add_test(t, json_has_numbers_and_null);
    tcase_add_test(t, html_escapes_all_and_needs_nothing_from_elsewhere);
    tcase_add_test(t, a_terminal_gets_columns);
    tcase_add_test(t, a_workbook_holds_no_present_time);
    tcase_add_test(t, equal_rows_make_equal_workbooks);
    tcase_add_test(t, a_file_is_there_whole_or_not_at_all);
    tcase_add_test(t, what_cannot_be_written_is_said);
    tcase_add_test(t, a_workbook_whose_rows_were_not_kept_is_none);
    tcase_add_test(t, a_text_of_which_a_part_was_written_is_no_file);
    tcase_add_test(t, a_text_beyond_a_cell_of_a_workbook_is_cut);
    suite_add_tcase(s, t);
    return s;
}
