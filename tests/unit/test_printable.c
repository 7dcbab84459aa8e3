/* What a terminal may be shown of a text from elsewhere: the function itself, and what sinodoctl
 * and the client show of replies that a hostile node made. */
#include "client/say.h"
#include "common/csv_cell.h"
#include "common/printable.h"
#include "common/utf8.h"
#include "server/ctl/show.h"
#include "tests/lib/expect.h"
#include "tests/lib/hostile.h"
#include "tests/lib/puppet.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#define FFFD "\xef\xbf\xbd"

static void cleans(const char *text, size_t len, enum printable as, const char *expected)
{
    char out[256], *written = NULL;
    size_t size = 0;
    struct buffer appended = {0};
    ck_assert_uint_eq(printable_copy(out, sizeof out, text, len, as), strlen(expected));
    ck_assert_str_eq(out, expected);
    printable_append(&appended, text, len, as);
    ck_assert_uint_eq(appended.len, strlen(expected));
    if (appended.len > 0)
        ck_assert_mem_eq(appended.data, expected, appended.len);
    buffer_release(&appended);
    FILE *to = open_memstream(&written, &size);
    printable_write(to, text, len, as);
    (void)fclose(to);
    ck_assert_str_eq(written, expected);
    free(written);
}

START_TEST(what_drives_a_terminal_or_hides_text_is_replaced)
{
    static const struct {
        const char *text;
        size_t len;
    } hidden[] = {{"\0", 1},
                  {"\x1b", 1},
                  {"\x7f", 1},
                  {"\r", 1},
                  {"\x9b", 1},
                  {"\xc2\x80", 2},
                  {"\xc2\x9b", 2},
                  {"\xd8\x9c", 2},
                  {"\xe2\x80\x8e", 3},
                  {"\xe2\x80\x8f", 3},
                  {"\xe2\x80\xa8", 3},
                  {"\xe2\x80\xa9", 3},
                  {"\xe2\x80\xaa", 3},
                  {"\xe2\x80\xae", 3},
                  {"\xe2\x81\xa6", 3},
                  {"\xe2\x81\xa9", 3},
                  {"\xee\x80\x80", 3},
                  {"\xe3\x85\xa4", 3},
                  {"\xcd\x8f", 2},
                  {"\xf3\xa0\x81\x81", 4},
                  {"\xf3\xa0\x80\x81", 4},
                  {"\xf4\x8f\xbf\xbd", 4}};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        char text[16] = "a";
        memcpy(text + 1, hidden[i].text, hidden[i].len);
        text[1 + hidden[i].len] = 'b';
        cleans(text, hidden[i].len + 2, PRINTABLE_LINE, "a" FFFD "b");
        cleans(text, hidden[i].len + 2, PRINTABLE_TEXT, "a" FFFD "b");
        ck_assert_uint_eq(printable_columns(text, hidden[i].len + 2), 3);
    }
}
END_TEST

START_TEST(what_is_invisible_and_harmless_is_left_out)
{
    static const char text[] =
        "a\xc2\xad\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d\xe2\x81\xa0\xef\xbb\xbf"
        "b";
    cleans(text, strlen(text), PRINTABLE_LINE, "ab");
    cleans(text, strlen(text), PRINTABLE_TEXT, "ab");
    ck_assert_uint_eq(printable_columns(text, strlen(text)), 2);
}
END_TEST

START_TEST(what_is_no_utf8_is_replaced_byte_by_byte)
{
    cleans("\xff\xfe", 2, PRINTABLE_TEXT, FFFD FFFD);
    cleans("\xe2\x80", 2, PRINTABLE_TEXT, FFFD FFFD);          /* cut off */
    cleans("\xed\xa0\x80", 3, PRINTABLE_TEXT, FFFD FFFD FFFD); /* a surrogate */
    cleans("\xc0\x9b", 2, PRINTABLE_TEXT, FFFD FFFD);          /* overlong */
}
END_TEST

