/* Text in lines, and text being typed. */
#include "client/draft.h"
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

static size_t above(const char *text, size_t columns, size_t at)
{
    return layout_above(text, strlen(text), columns, at);
}

static size_t below(const char *text, size_t columns, size_t at)
{
    return layout_below(text, strlen(text), columns, at);
}

START_TEST(a_cursor_goes_to_the_line_above_and_below)
{
    static const char text[] = "one\nñandú\nx"; /* lines at 0, 4 and 12 */
    ck_assert_uint_eq(below(text, 20, 1), 6);   /* behind the ñ */
    ck_assert_uint_eq(below(text, 20, 6), 13);
    ck_assert_uint_eq(below(text, 20, 10), 13); /* that line is shorter */
    ck_assert_uint_eq(below(text, 20, 13), 13);
    ck_assert_uint_eq(above(text, 20, 13), 6);
    ck_assert_uint_eq(above(text, 20, 11), 3);
    ck_assert_uint_eq(above(text, 20, 2), 2);
    /* a long line is several on the screen: at 0, 4 and 8 */
    ck_assert_uint_eq(below("abc def ghi", 4, 1), 5);
    ck_assert_uint_eq(below("abc def ghi", 4, 3), 7);
    ck_assert_uint_eq(below("abc def ghi", 4, 9), 9);
    ck_assert_uint_eq(above("abc def ghi", 4, 11), 7);
    ck_assert_uint_eq(above("abc def ghi", 4, 4), 0);
    /* the empty line behind the last line end */
    ck_assert_uint_eq(below("ab\n", 4, 1), 3);
    ck_assert_uint_eq(above("ab\n", 4, 3), 0);
    ck_assert_uint_eq(above("", 4, 0), 0);
    ck_assert_uint_eq(below("", 4, 0), 0);
}
END_TEST

static struct edit edit;

static void teardown(void)
{
    edit_release(&edit);
}

static void write_text(const char *text, size_t most)
{
    ck_assert(edit_set(&edit, text, strlen(text), most));
}

START_TEST(text_is_typed_and_corrected)
{
    struct edit *e = &edit;
    write_text("ab", 8);
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
    write_text("one\nñandú\nx", EDIT_BYTES);
    ck_assert(!e->changed);
    e->cursor = 6; /* behind the ñ */
    edit_end(e);
    ck_assert_uint_eq(e->cursor, 11);
    edit_home(e);
    ck_assert_uint_eq(e->cursor, 4);
    edit_end(e);
    edit_right(e);
    edit_right(e);
    edit_right(e);
    ck_assert_uint_eq(e->cursor, e->len);
    write_text("abc", 2);
    ck_assert_str_eq(e->text, "ab");
    write_text("añb", 2); /* no half of a character */
    ck_assert_str_eq(e->text, "a");
}
END_TEST

static void type(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        ck_assert(edit_insert(&edit, p, 1));
}

START_TEST(an_erased_text_comes_back)
{
    struct edit *e = &edit;
    write_text("una respuesta larga", 100);
    for (int i = 0; i < 30; i++)
        edit_backspace(e);
    ck_assert_str_eq(e->text, "");
    type("x");
    edit_backspace(e);
    type("no");
    ck_assert(edit_undo(e));
    ck_assert_str_eq(e->text, "");
    ck_assert(edit_undo(e));
    ck_assert_str_eq(e->text, "x");
    ck_assert(edit_undo(e));
    ck_assert(edit_undo(e)); /* all that was erased in one go */
    ck_assert_str_eq(e->text, "una respuesta larga");
    ck_assert(!edit_undo(e));
    ck_assert(edit_redo(e));
    ck_assert_str_eq(e->text, "");
    ck_assert(edit_undo(e));
    edit_home(e);
    for (int i = 0; i < 4; i++)
        edit_delete(e); /* forwards too */
    ck_assert_str_eq(e->text, "respuesta larga");
    ck_assert(!edit_redo(e)); /* something else was done since */
    ck_assert(edit_undo(e));
    ck_assert_str_eq(e->text, "una respuesta larga");
    edit_clear(e);
    ck_assert_str_eq(e->text, "");
    ck_assert(e->changed);
    ck_assert(edit_undo(e));
    ck_assert_str_eq(e->text, "una respuesta larga");
}
END_TEST

START_TEST(typing_is_undone_piece_by_piece)
{
    write_text("", 100);
    type("Una oración de varias palabras.");
    ck_assert(edit_undo(&edit));
    ck_assert_str_eq(edit.text, "Una oración de varias ");
    ck_assert(edit_undo(&edit));
    ck_assert_str_eq(edit.text, "");
    ck_assert(edit_redo(&edit));
    ck_assert(edit_redo(&edit));
    ck_assert(!edit_redo(&edit));
    ck_assert_str_eq(edit.text, "Una oración de varias palabras.");
}
END_TEST

