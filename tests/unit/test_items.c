/* The statistics of an exam's questions, from papers, answers and marks. */
#include "server/report/items.h"
#include "server/report/draws.h"
#include "server/report/pairs.h"
#include "tests/lib/chance.h"
#include "tests/lib/expect.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <math.h>
#include <stdio.h>

#define SIX 5e-7

enum { PAPER = 40, MARKS = 4 };

/* The person who is given next. */
static struct {
    struct person_report report;
    uint8_t bytes[PAPER][ANSWER_MAX_BYTES];
    struct answer answers[PAPER];
    struct paper_question paper[PAPER];
    struct mark marks[MARKS];
} one;

static struct items *items;

static void close_items(void)
{
    items_close(items);
    items = NULL;
}

static void read_exam(const char *bank, const char *plan)
{
    close_items();
    bank_text_read_for_plan(bank);
    ck_assert_msg(bank_text_plan(plan) == STATUS_OK, "%s", errors.data);
    exam_seal(&exam);
    ck_assert_uint_le(exam.paper_count, PAPER);
}

/* --- a person --- */

static void begin_person(size_t number)
{
    memset(&one.report, 0, sizeof one.report);
    memset(one.answers, 0, sizeof one.answers);
    one.report.state = PEOPLE_FINISHED;
    one.report.now.marks = one.marks;
    struct sitting *s = &one.report.now.sitting;
    s->state = SITTING_FINISHED;
    s->number = 1;
    s->seed = number;
    s->paper = exam.paper_digest;
    s->marked_exam = exam.digest;
    paper_make(&exam, s->seed, one.paper);
}

static size_t place_of(size_t question)
{
    size_t at = 0;
    while (at < exam.paper_count && one.paper[at].question != question)
        at++;
    return at;
}

/* Answers the question (its index), if it is on the paper. */
static void give(size_t question, const char *const *words, size_t count)
{
    struct wire_word word[EXAM_PROMPTS_MAX];
    size_t at = place_of(question), len;
    if (at == exam.paper_count)
        return;
    for (size_t i = 0; i < count; i++)
        word[i] = (struct wire_word){words[i], strlen(words[i])};
    ck_assert_int_eq(answer_take(&exam.questions[question], word, count, one.bytes[at], &len),
                     REFUSAL_NONE);
    one.answers[at] = (struct answer){one.bytes[at], len};
}

static void type(size_t question, const char *text)
{
    give(question, &text, 1);
}

/* Where the option (its index in the bank) is shown, as a word. */
static const char *position_of(size_t question, size_t option, char out[8])
{
    size_t at = place_of(question), position = 0;
    if (at < exam.paper_count)
        while (one.paper[at].option[position] != option)
            position++;
    (void)snprintf(out, 8, "%zu", position + 1);
    return out;
}

static void choose(size_t question, size_t option)
{
    char word[8];
    type(question, position_of(question, option, word));
}

static void mark(uint16_t question, uint8_t part, const char *marker, int64_t points)
{
    size_t at = one.report.now.mark_count++;
    one.marks[at] = (struct mark){.question = question, .part = part, .round = 1, .points = points};
    (void)snprintf(one.marks[at].marker, sizeof one.marks[at].marker, "%s", marker);
    (void)snprintf(one.marks[at].node, sizeof one.marks[at].node, "n");
    one.marks[at].n = at + 1;
}

/* --- all of them --- */

static void run(size_t people, void (*make)(size_t number))
{
    close_items();
    ck_assert_int_eq(items_open(&exam, people, &items), STATUS_OK);
    for (size_t i = 0; i < people; i++) {
        make(i);
        if (items_wants(&one.report))
            items_take(items, &one.report.now, one.answers);
    }
    items_settle(items);
    for (size_t i = 0; i < people; i++) {
        make(i);
        if (items_wants(&one.report))
            items_choose(items, &one.report.now, one.answers);
    }
    items_end(items);
    ck_assert_int_eq(items->status, STATUS_OK);
}

static void end(void)
{
    close_items();
    bank_text_release();
}

