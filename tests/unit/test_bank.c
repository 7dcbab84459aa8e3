/* Aiken and GIFT, what they mean and every error with its line; the exam's digest. */
#include "server/bank/bank.h"
#include "tests/lib/expect.h"
#include "tests/lib/sample.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void good(enum bank_format format, const char *text)
{
    ck_assert_msg(bank_text_read(format, text) == STATUS_OK, "%s\n%s", text, errors.data);
}

/* The file is refused, with an error that begins so. */
static void refused(enum bank_format format, const char *text, const char *error)
{
    ck_assert_msg(bank_text_read(format, text) == STATUS_INVALID, "%s", text);
    ck_assert_msg(strstr(errors.data, error) != NULL, "%s\n%s", text, errors.data);
}

START_TEST(aiken_questions_are_read)
{
    good(BANK_AIKEN, "\xEF\xBB\xBFWhat\nis it?\r\nA. one\r\nB) two\r\nANSWER: B\r\n\r\n\r\n"
                     "B. is a letter?\rA) yes\rB) no\rC) perhaps\rANSWER:A");
    ck_assert_uint_eq(exam.question_count, 2);
    ck_assert_str_eq(exam.questions[0].text, "What\nis it?");
    ck_assert_str_eq(exam.questions[0].options[0].text, "one");
    ck_assert_int_eq(exam.questions[0].options[0].weight, 0);
    ck_assert_int_eq(exam.questions[0].options[1].weight, EXAM_WEIGHT_ONE);
    ck_assert_int_eq(exam.questions[0].kind, QUESTION_SINGLE);
    ck_assert_int_eq(exam.questions[0].points, EXAM_POINT);
    ck_assert_str_eq(exam.questions[1].text, "B. is a letter?");
    ck_assert_uint_eq(exam.questions[1].option_count, 3);
    ck_assert_int_eq(exam.questions[1].options[0].weight, EXAM_WEIGHT_ONE);
}
END_TEST

START_TEST(aiken_questions_are_read_as_people_write_them)
{
    good(BANK_AIKEN, "One?\nA)a\nB)b\nANSWER: A.\nTwo?\n   A. a\n\tB.\tb\n   ANSWER: B) b\n\n"
                     "Three?\n\nA.\xc2\xa0-5\n\nB.-6\n\nANSWER:\xc2\xa0"
                     "B\n"
                     "Do\nU.S. citizens\nE.T. like?\nA. x\nB. y\nANSWER: A");
    ck_assert_uint_eq(exam.question_count, 4);
    ck_assert_str_eq(exam.questions[0].options[1].text, "b");
    ck_assert_int_eq(exam.questions[0].options[0].weight, EXAM_WEIGHT_ONE);
    ck_assert_str_eq(exam.questions[1].options[1].text, "b");
    ck_assert_int_eq(exam.questions[1].options[1].weight, EXAM_WEIGHT_ONE);
    ck_assert_str_eq(exam.questions[2].text, "Three?");
    ck_assert_str_eq(exam.questions[2].options[0].text, "-5");
    ck_assert_str_eq(exam.questions[2].options[1].text, "-6");
    ck_assert_int_eq(exam.questions[2].options[1].weight, EXAM_WEIGHT_ONE);
    ck_assert_str_eq(exam.questions[3].text, "Do\nU.S. citizens\nE.T. like?");
}
END_TEST

