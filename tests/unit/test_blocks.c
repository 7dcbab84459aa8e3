/* Texts and the blocks of a plan: what is drawn and shuffled as one. */
#include "server/bank/bank.h"
#include "server/core/paper.h"
#include "tests/lib/chance.h"
#include "tests/lib/expect.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <stdlib.h>
#include <string.h>

enum { SEEDS = 300, PAPER = 40 };

/* By index: 0 to 8 three texts with two questions each, 9 to 11 the rest. */
static const char reading[] = "$CATEGORY: L/1\nText 1.\n\na {=x ~y ~z}\n\nb {T}\n\n"
                              "$CATEGORY: L/2\nText 2.\n\nc {=x ~y}\n\nd {=x ~y}\n\n"
                              "$CATEGORY: L/3\nText 3.\n\ne {=x ~y}\n\nf {=x ~y}\n\n"
                              "$CATEGORY: M\ng {=x ~y}\n\nh {=x ~y}\n\nOnly read.\n\n";

static struct paper_question paper[PAPER];

static enum status read_exam(const char *bank, const char *plan)
{
    bank_text_read_for_plan(bank);
    enum status status = bank_text_plan(plan);
    if (status == STATUS_OK)
        exam_seal(&exam);
    return status;
}

static void good(const char *bank, const char *plan)
{
    enum status status = read_exam(bank, plan);
    ck_assert_msg(status == STATUS_OK, "%s", errors.data);
    ck_assert_uint_le(exam.paper_count, PAPER);
}

static void refused(const char *bank, const char *plan, const char *words)
{
    ck_assert_int_eq(read_exam(bank, plan), STATUS_INVALID);
    expect_has(errors.data, words);
}

/* Where a question is on the paper; -1: not there. */
static int place_of(size_t question)
{
    for (size_t i = 0; i < exam.paper_count; i++)
        if (paper[i].question == question)
            return (int)i;
    return -1;
}

/* P4: these are on the paper next to each other and in this order, or none of them is. */
static bool are_together(size_t first, size_t count)
{
    int at = place_of(first);
    for (size_t i = 1; i < count; i++)
        if (place_of(first + i) != (at < 0 ? -1 : at + (int)i))
            return false;
    return true;
}

/* Of the paper. */
static size_t asked(void)
{
    size_t count = 0;
    for (size_t i = 0; i < exam.paper_count; i++)
        count += exam.questions[paper[i].question].kind != QUESTION_DESCRIPTION;
    return count;
}

START_TEST(one_text_of_three_with_its_questions) /* P2, P4 */
{
    unsigned seen = 0, moved = 0, first = 0;
    good(reading, "section = L\nblock = L/1\nblock = L/2\nblock = L/3\nquestions = 2\npoints = 3\n"
                  "section = M\n");
    ck_assert_uint_eq(exam.paper_count, 6);
    ck_assert_uint_eq(exam.block_count, 3);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        static const uint16_t firsts[] = {1, 1, 1, 4, 5, 6};
        paper_make(&exam, seed, paper);
        for (uint16_t i = 0; i < 6; i++)
            ck_assert_uint_eq(paper_first_joined(&exam, paper, i + 1), firsts[i]);
        ck_assert_uint_eq(asked(), exam.asked_count);
        size_t text = paper[0].question;
        ck_assert_uint_eq(text % 3, 0);
        ck_assert_uint_le(text, 6);
        ck_assert(are_together(text, 3));
        seen |= 1u << text / 3;
        moved |= text == 0 && paper[1].option[0] != 0;
        for (size_t i = 3; i < 6; i++)
            ck_assert_uint_ge(paper[i].question, 9);
        first |= 1u << (paper[3].question - 9);
    }
    ck_assert_uint_eq(seen, 7);
    ck_assert_uint_eq(moved, 1);
    ck_assert_uint_eq(first, 7);
}
END_TEST