/* The oldest are forgotten; what is left is still right. */
START_TEST(so_many_steps_can_be_undone)
{
    size_t undone = 0;
    write_text("", 10);
    for (int i = 0; i < EDIT_STEPS; i++) {
        type("a");
        edit_backspace(&edit);
    }
    while (edit_undo(&edit))
        undone++;
    ck_assert_uint_eq(undone, EDIT_STEPS);
    ck_assert_str_eq(edit.text, "");
}
END_TEST

static size_t paste(const char *text, bool lines)
{
    size_t left_out;
    edit_paste(&edit, text, strlen(text), lines, &left_out);
    return left_out;
}

START_TEST(a_pasted_text_is_cleaned_and_fits)
{
    write_text("a", 100);
    ck_assert_uint_eq(paste("b\r\nc\rd\te\xe2\x80\xa8"
                            "f",
                            true),
                      0);
    ck_assert_str_eq(edit.text, "ab\nc\nd\te\nf");
    ck_assert(edit_undo(&edit));
    ck_assert_str_eq(edit.text, "a");
    ck_assert_uint_eq(paste("b\r\nc\td", false), 0);
    ck_assert_str_eq(edit.text, "ab c d");
    write_text("", 100); /* an escape sequence, a bell, a direction and a broken byte */
    ck_assert_uint_eq(paste("x\x1b[31my\a\xe2\x80\xaez\xff!", true), 0);
    ck_assert_str_eq(edit.text, "x[31myz!");
    write_text("12", 5);
    ck_assert_uint_eq(paste("añño", true), 2); /* the first ñ fits, the second does not */
    ck_assert_str_eq(edit.text, "12añ");
    ck_assert_uint_eq(paste("x", true), 1);
    ck_assert_str_eq(edit.text, "12añ");
    ck_assert(edit_undo(&edit));
    ck_assert_str_eq(edit.text, "12");
}
END_TEST

static bool due(int64_t changed_ms, int64_t sent_ms, size_t bytes, int64_t now_ms,
                int64_t deadline_ms)
{
    struct draft draft = {{changed_ms}, {sent_ms}};
    return draft_due(&draft, bytes, (struct mono){now_ms}, (struct mono){deadline_ms});
}

START_TEST(a_text_is_saved_while_it_is_typed) /* T2, T3 */
{
    enum { FAR = 1000000 };
    ck_assert(!due(1000, 0, 100, 3999, FAR));
    ck_assert(due(1000, 0, 100, 4000, FAR));
    ck_assert(due(1000, 1000, 384, 4000, FAR));
    ck_assert(!due(1000, 1000, 512, 4999, FAR)); /* a second for each 128 bytes */
    ck_assert(due(1000, 1000, 512, 5000, FAR));
    ck_assert(!due(1000, 1000, 4096, 32999, FAR));
    ck_assert(due(1000, 1000, 4096, 33000, FAR));
    ck_assert(!due(90000, 1000, 4096, 92999, FAR)); /* after a pause: not at the first letter */
    ck_assert(due(90000, 1000, 4096, 93000, FAR));
    /* 10 s before the deadline, and 4 s for a slow line to carry it */
    ck_assert(!due(85000, 80000, 4096, 85999, 100000));
    ck_assert(due(85000, 80000, 4096, 86000, 100000));
    ck_assert(!due(90000, 86000, 4096, 96999, 100000)); /* saved since */
    ck_assert(due(90000, 86000, 4096, 97000, 100000));
    ck_assert(!due(97100, 97000, 4096, 98499, 100000));
    ck_assert(due(97100, 97000, 4096, 98500, 100000));
    ck_assert(!due(98600, 98500, 4096, 99999, 100000));
    ck_assert(due(97000, 96999, 0, 97000, 100000));
}
END_TEST

Suite *screen_suite(void)
{
    Suite *s = suite_create("screen");
    TCase *t = tcase_create("screen");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, text_is_wrapped_to_the_window);
    tcase_add_test(t, a_cursor_goes_to_the_line_above_and_below);
    tcase_add_test(t, text_is_typed_and_corrected);
    tcase_add_test(t, an_erased_text_comes_back);
    tcase_add_test(t, typing_is_undone_piece_by_piece);
    tcase_add_test(t, so_many_steps_can_be_undone);
    tcase_add_test(t, a_pasted_text_is_cleaned_and_fits);
    tcase_add_test(t, a_text_is_saved_while_it_is_typed);
    suite_add_tcase(s, t);
    return s;
}