START_TEST(aiken_mistakes_are_explained)
{
    refused(BANK_AIKEN, "Q\na. x\nb. y\nANSWER: B\n",
            "f:2: the question has no options: each "
            "begins with a capital letter");
    refused(BANK_AIKEN, "Q\n(A) x\n(B) y\nANSWER: B\n", "f:2: the question has no options");
    refused(BANK_AIKEN, "Q\nA: x\nB: y\nANSWER: B\n", "f:2: the question has no options");
    refused(BANK_AIKEN, "Q\n1. x\n2. y\nANSWER: 1\n", "f:4: the question has no options");
    refused(BANK_AIKEN, "Q\nA. x\nb. y\nANSWER: A\n",
            "f:3: expected another option, which begins "
            "with the next capital letter");
    refused(BANK_AIKEN, "Q\nA. x\nB. y\nAnswer : A\n", "f:4: write 'ANSWER: X', in capital");
    refused(BANK_AIKEN, "Q\nA. x\nB. y\nanswer: a\n\nR\nA. x\nB. y\nANSWER: A", "f:4: write");
    refused(BANK_AIKEN, "Q\nA. x\nB. y\nANSWER: A, B\n", "f:4: ANSWER: must name one");
    refused(BANK_AIKEN, "Q\nA. x\nB. y\nANSWER:\n", "f:4: ANSWER: must name one");
    /* A title above a question, and a text in two pieces, are not silently joined. */
    refused(BANK_AIKEN, "Unit 1\n\nQ\nA. x\nB. y\nANSWER: A\n", "f:2: the question ended without");
    refused(BANK_AIKEN, "Q\nA. x\nB. y\n\n\nR\nA. x\nB. y\nANSWER: A\n",
            "f:4: the question ended without");
    expect_lacks(errors.data, "f:6");
}
END_TEST

static void check_format(const char *path, const char *text, enum bank_format format)
{
    enum bank_format found;
    ck_assert(format_of_bank(path, text, strlen(text), &found));
    ck_assert_msg(found == format, "%s: %s", path, text);
}

START_TEST(the_text_says_which_format_it_has)
{
    static const char aiken[] = "Q?\r\nA. a\r\nB. b\r\n ANSWER: B\r\n";
    static const char *const gifts[] = {"Q {=a ~b}", "  // question: 1\nQ", "::n::Q",
                                        "$category: A", "Q {=a\n~b}\n\nANSWER: one of {T}"};
    for (size_t i = 0; i < sizeof gifts / sizeof gifts[0]; i++) {
        check_format("f.txt", gifts[i], BANK_GIFT);
        check_format("f.gift", gifts[i], BANK_GIFT);
    }
    check_format("f.txt", aiken, BANK_AIKEN);
    check_format("F.GIFT", aiken, BANK_AIKEN);
    check_format("f.TXT", "{1, 2} are?\nA) a\nB) b\nanswer: b", BANK_AIKEN);
    check_format("f.txt", "Q\nA. a\nB. b", BANK_AIKEN);
    check_format("f.gift", "Q\rA. a\rB. b\rANSWER: A\r", BANK_AIKEN);
    check_format("f.txt", "", BANK_AIKEN);
    check_format("f.Gift", "ANSWER: A\n\nQ {T}", BANK_GIFT);
    enum bank_format format;
    struct buffer xml = {0};
    buffer_text(&xml, "\n<?xml version=\"1.0\"?><quiz>");
    ck_assert(!format_of_bank("f.docx", aiken, strlen(aiken), &format));
    ck_assert(!bank_format_of("f.xml", &xml, &format, &errors));
    buffer_append(&errors, "", 1);
    expect_has(errors.data, "f.xml: is XML: export the questions from Moodle in the GIFT format");
    ck_assert(!format_is_xml("<quizzes", 4));
    buffer_release(&xml);
}
END_TEST

START_TEST(aiken_errors_have_their_lines)
{
    refused(BANK_AIKEN, "", "f:1: the bank has no questions");
    refused(BANK_AIKEN, "Q\nA. a\nB. b\n\n", "f:4: the question ended without");
    refused(BANK_AIKEN, "Q\nA. a\nB. b\nANSWER: C\n", "f:4: ANSWER: must name");
    refused(BANK_AIKEN, "Q\nA. a\nB. b\nANSWER: b\n", "f:4: ANSWER: must name");
    refused(BANK_AIKEN, "Q\nA. a\nC. c\nANSWER: A\n", "f:3: expected option B, found C");
    refused(BANK_AIKEN, "Q\nA. a\nmore\nB. b\nANSWER: A\n", "f:3: expected another option");
    refused(BANK_AIKEN, "Q\nA. a\nANSWER: A\n", "f:1: the question has 1 option,");
    refused(BANK_AIKEN, "Q\nA. a\nB. b", "f:3: the file ended");
    refused(BANK_AIKEN, "\nANSWER: A\n", "f:2: ANSWER: without");
    refused(BANK_AIKEN, "Q\nA. a\nB. \nANSWER: A\n", "f:1: option 2 has no text");
    refused(BANK_AIKEN, "Q\n\xff\nA. a\n", "f:2: the line is not UTF-8");
    refused(BANK_GIFT, "Q {T}\r\rQ\x1b {T}", "f:3: the line holds U+001B, ESCAPE");
    /* All of them, and the good questions between them do not hide any. */
    refused(BANK_AIKEN, "Q\nA. a\n\nQ\nA. a\nB. b\nANSWER: A\n\nQ\nANSWER: Z\n", "f:3: ");
    expect_has(errors.data, "f:10: ");
}
END_TEST

