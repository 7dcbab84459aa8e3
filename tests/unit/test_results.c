/* The list of results: who has how many points, which rank or reason, and that both nodes make the same
 * bytes of the same journals; and what FILE.sig says of it. */
#include "server/report/export_sig.h"
#include "server/report/results.h"
#include "tests/lib/expect.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BANK                                                                                       \
    "$CATEGORY: Reading/Texts\n\nR1 {=a ~b}\n\nR2 {=a ~b}\n\n"                                     \
    "$CATEGORY: Math\n\nM1 {=a ~b}\n\nM2 {=a ~b}\n\n$CATEGORY: Essay\n\nE1 {}\n\n"
#define PLAN                                                                                       \
    "shuffle = no\npass-percent = 50\nopens = 2027-03-01 08:00 -04:00\n"                           \
    "tie-break = category:Reading\nplaces = 2\n"

enum { QUESTIONS = 5, NINE_O_CLOCK = 1803906000 /* s, 09:00 -04:00 */ };

static const char *const names[2] = {"caracas", "maracay"};

/* All entries, so that they can be read as either node has them. */
static struct {
    int which;
    struct entry entry;
    struct digest digest;
} entries[100];
static size_t entry_count;
static uint64_t last_n[2];
static char dir[] = "/tmp/sinodo-results-XXXXXX", path[128];
static char bytes[65536];

static uint64_t add(int which, struct entry entry)
{
    entry.n = ++last_n[which];
    entry.at.ms = (NINE_O_CLOCK + (int64_t)entry_count) * 1000;
    entries[entry_count].which = which;
    entries[entry_count].entry = entry;
    memset(entries[entry_count].digest.bytes, (int)entry_count + 1, DIGEST_BYTES);
    entry_count++;
    return entry.n;
}

static struct entry entry_of(enum entry_kind kind, const char *id)
{
    struct entry entry;
    memset(&entry, 0, sizeof entry);
    entry.kind = kind;
    (void)snprintf(entry.id, sizeof entry.id, "%s", id);
    return entry;
}

static void join(int which, const char *id, const char *name)
{
    struct entry claim = entry_of(ENTRY_CLAIM, id), grant = entry_of(ENTRY_GRANT, id);
    (void)snprintf(claim.claim.name, sizeof claim.claim.name, "%s", name);
    claim.claim.stamp.ms = (int64_t)entry_count + 1;
    grant.ref = add(which, claim);
    struct entry confirm = entry_of(ENTRY_CONFIRM, id);
    confirm.ref = add(1 - which, grant);
    (void)add(which, confirm);
}

static void begin(int which, const char *id)
{
    struct entry start = entry_of(ENTRY_START, id);
    start.start.seed = 42;
    start.start.seconds = 3600;
    start.start.left_ms = 3600000;
    start.start.exam = exam.digest;
    start.start.paper = exam.paper_digest;
    start.start.pass_percent = (uint8_t)exam.pass_percent;
    (void)add(which, start);
}

static uint8_t values[QUESTIONS][4] = {{1, 0, 1, '1'}, {1, 0, 1, '2'}, {1, 0, 1, 'e'}};

/* The encoded answer that a letter stands for: '1', '2', 'e' for a text, '-' for none. */
static struct answer answer_of(char letter)
{
    const char *letters = "12e", *at = strchr(letters, letter);
    return at != NULL ? (struct answer){values[at - letters], sizeof values[0]}
                      : (struct answer){NULL, 0};
}

/* Sits the exam with these answers, a letter each. The digest of the finish. */
static struct digest sit(int which, const char *id, const char *name, const char *letters)
{
    struct answer answers[QUESTIONS];
    struct paper_question paper[QUESTIONS];
    join(which, id, name);
    begin(which, id);
    for (uint16_t i = 0; i < QUESTIONS; i++) {
        struct entry entry = entry_of(ENTRY_ANSWER, id);
        answers[i] = answer_of(letters[i]);
        entry.answer.question = (uint16_t)(i + 1);
        entry.answer.values = answers[i].values;
        entry.answer.values_len = answers[i].len;
        if (answers[i].len > 0)
            (void)add(which, entry);
    }
    paper_make(&exam, 42, paper);
    struct marks marks = marking_paper(&exam, paper, answers);
    struct entry finish = entry_of(ENTRY_FINISH, id);
    finish.finish.reason = FINISH_BY_APPLICANT;
    finish.finish.score = marks.score;
    finish.finish.max = marks.max;
    finish.finish.unmarked = marks.unmarked;
    finish.finish.answered = marks.answered;
    (void)add(which, finish);
    return entries[entry_count - 1].digest;
}

