/* The essays that there are to mark: which, in what order, for whom, and who has which at the
 * moment. */
#include "server/desk/essay_list.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { FIRST = 2, SECOND = 3 }; /* the essay questions, in the bank */

static const char *const node[2] = {"caracas", "maracay"};
static struct essay_list *list;
static uint64_t last_n[2];
static struct mono now;
static bool linked;
static struct essay_given given;

static void open_with(const char *plan)
{
    bank_text_read_for_plan("::Sum:: 1+1 {=2 ~3}\n\n::Ferry:: Why does the ferry wait? {}\n\n"
                            "::Salt:: Why is the sea salt? {}\n");
    ck_assert_int_eq(bank_text_plan(plan), STATUS_OK);
    exam_seal(&exam);
    ck_assert_int_eq(essay_list_open(&exam, node, &list), STATUS_OK);
    last_n[0] = last_n[1] = 0;
    now.ms = 1000;
    linked = true;
}

static void setup(void)
{
    open_with("shuffle = no\n");
}

static void open_for_two(void)
{
    essay_list_close(list);
    open_with("shuffle = no\nmarkers = 2\ntolerance = 0.5\n");
}

static void teardown(void)
{
    essay_list_close(list);
    list = NULL;
    bank_text_release();
}

static struct entry entry(enum entry_kind kind, const char *id)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = kind;
    (void)snprintf(e.id, sizeof e.id, "%s", id);
    return e;
}

/* The digest of an entry, as far as this test needs digests. */
static struct digest digest_at(enum journal_owner journal, uint64_t n)
{
    return digest_of_two(&journal, sizeof journal, &n, sizeof n);
}

static uint64_t take(enum journal_owner journal, struct entry *e)
{
    e->n = ++last_n[journal];
    e->at.ms = (int64_t)(last_n[0] + last_n[1]) * 1000;
    struct digest digest = digest_at(journal, e->n);
    essay_list_take(list, journal, e, &digest);
    return e->n;
}

static uint64_t take_kind(enum journal_owner journal, enum entry_kind kind, const char *id)
{
    struct entry e = entry(kind, id);
    return take(journal, &e);
}

static void start(enum journal_owner journal, const char *id)
{
    struct entry e = entry(ENTRY_START, id);
    e.start.paper = exam.paper_digest;
    e.start.left_ms = 60000;
    take(journal, &e);
}

/* The value "x", or none. */
static uint64_t answer(enum journal_owner journal, const char *id, uint16_t question,
                       bool given_one, bool apart)
{
    static const uint8_t value[] = {1, 0, 1, 'x'};
    struct entry e = entry(ENTRY_ANSWER, id);
    e.answer.question = question;
    e.answer.apart = apart;
    e.answer.values = value;
    e.answer.values_len = given_one ? sizeof value : 0;
    return take(journal, &e);
}

static struct digest finish(enum journal_owner journal, const char *id)
{
    return digest_at(journal, take_kind(journal, ENTRY_FINISH, id));
}

/* Somebody who answers the first essay question. */
static struct digest sit(enum journal_owner journal, const char *id)
{
    start(journal, id);
    answer(journal, id, FIRST, true, false);
    return finish(journal, id);
}

static uint64_t mark(enum journal_owner journal, const char *by, const struct digest *of,
                     uint8_t part, uint32_t round, int64_t points)
{
    struct entry e = entry(ENTRY_MARK, "V1");
    (void)snprintf(e.order.by, sizeof e.order.by, "%s", by);
    e.mark.finish = *of;
    e.mark.question = FIRST;
    e.mark.part = part;
    e.mark.round = round;
    e.mark.points = points;
    return take(journal, &e);
}

static struct essay_marker as(const char *account)
{
    return (struct essay_marker){.account = account, .linked = linked, .now = now};
}