START_TEST(what_people_write_is_shown_as_it_is)
{
    static const char text[] =
        "Ñandú ¿€? \xe6\xbc\xa2 e\xcc\x81 \xe2\x9a\xa0\xef\xb8\x8f \xf0\x9f\x98\x80";
    cleans(text, strlen(text), PRINTABLE_LINE, text);
    cleans("a\nb\tc", 5, PRINTABLE_TEXT, "a\nb c");
    cleans("a\nb\tc", 5, PRINTABLE_LINE, "a" FFFD "b" FFFD "c");
    cleans("", 0, PRINTABLE_LINE, "");
    ck_assert_uint_eq(printable_columns("\xe6\xbc\xa2x", 4), 3);
}
END_TEST

START_TEST(a_copy_is_cut_at_a_whole_character)
{
    char out[6];
    ck_assert_uint_eq(printable_copy(out, sizeof out, "abcdefgh", 8, PRINTABLE_LINE), 5);
    ck_assert_uint_eq(printable_copy(out, sizeof out,
                                     "abc\x1b"
                                     "d",
                                     5, PRINTABLE_LINE),
                      3);
    ck_assert_str_eq(out, "abc");
    ck_assert_uint_eq(printable_copy(out, 1, "abc", 3, PRINTABLE_LINE), 0);
}
END_TEST

/* Default ignorable ones (DerivedCoreProperties.txt), and noncharacters. */
START_TEST(code_points_without_a_character_are_hidden)
{
    static const uint32_t hidden[] = {0x2065,  0xFFF0, 0xFFF8, 0xE0000, 0xE0002, 0xE01F0, 0xE045E,
                                      0xE0FFF, 0xFDD0, 0xFDEF, 0xFFFE,  0xFFFF,  0x1FFFF, 0xFFFFF};
    static const uint32_t shown[] = {0x2070, 0xFDCF, 0xFDF0,  0xFFEE,
                                     0xFFFC, 0xFFFD, 0x1FFFD, 0xE1000};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        ck_assert_msg(utf8_hidden(hidden[i]), "U+%04X", (unsigned)hidden[i]);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        ck_assert_msg(!utf8_hidden(shown[i]), "U+%04X", (unsigned)shown[i]);
}
END_TEST

