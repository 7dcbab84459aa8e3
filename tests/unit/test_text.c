/* The text of files that people wrote: encodings, line ends, and what a line may not hold. */
#include "common/text.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <stdlib.h>

#define LEN(text) (sizeof(text) - 1)

static struct buffer out, errors;

static void setup(void)
{
    memset(&out, 0, sizeof out);
    memset(&errors, 0, sizeof errors);
}

static void teardown(void)
{
    buffer_release(&out);
    buffer_release(&errors);
}

/* A copy of just these bytes, so that a sanitizer sees a read behind them. */
static enum status take(const char *bytes, size_t len)
{
    char *copy = malloc(len + (len == 0));
    if (len > 0)
        memcpy(copy, bytes, len);
    buffer_clear(&out);
    buffer_clear(&errors);
    enum status status = text_take("f", copy, len, &out, &errors);
    buffer_append(&errors, "", 1);
    free(copy);
    return status;
}

static void is_read_as(const char *bytes, size_t len, const char *text)
{
    ck_assert_msg(take(bytes, len) == STATUS_OK, "%s", errors.data);
    buffer_append(&out, "", 1);
    ck_assert_str_eq(out.data, text);
}

static void is_refused(const char *bytes, size_t len, const char *words)
{
    ck_assert_int_eq(take(bytes, len), STATUS_INVALID);
    expect_begins(errors.data, words);
}

START_TEST(line_ends_of_every_editor_are_read)
{
    is_read_as("", 0, "");
    is_read_as("a", 1, "a");
    is_read_as("a\nb\n\nc", 6, "a\nb\n\nc");
    is_read_as("a\r\nb\r\n\r\nc\r\n", 11, "a\nb\n\nc\n");
    is_read_as("a\rb\r\rc\r", 7, "a\nb\n\nc\n");
    is_read_as("a\tb\r\nc\nd\re", 10, "a\tb\nc\nd\ne");
}
END_TEST

START_TEST(byte_order_marks_are_left_out)
{
    static const char joined[] = "\xEF\xBB\xBF"
                                 "a\n\xEF\xBB\xBF"
                                 "b"
                                 "\xEF\xBB\xBF"
                                 "c";
    is_read_as(joined, LEN(joined),
               "a\nb"
               "c");
    is_read_as("\xEF\xBB\xBF", 3, "");
}
END_TEST

START_TEST(all_letters_and_signs_are_text)
{
    static const char letters[] = "\xC3\xB1 \xE2\x80\x99 \xC2\xA0 \xE2\x80\x8D \xE2\x80\x8F "
                                  "\xEF\x82\xB7 \xF0\x9F\xA7\xAA ~";
    is_read_as(letters, LEN(letters), letters);
}
END_TEST

START_TEST(other_encodings_are_refused_in_words)
{
#define LATIN_1 ": the line is not UTF-8 (is it Latin-1 or Windows-1252?): save the file as UTF-8\n"
#define UTF_16 "f:1: this file is UTF-16: save it as UTF-8\n"
    static const char lines[] = "uno\r\ndos\r\nma\xF1"
                                "ana\r\n\xE1\r\n";
    is_refused(lines, LEN(lines), "f:3" LATIN_1);
    ck_assert_uint_eq(errors.len, strlen("f:3" LATIN_1) + 1); /* once */
    is_refused("a\rb\r\xC3", 5, "f:3" LATIN_1);
    is_refused("\x93quoted\x94", 8, "f:1" LATIN_1);
    is_refused("\xED\xA0\x80", 3, "f:1" LATIN_1); /* a surrogate */
    is_refused("\xFF\xFE\x61\0", 4, UTF_16);
    is_refused("\xFE\xFF\0a", 4, UTF_16);
    is_refused("a\0\n\0", 4, "f:1: the line holds a NUL byte (is the file UTF-16?)");
    is_refused("\xF1\0a\0", 4, "f:1: the line holds a NUL byte (is the file UTF-16?)");
    is_refused("a\nb\0c", 5, "f:2: the line holds a NUL byte");
}
END_TEST