static const struct choice *row_of(size_t question, size_t prompt, size_t option)
{
    const struct choices *c = &items->item[question].choices;
    for (size_t i = 0; i < c->count; i++)
        if (c->row[i].prompt == prompt && c->row[i].option == option && c->row[i].text == NULL)
            return &c->row[i];
    ck_abort_msg("question %zu has no such row", question);
}

static const struct choice *typed_row(size_t question, const char *text)
{
    const struct choices *c = &items->item[question].choices;
    for (size_t i = 0; i < c->count; i++)
        if (c->row[i].text != NULL && strcmp(c->row[i].text, text) == 0)
            return &c->row[i];
    return NULL;
}

/* --- the whole of it --- */

/* The same people as in test_statistics.c. */
static const int lsat6[32] = {3,  6,  2,  11, 1, 1,  3,  4,  1,  8,  0,  16,  0,  3,  2,  15,
                              10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298};

static void make_lsat6(size_t number)
{
    unsigned pattern = 0;
    for (size_t left = number; left >= (size_t)lsat6[pattern]; pattern++)
        left -= (size_t)lsat6[pattern];
    begin_person(number);
    for (size_t q = 0; q < 5; q++)
        choose(q, pattern >> (4 - q) & 1 ? 0 : 1);
}

/* psych's alpha() and, for the rest, the formulas of test_statistics.c. */
START_TEST(a_thousand_shuffled_papers_as_published)
{
    static const double r[] = {0.1128326889, 0.1531781201, 0.1727789433, 0.1444280952,
                               0.1215964025};
    static const double weight[] = {13.8830939442, 22.7427701214, 24.8548524014, 21.3679676681,
                                    17.1513158649};
    static const double facility[] = {0.924, 0.709, 0.553, 0.763, 0.870};
    read_exam("a {=x ~y}\n\nb {=x ~y}\n\nc {=x ~y}\n\nd {=x ~y}\n\ne {=x ~y}\n\n", "");
    run(1000, make_lsat6);
    ck_assert_uint_eq(items->people, 1000);
    ck_assert_int_eq(items->kind, ITEMS_KR20);
    ck_assert_uint_eq(items->per_paper, 5);
    ck_assert_int_eq(items->points, 5000);
    ck_assert_double_eq_tol(items->alpha, 0.2949971922, SIX);
    ck_assert_double_eq_tol(items->mean, 3819, 1e-6);
    ck_assert_double_eq_tol(items->sd, 1035.0412119, 1e-6);
    ck_assert_double_eq_tol(items->skewness, -0.6910108761, SIX);
    ck_assert_double_eq_tol(items->error, 1035.0412119 * sqrt(1 - 0.2949971922), 1e-4);
    ck_assert_double_eq(items->median, 4000);
    ck_assert_double_eq(items->least, 0);
    ck_assert_double_eq(items->most, 5000);
    for (size_t q = 0; q < 5; q++) {
        const struct item *item = &items->item[q];
        ck_assert_uint_eq(item->n, 1000);
        ck_assert_double_eq_tol(item->facility, facility[q], SIX);
        ck_assert_double_eq_tol(item->discrimination, r[q], SIX);
        ck_assert_double_eq_tol(100 * item->weight, weight[q], 100 * SIX);
        ck_assert_double_eq_tol(row_of(q, 0, 1)->correlation, r[q], SIX);
        ck_assert_double_eq_tol(row_of(q, 0, 2)->correlation, -r[q], SIX);
        ck_assert_double_eq_tol((double)row_of(q, 0, 1)->chosen, 1000 * facility[q], SIX);
        ck_assert_uint_eq(row_of(q, 0, 0)->chosen, 0);
    }
}
END_TEST

/* Four people of three items (see test_statistics.c), and by hand: rest scores of item 1 are 2, 1,
 * 0, 0 points; a group is 1.08 people. Upper: the one with 2, and 0.08 of the one with 1; both
 * chose right. Lower: 1.08 of the two with 0, 0.54 each: one right, one wrong. */
static void make_four(size_t number)
{
    begin_person(number);
    for (size_t q = 0; q < 3; q++)
        choose(q, number + q < 3 ? 0 : 1);
}