static struct essay_count count_for(const char *account)
{
    struct essay_count out[3];
    struct essay_marker marker = as(account);
    essay_list_settle(list);
    ck_assert_int_eq(essay_list_status(list), STATUS_OK);
    ck_assert_uint_eq(essay_list_count(list, &marker, 0, out, 3), 2);
    ck_assert_uint_eq(out[0].question, FIRST);
    ck_assert_uint_eq(out[1].question, SECOND);
    ck_assert_uint_eq(essay_list_count(list, &marker, FIRST, &out[1], 1), 1);
    ck_assert_uint_eq(out[1].question, SECOND);
    return out[0];
}

static bool ask(const char *account, enum essay_way way, const struct essay_ref *after)
{
    struct essay_marker marker = as(account);
    struct essay_wish wish = {.way = way};
    if (after != NULL)
        wish.after = *after;
    essay_list_settle(list);
    return essay_list_give(list, &marker, &wish, &given);
}

static bool is_given(const struct digest *finish_of)
{
    return digest_equal(&given.ref.finish, finish_of) && given.ref.question == FIRST;
}

START_TEST(an_essay_is_there_once_it_is_answered_and_finished)
{
    start(JOURNAL_OWN, "V1");
    ck_assert_uint_eq(count_for("ana").answers, 0);
    answer(JOURNAL_OWN, "V1", FIRST, true, false);
    uint64_t last = answer(JOURNAL_OWN, "V1", FIRST, true, false);
    ck_assert(!ask("ana", ESSAY_NEXT, NULL));
    struct digest f = finish(JOURNAL_OWN, "V1");
    ck_assert_uint_eq(count_for("ana").answers, 1);
    ck_assert(ask("ana", ESSAY_NEXT, NULL));
    ck_assert(is_given(&f));
    ck_assert_uint_eq(given.answer_n, last);
    ck_assert_uint_eq(given.part, 1);
    ck_assert_uint_eq(given.left, 1);
    struct essay_ref there = {f, FIRST}, unanswered = {f, SECOND}, choice = {f, 1};
    ck_assert(essay_list_has(list, &there));
    ck_assert(!essay_list_has(list, &unanswered));
    ck_assert(!essay_list_has(list, &choice));
    take_kind(JOURNAL_OWN, ENTRY_REOPEN, "V1");
    essay_list_settle(list);
    ck_assert(!essay_list_has(list, &there));
}
END_TEST

START_TEST(nothing_is_handed_out_that_was_not_answered) /* M1 */
{
    start(JOURNAL_OWN, "V1");
    answer(JOURNAL_OWN, "V1", FIRST, true, false);
    answer(JOURNAL_OWN, "V1", FIRST, false, false);
    finish(JOURNAL_OWN, "V1");
    ck_assert_uint_eq(count_for("ana").answers, 0);
}
END_TEST

START_TEST(a_provisional_terminals_answer_counts_once_it_is_settled) /* K5 */
{
    for (int settled = 0; settled <= 1; settled++) {
        const char *id = settled ? "V1" : "V2";
        struct entry e = entry(ENTRY_TERMINAL, id);
        start(JOURNAL_OWN, id);
        answer(JOURNAL_OWN, id, FIRST, true, true);
        e.terminal.event = settled ? TERMINAL_SETTLED : TERMINAL_RETURNED;
        take(JOURNAL_OWN, &e);
        finish(JOURNAL_OWN, id);
        ck_assert_uint_eq(count_for("ana").answers, (size_t)settled);
    }
}
END_TEST

START_TEST(void_reopened_and_reset_exams_have_no_essays_and_marks_stay_with_their_finish) /* H1 */
{
    struct entry e = entry(ENTRY_VOID, "V1");
    struct digest f = sit(JOURNAL_OWN, "V1"), again;
    mark(JOURNAL_OWN, "ana", &f, 1, 1, 500);
    ck_assert_uint_eq(count_for("ana").marked, 1);
    e.voiding.on = true;
    take(JOURNAL_OWN, &e);
    ck_assert_uint_eq(count_for("ana").answers, 0);
    e.voiding.on = false;
    take(JOURNAL_OWN, &e);
    ck_assert_uint_eq(count_for("ana").marked, 1);
    take_kind(JOURNAL_OWN, ENTRY_REOPEN, "V1");
    ck_assert_uint_eq(count_for("ana").answers, 0);
    again = finish(JOURNAL_OWN, "V1");
    ck_assert_uint_eq(count_for("ana").marked, 0);
    ck_assert(ask("ana", ESSAY_NEXT, NULL));
    ck_assert(is_given(&again));
    take_kind(JOURNAL_OWN, ENTRY_RESET, "V1");
    ck_assert_uint_eq(count_for("ana").answers, 0);
    sit(JOURNAL_OWN, "V1");
    ck_assert_uint_eq(count_for("ana").open, 1);
}
END_TEST

