/* Warnings: probable mistakes in a bank without errors, each with its line; and no warning where
 * there is none. */
#include "server/bank/bank.h"
#include "server/bank/markup.h"
#include "server/core/answer.h"
#include "tests/lib/expect.h"
#include "tests/unit/bank_text.h"
#include "tests/unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *read_text(enum bank_format format, const char *text)
{
    enum status status = bank_text_read(format, text);
    ck_assert_msg(status == STATUS_OK, "%s: %s", text, errors.data);
    bank_warnings(&exam, "f", &warnings);
    buffer_append(&warnings, "", 1);
    return warnings.data;
}

/* GIFT text that is read with this warning. */
static void warned(const char *text, const char *words)
{
    const char *found = read_text(BANK_GIFT, text);
    ck_assert_msg(strstr(found, words) != NULL, "%s: expected %s, got %s", text, words, found);
}

/* GIFT text that is read without a warning. */
static void silent(const char *text)
{
    ck_assert_str_eq(read_text(BANK_GIFT, text), "");
}

START_TEST(the_same_twice_is_warned_of)
{
    warned("Q {=a\n~a}", "f:1: warning: question 1: options 1 and 2 read the same, 'a'");
    warned("\nQ {=a ~b}\n\nQ {~b =a}\n", "f:4: warning: question 2: it is the same question as "
                                         "question 1 in line 2\n");
    warned("Q {=a ~b}\n\nQ {=b ~a}", "question 1 in line 1, but other answers are right");
    warned("Q {T}\n\nR {F}\n\nQ {F}",
           "f:5: warning: question 3: it is the same question as question 1 "
           "in line 1, but other");
    warned("Q {=a}\n\nQ {=b}", "f:3: warning: question 2: it is the same");
    warned("Q {=a -> b =c -> d}\n\nQ {=c -> b =a -> d}", "question 2: it is the same");
    warned("// [id:x]\nQ {T}\n\n// [id:x]\nR {T}",
           "f:5: warning: question 2: it has the same id 'x' "
           "as question 1 in line 2");
    silent("Which is right? {=a ~b}\n\nWhich is right? {=c ~d}\n\n"
           "Match {=a -> 1 =b -> 2}\n\nMatch {=a -> 1 =c -> 2}\n\n// [id:x]\nQ {T}\n\n// [id:y]\nQ "
           "{=T}\n\nRead.\n\nRead.");
}
END_TEST

START_TEST(what_is_shown_as_it_stands_is_warned_of)
{
    warned("Q {=<b>a</b> ~c}",
           "f:1: warning: question 1: '<b>' is HTML, which is shown as it stands");
    warned("Q {=a#well<br/> ~c}", "'<br/>' is HTML");
    warned("Q {=<p class\\=\"x\">a -> 1 =b -> 2}", "'<p class=\"x\">' is HTML");
    warned("Q {=a ~b ####Caf&eacute;}", "'&eacute;' is HTML");
    warned("\n<pre>x {=a ~b}", "f:2: warning: question 1: '<pre>' is HTML");
    warned("[html]<img src\\=\"@@PLUGINFILE@@/map.png\"> {=a ~b}",
           "'<img src=\"@@PLUGINFILE@@/map.png\">"
           "' is an image or sound");
    warned("![map](map.png) Where? {=a ~b}", "'![map](map.png)' is an image or sound");
    warned("See https\\://x.org/a/map.PNG now {T}", "'https://x.org/a/map.PNG' is an image");
    warned("Q {=data\\:image/png;base64 ~b}", "'data:image/' is an image");
    warned("Is $x^2>0$? {T}", "'$x^2>0$' is LaTeX");
    warned("Is \\\\frac\\{1\\}\\{2\\} a half? {T}", "'\\frac' is LaTeX");
    warned("Is $$a$$ so? {T}", "'$$' is LaTeX");
    silent("If a<b and c>d, is x < y > z? {T}\n\nIs #include <stdio.h> C? {T}\n\n"
           "It costs $5 and not $10 at A&B; C\\:\\\\Users\\\\franca; a <nothing> {F}\n\n"
           "See https\\://x.org/about and ![x] (y) and <i {T}");
}
END_TEST