START_TEST(characters_that_are_refused_can_be_looked_up)
{
    static const struct {
        uint32_t code;
        const char *words;
    } cases[] = {{0x202E, "U+202E, RIGHT-TO-LEFT OVERRIDE"},  {0x1B, "U+001B, ESCAPE"},
                 {0x07, "U+0007, a control character"},       {0x9B, "U+009B, a control character"},
                 {0xE000, "U+E000, a private-use character"}, {0x2028, "U+2028, LINE SEPARATOR"},
                 {0x3164, "U+3164, an invisible character"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[UTF8_DESCRIPTION_SIZE];
        ck_assert(utf8_hidden(cases[i].code));
        utf8_describe(cases[i].code, out);
        ck_assert_str_eq(out, cases[i].words);
    }
    size_t longest = 0; /* each assertion is a write to the runner: not a million of them */
    for (uint32_t code = 0; code < 0x110000; code++) {
        char out[UTF8_DESCRIPTION_SIZE];
        utf8_describe(code, out);
        longest = strlen(out) > longest ? strlen(out) : longest;
    }
    ck_assert_uint_lt(longest, UTF8_DESCRIPTION_SIZE - 1); /* none is cut */
}
END_TEST

/* --- sinodoctl's --- */

static struct wire_reader reader;
static struct wire_value values[WIRE_REPLY_VALUES];
static size_t count;
static char *shown;
static size_t shown_len;

static void reset(void)
{
    wire_reader_init(&reader, WIRE_REPLY_BYTES);
    shown = NULL;
}

static void drop(void)
{
    wire_reader_release(&reader);
    free(shown);
    shown = NULL;
}

/* The reply that these bytes are. */
static void reply(const char *bytes)
{
    size_t room, len = strlen(bytes);
    const char *reason;
    wire_reader_release(&reader);
    wire_reader_init(&reader, WIRE_REPLY_BYTES);
    for (size_t at = 0, step; at < len; at += step) {
        char *space = wire_reader_space(&reader, &room);
        step = len - at < room ? len - at : room;
        memcpy(space, bytes + at, step);
        wire_reader_filled(&reader, step);
    }
    ck_assert_int_eq(wire_reply(&reader, values, WIRE_REPLY_VALUES, &count, &reason), WIRE_READY);
}

static FILE *capture(void)
{
    free(shown);
    shown = NULL;
    return open_memstream(&shown, &shown_len);
}

static bool replied(const char *bytes)
{
    FILE *to = capture();
    reply(bytes);
    bool good = show_reply(to, SHOW_LINES, values, count);
    (void)fclose(to);
    return good;
}

START_TEST(a_reply_of_another_shape_is_not_shown)
{
    static const char *const odd[] = {"*1\r\n$1\r\na\r\n",
                                      "*3\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n",
                                      "*2\r\n$1\r\na\r\n*2\r\n:1\r\n:2\r\n",
                                      "*2\r\n*1\r\n:1\r\n:2\r\n",
                                      "*2\r\n:1\r\n:2\r\n",
                                      "*2\r\n$1\r\na\r\n*0\r\n",
                                      "*-1\r\n",
                                      "$-1\r\n",
                                      "$1\r\na\r\n",
                                      ":1\r\n"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        ck_assert_msg(!replied(odd[i]), "%zu", i);
        ck_assert_uint_eq(shown_len, 0);
    }
    ck_assert(replied("+OK\r\n"));
    ck_assert_str_eq(shown, "done\n");
    ck_assert(replied("*4\r\n$4\r\nnode\r\n$2\r\n\xc3\xb1\r\n$1\r\nn\r\n:-7\r\n"));
    ck_assert_str_eq(shown, "node            \xc3\xb1\nn               -7\n");
    ck_assert(replied("*4\r\n$15\r\nbacklog_seconds\r\n:7\r\n$5\r\nnever\r\n$0\r\n\r\n"));
    ck_assert_str_eq(shown, "backlog_seconds 7\nnever           -\n");
    ck_assert(replied("*2\r\n$6\r\nlisted\r\n$-1\r\n"));
    ck_assert_str_eq(shown, "listed          -\n");
    ck_assert(replied("*0\r\n"));
}
END_TEST

START_TEST(pairs_and_errors_from_a_hostile_node_are_clean)
{
    struct buffer bytes = {0};
    wire_put_array(&bytes, 2);
    wire_put_bulk(&bytes, hostile_text, hostile_text_len);
    wire_put_bulk(&bytes, hostile_text, hostile_text_len);
    buffer_append(&bytes, "", 1);
    /* A NUL in it would end the test's own text. */
    ck_assert_ptr_eq(memchr(hostile_text, '\0', hostile_text_len), NULL);
    ck_assert(replied(bytes.data));
    expect_has(shown, "begin");
    ck_assert_ptr_eq(hostile_find(shown, shown_len), NULL);
    ck_assert_ptr_eq(strchr(shown, '\n'), shown + shown_len - 1); /* no line is forged */
    buffer_release(&bytes);
    FILE *to = capture();
    reply("-ERR \x1b]0;x\x07 \xc2\x9b"
          "31m \xe2\x80\xae"
          "end\r\n");
    show_error(to, &values[0]);
    (void)fclose(to);
    ck_assert_str_eq(shown, "sinodoctl: ERR " FFFD "]0;x" FFFD " " FFFD "31m " FFFD "end\n");
}
END_TEST

#define REFUSED(id, why) "$2\r\n" id "\r\n$5\r\n" why "\r\n"

START_TEST(who_is_refused_for_one_reason_stands_in_one_line)
{
    struct show_done done = {0};
    reply("*8\r\n$4\r\ndone\r\n:1\r\n$7\r\nrefused\r\n:3\r\n$3\r\nwhy\r\n*6\r\n" REFUSED(
        "V1", "ERR a") REFUSED("V2", "ERR b") REFUSED("V3", "ERR a") "$5\r\nentry\r\n:7\r\n");
    ck_assert(show_take_done(&done, values, count));
    FILE *to = capture();
    ck_assert(show_done(to, SHOW_LINES, &done));
    (void)fclose(to);
    ck_assert_str_eq(shown, "done: 1, refused: 3\nV1, V3: ERR a\nV2: ERR b\n");
    to = capture();
    ck_assert(show_done(to, SHOW_JSON, &done));
    (void)fclose(to);
    expect_has(shown, "\"V3\"");
    expect_has(shown, "\"entry\": 7}");
    show_done_release(&done);
}
END_TEST

#define ROW(id, name)                                                                              \
    "*6\r\n$2\r\n" id "\r\n$4\r\nhome\r\n" name "$4\r\nnone\r\n$3\r\n7.5\r\n$0\r\n\r\n"

/* The page, and those that the list had before, are shown then. */
static bool page(const char *bytes, struct show_list *list)
{
    size_t rows;
    FILE *to = capture();
    reply(bytes);
    bool good = show_take_applicants(list, values, count, &rows);
    if (good)
        show_list(to, list);
    (void)fclose(to);
    ck_assert(!good || rows == values[0].count);
    return good;
}

START_TEST(a_page_of_applicants_is_read_only_when_it_is_one)
{
    struct show_list list = {.format = SHOW_CSV};
    static const char *const odd[] = {
        "*1\r\n$2\r\nV1\r\n", /* no rows, of which six fields were read */
        "*2\r\n*0\r\n*0\r\n", /* empty rows */
        "*1\r\n*5\r\n$2\r\nV1\r\n:1\r\n:1\r\n:1\r\n:1\r\n",
        "*1\r\n" ROW("V1", ":1\r\n"),  /* a number for a name */
        "*1\r\n" ROW("V1", "*0\r\n"),  /* an array */
        "*1\r\n" ROW("V1", "$-1\r\n"), /* nothing */
        "*2\r\n" ROW("V1", "$1\r\na\r\n") ROW("V2", ":1\r\n"),
        "+OK\r\n",
        ":5\r\n"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        ck_assert_msg(!page(odd[i], &list), "%zu", i);
        ck_assert_uint_eq(shown_len, 0);
        ck_assert_uint_eq(list.count, 0);
    }
    ck_assert(page("*0\r\n", &list));
    show_list_release(&list);
}
END_TEST

#define HEADING "\"id\",\"claim\",\"name\",\"sitting\",\"score\",\"max\"\n"

START_TEST(pages_of_applicants_are_shown_by_id)
{
    struct show_list csv = {.format = SHOW_CSV}, table = {.format = SHOW_LINES};
    ck_assert(page("*2\r\n" ROW("V3", "$1\r\na\r\n") ROW("V1", "$1\r\nb\r\n"), &csv));
    ck_assert(page("*1\r\n" ROW("V2", "$1\r\nc\r\n"), &csv));
    ck_assert_str_eq(shown, HEADING "\"V1\",\"home\",\"b\",\"none\",7.5,\n"
                                    "\"V2\",\"home\",\"c\",\"none\",7.5,\n"
                                    "\"V3\",\"home\",\"a\",\"none\",7.5,\n");
    ck_assert_uint_eq(csv.count, 3);
    ck_assert(page("*1\r\n" ROW("V3", "$6\r\n\xc3\xb1\x1b[2J\r\n"), &table));
    expect_has(shown, "home     \xc3\xb1" FFFD "[2J                          none");
    show_list_release(&csv);
    show_list_release(&table);
}
END_TEST

/* --- CSV in two readers --- */

enum { CELLS = 16 };

struct cells {
    char text[CELLS][128];
    size_t count, rows;
};

static void take_cell(void *data, size_t len, void *context)
{
    struct cells *c = context;
    ck_assert_uint_lt(c->count, CELLS);
    (void)snprintf(c->text[c->count++], sizeof c->text[0], "%.*s", (int)len, (const char *)data);
}

static void take_end(int end, void *context)
{
    struct cells *c = context;
    (void)end;
    c->rows++;
}

/* A row with that name, as a reader with this separator sees it. */
static struct cells read_row(const char *name, char separator)
{
    struct cells cells = {.count = 0};
    struct csv_parser parser;
    FILE *to = capture();
    csv_cell_text(to, "V1", 2);
    (void)fputc(',', to);
    csv_cell_text(to, name, strlen(name));
    (void)fputc(',', to);
    csv_cell_number(to, "-7.5", 4, '.');
    (void)fclose(to);
    ck_assert_int_eq(csv_init(&parser, 0), 0);
    csv_set_delim(&parser, (unsigned char)separator);
    ck_assert_uint_eq(csv_parse(&parser, shown, shown_len, take_cell, take_end, &cells), shown_len);
    (void)csv_fini(&parser, take_cell, take_end, &cells);
    csv_free(&parser);
    return cells;
}

static bool is_formula(const char *cell)
{
    return cell[0] != '\0' && strchr("=+-@\t\r", cell[0]) != NULL;
}

START_TEST(a_csv_cell_of_lines_keeps_them_and_can_be_read_again)
{
    char *text = NULL;
    size_t len;
    FILE *to = open_memstream(&text, &len);
    ck_assert_ptr_nonnull(to);
    static const char lines[] = "one\n=1+1;-2\n\x1b\xe2\x80\xae ok";
    csv_cell_lines(to, lines, sizeof lines - 1);
    ck_assert_int_eq(fclose(to), 0);
    ck_assert_str_eq(text, "\"one\n'=1+1;'-2\n?? ok\"");
    free(text);
}
END_TEST

START_TEST(no_csv_cell_is_a_formula_to_any_reader)
{
    static const char *const names[] = {"=1+1",
                                        "+1",
                                        "-1+1",
                                        "@SUM(A1)",
                                        "\t=1",
                                        "\r=1",
                                        "x;=1+1",
                                        "x;\"=1+1",
                                        "x; =1+1",
                                        "x\";=1+1",
                                        "a,=1",
                                        "a\",=1",
                                        ";=1",
                                        ";;;@x",
                                        "\"=1",
                                        "\"\";\"=1",
                                        "\n=1",
                                        "=cmd|'/c calc'!A0;x",
                                        "x\t=1;\t=2",
                                        "\";\t=1;-2;",
                                        "x;\"\"\"=1",
                                        "\xe2\x80\x8b=1+1",
                                        "x;\xef\xbb\xbf =1",
                                        "Ana; Luis",
                                        "O'Neill, \"Pepe\""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct cells comma = read_row(names[i], ',');
        ck_assert_msg(comma.count == 3, "%s: %zu cells: %s", names[i], comma.count, shown);
        ck_assert_msg(comma.rows == 1, "%s: %zu rows: %s", names[i], comma.rows, shown);
        ck_assert_str_eq(comma.text[0], "V1");
        ck_assert_msg(!is_formula(comma.text[1]), "%s: %s", names[i], shown);
        ck_assert_str_eq(comma.text[2], "-7.5"); /* a number stays one */
        struct cells semicolon = read_row(names[i], ';');
        ck_assert_uint_eq(semicolon.rows, 1);
        for (size_t k = 0; k < semicolon.count; k++)
            ck_assert_msg(!is_formula(semicolon.text[k]), "%s with ;: %s", names[i], shown);
    }
    struct cells honest = read_row("O'Neill, \"Pepe\"; Ana", ',');
    ck_assert_str_eq(honest.text[1], "O'Neill, \"Pepe\"; Ana");
    ck_assert_str_eq(read_row("=1", ',').text[1], "'=1");
    ck_assert_str_eq(read_row("-0.5", ',').text[1], "-0.5"); /* a number is none */
    ck_assert_str_eq(read_row("-0.5;", ',').text[1], "'-0.5;");
    FILE *to = capture();
    csv_cell_number(to, "=1", 2, '.');
    csv_cell_number(to, "1.", 2, '.');
    csv_cell_number(to, "", 0, '.');
    csv_cell_number(to, "-7.5", 4, ',');
    (void)fclose(to);
    ck_assert_str_eq(shown, "\"'=1\"\"1.\"-7,5");
}
END_TEST

/* --- the client's --- */

static struct buffer bytes, screens;

static void begin_pairs(size_t pairs)
{
    buffer_clear(&bytes);
    wire_put_array(&bytes, 2 * pairs);
}

static void put_hostile(const char *name)
{
    wire_put_text(&bytes, name);
    wire_put_bulk(&bytes, hostile_text, hostile_text_len);
}

static void put_hostile_array(const char *name, size_t members)
{
    wire_put_text(&bytes, name);
    wire_put_array(&bytes, members);
    for (size_t i = 0; i < members; i++)
        wire_put_bulk(&bytes, hostile_text, hostile_text_len);
}

static void put_pair(const char *name, const char *text)
{
    wire_put_text(&bytes, name);
    wire_put_text(&bytes, text);
}

static void put_number(const char *name, int64_t value)
{
    wire_put_text(&bytes, name);
    wire_put_integer(&bytes, value);
}

static void put_exam(void)
{
    begin_pairs(8);
    put_hostile("title");
    put_hostile("id");
    put_hostile("name");
    put_number("questions", 3);
    put_number("seconds", 600);
    put_pair("state", "running");
    put_number("remaining", 600);
    put_number("answered", 0);
}

/* The exam's reply, and behind it a question of that kind in which all texts are hostile. */
static void put_question(const char *kind)
{
    put_exam();
    struct buffer exam = bytes;
    bytes = (struct buffer){0};
    begin_pairs(11);
    put_number("number", 2);
    put_pair("kind", kind);
    put_hostile("text");
    put_hostile("points");
    put_hostile("penalty");
    put_hostile_array("prompts", strcmp(kind, "matching") == 0 ? 2 : 0);
    put_hostile_array("options", 3);
    put_hostile_array("answer", 2);
    put_hostile_array("right", 2);
    put_hostile("earned");
    put_hostile("feedback");
    buffer_append(&exam, bytes.data, bytes.len);
    buffer_release(&bytes);
    bytes = exam;
}

/* Shows what stands in `bytes`: puppet_client() aborts when anything of it gets through. */
static void is_shown_clean(const char *what)
{
    static const struct {
        int columns, rows;
    } sizes[] = {{120, 100}, {40, 24}, {5, 4}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        buffer_clear(&screens);
        puppet_client(bytes.data, bytes.len, sizes[i].columns, sizes[i].rows, &screens);
        buffer_append(&screens, "", 1);
        ck_assert(!screens.failed);
        ck_assert_msg(strstr(screens.data, FFFD) != NULL, "%s", what);
    }
    buffer_clear(&screens);
    puppet_client(bytes.data, bytes.len, 120, 100, &screens);
    buffer_append(&screens, "", 1);
    ck_assert_msg(strstr(screens.data, "begin") != NULL, "%s:\n%s", what, screens.data);
}

START_TEST(all_that_a_hostile_node_says_to_the_client_is_shown_clean)
{
    static const char *const kinds[] = {"single",  "truefalse", "multiple", "matching",
                                        "numeric", "short",     "essay",    "description"};
    say_choose(SAY_ENGLISH);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        put_question(kinds[i]);
        is_shown_clean(kinds[i]);
        expect_has(screens.data, "NOT forged"); /* its text */
    }
    begin_pairs(2);
    put_hostile("code");
    put_hostile("id");
    is_shown_clean("a registration");
    begin_pairs(7);
    put_hostile("score");
    put_hostile("max");
    put_hostile("percent");
    put_hostile("passed");
    put_hostile("unmarked");
    put_hostile("receipt");
    put_hostile_array("categories", 6);
    is_shown_clean("a result");
    buffer_clear(&bytes);
    buffer_text(&bytes, "-STRANGE begin \x1b]0;x\x07 \xc2\x9b \xe2\x80\xae\r\n");
    is_shown_clean("an error");
    buffer_clear(&bytes);
    buffer_text(&bytes, "-ELSEWHERE begin\x1b[2J\xe2\x80\xae \x9b\xc2\x9b is there\r\n");
    is_shown_clean("another centre");
    buffer_release(&bytes);
    buffer_release(&screens);
}
END_TEST