START_TEST(a_mark_that_is_read_before_its_finish_counts)
{
    struct digest f = digest_at(JOURNAL_PEER, 3);
    char id[IDENT_SIZE] = "";
    mark(JOURNAL_OWN, "ana", &f, 1, 1, 500);
    ck_assert(!essay_list_find(list, &f, id));
    sit(JOURNAL_PEER, "V1");
    ck_assert(essay_list_find(list, &f, id));
    ck_assert_str_eq(id, "V1");
    ck_assert_uint_eq(count_for("ana").marked, 1);
    ck_assert_uint_eq(count_for("ana").open, 0);
}
END_TEST

START_TEST(the_other_nodes_people_are_marked_while_the_link_is_up) /* H7 */
{
    sit(JOURNAL_PEER, "V1");
    ck_assert_uint_eq(count_for("ana").open, 1);
    linked = false;
    ck_assert_uint_eq(count_for("ana").open, 0);
    ck_assert_uint_eq(count_for("ana").unlinked, 1);
    ck_assert(!ask("ana", ESSAY_NEXT, NULL));
    ck_assert(!ask("ana", ESSAY_LOOK, NULL));
}
END_TEST

START_TEST(all_get_one_order_and_two_who_mark_at_once_different_essays)
{
    struct essay_ref order[5], after;
    for (int i = 0; i < 5; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "V%d", i + 1);
        sit(i % 2 ? JOURNAL_OWN : JOURNAL_PEER, id);
    }
    for (int i = 0; i < 5; i++) {
        ck_assert(ask("ana", ESSAY_LOOK, i > 0 ? &order[i - 1] : NULL));
        order[i] = given.ref;
    }
    ck_assert(!ask("ana", ESSAY_LOOK, &order[4]));
    ck_assert(ask("ana", ESSAY_NEXT, NULL));
    ck_assert(is_given(&order[0].finish));
    ck_assert(ask("luis", ESSAY_NEXT, NULL));
    ck_assert(is_given(&order[1].finish));
    ck_assert(ask("ana", ESSAY_NEXT, NULL)); /* the same again */
    ck_assert(is_given(&order[0].finish));
    after = given.ref;
    ck_assert_uint_eq(given.left, 4);
    ck_assert_uint_eq(count_for("eva").reserved, 2);
    ck_assert(ask("ana", ESSAY_NEXT, &after)); /* a skipped one is free again */
    ck_assert(is_given(&order[2].finish));
    ck_assert(ask("eva", ESSAY_NEXT, NULL));
    ck_assert(is_given(&order[0].finish));
    now.ms += ESSAY_RESERVED_MS;
    ck_assert_uint_eq(count_for("eva").reserved, 0);
}
END_TEST

START_TEST(two_markers_are_two_people_and_a_third_decides) /* H4, H5 */
{
    open_for_two();
    struct digest f = sit(JOURNAL_OWN, "V1");
    mark(JOURNAL_OWN, "ana", &f, 1, 1, 0);
    ck_assert_uint_eq(count_for("ana").open, 0);
    ck_assert(!ask("ana", ESSAY_NEXT, NULL));
    ck_assert(ask("luis", ESSAY_NEXT, NULL));
    ck_assert_uint_eq(given.part, 2);
    ck_assert_uint_eq(given.mark_n, 0); /* nothing of the first mark is told */
    ck_assert_int_eq(given.points, 0);
    mark(JOURNAL_PEER, "luis", &f, 2, 1, 1000);
    ck_assert_uint_eq(count_for("luis").third, 1);
    ck_assert_uint_eq(count_for("luis").open, 0);
    ck_assert_uint_eq(count_for("eva").open, 1);
    ck_assert(ask("eva", ESSAY_NEXT, NULL));
    ck_assert_uint_eq(given.part, 3);
    mark(JOURNAL_OWN, "eva", &f, 3, 1, 1000);
    ck_assert_uint_eq(count_for("eva").marked, 1);
    ck_assert_uint_eq(count_for("eva").third, 0);
}
END_TEST

