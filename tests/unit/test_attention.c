/* What sinodoctl says of a node's status: the lines that need a person, JSON, and mistyped words. */
#include "common/nearest.h"
#include "server/ctl/attention.h"
#include "server/ctl/show.h"
#include "tests/lib/expect.h"
#include "tests/unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct wire_reader reader;
static struct wire_value values[WIRE_REPLY_VALUES];
static size_t count;
static struct attention attention;
static char *shown;

static void setup(void)
{
    wire_reader_init(&reader, WIRE_REPLY_BYTES);
    shown = NULL;
}

static void teardown(void)
{
    wire_reader_release(&reader);
    free(shown);
}

/* Those pairs of STATUS that decide, as a pair of nodes has them when all is well. */
static const struct fact {
    const char *name, *text; /* text NULL: the number */
    int64_t number;
} well[] = {{"node", "caracas", 0},
            {"standing", "open", 0},
            {"waiting", "no", 0},
            {"peer", "maracay", 0},
            {"link", "up", 0},
            {"link_problem", "", 0},
            {"peer_clock_ahead_ms", NULL, 1000},
            {"contested", "", 0},
            {"missing_here", NULL, 0},
            {"exams_agree", "yes", 0},
            {"pending", NULL, 0},
            {"in_transit", NULL, 0},
            {"incidents", NULL, 0},
            {"incident", "", 0},
            {"rules_differ", "", 0},
            {"rosters_agree", "yes", 0},
            {"withheld", NULL, 0},
            {"retired", "", 0},
            {"adopted_peer", "no", 0},
            {"to_take_over", NULL, 0},
            {"forked", NULL, 0},
            {"forked_ids", "", 0},
            {"duplicates", NULL, 0},
            {"taken_over", NULL, 0},
            {"running", NULL, 0},
            {"finished", NULL, 40},
            {"unmarked", NULL, 0},
            {"listed", NULL, 400},
            {"registration", "secret", 0},
            {"web_cert_until", "2027-06-01T00:00:00Z", 0},
            {"web_cert_days", NULL, 14},
            {"hours", "always", 0},
            {"peer_hours", "later", 0},
            {"hours_agree", "yes", 0},
            {"writes", "work", 0},
            {"free_bytes", NULL, INT64_C(1) << 40},
            {"log_bytes", NULL, 1 << 20},
            {"log_kept_by", "", 0}};

enum { FACTS = sizeof well / sizeof well[0] };

static const struct fact *changed(const struct fact *fact, const struct fact *changes, size_t most)
{
    for (size_t i = 0; i < most; i++)
        if (strcmp(changes[i].name, fact->name) == 0)
            return &changes[i];
    return fact;
}

/* Reads STATUS with those changes. */
static void read_status(const struct fact *changes, size_t most)
{
    struct buffer out = {0};
    size_t room;
    const char *reason;
    wire_put_array(&out, 2 * (size_t)FACTS);
    for (size_t i = 0; i < FACTS; i++) {
        const struct fact *f = changed(&well[i], changes, most);
        wire_put_text(&out, f->name);
        if (f->text != NULL)
            wire_put_text(&out, f->text);
        else
            wire_put_integer(&out, f->number);
    }
    wire_reader_release(&reader);
    wire_reader_init(&reader, WIRE_REPLY_BYTES);
    for (size_t at = 0, step; at < out.len; at += step) {
        char *space = wire_reader_space(&reader, &room);
        step = out.len - at < room ? out.len - at : room;
        memcpy(space, out.data + at, step);
        wire_reader_filled(&reader, step);
    }
    buffer_release(&out);
    ck_assert_int_eq(wire_reply(&reader, values, WIRE_REPLY_VALUES, &count, &reason), WIRE_READY);
    attention_find(values, count, &attention);
}

START_TEST(a_pair_that_is_well_needs_nobody)
{
    read_status(NULL, 0);
    ck_assert_uint_eq(attention.count, 0);
}
END_TEST