/* The row with the points wraps, and its text must still be there when it is drawn. */
START_TEST(a_review_on_a_narrow_screen_shows_the_points)
{
    say_choose(SAY_ENGLISH);
    put_exam();
    struct buffer exam = bytes;
    bytes = (struct buffer){0};
    begin_pairs(10);
    put_number("number", 1);
    put_pair("kind", "single");
    put_pair("text", "T");
    put_pair("points", "1234.5");
    put_hostile_array("prompts", 0);
    put_hostile_array("options", 0);
    put_hostile_array("answer", 0);
    put_hostile_array("right", 0);
    put_pair("earned", "987.5");
    put_pair("feedback", "F");
    buffer_append(&exam, bytes.data, bytes.len);
    buffer_clear(&screens);
    puppet_client(exam.data, exam.len, 10, 30, &screens);
    buffer_append(&screens, "", 1);
    expect_has(screens.data, "Points:");
    expect_has(screens.data, "987.5 of");
    expect_has(screens.data, "1234.5");
    buffer_release(&exam);
    buffer_release(&bytes);
    buffer_release(&screens);
}
END_TEST

/* Each was read, or added up, as if it were what it should be. */
START_TEST(replies_of_another_shape_do_not_reach_the_screen)
{
    static const char *const odd[] = {
        "*2\r\n$10\r\ncategories\r\n*6\r\n:1\r\n:2\r\n*0\r\n$-1\r\n:5\r\n:6\r\n",
        "*2\r\n$10\r\ncategories\r\n*7\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n:7\r\n",
        "*10\r\n$5\r\ntitle\r\n$5\r\nbegin\r\n$9\r\nquestions\r\n:3\r\n$7\r\nseconds\r\n:600\r\n"
        "$5\r\nstate\r\n$7\r\nrunning\r\n$9\r\nremaining\r\n:999999999999999999\r\n",
        "*10\r\n$5\r\ntitle\r\n$5\r\nbegin\r\n$9\r\nquestions\r\n:3\r\n$7\r\nseconds\r\n:-600\r\n"
        "$5\r\nstate\r\n$7\r\nrunning\r\n$9\r\nremaining\r\n:1\r\n",
        "+OK\r\n",
        "$-1\r\n"};
    say_choose(SAY_ENGLISH);
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        buffer_clear(&screens);
        puppet_client(odd[i], strlen(odd[i]), 80, 24, &screens);
        buffer_append(&screens, "", 1);
        ck_assert_msg(strstr(screens.data, "unexpected reply") != NULL, "%zu", i);
        ck_assert_msg(strstr(screens.data, "begin") == NULL, "%zu: %s", i, screens.data);
    }
    buffer_release(&screens);
}
END_TEST

