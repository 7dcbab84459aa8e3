/* Text in lines, and text being typed. */
#include "client/edit.h"
#include "client/layout.h"
#include "client/say.h"
#include "common/printable.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static void setup(void)
{
    say_choose(SAY_ENGLISH); /* a UTF-8 locale */
}

static void wraps(const char *text, size_t columns, const char *expected)
{
    struct layout_line lines[20];
    char joined[512] = "";
    size_t count = layout_wrap(text, strlen(text), columns, lines, 20), used = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(joined + used, lines[i].text, lines[i].len);
        used += lines[i].len;
        joined[used++] = '|';
        ck_assert_uint_le(printable_columns(lines[i].text, lines[i].len),
                          columns > 2 ? columns : 2);
    }
    joined[used] = '\0';
    ck_assert_str_eq(joined, expected);
}

START_TEST(text_is_wrapped_to_the_window)
{
    wraps("", 10, "|");
    wraps("one two three", 20, "one two three|");
    wraps("one two three", 8, "one two|three|");
    wraps("one two three", 7, "one two|three|");
    wraps("one two three", 6, "one|two|three|");
    wraps("abcdefghij", 4, "abcd|efgh|ij|");
    wraps("a\n\nb\n", 4, "a||b||");
    wraps("ñandú ñu", 5, "ñandú|ñu|");
    wraps("\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2", 4, "\xe6\xbc\xa2\xe5\xad\x97|\xe6\xbc\xa2|");
    wraps("\xe6\xbc\xa2", 1, "\xe6\xbc\xa2|"); /* wider than the window, and yet shown */
    ck_assert_uint_eq(printable_columns("ña\xe6\xbc\xa2", 6), 4);
    ck_assert_uint_eq(layout_fit("ñandú", 7, 3), 4);
    ck_assert_uint_eq(layout_fit("\xff\xff", 2, 1), 1);
    struct layout_line line;
    ck_assert_uint_eq(layout_wrap("a b c", 5, 1, &line, 1), 1);
}
END_TEST

START_TEST(text_is_typed_and_corrected)
{
    struct edit *e = malloc(sizeof *e);
    edit_set(e, "ab", 2, 8);
    ck_assert(!e->changed);
    ck_assert_uint_eq(e->cursor, 2);
    ck_assert(edit_insert(e, "ñ", 2));
    ck_assert_str_eq(e->text, "abñ");
    edit_left(e);
    ck_assert_uint_eq(e->cursor, 2);
    edit_delete(e);
    ck_assert_str_eq(e->text, "ab");
    edit_backspace(e);
    edit_backspace(e);
    edit_backspace(e);
    ck_assert_str_eq(e->text, "");
    ck_assert(edit_insert(e, "12345678", 8));
    ck_assert(!edit_insert(e, "9", 1));
    ck_assert_str_eq(e->text, "12345678");
    edit_set(e, "one\nñandú\nx", 12, EDIT_BYTES);
    ck_assert(!e->changed);
    edit_up(e);
    edit_end(e);
    ck_assert_uint_eq(e->cursor, 11);
    edit_up(e);
    ck_assert_uint_eq(e->cursor, 3); /* the first line is shorter */
    edit_up(e);
    ck_assert_uint_eq(e->cursor, 3);
    edit_home(e);
    edit_right(e);
    edit_down(e);
    ck_assert_uint_eq(e->cursor, 6); /* behind the ñ */
    edit_down(e);
    edit_down(e);
    edit_right(e);
    edit_right(e);
    ck_assert_uint_eq(e->cursor, e->len);
    edit_set(e, "abc", 3, 2);
    ck_assert_str_eq(e->text, "ab");
    free(e);
}
END_TEST

Suite *screen_suite(void)
{
    Suite *s = suite_create("screen");
    TCase *t = tcase_create("screen");
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, text_is_wrapped_to_the_window);
    tcase_add_test(t, text_is_typed_and_corrected);
    suite_add_tcase(s, t);
    return s;
}