/* The parts of it that a bank as above does not reach. */
START_TEST(markup_is_found_where_it_is)
{
    size_t len;
    ck_assert_ptr_null(markup_find("", MARKUP_HTML, &len));
    ck_assert_ptr_null(markup_find("a & b; &x; &#; &#x; &unknown; &", MARKUP_HTML, &len));
    ck_assert_str_eq(markup_find("a &#39; b", MARKUP_HTML, &len), "&#39; b");
    ck_assert_uint_eq(len, 5);
    ck_assert_str_eq(markup_find("a </span> b", MARKUP_HTML, &len), "</span> b");
    ck_assert_uint_eq(len, 7);
    ck_assert_ptr_null(markup_find("<b is not closed", MARKUP_HTML, &len));
    ck_assert_ptr_null(markup_find("$5\n$^", MARKUP_LATEX, &len));
    ck_assert_ptr_null(markup_find("$", MARKUP_LATEX, &len));
    ck_assert_ptr_null(markup_find("\\(x and \\[y", MARKUP_LATEX, &len));
    ck_assert_ptr_null(markup_find("(x) [y\\)\\]", MARKUP_LATEX, &len));
    ck_assert_str_eq(markup_find("a \\(x^2\\) b", MARKUP_LATEX, &len), "\\(x^2\\) b");
    ck_assert_uint_eq(len, 7);
    ck_assert_str_eq(markup_find("a \\[x\\]", MARKUP_LATEX, &len), "\\[x\\]");
    ck_assert_ptr_null(markup_find("http://x", MARKUP_MEDIA, &len));
    ck_assert_ptr_null(markup_find("!", MARKUP_MEDIA, &len));
    ck_assert_ptr_null(markup_find("![a](b", MARKUP_MEDIA, &len));
}
END_TEST

START_TEST(points_for_choosing_all_are_warned_of)
{
    warned("Q {~%50%a ~%50%b ~c}", "f:1: warning: question 1: whoever chooses all options earns "
                                   "everything");
    warned("Q {~%50%a ~%50%b}", "all its options are right");
    silent("Q {~%50%a ~%50%b ~%-100%c}\n\nR {~%50%a ~%50%b ~%-10%c ~d}");
}
END_TEST

START_TEST(hash_signs_that_cut_an_option_are_warned_of)
{
    warned("Q {=C# ~Java}", "f:1: warning: question 1: the '#' behind 'C' is not shown");
    warned("Q {\n~Java\n=F#\n}", "f:3: warning: question 1: the '#' behind 'F' is not shown");
    warned("Q {=C#}", "the '#' behind 'C' is not shown");
    silent("A {=C\\# ~Java}\n\nB {=a#good ~b}\n\nC {=a#good ~b#bad}\n\nD {=a # ~b}");
    silent("E {\n\t=a#\n\t~b#\n}\n\nF {\n\t=%100%a#\n}\n\nG {=a ~b####all}"); /* exported */
}
END_TEST

START_TEST(answers_behind_the_general_feedback_are_warned_of)
{
    warned("Q {=a####Because. ~b}", "f:1: warning: question 1: the '~' begins no answer here");
    warned("Q {\n=a\n~b\n####Because.\n  =c\n}",
           "f:5: warning: question 1: the '=' begins no answer here");
    silent("A {=a ~b\n####x = 4, about ~5 m, a~b\n}\n\nB {=a ~b####two\nlines}\n\n"
           "C {####\\~x\n\\=y}");
}
END_TEST