START_TEST(gift_choices_are_read)
{
    good(BANK_GIFT, "// comment\n$CATEGORY: a/b\n\n::name\\: x:: [html]What \\{is\\} it\\~? {\n"
                    "=right # well done\n~wrong\\=1#no\n~%50%half\n####in general }\n\n"
                    "$CATEGORY: c\nIt is {~one =two} here.\n\nTrue?{T}\n\nFalse? { false#yes#no }"
                    "\n\nBoth {~%50%a\n~%50%b\n~%-100%c}");
    ck_assert_uint_eq(exam.question_count, 5);
    const struct question *q = exam.questions;
    ck_assert_str_eq(q[0].name, "name: x");
    ck_assert_str_eq(q[0].category, "a/b");
    ck_assert_str_eq(q[0].text, "What {is} it~?");
    ck_assert_uint_eq(q[0].option_count, 3);
    ck_assert_str_eq(q[0].options[0].text, "right");
    ck_assert_str_eq(q[0].options[1].text, "wrong=1");
    ck_assert_int_eq(q[0].options[2].weight, EXAM_WEIGHT_ONE / 2);
    ck_assert_int_eq(q[0].kind, QUESTION_SINGLE);
    ck_assert_str_eq(q[1].text, "It is _____ here.");
    ck_assert_str_eq(q[1].category, "c");
    ck_assert_str_eq(q[1].name, "");
    ck_assert_int_eq(q[2].kind, QUESTION_TRUEFALSE);
    ck_assert_str_eq(q[2].options[0].text, "Verdadero");
    ck_assert_int_eq(q[2].options[0].weight, EXAM_WEIGHT_ONE);
    ck_assert_int_eq(q[3].options[0].weight, 0);
    ck_assert_int_eq(q[3].options[1].weight, EXAM_WEIGHT_ONE);
    ck_assert_int_eq(q[4].kind, QUESTION_MULTIPLE);
    ck_assert_int_eq(q[4].options[2].weight, -EXAM_WEIGHT_ONE);
}
END_TEST

START_TEST(gift_weights_are_exact)
{
    good(BANK_GIFT, "Q {~%33.33333%a ~%33.33333%b ~%33,33334%c ~%-.5%d}");
    const struct option *o = exam.questions[0].options;
    ck_assert_int_eq(o[0].weight + o[1].weight + o[2].weight, EXAM_WEIGHT_ONE);
    ck_assert_int_eq(o[3].weight, -EXAM_WEIGHT_ONE / 200);
    good(BANK_GIFT, "Q {~%66.66%a ~%33.33%b ~%-33.33%c ~%-50%d}");
    o = exam.questions[0].options;
    ck_assert_int_eq(o[0].weight, EXAM_WEIGHT_ONE / 3 * 2);
    ck_assert_int_eq(o[1].weight, EXAM_WEIGHT_ONE / 3);
    ck_assert_int_eq(o[2].weight, -EXAM_WEIGHT_ONE / 3);
    ck_assert_int_eq(o[3].weight, -EXAM_WEIGHT_ONE / 2);
    good(BANK_GIFT, "Q {~%40.04%a ~%40.01%b ~%0%no ~%20%c}"); /* 100.05 % */
    o = exam.questions[0].options;
    ck_assert_int_eq(o[0].weight + o[1].weight + o[3].weight, EXAM_WEIGHT_ONE);
    ck_assert_int_lt(o[3].weight, EXAM_WEIGHT_ONE / 5);
    ck_assert_int_eq(o[2].weight, 0);
    good(BANK_GIFT, "Q {=%100%Caracas =%16.667%Maracay}\n\nR {#=%100%1 =%83.333%2}");
    ck_assert_int_eq(exam.questions[0].options[1].weight, EXAM_WEIGHT_ONE / 6);
    ck_assert_int_eq(exam.questions[1].options[1].weight, EXAM_WEIGHT_ONE / 6 * 5);
}
END_TEST