static void mark(int which, const char *id, struct digest finish, int64_t points)
{
    struct entry entry = entry_of(ENTRY_MARK, id);
    (void)snprintf(entry.order.by, sizeof entry.order.by, "ana@caracas");
    entry.mark.finish = finish;
    entry.mark.question = QUESTIONS;
    entry.mark.part = 1;
    entry.mark.round = 1;
    entry.mark.points = points;
    (void)add(which, entry);
}

static void rule(int which, const char *id, const char *reason)
{
    struct entry entry = entry_of(ENTRY_VOID, id);
    (void)snprintf(entry.order.by, sizeof entry.order.by, "ana@caracas");
    (void)snprintf(entry.order.reason, sizeof entry.order.reason, "%s", reason);
    entry.voiding.on = true;
    (void)add(which, entry);
}

/* The source of the report at that node. */
static struct source source_at(int which)
{
    struct source s = {.exam = exam};
    for (int i = 0; i < 2; i++) {
        int node = i == JOURNAL_OWN ? which : 1 - which;
        s.node[i] = names[node];
        s.cut.n[i] = last_n[node];
        memset(s.digest[i].bytes, node + 1, DIGEST_BYTES);
    }
    ck_assert_int_eq(people_open(s.node, &s.people), STATUS_OK);
    for (int node = 0; node < 2; node++)
        for (size_t i = 0; i < entry_count; i++)
            if (entries[i].which == node)
                people_take(s.people, node == which ? JOURNAL_OWN : JOURNAL_PEER, &entries[i].entry,
                            entries[i].entry.kind == ENTRY_FINISH ? &entries[i].digest : NULL);
    people_settle(s.people);
    ck_assert_int_eq(people_status(s.people), STATUS_OK);
    return s;
}

static size_t make(int which, enum table_format format, bool spanish)
{
    struct source s = source_at(which);
    const struct export_options options = {.format = format, .spanish = spanish};
    ck_assert_int_eq(results_report.write(&s, &options, path), STATUS_OK);
    people_close(s.people);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[len] = '\0';
    (void)fclose(file);
    return len;
}

static void setup(void)
{
    memcpy(dir + sizeof dir - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/out", dir);
    bank_text_read_for_plan(BANK);
    ck_assert_msg(bank_text_plan(PLAN) == STATUS_OK, "%s", errors.data);
    exam_seal(&exam);
    entry_count = 0;
    memset(last_n, 0, sizeof last_n);
}

static void teardown(void)
{
    (void)unlink(path);
    (void)rmdir(dir);
    bank_text_release();
}

/* Everybody who can be in the list. */
static void fill(void)
{
    mark(1, "V1", sit(0, "V1", "Ana Rojas", "1112e"), 500); /* 3.5 */
    (void)sit(1, "V2", "José", "1122-");                    /* 2, reading 2 */
    (void)sit(0, "V3", "Luz", "2211-");                     /* 2, reading 0 */
    (void)sit(1, "V4", "Eva", "1122-");                     /* as V2 */
    (void)sit(0, "V5", "Leo", "1111e");                     /* the essay is to be marked */
    (void)sit(1, "V6", "Ivo", "1111-");
    rule(1, "V6", "used a phone");
    join(0, "V7", "Noa");
    join(1, "V8", "Pía");
    begin(1, "V8");
}

START_TEST(everybody_is_listed_by_rank_or_with_a_reason)
{
    fill();
    (void)make(0, TABLE_CSV, true);
    ck_assert_str_eq(
        bytes,
        "\"id\",\"name\",\"centre\",\"state\",\"rank\",\"standing\",\"score\",\"max\",\"percent\","
        "\"passed\",\"points:Reading/Texts\",\"points:Math\",\"points:Essay\","
        "\"tie-break:Reading\",\"unmarked\",\"void\",\"start\",\"end\",\"notes\"\r\n"
        "\"V1\",\"Ana Rojas\",\"caracas\",\"finished\",1,\"within the places so "
        "far\",3.5,5,70,\"yes\",2,1,0.5,2,0,"
        "\"no\",\"2027-03-01 09:00:03 -04:00\",\"2027-03-01 09:00:09 -04:00\",\"\"\r\n"
        "\"V2\",\"José\",\"maracay\",\"finished\",2,\"tied at the cut\",2,5,40,\"no\",2,0,0,2,0,"
        "\"no\",\"2027-03-01 09:00:14 -04:00\",\"2027-03-01 09:00:19 -04:00\",\"\"\r\n"
        "\"V4\",\"Eva\",\"maracay\",\"finished\",2,\"tied at the cut\",2,5,40,\"no\",2,0,0,2,0,"
        "\"no\",\"2027-03-01 09:00:32 -04:00\",\"2027-03-01 09:00:37 -04:00\",\"\"\r\n"
        "\"V3\",\"Luz\",\"caracas\",\"finished\",4,\"not admitted\",2,5,40,\"no\",0,2,0,0,0,"
        "\"no\",\"2027-03-01 09:00:23 -04:00\",\"2027-03-01 09:00:28 -04:00\",\"\"\r\n"
        "\"V5\",\"Leo\",\"caracas\",\"finished\",,\"provisional: essays to be marked\",4,5,80,\"\","
        "2,2,0,2,1,\"no\",\"2027-03-01 09:00:41 -04:00\",\"2027-03-01 09:00:47 -04:00\",\"\"\r\n"
        "\"V6\",\"Ivo\",\"maracay\",\"finished\",,\"void\",4,5,80,\"\",2,2,0,2,0,\"yes\","
        "\"2027-03-01 09:00:51 -04:00\",\"2027-03-01 09:00:56 -04:00\",\"void: used a phone\"\r\n"
        "\"V7\",\"Noa\",\"caracas\",\"registered\",,\"absent\",,,,\"\",,,,,,\"no\",\"\",\"\",\"\""
        "\r\n"
        "\"V8\",\"Pía\",\"maracay\",\"running\",,\"still sitting\",,,,\"\",,,,,,\"no\","
        "\"2027-03-01 09:01:04 -04:00\",\"\",\"\"\r\n");
}
END_TEST

START_TEST(both_nodes_make_the_same_bytes)
{
    static const enum table_format formats[] = {TABLE_TEXT, TABLE_CSV,  TABLE_CSV_ES,
                                                TABLE_JSON, TABLE_XLSX, TABLE_HTML};
    fill();
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        static char first[sizeof bytes];
        size_t len = make(0, formats[i], true);
        memcpy(first, bytes, len);
        ck_assert_uint_gt(len, 0);
        ck_assert_uint_eq(make(1, formats[i], true), len);
        ck_assert_mem_eq(bytes, first, len);
    }
}
END_TEST

