/* Marks of essays, and publications: their rules, and how two nodes' ledgers keep them. Question 1 of
 * the exam is an essay of 4 points, question 4 one of 2; the others are worth 1 each. */
#include "db/ledger_adopt.h"
#include "db/ledger_allowance.h"
#include "db/ledger_exam.h"
#include "db/ledger_mark.h"
#include "db/ledger_operator.h"
#include "db/ledger_ruling.h"
#include "server/core/adoption.h"
#include "tests/lib/chance.h"
#include "tests/lib/duo.h"
#include "tests/lib/expect.h"
#include "tests/lib/sample.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { ESSAY = 1, SHORT_ESSAY = 4, SINGLE = 3 };

static void make_essays(struct exam *exam)
{
    exam->fixed_order = true;
    exam->questions[ESSAY - 1].kind = exam->questions[SHORT_ESSAY - 1].kind = QUESTION_ESSAY;
    exam->questions[ESSAY - 1].option_count = exam->questions[SHORT_ESSAY - 1].option_count = 0;
    exam->questions[ESSAY - 1].points = 4 * EXAM_POINT;
    exam->questions[SHORT_ESSAY - 1].points = 2 * EXAM_POINT;
    exam_seal(exam);
}

/* --- the rules --- */

static struct exam *exam;

static void open_exam(void)
{
    exam = sample_exam(6);
    make_essays(exam);
}

static void close_exam(void)
{
    sample_free(exam);
}

static struct mark given(uint8_t part, const char *marker, int64_t points)
{
    static uint64_t n;
    n++;
    struct mark m = {.node = "caracas",
                     .n = n,
                     .at = {(int64_t)n},
                     .question = ESSAY,
                     .part = part,
                     .round = 1,
                     .points = points};
    (void)snprintf(m.marker, sizeof m.marker, "%s", marker);
    return m;
}

static struct mark_wish wish_of(int64_t points)
{
    static const struct digest finish = {{1}};
    return (struct mark_wish){.id = "V1",
                              .finish = &finish,
                              .question = ESSAY,
                              .points = points,
                              .role = ROLE_MARKER,
                              .home = true};
}

static enum refusal decide(const struct mark *marks, size_t count, const struct mark_wish *wish,
                           const char *marker, struct entry *out)
{
    struct order order = {.reason = "well argued"};
    (void)snprintf(order.by, sizeof order.by, "%s", marker);
    return mark_decide(exam, marks, count, wish, &order, out);
}

START_TEST(an_essay_that_nobody_marked_is_open) /* H4 */
{
    struct mark_verdict v = mark_settle(exam, NULL, 0);
    ck_assert(!v.decided);
    ck_assert_uint_eq(v.wanted, 1);
    ck_assert(mark_may_ask(&v, "ana@caracas"));
    struct mark m = given(1, "ana@caracas", 2500);
    v = mark_settle(exam, &m, 1);
    ck_assert(v.decided);
    ck_assert_int_eq(v.points, 2500);
    ck_assert(!mark_may_ask(&v, "eva@maracay"));
}
END_TEST

START_TEST(of_two_marks_for_one_part_one_counts) /* H3 */
{
    struct mark m[2] = {given(1, "ana@caracas", 1000), given(1, "eva@maracay", 2000)};
    m[1].round = 2;
    ck_assert_int_eq(mark_settle(exam, m, 2).points, 2000); /* the higher round */
    m[1].round = 1;
    ck_assert_int_eq(mark_settle(exam, m, 2).points, 1000); /* the earlier one */
    m[1].at.ms = m[0].at.ms;
    memcpy(m[0].node, "maracay", 8);
    ck_assert_int_eq(mark_settle(exam, m, 2).points, 2000); /* of the lesser node */
    memcpy(m[0].node, "caracas", 8);
    ck_assert_int_eq(mark_settle(exam, m, 2).points, 1000); /* of the lower number */
}
END_TEST

START_TEST(two_markers_within_the_tolerance_give_their_mean) /* H4 */
{
    exam->markers = 2;
    exam->tolerance = 501;
    struct mark m[2] = {given(1, "ana@caracas", 1000), given(2, "eva@maracay", 1501)};
    struct mark_verdict v = mark_settle(exam, m, 1);
    ck_assert(!v.decided);
    ck_assert_uint_eq(v.wanted, 2);
    ck_assert(!mark_may_ask(&v, "ana@caracas")); /* two people */
    ck_assert(mark_may_ask(&v, "eva@maracay"));
    v = mark_settle(exam, m, 2);
    ck_assert(v.decided);
    ck_assert_uint_eq(v.wanted, 0);
    ck_assert_int_eq(v.points, 1251); /* half up */
}
END_TEST

