/* What an applicant is told of a finished sitting, and when its record is due. Question 1 of the
 * exam is an essay of 4 points, question 3 a single choice of 1 point; 9 points in all. */
#include "db/ledger_exam.h"
#include "db/ledger_mark.h"
#include "db/ledger_operator.h"
#include "db/ledger_record.h"
#include "db/ledger_ruling.h"
#include "db/mark_table.h"
#include "tests/lib/duo.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { HERE, THERE, ESSAY = 1, SINGLE = 3 };

static struct duo duo;
static struct ledger_terminal terminal = {.token = {{1}}};
static const struct order board = {.by = "leo@caracas"};

static void setup(void)
{
    duo_open(&duo);
    duo.exam->fixed_order = true;
    duo.exam->questions[ESSAY - 1].kind = QUESTION_ESSAY;
    duo.exam->questions[ESSAY - 1].option_count = 0;
    duo.exam->questions[ESSAY - 1].points = 4 * EXAM_POINT;
    exam_seal(duo.exam);
    duo_connect(&duo);
    duo_settle(&duo);
}

static void teardown(void)
{
    duo_close(&duo);
}

static void change_exam(void)
{
    exam_seal(duo.exam);
    duo_connect(&duo);
    duo_settle(&duo);
}

static void withhold(void)
{
    duo.exam->withhold = duo.exam->reveal = true;
    change_exam();
}

static struct ledger *here(void)
{
    return duo.node[HERE].ledger;
}

static void answer(uint16_t number, const char *value)
{
    struct wire_word word = {value, strlen(value)};
    duo_begin(&duo, HERE);
    ck_assert_int_eq(ledger_answer(here(), "V1", &terminal, number, &word, 1), REFUSAL_NONE);
    duo_commit(&duo, HERE);
}

static struct ledger_result sit(void)
{
    struct ledger_sitting sitting;
    struct ledger_result result;
    uint64_t n;
    ck_assert_int_eq(duo_register(&duo, HERE, "V1"), REFUSAL_NONE);
    duo_settle(&duo);
    duo_begin(&duo, HERE);
    ck_assert_int_eq(ledger_start(here(), "V1", &terminal, 42, 0, &sitting, &n), REFUSAL_NONE);
    duo_commit(&duo, HERE);
    answer(ESSAY, "Once upon a time");
    answer(SINGLE, "1");
    duo_begin(&duo, HERE);
    ck_assert_int_eq(ledger_finish(here(), "V1", &terminal, &result), REFUSAL_NONE);
    duo_commit(&duo, HERE);
    duo_settle(&duo);
    return result;
}

static struct ledger_result result(void)
{
    struct ledger_result r;
    duo_begin(&duo, HERE);
    ck_assert_int_eq(ledger_result(here(), "V1", &r), REFUSAL_NONE);
    duo_commit(&duo, HERE);
    return r;
}

/* What the applicant was shown, by the journal. */
static enum shown shown(void)
{
    duo_begin(&duo, HERE);
    enum shown what = ledger_find(here(), "V1").sitting.shown;
    duo_commit(&duo, HERE);
    return what;
}

static enum refusal question(uint16_t number, struct ledger_question *out)
{
    duo_begin(&duo, HERE);
    enum refusal refusal = ledger_question(here(), "V1", &terminal, number, out);
    duo_commit(&duo, HERE);
    return refusal;
}

/* The essay, by somebody at that node. */
static void mark(int which, const char *by, int64_t points)
{
    struct order order = {.by = ""};
    uint64_t n;
    duo_begin(&duo, HERE);
    struct applicant a = ledger_find(here(), "V1");
    const struct digest finish = ledger_finish_digest(here(), &a);
    duo_commit(&duo, HERE);
    (void)snprintf(order.by, sizeof order.by, "%s", by);
    const struct mark_wish wish = {.id = "V1",
                                   .finish = &finish,
                                   .question = ESSAY,
                                   .points = points,
                                   .role = ROLE_MARKER,
                                   .listed = true,
                                   .linked = true};
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_mark(duo.node[which].ledger, &wish, &order, &n), REFUSAL_NONE);
    duo_commit(&duo, which);
    duo_settle(&duo);
}

static void publish(void)
{
    struct publication p;
    duo_begin(&duo, HERE);
    struct ledger_position at = ledger_position(here());
    ck_assert_int_eq(ledger_publish(here(), at.own_n, at.held_n, &board, &p), REFUSAL_NONE);
    duo_commit(&duo, HERE);
    duo_settle(&duo);
}