START_TEST(people_read_words_of_their_language)
{
    fill();
    (void)make(0, TABLE_CSV_ES, true);
    expect_has(bytes, "\"Cédula\";\"Nombre\";\"Centro\"");
    expect_has(
        bytes,
        "\"terminado\";1;\"dentro de las plazas por ahora\";3,5;5;70;\"sí\";2;1;0,5;2;0;\"no\"");
    expect_has(bytes, "\"provisional: faltan ensayos por corregir\"");
    (void)make(0, TABLE_HTML, true);
    expect_has(bytes, "<title>Resultados – t</title>");
    expect_has(bytes, "8 personas, 4 con puesto, 1 provisionales");
    (void)make(0, TABLE_HTML, false);
    expect_has(bytes, "8 people, 4 ranked, 1 provisional");
    expect_has(bytes, "<dt>Cut</dt>\n<dd>caracas:");
    expect_has(bytes, "<dd>results 1</dd>");
    (void)make(0, TABLE_JSON, true);
    expect_has(bytes, "\"rank\": 1");
    expect_has(bytes, "\"standing\": \"within the places so far\"");
    (void)make(0, TABLE_TEXT, false);
    expect_lacks(bytes, "Reading");
}
END_TEST

START_TEST(who_was_marked_by_another_key_is_provisional)
{
    (void)sit(0, "V1", "Ana", "1111-");
    entries[entry_count - 1].entry.finish.score -= 1000; /* by a key that was wrong */
    (void)sit(0, "V2", "Luz", "1111-");
    exam.paper_digest.bytes[0] ^= 1;
    (void)sit(0, "V3", "Leo", "1111-"); /* of another exam altogether */
    exam.paper_digest.bytes[0] ^= 1;
    struct source s = source_at(0);
    struct results *results;
    ck_assert_int_eq(results_make(&s, &results), STATUS_OK);
    ck_assert_uint_eq(results_count(results, RANKING_REMARK), 2);
    ck_assert_uint_eq(results_count(results, RANKING_NONE), 1);
    results_release(results);
    people_close(s.people);
    (void)make(0, TABLE_CSV, false);
    expect_has(bytes, "\"V1\",\"Ana\",\"caracas\",\"finished\",,\"provisional: marked by another "
                      "key\",3,5,60,\"\",,,,,0,\"no\"");
    expect_has(bytes, "\"V2\",\"Luz\",\"caracas\",\"finished\",1,\"within the places so far\"");
}
END_TEST