START_TEST(files_that_are_no_text_are_named)
{
    is_refused("PK\x03\x04rest", 8,
               "f:1: this file is no text but a workbook or a document (.xlsx");
    is_refused("\xD0\xCF\x11\xE0\xA1", 5,
               "f:1: this file is no text but a workbook or a document (.xls,");
    is_refused("{\\rtf1 x}", 9, "f:1: this file is no plain text but RTF");
    is_refused("%PDF-1.7", 8, "f:1: this file is no text but PDF");
    is_read_as("PK", 2, "PK");
    is_read_as("a PK\x09", 5, "a PK\t");
}
END_TEST

START_TEST(control_characters_are_refused_with_their_line)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"a\n\x1b[31mb\n", "f:2: the line holds U+001B, ESCAPE, which a text cannot have: remove"},
        {"\x01", "f:1: the line holds U+0001, a control character"},
        {"\x1f", "f:1: the line holds U+001F, a control character"},
        {"\x0b", "f:1: the line holds U+000B, a control character"},
        {"\x7f", "f:1: the line holds U+007F, a control character"},
        {"\xc2\x80", "f:1: the line holds U+0080, a control character (was Windows-1252"},
        {"\xc2\x9f", "f:1: the line holds U+009F, a control character (was Windows-1252"},
        {"a\n\xe2\x80\xa8", "f:2: the line holds U+2028, LINE SEPARATOR, which a text"},
        {"\xe2\x80\xa9", "f:1: the line holds U+2029, PARAGRAPH SEPARATOR"},
        {"\xe2\x80\xaa", "f:1: the line holds U+202A, LEFT-TO-RIGHT EMBEDDING"},
        {"\xe2\x80\xae", "f:1: the line holds U+202E, RIGHT-TO-LEFT OVERRIDE"},
        {"\xe2\x81\xa6", "f:1: the line holds U+2066, LEFT-TO-RIGHT ISOLATE"},
        {"\xe2\x81\xa9", "f:1: the line holds U+2069, POP DIRECTIONAL ISOLATE"},
        {"\xef\xbf\xbd", "f:1: the line holds U+FFFD: a conversion lost a letter here"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_refused(cases[i].text, strlen(cases[i].text), cases[i].words);
}
END_TEST

START_TEST(each_bad_line_is_named_once_and_no_more_than_100)
{
    static char text[3 * 200];
    for (size_t i = 0; i < 200; i++)
        memcpy(text + 3 * i, "\x1b\x1b\n", 3);
    is_refused(text, 300, "f:1: ");
    expect_has(errors.data, "f:100: ");
    expect_lacks(errors.data, "f: more");
    is_refused(text, sizeof text, "f:1: ");
    expect_has(errors.data, "f:100: ");
    expect_lacks(errors.data, "f:101: ");
    expect_has(errors.data, "\nf: more than 100 errors\n");
    size_t lines = 0;
    for (const char *at = errors.data; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    ck_assert_uint_eq(lines, 101);
}
END_TEST

START_TEST(no_memory_is_no_text)
{
    out.failed = true;
    ck_assert_int_eq(text_take("f", "a", 1, &out, &errors), STATUS_NOMEM);
    out.failed = false;
    errors.failed = true;
    ck_assert_int_eq(text_take("f", "\x1b", 1, &out, &errors), STATUS_NOMEM);
}
END_TEST

Suite *text_suite(void)
{
    Suite *s = suite_create("text");
    TCase *t = tcase_create("text");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, line_ends_of_every_editor_are_read);
    tcase_add_test(t, byte_order_marks_are_left_out);
    tcase_add_test(t, all_letters_and_signs_are_text);
    tcase_add_test(t, other_encodings_are_refused_in_words);
    tcase_add_test(t, files_that_are_no_text_are_named);
    tcase_add_test(t, control_characters_are_refused_with_their_line);
    tcase_add_test(t, each_bad_line_is_named_once_and_no_more_than_100);
    tcase_add_test(t, no_memory_is_no_text);
    suite_add_tcase(s, t);
    return s;
}