START_TEST(a_marker_goes_back_to_the_own_marks_one_after_another)
{
    struct digest f1 = sit(JOURNAL_OWN, "V1"), f2 = sit(JOURNAL_OWN, "V2"),
                  f3 = sit(JOURNAL_OWN, "V3");
    struct essay_ref last;
    ck_assert(!ask("ana", ESSAY_BACK, NULL));
    ck_assert(!ask("ana", ESSAY_MINE, NULL));
    mark(JOURNAL_OWN, "ana", &f1, 1, 1, 250);
    mark(JOURNAL_OWN, "luis", &f3, 1, 1, 750);
    uint64_t n = mark(JOURNAL_OWN, "ana", &f2, 1, 1, 500);
    ck_assert(ask("ana", ESSAY_BACK, NULL));
    ck_assert(is_given(&f2));
    ck_assert_uint_eq(given.mark_n, n);
    ck_assert_int_eq(given.points, 500);
    last = given.ref;
    ck_assert(ask("ana", ESSAY_MINE, &last));
    ck_assert_int_eq(given.points, 500);
    ck_assert(ask("luis", ESSAY_MINE, &last));
    ck_assert_uint_eq(given.mark_n, 0); /* nothing of another's mark */
    ck_assert_int_eq(given.points, 0);
    ck_assert(ask("ana", ESSAY_BACK, &last));
    ck_assert(is_given(&f1));
    last = given.ref;
    ck_assert(!ask("ana", ESSAY_BACK, &last));
    mark(JOURNAL_OWN, "ana", &f1, 1, 2, 300); /* corrected: it is the last one now */
    ck_assert(ask("ana", ESSAY_BACK, NULL));
    ck_assert(is_given(&f1));
    ck_assert_int_eq(given.points, 300);
}
END_TEST

static void take_over(enum journal_owner journal, const char *id, enum sitting_state state)
{
    static const uint8_t value[] = {1, 0, 1, 'x'};
    struct entry brought = entry(ENTRY_BROUGHT, id), e = entry(ENTRY_TAKEOVER, id);
    brought.brought.question = FIRST;
    brought.brought.values = value;
    brought.brought.values_len = sizeof value;
    take(journal, &brought);
    e.move.person.sitting.state = state;
    e.move.person.sitting.paper = exam.paper_digest;
    take(journal, &e);
}

START_TEST(an_essay_that_was_begun_at_the_other_node_is_where_it_was_finished)
{
    start(JOURNAL_PEER, "V1");
    answer(JOURNAL_PEER, "V1", FIRST, true, false);
    take_kind(JOURNAL_PEER, ENTRY_TRANSFER, "V1");
    take_over(JOURNAL_OWN, "V1", SITTING_RUNNING);
    struct digest f = finish(JOURNAL_OWN, "V1");
    ck_assert_uint_eq(count_for("ana").answers, 1);
    ck_assert(ask("ana", ESSAY_NEXT, NULL));
    ck_assert(is_given(&f));
    ck_assert_int_eq(given.journal, JOURNAL_OWN);
    ck_assert_uint_eq(given.answer_n, 1);
}
END_TEST