START_TEST(four_people_by_hand)
{
    read_exam("a {=x ~y}\n\nb {=x ~y}\n\nc {=x ~y}\n\n", "shuffle = no\n");
    run(4, make_four);
    ck_assert_double_eq_tol(items->alpha, 0.75, 1e-12);
    ck_assert_double_eq_tol(items->item[0].discrimination, sqrt(3.0 / 11), 1e-12);
    ck_assert_double_eq_tol(items->item[0].efficiency, 1, 1e-12);
    ck_assert_double_eq_tol(row_of(0, 0, 1)->upper, 1.08, 1e-12);
    ck_assert_double_eq_tol(row_of(0, 0, 2)->upper, 0, 1e-12);
    ck_assert_double_eq_tol(row_of(0, 0, 1)->lower, 0.54, 1e-12);
    ck_assert_double_eq_tol(row_of(0, 0, 2)->lower, 0.54, 1e-12);
    ck_assert_uint_eq(items->item[0].look, 0); /* of four people nothing is said */
}
END_TEST

/* --- who is counted --- */

static void make_various(size_t number)
{
    begin_person(number);
    choose(0, number % 2);
    struct sitting *s = &one.report.now.sitting;
    switch (number) {
    case 0:
        one.report.state = PEOPLE_RUNNING;
        s->state = SITTING_RUNNING;
        break;
    case 1:
        s->voided = true;
        break;
    case 2:
        s->paper = (struct digest){{1}};
        break;
    case 3:
        type(1, "an essay"); /* no mark */
        break;
    case 4:
        type(1, "an essay");
        mark(2, 1, "ana", 1500); /* of two */
        break;
    case 5:
        type(1, "an essay");
        mark(2, 1, "ana", 1500);
        mark(2, 2, "luis", 1750);
        break;
    case 6:
        one.report.state = PEOPLE_FORKED;
        break;
    case 7:
        s->marked_exam = (struct digest){{1}};
        break; /* a blank essay needs no mark */
    default:
        break;
    }
}

START_TEST(only_whole_results_are_counted)
{
    read_exam("$CATEGORY: A\na {=x ~y}\n\n$CATEGORY: B\nEssay {}\n\n",
              "markers = 2\ntolerance = 0.5\nsection = A\nsection = B\npoints = 2\n");
    run(9, make_various);
    ck_assert_uint_eq(items->people, 3); /* 5, 7, 8 */
    ck_assert_uint_eq(items->voided, 1);
    ck_assert_uint_eq(items->other_paper, 1);
    ck_assert_uint_eq(items->unmarked, 2);
    ck_assert_uint_eq(items->other_key, 1);
    ck_assert_double_eq_tol(items->item[1].mean, 1625.0 / 3, 1e-9);
    ck_assert_double_eq_tol(items->item[1].facility, 1625.0 / 6000, 1e-9);
    ck_assert_int_eq(items->kind, ITEMS_CRONBACH);
    ck_assert_uint_eq(items->item[1].choices.count, 0);
}
END_TEST

START_TEST(nobody_and_one_person_have_no_statistics)
{
    read_exam("a {=x ~y}\n\nb {=x ~y}\n\n", "");
    run(0, make_four);
    ck_assert_uint_eq(items->people, 0);
    ck_assert(isnan(items->mean));
    ck_assert(isnan(items->median));
    ck_assert(isnan(items->alpha));
    ck_assert(isnan(items->error));
    ck_assert(isnan(items->item[0].facility));
    ck_assert(isnan(items->item[0].discrimination));
    ck_assert(isnan(items->item[0].weight));
    ck_assert(!items->item[0].grouped);
    read_exam("a {=x ~y}\n\nb {=x ~y}\n\nc {=x ~y}\n\n", "");
    run(1, make_four);
    ck_assert_double_eq(items->mean, 3000);
    ck_assert_double_eq(items->item[0].facility, 1);
    ck_assert(isnan(items->sd));
    ck_assert(isnan(items->alpha));
    ck_assert(isnan(items->item[0].discrimination));
    ck_assert(isnan(items->item[0].weight));
    ck_assert(isnan(row_of(0, 0, 1)->correlation));
    ck_assert_uint_eq(items->item[0].look, 0);
}
END_TEST