/* Another key: the right choice is worth half. */
static void correct_key(void)
{
    struct ledger_remarked done = {.marked = 0};
    duo.exam->questions[SINGLE - 1].options[0].weight = EXAM_WEIGHT_ONE / 2;
    change_exam();
    duo_begin(&duo, HERE);
    ck_assert_int_eq(ledger_remark(here(), "leo@caracas", &done), REFUSAL_NONE);
    duo_commit(&duo, HERE);
    ck_assert_uint_eq(done.marked, 1);
    duo_settle(&duo);
}

START_TEST(marks_make_a_provisional_result_final)
{
    struct ledger_question q;
    duo.exam->reveal = true;
    change_exam();
    struct ledger_result r = sit();
    ck_assert(!r.withheld);
    ck_assert(r.reveals);
    ck_assert_int_eq(r.score, 1000);
    ck_assert_int_eq(r.unmarked, 4000);
    ck_assert_uint_eq(r.publication, 0);
    ck_assert_int_eq(r.categories[0].marks.score, 1000);
    ck_assert_int_eq(question(ESSAY, &q), REFUSAL_NONE);
    ck_assert(q.open);
    ck_assert_int_eq(q.earned, 0);
    mark(THERE, "eva@maracay", 2500);
    r = result();
    ck_assert_int_eq(r.score, 3500);
    ck_assert_int_eq(r.unmarked, 0);
    ck_assert(!r.corrected);
    ck_assert_int_eq(r.categories[0].marks.score, 3500);
    ck_assert_int_eq(r.categories[0].marks.unmarked, 0);
    ck_assert_int_eq(question(ESSAY, &q), REFUSAL_NONE);
    ck_assert(!q.open);
    ck_assert_int_eq(q.earned, 2500);
}
END_TEST

START_TEST(a_withheld_result_tells_and_shows_nothing) /* I1, U4 */
{
    struct ledger_question q;
    withhold();
    struct ledger_result r = sit(), again = result();
    ck_assert(r.withheld);
    ck_assert(!r.reveals);
    ck_assert_mem_eq(&r, &again, sizeof r);
    ck_assert_int_eq(r.score, 0);
    ck_assert_int_eq(r.max, 0);
    ck_assert_int_eq(r.unmarked, 0);
    ck_assert_uint_eq(r.category_count, 0);
    ck_assert_uint_eq(r.publication, 0);
    ck_assert_uint_eq(r.answered, 2);
    ck_assert_uint_eq(r.questions, 6);
    ck_assert_int_eq(question(ESSAY, &q), REFUSAL_FINISHED);
    ck_assert_int_eq(question(SINGLE, &q), REFUSAL_FINISHED);
    ck_assert_int_eq(shown(), SHOWN_NOTHING);
    mark(HERE, "ana@caracas", 2000);
    ck_assert(result().withheld);
    ck_assert_int_eq(shown(), SHOWN_NOTHING);
    duo_begin(&duo, HERE); /* U3: an invigilator may reopen it */
    ck_assert_int_eq(ledger_reopen(here(), "V1", &board, 60000, false), REFUSAL_NONE);
    duo_commit(&duo, HERE);
}
END_TEST

START_TEST(what_is_published_is_told_as_it_was_at_the_cut) /* I2, I3 */
{
    struct ledger_question q;
    withhold();
    (void)sit();
    mark(THERE, "eva@maracay", 2500);
    publish();
    struct ledger_result r = result();
    ck_assert(!r.withheld);
    ck_assert_uint_eq(r.publication, 1);
    ck_assert(!r.corrected);
    ck_assert_int_eq(r.score, 3500);
    ck_assert_int_eq(r.categories[0].marks.score, 3500);
    ck_assert_int_eq(shown(), SHOWN_RESULT);
    ck_assert_int_eq(question(ESSAY, &q), REFUSAL_NONE);
    ck_assert_int_eq(q.earned, 2500);
    mark(THERE, "eva@maracay", 3000);
    ck_assert_int_eq(question(ESSAY, &q), REFUSAL_NONE);
    ck_assert_int_eq(q.earned, 2500); /* the correction is not published */
    correct_key();
    r = result();
    ck_assert_int_eq(r.score, 3500);
    ck_assert(!r.corrected);
    ck_assert_uint_eq(r.category_count, 0); /* the key would tell the other result */
    ck_assert_int_eq(question(SINGLE, &q), REFUSAL_FINISHED);
    publish();
    r = result();
    ck_assert_uint_eq(r.publication, 2);
    ck_assert(r.corrected);
    ck_assert_int_eq(r.score, 3500);
    ck_assert_int_eq(r.categories[0].marks.score, 3500);
    ck_assert_int_eq(question(SINGLE, &q), REFUSAL_NONE);
    ck_assert_int_eq(q.earned, 500);
    publish(); /* nothing has changed since the second one */
    ck_assert(result().corrected);
}
END_TEST

