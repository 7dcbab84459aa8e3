/* Pages that are printed, archives, and the next exam's database. */
#include "common/file.h"
#include "db/archive.h"
#include "db/audit.h"
#include "db/succession.h"
#include "server/ctl/paper_words.h"
#include "server/report/attendance.h"
#include "server/report/qr.h"
#include "server/report/slips.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct buffer page;
static char dir[64], error[DATABASE_ERROR_SIZE];

static void setup(void)
{
    (void)snprintf(dir, sizeof dir, "/tmp/sinodo-paper-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    char *rm[] = {"/bin/rm", "-rf", dir, NULL};
    buffer_release(&page);
    ck_assert_int_eq(process_run(rm, NULL, "/dev/null", 10000), 0);
}

static const char *in_dir(const char *name)
{
    static char path[2][128];
    static int turn;
    turn = 1 - turn;
    (void)snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
    return path[turn];
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static const struct paper_about english = {.title = "Exam", .hour = "2027-03-01 08:00"},
                                spanish = {.title = "Admisión",
                                           .hour = "2027-03-01 08:00",
                                           .spanish = true};

static struct paper_person person(const char *id, const char *name, const char *centre,
                                  const char *room)
{
    return (struct paper_person){.id = id, .name = name, .centre = centre, .room = room};
}

/* --- slips --- */

static const char *slips_of(const struct paper_about *about, const struct paper_person *people,
                            size_t count)
{
    buffer_release(&page);
    slips_page(&page, about, people, count);
    buffer_append(&page, "", 1);
    ck_assert(!page.failed);
    return page.data;
}

START_TEST(a_slip_says_who_where_and_when_and_has_a_line_to_sign)
{
    struct paper_person p = person("V12", "Ana Núñez", "caracas", "Aula 5");
    const char *text = slips_of(&spanish, &p, 1);
    expect_has(text, "<html lang=\"es\">");
    expect_has(text, "Ana Núñez");
    expect_has(text, "<dt>Cédula</dt><dd class=\"id\">V12</dd>");
    expect_has(text, "<dt>Centro</dt><dd>caracas</dd>");
    expect_has(text, "<dt>Sala</dt><dd>Aula 5</dd>");
    expect_has(text, "<dt>Hora</dt><dd>2027-03-01 08:00</dd>");
    expect_has(text, "Firma");
    p.room = "";
    text = slips_of(&english, &p, 1);
    expect_has(text, "<dt>Hour</dt>");
    expect_has(text, "Signature");
    expect_lacks(text, "<dt>Room</dt>");
}
END_TEST

START_TEST(a_code_stands_where_the_signature_would)
{
    struct paper_person p = person("V12", "Ana", "caracas", "");
    p.code = "K7QF-93HD-2MXT";
    const char *text = slips_of(&english, &p, 1);
    expect_has(text, "K7QF-93HD-2MXT");
    expect_has(text, "Keep this slip");
    expect_lacks(text, "Signature");
    expect_lacks(text, "has not confirmed");
    p.pending = true;
    expect_has(slips_of(&english, &p, 1), "has not confirmed");
}
END_TEST

START_TEST(nothing_on_a_page_is_more_than_text)
{
    struct paper_person p = person("V1\"<", "<script>&'\x1b[2J\xe2\x80\xae", "<b>", "</table>");
    const struct paper_about about = {.title = "</title><i>", .hour = "<u>"};
    static const char *const tags[] = {"<script", "<b>car", "<i>", "<u>", "\x1b", "\xe2\x80\xae"};
    const char *text = slips_of(&about, &p, 1);
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        expect_lacks(text, tags[i]);
    expect_has(text, "&lt;script&gt;&amp;&#39;");
    expect_has(text, "V1&quot;&lt;");
    expect_has(text, "default-src 'none'");
    buffer_release(&page);
    attendance_page(&page, &about, &p, 1);
    buffer_append(&page, "", 1);
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        expect_lacks(page.data, tags[i]);
    ck_assert_uint_eq(count_of(page.data, "</table>"), 1);
}
END_TEST

START_TEST(slips_stand_in_rows_that_no_sheet_splits)
{
    struct paper_person people[3];
    for (size_t i = 0; i < 3; i++)
        people[i] = person("V1", "Ana", "caracas", "");
    const char *text = slips_of(&english, people, 3);
    ck_assert_uint_eq(count_of(text, "class=\"slip\""), 3);
    ck_assert_uint_eq(count_of(text, "class=\"row\""), 2);
    ck_assert_uint_eq(count_of(text, "<div"), count_of(text, "</div>"));
    expect_has(text, "break-inside:avoid");
}
END_TEST

/* The picture is of the ID's bytes: another ID gives another one, and nothing else does. */
START_TEST(a_qr_code_holds_the_id_alone)
{
    struct buffer one = {0}, other = {0};
    struct paper_person p = person("V12345678", "Ana", "caracas", "A");
    ck_assert(qr_append(&one, "V12345678"));
    ck_assert(qr_append(&other, "V12345679"));
    buffer_append(&one, "", 1);
    buffer_append(&other, "", 1);
    ck_assert_str_ne(one.data, other.data);
    /* Nine bytes fit the smallest code: 21 modules and the quiet zone; its three finders begin so. */
    expect_has(one.data, "viewBox=\"0 0 29 29\"");
    expect_has(one.data, "M4 4.5h7");
    expect_has(one.data, "M18 4.5h7");
    expect_has(one.data, "M4 18.5h7");
    expect_has(slips_of(&english, &p, 1), one.data);
    p.name = "Somebody else";
    p.code = "K7QF-93HD-2MXT";
    expect_has(slips_of(&spanish, &p, 1), one.data);
    buffer_release(&one);
    buffer_release(&other);
}
END_TEST

/* --- attendance --- */

START_TEST(people_are_listed_by_centre_room_and_number)
{
    struct paper_person people[] = {
        person("V10", "d", "maracay", "A"), person("V9", "c", "maracay", "A"),
        person("V1", "e", "maracay", "B"),  person("E5", "b", "caracas", "B"),
        person("V2", "a", "caracas", "A"),  person("E12", "x", "maracay", "A")};
    static const char *const order[] = {"V2", "E5", "E12", "V9", "V10", "V1"};
    paper_sort(people, 6);
    for (size_t i = 0; i < 6; i++)
        ck_assert_str_eq(people[i].id, order[i]);
    paper_sort(NULL, 0);
}
END_TEST

START_TEST(each_room_has_a_list_of_its_own_whose_headings_repeat)
{
    struct paper_person people[] = {
        person("V1", "Ana", "caracas", "A"), person("V2", "Luis", "caracas", "A"),
        person("V3", "Eva", "caracas", "B"), person("V4", "Leo", "maracay", "B"),
        person("V5", "Noa", "maracay", "")};
    people[1].extra_minutes = 15;
    people[2].unregistered = people[3].pending = true;
    attendance_page(&page, &english, people, 5);
    buffer_append(&page, "", 1);
    ck_assert_uint_eq(count_of(page.data, "<section>"), 4);
    ck_assert_uint_eq(count_of(page.data, "<thead>"), 4);
    expect_has(page.data, "section+section{break-before:page");
    expect_has(page.data, "thead{display:table-header-group}");
    expect_has(page.data, "Room: no room named");
    expect_has(page.data, "<td class=\"n\">2</td><td class=\"id\">V2</td><td>Luis</td>"
                          "<td class=\"x\">15 min</td><td></td><td></td>");
    expect_has(page.data, "Eva <span class=\"note\">not registered</span>");
    expect_has(page.data, "Leo <span class=\"note\">not confirmed</span>");
    expect_has(page.data, "of 2 &nbsp;");
    buffer_release(&page);
    attendance_page(&page, &spanish, people, 5);
    buffer_append(&page, "", 1);
    expect_has(page.data, "Lista de asistencia");
    expect_has(page.data, "sin registrar");
}
END_TEST

/* --- the words --- */

START_TEST(an_hour_on_paper_is_that_of_its_own_offset)
{
    char text[MOMENT_TEXT_SIZE];
    paper_words_hour("2027-03-01 08:00 -04:00", text);
    ck_assert_str_eq(text, "2027-03-01 08:00");
    paper_words_hour("2027-03-01T00:30:00+05:45", text);
    ck_assert_str_eq(text, "2027-03-01 00:30");
    paper_words_hour("2027-03-01T12:00Z", text);
    ck_assert_str_eq(text, "2027-03-01 12:00");
    paper_words_hour("tomorrow", text);
    ck_assert_str_eq(text, "");
}
END_TEST

static bool takes(struct paper_words *out, int count, ...)
{
    char *words[12];
    va_list all;
    va_start(all, count);
    for (int i = 0; i < count; i++)
        words[i] = va_arg(all, char *);
    va_end(all);
    return paper_words_take(count, words, out);
}

START_TEST(the_words_of_a_page_are_read_in_any_order)
{
    struct paper_words w;
    ck_assert(
        takes(&w, 7, "--lang", "es", "out.html", "--roster", "r.csv", "--id-format", "passport"));
    ck_assert_str_eq(w.out, "out.html");
    ck_assert_str_eq(w.roster, "r.csv");
    ck_assert(w.spanish);
    ck_assert_uint_eq(w.ids.formats, 1U << IDENT_PASSPORT);
    ck_assert(takes(&w, 3, "o", "--lang", "en"));
    ck_assert(!w.spanish);
    ck_assert(!takes(&w, 0));
    ck_assert(!takes(&w, 2, "a", "b"));
    ck_assert(!takes(&w, 2, "a", "--roster"));
    ck_assert(!takes(&w, 3, "a", "--other", "b"));
    ck_assert(!takes(&w, 3, "a", "--lang", "fr"));
    ck_assert(!takes(&w, 3, "a", "--id-letter", "VE"));
    ck_assert(!takes(&w, 5, "a", "--room", "b", "--room", "c"));
}
END_TEST

START_TEST(a_page_takes_the_place_of_a_file_and_of_nothing_else)
{
    struct stat st;
    buffer_text(&page, "one");
    ck_assert_int_eq(paper_words_write(in_dir("p"), &page, false), 0);
    ck_assert_int_eq(stat(in_dir("p"), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    ck_assert_int_ne(paper_words_write(in_dir("p"), &page, false), 0);
    buffer_text(&page, " and two");
    ck_assert_int_eq(paper_words_write(in_dir("p"), &page, true), 0);
    ck_assert_int_eq(stat(in_dir("p"), &st), 0);
    ck_assert_int_eq(st.st_size, 11);
    ck_assert_int_eq(mkfifo(in_dir("f"), 0600), 0);
    ck_assert_int_ne(paper_words_write(in_dir("f"), &page, true), 0);
    ck_assert_int_ne(paper_words_write(in_dir("nowhere/p"), &page, true), 0);
}
END_TEST

/* --- archives --- */

static const struct identity caracas = {.cluster = "one", .node = "caracas", .paired = true};

static void make_database(const char *where)
{
    struct database db = DATABASE_CLOSED;
    ck_assert_int_eq(database_open(where, &caracas, DATABASE_LOG_PAGES, &db, error), STATUS_OK);
    database_close(&db);
}

static void make_archive(const char *path)
{
    struct archive *archive;
    make_database(in_dir("d"));
    ck_assert_msg(archive_copy(in_dir("d"), path, error) == STATUS_OK, "%s", error);
    ck_assert_int_eq(archive_make(path, &archive, error), STATUS_OK);
    ck_assert_int_eq(archive_put(archive, "records/V1.json", "{}", 2, error), STATUS_OK);
    ck_assert_int_eq(archive_put(archive, "roster/a.csv", "", 0, error), STATUS_OK);
    ck_assert_int_eq(archive_put(archive, "roster/a.csv", "x", 1, error), STATUS_INVALID);
    expect_has(error, "two files would be called roster/a.csv");
    ck_assert_int_eq(archive_end(archive, error), STATUS_OK);
}

START_TEST(an_archive_gives_back_its_files_and_is_a_database_still)
{
    char path[128], name[ARCHIVE_NAME_SIZE] = "";
    struct archive *archive;
    struct buffer file = {0}, report = {0};
    int64_t bytes;
    (void)snprintf(path, sizeof path, "%s", in_dir("a"));
    make_archive(path);
    ck_assert_int_eq(archive_open(path, &archive, error), STATUS_OK);
    ck_assert(archive_next(archive, name, name, &bytes));
    ck_assert_str_eq(name, "records/V1.json");
    ck_assert_int_eq(bytes, 2);
    ck_assert(archive_next(archive, name, name, &bytes));
    ck_assert_str_eq(name, "roster/a.csv");
    ck_assert_int_eq(bytes, 0);
    ck_assert(!archive_next(archive, name, name, &bytes));
    ck_assert(archive_get(archive, "records/V1.json", &file));
    ck_assert_mem_eq(file.data, "{}", 2);
    ck_assert(!archive_get(archive, "records/V2.json", &file));
    ck_assert_int_eq(archive_status(archive), STATUS_OK);
    archive_abandon(archive);
    bool good = audit_run(path, &report);
    buffer_append(&report, "", 1);
    ck_assert_msg(good, "%s", report.data);
    buffer_release(&report);
    buffer_release(&file);
}
END_TEST

static void run_sql(const char *path, const char *text)
{
    struct sql sql = {.handle = NULL};
    ck_assert_int_eq(sqlite3_open(path, &sql.handle), SQLITE_OK);
    sql_exec(&sql, text);
    ck_assert_int_eq(sql.status, STATUS_OK);
    sql_close(&sql);
}

START_TEST(what_is_no_archive_is_not_read_as_one)
{
    char path[128];
    struct archive *archive = NULL;
    make_database(in_dir("d"));
    ck_assert_int_eq(archive_open(in_dir("d/sinodo.db"), &archive, error), STATUS_INVALID);
    expect_has(error, "no archive");
    ck_assert_int_eq(archive_open(in_dir("missing"), &archive, error), STATUS_INVALID);
    (void)snprintf(path, sizeof path, "%s", in_dir("d/sinodo.db"));
    run_sql(path, "CREATE VIEW archived AS SELECT 'a' AS name, x'00' AS bytes");
    ck_assert_int_eq(archive_open(path, &archive, error), STATUS_INVALID);
    ck_assert_int_ne(archive_copy(in_dir("nowhere"), in_dir("b"), error), STATUS_OK);
    ck_assert_int_ne(access(in_dir("b"), F_OK), 0);
}
END_TEST

/* Names that a C string does not hold would come again for ever. */
START_TEST(a_forged_archive_is_read_to_its_end)
{
    char path[128], name[ARCHIVE_NAME_SIZE] = "";
    struct archive *archive;
    int64_t bytes;
    size_t count = 0;
    (void)snprintf(path, sizeof path, "%s", in_dir("a"));
    make_archive(path);
    run_sql(path, "INSERT INTO archived VALUES ('b' || char(0) || 'c', x'00'),"
                  " (x'7a7a', x'00'), (printf('%.300c', 'k'), x'00')");
    ck_assert_int_eq(archive_open(path, &archive, error), STATUS_OK);
    while (archive_next(archive, name, name, &bytes) && count < 10)
        count++;
    ck_assert_uint_eq(count, 2);
    archive_abandon(archive);
}
END_TEST

/* --- the next exam --- */

static void add_staff(const char *where, const char *name, enum role role, uint8_t byte)
{
    struct database db = DATABASE_CLOSED;
    struct entry e = {.kind = ENTRY_STAFF, .staff = {.role = role}};
    (void)snprintf(e.staff.name, sizeof e.staff.name, "%s", name);
    memset(e.staff.code.hash.bytes, byte, DIGEST_BYTES);
    ck_assert_int_eq(database_open(where, &caracas, DATABASE_LOG_PAGES, &db, error), STATUS_OK);
    sql_begin(&db.sql);
    staff_table_take(&db.sql, JOURNAL_OWN, &e);
    staff_table_take(&db.sql, JOURNAL_PEER, &e);
    ck_assert_int_eq(sql_commit(&db.sql), STATUS_OK);
    database_close(&db);
}

START_TEST(the_next_database_has_this_nodes_staff_and_nobody_else)
{
    struct succession now, next;
    struct buffer report = {0};
    make_database(in_dir("d"));
    add_staff(in_dir("d"), "ana", ROLE_BOARD, 1);
    add_staff(in_dir("d"), "luis", ROLE_MARKER, 2);
    add_staff(in_dir("d"), "gone", ROLE_NONE, 0);
    ck_assert_msg(succession_read(in_dir("d"), &now, error) == STATUS_OK, "%s", error);
    ck_assert_uint_eq(now.count, 2);
    ck_assert_int_eq(succession_make(in_dir("n"), "two", &now, (struct wall){1700000000000}, error),
                     STATUS_OK);
    ck_assert_int_ne(access(in_dir("n/sinodo.db-wal"), F_OK), 0);
    ck_assert_int_eq(succession_read(in_dir("n"), &next, error), STATUS_OK);
    ck_assert_str_eq(next.identity.cluster, "two");
    ck_assert_str_eq(next.identity.node, "caracas");
    ck_assert(next.identity.paired);
    ck_assert_uint_eq(next.own_n, 2);
    ck_assert_uint_eq(next.peer_n, 0);
    ck_assert_uint_eq(next.count, 2);
    ck_assert_str_eq(next.accounts[0].name, "ana");
    ck_assert_int_eq(next.accounts[1].role, ROLE_MARKER);
    ck_assert_mem_eq(&next.accounts[1].code, &now.accounts[1].code, sizeof(struct code_hash));
    bool good = audit_run(in_dir("n/sinodo.db"), &report);
    buffer_append(&report, "", 1);
    ck_assert_msg(good, "%s", report.data);
    buffer_release(&report);
    succession_release(&now);
    succession_release(&next);
}
END_TEST

START_TEST(without_a_database_there_is_nothing_to_succeed)
{
    struct identity identity;
    struct succession s;
    ck_assert_int_ne(succession_identity(dir, &identity, error), STATUS_OK);
    ck_assert_int_ne(succession_read(dir, &s, error), STATUS_OK);
}
END_TEST

Suite *paper_suite(void)
{
    Suite *s = suite_create("paper");
    TCase *t = tcase_create("paper");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_slip_says_who_where_and_when_and_has_a_line_to_sign);
    tcase_add_test(t, a_code_stands_where_the_signature_would);
    tcase_add_test(t, nothing_on_a_page_is_more_than_text);
    tcase_add_test(t, slips_stand_in_rows_that_no_sheet_splits);
    tcase_add_test(t, a_qr_code_holds_the_id_alone);
    tcase_add_test(t, people_are_listed_by_centre_room_and_number);
    tcase_add_test(t, each_room_has_a_list_of_its_own_whose_headings_repeat);
    tcase_add_test(t, an_hour_on_paper_is_that_of_its_own_offset);
    tcase_add_test(t, the_words_of_a_page_are_read_in_any_order);
    tcase_add_test(t, a_page_takes_the_place_of_a_file_and_of_nothing_else);
    tcase_add_test(t, an_archive_gives_back_its_files_and_is_a_database_still);
    tcase_add_test(t, what_is_no_archive_is_not_read_as_one);
    tcase_add_test(t, a_forged_archive_is_read_to_its_end);
    tcase_add_test(t, the_next_database_has_this_nodes_staff_and_nobody_else);
    tcase_add_test(t, without_a_database_there_is_nothing_to_succeed);
    suite_add_tcase(s, t);
    return s;
}
