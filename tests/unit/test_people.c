/* The people of both journals, as a report has them: beside the tables of two nodes' ledgers. */
#include "db/ledger_adopt.h"
#include "db/ledger_exam.h"
#include "db/ledger_operator.h"
#include "db/ledger_ruling.h"
#include "db/ledger_transfer.h"
#include "server/report/people.h"
#include "server/report/people_saved.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/lib/folded.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

static struct duo duo;
static struct ledger_terminal terminal = {.token = {{1}}}, other = {.token = {{2}}};
static const struct order board = {.by = "ana", .reason = "fire"};
static const struct ledger_line gone = {.unlinked_ms = ADOPTION_WAIT_MS};
static struct people *people[2]; /* by whose disk they are read from */

static void setup(void)
{
    duo_open(&duo);
    duo_connect(&duo);
    duo_settle(&duo);
}

static void forget(void)
{
    for (int i = 0; i < 2; i++) {
        people_close(people[i]);
        people[i] = NULL;
    }
}

static void teardown(void)
{
    forget();
    duo_close(&duo);
}

static struct ledger *ledger(int which)
{
    return duo.node[which].ledger;
}

static void read_people(int which)
{
    const char *const node[2] = {duo.node[which].name, duo.node[1 - which].name};
    people_close(people[which]);
    people[which] = folded_read(&duo.node[which].database.sql, "test", node);
}

static void expect_nothing(struct buffer *report)
{
    buffer_append(report, "", 1);
    ck_assert_msg(report->len == 1, "%s", report->data);
    buffer_release(report);
}

/* Both disks give the same people, which are those of the tables. adopted: that node's are the
 * other's; -1: no node's. */
static void agree(int adopted)
{
    struct buffer report = {0};
    duo_settle(&duo);
    for (int i = 0; i < 2; i++) {
        read_people(i);
        folded_compare(people[i], ledger(i), &duo.node[i].database.sql, adopted == i, &report);
    }
    folded_compare_both(people[0], people[1], &report);
    expect_nothing(&report);
}

static struct person_report of(int which, const char *id)
{
    for (size_t i = 0; i < people_count(people[which]); i++)
        if (strcmp(people_at(people[which], i).id, id) == 0)
            return people_at(people[which], i);
    ck_abort_msg("%s is not among the people", id);
}

static bool is_known(int which, const char *id)
{
    bool known = false;
    for (size_t i = 0; i < people_count(people[which]); i++)
        known |= strcmp(people_at(people[which], i).id, id) == 0;
    return known;
}

/* The node that the person is of, as the disk of caracas has it. */
static const char *node_of(const char *id)
{
    return of(CARACAS, id).journal == JOURNAL_OWN ? "caracas" : "maracay";
}

static struct digest finish_of(const char *id)
{
    return of(CARACAS, id).now.finish;
}

/* The option that was given to a question; '-': none. */
static char given(const char *id, size_t question)
{
    struct answer answers[6];
    struct person_report r = of(CARACAS, id);
    people_answers(&r.now, duo.exam, answers);
    const struct answer *a = &answers[question - 1];
    return a->len > 0 ? (char)a->values[a->len - 1] : '-';
}

/* --- what people do --- */

static void start(int which, const char *id)
{
    struct ledger_sitting sitting;
    uint64_t n;
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_start(ledger(which), id, &terminal, 42, 0, &sitting, &n), REFUSAL_NONE);
    duo_commit(&duo, which);
}

static void answer_from(int which, const char *id, struct ledger_terminal *from, uint16_t number,
                        const char *value)
{
    struct wire_word word = {value, strlen(value)};
    duo_begin(&duo, which);
    struct applicant a = ledger_find(ledger(which), id);
    ledger_meet_terminal(ledger(which), &a, from);
    ck_assert_int_eq(ledger_answer(ledger(which), id, from, number, &word, value[0] != '\0'),
                     REFUSAL_NONE);
    duo_commit(&duo, which);
}

static void answer(int which, const char *id, uint16_t number, const char *value)
{
    answer_from(which, id, &terminal, number, value);
}

static void finish(int which, const char *id)
{
    struct ledger_result result;
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_finish(ledger(which), id, &terminal, &result), REFUSAL_NONE);
    duo_commit(&duo, which);
}