START_TEST(a_provisional_result_that_is_completed_is_no_correction)
{
    withhold();
    (void)sit();
    publish();
    ck_assert_int_eq(result().unmarked, 4000);
    mark(HERE, "ana@caracas", 2000);
    ck_assert_int_eq(result().unmarked, 4000);
    publish();
    struct ledger_result r = result();
    ck_assert_int_eq(r.unmarked, 0);
    ck_assert_int_eq(r.score, 3000);
    ck_assert(!r.corrected);
}
END_TEST

/* The number of records that are due, and the last of them. */
static size_t due_records(struct ledger_due *due, struct ledger_record *last)
{
    struct ledger_record next;
    size_t count = 0;
    duo_begin(&duo, HERE);
    while (ledger_next_record(here(), due, &next)) {
        if (count > 0)
            ledger_record_release(last);
        *last = next;
        count++;
    }
    duo_commit(&duo, HERE);
    return count;
}

START_TEST(a_record_is_due_for_each_mark_and_publication)
{
    struct ledger_due due = {.begun = false};
    struct ledger_record record;
    withhold();
    ck_assert_uint_eq(due_records(&due, &record), 0);
    (void)sit();
    ck_assert_uint_eq(due_records(&due, &record), 1);
    ck_assert(record.counts);
    ck_assert_uint_eq(record.mark_count, 0);
    ck_assert_int_eq(record.total.unmarked, 4000);
    ledger_record_release(&record);
    mark(HERE, "ana@caracas", 2000);
    mark(HERE, "ana@caracas", 2500);
    ck_assert_uint_eq(due_records(&due, &record), 2);
    ck_assert_uint_eq(record.mark_count, 2);
    ck_assert_int_eq(record.total.score, 3500);
    ck_assert(!record.published);
    ledger_record_release(&record);
    ck_assert_uint_eq(due_records(&due, &record), 0);
    publish();
    ck_assert_uint_eq(due_records(&due, &record), 1);
    ck_assert(record.published);
    ck_assert_int_eq(record.told.score, 3500);
    ck_assert_str_eq(record.publication.by, "leo@caracas");
    ledger_record_release(&record);
    ck_assert_uint_eq(due_records(&due, &record), 0);
    duo_begin(&duo, HERE);
    ck_assert_int_eq(ledger_reset(here(), "V1", &board), REFUSAL_NONE);
    duo_commit(&duo, HERE);
    ck_assert_uint_eq(due_records(&due, &record), 1);
    ck_assert(record.counts); /* until the next sitting is finished */
    ck_assert(record.applicant.sitting.voided);
    ck_assert_uint_eq(record.mark_count, 2);
    ledger_record_release(&record);
}
END_TEST

/* Marks of people who are not here. */
static void add_marks(uint64_t count)
{
    struct entry e = {.kind = ENTRY_MARK, .id = "V7", .mark = {.question = 1, .part = 1}};
    duo_begin(&duo, HERE);
    for (e.n = 1; e.n <= count; e.n++)
        mark_table_take(&duo.node[HERE].database.sql, JOURNAL_PEER, &e);
    duo_commit(&duo, HERE);
}

START_TEST(many_marks_are_looked_at_in_several_transactions)
{
    struct ledger_due due = {.begun = false};
    struct ledger_record record;
    ck_assert_uint_eq(due_records(&due, &record), 0);
    ck_assert(!due.more);
    add_marks(150);
    ck_assert_uint_eq(due_records(&due, &record), 0);
    ck_assert(due.more);
    ck_assert_uint_lt(due.mark_n[JOURNAL_PEER], 150);
    ck_assert_uint_eq(due_records(&due, &record), 0);
    ck_assert(!due.more);
    ck_assert_uint_eq(due.mark_n[JOURNAL_PEER], 150);
}
END_TEST

Suite *telling_suite(void)
{
    Suite *s = suite_create("telling");
    TCase *t = tcase_create("telling");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, marks_make_a_provisional_result_final);
    tcase_add_test(t, a_withheld_result_tells_and_shows_nothing);
    tcase_add_test(t, what_is_published_is_told_as_it_was_at_the_cut);
    tcase_add_test(t, a_provisional_result_that_is_completed_is_no_correction);
    tcase_add_test(t, a_record_is_due_for_each_mark_and_publication);
    tcase_add_test(t, many_marks_are_looked_at_in_several_transactions);
    suite_add_tcase(s, t);
    return s;
}