START_TEST(the_marks_of_a_question_stand_together)
{
    struct mark m[4] = {given(1, "ana@caracas", 1), given(1, "ana@caracas", 2),
                        given(2, "eva@maracay", 3), given(1, "ana@caracas", 4)};
    size_t count;
    m[0].question = 2;
    m[1].question = m[2].question = 5;
    m[3].question = 7;
    ck_assert_ptr_eq(mark_slice(m, 4, 5, &count), m + 1);
    ck_assert_uint_eq(count, 2);
    ck_assert_ptr_eq(mark_slice(m, 4, 7, &count), m + 3);
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_null(mark_slice(m, 4, 6, &count));
    ck_assert_uint_eq(count, 0);
    ck_assert_ptr_null(mark_slice(NULL, 0, 5, &count));
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(the_marks_that_count_are_those_of_the_result) /* H4 */
{
    exam->tolerance = 500;
    struct mark m[3] = {given(1, "ana@caracas", 1000), given(2, "eva@maracay", 1500),
                        given(3, "leo@caracas", 3000)};
    struct mark_verdict v = mark_settle(exam, NULL, 0);
    ck_assert(!mark_counts(exam, &v, &m[0]));
    v = mark_settle(exam, m, 3);
    ck_assert(mark_counts(exam, &v, &m[0]));
    ck_assert(!mark_counts(exam, &v, &m[1])); /* one marker */
    exam->markers = 2;
    v = mark_settle(exam, m, 3);
    ck_assert(mark_counts(exam, &v, &m[0]));
    ck_assert(mark_counts(exam, &v, &m[1]));
    ck_assert(!mark_counts(exam, &v, &m[2])); /* the two agree */
    m[1].points = 1501;
    v = mark_settle(exam, m, 3);
    ck_assert(!mark_counts(exam, &v, &m[0]));
    ck_assert(mark_counts(exam, &v, &m[2])); /* the third alone */
}
END_TEST

START_TEST(two_markers_who_differ_want_a_third_who_decides_alone) /* H4 */
{
    exam->markers = 2;
    exam->tolerance = 500;
    struct mark m[3] = {given(1, "ana@caracas", 1501), given(2, "eva@maracay", 1000),
                        given(3, "leo@caracas", 4000)};
    struct mark_verdict v = mark_settle(exam, m, 2);
    ck_assert(!v.decided);
    ck_assert_uint_eq(v.wanted, 3);
    ck_assert(!mark_may_ask(&v, "ana@caracas"));
    ck_assert(!mark_may_ask(&v, "eva@maracay"));
    ck_assert(mark_may_ask(&v, "leo@caracas"));
    v = mark_settle(exam, m, 3);
    ck_assert(v.decided);
    ck_assert_int_eq(v.points, 4000);
    memcpy(m[2].marker, "eva@maracay", 12); /* taken at the other node at the same time */
    v = mark_settle(exam, m, 3);
    ck_assert_uint_eq(v.wanted, 3);
}
END_TEST

/* The place of the mark among all, whatever their order; 0: none. */
static uint64_t name_of(const struct mark *m)
{
    return m == NULL ? 0 : 2 * m->n + (m->node[0] == 'm');
}

START_TEST(every_order_of_arrival_settles_equally) /* H2, H3, H4 */
{
    enum { MARKS = 9, SETS = 400, ORDERS = 20 };
    static const char *const markers[] = {"ana@caracas", "eva@maracay", "leo@caracas"};
    uint64_t random = 7;
    for (int set = 0; set < SETS; set++) {
        struct mark m[MARKS];
        size_t count = (size_t)chance(&random, MARKS + 1);
        exam->markers = (uint8_t)(1 + chance(&random, 2));
        exam->tolerance = (int32_t)chance(&random, 3) * 1000;
        for (size_t i = 0; i < count; i++) {
            m[i] = given((uint8_t)(1 + chance(&random, MARK_PARTS)), markers[chance(&random, 3)],
                         (int64_t)chance(&random, 6) * 1000);
            m[i].n = 1 + i / 2; /* of each journal */
            memcpy(m[i].node, i % 2 == 0 ? "caracas" : "maracay", 8);
            m[i].round = 1 + (uint32_t)chance(&random, 2);
            m[i].at.ms = (int64_t)chance(&random, 3);
        }
        struct mark_verdict first = mark_settle(exam, m, count);
        uint64_t names[MARK_PARTS];
        for (int part = 0; part < MARK_PARTS; part++)
            names[part] = name_of(first.counts[part]);
        for (int order = 0; order < ORDERS && count > 0; order++) {
            for (size_t i = count - 1; i > 0; i--) {
                size_t j = (size_t)chance(&random, i + 1);
                struct mark other = m[i];
                m[i] = m[j];
                m[j] = other;
            }
            struct mark_verdict again = mark_settle(exam, m, count);
            ck_assert_int_eq(again.decided, first.decided);
            ck_assert_int_eq(again.points, first.points);
            ck_assert_uint_eq(again.wanted, first.wanted);
            for (int part = 0; part < MARK_PARTS; part++)
                ck_assert_uint_eq(name_of(again.counts[part]), names[part]);
        }
    }
}
END_TEST

START_TEST(a_mark_is_from_nothing_to_the_questions_points) /* H6 */
{
    struct entry e;
    struct mark_wish wish = wish_of(-1);
    ck_assert_int_eq(decide(NULL, 0, &wish, "ana@caracas", &e), REFUSAL_MARK_POINTS);
    wish = wish_of(4001);
    ck_assert_int_eq(decide(NULL, 0, &wish, "ana@caracas", &e), REFUSAL_MARK_POINTS);
    wish = wish_of(4000);
    ck_assert_int_eq(decide(NULL, 0, &wish, "ana@caracas", &e), REFUSAL_NONE);
    ck_assert_int_eq(e.kind, ENTRY_MARK);
    ck_assert_str_eq(e.id, "V1");
    ck_assert_str_eq(e.order.by, "ana@caracas");
    ck_assert_str_eq(e.order.reason, "well argued");
    ck_assert_uint_eq(e.mark.part, 1);
    ck_assert_uint_eq(e.mark.round, 1);
    struct mark m = mark_of(&e, "caracas");
    ck_assert_str_eq(m.node, "caracas");
    ck_assert_str_eq(m.marker, "ana@caracas");
    ck_assert_str_eq(m.comment, "well argued");
    ck_assert_int_eq(m.points, 4000);
    ck_assert_uint_eq(m.question, ESSAY);
    m.points = INT64_MAX; /* that the other node took */
    ck_assert_uint_eq(mark_settle(exam, &m, 1).wanted, 1);
    m.points = -1;
    ck_assert_uint_eq(mark_settle(exam, &m, 1).wanted, 1);
}
END_TEST

START_TEST(without_the_link_only_own_people_are_marked) /* H7 */
{
    struct entry e;
    struct mark_wish wish = wish_of(1000);
    wish.home = false;
    ck_assert_int_eq(decide(NULL, 0, &wish, "ana@caracas", &e), REFUSAL_ESSAY_AWAY);
    wish.linked = true;
    ck_assert_int_eq(decide(NULL, 0, &wish, "ana@caracas", &e), REFUSAL_NONE);
}
END_TEST

START_TEST(a_mark_is_corrected_by_its_own_marker) /* H5 */
{
    struct entry e;
    struct mark m[2] = {given(1, "ana@caracas", 1000), given(2, "eva@maracay", 3000)};
    struct mark_wish wish = wish_of(2000);
    ck_assert_int_eq(decide(m, 1, &wish, "eva@maracay", &e), REFUSAL_MARKED);
    ck_assert_int_eq(decide(m, 1, &wish, "ana@caracas", &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.mark.part, 1);
    ck_assert_uint_eq(e.mark.round, 2);
    exam->markers = 2;
    ck_assert_int_eq(decide(m, 1, &wish, "eva@maracay", &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.mark.part, 2);
    ck_assert_uint_eq(e.mark.round, 1);
    ck_assert_int_eq(decide(m, 2, &wish, "eva@maracay", &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.mark.part, 2);
    ck_assert_uint_eq(e.mark.round, 2);
    ck_assert_int_eq(decide(m, 2, &wish, "leo@caracas", &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.mark.part, 3);
}
END_TEST

START_TEST(the_board_corrects_where_one_person_marks) /* H5 */
{
    struct entry e;
    struct mark m[2] = {given(1, "ana@caracas", 1000), given(2, "eva@maracay", 1000)};
    struct mark_wish wish = wish_of(2000);
    wish.role = ROLE_BOARD;
    ck_assert_int_eq(decide(m, 1, &wish, "leo@caracas", &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.mark.part, 1);
    ck_assert_uint_eq(e.mark.round, 2);
    exam->markers = 2;
    ck_assert_int_eq(decide(m, 2, &wish, "leo@caracas", &e), REFUSAL_MARKED);
}
END_TEST

START_TEST(one_essay_is_marked_so_often_at_most)
{
    struct entry e;
    struct mark m[MARKS_MOST / 2];
    struct mark_wish wish = wish_of(2000);
    for (size_t i = 0; i < MARKS_MOST / 2; i++) {
        m[i] = given(1, "ana@caracas", 1000);
        m[i].round = (uint32_t)(MARKS_MOST / 2 - i);
    }
    ck_assert_int_eq(decide(m, MARKS_MOST / 2 - 1, &wish, "ana@caracas", &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.mark.round, MARKS_MOST / 2 + 1);
    ck_assert_int_eq(decide(m, MARKS_MOST / 2, &wish, "ana@caracas", &e), REFUSAL_MARKED);
}
END_TEST

START_TEST(a_total_has_what_was_marked) /* H2 */
{
    struct marks total = {.score = 3000, .max = 10000, .unmarked = 4000};
    struct mark m = given(1, "ana@caracas", 2500);
    mark_count(exam, ESSAY, NULL, 0, &total);
    ck_assert_int_eq(total.score, 3000);
    ck_assert_int_eq(total.unmarked, 4000);
    mark_count(exam, SINGLE, &m, 1, &total); /* no essay */
    ck_assert_int_eq(total.unmarked, 4000);
    mark_count(exam, ESSAY, &m, 1, &total);
    ck_assert_int_eq(total.score, 5500);
    ck_assert_int_eq(total.unmarked, 0);
    ck_assert_int_eq(total.max, 10000);
}
END_TEST

START_TEST(points_have_three_decimals_at_most)
{
    static const struct {
        const char *text;
        int64_t points; /* -1: none */
    } all[] = {{"2", 2000},   {"2.5", 2500}, {"2,5", 2500}, {"0.125", 125}, {"9999.999", 9999999},
               {"0", 0},      {"", -1},      {".5", -1},    {"2.", -1},     {"0.1234", -1},
               {"12345", -1}, {"2.5.5", -1}, {"-1", -1},    {"x", -1},      {"2x", -1},
               {"2.x", -1},   {"2/", -1},    {"2:", -1}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        int64_t points = -1;
        bool good = mark_points(all[i].text, strlen(all[i].text), &points);
        ck_assert_msg(good == (all[i].points >= 0) && points == all[i].points, "%s", all[i].text);
    }
}
END_TEST

static struct entry published(uint32_t number, uint64_t own_n, uint64_t peer_n)
{
    struct entry e;
    memset(&e, 0, sizeof e);
    e.kind = ENTRY_PUBLISH;
    e.publish.number = number;
    e.publish.own_n = own_n;
    e.publish.peer_n = peer_n;
    return e;
}

START_TEST(of_publications_the_highest_number_is_in_force) /* I3 */
{
    struct entry one = published(1, 10, 20), two = published(2, 30, 40), twin = published(2, 5, 6);
    const struct entry *all[] = {&one, &two, &twin};
    static const char *const nodes[] = {"caracas", "maracay", "caracas"};
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < 6; i++) {
        struct publication p = {.number = 0};
        for (int k = 0; k < 3; k++) {
            int which = orders[i][k];
            publication_take(&p, all[which], nodes[which], which != 1);
        }
        ck_assert_uint_eq(p.number, 2);
        ck_assert_str_eq(p.node, "caracas");
        ck_assert_uint_eq(p.own_n, 40); /* of maracay's, whose own journal is the peer's here */
        ck_assert_uint_eq(p.peer_n, 30);
    }
    struct publication p = {.number = 0};
    publication_take(&p, &two, "maracay", false);
    ck_assert_uint_eq(p.own_n, 40); /* its own journal is the peer's here */
    ck_assert_uint_eq(p.peer_n, 30);
}
END_TEST

START_TEST(a_publication_covers_a_cut) /* I1, I2 */
{
    const struct publication none = {.number = 0, .own_n = 9, .peer_n = 9};
    const struct publication p = {.number = 1, .own_n = 5, .peer_n = 7};
    ck_assert(!publication_covers(&none, true, 1));
    ck_assert(publication_covers(&p, true, 5));
    ck_assert(!publication_covers(&p, true, 6));
    ck_assert(publication_covers(&p, false, 7));
    ck_assert(!publication_covers(&p, false, 8));
    ck_assert(!publication_covers(&p, true, 0));
}
END_TEST

static enum refusal decide_cut(const struct publication *in_force, uint64_t own_n, uint64_t peer_n,
                               struct entry *out)
{
    const struct publication_cut cut = {own_n, peer_n}, held = {10, 20};
    return publication_decide(exam, in_force, &cut, &held, out);
}

START_TEST(a_publication_covers_no_less_than_the_one_in_force) /* I4 */
{
    struct entry e;
    struct publication p = {.number = 3, .own_n = 5, .peer_n = 7};
    ck_assert_int_eq(decide_cut(&p, 6, 7, &e), REFUSAL_NOT_WITHHELD);
    exam->withhold = true;
    ck_assert_int_eq(decide_cut(&p, 4, 20, &e), REFUSAL_CUT);
    ck_assert_int_eq(decide_cut(&p, 10, 6, &e), REFUSAL_CUT);
    ck_assert_int_eq(decide_cut(&p, 11, 20, &e), REFUSAL_CUT);
    ck_assert_int_eq(decide_cut(&p, 10, 21, &e), REFUSAL_CUT);
    ck_assert_int_eq(decide_cut(&p, 6, 7, &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.publish.number, 4);
    ck_assert_uint_eq(e.publish.own_n, 6);
    ck_assert_uint_eq(e.publish.peer_n, 7);
    p.number = UINT32_MAX;
    ck_assert_int_eq(decide_cut(&p, 6, 7, &e), REFUSAL_CUT);
    const struct publication none = {.number = 0};
    ck_assert_int_eq(decide_cut(&none, 0, 0, &e), REFUSAL_CUT);
    ck_assert_int_eq(decide_cut(&none, 0, 20, &e), REFUSAL_NONE);
    ck_assert_uint_eq(e.publish.number, 1);
}
END_TEST

/* --- two nodes --- */

static struct duo duo;
static struct ledger_terminal terminal = {.token = {{1}}};
static const struct order board = {.by = "leo@caracas", .reason = "fire"};

static bool is_listed; /* of the peer's people: its journal has an answer */

static void setup(void)
{
    is_listed = true;
    duo_open(&duo);
    make_essays(duo.exam);
    duo_connect(&duo);
    duo_settle(&duo);
}

static void teardown(void)
{
    duo_close(&duo);
}

/* Both nodes are started with the changed exam. */
static void change_exam(void)
{
    exam_seal(duo.exam);
    duo_connect(&duo);
    duo_settle(&duo);
}

static void withhold(void)
{
    duo.exam->withhold = true;
    change_exam();
}

static struct ledger *ledger(int which)
{
    return duo.node[which].ledger;
}

static struct applicant person(int which, const char *id)
{
    duo_begin(&duo, which);
    struct applicant a = ledger_find(ledger(which), id);
    duo_commit(&duo, which);
    return a;
}

static void answer(int which, const char *id, uint16_t number, const char *value)
{
    struct wire_word word = {value, strlen(value)};
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_answer(ledger(which), id, &terminal, number, &word, 1), REFUSAL_NONE);
    duo_commit(&duo, which);
}

static void finish(int which, const char *id)
{
    struct ledger_result result;
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_finish(ledger(which), id, &terminal, &result), REFUSAL_NONE);
    duo_commit(&duo, which);
    duo_settle(&duo);
}

static void sit(int which, const char *id)
{
    struct ledger_sitting sitting;
    uint64_t n;
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_start(ledger(which), id, &terminal, 42, 0, &sitting, &n), REFUSAL_NONE);
    duo_commit(&duo, which);
    answer(which, id, ESSAY, "Once upon a time");
    answer(which, id, SINGLE, "1");
    finish(which, id);
}

/* The essay of question 1 is answered, the one of question 4 is not; 1 point of 10. */
static void finish_at(int which, const char *id)
{
    ck_assert_int_eq(duo_register(&duo, which, id), REFUSAL_NONE);
    duo_settle(&duo);
    sit(which, id);
}

static struct digest finish_of(int which, const char *id)
{
    duo_begin(&duo, which);
    struct applicant a = ledger_find(ledger(which), id);
    struct digest finish = ledger_finish_digest(ledger(which), &a);
    duo_commit(&duo, which);
    return finish;
}

static struct marks total(int which, const char *id)
{
    duo_begin(&duo, which);
    struct applicant a = ledger_find(ledger(which), id);
    struct marks marks = ledger_total(ledger(which), &a);
    duo_commit(&duo, which);
    return marks;
}

static enum refusal mark_keyed(int which, const char *id, const struct digest *digest,
                               const struct order *order, int64_t points, uint16_t question)
{
    uint64_t n;
    const struct mark_wish wish = {.id = id,
                                   .finish = digest,
                                   .question = question,
                                   .points = points,
                                   .role = ROLE_MARKER,
                                   .listed = is_listed,
                                   .linked = duo.linked};
    duo_begin(&duo, which);
    enum refusal refusal = ledger_mark(ledger(which), &wish, order, &n);
    duo_commit(&duo, which);
    if (refusal == REFUSAL_NONE)
        ck_assert_uint_gt(n, 0);
    return refusal;
}

static enum refusal mark(int which, const char *id, const struct digest *digest, const char *by,
                         int64_t points)
{
    struct order order = {.key = {{0}}};
    (void)snprintf(order.by, sizeof order.by, "%s", by);
    return mark_keyed(which, id, digest, &order, points, ESSAY);
}

/* -1: nothing is told. */
static int64_t told(int which, const char *id, uint8_t *pass_percent)
{
    struct ledger_result result;
    duo_begin(&duo, which);
    struct applicant a = ledger_find(ledger(which), id);
    ck_assert(ledger_tell(ledger(which), &a, &result));
    duo_commit(&duo, which);
    *pass_percent = result.pass_percent;
    return result.withheld ? -1 : result.score;
}

static int64_t score_told(int which, const char *id)
{
    uint8_t pass_percent;
    return told(which, id, &pass_percent);
}

/* All that the node has. */
static struct publication publish(int which)
{
    struct publication p;
    duo_begin(&duo, which);
    struct ledger_position at = ledger_position(ledger(which));
    ck_assert_int_eq(ledger_publish(ledger(which), at.own_n, at.held_n, &board, &p), REFUSAL_NONE);
    duo_commit(&duo, which);
    duo_settle(&duo);
    return p;
}

/* Another key: the answer to the single question has that weight; and another pass mark. */
static void correct_key(int which, int64_t weight, uint8_t pass_percent)
{
    struct ledger_remarked done = {.marked = 0};
    duo.exam->questions[SINGLE - 1].options[0].weight = weight;
    duo.exam->pass_percent = pass_percent;
    change_exam();
    duo_begin(&duo, which);
    ck_assert_int_eq(ledger_remark(ledger(which), "leo@caracas", &done), REFUSAL_NONE);
    duo_commit(&duo, which);
    ck_assert(done.done);
    duo_settle(&duo);
}

START_TEST(a_mark_counts_whichever_node_took_it) /* H2 */
{
    finish_at(CARACAS, "V1");
    finish_at(MARACAY, "V2");
    struct digest one = finish_of(CARACAS, "V1"), two = finish_of(MARACAY, "V2");
    ck_assert_int_eq(total(CARACAS, "V1").score, 1000);
    ck_assert_int_eq(total(CARACAS, "V1").unmarked, 4000);
    ck_assert_int_eq(mark(MARACAY, "V1", &one, "eva@maracay", 2500), REFUSAL_NONE);
    ck_assert_int_eq(mark(MARACAY, "V2", &two, "eva@maracay", 500), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(total(CARACAS, "V1").score, 3500);
    ck_assert_int_eq(total(CARACAS, "V1").unmarked, 0);
    ck_assert_int_eq(total(CARACAS, "V1").max, 10000);
    ck_assert_int_eq(total(MARACAY, "V2").score, 1500);
    ck_assert_int_eq(person(CARACAS, "V1").sitting.score, 1000); /* the machine's part */
    ck_assert_int_eq(score_told(CARACAS, "V1"), 3500);
    ck_assert_int_eq(mark(CARACAS, "V1", &one, "ana@caracas", 1000), REFUSAL_MARKED); /* H5 */
    ck_assert_int_eq(mark(MARACAY, "V1", &one, "eva@maracay", 3000), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(total(CARACAS, "V1").score, 4000);
}
END_TEST

START_TEST(a_mark_is_for_an_essay_that_was_answered) /* H1 */
{
    struct order order = {.by = "eva@maracay"};
    finish_at(CARACAS, "V1");
    struct digest finish = finish_of(CARACAS, "V1"), other = {{9}};
    for (uint16_t question = 0; question <= 7; question++)
        ck_assert_int_eq(mark_keyed(CARACAS, "V1", &finish, &order, 1000, question),
                         question == ESSAY ? REFUSAL_NONE : REFUSAL_NO_ESSAY);
    ck_assert_int_eq(mark(CARACAS, "V1", &other, "eva@maracay", 1000), REFUSAL_NO_ESSAY);
    ck_assert_int_eq(mark(CARACAS, "V7", &finish, "eva@maracay", 1000), REFUSAL_NO_ESSAY);
    /* A mark that the other node took for an essay without an answer does not count. */
    ck_assert_int_eq(mark_keyed(MARACAY, "V1", &finish, &order, 2000, SHORT_ESSAY), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(total(CARACAS, "V1").score, 2000);
    ck_assert_int_eq(total(CARACAS, "V1").unmarked, 0);
    struct digest none = finish_of(MARACAY, "V1");
    ck_assert(digest_is_zero(&none));
    is_listed = false;
    ck_assert_int_eq(mark_keyed(MARACAY, "V1", &finish, &order, 1000, ESSAY), REFUSAL_NO_ESSAY);
}
END_TEST

START_TEST(a_mark_that_comes_twice_is_given_once) /* O1 */
{
    const struct order keyed = {.key = {{7}}, .by = "eva@maracay"};
    finish_at(CARACAS, "V1");
    struct digest finish = finish_of(CARACAS, "V1");
    ck_assert_int_eq(mark_keyed(CARACAS, "V1", &finish, &keyed, 1000, ESSAY), REFUSAL_NONE);
    uint64_t n = ledger_position(ledger(CARACAS)).own_n;
    ck_assert_int_eq(mark_keyed(CARACAS, "V1", &finish, &keyed, 1000, ESSAY), REFUSAL_NONE);
    ck_assert_uint_eq(ledger_position(ledger(CARACAS)).own_n, n);
}
END_TEST

START_TEST(without_the_link_a_node_marks_its_own_people) /* H7 */
{
    finish_at(CARACAS, "V1");
    finish_at(MARACAY, "V2");
    struct digest one = finish_of(CARACAS, "V1"), two = finish_of(MARACAY, "V2");
    duo_cut(&duo);
    ck_assert_int_eq(mark(CARACAS, "V2", &two, "ana@caracas", 1000), REFUSAL_ESSAY_AWAY);
    ck_assert_int_eq(mark(CARACAS, "V1", &one, "ana@caracas", 1000), REFUSAL_NONE);
    duo_lose(&duo, CARACAS);
    ck_assert_int_eq(mark(CARACAS, "V1", &one, "ana@caracas", 2000), REFUSAL_CLOSED);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(total(CARACAS, "V1").score, 1000); /* that mark was on the lost disk alone */
    ck_assert_int_eq(mark(CARACAS, "V1", &one, "ana@caracas", 2000), REFUSAL_NONE);
    duo_settle(&duo);
    duo_lose(&duo, CARACAS);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(total(CARACAS, "V1").score, 3000);
}
END_TEST

START_TEST(marks_and_remarks_commute) /* H2 */
{
    int64_t score[2];
    for (int i = 0; i < 2; i++) {
        if (i > 0) {
            teardown();
            setup();
        }
        finish_at(CARACAS, "V1");
        struct digest finish = finish_of(CARACAS, "V1");
        if (i == 0)
            correct_key(CARACAS, EXAM_WEIGHT_ONE / 2, 50);
        ck_assert_int_eq(mark(MARACAY, "V1", &finish, "eva@maracay", 2500), REFUSAL_NONE);
        duo_settle(&duo);
        if (i == 1)
            correct_key(CARACAS, EXAM_WEIGHT_ONE / 2, 50);
        score[i] = total(CARACAS, "V1").score;
    }
    ck_assert_int_eq(score[0], 3000);
    ck_assert_int_eq(score[1], 3000);
}
END_TEST

START_TEST(marks_stay_with_the_finish_that_they_name) /* H1 */
{
    finish_at(CARACAS, "V1");
    struct digest first = finish_of(CARACAS, "V1");
    ck_assert_int_eq(mark(MARACAY, "V1", &first, "eva@maracay", 2500), REFUSAL_NONE);
    duo_settle(&duo);
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_reopen(ledger(CARACAS), "V1", &board, 600000, true), REFUSAL_NONE);
    ck_assert_int_eq(ledger_resume(ledger(CARACAS), "V1", &board), REFUSAL_NONE);
    duo_commit(&duo, CARACAS);
    ck_assert_int_eq(mark(CARACAS, "V1", &first, "eva@maracay", 1000), REFUSAL_NO_ESSAY);
    ck_assert_int_eq(score_told(CARACAS, "V1"), -1);
    finish(CARACAS, "V1");
    ck_assert_int_eq(total(CARACAS, "V1").score, 1000);
    ck_assert_int_eq(total(CARACAS, "V1").unmarked, 4000);
    struct digest second = finish_of(CARACAS, "V1");
    ck_assert(!digest_equal(&first, &second));
    ck_assert_int_eq(mark(CARACAS, "V1", &first, "ana@caracas", 1000), REFUSAL_NO_ESSAY);
    ck_assert_int_eq(mark(CARACAS, "V1", &second, "ana@caracas", 4000), REFUSAL_NONE);
    ck_assert_int_eq(total(CARACAS, "V1").score, 5000);
    /* The sitting that a reset gave up keeps what it had. */
    struct applicant old = person(CARACAS, "V1");
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_reset(ledger(CARACAS), "V1", &board), REFUSAL_NONE);
    ck_assert_int_eq(ledger_total(ledger(CARACAS), &old).score, 5000);
    duo_commit(&duo, CARACAS);
    sit(CARACAS, "V1");
    ck_assert_int_eq(total(CARACAS, "V1").score, 1000);
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_total(ledger(CARACAS), &old).score, 5000);
    duo_commit(&duo, CARACAS);
}
END_TEST

START_TEST(nothing_is_told_before_a_publication_covers_the_finish) /* I1, I2 */
{
    uint8_t pass_percent = 0;
    withhold();
    finish_at(CARACAS, "V1");
    finish_at(MARACAY, "V2");
    struct digest one = finish_of(CARACAS, "V1");
    ck_assert_int_eq(mark(MARACAY, "V1", &one, "eva@maracay", 2500), REFUSAL_NONE);
    duo_settle(&duo);
    ck_assert_int_eq(score_told(CARACAS, "V1"), -1);
    struct publication p = publish(MARACAY);
    ck_assert_uint_eq(p.number, 1);
    ck_assert_str_eq(p.node, "maracay");
    ck_assert_int_eq(told(CARACAS, "V1", &pass_percent), 3500);
    ck_assert_uint_eq(pass_percent, 50);
    ck_assert_int_eq(score_told(MARACAY, "V2"), 1000);
    /* What changes later shows in a later publication. */
    ck_assert_int_eq(mark(MARACAY, "V1", &one, "eva@maracay", 4000), REFUSAL_NONE);
    duo_settle(&duo);
    correct_key(CARACAS, EXAM_WEIGHT_ONE / 2, 33);
    correct_key(CARACAS, EXAM_WEIGHT_ONE / 4, 34);
    finish_at(CARACAS, "V3");
    ck_assert_int_eq(told(CARACAS, "V1", &pass_percent), 3500);
    ck_assert_uint_eq(pass_percent, 50);
    ck_assert_int_eq(score_told(CARACAS, "V3"), -1);
    ck_assert_int_eq(total(CARACAS, "V1").score, 4250);
    ck_assert_uint_eq(publish(CARACAS).number, 2);
    ck_assert_int_eq(told(CARACAS, "V1", &pass_percent), 4250);
    ck_assert_uint_eq(pass_percent, 34);
    ck_assert_int_eq(score_told(CARACAS, "V3"), 250);
}
END_TEST

START_TEST(a_publication_that_comes_twice_is_one) /* O1, I4 */
{
    const struct order keyed = {.key = {{8}}, .by = "leo@caracas", .reason = "all is marked"};
    struct publication p;
    finish_at(CARACAS, "V1");
    duo_begin(&duo, CARACAS);
    ck_assert_int_eq(ledger_publish(ledger(CARACAS), 3, 1, &keyed, &p), REFUSAL_NOT_WITHHELD);
    duo_commit(&duo, CARACAS);
    withhold();
    duo_begin(&duo, CARACAS);
    uint64_t n = ledger_position(ledger(CARACAS)).own_n;
    ck_assert_int_eq(ledger_publish(ledger(CARACAS), n + 1, 1, &keyed, &p), REFUSAL_CUT);
    for (int i = 0; i < 2; i++) {
        memset(&p, 0, sizeof p);
        ck_assert_int_eq(ledger_publish(ledger(CARACAS), n, 0, &keyed, &p), REFUSAL_NONE);
        ck_assert_uint_eq(p.number, 1);
        ck_assert_uint_eq(p.own_n, n);
        ck_assert_uint_eq(ledger_position(ledger(CARACAS)).own_n, n + 1);
    }
    ck_assert_int_eq(ledger_publish(ledger(CARACAS), n - 1, 0, &board, &p), REFUSAL_CUT);
    duo_commit(&duo, CARACAS);
}
END_TEST

START_TEST(what_was_told_is_not_withheld_again) /* I3 */
{
    withhold();
    finish_at(CARACAS, "V1");
    finish_at(MARACAY, "V2");
    duo_cut(&duo);
    ck_assert_int_eq(duo_register(&duo, MARACAY, "V3"), REFUSAL_NONE);
    (void)publish(CARACAS);
    struct digest two = finish_of(MARACAY, "V2");
    ck_assert_int_eq(mark(MARACAY, "V2", &two, "eva@maracay", 2500), REFUSAL_NONE);
    ck_assert_uint_eq(publish(MARACAY).number, 1);
    ck_assert_int_eq(score_told(MARACAY, "V2"), 3500);
    duo_connect(&duo);
    duo_settle(&duo);
    ck_assert_int_eq(score_told(CARACAS, "V1"), 1000);
    ck_assert_int_eq(score_told(MARACAY, "V2"), 3500);
}
END_TEST

START_TEST(an_adopted_sitting_keeps_its_marks_and_what_was_told) /* H1, I2 */
{
    uint8_t pass_percent = 0;
    const struct ledger_line gone = {.unlinked_ms = ADOPTION_WAIT_MS};
    withhold();
    finish_at(CARACAS, "V1");
    struct digest finish = finish_of(CARACAS, "V1");
    ck_assert_int_eq(mark(MARACAY, "V1", &finish, "eva@maracay", 2500), REFUSAL_NONE);
    duo_settle(&duo);
    correct_key(CARACAS, EXAM_WEIGHT_ONE / 2, 33);
    (void)publish(CARACAS);
    correct_key(CARACAS, EXAM_WEIGHT_ONE / 4, 34);
    ck_assert_int_eq(told(CARACAS, "V1", &pass_percent), 3000);
    duo_cut(&duo);
    duo_begin(&duo, MARACAY);
    ck_assert_int_eq(ledger_adopt(ledger(MARACAY), &gone, &board), REFUSAL_NONE);
    duo_commit(&duo, MARACAY);
    for (int i = 0; i < 5; i++) {
        duo_begin(&duo, MARACAY);
        duo_commit(&duo, MARACAY);
    }
    ck_assert_int_eq(duo_claim(&duo, MARACAY, "V1"), CLAIM_HOME);
    struct digest now = finish_of(MARACAY, "V1");
    ck_assert(digest_equal(&now, &finish));
    ck_assert_int_eq(total(MARACAY, "V1").score, 2750);
    ck_assert_int_eq(told(MARACAY, "V1", &pass_percent), 3000);
    ck_assert_uint_eq(pass_percent, 33);
    struct applicant a = person(MARACAY, "V1");
    ck_assert_int_eq(a.sitting.first_score, 1000);
    ck_assert_uint_eq(a.sitting.pass_percent, 34);
    ck_assert_int_eq(mark(MARACAY, "V1", &finish, "eva@maracay", 3000), REFUSAL_NONE);
    ck_assert_int_eq(total(MARACAY, "V1").score, 3250);
    ck_assert_int_eq(score_told(MARACAY, "V1"), 3000);
    (void)publish(MARACAY);
    ck_assert_int_eq(told(MARACAY, "V1", &pass_percent), 3250);
    ck_assert_uint_eq(pass_percent, 34);
}
END_TEST

Suite *mark_suite(void)
{
    Suite *s = suite_create("mark");
    TCase *rules = tcase_create("rules"), *nodes = tcase_create("nodes");
    tcase_add_checked_fixture(rules, open_exam, close_exam);
    tcase_add_checked_fixture(nodes, setup, teardown);
    tcase_set_timeout(nodes, 30);
    tcase_add_test(rules, an_essay_that_nobody_marked_is_open);
    tcase_add_test(rules, of_two_marks_for_one_part_one_counts);
    tcase_add_test(rules, two_markers_within_the_tolerance_give_their_mean);
    tcase_add_test(rules, the_marks_of_a_question_stand_together);
    tcase_add_test(rules, the_marks_that_count_are_those_of_the_result);
    tcase_add_test(rules, two_markers_who_differ_want_a_third_who_decides_alone);
    tcase_add_test(rules, every_order_of_arrival_settles_equally);
    tcase_add_test(rules, a_mark_is_from_nothing_to_the_questions_points);
    tcase_add_test(rules, without_the_link_only_own_people_are_marked);
    tcase_add_test(rules, a_mark_is_corrected_by_its_own_marker);
    tcase_add_test(rules, the_board_corrects_where_one_person_marks);
    tcase_add_test(rules, one_essay_is_marked_so_often_at_most);
    tcase_add_test(rules, a_total_has_what_was_marked);
    tcase_add_test(rules, points_have_three_decimals_at_most);
    tcase_add_test(rules, of_publications_the_highest_number_is_in_force);
    tcase_add_test(rules, a_publication_covers_a_cut);
    tcase_add_test(rules, a_publication_covers_no_less_than_the_one_in_force);
    tcase_add_test(nodes, a_mark_counts_whichever_node_took_it);
    tcase_add_test(nodes, a_mark_is_for_an_essay_that_was_answered);
    tcase_add_test(nodes, a_mark_that_comes_twice_is_given_once);
    tcase_add_test(nodes, without_the_link_a_node_marks_its_own_people);
    tcase_add_test(nodes, marks_and_remarks_commute);
    tcase_add_test(nodes, marks_stay_with_the_finish_that_they_name);
    tcase_add_test(nodes, nothing_is_told_before_a_publication_covers_the_finish);
    tcase_add_test(nodes, a_publication_that_comes_twice_is_one);
    tcase_add_test(nodes, what_was_told_is_not_withheld_again);
    tcase_add_test(nodes, an_adopted_sitting_keeps_its_marks_and_what_was_told);
    suite_add_tcase(s, rules);
    suite_add_tcase(s, nodes);
    return s;
}