START_TEST(an_adopted_exam_keeps_the_finish_that_its_marks_name)
{
    struct entry e = entry(ENTRY_FINISH, "V1");
    struct digest f = sit(JOURNAL_PEER, "V1");
    mark(JOURNAL_PEER, "luis", &f, 1, 1, 500);
    take_kind(JOURNAL_OWN, ENTRY_ADOPT, "");
    ck_assert_uint_eq(count_for("ana").answers, 0);
    take_over(JOURNAL_OWN, "V1", SITTING_RUNNING);
    e.ref = last_n[JOURNAL_PEER] - 1;
    take(JOURNAL_OWN, &e);
    linked = false;
    ck_assert_uint_eq(count_for("ana").answers, 1);
    ck_assert_uint_eq(count_for("ana").marked, 1);
    take_kind(JOURNAL_OWN, ENTRY_COUNT, "V1"); /* Z5: the board has yet to decide */
    ck_assert_uint_eq(count_for("ana").answers, 0);
}
END_TEST

START_TEST(of_two_adopters_the_one_that_stays_has_the_essays) /* Z6 */
{
    sit(JOURNAL_OWN, "V1");
    take_kind(JOURNAL_OWN, ENTRY_ADOPT, "");
    take_kind(JOURNAL_PEER, ENTRY_ADOPT, "");
    sit(JOURNAL_PEER,
        "V2"); /* that the peer went on with is taken over, or is the board's to decide */
    ck_assert_uint_eq(count_for("ana").answers, 1);
    ck_assert(ask("ana", ESSAY_NEXT, NULL));
    ck_assert_int_eq(given.journal, JOURNAL_OWN);
}
END_TEST

START_TEST(a_paper_of_another_exam_has_no_essays_here)
{
    struct entry e = entry(ENTRY_START, "V1");
    take(JOURNAL_OWN, &e);
    answer(JOURNAL_OWN, "V1", FIRST, true, false);
    finish(JOURNAL_OWN, "V1");
    take_over(JOURNAL_OWN, "V2", SITTING_NONE);
    ck_assert_uint_eq(count_for("ana").answers, 0);
}
END_TEST

START_TEST(a_reference_has_one_form)
{
    struct essay_ref ref = {digest_at(JOURNAL_OWN, 7), 12}, read;
    char text[ESSAY_REF_SIZE], other[ESSAY_REF_SIZE];
    essay_ref_text(&ref, text);
    ck_assert(essay_ref_parse(text, strlen(text), &read));
    ck_assert(digest_equal(&ref.finish, &read.finish));
    ck_assert_uint_eq(read.question, 12);
    static const char *const tails[] = {":", ":0", ":01", ":-1", ":12345", ":1x", "12"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        (void)snprintf(other, sizeof other, "%.64s%s", text, tails[i]);
        ck_assert_msg(!essay_ref_parse(other, strlen(other), &read), "%s", other);
    }
    text[3] = 'X';
    ck_assert(!essay_ref_parse(text, strlen(text), &read));
}
END_TEST

Suite *essays_suite(void)
{
    Suite *s = suite_create("essays");
    TCase *t = tcase_create("list");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_essay_is_there_once_it_is_answered_and_finished);
    tcase_add_test(t, nothing_is_handed_out_that_was_not_answered);
    tcase_add_test(t, a_provisional_terminals_answer_counts_once_it_is_settled);
    tcase_add_test(t,
                   void_reopened_and_reset_exams_have_no_essays_and_marks_stay_with_their_finish);
    tcase_add_test(t, a_mark_that_is_read_before_its_finish_counts);
    tcase_add_test(t, the_other_nodes_people_are_marked_while_the_link_is_up);
    tcase_add_test(t, all_get_one_order_and_two_who_mark_at_once_different_essays);
    tcase_add_test(t, two_markers_are_two_people_and_a_third_decides);
    tcase_add_test(t, a_marker_goes_back_to_the_own_marks_one_after_another);
    tcase_add_test(t, an_essay_that_was_begun_at_the_other_node_is_where_it_was_finished);
    tcase_add_test(t, an_adopted_exam_keeps_the_finish_that_its_marks_name);
    tcase_add_test(t, of_two_adopters_the_one_that_stays_has_the_essays);
    tcase_add_test(t, a_paper_of_another_exam_has_no_essays_here);
    tcase_add_test(t, a_reference_has_one_form);
    suite_add_tcase(s, t);
    return s;
}