static void home_at(int which, const char *id)
{
    ck_assert_int_eq(duo_register(&duo, which, id), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(duo_claim(&duo, which, id), CLAIM_HOME);
}

static void sits_at(int which, const char *id)
{
    home_at(which, id);
    start(which, id);
    answer(which, id, 1, "1");
    answer(which, id, 2, "2");
}

/* --- registration --- */

START_TEST(each_is_of_the_node_where_they_are_home)
{
    home_at(CARACAS, "V2");
    home_at(MARACAY, "V1");
    agree(-1);
    ck_assert_uint_eq(people_count(people[0]), 2);
    ck_assert_str_eq(people_at(people[0], 0).id, "V1");
    ck_assert_str_eq(node_of("V1"), "maracay");
    ck_assert_str_eq(node_of("V2"), "caracas");
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_REGISTERED);
    ck_assert_uint_eq(of(CARACAS, "V1").now.sitting.number, 0);
    ck_assert_int_eq(people_last_at(people[0]).ms, people_last_at(people[1]).ms);
}
END_TEST

START_TEST(a_claim_of_both_is_the_earlier_ones) /* C4 */
{
    duo_cut(&duo);
    duo.node[CARACAS].wall.ms += 5;
    ck_assert_int_eq(duo_register(&duo, CARACAS, "V1"), REFUSAL_NONE);
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V1"), REFUSAL_NONE);
    read_people(CARACAS);
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_PENDING);
    duo_connect(&duo);
    agree(-1);
    ck_assert_str_eq(node_of("V1"), "maracay");
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_REGISTERED);
}
END_TEST

START_TEST(who_was_released_is_of_the_node_that_registers_next)
{
    home_at(CARACAS, "V1");
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_release(ledger(CARACAS), "V1", &board), REFUSAL_NONE);
    duo_commit(&duo, CARACAS);
    agree(-1);
    ck_assert(!is_known(CARACAS, "V1"));
    home_at(MARACAY, "V1");
    agree(-1);
    ck_assert_str_eq(node_of("V1"), "maracay");
}
END_TEST

/* --- sittings --- */

START_TEST(a_sitting_has_its_last_answers)
{
    sits_at(CARACAS, "V1");
    answer(CARACAS, "V1", 1, "2");
    answer(CARACAS, "V1", 2, "");
    agree(-1);
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_RUNNING);
    ck_assert_int_eq(given("V1", 1), '2');
    ck_assert_int_eq(given("V1", 2), '-');
    struct digest none = finish_of("V1");
    ck_assert(digest_is_zero(&none));
    finish(CARACAS, "V1");
    agree(-1);
    ck_assert_int_eq(of(MARACAY, "V1").state, PEOPLE_FINISHED);
    struct digest finished = finish_of("V1");
    ck_assert(!digest_is_zero(&finished));
}
END_TEST

START_TEST(an_answer_of_a_provisional_terminal_counts_when_it_stays) /* K5 */
{
    struct ledger_sitting sitting;
    uint64_t n;
    for (int stays = 0; stays <= 1; stays++) {
        const char *id = stays ? "V1" : "V2";
        sits_at(CARACAS, id);
        duo_begin(&duo, CARACAS);
        ck_assert_int_eq(ledger_start(ledger(CARACAS), id, &other, 42, 0, &sitting, &n),
                         REFUSAL_NONE);
        duo_commit(&duo, CARACAS);
        answer_from(CARACAS, id, &other, 1, "2");
        agree(-1);
        ck_assert_int_eq(given(id, 1), '1');
        if (stays)
            duo.up_ms += TERMINAL_PROVISIONAL_MS;
        else
            answer(CARACAS, id, 2, "1");
        duo_begin(&duo, CARACAS);
        duo_commit(&duo, CARACAS);
        agree(-1);
        ck_assert_int_eq(given(id, 1), stays ? '2' : '1');
    }
}
END_TEST

static enum refusal rule(int which, const char *id,
                         enum refusal (*how)(struct ledger *, const char *, const struct order *))
{
    duo_begin(&duo, which);
    enum refusal refusal = how(ledger(which), id, &board);
    duo_commit(&duo, which);
    return refusal;
}

START_TEST(who_sits_again_has_the_new_sitting) /* U2 */
{
    sits_at(CARACAS, "V1");
    finish(CARACAS, "V1");
    ck_assert_int_eq(rule(CARACAS, "V1", ledger_reset), REFUSAL_NONE);
    agree(-1);
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_REGISTERED);
    ck_assert_uint_eq(of(CARACAS, "V1").now.sitting.number, 2);
    ck_assert_int_eq(given("V1", 1), '-');
    ck_assert_str_eq(of(CARACAS, "V1").notes[0], "sat again: fire");
    start(CARACAS, "V1");
    answer(CARACAS, "V1", 1, "2");
    agree(-1);
    ck_assert_int_eq(given("V1", 1), '2');
    ck_assert_int_eq(given("V1", 2), '-');
}
END_TEST