START_TEST(gift_escapes_stand_for_themselves)
{
    good(BANK_GIFT, "a\\~b\\=c\\#d\\{e\\}f\\:g\\\\h\\ni\\zj {=x ~y}");
    ck_assert_str_eq(exam.questions[0].text, "a~b=c#d{e}f:g\\h\ni\\zj");
}
END_TEST

START_TEST(gift_errors_have_their_lines)
{
    refused(BANK_GIFT, "Q {=a ~b\n\nR {=a ~b}", "f:1: the brace that opens here");
    refused(BANK_GIFT, "Q {~a\n~b}", "f:1: no answer is right");
    refused(BANK_GIFT, "Q {\n=a\n~%x%b}", "f:3: a weight is");
    refused(BANK_GIFT, "Q {=a ~%101%b}", "f:1: a weight is");
    refused(BANK_GIFT, "Q {=a ~%50b}", "f:1: a weight is");
    refused(BANK_GIFT, "Q {~%50%a ~%40%b}", "add up to 90.00000 %");
    refused(BANK_GIFT, "Q {a b}", "f:1: expected '=' or '~'");
    refused(BANK_GIFT, "{=a ~b}", "f:1: the question has no text");
    refused(BANK_GIFT, "Q {=a ~ }", "f:1: option 2 has no text");
    refused(BANK_GIFT, "::name Q {=a ~b}", "f:1: the question's name is not closed");
    refused(BANK_GIFT, "Q {=a ~b} x {=a ~b}", "twice");
    refused(BANK_GIFT, "// one\n// two\nQ {\n// three\n=a ~%z%b}", "f:5: a weight is");
    refused(BANK_GIFT, "Q {~a}\n\nR {~b}\n\nS {=a ~b}\n", "f:1: ");
    expect_has(errors.data, "f:3: ");
}
END_TEST

START_TEST(limits_are_kept)
{
    struct buffer text = {0};
    buffer_text(&text, "Q {=a");
    for (int i = 0; i < 26; i++)
        buffer_printf(&text, " ~%d", i);
    buffer_append(&text, "}", 2);
    refused(BANK_GIFT, text.data, "more than 26 answers");
    buffer_clear(&text);
    for (int i = 0; i < 9000; i++)
        buffer_text(&text, "x");
    buffer_append(&text, "{=a ~b}", 8);
    refused(BANK_GIFT, text.data, "at most 8192");
    buffer_clear(&text);
    for (int i = 0; i <= EXAM_QUESTIONS_MAX; i++)
        buffer_printf(&text, "Q%d {=a ~b}\n\n", i);
    buffer_append(&text, "", 1);
    refused(BANK_GIFT, text.data, "more than 1000 questions");
    buffer_clear(&text);
    for (int i = 0; i < 300; i++)
        buffer_text(&text, "Q {~a}\n\n");
    buffer_append(&text, "", 1);
    refused(BANK_GIFT, text.data, "more than 100 errors");
    buffer_release(&text);
}
END_TEST

START_TEST(any_garbage_is_an_error_and_no_more)
{
    static const char bytes[] = "{}=~#%:\\$\n\r \t->T[html]a1.";
    uint64_t state = 5;
    for (int round = 0; round < 20000; round++) {
        char text[48];
        size_t len = 0;
        while (len < sizeof text - 1) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            char c = bytes[(state >> 33) % (sizeof bytes - 1)];
            text[len++] = c;
            if ((state >> 60) == 0)
                break;
        }
        text[len] = '\0';
        (void)bank_text_read(round % 2 ? BANK_GIFT : BANK_AIKEN, text);
    }
}
END_TEST