START_TEST(signs_that_made_answers_are_warned_of)
{
    warned("If x+1\\=3, what is x? {=2 ~x=4}",
           "f:1: warning: question 1: '4' is an answer of its own, "
           "because of the '=' before it: write \\=");
    warned("Q {\n=a\n~b\n~x = 4\n}", "f:4: warning: question 1: '4' is an answer of its own");
    warned("Q {\n=10 or ~12\n~b\n~c\n}",
           "f:2: warning: question 1: '12' is an answer of its own, because "
           "of the '~'");
    warned("Q {=x=4}", "'4' is an answer of its own");
    warned("Q {\n=a#x=1\n~b\n~c}", "f:2: warning: question 1: '1' is an answer of its own");
    warned("Q {=a =b ~c}", "people choose one option, and both 'a' and 'b' are right");
    warned("Q {\n=a\n~b\n=c\n}", "f:4: warning: question 1: people choose one option");
    silent("A {=a~b~c}\n\nB {=a=b=c}\n\nC {~a =b ~c}\n\nD {\n=a ~b\n~c ~d}\n\nE {\n// "
           "x\n=a\n\t~b\n}\n\n"
           "F {#=1 =%50%2}\n\nG {=one =two}\n\nK {=lots=plenty}\n\nH {=a ~%50%b ~c}\n\nI "
           "{=a->b=c->d}");
}
END_TEST

START_TEST(backslashes_that_were_escapes_are_warned_of)
{
    warned("Is it\ntrue that x \\neq 0? {T}",
           "f:2: warning: question 1: '\\neq' is read as a line end "
           "and 'eq': write '\\\\neq'");
    warned("Q {=\\nabla f ~b}", "'\\nabla' is read as a line end");
    warned("With $a \\ne b$ {T}", "'\\ne' is read");
    silent("One\\nuna\\ne otra\\nnot \\\\nine {T}");
}
END_TEST

START_TEST(answers_that_nobody_types_are_warned_of)
{
    warned("Q {=wait\xE2\x80\xA6 =%50%wait}", "f:1: warning: question 1: people cannot type the "
                                              "accepted answer 'wait\xE2\x80\xA6' because "
                                              "of '\xE2\x80\xA6' (U+2026)");
    warned("Q {=x\xC2\xB2}", "(U+00B2)");
    warned("Q {=a \xC3\x97 b}", "(U+00D7)");
    warned("Q {=\xF0\x9F\x98\x80}", "(U+1F600)");
    silent("Q {=x\xC2\xB2 =x2}\n\nR {=it\xE2\x80\x99s}\n\nS {=1\xC2\xBA \xC2\xBFqu\xC3\xA9?}\n\n"
           "T {=\xEF\xAC\x81n}\n\nU {=\xCF\x80 \xD0\xB6}\n\nV {=a =%0%\xE2\x80\xA6}\n\n"
           "W {=5 \xE2\x82\xAC =50\xE2\x80\x93"
           "60}\n\nX {=a\xE2\x80\xA6 ~b}\n\nY {=so\xE2\x80\x8Bso}");
    char text[ANSWER_SHORT_BYTES + 16];
    int len = snprintf(text, sizeof text, "Q {=");
    memset(text + len, 'x', ANSWER_SHORT_BYTES + 1);
    memcpy(text + len + ANSWER_SHORT_BYTES + 1, "}", 2);
    warned(text, "an accepted answer is longer than the 500 bytes");
}
END_TEST

START_TEST(answers_that_another_one_hides_are_warned_of)
{
    warned("Q {=Gallegos =%50%gallegos}",
           "f:1: warning: question 1: the accepted answer 'gallegos' never "
           "counts: 'Gallegos' accepts it");
    warned("Q {#=10:5 =%50%10:1}", "the accepted answer '10:1' never counts");
    silent("Q {=Gallegos =gallegos}\n\nR {#=10:1 =%50%10:5}");
}
END_TEST

START_TEST(answers_of_another_kind_are_warned_of)
{
    warned("Q {#1.500}", "'1.500' is read with a decimal sign");
    warned("Q {#=-12,000:5}", "'-12,000:5' is read with a decimal sign");
    warned("Q {=3.5}", "'3.5' is compared letter by letter, and '3,5' is wrong: write {#3.5}");
    warned("Q {=Verdadero}", "people must type the word 'Verdadero'");
    warned("Q {true}",
           "f:1: warning: question 1: {true} is read as true; Moodle would take it for a "
           "short answer: write {TRUE}");
    warned("Q { f #no}", "{f} is read as false");
    warned("Q {#5 ~6 ~7}", "the text behind '~' is passed over");
    warned("Q {T} // later",
           "f:1: warning: question 1: the text behind the answers is shown, '//' too");
    silent(
        "Q {#1.5}\n\nR {#0.500}\n\nS {#3.125}\n\nT {=3.5 =3,5}\n\nU {=350}\n\nV {=True =False}\n\n"
        "W {TRUE#no#yes}\n\nX {#5 ~#no}\n\nY {F} and/or");
}
END_TEST