START_TEST(a_void_sitting_says_so_and_why) /* U1 */
{
    sits_at(CARACAS, "V1");
    ck_assert_int_eq(rule(CARACAS, "V1", ledger_void), REFUSAL_NONE);
    agree(-1);
    ck_assert(of(CARACAS, "V1").now.sitting.voided);
    ck_assert_str_eq(of(MARACAY, "V1").notes[0], "void: fire");
    ck_assert_str_eq(of(MARACAY, "V1").notes[1], "anulado: fire");
}
END_TEST

static void answers_late(const char *id, const struct ledger_terminal *from, uint32_t seq)
{
    struct ledger_terminal who = *from;
    const struct wire_word word = {"2", 1};
    uint64_t n;
    duo_begin(&duo, CARACAS);
    ck_assert_int_ne(ledger_save(ledger(CARACAS), id, &who, 1, seq, &word, 1, &n), REFUSAL_NONE);
    duo_commit(&duo, CARACAS);
}

START_TEST(answers_after_the_end_are_noted_and_not_counted) /* S15 */
{
    sits_at(CARACAS, "V1");
    finish(CARACAS, "V1");
    answers_late("V1", &terminal, 7);
    answers_late("V1", &terminal, 8);
    agree(-1);
    ck_assert_int_eq(given("V1", 1), '1');
    ck_assert_str_eq(of(MARACAY, "V1").notes[0], "answers after the end: not counted");
    ck_assert_int_eq(rule(CARACAS, "V1", ledger_void), REFUSAL_NONE);
    answers_late("V1", &terminal, 9);
    agree(-1);
    ck_assert_str_eq(of(CARACAS, "V1").notes[0], "answers after the end: not counted; void: fire; "
                                                 "answers while the exam was void: not counted");
}
END_TEST

START_TEST(answers_of_a_terminal_that_lost_the_exam_are_noted) /* S15 */
{
    sits_at(CARACAS, "V1");
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_move_terminal(ledger(CARACAS), "V1", TERMINAL_ANSWERS_UNSAID, &board),
                     REFUSAL_NONE);
    duo_commit(&duo, CARACAS);
    answers_late("V1", &terminal, 7);
    agree(-1);
    ck_assert_int_eq(given("V1", 1), '1');
    ck_assert_str_eq(of(CARACAS, "V1").notes[0],
                     "answers from a terminal that had lost the exam: not counted");
}
END_TEST

/* --- people who move --- */

static void transfer(int which, const char *id)
{
    const struct ledger_transfer how = {.linked = true, .order = &board};
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_transfer(ledger(which), id, &how), REFUSAL_NONE);
    duo_commit(&duo, which);
}

START_TEST(who_moves_takes_the_answers_along) /* X2, X4 */
{
    sits_at(CARACAS, "V1");
    transfer(CARACAS, "V1");
    read_people(CARACAS);
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_TRANSIT);
    ck_assert_str_eq(node_of("V1"), "caracas");
    ck_assert_int_eq(given("V1", 2), '2');
    agree(-1);
    ck_assert_str_eq(node_of("V1"), "maracay");
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_RUNNING);
    ck_assert_int_eq(given("V1", 2), '2');
    start(MARACAY, "V1");
    answer(MARACAY, "V1", 2, "1");
    transfer(MARACAY, "V1");
    read_people(MARACAY);
    ck_assert_int_eq(of(MARACAY, "V1").state, PEOPLE_TRANSIT);
    ck_assert_int_eq(of(MARACAY, "V1").journal, JOURNAL_OWN);
    agree(-1);
    ck_assert_str_eq(node_of("V1"), "caracas");
    start(CARACAS, "V1");
    finish(CARACAS, "V1");
    agree(-1);
    ck_assert_int_eq(given("V1", 1), '1');
    ck_assert_int_eq(given("V1", 2), '1');
}
END_TEST

/* --- a node that is gone --- */

static void adopt(void)
{
    duo_cut(&duo);
    duo_begin(&duo, MARACAY);
    ck_assert_int_eq(ledger_adopt(ledger(MARACAY), &gone, &board), REFUSAL_NONE);
    duo_commit(&duo, MARACAY);
    for (int i = 0; i < 100; i++) {
        duo_begin(&duo, MARACAY);
        duo_commit(&duo, MARACAY);
    }
}