START_TEST(the_sample_bank_is_clean)
{
    struct buffer bytes = {0};
    enum status status =
        bank_read("db/banks/admission.gift", "", &bytes, &exam, &errors, &warnings);
    ck_assert_msg(status == STATUS_OK, "%.*s", (int)errors.len, errors.data);
    ck_assert_uint_ge(exam.question_count, 30);
    bank_warnings(&exam, "f", &warnings);
    ck_assert_uint_eq(warnings.len, 0);
    ck_assert_int_eq(bank_read("db/banks/none.gift", "", &bytes, &exam, &errors, &warnings),
                     STATUS_IO);
    ck_assert_int_eq(bank_read("db/banks/README.md", "", &bytes, &exam, &errors, &warnings),
                     STATUS_INVALID);
    buffer_release(&bytes);
}
END_TEST

START_TEST(the_digest_covers_every_field)
{
    struct exam *e = sample_exam(6);
    struct digest before = e->digest;
    char other[] = "other";
    exam_seal(e);
    ck_assert(digest_equal(&before, &e->digest));
#define CHANGES(field, value)                                                                      \
    do {                                                                                           \
        __typeof__(field) kept = field;                                                            \
        field = value;                                                                             \
        exam_seal(e);                                                                              \
        ck_assert_msg(!digest_equal(&before, &e->digest), #field);                                 \
        field = kept;                                                                              \
    } while (0)
    CHANGES(e->title, other);
    CHANGES(e->seconds, 61);
    CHANGES(e->pass_percent, 51);
    CHANGES(e->question_count, 5);
    CHANGES(e->questions[3].kind, QUESTION_SINGLE);
    CHANGES(e->questions[3].name, other);
    CHANGES(e->questions[3].category, other);
    CHANGES(e->questions[3].text, other);
    CHANGES(e->questions[3].points, 2000);
    CHANGES(e->questions[3].option_count, 3);
    CHANGES(e->questions[3].options[2].text, other);
    CHANGES(e->questions[3].options[2].weight, 1);
    CHANGES(e->questions[3].options[2].feedback, other);
    CHANGES(e->questions[3].options[2].low, 1);
    CHANGES(e->questions[3].options[2].high, 1);
    CHANGES(e->questions[3].options[2].pattern, true);
    CHANGES(e->questions[3].id, other);
    CHANGES(e->questions[3].tags, other);
    CHANGES(e->questions[3].feedback, other);
    CHANGES(e->questions[3].negative, 1);
    CHANGES(e->fixed_order, true);
    CHANGES(e->reveal, true);
#undef CHANGES
    /* But not the hours, which each node has of its own: S10. */
    struct digest paper = e->paper_digest;
    e->hours = (struct hours){{1}, {2}};
    exam_seal(e);
    ck_assert(digest_equal(&before, &e->digest));
    ck_assert(digest_equal(&paper, &e->paper_digest));
    ck_assert_str_eq(question_kind_text(QUESTION_SINGLE), "single");
    ck_assert_str_eq(question_kind_text(QUESTION_TRUEFALSE), "truefalse");
    ck_assert_str_eq(question_kind_text(QUESTION_MULTIPLE), "multiple");
    sample_free(e);
}
END_TEST

Suite *bank_suite(void)
{
    Suite *s = suite_create("bank");
    TCase *t = tcase_create("bank");
    tcase_set_timeout(t, 60);
    tcase_add_checked_fixture(t, NULL, bank_text_release);
    tcase_add_test(t, aiken_questions_are_read);
    tcase_add_test(t, aiken_questions_are_read_as_people_write_them);
    tcase_add_test(t, aiken_mistakes_are_explained);
    tcase_add_test(t, the_text_says_which_format_it_has);
    tcase_add_test(t, aiken_errors_have_their_lines);
    tcase_add_test(t, gift_choices_are_read);
    tcase_add_test(t, gift_weights_are_exact);
    tcase_add_test(t, gift_escapes_stand_for_themselves);
    tcase_add_test(t, gift_errors_have_their_lines);
    tcase_add_test(t, limits_are_kept);
    tcase_add_test(t, any_garbage_is_an_error_and_no_more);
    tcase_add_test(t, the_sample_bank_is_clean);
    tcase_add_test(t, the_digest_covers_every_field);
    suite_add_tcase(s, t);
    return s;
}
