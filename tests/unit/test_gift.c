/* The GIFT format beyond choices, and how the kinds that it makes are answered and marked. */
#include "server/bank/bank.h"
#include "server/bank/plan.h"
#include "server/core/marking.h"
#include "tests/lib/expect.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void good(const char *text)
{
    ck_assert_msg(bank_text_read(BANK_GIFT, text) == STATUS_OK, "%s", errors.data);
}

static void refused(const char *text, const char *words)
{
    ck_assert_int_eq(bank_text_read(BANK_GIFT, text), STATUS_INVALID);
    ck_assert_msg(strstr(errors.data, words) != NULL, "expected %s, got %s", words, errors.data);
}

/* Thousandths of a point for an answer of up to four words, with the options as in the bank;
 * INT64_MIN when the answer is refused. */
static int64_t mark(size_t question, const char *a, const char *b, const char *c, const char *d)
{
    const char *given[] = {a, b, c, d};
    struct wire_word words[4];
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answer = {.values = bytes};
    struct paper_question shown = {.question = (uint16_t)question};
    size_t count = 0;
    for (; count < 4 && given[count] != NULL; count++)
        words[count] = (struct wire_word){given[count], strlen(given[count])};
    for (uint8_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        shown.option[i] = i;
    if (answer_take(&exam.questions[question], words, count, bytes, &answer.len) != REFUSAL_NONE)
        return INT64_MIN;
    return marking_question(&exam, &shown, &answer);
}

START_TEST(short_answers_are_compared_as_people_do)
{
    good("Author {=Rómulo Gallegos =%50%Gallegos#half =a\\=b}");
    const struct question *q = exam.questions;
    ck_assert_int_eq(q->kind, QUESTION_SHORT);
    ck_assert_uint_eq(q->option_count, 3);
    ck_assert_str_eq(q->options[1].feedback, "half");
    ck_assert_int_eq(mark(0, "Rómulo Gallegos", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "  RÓMULO \t gallegos ", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "Ro\xcc\x81mulo Gallegos", NULL, NULL, NULL), 1000); /* decomposed */
    ck_assert_int_eq(mark(0, "gallegos", NULL, NULL, NULL), 500);
    ck_assert_int_eq(mark(0, "A=B", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "Romulo Gallegos", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(0, "RómuloGallegos", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(0, "   ", NULL, NULL, NULL), 0); /* cleared */
    ck_assert_int_eq(mark(0, "a", "b", NULL, NULL), INT64_MIN);
    ck_assert_int_eq(mark(0, "\xff", NULL, NULL, NULL), INT64_MIN);
    ck_assert_int_eq(mark(0, "a\x01", NULL, NULL, NULL), INT64_MIN);
    char *longest = malloc(ANSWER_SHORT_BYTES + 2);
    memset(longest, 'x', ANSWER_SHORT_BYTES + 1);
    longest[ANSWER_SHORT_BYTES + 1] = '\0';
    ck_assert_int_eq(mark(0, longest, NULL, NULL, NULL), INT64_MIN);
    ck_assert_int_eq(mark(0, longest + 1, NULL, NULL, NULL), 0);
    free(longest);
}
END_TEST

/* M2: the best of the equal texts, otherwise the first pattern that matches. */
START_TEST(patterns_accept_what_no_equal_text_does)
{
    good("A {=%0%Simón Rodríguez#another =*Simón* =%50%*Bolívar#half =%0%*#no}\n\n"
         "B {=%50%*x* =ax =%0%ab =*ab =%25%a\xc2\xa0x# =%75%A X#best}\n\nC {=2\\*3 =%50%a\\*b*}");
    ck_assert_int_eq(mark(0, "Simón Bolívar", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "don simón", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "Simon Bolívar", NULL, NULL, NULL), 500);
    ck_assert_int_eq(mark(0, "SIMÓN RODRÍGUEZ", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(0, "Sucre", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(1, "ax", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(1, "axe", NULL, NULL, NULL), 500);
    ck_assert_int_eq(mark(1, "xab", NULL, NULL, NULL), 500);
    ck_assert_int_eq(mark(1, "ab", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(1, "cab", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(1, "a x", NULL, NULL, NULL), 750);
    ck_assert_int_eq(mark(2, "2*3", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(2, "2x3", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(2, "a*bc", NULL, NULL, NULL), 500);
    ck_assert_str_eq(exam.questions[2].options[0].text, "2*3");
    exam.questions[0].negative = 250; /* M3: a pattern of 0 % has only feedback */
    ck_assert_int_eq(mark(0, "Sucre", NULL, NULL, NULL), -250);
    good("Q {=*this ~that}");
    ck_assert(!exam.questions[0].options[0].pattern);
    ck_assert_str_eq(exam.questions[0].options[0].text, "*this");
}
END_TEST

/* M2 */
START_TEST(the_option_that_accepts_an_answer_is_found)
{
    good("A {=Caracas#capital =%0%*#no}\n\nB {#=3:1#near =%50%3:5#far}\n\nC {=a#x ~b}");
    static const struct {
        size_t question;
        const char *typed, *feedback;
    } cases[] = {{0, "caracas", "capital"}, {0, "Lima", "no"}, {1, "2,5", "near"},
                 {1, "7", "far"},           {1, "9", NULL},    {2, "1", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct question *q = &exam.questions[cases[i].question];
        uint8_t bytes[ANSWER_MAX_BYTES];
        struct answer answer = {.values = bytes};
        struct wire_word word = {cases[i].typed, strlen(cases[i].typed)};
        ck_assert_int_eq(answer_take(q, &word, 1, bytes, &answer.len), REFUSAL_NONE);
        const struct option *found = marking_option(q, &answer);
        ck_assert_msg((found == NULL) == (cases[i].feedback == NULL), "case %zu", i);
        if (found != NULL)
            ck_assert_str_eq(found->feedback, cases[i].feedback);
        answer.len = 0;
        ck_assert_ptr_null(marking_option(q, &answer));
    }
}
END_TEST

START_TEST(numbers_lie_in_their_ranges)
{
    good("A {#3.14:0.005}\n\nB {#-1..5#so}\n\nC {# =10:0#yes =%25%10:2.5 ~#no }\n\nD {#=%100%2e3}"
         "\n\nE {#0}");
    ck_assert_int_eq(exam.questions[0].kind, QUESTION_NUMERIC);
    ck_assert_int_eq(mark(0, "3.14", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "3,145", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "3.135", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "3.1349", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(0, "+3.1451", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(1, "-1", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(1, " 5 ", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(1, "5.0001", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(2, "10", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(2, "1.25e1", NULL, NULL, NULL), 250);
    ck_assert_int_eq(mark(2, "12.6", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(3, "2000", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(4, "-0", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(3, "2.000", NULL, NULL, NULL), 1000); /* Y3 */
    ck_assert_int_eq(mark(3, "2,000", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(3, "2 000", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(3, "2.0000", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(0, "3.142", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(2, "10,000", NULL, NULL, NULL), 1000);
    ck_assert_str_eq(exam.questions[1].options[0].feedback, "so");
    ck_assert_str_eq(exam.questions[2].feedback, "no");
    static const char *const none[] = {
        "x",   "0x10", "inf", "nan",  "1.2.3",
        "1 2", "1e",   "--1", "1e31", "12345678901234567890123456789012345678901"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ck_assert_msg(mark(0, none[i], NULL, NULL, NULL) == INT64_MIN, "%s", none[i]);
    ck_assert_int_eq(mark(0, "1", "2", NULL, NULL), INT64_MIN);
}
END_TEST

START_TEST(pairs_are_matched)
{
    good("Q {=a -> 1\n=b -> 2 #f\n=c -> 1\n= -> 9}");
    const struct question *q = exam.questions;
    ck_assert_int_eq(q->kind, QUESTION_MATCHING);
    ck_assert_uint_eq(q->prompt_count, 3);
    ck_assert_uint_eq(q->option_count, 3);
    ck_assert_str_eq(q->prompts[1].text, "b");
    ck_assert_str_eq(q->options[0].text, "1");
    ck_assert_str_eq(q->options[2].text, "9");
    ck_assert_int_eq(mark(0, "1", "2", "1", NULL), 1000);
    ck_assert_int_eq(mark(0, "1", "3", "1", NULL), 667);
    ck_assert_int_eq(mark(0, "0", "2", "0", NULL), 333);
    ck_assert_int_eq(mark(0, "0", "0", "0", NULL), 0);
    ck_assert_int_eq(mark(0, "2", "1", "3", NULL), 0);
    ck_assert_int_eq(mark(0, "1", "2", NULL, NULL), INT64_MIN);
    ck_assert_int_eq(mark(0, "1", "2", "4", NULL), INT64_MIN);
    ck_assert_int_eq(mark(0, "1", "2", "1", "1"), INT64_MIN);
    ck_assert_int_eq(mark(0, "1", "x", "1", NULL), INT64_MIN);
}
END_TEST

START_TEST(positions_of_two_digits_are_kept)
{
    struct buffer text = {0};
    buffer_text(&text, "Q {");
    for (int i = 0; i < 12; i++)
        buffer_printf(&text, "=p%d -> o%d ", i, i);
    buffer_append(&text, "}", 2);
    good(text.data);
    struct wire_word words[12];
    char digits[12][4];
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answer = {.values = bytes};
    for (int i = 0; i < 12; i++)
        words[i] = (struct wire_word){digits[i], (size_t)snprintf(digits[i], 4, "%d", i + 1)};
    ck_assert_int_eq(answer_take(exam.questions, words, 12, bytes, &answer.len), REFUSAL_NONE);
    ck_assert_uint_eq(answer_values(&answer, words, 12), 12);
    ck_assert_uint_eq(words[11].len, 2);
    ck_assert_int_eq(memcmp(words[11].data, "12", 2), 0);
    ck_assert_int_eq(memcmp(words[8].data, "9", 1), 0);
    buffer_release(&text);
}
END_TEST

START_TEST(essays_wait_for_a_person)
{
    good("Why {#### later}\n\nOnly read\nthis.\n\nQ {=a ~b}");
    struct paper_question paper[3] = {{.question = 0}, {.question = 1}, {.question = 2}};
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answers[3] = {{.values = bytes}};
    struct wire_word word = {"Because\r\n\tof this", 17};
    ck_assert_int_eq(exam.questions[0].kind, QUESTION_ESSAY);
    ck_assert_str_eq(exam.questions[0].feedback, "later");
    ck_assert_int_eq(exam.questions[1].kind, QUESTION_DESCRIPTION);
    ck_assert_str_eq(exam.questions[1].text, "Only read\nthis.");
    ck_assert_int_ne(answer_take(&exam.questions[1], &word, 1, bytes, &answers[0].len),
                     REFUSAL_NONE);
    ck_assert_int_ne(answer_take(&exam.questions[1], &word, 0, bytes, &answers[0].len),
                     REFUSAL_NONE);
    ck_assert_int_eq(answer_take(&exam.questions[0], &word, 1, bytes, &answers[0].len),
                     REFUSAL_NONE);
    exam.title = strdup("t");
    exam_seal(&exam);
    struct marks marks = marking_paper(&exam, paper, answers);
    ck_assert_int_eq(marks.max, 2000);
    ck_assert_int_eq(marks.score, 0);
    ck_assert_int_eq(marks.unmarked, 1000); /* M4 */
    ck_assert_uint_eq(marks.answered, 1);
}
END_TEST

START_TEST(feedback_identifiers_and_tags_are_kept)
{
    good("// [id:q\\]1] [tag:one] [tag:two]\n::n:: [html]T {\n~[plain]a#wrong a\n=b #right\n#### "
         "all\n}\n\n"
         "U {T#bad#good}\n\nV {FALSE#bad}\n\n// [id:lost]\n\nW {=x ~y}\n\n$CATEGORY: "
         "$course$/top/M/N\n"
         "X {=x ~y}");
    const struct question *q = exam.questions;
    ck_assert_str_eq(q[0].id, "q]1");
    ck_assert_str_eq(q[0].tags, "one, two");
    ck_assert_str_eq(q[0].options[0].text, "a");
    ck_assert_str_eq(q[0].options[0].feedback, "wrong a");
    ck_assert_str_eq(q[0].options[1].feedback, "right");
    ck_assert_str_eq(q[0].feedback, "all");
    ck_assert_str_eq(q[1].options[0].feedback, "good");
    ck_assert_str_eq(q[1].options[1].feedback, "bad");
    ck_assert_str_eq(q[2].options[0].feedback, "bad");
    ck_assert_str_eq(q[2].options[1].feedback, "");
    ck_assert_str_eq(q[3].id, "");
    ck_assert_str_eq(q[4].category, "M/N");
}
END_TEST

static void check_digest(const struct digest *digest, const char *expected)
{
    char text[DIGEST_TEXT_SIZE];
    digest_text(digest, text);
    ck_assert_str_eq(text, expected);
}

/* Nodes of different versions compare them, and records name them for good. */
START_TEST(an_exam_has_the_same_digests_for_all_time)
{
    good("$CATEGORY: A\n\n// [id:one] [tag:t]\n::N::Q {=a#good ~b}\n\n"
         "$CATEGORY: B\n\nM {=p -> 1\n=q -> 2}\n\nT {T}\n\nN {#1:0.5}\n\nW {=word}\n\n"
         "E {}\n\nOnly read.\n\nX {~%50%a ~%50%b ~%-100%c}\n");
    uint16_t first[] = {0, 7}, second[] = {1, 2, 3};
    char a[] = "A", b[] = "B", title[] = "Exam";
    struct section sections[] = {{a, first, 2, 1}, {b, second, 3, 2}};
    struct exam read = exam;
    exam.title = title;
    exam.seconds = 3600;
    exam.pass_percent = 50;
    exam.sections = sections;
    exam.section_count = 2;
    exam_seal(&exam);
    check_digest(&exam.paper_digest,
                 "a5b6d3570145ca8258cc0acd4730045af063c792bdb06caf029ad03e7aa44205");
    check_digest(&exam.digest, "3e354c16c51a75659752e07da190f5d5e38a001c028ebb35d964d65736ac2252");
    exam = read;
}
END_TEST

START_TEST(several_right_ones_of_which_one_is_chosen)
{
    good("Q {=a =b ~c ~%50%d}");
    ck_assert_int_eq(exam.questions[0].kind, QUESTION_SINGLE);
    ck_assert_int_eq(mark(0, "2", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "4", NULL, NULL, NULL), 500);
    exam.questions[0].negative = 250; /* M3 */
    ck_assert_int_eq(mark(0, "3", NULL, NULL, NULL), -250);
    ck_assert_int_eq(mark(0, NULL, NULL, NULL, NULL), 0);
}
END_TEST

/* Answers of other questions: nothing that a journal holds may lead outside the question. */
START_TEST(answers_that_do_not_fit_earn_nothing)
{
    good("A {=p -> 1\n=q -> 2\n=r -> 1}\n\nB {=a =b}\n\nC {#1}\n\nOnly read.\n\n"
         "D {# =%25%10:2.5 =10:0}");
    uint8_t bytes[ANSWER_MAX_BYTES];
    struct answer answer = {.values = bytes};
    const struct wire_word three[] = {{"1", 1}, {"2", 1}, {"1", 1}}, words = {"b", 1};
    struct paper_question shown = {.question = 0};
    struct question two = exam.questions[0];
    for (uint8_t i = 0; i < EXAM_OPTIONS_MAX; i++)
        shown.option[i] = i;
    ck_assert_int_eq(answer_take(&exam.questions[0], three, 3, bytes, &answer.len), REFUSAL_NONE);
    exam.questions[0].prompt_count = 2;
    ck_assert_int_eq(marking_question(&exam, &shown, &answer), 1000);
    exam.questions[0] = two;
    shown.question = 1; /* words, and three of them */
    ck_assert_int_eq(marking_question(&exam, &shown, &answer), 0);
    ck_assert_int_eq(answer_take(&exam.questions[1], &words, 1, bytes, &answer.len), REFUSAL_NONE);
    ck_assert_int_eq(marking_question(&exam, &shown, &answer), 1000);
    shown.question = 2; /* a number that is none */
    ck_assert_int_eq(marking_question(&exam, &shown, &answer), 0);
    shown.question = 3;
    ck_assert_int_eq(marking_question(&exam, &shown, &answer), 0);
    ck_assert_int_eq(mark(4, "10", NULL, NULL, NULL), 1000); /* the best of both */
    ck_assert_int_eq(mark(4, "1.1E1", NULL, NULL, NULL), 250);
    ck_assert_int_eq(mark(4, "-1e31", NULL, NULL, NULL), INT64_MIN);
    const struct wire_word bad[] = {{"a\0b", 3},
                                    {"a\x7f", 2},
                                    {"\xc2\x9b"
                                     "1m",
                                     4}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_ne(answer_take(&exam.questions[1], &bad[i], 1, bytes, &answer.len),
                         REFUSAL_NONE);
}
END_TEST

START_TEST(marks_are_told_by_category) /* M4 */
{
    good("$CATEGORY: A\nq {=a ~b}\n\n$CATEGORY: B\nr {}\n\n$CATEGORY: A\ns {=a ~b}");
    struct paper_question paper[3] = {{.question = 0}, {.question = 1}, {.question = 2}};
    struct answer answers[3] = {{.len = 0}};
    struct category_marks marks[2];
    uint8_t bytes[64];
    const struct wire_word word = {"1", 1};
    ck_assert_int_eq(answer_take(&exam.questions[2], &word, 1, bytes, &answers[2].len),
                     REFUSAL_NONE);
    answers[2].values = bytes;
    answers[1] = answers[2]; /* some text */
    exam.title = strdup("t");
    exam_seal(&exam);
    ck_assert_uint_eq(marking_categories(&exam, paper, answers, marks, 2), 2);
    ck_assert_str_eq(marks[0].name, "A");
    ck_assert_int_eq(marks[0].marks.score, 1000);
    ck_assert_int_eq(marks[0].marks.max, 2000);
    ck_assert_int_eq(marks[1].marks.max, 1000);
    ck_assert_int_eq(marks[1].marks.unmarked, 1000);
    marking_add_essay(&exam, 1, 250, marks, 2);
    ck_assert_int_eq(marks[0].marks.score, 1000);
    ck_assert_int_eq(marks[1].marks.score, 250);
    ck_assert_int_eq(marks[1].marks.unmarked, 0);
    ck_assert_uint_eq(marking_categories(&exam, paper, answers, marks, 1), 1); /* no more room */
}
END_TEST

START_TEST(mistakes_are_explained)
{
    refused("Q {=a -> b\n=c}", "f:2: expected 'left -> right'");
    refused("Q {=a -> b\n=c -> }", "f:2: the right part of the pair is empty");
    refused("Q {=a -> b\n= -> c}", "f:1: at least 2 pairs");
    refused("Q {=%50%a -> b\n=c -> d}", "f:1: pairs to match have no weights");
    refused("Q {#x}", "f:1: expected a number");
    refused("Q {#5..1}", "f:1: expected a number");
    refused("Q {#1:-1}", "f:1: expected a number");
    refused("Q {#\n=1\n=y}", "f:3: expected a number");
    refused("Q {#=1 x}", "f:1: expected a number");
    refused("Q {#%50%1}", "f:1: no answer is worth 100 %");
    refused("Q {#=1 {", "f:1: ");
    refused("Q {=%50%a =%20%b}", "f:1: no answer is worth 100 %: mark the right one with '='\n");
    refused("Q {=%50%a =%50%b ~c}", "with '=' alone, or begin each one of several that are to be "
                                    "chosen with ~%50%, without '='");
    refused("Q {~%100 a ~b}", "a weight is a number from -100 to 100");
    ck_assert_ptr_null(strchr(strchr(errors.data, '\n') + 1, '\n')); /* one error alone */
    refused("Q {T x", "f:1: ");
    refused("Q {T#a#b#c}", "f:1: expected '}'");
    refused("\n\nText\n=a\n~b\n", "f:3: the question has answers but no '{'");
    refused("\n\nText\n  ~a\n", "f:3: the question has answers but no '{'");
    refused("Text }", "f:1: the question has answers but no '{'");
    refused("Q {#}", "f:1: expected a number");
    refused("Q {#5:1~#no =x}", "f:1: expected a number");
    refused("Q {# 1 .. }", "f:1: expected a number");
    refused("Q {#5\n~#no {1}", "f:2: a second '{'");
    refused("Which set?\n{=A#for A={1}\n~B}", "f:2: a second '{' before the '}'");
    refused("Q {=a\n~b{\n~c}", "f:2: a second '{' before the '}'");
    refused("Q {T#so {it} is}", "f:1: a second '{'");
    refused("Q {=a ~b ####see {x}}", "f:1: a second '{'");
    refused("Q {=a#so}\n~b}", "f:2: a second '}'");
    refused("Q {=a ~b}\nand\n ~c", "f:3: an answer behind the '}'");
    refused("A} Q {=a ~b}", "f:1: the question has answers but no '{'");
    refused("Q {=a ~b}\nR {=c ~d}", "f:2: the question has answers in braces twice: put a blank");
    refused("Q {=a ~b\nR {=c ~d}", "f:2: a second '{' before the '}': is a '}' missing above?");
    refused("x^{2} is {=a ~b}", "f:1: expected '=' or '~' before an answer");
    refused("In {1:MC:=a~b} and {1:SA:=c}.", "f:1: expected '=' or '~' before an answer (answers "
                                             "inside a text, Cloze, are not read");
    refused("In {:SHORTANSWER:=a}.", "Cloze");
    refused("In {1:x} or {1:} or {1}.", "before an answer, or '}'");
    refused("Q { verdadero }", "for true or false write {TRUE} or {FALSE})");
    refused("Q {V#no}", "for true or false write");
    refused("$CATEGORIA: A\n\nQ {T}", "f:1: a category stands on a line '$CATEGORY: NAME'");
    refused("Only read.", "f:1: the bank has nothing to answer");
}
END_TEST

/* What Moodle reads, and people write, besides the usual forms. */
START_TEST(numeric_keys_are_read_in_all_their_forms)
{
    good("A {#5:1~#others}\n\nB {# 9.8 : 0.1 }\n\nC {#\xc2\xa0"
         "1 .. 5}\n\n"
         "D {#10 =%50%10:2 ~passed over#others}\n\nE {#=10 =%25%*#any}");
    ck_assert_int_eq(mark(0, "6", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(0, "6.1", NULL, NULL, NULL), 0);
    ck_assert_str_eq(exam.questions[0].feedback, "others");
    ck_assert_int_eq(mark(1, "9,7", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(1, "9.69", NULL, NULL, NULL), 0);
    ck_assert_int_eq(mark(2, "5", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(3, "10", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(3, "12", NULL, NULL, NULL), 500);
    ck_assert_str_eq(exam.questions[3].feedback, "others");
    ck_assert_int_eq(mark(4, "10", NULL, NULL, NULL), 1000);
    ck_assert_int_eq(mark(4, "-9e29", NULL, NULL, NULL), 250);
    refused("Q {#*:1}", "f:1: expected a number");
}
END_TEST

START_TEST(a_tilde_before_the_right_option_is_passed_over)
{
    good("It is {~=on~below} it.\n\nQ {\n~ =a # yes\n~b\n}");
    ck_assert_int_eq(exam.questions[0].kind, QUESTION_SINGLE);
    ck_assert_uint_eq(exam.questions[0].option_count, 2);
    ck_assert_str_eq(exam.questions[0].options[0].text, "on");
    ck_assert_int_eq(mark(0, "1", NULL, NULL, NULL), 1000);
    ck_assert_str_eq(exam.questions[1].options[0].feedback, "yes");
    ck_assert_int_eq(mark(1, "1", NULL, NULL, NULL), 1000);
    good("All are right {~=a ~=b -> c}"); /* it stays a choice */
    ck_assert_int_eq(exam.questions[0].kind, QUESTION_SINGLE);
}
END_TEST

static void check_category(const char *line, const char *category)
{
    struct buffer text = {0};
    buffer_printf(&text, "%s\n\nQ {T}\n", line);
    buffer_append(&text, "", 1);
    good(text.data);
    ck_assert_uint_eq(exam.question_count, 1);
    ck_assert_str_eq(exam.questions[0].category, category);
    buffer_release(&text);
}

START_TEST(categories_are_named_without_their_place_in_moodle)
{
    check_category("$CATEGORY: $course$/top/A/B", "A/B");
    check_category("$CATEGORY: $module$/top/A", "A");
    check_category("$CATEGORY: $system$/A", "A");
    check_category("$CATEGORY: $cat12$/top/A", "A");
    check_category("  $Category:top/A", "A");
    check_category("$category: $course$ / A / B ", "A/B");
    check_category("$CATEGORY: A/top/$5$", "A/top/$5$");
    check_category("$CATEGORY: km//h", "km/h");
    check_category("$CATEGORY: $course$/top", "");
    check_category("$CATEGORY: $course$", "");
}
END_TEST

START_TEST(comments_hold_anything)
{
    good("// see [id: the list\n// [tag:\n// a ] b { =\nQ {T}\n\n"
         "// [tag:a] and [id:lost\n// [id:x]\nR {\n// ~no\n=a\n~b}");
    ck_assert_str_eq(exam.questions[0].id, "");
    ck_assert_str_eq(exam.questions[0].tags, "");
    ck_assert_str_eq(exam.questions[1].tags, "a");
    ck_assert_str_eq(exam.questions[1].id, "x");
    ck_assert_uint_eq(exam.questions[1].option_count, 2);
}
END_TEST

START_TEST(formats_and_wide_spaces_are_passed_over)
{
    refused("Is 2 {#1..3}\n= 2?", "f:2: an answer behind");
    good("[html]::n::One {T}\n\xc2\xa0\n::m:: [Markdown] Two "
         "{\xc2\xa0=a\n\xe3\x80\x80~b\xc2\xa0}\n\n"
         "Is 2 {#1..3} = 2?");
    ck_assert_uint_eq(exam.question_count, 3);
    ck_assert_str_eq(exam.questions[0].name, "n");
    ck_assert_str_eq(exam.questions[0].text, "One");
    ck_assert_str_eq(exam.questions[1].text, "Two");
    ck_assert_str_eq(exam.questions[1].options[0].text, "a");
    ck_assert_str_eq(exam.questions[1].options[1].text, "b");
    ck_assert_str_eq(exam.questions[2].text, "Is 2 _____ = 2?");
}
END_TEST

START_TEST(the_bank_of_every_kind_is_read)
{
    size_t kinds[QUESTION_KINDS] = {0};
    struct buffer report = {0}, bytes = {0}, text = {0};
    ck_assert_int_eq(bank_read("db/banks/kinds.gift", "", &bytes, &exam, &errors, &warnings),
                     STATUS_OK);
    for (size_t i = 0; i < exam.question_count; i++)
        kinds[exam.questions[i].kind]++;
    for (int i = 0; i < QUESTION_KINDS; i++)
        ck_assert_msg(kinds[i] > 0, "%s", question_kind_text((enum question_kind)i));
    ck_assert_int_eq(plan_read("db/banks/kinds.plan", &text, &exam, &errors), STATUS_OK);
    bank_report(&exam, "f", &report);
    bank_warnings(&exam, "f", &report);
    buffer_append(&report, warnings.data, warnings.len);
    buffer_append(&report, "", 1);
    expect_has(report.data, "f: 13 questions (2 single, 2 truefalse");
    expect_has(report.data, "  Lengua: 4 questions");
    expect_lacks(report.data, "warning");
    buffer_release(&report);
    buffer_release(&bytes);
    buffer_release(&text);
}
END_TEST

Suite *gift_suite(void)
{
    Suite *s = suite_create("gift");
    TCase *t = tcase_create("gift");
    tcase_add_checked_fixture(t, NULL, bank_text_release);
    tcase_add_test(t, short_answers_are_compared_as_people_do);
    tcase_add_test(t, patterns_accept_what_no_equal_text_does);
    tcase_add_test(t, the_option_that_accepts_an_answer_is_found);
    tcase_add_test(t, numbers_lie_in_their_ranges);
    tcase_add_test(t, pairs_are_matched);
    tcase_add_test(t, positions_of_two_digits_are_kept);
    tcase_add_test(t, essays_wait_for_a_person);
    tcase_add_test(t, feedback_identifiers_and_tags_are_kept);
    tcase_add_test(t, an_exam_has_the_same_digests_for_all_time);
    tcase_add_test(t, several_right_ones_of_which_one_is_chosen);
    tcase_add_test(t, answers_that_do_not_fit_earn_nothing);
    tcase_add_test(t, marks_are_told_by_category);
    tcase_add_test(t, mistakes_are_explained);
    tcase_add_test(t, numeric_keys_are_read_in_all_their_forms);
    tcase_add_test(t, a_tilde_before_the_right_option_is_passed_over);
    tcase_add_test(t, categories_are_named_without_their_place_in_moodle);
    tcase_add_test(t, comments_hold_anything);
    tcase_add_test(t, formats_and_wide_spaces_are_passed_over);
    tcase_add_test(t, the_bank_of_every_kind_is_read);
    suite_add_tcase(s, t);
    return s;
}