START_TEST(the_people_of_an_adopted_node_are_the_adopters) /* Z2 */
{
    sits_at(CARACAS, "V1");
    sits_at(CARACAS, "V2");
    finish(CARACAS, "V2");
    agree(-1);
    struct digest before = finish_of("V2");
    adopt();
    duo_connect(&duo);
    duo_settle(&duo);
    for (int i = 0; i < 100; i++) {
        duo_begin(&duo, MARACAY);
        duo_commit(&duo, MARACAY);
    }
    agree(CARACAS);
    ck_assert_str_eq(node_of("V1"), "maracay");
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_RUNNING);
    ck_assert_int_eq(given("V1", 2), '2');
    ck_assert_int_eq(of(CARACAS, "V2").state, PEOPLE_FINISHED);
    struct digest after = finish_of("V2");
    ck_assert(digest_equal(&after, &before)); /* marks stay */
}
END_TEST

START_TEST(who_went_on_at_both_is_forked) /* Z5 */
{
    sits_at(CARACAS, "V1");
    duo_settle(&duo);
    adopt();
    start(MARACAY, "V1");
    answer(MARACAY, "V1", 1, "2");
    answer(CARACAS, "V1", 2, "1");
    duo_connect(&duo);
    duo_settle(&duo);
    for (int i = 0; i < 100; i++) {
        duo_begin(&duo, MARACAY);
        duo_commit(&duo, MARACAY);
    }
    agree(CARACAS);
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_FORKED);
    ck_assert_str_eq(of(CARACAS, "V1").notes[0], "went on at both nodes");
    duo_begin(&duo, MARACAY);
    ck_assert_int_eq(ledger_count(ledger(MARACAY), "V1", "caracas", &board), REFUSAL_NONE);
    duo_commit(&duo, MARACAY);
    agree(CARACAS);
    ck_assert_int_eq(of(CARACAS, "V1").state, PEOPLE_RUNNING);
    ck_assert_int_eq(given("V1", 1), '1');
    ck_assert_int_eq(given("V1", 2), '1');
}
END_TEST

/* --- the answers in memory --- */

START_TEST(a_text_that_grows_takes_little_memory)
{
    static uint8_t text[ANSWER_MAX_BYTES];
    struct arena arena = {.failed = false};
    struct people_saved saved = {.first = NULL};
    struct answer out[3];
    for (size_t len = 1; len <= sizeof text; len += 64) {
        memset(text, (int)len, len);
        people_saved_put(&saved, &arena, 2, text, len);
        people_saved_put(&saved, &arena, 1, text, len % 5);
    }
    people_saved_read(&saved, out, 3);
    ck_assert_uint_eq(out[1].len, sizeof text - 63);
    ck_assert_int_eq(out[1].values[0], (uint8_t)(sizeof text - 63));
    ck_assert_uint_eq(out[2].len, 0);
    ck_assert_ptr_eq(arena.blocks != NULL ? *(void **)arena.blocks : NULL, NULL); /* one block */
    arena_release(&arena);
}
END_TEST

Suite *people_suite(void)
{
    Suite *s = suite_create("people");
    TCase *t = tcase_create("people");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, each_is_of_the_node_where_they_are_home);
    tcase_add_test(t, a_claim_of_both_is_the_earlier_ones);
    tcase_add_test(t, who_was_released_is_of_the_node_that_registers_next);
    tcase_add_test(t, a_sitting_has_its_last_answers);
    tcase_add_test(t, an_answer_of_a_provisional_terminal_counts_when_it_stays);
    tcase_add_test(t, who_sits_again_has_the_new_sitting);
    tcase_add_test(t, a_void_sitting_says_so_and_why);
    tcase_add_test(t, answers_after_the_end_are_noted_and_not_counted);
    tcase_add_test(t, answers_of_a_terminal_that_lost_the_exam_are_noted);
    tcase_add_test(t, who_moves_takes_the_answers_along);
    tcase_add_test(t, the_people_of_an_adopted_node_are_the_adopters);
    tcase_add_test(t, who_went_on_at_both_is_forked);
    suite_add_tcase(s, t);
    t = tcase_create("saved");
    tcase_add_test(t, a_text_that_grows_takes_little_memory);
    suite_add_tcase(s, t);
    return s;
}