static void make_alike(size_t number)
{
    begin_person(number);
    choose(0, 0);
    choose(1, 1);
}

START_TEST(people_who_are_all_alike_have_no_correlations)
{
    read_exam("a {=x ~y}\n\nb {=x ~y}\n\n", "");
    run(60, make_alike);
    ck_assert_double_eq(items->sd, 0);
    ck_assert(isnan(items->alpha));
    ck_assert(isnan(items->skewness));
    ck_assert(isnan(items->item[0].discrimination));
    ck_assert(isnan(items->item[0].efficiency));
    ck_assert(isnan(items->item[0].weight));
    ck_assert(!items->item[0].grouped);
    ck_assert(isnan(row_of(1, 0, 2)->correlation));
    ck_assert_uint_eq(items->item[0].look, ITEM_EASY);
    ck_assert_uint_eq(items->item[1].look, ITEM_HARD);
}
END_TEST

/* --- unanswered --- */

/* In the order shown: the first answered, the second not, the third answered, the rest not. */
static void make_tired(size_t number)
{
    begin_person(number);
    choose(one.paper[0].question, 0);
    choose(one.paper[2].question, 1);
}

START_TEST(what_was_not_reached_is_told_apart)
{
    read_exam("a {=x ~y}\n\nb {=x ~y}\n\nc {=x ~y}\n\nd {=x ~y}\n\ne {=x ~y}\n\n",
              "shuffle = no\n");
    run(20, make_tired);
    ck_assert_uint_eq(items->item[0].omitted + items->item[0].not_reached, 0);
    ck_assert_uint_eq(items->item[1].omitted, 20);
    ck_assert_uint_eq(items->item[1].not_reached, 0);
    ck_assert_uint_eq(items->item[3].omitted, 0);
    ck_assert_uint_eq(items->item[3].not_reached, 20);
    ck_assert_uint_eq(row_of(3, 0, 0)->chosen, 20);
    ck_assert_double_eq(items->item[1].facility, 0);
    ck_assert_uint_ne(items->item[4].look & ITEM_UNREACHED, 0);
    ck_assert_uint_eq(items->item[1].look & ITEM_UNREACHED, 0);
}
END_TEST

static void make_wrong(size_t number)
{
    begin_person(number);
    choose(0, number % 4 == 0 ? 0 : 1);
    choose(1, number % 2);
}

START_TEST(a_facility_may_be_below_zero)
{
    read_exam("$CATEGORY: A\na {=x ~y}\n\nb {=x ~y}\n\n", "section = A\nnegative = 0.5\n");
    run(40, make_wrong);
    ck_assert_double_eq_tol(items->item[0].facility, (10 - 30 * 0.5) / 40, 1e-12);
    ck_assert_int_eq(items->kind, ITEMS_CRONBACH);
}
END_TEST

/* --- keys and options --- */

/* Of a hundred people the better half knows every answer; the key of the last question has another
 * one. */
static void make_miskeyed(size_t number)
{
    bool knows = number % 100 >= 50;
    begin_person(number);
    for (size_t q = 0; q < 4; q++)
        choose(q, knows ? 0 : 1 + number % 2);
    choose(4, knows ? 1 : number % 3);
    if (number % 10 == 0)
        choose(4, 0);
}

static const char miskeyed[] = "a {=x ~y ~z}\n\nb {=x ~y ~z}\n\nc {=x ~y ~z}\n\nd {=x ~y ~z}\n\n"
                               "e {=x ~y ~z}\n\n";

START_TEST(a_wrong_key_is_named_with_the_option_that_fits)
{
    read_exam(miskeyed, "");
    run(100, make_miskeyed);
    ck_assert_uint_eq(items->item[4].look, ITEM_KEY | ITEM_AGAINST);
    ck_assert(row_of(4, 0, 1)->suspect);
    ck_assert(row_of(4, 0, 2)->suspect);
    ck_assert(!row_of(4, 0, 3)->suspect);
    for (size_t q = 0; q < 4; q++)
        ck_assert_uint_eq(items->item[q].look & ITEM_KEY, 0);
    run(40, make_miskeyed); /* too few, and nobody who knows */
    ck_assert_uint_eq(items->item[4].look & ITEM_KEY, 0);
}
END_TEST

