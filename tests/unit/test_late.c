/* Answers that came too late (core/late.h). */
#include "server/core/apply.h"
#include "server/core/late.h"
#include "server/core/terminal.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <string.h>

enum { HAS = 1, NEXT, FORMER, FORMER_NEXT, OTHER };

static struct digest token(int which)
{
    struct digest d = {{0}};
    d.bytes[0] = (uint8_t)which;
    return d;
}

static struct applicant finished(void)
{
    struct applicant a = applicant_unknown("V1");
    a.claim = CLAIM_HOME;
    a.sitting.state = SITTING_FINISHED;
    a.sitting.terminal.token = token(HAS);
    a.sitting.terminal.renewal = token(NEXT);
    a.sitting.terminal.former = token(FORMER);
    a.sitting.terminal.former_renewal = token(FORMER_NEXT);
    return a;
}

static const uint8_t values[] = {1, 0, 1, '2'};

/* The answer of that terminal, with that number; the entry is applied. */
static bool comes(struct applicant *a, int which, uint32_t seq, enum refusal refused,
                  struct entry *out)
{
    const struct sitting_answer given = {3, seq, values, sizeof values};
    const struct digest from = token(which);
    memset(out, 0xff, sizeof *out);
    if (!late_decide(a, refused, &from, &given, out))
        return false;
    out->n = 9;
    apply_entry(a, out);
    return true;
}

START_TEST(what_is_refused_for_good_is_late)
{
    static const struct {
        enum refusal refused;
        enum late_why why;
    } cases[] = {
        {REFUSAL_TIMEUP, LATE_OVER},        {REFUSAL_FINISHED, LATE_OVER},
        {REFUSAL_STAFF_ENDED, LATE_OVER},   {REFUSAL_VOID, LATE_VOID},
        {REFUSAL_INUSE_ALIVE, LATE_LOST},   {REFUSAL_INUSE_STAFF, LATE_LOST},
        {REFUSAL_INUSE_RESUMED, LATE_LOST},
    };
    struct entry out;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct applicant a = finished();
        ck_assert_int_eq(late_why(cases[i].refused), cases[i].why);
        ck_assert(comes(&a, HAS, 7, cases[i].refused, &out));
        ck_assert_int_eq(out.kind, ENTRY_LATE);
        ck_assert_str_eq(out.id, "V1");
        ck_assert_int_eq(out.late.why, cases[i].why);
        ck_assert_uint_eq(out.late.question, 3);
        ck_assert_uint_eq(out.late.seq, 7);
        ck_assert_ptr_eq(out.late.values, values);
        ck_assert_uint_eq(out.late.values_len, sizeof values);
        ck_assert_uint_eq(out.seen, 0);
    }
    struct applicant a = finished();
    const enum refusal others[] = {REFUSAL_PAUSED, REFUSAL_ELSEWHERE, REFUSAL_CLOSED};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(late_why(others[i]), 0);
        ck_assert(!comes(&a, HAS, 7, others[i], &out));
    }
}
END_TEST

START_TEST(each_reason_is_said)
{
    ck_assert_str_eq(late_text(LATE_OVER), "after the end");
    ck_assert_str_eq(late_text(LATE_VOID), "while the exam was void");
    ck_assert_str_eq(late_text(LATE_LOST), "from a terminal that had lost the exam");
}
END_TEST

START_TEST(it_is_of_the_terminal_that_has_or_had_the_sitting) /* S15 */
{
    struct entry out;
    for (int which = HAS; which <= OTHER; which++) {
        struct applicant a = finished();
        ck_assert_int_eq(comes(&a, which, 7, REFUSAL_TIMEUP, &out), which != OTHER);
    }
}
END_TEST

START_TEST(it_is_journaled_once) /* S16 */
{
    struct applicant a = finished();
    struct entry out, reopen = {.kind = ENTRY_REOPEN, .n = 10, .id = "V1"};
    ck_assert(comes(&a, HAS, 7, REFUSAL_TIMEUP, &out));
    ck_assert(!comes(&a, HAS, 7, REFUSAL_TIMEUP, &out));
    ck_assert(!comes(&a, HAS, 6, REFUSAL_TIMEUP, &out));
    ck_assert(comes(&a, HAS, 8, REFUSAL_TIMEUP, &out));
    ck_assert(comes(&a, HAS, 0, REFUSAL_TIMEUP, &out)); /* without a number each time */
    ck_assert(!comes(&a, HAS, 8, REFUSAL_TIMEUP, &out));
    ck_assert_uint_eq(a.sitting.late.count, 3);
    ck_assert_uint_eq(a.sitting.late.bytes, 3 * sizeof values);
    apply_entry(&a, &reopen);
    ck_assert_uint_eq(a.sitting.late.count, 3);
    ck_assert(comes(&a, HAS, 8, REFUSAL_TIMEUP, &out)); /* another one, after the sitting went on */
}
END_TEST