START_TEST(each_thing_that_needs_a_person_is_one_line)
{
    static const struct {
        struct fact change;
        const char *says;
    } cases[] = {
        {{"standing", "restored", 0}, "closed: it serves nobody (standing restored)"},
        {{"waiting", "for the other node, 9 s at most", 0}, "waits for the other node, 9 s"},
        {{"link", "down", 0}, "the link to maracay is down"},
        {{"link", "quiet", 0}, "maracay is connected, but neither node serves"},
        {{"link_problem", "it shows another key", 0}, "the link to maracay: it shows another key"},
        {{"contested", "the journal of maracay is contested", 0}, "is contested: see what_to_do"},
        {{"missing_here", NULL, 7}, "7 entries of this node's journal are missing"},
        {{"exams_agree", "no", 0}, "different exams"},
        {{"incidents", NULL, 1}, "1 incidents"},
        {{"rules_differ", "id-format", 0}, "different options (id-format)"},
        {{"rosters_agree", "no", 0}, "rosters differ"},
        {{"withheld", NULL, 3}, "3 registrations of the other node contradict"},
        {{"retired", "a later start was accepted", 0}, "retired: a later start was accepted"},
        {{"standing", "adopted", 0}, "maracay has taken over the people of this node"},
        {{"to_take_over", NULL, 4}, "4 people of maracay are yet to be taken over"},
        {{"duplicates", NULL, 2}, "maracay was started twice: the second start was refused 2"},
        {{"hours_agree", "no", 0}, "plans, and so their hours, differ: always here, later there"},
        {{"peer_clock_ahead_ms", NULL, 61001}, "clock of maracay is 61 s or more ahead of this"},
        {{"peer_clock_ahead_ms", NULL, -1001},
         "clock of maracay is 1 s or more behind this node's"},
        {{"peer_clock_ahead_ms", NULL, -1001}, "clock of maracay is 1 s or more behind"},
        {{"unmarked", NULL, 7}, "the essays of 7 people are not all marked"},
        {{"taken_over", NULL, 2}, "2 exams were taken over by another terminal"},
        {{"web_cert_days", NULL, 13}, "browsers are shown ends on 2027-06-01: renew it"},
        {{"registration", "open", 0}, "whoever knows an ID of the roster can register it"},
        {{"writes", "fail", 0}, "the last write to the disk failed"},
        {{"free_bytes", NULL, ((INT64_C(1) << 20) * ATTENTION_FREE_MIB) - 1}, "only 255 MiB left"},
        {{"free_bytes", "", 0}, "the room on the disk is not known"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read_status(&cases[i].change, 1);
        ck_assert_msg(attention.count == 1, "%s: %zu lines", cases[i].says, attention.count);
        expect_has(attention.line[0], cases[i].says);
    }
}
END_TEST

START_TEST(what_heals_by_itself_needs_nobody)
{
    static const struct fact heals[] = {
        {"link", "behind", 0},
        {"link", "none", 0},
        {"hours_agree", "no: changed by an operator", 0},
        {"pending", NULL, 5},
        {"in_transit", NULL, 1},
        {"log_bytes", NULL, 1 << 30},
        {"log_kept_by", "17", 0},
        {"free_bytes", NULL, (INT64_C(1) << 20) * ATTENTION_FREE_MIB}};
    for (size_t i = 0; i < sizeof heals / sizeof heals[0]; i++) {
        read_status(&heals[i], 1);
        ck_assert_msg(attention.count == 0, "%s: %s", heals[i].name, attention.line[0]);
    }
}
END_TEST

START_TEST(two_facts_together_may_need_a_person)
{
    static const struct fact anyone[] = {{"registration", "open", 0}, {"listed", "", 0}};
    read_status(anyone, 2);
    ck_assert_uint_eq(attention.count, 0); /* there is no list of which to know the IDs */
    static const struct fact forked[] = {{"forked", NULL, 2}, {"forked_ids", "V1 V2", 0}};
    read_status(forked, 2);
    ck_assert_uint_eq(attention.count, 1);
    expect_has(attention.line[0], "2 people went on at both centres (V1 V2)");
    static const struct fact gone[] = {
        {"link", "down", 0}, {"adopted_peer", "yes", 0}, {"link_problem", "refused", 0}};
    read_status(gone, 3);
    ck_assert_uint_eq(attention.count, 1);
    expect_has(attention.line[0], "maracay was adopted, and is not linked");
    static const struct fact back[] = {{"link", "quiet", 0}, {"adopted_peer", "yes", 0}};
    read_status(back, 2);
    ck_assert_uint_eq(attention.count, 0);
    static const struct fact cut[] = {{"link", "down", 0}, {"pending", NULL, 5}};
    static const struct fact read[] = {{"log_bytes", NULL, ATTENTION_LOG_BYTES + 1},
                                       {"log_kept_by", "17 (sqlite3)", 0}};
    read_status(cut, 2);
    ck_assert_uint_eq(attention.count, 2);
    expect_has(attention.line[1], "5 registrations are pending");
    static const struct fact sent[] = {{"link", "down", 0}, {"in_transit", NULL, 2}};
    read_status(sent, 2);
    ck_assert_uint_eq(attention.count, 2);
    expect_has(attention.line[1], "2 people are on the way to maracay, and sit nowhere: recall");
    read_status(read, 2);
    ck_assert_uint_eq(attention.count, 1);
    expect_has(attention.line[0], "process 17 (sqlite3) reads");
}
END_TEST

/* The status in that format. */
static const char *show(enum show_format format)
{
    size_t len;
    free(shown);
    FILE *to = open_memstream(&shown, &len);
    ck_assert(show_status(to, format, values, count, &attention));
    ck_assert_int_eq(fclose(to), 0);
    return shown;
}

START_TEST(lines_and_json_hold_the_same)
{
    static const struct fact cut[] = {{"link", "down", 0}, {"node", "a\"b\\\x1b[31m", 0}};
    read_status(cut, 2);
    expect_has(show(SHOW_LINES), "\nattention: the link to maracay is down\n");
    expect_has(show(SHOW_LINES), "\npending         0\n");
    expect_has(show(SHOW_JSON), "\"pending\": 0,");
    expect_has(shown, "\"link\": \"down\"");
    expect_has(shown, "\"node\": \"a\\\"b\\\\\xef\xbf\xbd[31m\"");
    expect_has(shown, "\"attention\": [\n    \"the link to maracay is down\"\n  ]");
}
END_TEST

static const char *ask_for(const char *word)
{
    static const char *const names[] = {"status", "applicants", "check", "contested", "seal"};
    static char question[NEAREST_QUESTION_SIZE];
    struct nearest nearest = {.word = word};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        nearest_try(&nearest, names[i]);
    nearest_ask(&nearest, "--", question);
    return question;
}

START_TEST(a_mistyped_word_is_understood_when_it_is_near)
{
    char longest[400];
    ck_assert_str_eq(ask_for("aplicants"), "; did you mean '--applicants'?");
    ck_assert_str_eq(ask_for("statsu"), "; did you mean '--status'?");
    ck_assert_str_eq(ask_for("contestedd"), "; did you mean '--contested'?");
    ck_assert_str_eq(ask_for("chek"), "; did you mean '--check'?");
    ck_assert_str_eq(ask_for("sale"), "; did you mean '--seal'?");
    ck_assert_str_eq(ask_for("delete"), "");
    ck_assert_str_eq(ask_for(""), "");
    memset(longest, 's', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    ck_assert_str_eq(ask_for(longest), "");
}
END_TEST

Suite *attention_suite(void)
{
    Suite *s = suite_create("attention");
    TCase *t = tcase_create("attention");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, a_pair_that_is_well_needs_nobody);
    tcase_add_test(t, each_thing_that_needs_a_person_is_one_line);
    tcase_add_test(t, what_heals_by_itself_needs_nobody);
    tcase_add_test(t, two_facts_together_may_need_a_person);
    tcase_add_test(t, lines_and_json_hold_the_same);
    tcase_add_test(t, a_mistyped_word_is_understood_when_it_is_near);
    suite_add_tcase(s, t);
    return s;
}