START_TEST(all_texts_in_random_order) /* P2, P4 */
{
    static const char *const plans[] = {
        "block = L/1\nblock = L/2\nblock = L/3\nsection = L\n",
        "section = L\nblock = L/1\nblock = L/2\nblock = L/3\nquestions = 6\n",
        "section = L\nblock = L/3\nblock = L/1\nblock = L/2\n"};
    for (size_t p = 0; p < 3; p++) {
        unsigned first = 0;
        good(reading, plans[p]);
        ck_assert_uint_eq(exam.paper_count, 9);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            paper_make(&exam, seed, paper);
            for (size_t text = 0; text < 9; text += 3) {
                ck_assert_int_ge(place_of(text), 0);
                ck_assert(are_together(text, 3));
            }
            first |= 1u << paper[0].question;
        }
        ck_assert_uint_eq(first, 1 | 1 << 3 | 1 << 6);
    }
}
END_TEST

START_TEST(two_texts_of_three_in_the_order_of_the_bank) /* P3, P4 */
{
    unsigned left_out = 0;
    good(reading, "shuffle = no\nsection = L\nquestions = 4\nblock = L/1\nblock = L/2\n"
                  "block = L/3\n");
    ck_assert_uint_eq(exam.paper_count, 6);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        paper_make(&exam, seed, paper);
        for (size_t i = 1; i < 6; i++)
            ck_assert_uint_lt(paper[i - 1].question, paper[i].question);
        for (size_t text = 0; text < 9; text += 3) {
            ck_assert(are_together(text, 3));
            left_out |= place_of(text) < 0 ? 1u << text / 3 : 0;
        }
        ck_assert_uint_eq(paper[1].option[0], 0);
    }
    ck_assert_uint_eq(left_out, 7);
}
END_TEST

START_TEST(a_block_of_the_whole_bank_and_of_a_section)
{
    good(reading, "block = L\n");
    bool moved = false;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        paper_make(&exam, seed, paper);
        ck_assert(are_together(0, 9));
        moved |= place_of(0) > 0;
    }
    ck_assert(moved);
    good(reading, "section = L\nblock = L\nquestions = 6\nsection = M\n");
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        paper_make(&exam, seed, paper);
        ck_assert_int_eq(place_of(0), 0);
        ck_assert(are_together(0, 9));
    }
}
END_TEST

/* P4. 0 to 3: two texts and their question, and another one; 4: a text at the end of its category; 5
 * to 7. */
static const char texts[] = "$CATEGORY: A\nText.\n\nMore text.\n\na {=x ~y}\n\nb {=x ~y}\n\n"
                            "Nothing follows.\n\n$CATEGORY: B\nc {=x ~y}\n\nd {=x ~y}\n\ne {T}\n\n";

START_TEST(a_text_stays_before_its_question) /* P4 */
{
    good(texts, "");
    bool parted = false, b_first = false;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        paper_make(&exam, seed, paper);
        ck_assert(are_together(0, 3));
        parted |= place_of(5) != place_of(4) + 1;
        b_first |= place_of(3) < place_of(0);
    }
    ck_assert(parted); /* of another category */
    ck_assert(b_first);
    struct paper_question before[PAPER];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        exam.fixed_order = true;
        paper_make(&exam, seed, before);
        for (size_t i = 0; i < exam.paper_count; i++)
            ck_assert_uint_eq(before[i].question, i);
    }
}
END_TEST

START_TEST(questions_are_drawn_with_their_texts) /* P2, P4 */
{
    good("$CATEGORY: A\nOne.\n\na {T}\n\nTwo.\n\nb {T}\n\nThree.\n\nc {T}\n\n",
         "section = A\nquestions = 2\n");
    ck_assert_uint_eq(exam.paper_count, 4);
    unsigned seen = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        paper_make(&exam, seed, paper);
        for (size_t text = 0; text < 6; text += 2)
            ck_assert(are_together(text, 2));
        seen |= 1u << paper[0].question;
    }
    ck_assert_uint_eq(seen, 1 | 1 << 2 | 1 << 4);
}
END_TEST

START_TEST(blocks_that_cannot_be_are_refused)
{
    refused(reading, "block =", "p:1: the block has no category");
    refused(reading, "block = Z", "p:1: the bank has no category 'Z'\n");
    refused(reading, "block = 1", "p:1: the bank has no category '1'; did you mean 'L/1'?");
    refused(reading, "block = L\nblock = L/1", "p:2: block 'L/1' overlaps with one before it");
    refused(reading, "section = L\nblock = M", "p:2: block 'M' is in no section");
    refused(reading, "section = L/1\nsection = L/2\nsection = L/3\n\nblock = L",
            "p:5: block 'L' is in more than one section");
    refused("$CATEGORY: A\na {T}\n\n$CATEGORY: B\nb {T}\n\n$CATEGORY: A\nc {T}\n", "block = A",
            "p:1: block 'A' is not in one piece: in the bank, questions of another category stand "
            "between its questions 1 and 3");
    refused("$CATEGORY: A\nText.\n\n$CATEGORY: B\nb {T}\n", "block = A",
            "p:1: block 'A' has no questions");
    refused(reading, "blocks = 1", "block, and section");
}
END_TEST