static uint64_t seed;

/* Who knows more answers right more often; who does not know chooses one of the others. */
static void make_good(size_t number)
{
    uint64_t state = seed * 1000 + number * 977;
    uint64_t ability = chance(&state, 100);
    begin_person(number);
    for (size_t q = 0; q < exam.question_count; q++)
        choose(q, chance(&state, 100) < 40 + ability / 2 ? 0 : 1 + chance(&state, 3));
}

static bool looks_suspect(size_t question)
{
    bool other = false;
    for (size_t option = 2; option <= 4; option++)
        other |= row_of(question, 0, option)->correlation > 0;
    return row_of(question, 0, 1)->correlation < 0 && other;
}

START_TEST(good_items_of_thirty_people_are_not_named)
{
    size_t named = 0, look_suspect = 0;
    read_exam("a {=w ~x ~y ~z}\n\nb {=w ~x ~y ~z}\n\nc {=w ~x ~y ~z}\n\nd {=w ~x ~y ~z}\n\n"
              "e {=w ~x ~y ~z}\n\n",
              "");
    for (seed = 1; seed <= 200; seed++) {
        run(30, make_good);
        for (size_t q = 0; q < 5; q++) {
            named += items->item[q].look & ITEM_KEY;
            look_suspect += looks_suspect(q);
        }
    }
    ck_assert_uint_gt(look_suspect, 100); /* more than every tenth of a thousand */
    ck_assert_uint_eq(named, 0);
}
END_TEST

/* Items 2 and 3 separate; item 1 is answered at random by all. */
static void make_noise(size_t number)
{
    uint64_t state = 5 + number * 77;
    (void)chance(&state, 2);
    begin_person(number);
    choose(0, chance(&state, 2));
    for (size_t q = 1; q < 5; q++)
        choose(q, number % 2);
}

START_TEST(an_item_that_separates_little_is_named)
{
    read_exam("a {=x ~y}\n\nb {=x ~y}\n\nc {=x ~y}\n\nd {=x ~y}\n\ne {=x ~y}\n\n", "");
    run(1000, make_noise);
    ck_assert_uint_eq(items->item[0].look, ITEM_LITTLE);
    ck_assert_uint_eq(items->item[1].look, 0);
    run(30, make_noise); /* it may be chance */
    ck_assert_uint_eq(items->item[0].look, 0);
}
END_TEST

static void make_multiple(size_t number)
{
    char first[8], second[8];
    begin_person(number);
    const char *const both[] = {position_of(0, 0, first), position_of(0, 2, second)};
    if (number % 2 == 0)
        give(0, both, 2);
    else
        choose(0, 1);
    choose(1, number % 2);
}

START_TEST(each_of_several_options_is_counted)
{
    read_exam("a {~%50%w ~%-50%x ~%50%y}\n\nb {=x ~y}\n\n", "");
    run(60, make_multiple);
    ck_assert_uint_eq(row_of(0, 0, 1)->chosen, 30);
    ck_assert_uint_eq(row_of(0, 0, 2)->chosen, 30);
    ck_assert_uint_eq(row_of(0, 0, 3)->chosen, 30);
    ck_assert(row_of(0, 0, 1)->right);
    ck_assert(!row_of(0, 0, 2)->right);
    ck_assert(row_of(0, 0, 3)->right);
    ck_assert_double_eq_tol(row_of(0, 0, 3)->correlation, 1, 1e-12);
    ck_assert_double_eq_tol(row_of(0, 0, 2)->correlation, -1, 1e-12);
}
END_TEST

static void make_matching(size_t number)
{
    char first[8], second[8];
    begin_person(number);
    size_t right = exam.questions[0].prompts[0].option;
    const char *words[] = {position_of(0, right, first),
                           number % 3 == 0 ? "0" : position_of(0, right, second)};
    give(0, words, 2);
    choose(1, number % 2);
}

