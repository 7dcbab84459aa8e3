/* The reports on questions: what is written, for people and for programs, and that both nodes write
 * the same. */
#include "server/report/items_sheet.h"
#include "server/report/items_words.h"
#include "tests/lib/expect.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEOPLE = 60, QUESTIONS = 6, WRONG_KEY = 4, TYPED = 5 };

static const char bank[] = "$CATEGORY: Lengua\n\n::Efímero:: a {=duradero ~pasajero ~antiguo}\n\n"
                           "b {=x ~y}\n\nc {=x ~y}\n\nd {=x ~y}\n\n$CATEGORY: Historia\n\n"
                           "::Clave:: e {=la clave ~lo cierto\\=1 ~otra}\n\n"
                           "f {=Caracas}\n\n";

static const char *const nodes[2] = {"caracas", "maracay"};
static char path[] = "/tmp/sinodo-items-XXXXXX";
static char bytes[65536];

/* The journals as one node has them: `own` is its index. */
struct view {
    int own;
    struct people *people;
    uint64_t n[2], clock;
};

static struct entry entry_of(enum entry_kind kind, const char *id)
{
    struct entry entry;
    memset(&entry, 0, sizeof entry);
    entry.kind = kind;
    (void)snprintf(entry.id, sizeof entry.id, "%s", id);
    return entry;
}

static uint64_t add(struct view *v, int which, struct entry entry)
{
    struct digest digest = {{(uint8_t)v->clock, (uint8_t)(v->clock >> 8), 1}};
    entry.n = ++v->n[which];
    entry.at.ms = INT64_C(1803906000000) + (int64_t)v->clock++ * 1000;
    people_take(v->people, which == v->own ? JOURNAL_OWN : JOURNAL_PEER, &entry,
                entry.kind == ENTRY_FINISH ? &digest : NULL);
    return entry.n;
}

static void answer(struct view *v, int which, const char *id, uint16_t number, const char *text)
{
    uint8_t values[32] = {1, 0, (uint8_t)strlen(text)};
    struct entry entry = entry_of(ENTRY_ANSWER, id);
    memcpy(values + 3, text, strlen(text));
    entry.answer.question = number;
    entry.answer.values = values;
    entry.answer.values_len = 3 + strlen(text);
    (void)add(v, which, entry);
}

/* Who has an even number knows all: except that the key of one question has another option. */
static void sit(struct view *v, int number)
{
    char id[16];
    int which = number % 3 == 0;
    (void)snprintf(id, sizeof id, "V%d", 1000 + number);
    struct entry claim = entry_of(ENTRY_CLAIM, id), grant = entry_of(ENTRY_GRANT, id);
    claim.claim.stamp.ms = number + 1;
    grant.ref = add(v, which, claim);
    struct entry confirm = entry_of(ENTRY_CONFIRM, id), start = entry_of(ENTRY_START, id);
    confirm.ref = add(v, 1 - which, grant);
    (void)add(v, which, confirm);
    start.start.seed = (uint64_t)number;
    start.start.seconds = 3600;
    start.start.left_ms = 3600000;
    start.start.exam = exam.digest;
    start.start.paper = exam.paper_digest;
    (void)add(v, which, start);
    for (uint16_t q = 1; q <= WRONG_KEY; q++)
        answer(v, which, id, q, number % 2 == 0 ? "1" : number % 10 == q ? "1" : "2");
    answer(v, which, id, WRONG_KEY + 1, number % 2 == 0 ? "2" : "1");
    if (number % 4 != 1)
        answer(v, which, id, TYPED + 1, number % 2 == 0 ? "caracas" : "=Lima");
    struct entry finish = entry_of(ENTRY_FINISH, id);
    finish.finish.reason = FINISH_BY_APPLICANT;
    (void)add(v, which, finish);
}

static void read_exam(void)
{
    bank_text_read_for_plan(bank);
    ck_assert_msg(bank_text_plan("shuffle = no\nopens = 2027-03-01 08:00 -04:00\n") == STATUS_OK,
                  "%s", errors.data);
    exam_seal(&exam);
    ck_assert_uint_eq(exam.question_count, QUESTIONS);
}

/* Writes a report from that node's journals, and reads it. */
static const char *written(int own, const struct export_report *report,
                           const struct export_options *options)
{
    struct view v = {.own = own};
    const char *const names[2] = {nodes[own], nodes[1 - own]};
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    (void)close(fd);
    ck_assert_int_eq(people_open(names, &v.people), STATUS_OK);
    for (int i = 0; i < PEOPLE; i++)
        sit(&v, i);
    people_settle(v.people);
    struct source source = {.node = {names[0], names[1]}, .exam = exam, .people = v.people};
    source.cut.n[JOURNAL_OWN] = v.n[own];
    source.cut.n[JOURNAL_PEER] = v.n[1 - own];
    ck_assert_int_eq(report->write(&source, options, path), STATUS_OK);
    people_close(v.people);
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[len] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(unlink(path), 0);
    (void)snprintf(path, sizeof path, "/tmp/sinodo-items-XXXXXX");
    return bytes;
}

static const char *as(const struct export_report *report, enum table_format format, bool spanish)
{
    return written(0, report, &(struct export_options){.format = format, .spanish = spanish});
}