START_TEST(who_lost_the_sitting_has_lost_it_after_the_end_as_well) /* S15 */
{
    struct entry out;
    struct applicant a = finished();
    ck_assert(comes(&a, FORMER, 7, REFUSAL_TIMEUP, &out));
    ck_assert_int_eq(out.late.why, LATE_LOST);
    ck_assert(comes(&a, FORMER_NEXT, 8, REFUSAL_VOID, &out));
    ck_assert_int_eq(out.late.why, LATE_LOST);
    ck_assert(comes(&a, NEXT, 7, REFUSAL_VOID, &out)); /* K8: it has the sitting */
    ck_assert_int_eq(out.late.why, LATE_VOID);
    a.sitting.terminal.renewed = true; /* K9: it had it */
    ck_assert(comes(&a, NEXT, 9, REFUSAL_VOID, &out));
    ck_assert_int_eq(out.late.why, LATE_LOST);
    ck_assert(!comes(&a, FORMER, 7, REFUSAL_CLOSED, &out));
}
END_TEST

static void apply_terminal(struct applicant *a, enum terminal_event event, int which)
{
    struct entry e = {.kind = ENTRY_TERMINAL, .n = 10, .id = "V1"};
    e.terminal.event = event;
    e.terminal.token = token(which);
    apply_entry(a, &e);
}

START_TEST(the_numbers_of_two_terminals_are_independent) /* S16 */
{
    struct entry out;
    struct applicant a = finished();
    ck_assert(comes(&a, FORMER, 25, REFUSAL_TIMEUP, &out));
    ck_assert(comes(&a, HAS, 22, REFUSAL_TIMEUP, &out));
    ck_assert(!comes(&a, HAS, 22, REFUSAL_TIMEUP, &out));
    ck_assert(!comes(&a, FORMER, 24, REFUSAL_TIMEUP, &out));
    ck_assert(!comes(&a, FORMER, 25, REFUSAL_INUSE_ALIVE, &out));
    ck_assert_uint_eq(a.sitting.late.count, 2);
    apply_terminal(&a, TERMINAL_SETTLED, HAS);
    ck_assert(!comes(&a, HAS, 22, REFUSAL_TIMEUP, &out));
    ck_assert(!comes(&a, FORMER, 25, REFUSAL_TIMEUP, &out));
    apply_terminal(&a, TERMINAL_SEATED, OTHER);
    ck_assert(comes(&a, OTHER, 1, REFUSAL_TIMEUP, &out));
    ck_assert(comes(&a, HAS, 23, REFUSAL_TIMEUP, &out)); /* it has lost the sitting now */
    ck_assert_int_eq(out.late.why, LATE_LOST);
    ck_assert_uint_eq(a.sitting.late.count, 4);
}
END_TEST

START_TEST(a_sitting_has_so_much_of_it_at_most) /* S16 */
{
    struct applicant a = finished();
    struct entry out;
    for (uint32_t i = 1; i <= LATE_ANSWERS; i++)
        ck_assert(comes(&a, HAS, i, REFUSAL_TIMEUP, &out));
    ck_assert(!comes(&a, HAS, LATE_ANSWERS + 1, REFUSAL_TIMEUP, &out));
    ck_assert_int_eq(LATE_ANSWERS, 100);
    a = finished();
    a.sitting.late.bytes = LATE_BYTES - sizeof values + 1;
    ck_assert(!comes(&a, HAS, 1, REFUSAL_TIMEUP, &out));
    a.sitting.late.bytes--;
    ck_assert(comes(&a, HAS, 1, REFUSAL_TIMEUP, &out));
    ck_assert_int_eq(LATE_BYTES, 65536);
}
END_TEST

Suite *late_suite(void)
{
    Suite *s = suite_create("late");
    TCase *t = tcase_create("late");
    tcase_add_test(t, what_is_refused_for_good_is_late);
    tcase_add_test(t, each_reason_is_said);
    tcase_add_test(t, it_is_of_the_terminal_that_has_or_had_the_sitting);
    tcase_add_test(t, it_is_journaled_once);
    tcase_add_test(t, who_lost_the_sitting_has_lost_it_after_the_end_as_well);
    tcase_add_test(t, the_numbers_of_two_terminals_are_independent);
    tcase_add_test(t, a_sitting_has_so_much_of_it_at_most);
    suite_add_tcase(s, t);
    return s;
}