START_TEST(a_matching_question_is_counted_by_prompt)
{
    read_exam("Match {=Francia -> París =Perú -> Lima}\n\nb {=x ~y}\n\n", "");
    run(30, make_matching);
    size_t right_0 = exam.questions[0].prompts[0].option + 1;
    size_t right_1 = exam.questions[0].prompts[1].option + 1;
    ck_assert_uint_eq(row_of(0, 1, right_0)->chosen, 30);
    ck_assert(row_of(0, 1, right_0)->right);
    ck_assert_uint_eq(row_of(0, 2, right_0)->chosen, 20);
    ck_assert(!row_of(0, 2, right_0)->right);
    ck_assert_uint_eq(row_of(0, 2, right_1)->chosen, 0);
    ck_assert(row_of(0, 2, right_1)->right);
    ck_assert_uint_eq(row_of(0, 2, 0)->chosen, 10);
    ck_assert_uint_eq(row_of(0, 1, 0)->chosen, 0);
}
END_TEST

static void make_typed(size_t number)
{
    char text[16];
    static const char *const common[] = {"Caracas", "caracas ", "MARACAY", "maracay"};
    begin_person(number);
    (void)snprintf(text, sizeof text, "t%zu", number);
    if (number % 10 > 0)
        type(0, number % 2 == 0 ? common[number / 2 % 4] : text);
    type(1, number % 4 == 0 ? "2" : number % 4 == 1 ? "2,5" : "7");
}

START_TEST(frequent_other_answers_are_shown)
{
    read_exam("Capital {=Caracas}\n\nHow many {#2:0.1}\n\n", "");
    run(3000, make_typed); /* with more different texts than are remembered */
    const struct choice *other = typed_row(0, "maracay");
    ck_assert_ptr_nonnull(other);
    ck_assert_uint_eq(row_of(0, 0, 1)->chosen + other->chosen, 1200);
    ck_assert_uint_eq(other->chosen, 600);
    ck_assert_uint_eq(row_of(0, 0, 0)->chosen, 300);
    ck_assert_uint_eq(items->item[0].choices.count, 3); /* the others gave theirs alone */
    ck_assert_uint_eq(row_of(1, 0, 1)->chosen, 750);
    ck_assert_ptr_nonnull(typed_row(1, "7"));
    ck_assert_uint_eq(typed_row(1, "7")->chosen, 1500);
    ck_assert_ptr_nonnull(typed_row(1, "2.5"));
    ck_assert_str_eq(items->item[1].choices.row[2].text, "7"); /* the more frequent one first */
}
END_TEST

/* However many others there are, what more than a hundredth gives is found. */
START_TEST(a_frequent_text_is_kept)
{
    static struct frequent f;
    char text[16];
    for (size_t i = 0; i < 20000; i++) {
        (void)snprintf(text, sizeof text, "t%zu", i);
        frequent_add(&f, i % 90 == 0 ? "often" : text);
    }
    ck_assert_uint_lt(frequent_find(&f, "often"), f.count);
    ck_assert_uint_eq(frequent_find(&f, "t1"), f.count);
    ck_assert_uint_le(f.count, FREQUENT_KEPT);
    ck_assert(!f.failed);
    frequent_release(&f);
}
END_TEST

/* --- drawn papers --- */

/* Blocks A/1 to A/4 of a text and two questions, of which two are drawn; six questions B, of which
 * three are; C for all. */
static const char drawn_bank[] =
    "$CATEGORY: A/1\nText.\n\na {=x ~y}\n\nb {=x ~y}\n\n$CATEGORY: A/2\nText.\n\na {=x ~y}\n\n"
    "b {=x ~y}\n\n$CATEGORY: A/3\nText.\n\na {=x ~y}\n\nb {=x ~y}\n\n$CATEGORY: A/4\nText.\n\n"
    "a {=x ~y}\n\nb {=x ~y}\n\n$CATEGORY: B\na {=x ~y}\n\nb {=x ~y}\n\nc {=x ~y}\n\nd {=x ~y}\n\n"
    "e {=x ~y}\n\nf {=x ~y}\n\n$CATEGORY: C\na {=x ~y}\n\n";