START_TEST(other_arrows_are_warned_of)
{
    warned("Q {=Lara \xE2\x86\x92 Barquisimeto\n=Zulia \xE2\x86\x92 Maracaibo}",
           "f:1: warning: question 1: people must type the whole answer 'Zulia \xE2\x86\x92 "
           "Maracaibo': for pairs to match write '->' in place of '\xE2\x86\x92'");
    warned("Q {=a \xE2\x80\x93> b =c \xE2\x80\x93> d}", "for pairs to match write '->'");
    warned("Q {=a => b =c => d}", "in place of '=>'");
    warned("Q {=a --> b\n=c --> d}", "the pair 'a -' and 'b' has a piece of the arrow in it");
    silent("Q {=a -> b =c -> d}\n\nR {=a \xE2\x86\x92 b =a to b}\n\nS {=5 \\> 3}");
}
END_TEST

START_TEST(a_text_that_lacks_answers_is_warned_of)
{
    warned("Q {T}\n\nWho was it?\n",
           "f:3: warning: question 2: it is a text to read, without answers");
    warned("Q {T}\n\nIt was ____ then.\n", "question 2: it is a text to read");
    silent("Read this.\n\nQ {T}");
}
END_TEST

START_TEST(options_that_name_others_are_warned_of)
{
    static const char *const options[] = {"Todas las anteriores.", "None of the above", "A y C",
                                          "Both A and B are right", "a) e c)"};
    char text[80];
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        (void)snprintf(text, sizeof text, "\nQ {=%s ~x ~y}", options[i]);
        warned(text, "f:2: warning: question 1: options are shown in any order, but '");
        exam.fixed_order = true;
        buffer_clear(&warnings);
        bank_warnings(&exam, "f", &warnings);
        ck_assert_uint_eq(warnings.len, 0);
    }
    silent("Q {=All of these ~Vitamins A and C ~A and others}\n\nR {=None of the above}\n\n"
           "S {=the above ~B y A}");
}
END_TEST

START_TEST(aiken_questions_are_warned_of_too)
{
    expect_has(
        read_text(BANK_AIKEN, "Q\nA. <b>x\nB. x\nANSWER: A\n\nQ\nA. x\nB. <b>x\nANSWER: A\n"),
        "f:6: warning: question 2: it is the same question as question 1 in line 1, but");
    expect_has(warnings.data, "f:1: warning: question 1: '<b>' is HTML");
}
END_TEST

Suite *advice_suite(void)
{
    Suite *s = suite_create("advice");
    TCase *t = tcase_create("advice");
    tcase_add_checked_fixture(t, NULL, bank_text_release);
    tcase_add_test(t, the_same_twice_is_warned_of);
    tcase_add_test(t, what_is_shown_as_it_stands_is_warned_of);
    tcase_add_test(t, markup_is_found_where_it_is);
    tcase_add_test(t, points_for_choosing_all_are_warned_of);
    tcase_add_test(t, hash_signs_that_cut_an_option_are_warned_of);
    tcase_add_test(t, answers_behind_the_general_feedback_are_warned_of);
    tcase_add_test(t, signs_that_made_answers_are_warned_of);
    tcase_add_test(t, backslashes_that_were_escapes_are_warned_of);
    tcase_add_test(t, answers_that_nobody_types_are_warned_of);
    tcase_add_test(t, answers_that_another_one_hides_are_warned_of);
    tcase_add_test(t, answers_of_another_kind_are_warned_of);
    tcase_add_test(t, other_arrows_are_warned_of);
    tcase_add_test(t, a_text_that_lacks_answers_is_warned_of);
    tcase_add_test(t, options_that_name_others_are_warned_of);
    tcase_add_test(t, aiken_questions_are_warned_of_too);
    suite_add_tcase(s, t);
    return s;
}