Suite *printable_suite(void)
{
    Suite *s = suite_create("printable");
    TCase *t = tcase_create("printable");
    tcase_add_checked_fixture(t, reset, drop);
    tcase_add_test(t, what_drives_a_terminal_or_hides_text_is_replaced);
    tcase_add_test(t, what_is_invisible_and_harmless_is_left_out);
    tcase_add_test(t, what_is_no_utf8_is_replaced_byte_by_byte);
    tcase_add_test(t, what_people_write_is_shown_as_it_is);
    tcase_add_test(t, a_copy_is_cut_at_a_whole_character);
    tcase_add_test(t, code_points_without_a_character_are_hidden);
    tcase_add_test(t, characters_that_are_refused_can_be_looked_up);
    tcase_add_test(t, a_reply_of_another_shape_is_not_shown);
    tcase_add_test(t, pairs_and_errors_from_a_hostile_node_are_clean);
    tcase_add_test(t, who_is_refused_for_one_reason_stands_in_one_line);
    tcase_add_test(t, a_page_of_applicants_is_read_only_when_it_is_one);
    tcase_add_test(t, pages_of_applicants_are_shown_by_id);
    tcase_add_test(t, no_csv_cell_is_a_formula_to_any_reader);
    tcase_add_test(t, a_csv_cell_of_lines_keeps_them_and_can_be_read_again);
    tcase_add_test(t, all_that_a_hostile_node_says_to_the_client_is_shown_clean);
    tcase_add_test(t, a_review_on_a_narrow_screen_shows_the_points);
    tcase_add_test(t, replies_of_another_shape_do_not_reach_the_screen);
    suite_add_tcase(s, t);
    return s;
}