START_TEST(what_is_drawn_from_must_be_equal)
{
    const char *uneven =
        "$CATEGORY: L/1\nText.\n\na {T}\n\nb {T}\n\nc {T}\n\n"
        "$CATEGORY: L/2\nText.\n\nd {T}\n\n$CATEGORY: L/3\nOne.\n\nTwo.\n\ne {T}\n\n";
    refused(uneven,
            "section = L\npoints = 0.5\nquestions = 3\nblock = L/1\nblock = L/2\n"
            "block = L/3",
            "p:1: section 'L' draws some of its questions, but block 'L/1' has 3 questions (1.5 "
            "points) and 1 text, and block 'L/2' has 1 question (0.5 points) and 1 text: make them "
            "equal");
    refused(
        uneven, "section = L\nquestions = 1\nblock = L/2\nblock = L/3",
        "question 2 has 1 question (1 point) and 1 text, and question 3 has 1 question (1 point)"
        ": make");
    refused(
        "$CATEGORY: A/1\nText.\n\na {T}\n\n$CATEGORY: A/2\nOne.\n\nTwo.\n\nb {T}\n\n",
        "section = A\nquestions = 1\nblock = A/1\nblock = A/2",
        "block 'A/1' has 1 question (1 point) and 1 text, and block 'A/2' has 1 question (1 point) "
        "and 2 texts");
    refused(
        uneven, "section = L/2\nsection = L/3\nsection = L/1\n\nquestions = 2\n",
        "question 2 has 1 question (1 point) and 1 text, and question 3 has 1 question (1 point)"
        ": make");
    refused(
        "$CATEGORY: A\na {T}\n\nb {T}\n\nText.\n", "section = A\nquestions = 1",
        "question 1 has 1 question (1 point), and text 3 has 0 questions (0 points) and 1 text");
    refused(uneven, "section = L\nquestions = 3\nblock = L/1",
            "p:1: section 'L' draws some of its questions, and text 5 is in no block: put all");
    refused(reading, "section = L\nquestions = 2\nblock = L/2",
            "and question 3 has 1 question (1 point): make them equal");
    refused(uneven, "section = L\nquestions = 6", "p:1: section 'L' has 5 questions, not 6");
    refused(
        reading, "section = L\nblock = L/1\nblock = L/2\nblock = L/3\nquestions = 3\n",
        "p:1: section 'L' draws blocks of 2 questions: 'questions' must be a multiple of 2, not "
        "3");
    /* All of them: nothing need be equal. */
    good(uneven, "section = L\nblock = L/1\nblock = L/2\nquestions = 5\n");
    ck_assert_uint_eq(exam.paper_count, 9);
    /* A block of one question is like a question. */
    good("$CATEGORY: A/B\na {T}\n\n$CATEGORY: A\nb {T}\n\n",
         "section = A\nblock = A/B\nquestions = 1");
    ck_assert_uint_eq(exam.paper_count, 1);
}
END_TEST

START_TEST(blocks_are_a_part_of_the_paper)
{
    good(reading, "section = L\n");
    struct digest with_none = exam.paper_digest;
    good(reading, "section = L\nblock = L/1\n");
    struct digest one = exam.paper_digest;
    ck_assert(!digest_equal(&with_none, &one));
    good(reading, "section = L\nblock = L/2\n");
    ck_assert(!digest_equal(&one, &exam.paper_digest));
}
END_TEST

