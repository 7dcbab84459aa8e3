/* The files of records: one name for the result that counts, and what it replaced is kept. */
#include "common/file.h"
#include "server/evidence/record_files.h"
#include "server/evidence/waiting.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct record_files files;
static struct exam *exam;
static struct paper_question paper[3];
static struct answer answers[3];
static struct mark marks[4];
static struct ledger_record record;
static char name[RECORD_NAME_SIZE];
static bool journal_answers;
static uint64_t lost_n; /* the finish entry that the journal lacks */

static bool holds(void *context, uint64_t n, const char *digest, bool *held)
{
    (void)context;
    *held = n != lost_n && digest[0] != '\0';
    return journal_answers;
}

static void finish_as(uint32_t number, uint64_t n)
{
    memset(&record, 0, sizeof record);
    record.applicant = applicant_unknown("V1");
    struct sitting *s = &record.applicant.sitting;
    s->state = SITTING_FINISHED;
    s->number = number;
    s->marked_exam = exam->digest;
    s->finish_n = s->marked_n = record.n = n;
    record.finish_digest = digest_of(&n, sizeof n);
    record.at.ms = (int64_t)n;
    record.answers = answers;
    record.counts = true;
}

static void setup(void)
{
    static const uint8_t text[] = {'x'};
    (void)snprintf(files.dir, sizeof files.dir, "/tmp/sinodo-records-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(files.dir));
    files.node = "caracas";
    files.holds = holds;
    exam = sample_exam(3);
    for (size_t i = 0; i < 3; i++)
        answers[i] = (struct answer){0};
    exam->questions[1].kind = QUESTION_ESSAY;
    exam->questions[1].option_count = 0;
    exam->fixed_order = true;
    exam->markers = 2;
    exam_seal(exam);
    answers[1] = (struct answer){text, sizeof text};
    journal_answers = true;
    lost_n = 0;
    finish_as(1, 12);
    record.total.unmarked = 1000;
}

static void teardown(void)
{
    remove_tree(files.dir);
    sample_free(exam);
}

static enum record_place look(void)
{
    const struct record_basis basis = record_basis_of(exam, "caracas", &record);
    return record_files_place(&files, &record, &basis, name);
}

static void write_record(void)
{
    struct buffer out = {0};
    const struct record_basis basis = record_basis_of(exam, "caracas", &record);
    record_write(exam, "caracas", &record, &basis, paper, &out);
    ck_assert_int_eq(file_put(files.dir, name, out.data, out.len), STATUS_OK);
    buffer_release(&out);
}

/* The record is due under that name, and is written. */
static void due_as(const char *wanted)
{
    ck_assert_int_eq(look(), RECORD_DUE);
    ck_assert_str_eq(name, wanted);
    write_record();
    ck_assert_int_eq(look(), RECORD_THERE);
}

static void expect_in(const char *file, const char *words)
{
    enum { MOST = 65536 };
    char path[RECORD_DIR_SIZE + 80];
    struct buffer text = {0}, errors = {0};
    (void)snprintf(path, sizeof path, "%s/%s", files.dir, file);
    ck_assert_int_eq(file_read(path, MOST, &text, &errors), STATUS_OK);
    buffer_append(&text, "", 1);
    expect_has(text.data, words);
    buffer_release(&text);
    buffer_release(&errors);
}

static bool is_there(const char *file)
{
    char path[RECORD_DIR_SIZE + 80];
    (void)snprintf(path, sizeof path, "%s/%s", files.dir, file);
    return access(path, F_OK) == 0;
}

static void mark_as(size_t i, const char *node, uint64_t n, uint8_t part, int64_t points)
{
    marks[i] = (struct mark){
        .n = n, .at = {(int64_t)n}, .question = 2, .part = part, .round = 1, .points = points};
    (void)snprintf(marks[i].node, sizeof marks[i].node, "%s", node);
    (void)snprintf(marks[i].marker, sizeof marks[i].marker, "m%u", part);
    (void)snprintf(marks[i].comment, sizeof marks[i].comment, "why %u", part);
    record.marks = marks;
    record.mark_count = i + 1;
}

/* Both markers have marked, by entries 20 of maracay and 21 of caracas. */
static void mark_wholly(void)
{
    mark_as(0, "maracay", 20, 1, 500);
    mark_as(1, "caracas", 21, 2, 500);
    record.total = (struct marks){.score = 500, .max = 3000};
}

START_TEST(one_name_has_the_result_that_counts)
{
    due_as("V1.json");
    mark_as(0, "maracay", 20, 1, 500); /* the second marker's is missing: it says no more */
    ck_assert_int_eq(look(), RECORD_THERE);
    mark_wholly();
    due_as("V1.json");
    expect_in("V1.12.json", "\"unmarked\": true");
    expect_in("V1.json", "\"marker\": \"m1\"");
    expect_in("V1.json", "\"comment\": \"why 2\"");
    expect_in("V1.json", "\"score\": 0.5");
    record.published = true;
    record.publication.cut.number = 1;
    (void)snprintf(record.publication.cut.node, NODE_NAME_MAX + 1, "maracay");
    record.publication.n = 30;
    record.publication.at.ms = 30;
    record.told = record.total;
    due_as("V1.json");
    ck_assert(is_there("V1.21.json"));
    expect_in("V1.json", "\"published\": {");
    record.applicant.sitting.voided = true;
    record.n = 31;
    record.at.ms = 31;
    due_as("V1.json");
    ck_assert(is_there("V1.maracay-30.json"));
    expect_in("V1.json", "\"void\": true");
}
END_TEST

START_TEST(marks_that_do_not_count_are_kept_as_evidence) /* H3, H4 */
{
    mark_as(0, "maracay", 20, 1, 0);
    mark_as(1, "caracas", 21, 2, 1000);
    mark_as(2, "caracas", 22, 3, 250);
    record.total = (struct marks){.score = 250, .max = 3000};
    due_as("V1.json");
    expect_in("V1.json", "\"points\": 0,\n          \"comment\": \"why 1\",\n          "
                         "\"counts\": false");
    expect_in("V1.json", "\"points\": 0.25,\n          \"comment\": \"why 3\",\n          "
                         "\"counts\": true");
    const struct record_basis before = record_basis_of(exam, "caracas", &record);
    ck_assert_uint_eq(before.by_n, 22);
    marks[3] = marks[2]; /* the third corrects */
    marks[3].n = 40;
    marks[3].at.ms = 40;
    marks[3].round = 2;
    record.mark_count = 4;
    due_as("V1.json");
    ck_assert(is_there("V1.22.json"));
}
END_TEST

START_TEST(where_one_person_marks_the_last_correction_counts) /* H3 */
{
    exam->markers = 1;
    mark_as(0, "maracay", 20, 1, 250);
    mark_as(1, "caracas", 21, 1, 750);
    marks[1].round = 2;
    record.total = (struct marks){.score = 750, .max = 3000};
    due_as("V1.json");
    const struct mark_verdict verdict = mark_settle(exam, marks, 2);
    ck_assert(!mark_counts(exam, &verdict, &marks[0]));
    ck_assert(mark_counts(exam, &verdict, &marks[1]));
}
END_TEST

START_TEST(a_crash_between_rename_and_write_heals)
{
    due_as("V1.json");
    mark_wholly();
    ck_assert_int_eq(look(), RECORD_DUE); /* and then the power goes */
    ck_assert(!is_there("V1.json"));
    ck_assert(is_there("V1.12.json"));
    due_as("V1.json");
    expect_in("V1.json", "\"score\": 0.5");
    ck_assert(is_there("V1.12.json"));
}
END_TEST

START_TEST(a_later_sitting_takes_the_name)
{
    due_as("V1.json");
    record.applicant.sitting.voided = true; /* reset by entry 40 */
    record.n = 40;
    record.at.ms = 40;
    due_as("V1.json");
    const struct ledger_record first = record;
    finish_as(2, 50);
    due_as("V1.json");
    expect_in("V1.json", "\"sitting\": 2");
    expect_in("V1.40.json", "\"sitting\": 1");
    record = first;
    record.counts = false;
    ck_assert_int_eq(look(), RECORD_THERE);
    char path[RECORD_DIR_SIZE + 80];
    (void)snprintf(path, sizeof path, "%s/V1.40.json", files.dir);
    ck_assert_int_eq(unlink(path), 0);
    due_as("V1.40.json");
}
END_TEST

START_TEST(the_record_of_a_lost_sitting_is_set_aside)
{
    char kept[80], digest[DIGEST_TEXT_SIZE];
    due_as("V1.json");
    digest_text(&record.finish_digest, digest);
    finish_as(1, 13);
    lost_n = 12;
    journal_answers = false; /* the node is stopping */
    ck_assert_int_eq(look(), RECORD_UNCLEAR);
    journal_answers = true;
    due_as("V1.json");
    (void)snprintf(kept, sizeof kept, "V1.superseded-%.24s.json", digest);
    ck_assert(is_there(kept));
}
END_TEST

/* The disk lost entry 21, and another has that number now. */
START_TEST(no_record_is_written_over_another)
{
    due_as("V1.json");
    mark_wholly();
    due_as("V1.json");
    marks[1].n = 31;
    marks[1].at.ms = 31;
    due_as("V1.json");
    ck_assert(is_there("V1.21.json"));
    marks[1].n = 21;
    marks[1].at.ms = 41;
    due_as("V1.json");
    marks[1].n = 51;
    marks[1].at.ms = 51;
    due_as("V1.json");
    char kept[80], digest[DIGEST_TEXT_SIZE];
    digest_text(&record.finish_digest, digest);
    (void)snprintf(kept, sizeof kept, "V1.21.superseded-%.24s.json", digest);
    expect_in(kept, "\"made_by_entry\": 21");
    ck_assert(is_there("V1.21.json"));
}
END_TEST

START_TEST(who_waits_for_a_marker_is_counted_once)
{
    struct waiting list = {.count = 0};
    char id[IDENT_SIZE];
    for (unsigned i = 0; i < 300; i++) {
        (void)snprintf(id, sizeof id, "V%u", i * 7919 % 300);
        waiting_set(&list, id, true);
        waiting_set(&list, id, true);
    }
    ck_assert_uint_eq(list.count, 300);
    for (unsigned i = 0; i < 300; i += 2) {
        (void)snprintf(id, sizeof id, "V%u", i);
        waiting_set(&list, id, false);
        waiting_set(&list, id, false);
    }
    ck_assert_uint_eq(list.count, 150);
    waiting_set(&list, "V1", false);
    ck_assert_uint_eq(list.count, 149);
    waiting_release(&list);
}
END_TEST

Suite *records_suite(void)
{
    Suite *s = suite_create("records");
    TCase *t = tcase_create("records");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, one_name_has_the_result_that_counts);
    tcase_add_test(t, marks_that_do_not_count_are_kept_as_evidence);
    tcase_add_test(t, where_one_person_marks_the_last_correction_counts);
    tcase_add_test(t, a_crash_between_rename_and_write_heals);
    tcase_add_test(t, a_later_sitting_takes_the_name);
    tcase_add_test(t, the_record_of_a_lost_sitting_is_set_aside);
    tcase_add_test(t, no_record_is_written_over_another);
    tcase_add_test(t, who_waits_for_a_marker_is_counted_once);
    suite_add_tcase(s, t);
    return s;
}