static const char drawn_plan[] = "section = A\nquestions = 4\nblock = A/1\nblock = A/2\n"
                                 "block = A/3\nblock = A/4\nsection = B\nquestions = 3\n"
                                 "section = C\n";

START_TEST(papers_are_drawn_as_often_as_the_probabilities_say) /* P2, P4 */
{
    enum { PAPERS = 20000, QUESTIONS = 19 };
    static unsigned seen[QUESTIONS][QUESTIONS];
    static struct draws draws;
    read_exam(drawn_bank, drawn_plan);
    draws_of(&exam, &draws);
    ck_assert_uint_eq(exam.question_count, QUESTIONS);
    memset(seen, 0, sizeof seen);
    for (uint64_t s = 0; s < PAPERS; s++) {
        paper_make(&exam, s, one.paper);
        for (size_t i = 0; i < exam.paper_count; i++)
            for (size_t k = 0; k < exam.paper_count; k++)
                seen[one.paper[i].question][one.paper[k].question]++;
    }
    for (size_t j = 0; j < QUESTIONS; j++)
        for (size_t k = 0; k < QUESTIONS; k++) {
            double p = j == k ? draws_one(&draws, j) : draws_both(&draws, j, k);
            double error = sqrt(p * (1 - p) / PAPERS);
            ck_assert_double_eq_tol((double)seen[j][k] / PAPERS, p, 4.5 * error + 1e-12);
        }
    ck_assert_double_eq_tol(draws_both(&draws, 1, 2), 0.5, 1e-12);     /* one block */
    ck_assert_double_eq_tol(draws_both(&draws, 1, 4), 0.5 / 3, 1e-12); /* two blocks */
    ck_assert_double_eq_tol(draws_both(&draws, 12, 13), 0.5 * 2 / 5, 1e-12);
    ck_assert_double_eq_tol(draws_both(&draws, 1, 12), 0.25, 1e-12);
    ck_assert_double_eq_tol(draws_both(&draws, 12, 18), 0.5, 1e-12);
}
END_TEST

START_TEST(without_sections_every_question_is_on_every_paper)
{
    static struct draws draws;
    read_exam("a {T}\n\nb {T}\n\n", "");
    draws_of(&exam, &draws);
    ck_assert_double_eq(draws_one(&draws, 0), 1);
    ck_assert_double_eq(draws_both(&draws, 0, 1), 1);
    read_exam("$CATEGORY: A\na {T}\n\n$CATEGORY: B\nb {T}\n\n", "section = A\n");
    draws_of(&exam, &draws);
    ck_assert_double_eq(draws_one(&draws, 1), 0);
    ck_assert_double_eq(draws_both(&draws, 0, 1), 0);
    run(3, make_alike);
    ck_assert(!items->item[1].counted);
    ck_assert_uint_eq(items->per_paper, 1);
}
END_TEST

static bool knows(uint64_t *state, size_t question)
{
    static double ability;
    if (question == 0)
        ability = (double)chance(state, 1000) / 1000;
    return (double)chance(state, 1000) / 1000 < 0.15 + 0.7 * ability;
}

static void make_drawn(size_t number)
{
    uint64_t state = number * 31 + 7;
    (void)chance(&state, 2);
    begin_person(number);
    for (size_t q = 0; q < exam.question_count; q++) {
        bool right = knows(&state, q);
        if (exam.questions[q].kind != QUESTION_DESCRIPTION)
            choose(q, right ? 0 : 1);
    }
}

/* The same people with every question, so that alpha is that of the whole bank: 15 items.
 * Spearman's and Brown's formula makes it that of a paper with 8. */
START_TEST(alpha_of_drawn_papers_is_an_estimate)
{
    read_exam(drawn_bank, drawn_plan);
    run(6000, make_drawn);
    ck_assert_int_eq(items->kind, ITEMS_ESTIMATE);
    ck_assert_uint_eq(items->per_paper, 8);
    ck_assert_int_eq(items->points, 8000);
    ck_assert_uint_gt(items->fewest_pair, 500);
    ck_assert(isnan(items->item[1].weight));
    ck_assert_double_eq_tol((double)items->item[1].n, 3000, 200);
    ck_assert_uint_eq(items->item[18].n, 6000);
    ck_assert(!items->item[0].counted);
    double estimate = items->alpha;
    read_exam(drawn_bank, "section = A\nsection = B\nsection = C\n");
    run(6000, make_drawn);
    double whole = items->alpha, each = whole / (15 - 14 * whole);
    ck_assert_int_eq(items->kind, ITEMS_KR20);
    ck_assert_double_eq_tol(estimate, 8 * each / (1 + 7 * each), 0.02);
    ck_assert(!isnan(items->item[1].weight));
}
END_TEST

