/* Typed texts, compared as people type them. */
#include "server/core/number.h"
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
        {"a b", "a\tb"},
        {"a b", "a\rb"},
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

START_TEST(numbers_are_what_people_type)
{
    static const struct {
        const char *typed, *kept;
        double value;
    } cases[] = {
        {"1,5", "1.5", 1.5},
        {",5", "0.5", .5},
        {"5,", "5", 5},
        {"9.80", "9.80", 9.8},
        {"-2.5E3", "-2.5e3", -2500},
        {"1e-2", "1e-2", .01},
        {"1e+2", "1e+2", 100},
        {"+7", "7", 7},
        {"- 7", "-7", -7},
        {" \xc2\xa0\t7\n", "7", 7},
        {"\xe2\x88\x92"
         "7",
         "-7", -7},
        {"\xe2\x80\x93"
         "7",
         "-7", -7},
        {"7\xe2\x80\x8b", "7", 7},
        {"-0", "-0", 0},
        {"007", "7", 7},
        {"0", "0", 0},
        {"00", "0", 0},
        {"0,125", "0.125", .125},
        {"12 345", "12345", 12345},
        {"12\xe2\x80\xaf"
         "345",
         "12345", 12345},
        {"1'234'567", "1234567", 1234567},
        {"1\xe2\x80\x99"
         "234",
         "1234", 1234},
        {"1.234.567", "1234567", 1234567},
        {"1,234,567", "1234567", 1234567},
        {"1.234,5", "1234.5", 1234.5},
        {"1,234.5", "1234.5", 1234.5},
        {"1.234.567,89", "1234567.89", 1234567.89},
        {"123 456,789", "123456.789", 123456.789},
        {"1234,567", "1234.567", 1234.567},
        {"1.0000", "1.0000", 1},
        {"1.000e0", "1.000e0", 1},
        {"9e29", "9e29", 9e29},
        {"-9e29", "-9e29", -9e29},
        {"1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789",
         1234567890123456789012345678.},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char kept[NUMBER_BYTES + 1];
        double value[NUMBER_READINGS];
        memset(kept, '?', sizeof kept);
        ck_assert_msg(number_take(cases[i].typed, strlen(cases[i].typed), kept) == NUMBER_GOOD,
                      "'%s'", cases[i].typed);
        ck_assert_str_eq(kept, cases[i].kept);
        ck_assert_msg(number_readings(kept, strlen(kept), value) == 1, "'%s'", kept);
        ck_assert_msg(value[0] == cases[i].value, "'%s'", kept);
    }
}
END_TEST

START_TEST(a_number_whose_sign_may_be_either_is_read_both_ways) /* Y3 */
{
    static const struct {
        const char *typed, *kept;
        double first, second;
    } cases[] = {{"1.000", "1.000", 1, 1000},
                 {"1,000", "1.000", 1, 1000},
                 {"-12,345", "-12.345", -12.345, -12345},
                 {"999.999", "999.999", 999.999, 999999},
                 {"+3.142", "3.142", 3.142, 3142}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char kept[NUMBER_BYTES + 1];
        double value[NUMBER_READINGS];
        memset(kept, '?', sizeof kept);
        ck_assert_int_eq(number_take(cases[i].typed, strlen(cases[i].typed), kept), NUMBER_GOOD);
        ck_assert_str_eq(kept, cases[i].kept);
        ck_assert_uint_eq(number_readings(kept, strlen(kept), value), 2);
        ck_assert(value[0] == cases[i].first);
        ck_assert(value[1] == cases[i].second);
    }
}
END_TEST

