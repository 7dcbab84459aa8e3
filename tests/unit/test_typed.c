/* Typed texts, compared as people type them. */
#include "server/core/typed.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <stdlib.h>

static bool same(const char *typed, const char *accepted)
{
    char *made = typed_canonical(typed, strlen(typed));
    bool equal = typed_equals(made, accepted);
    free(made);
    return equal;
}

static bool matches(const char *typed, const char *pattern)
{
    char *made = typed_canonical(typed, strlen(typed));
    bool match = typed_matches(made, pattern);
    free(made);
    return match;
}

START_TEST(texts_that_people_cannot_tell_apart_are_equal) /* Y1 */
{
    static const char *const pairs[][2] = {
        {"Gallegos", "gALLEGOS"},
        {"\xc3\x91"
         "and\xc3\xba",
         "n\xcc\x83"
         "andu\xcc\x81"},
        {"stra\xc3\x9f"
         "e",
         "STRASSE"},
        {"it's", "it\xe2\x80\x99s"},
        {"it's", "it\xe2\x80\x98s"},
        {"it's", "it\xe2\x80\x9bs"},
        {"it's", "it\xc2\xb4s"},
        {"it's", "it`s"},
        {"it's", "it\xe2\x80\xb2s"},
        {"it's", "it\xca\xbcs"},
        {"it's", "it\xef\xbc\x87s"},
        {"'s", "\xca\xb9s"},
        {"'s", "\xe2\x80\xb5s"},
        {"'s'", "\xe2\x80\xb9s\xe2\x80\xba"},
        {"\"a\"", "\xe2\x80\x9c"
                  "a\xe2\x80\x9d"},
        {"\"a\"", "\xe2\x80\x9e"
                  "a\xe2\x80\x9f"},
        {"\"a\"", "\xc2\xab"
                  "a\xc2\xbb"},
        {"5\"", "5\xe2\x80\xb3"},
        {"5\"", "5\xe2\x80\xb6"},
        {"5\"", "5\xca\xba"},
        {"5\"", "5\xe3\x80\x9d"},
        {"5\"", "5\xef\xbc\x82"},
        {"a-b", "a\xe2\x80\x90"
                "b"},
        {"a-b", "a\xe2\x80\x91"
                "b"},
        {"a-b", "a\xe2\x80\x93"
                "b"},
        {"a-b", "a\xe2\x80\x94"
                "b"},
        {"a-b", "a\xe2\x80\x95"
                "b"},
        {"-b", "\xe2\x88\x92"
               "b"},
        {"-b", "\xe2\x81\x83"
               "b"},
        {"-b", "\xef\xb9\x98"
               "b"},
        {"-b", "\xef\xb9\xa3"
               "b"},
        {"-b", "\xef\xbc\x8d"
               "b"},
        {"a b", " a\t \r\n b\n"},
        {"a b", "a\xc2\xa0"
                "b"},
        {"a b", "a\xe2\x80\xaf\xe3\x80\x80"
                "b\xe2\x80\x83"},
        {"a b", "\xe2\x80\xa9"
                "a\xe2\x80\xa8"
                "b"},
        {"ab", "a\xc2\xad"
               "b"},
        {"ab", "\xef\xbb\xbf"
               "a\xe2\x80\x8b"
               "b\xe2\x80\x8d"},
        {"ab", "a\xe2\x80\x8e"
               "b\xe2\x80\xac\xe2\x81\xa0"},
        {"ab", "ab\xee\x80\x80"},
        {"", " \xe2\x80\x8b "},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        ck_assert_msg(same(pairs[i][0], pairs[i][1]), "'%s' '%s'", pairs[i][0], pairs[i][1]);
        ck_assert_msg(same(pairs[i][1], pairs[i][0]), "'%s' '%s'", pairs[i][1], pairs[i][0]);
    }
}
END_TEST