START_TEST(nobody_and_one_person_make_a_list)
{
    size_t len = make(0, TABLE_CSV, false);
    ck_assert_ptr_eq(strstr(bytes, "\r\n"), bytes + len - 2);
    (void)make(0, TABLE_XLSX, false);
    (void)make(0, TABLE_JSON, false);
    ck_assert_str_eq(bytes, "[]\n");
    (void)sit(0, "V1", "Ana", "-----");
    (void)make(0, TABLE_CSV, false);
    expect_has(bytes,
               "\"V1\",\"Ana\",\"caracas\",\"finished\",1,\"admitted\",0,5,0,\"no\",0,0,0,0");
}
END_TEST

/* --- FILE.sig --- */

static struct export_sig sample_sig(void)
{
    struct export_sig sig;
    memset(&sig, 0, sizeof sig);
    (void)snprintf(sig.report, sizeof sig.report, "results");
    sig.version = 1;
    sig.options = (struct export_options){.format = TABLE_CSV_ES, .spanish = true};
    sig.offset_minutes = -270;
    for (int i = 0; i < 2; i++) {
        (void)snprintf(sig.journal[i].node, sizeof sig.journal[i].node, "%s", names[i]);
        sig.journal[i].n = 12 + (uint64_t)i;
        memset(sig.journal[i].digest.bytes, i + 1, DIGEST_BYTES);
    }
    (void)snprintf(sig.cluster, sizeof sig.cluster, "sample");
    (void)snprintf(sig.node, sizeof sig.node, "maracay");
    return sig;
}

START_TEST(a_sig_is_read_as_it_was_written)
{
    static const int offsets[] = {-270, 0, 345, -1};
    for (size_t i = 0; i < 4; i++) {
        struct export_sig sig = sample_sig(), read;
        struct buffer text = {0};
        sig.offset_minutes = offsets[i];
        if (i == 3)
            memset(&sig.journal[1], 0, sizeof sig.journal[1]); /* a node without a peer */
        export_sig_write(&sig, &text);
        ck_assert(export_sig_read(text.data, text.len, &read));
        ck_assert_mem_eq(&read, &sig, sizeof sig);
        buffer_append(&text, "", 1);
        if (i == 0) {
            expect_has(text.data, "sinodo-export: 1\nreport: results 1\nformat: csv-es\nlanguage: "
                                  "es\noffset: -04:30\nsha256: 00000000");
            expect_has(text.data, "\ncut: caracas:12,maracay:13\njournal: caracas 12 0101");
        }
        buffer_release(&text);
    }
}
END_TEST

START_TEST(a_changed_sig_is_refused_or_bears_no_good_signature)
{
    char error[KEY_ERROR_SIZE];
    struct key *key;
    struct export_sig sig = sample_sig(), read;
    struct buffer text = {0};
    ck_assert_msg(key_open(dir, &key, error) == STATUS_OK, "%s", error);
    ck_assert(export_sig_sign(&sig, key));
    ck_assert(export_sig_good(&sig));
    export_sig_write(&sig, &text);
    for (size_t i = 0; i < text.len; i++) {
        text.data[i] ^= 1;
        if (export_sig_read(text.data, text.len, &read))
            ck_assert_msg(!export_sig_good(&read), "byte %zu", i);
        text.data[i] ^= 1;
        ck_assert(!export_sig_read(text.data, i, &read)); /* cut short */
    }
    ck_assert(export_sig_read(text.data, text.len, &read));
    ck_assert(export_sig_good(&read));
    buffer_release(&text);
    (void)unlink(key_path(key));
    (void)unlink(key_certificate_path(key));
    key_close(key);
}
END_TEST

Suite *results_suite(void)
{
    Suite *s = suite_create("results");
    TCase *t = tcase_create("results");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, everybody_is_listed_by_rank_or_with_a_reason);
    tcase_add_test(t, both_nodes_make_the_same_bytes);
    tcase_add_test(t, people_read_words_of_their_language);
    tcase_add_test(t, who_was_marked_by_another_key_is_provisional);
    tcase_add_test(t, nobody_and_one_person_make_a_list);
    tcase_add_test(t, a_sig_is_read_as_it_was_written);
    tcase_add_test(t, a_changed_sig_is_refused_or_bears_no_good_signature);
    suite_add_tcase(s, t);
    return s;
}