START_TEST(the_report_says_what_stays_together)
{
    struct buffer report = {0};
    good(reading,
         "section = L\nblock = L/1\nblock = L/2\nblock = L/3\nquestions = 2\npoints = 2\n");
    bank_report(&exam, "f", &report);
    bank_warnings(&exam, "f", &report);
    buffer_append(&report, "", 1);
    expect_has(report.data, "section L: draws 2 of 6, with 1 of 3 texts\n"
                            "  block 'L/1' has 2 questions (4 points) and 1 text, in this order\n");
    expect_has(report.data, "text 12 has no question of its category behind it\n");
    expect_lacks(report.data, "is a text that stays");
    buffer_clear(&report);
    good(texts, "");
    bank_report(&exam, "f", &report);
    bank_warnings(&exam, "f", &report);
    buffer_append(&report, "", 1);
    expect_has(report.data, "text 1 stays before question 3 alone\n"
                            "text 2 stays before question 3 alone\n");
    expect_has(report.data,
               "f:2: warning: question 1 is a text that stays before question 3 alone: "
               "the shuffle parts it from 1 more behind it.");
    buffer_clear(&report);
    exam.fixed_order = true;
    bank_warnings(&exam, "f", &report);
    buffer_append(&report, "", 1);
    expect_lacks(report.data, "is a text that stays");
    buffer_release(&report);
}
END_TEST

/* --- any bank --- */

/* A bank of categories C/0, C/1, ... with texts and questions at random. */
static void put_random_bank(uint64_t *random, struct buffer *out, unsigned categories)
{
    unsigned questions = 0;
    for (unsigned c = 0; c < categories; c++) {
        buffer_printf(out, "$CATEGORY: C/%u\n\n", c);
        for (uint64_t left = 1 + chance(random, 4); left > 0; left--) {
            if (chance(random, 3) == 0)
                buffer_printf(out, "Text %u.\n\n", ++questions);
            buffer_printf(out, "q%u {=x ~y ~z}\n\n", ++questions);
        }
        if (chance(random, 6) == 0)
            buffer_printf(out, "Text %u.\n\n", ++questions);
    }
    buffer_append(out, "", 1);
}

static void check_random_paper(void)
{
    for (size_t i = 0; i < exam.question_count; i++) {
        int at = place_of(i);
        ck_assert_int_ge(at, 0); /* P2 */
        const struct question *q = &exam.questions[i];
        bool text_before = i > 0 && q[-1].kind == QUESTION_DESCRIPTION && q[-1].block == 0 &&
                           q->block == 0 && strcmp(q[-1].category, q->category) == 0;
        bool same_block = i > 0 && q->block != 0 && q[-1].block == q->block;
        if (text_before || same_block)
            ck_assert_int_eq(place_of(i - 1), at - 1); /* P4 */
    }
}

START_TEST(any_bank_keeps_together_what_belongs_together) /* P2, P4 */
{
    uint64_t random = 5;
    for (int round = 0; round < 100; round++) {
        struct buffer bank = {0}, plan = {0};
        unsigned categories = 1 + (unsigned)chance(&random, 5);
        put_random_bank(&random, &bank, categories);
        for (unsigned c = 0; c < categories; c++)
            if (chance(&random, 2) == 0)
                buffer_printf(&plan, "block = C/%u\n", c);
        buffer_append(&plan, "", 1);
        good(bank.data, plan.data);
        ck_assert_uint_eq(exam.paper_count, exam.question_count);
        for (uint64_t seed = 0; seed < 10; seed++) {
            paper_make(&exam, seed, paper);
            ck_assert_uint_eq(asked(), exam.asked_count);
            check_random_paper();
        }
        buffer_release(&bank);
        buffer_release(&plan);
    }
}
END_TEST

Suite *blocks_suite(void)
{
    Suite *s = suite_create("blocks");
    TCase *t = tcase_create("blocks");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, NULL, bank_text_release);
    tcase_add_test(t, one_text_of_three_with_its_questions);
    tcase_add_test(t, all_texts_in_random_order);
    tcase_add_test(t, two_texts_of_three_in_the_order_of_the_bank);
    tcase_add_test(t, a_block_of_the_whole_bank_and_of_a_section);
    tcase_add_test(t, a_text_stays_before_its_question);
    tcase_add_test(t, questions_are_drawn_with_their_texts);
    tcase_add_test(t, blocks_that_cannot_be_are_refused);
    tcase_add_test(t, what_is_drawn_from_must_be_equal);
    tcase_add_test(t, blocks_are_a_part_of_the_paper);
    tcase_add_test(t, the_report_says_what_stays_together);
    tcase_add_test(t, any_bank_keeps_together_what_belongs_together);
    suite_add_tcase(s, t);
    return s;
}