START_TEST(what_is_no_number_is_named)
{
    static const struct {
        const char *typed;
        enum number_fault fault;
    } cases[] = {
        {"", NUMBER_EMPTY},
        {" \xc2\xa0\xe2\x80\x8b", NUMBER_EMPTY},
        {"9,8 m/s", NUMBER_WORDS},
        {"12%", NUMBER_WORDS},
        {"1/2", NUMBER_WORDS},
        {"x", NUMBER_WORDS},
        {"0x10", NUMBER_WORDS},
        {"inf", NUMBER_WORDS},
        {"nan", NUMBER_WORDS},
        {"-", NUMBER_WORDS},
        {".", NUMBER_WORDS},
        {"--5", NUMBER_WORDS},
        {"5-", NUMBER_WORDS},
        {"3-4", NUMBER_WORDS},
        {"e5", NUMBER_WORDS},
        {"1e", NUMBER_WORDS},
        {"1e+", NUMBER_WORDS},
        {"1e5x", NUMBER_WORDS},
        {"1e5.5", NUMBER_WORDS},
        {"5ex", NUMBER_WORDS},
        {"3x10", NUMBER_WORDS},
        {"\xff", NUMBER_WORDS},
        {"\xc2\xbd", NUMBER_WORDS},
        {"$5", NUMBER_WORDS},
        {"1,2,3", NUMBER_GROUPS},
        {"1 2", NUMBER_GROUPS},
        {"1234 567", NUMBER_GROUPS},
        {"12 34", NUMBER_GROUPS},
        {"1.234.56", NUMBER_GROUPS},
        {"1,234,5", NUMBER_GROUPS},
        {"1.23.456", NUMBER_GROUPS},
        {"1.234,567.8", NUMBER_GROUPS},
        {",123,456", NUMBER_GROUPS},
        {"1,234,", NUMBER_GROUPS},
        {"1 234'567", NUMBER_GROUPS},
        {"3 e5", NUMBER_GROUPS},
        {"1e30", NUMBER_LARGE},
        {"-1e30", NUMBER_LARGE},
        {"12345678901234567890123456789012345678901", NUMBER_LARGE},
        {"-1234567890123456789012345678901234567890", NUMBER_LARGE},
        {"0.123456789012345678901234567890123456789", NUMBER_LARGE},
        {"1234567890123456789012345678901234567890.5", NUMBER_LARGE},
        {"0.12345678901234567890123456789012345678e1", NUMBER_LARGE},
        {"0.1234567890123456789012345678901234567e10", NUMBER_LARGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char kept[NUMBER_BYTES + 1] = "untouched";
        ck_assert_msg(number_take(cases[i].typed, strlen(cases[i].typed), kept) == cases[i].fault,
                      "'%s'", cases[i].typed);
        ck_assert_str_eq(kept, "untouched");
    }
}
END_TEST

START_TEST(a_kept_number_is_read_as_it_stands)
{
    static const struct {
        const char *kept;
        size_t len, readings;
    } cases[] = {
        {"", 0, 0},
        {"1", 1, 1},
        {"1.5E1", 5, 1},
        {"+1.5", 4, 1},
        {"1.0005", 6, 1},
        {"1.00", 4, 1},
        {"1000.000", 8, 1},
        {"0.125", 5, 1},
        {"-0.125", 6, 1},
        {".125", 4, 1},
        {"1.0x0", 5, 0},
        {"1\0"
         "2",
         3, 0},
        {"inf", 3, 0},
        {"0x10", 4, 0},
        {"1e", 2, 0},
        {"1.5.2", 5, 0},
        {"1.000", 4, 1},
        {"1.000", 5, 2},
        {"-999.001", 8, 2},
        {"1e30", 4, 0},
        {"-1e30", 5, 0},
        {"9e29", 4, 1},
        {"0000000000000000000000000000000000000001", 40, 1},
        {"00000000000000000000000000000000000000001", 41, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value[NUMBER_READINGS];
        ck_assert_msg(number_readings(cases[i].kept, cases[i].len, value) == cases[i].readings,
                      "'%s'", cases[i].kept);
    }
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
    tcase_add_test(t, numbers_are_what_people_type);
    tcase_add_test(t, a_number_whose_sign_may_be_either_is_read_both_ways);
    tcase_add_test(t, what_is_no_number_is_named);
    tcase_add_test(t, a_kept_number_is_read_as_it_stands);
    suite_add_tcase(s, t);
    return s;
}