START_TEST(what_people_see_differs_stays_different) /* Y1 */
{
    static const char *const pairs[][2] = {
        {"R\xc3\xb3mulo", "Romulo"},
        {"a b", "ab"},
        {"it's", "its"},
        {"a-b", "a b"},
        {"'a'", "\"a\""},
        {"10\xc2\xb3", "103"},
        {"a", ""},
        {"a_b", "a-b"},
        {"\xc3\xb1", "n"},
        {"1\xc2\xaa", "1a"},
        {"a\xcc\x81", "a'"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        ck_assert_msg(!same(pairs[i][0], pairs[i][1]), "'%s' '%s'", pairs[i][0], pairs[i][1]);
}
END_TEST

START_TEST(a_star_stands_for_any_text) /* Y2 */
{
    static const struct {
        const char *pattern, *typed;
        bool match;
    } cases[] = {
        {"*", "", true},
        {"*", "anything", true},
        {"**", "anything", true},
        {"Bol*", "BOL\xc3\x8dVAR", true},
        {"Bol*", "bol", true},
        {"Bol*", "bo", false},
        {"Bol*", "simon bol", false},
        {"*var", "Bol\xc3\xadvar", true},
        {"*var", "Bol\xc3\xadvares", false},
        {"*bol*", "Sim\xc3\xb3n Bol\xc3\xadvar", true},
        {"*bol*", "Sucre", false},
        {"a*b*c", "abc", true},
        {"a*b*c", "a b b c c", true},
        {"a*b*c", "acb", false},
        {"a*b*c", "ab", false},
        {"a*b*c", "ac", false},
        {"aba*aba", "aba", false},
        {"aba*aba", "ababa", false},
        {"aba*aba", "abaaba", true},
        {"*aba*aba*", "ababa", false},
        {"*ab", "abab", true},
        {"ab*", "abab", true},
        {"a * b", "a x b", true},
        {"a * b", "a  x  b", true},
        {"a * b", "a b", false},
        {"  a* ", "a b", true},
        {" * a ", "b a", true},
        {"a*", "b", false},
        {"it\xe2\x80\x99s*", "it's here", true},
        {"2\\*3*", "2*3=6", true},
        {"2\\*3*", "2x3=6", false},
        {"\\*", "*", true},
        {"\\*", "x", false},
        {"a\\b*", "a\\bc", true},
        {"*\\", "x\\", true},
        {"caf*", "cafe\xcc\x81", true},
        {"cafe*", "cafe\xcc\x81", false},
        {"a", "a", true},
        {"a", "ab", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(matches(cases[i].typed, cases[i].pattern) == cases[i].match, "'%s' '%s'",
                      cases[i].pattern, cases[i].typed);
}
END_TEST

START_TEST(a_star_behind_a_backslash_is_the_character) /* Y2 */
{
    static const struct {
        const char *accepted, *becomes;
        bool pattern;
    } cases[] = {{"SELECT \\* FROM", "SELECT * FROM", false},
                 {"\\*\\*", "**", false},
                 {"a\\b", "a\\b", false},
                 {"a\\", "a\\", false},
                 {"plain", "plain", false},
                 {"", "", false},
                 {"a*", "a*", true},
                 {"\\**", "\\**", true},
                 {"*", "*", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];
        memcpy(text, cases[i].accepted, strlen(cases[i].accepted) + 1);
        ck_assert_msg(typed_is_pattern(text) == cases[i].pattern, "%s", cases[i].accepted);
        ck_assert_str_eq(text, cases[i].becomes);
    }
}
END_TEST

START_TEST(a_hostile_pattern_costs_little) /* Y2 */
{
    static char typed[501], pattern[501];
    memset(typed, 'a', 500);
    for (size_t i = 0; i + 2 < sizeof pattern; i += 2)
        memcpy(pattern + i, "*a", 2);
    ck_assert(matches(typed, pattern));
    pattern[498] = 'b'; /* exponential time, if every place were tried */
    ck_assert(!matches(typed, pattern));
}
END_TEST

Suite *typed_suite(void)
{
    Suite *s = suite_create("typed");
    TCase *t = tcase_create("typed");
    tcase_add_test(t, texts_that_people_cannot_tell_apart_are_equal);
    tcase_add_test(t, what_people_see_differs_stays_different);
    tcase_add_test(t, a_star_stands_for_any_text);
    tcase_add_test(t, a_star_behind_a_backslash_is_the_character);
    tcase_add_test(t, a_hostile_pattern_costs_little);
    suite_add_tcase(s, t);
    return s;
}