START_TEST(alpha_is_not_given_where_a_pair_is_rare)
{
    read_exam(drawn_bank, drawn_plan);
    run(100, make_drawn);
    ck_assert_int_eq(items->kind, ITEMS_TOO_FEW);
    ck_assert_uint_lt(items->fewest_pair, PAIRS_PEOPLE_LEAST);
    ck_assert(isnan(items->alpha));
    ck_assert(isnan(items->error));
    run(0, make_drawn);
    ck_assert_int_eq(items->kind, ITEMS_TOO_FEW);
    ck_assert_uint_eq(items->fewest_pair, 0);
}
END_TEST

/* Questions 0 and 1 both at 0: two people 1000 and 0, 3000 and 1000: means 2000 and 500; covariance
 * 1000 * 500 * 2. */
START_TEST(a_covariance_of_those_who_had_both)
{
    struct pairs pairs;
    ck_assert(pairs_open(&pairs, 3));
    pairs_add(&pairs, (const uint16_t[]){0, 1}, (const int32_t[]){1000, 0}, 2);
    pairs_add(&pairs, (const uint16_t[]){0, 1}, (const int32_t[]){3000, 1000}, 2);
    pairs_add(&pairs, (const uint16_t[]){0, 2}, (const int32_t[]){9000, 1000}, 2);
    ck_assert_uint_eq(pairs_people(&pairs, 0, 1), 2);
    ck_assert_uint_eq(pairs_people(&pairs, 0, 0), 3);
    ck_assert_double_eq_tol(pairs_covariance(&pairs, 0, 1), 1e6, 1e-6);
    ck_assert_double_eq_tol(pairs_covariance(&pairs, 1, 0), 1e6, 1e-6);
    ck_assert_double_eq_tol(pairs_covariance(&pairs, 1, 1), 5e5, 1e-6);
    ck_assert(isnan(pairs_covariance(&pairs, 0, 2)));
    ck_assert(isnan(pairs_covariance(&pairs, 1, 2)));
    pairs_release(&pairs);
}
END_TEST

Suite *items_suite(void)
{
    Suite *s = suite_create("items");
    TCase *t = tcase_create("items");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, NULL, end);
    tcase_add_test(t, a_thousand_shuffled_papers_as_published);
    tcase_add_test(t, four_people_by_hand);
    tcase_add_test(t, only_whole_results_are_counted);
    tcase_add_test(t, nobody_and_one_person_have_no_statistics);
    tcase_add_test(t, people_who_are_all_alike_have_no_correlations);
    tcase_add_test(t, what_was_not_reached_is_told_apart);
    tcase_add_test(t, a_facility_may_be_below_zero);
    tcase_add_test(t, a_wrong_key_is_named_with_the_option_that_fits);
    tcase_add_test(t, good_items_of_thirty_people_are_not_named);
    tcase_add_test(t, an_item_that_separates_little_is_named);
    tcase_add_test(t, each_of_several_options_is_counted);
    tcase_add_test(t, a_matching_question_is_counted_by_prompt);
    tcase_add_test(t, frequent_other_answers_are_shown);
    tcase_add_test(t, a_frequent_text_is_kept);
    tcase_add_test(t, papers_are_drawn_as_often_as_the_probabilities_say);
    tcase_add_test(t, without_sections_every_question_is_on_every_paper);
    tcase_add_test(t, alpha_of_drawn_papers_is_an_estimate);
    tcase_add_test(t, alpha_is_not_given_where_a_pair_is_rare);
    tcase_add_test(t, a_covariance_of_those_who_had_both);
    suite_add_tcase(s, t);
    return s;
}