START_TEST(the_text_says_what_deserves_a_look)
{
    read_exam();
    const char *text = as(&items_report, TABLE_TEXT, false);
    expect_has(text, "Questions – t\n");
    expect_has(text, "Counted             60 who finished, not void, marked to the end\n");
    expect_has(text, "Cut                 caracas:");
    expect_has(text, "Reliability         0.");
    expect_has(text, " (KR-20)\n");
    expect_has(text, "question 5  Historia: Clave\n  the key may be wrong:\n"
                     "    option 1, which counts as right: those give it who know less (-");
    expect_has(text, "    option 2, which does not: those give it who know more (0.");
    expect_has(text, "who knows more answers it worse: discrimination -");
    expect_lacks(text, "question 1  Lengua");
    expect_lacks(text, "nan");
    text = as(&items_report, TABLE_TEXT, true);
    expect_has(text, "Media              3,200\n");
    expect_has(text, "Preguntas para revisar\n\npregunta 5  Historia: Clave\n");
    expect_has(text, "opción 1, que vale como correcta: la dan quienes saben menos (-0,");
}
END_TEST

START_TEST(programs_get_a_row_for_each_question)
{
    read_exam();
    const char *text = as(&items_report, TABLE_CSV, true);
    expect_begins(text, "\"question\",\"name\",\"category\",\"kind\",\"points\",\"n\",\"mean\",");
    expect_has(text, "\r\n1,\"Efímero\",\"Lengua\",\"single\",1,60,0.6,0.494032,0.6,");
    expect_has(text, ",\"key against\"\r\n6,");
    text = as(&items_report, TABLE_JSON, false);
    expect_has(text, "\"facility\": 0.6");
    expect_has(text, "\"look\": \"key against\"");
    text = as(&items_report, TABLE_HTML, true);
    expect_has(text, "¿clave errada?; separa al revés");
    expect_has(text, "0,600");
    text = as(&items_report, TABLE_CSV_ES, true);
    expect_has(text, ";0,6;");
}
END_TEST

/* 60 people: 30 who know, and 30 who do not, of whom 15 did not answer the last question. */
START_TEST(programs_get_a_row_for_each_option)
{
    read_exam();
    const char *text = as(&items_options_report, TABLE_CSV, false);
    expect_begins(text, "\"question\",\"prompt\",\"option\",\"right\",\"n\",\"share\",\"upper\",");
    expect_has(text, "\r\n5,,1,\"yes\",30,0.5,0,1,-");
    expect_has(text, "\r\n5,,2,\"\",30,0.5,1,0,0.");
    expect_has(text, ",\"yes\",\"lo cierto=1\"\r\n");
    expect_has(text, "\r\n5,,0,\"\",0,0,0,0,,\"\",\"(not answered)\"\r\n");
    expect_has(text, "\r\n6,,1,\"yes\",30,0.5,1,0,");
    expect_has(text, ",\"'=lima\"\r\n"); /* no formula */
    expect_has(text, "\r\n6,,0,\"\",15,0.25,0,0.5,-0.");
}
END_TEST

START_TEST(programs_get_the_exam_in_one_row)
{
    read_exam();
    const char *text = as(&items_exam_report, TABLE_CSV, false);
    expect_has(text, "\r\n60,0,0,0,0,6,6,");
    text = as(&items_exam_report, TABLE_JSON, false);
    expect_has(text, "\"people\": 60");
    expect_has(text, "\"formula\": \"KR-20\"");
}
END_TEST

START_TEST(both_nodes_write_the_same_bytes)
{
    static char first[sizeof bytes];
    const struct export_report *const reports[] = {&items_report, &items_options_report,
                                                   &items_exam_report};
    const enum table_format formats[] = {TABLE_TEXT, TABLE_CSV, TABLE_JSON, TABLE_HTML};
    read_exam();
    for (size_t r = 0; r < 3; r++)
        for (size_t f = 0; f < 4; f++) {
            const struct export_options options = {.format = formats[f]};
            (void)snprintf(first, sizeof first, "%s", written(0, reports[r], &options));
            ck_assert_str_eq(written(1, reports[r], &options), first);
        }
}
END_TEST

START_TEST(of_a_sealed_bank_no_text_is_written)
{
    read_exam();
    exam.confidential = true;
    expect_lacks(as(&items_report, TABLE_TEXT, false), "Clave");
    expect_lacks(as(&items_report, TABLE_CSV, false), "Historia");
    const char *text = as(&items_options_report, TABLE_CSV, false);
    expect_lacks(text, "cierto");
    expect_lacks(text, "Caracas");
    expect_has(text, "\r\n5,,2,\"\",30,0.5,1,0,");
}
END_TEST

START_TEST(no_value_is_an_empty_text)
{
    char out[ITEMS_NUMBER_SIZE];
    ck_assert_str_eq(items_number(NAN, 3, out), "");
    ck_assert_str_eq(items_number(0.25, ITEMS_EXACT, out), "0.25");
    ck_assert_str_eq(items_number(3, ITEMS_EXACT, out), "3");
    ck_assert_str_eq(items_number(100, ITEMS_EXACT, out), "100");
    ck_assert_str_eq(items_number(100, 0, out), "100");
    ck_assert_str_eq(items_number(0.25, 3, out), "0.250");
    ck_assert_str_eq(items_number(-0.0001, 2, out), "0.00");
    ck_assert_str_eq(items_number(-0.0000001, ITEMS_EXACT, out), "0");
    ck_assert_str_eq(items_number(-12.5, ITEMS_EXACT, out), "-12.5");
}
END_TEST

Suite *items_sheet_suite(void)
{
    Suite *s = suite_create("items-sheet");
    TCase *t = tcase_create("items-sheet");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, NULL, bank_text_release);
    tcase_add_test(t, the_text_says_what_deserves_a_look);
    tcase_add_test(t, programs_get_a_row_for_each_question);
    tcase_add_test(t, programs_get_a_row_for_each_option);
    tcase_add_test(t, programs_get_the_exam_in_one_row);
    tcase_add_test(t, both_nodes_write_the_same_bytes);
    tcase_add_test(t, of_a_sealed_bank_no_text_is_written);
    tcase_add_test(t, no_value_is_an_empty_text);
    suite_add_tcase(s, t);
    return s;
}
