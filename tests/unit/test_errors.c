/* The errors that a node gives its clients, and what a terminal says of them. */
#include "client/refusal.h"
#include "client/say.h"
#include "common/ident.h"
#include "common/moment.h"
#include "server/door/reply.h"
#include "tests/lib/expect.h"
#include "tests/lib/process.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct buffer out;

static void reset(void)
{
    say_choose(SAY_ENGLISH);
    out = (struct buffer){0};
}

static void drop(void)
{
    buffer_release(&out);
}

/* What the buffer holds, without the sign and the line end of an error. */
static struct error_read read_back(void)
{
    ck_assert_uint_gt(out.len, 3);
    ck_assert_int_eq(out.data[0], '-');
    return errors_read(out.data + 1, out.len - 3);
}

static const char *sentence(const char *error)
{
    static char text[1024];
    struct buffer words = {0};
    refusal_text(error, strlen(error), &words);
    (void)snprintf(text, sizeof text, "%.*s", (int)words.len, words.data);
    buffer_release(&words);
    return text;
}

static bool has_spaces(const char *word)
{
    return strchr(word, ' ') != NULL;
}

START_TEST(every_error_is_read_as_it_was_written)
{
    for (enum error_kind kind = ERROR_OTHER + 1; kind < ERROR_KINDS; kind++) {
        const struct error_form *form = &error_forms[kind];
        ck_assert_msg(form->code != NULL, "%d", (int)kind);
        ck_assert(!has_spaces(form->code));
        ck_assert(!has_spaces(form->reason));
        ck_assert_int_gt((int)strlen(form->words), 0);
        ck_assert_int_eq(errors_named(form->code, form->reason), kind); /* no two are alike */
        buffer_clear(&out);
        errors_put(&out, kind, "first", "second", NULL);
        struct error_read read = read_back();
        ck_assert_int_eq(read.kind, kind);
        for (size_t i = 0; i < ERROR_FACTS && form->fact[i] != NULL; i++) {
            ck_assert_uint_eq(read.fact[i].len, strlen(i == 0 ? "first" : "second"));
            ck_assert_int_eq(read.fact[i].data[0], i == 0 ? 'f' : 's');
        }
    }
}
END_TEST

START_TEST(facts_stand_before_the_words)
{
    errors_put(&out, ERROR_ELSEWHERE, "caracas", "10.0.0.1:4321", NULL);
    buffer_append(&out, "", 1);
    ck_assert_str_eq(out.data, "-ELSEWHERE caracas 10.0.0.1:4321 this ID is registered at the "
                               "other centre: go there\r\n");
    buffer_clear(&out);
    errors_put(&out, ERROR_NAME_LONG, "120", "own words", NULL);
    errors_put(&out, ERROR_ELSEWHERE, "", "", NULL);
    buffer_append(&out, "", 1);
    expect_begins(out.data, "-ERR name-long 120 own words\r\n-ELSEWHERE - - this ID");
}
END_TEST

START_TEST(other_errors_keep_their_code)
{
    static const char *const others[] = {"CLOSED",
                                         "CLOSED later",
                                         "CLOSED early",
                                         "CLOSED early 2027-03-01T08:00-04:00",
                                         "ELSEWHERE",
                                         "ELSEWHERE caracas",
                                         "ERR unknown command 'X'",
                                         ""};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct error_read read = errors_read(others[i], strlen(others[i]));
        ck_assert_int_eq(read.kind, ERROR_OTHER);
        ck_assert_uint_eq(read.code.len, strcspn(others[i], " "));
    }
    ck_assert_int_eq(errors_named("CLOSED", "later"), ERROR_OTHER);
    ck_assert_int_eq(errors_named("NEW", "early"), ERROR_OTHER);
}
END_TEST

START_TEST(every_fault_of_an_id_has_a_reason)
{
    for (enum ident_fault fault = IDENT_GOOD + 1; fault <= IDENT_AMBIGUOUS; fault++) {
        enum error_kind kind = errors_named("BADID", ident_fault_name(fault));
        ck_assert_msg(kind != ERROR_OTHER, "%s", ident_fault_name(fault));
    }
}
END_TEST

/* Refusals of an operator's commands have words alone. */
static bool is_an_operators(enum refusal refusal)
{
    return refusal == REFUSAL_RETIRED || refusal == REFUSAL_SAT || refusal == REFUSAL_CAUTION ||
           (refusal >= REFUSAL_OVER && refusal <= REFUSAL_KEY_SHOWN) ||
           (refusal >= REFUSAL_OPEN && refusal <= REFUSAL_NO_HOUR) ||
           (refusal >= REFUSAL_LINK_DOWN && refusal <= REFUSAL_COUNTED) ||
           refusal >= REFUSAL_NO_ROSTER;
}

START_TEST(every_refusal_of_an_applicant_has_a_reason)
{
    const struct reply_facts facts = {.node = "caracas",
                                      .peer = {"maracay", "10.0.0.2:4321"},
                                      .hours = {{1000 * 1000}, {3000 * 1000}},
                                      .now = {400 * 1000 + 1}};
    reply_refusal(&out, REFUSAL_NONE, &facts);
    ck_assert_uint_eq(out.len, 0);
    for (enum refusal refusal = REFUSAL_NONE + 1; refusal <= REFUSAL_LINE_DOWN; refusal++) {
        buffer_clear(&out);
        reply_refusal(&out, refusal, &facts);
        ck_assert_msg(out.len > 0, "%d has no words", (int)refusal);
        enum error_kind kind = read_back().kind;
        ck_assert_msg((kind == ERROR_OTHER) == is_an_operators(refusal), "%d", (int)refusal);
    }
    for (enum status status = STATUS_OK; status <= STATUS_IO; status++) {
        buffer_clear(&out);
        reply_failure(&out, status);
        ck_assert_int_ne(read_back().kind, ERROR_OTHER);
    }
}
END_TEST

START_TEST(hours_are_facts)
{
    char opens[MOMENT_TEXT_SIZE], wanted[256];
    const struct reply_facts facts = {.hours = {{1000 * 1000}, {3000 * 1000}},
                                      .now = {400 * 1000 + 1}};
    moment_word(facts.hours.opens, opens);
    reply_refusal(&out, REFUSAL_EARLY, &facts);
    (void)snprintf(wanted, sizeof wanted, "-CLOSED early %s 600 the exam", opens);
    buffer_append(&out, "", 1);
    expect_begins(out.data, wanted);
    buffer_clear(&out);
    moment_word(facts.hours.closes, opens);
    reply_refusal(&out, REFUSAL_LATE, &facts);
    (void)snprintf(wanted, sizeof wanted, "-CLOSED late %s the exam", opens);
    buffer_append(&out, "", 1);
    expect_begins(out.data, wanted);
}
END_TEST

/* Each "{name}" of the sentence is a fact of that kind, or the place that two facts make. */
static size_t count_facts(const char *words, const struct error_form *form)
{
    size_t count = 0;
    for (const char *at = strchr(words, '{'); at != NULL; at = strchr(at + 1, '{'), count++) {
        bool known = strncmp(at, "{place}", 7) == 0 && form->fact[1] != NULL;
        known |= strncmp(at, "{examples}", 10) == 0 && strcmp(form->code, "BADID") == 0;
        for (size_t i = 0; i < ERROR_FACTS && form->fact[i] != NULL; i++) {
            size_t len = strlen(form->fact[i]);
            known |= strncmp(at + 1, form->fact[i], len) == 0 && at[1 + len] == '}';
        }
        ck_assert_msg(known, "%s", words);
    }
    return count;
}

START_TEST(every_reason_has_a_sentence_in_both_languages)
{
    if (access("/proc/self/exe", F_OK) != 0) {
        skipped("without /proc the client does not find its translations");
        return;
    }
    for (enum error_kind kind = ERROR_OTHER + 1; kind < ERROR_KINDS; kind++) {
        const struct error_form *form = &error_forms[kind];
        say_choose(SAY_SPANISH);
        const char *spanish = refusal_template(kind);
        say_choose(SAY_ENGLISH);
        const char *english = refusal_template(kind);
        ck_assert_msg(spanish != NULL, "%s %s", form->code, form->reason);
        ck_assert_str_ne(spanish, english);
        ck_assert_uint_eq(count_facts(spanish, form), count_facts(english, form));
    }
}
END_TEST

START_TEST(a_sentence_says_the_facts)
{
    ck_assert_str_eq(sentence("ELSEWHERE maracay 10.0.0.2:4321 go there"),
                     "This ID is registered at the other centre: maracay (10.0.0.2:4321). Please "
                     "go there.");
    struct buffer words = {0}; /* while the exam runs here */
    const char moved[] = "ELSEWHERE maracay 10.0.0.2:4321 go there", other[] = "VOID void it is";
    refusal_in_exam(moved, strlen(moved), &words);
    refusal_in_exam(other, strlen(other), &words);
    buffer_append(&words, "", 1);
    expect_begins(words.data, "Your exam goes on at the other centre: maracay (10.0.0.2:4321). Go");
    ck_assert_ptr_nonnull(strstr(words.data, "is there.The staff have declared your exam void."));
    buffer_release(&words);
    ck_assert_str_eq(sentence("NOTLISTED elsewhere maracay - go there"),
                     "The list has this ID at another centre: maracay. Please go there.");
    ck_assert_str_eq(sentence("CLOSED early 2027-03-01T08:00-04:00 3120 wait"),
                     "The exam has not opened yet. It opens at 08:00 on 2027-03-01, in 52 "
                     "minutes.");
    ck_assert_str_eq(sentence("CLOSED early tomorrow soon wait"),
                     "The exam has not opened yet. It opens at tomorrow, in soon.");
    expect_begins(sentence("BUSY often 60 wait"),
                  "Too much was written in this exam: an answer is saved only every 1 minute");
    ck_assert_str_eq(sentence("BADID form cedula no ID"),
                     "That is not a valid ID. Write it like this: V-12.345.678");
    ck_assert_str_eq(sentence("BADID ambiguous cedula,passport no ID"),
                     "There are two kinds of ID with that number. Write which one it is, like "
                     "this: V-12.345.678 or PAS-AB012345");
    ck_assert_str_eq(sentence("BADID form runes no ID"),
                     "That is not a valid ID. Write it like this: runes");
    /* Reasons and codes of a newer node. */
    expect_begins(sentence("CLOSED earthquake wait"), "This centre cannot give exams");
    expect_begins(sentence("CLOSED early"), "This centre cannot give exams");
    expect_begins(sentence("WRONGPASS checked again"), "The ID or the code is wrong.");
    ck_assert_str_eq(sentence("NEWCODE its\x1b[2J words"), "NEWCODE its\xef\xbf\xbd[2J words");
    say_choose(SAY_SPANISH);
    ck_assert_str_eq(sentence("CLOSED early 2027-03-01T08:00-04:00 60 wait"),
                     "El examen aún no ha abierto. Abre a las 08:00 del 01/03/2027, dentro de 1 "
                     "minuto.");
}
END_TEST

START_TEST(a_span_is_said_in_whole_units)
{
    static const struct {
        int64_t seconds;
        const char *english, *spanish;
    } cases[] = {{-5, "0 seconds", "0 segundos"},    {1, "1 second", "1 segundo"},
                 {59, "59 seconds", "59 segundos"},  {60, "1 minute", "1 minuto"},
                 {61, "2 minutes", "2 minutos"},     {3600, "1 h 00 min", "1 h 00 min"},
                 {7500, "2 h 05 min", "2 h 05 min"}, {2 * 86400, "2 days", "2 días"},
                 {2 * 86400 + 1, "3 days", "3 días"}};
    char span[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        say_choose(SAY_ENGLISH);
        refusal_span(cases[i].seconds, span, sizeof span);
        ck_assert_str_eq(span, cases[i].english);
        say_choose(SAY_SPANISH);
        refusal_span(cases[i].seconds, span, sizeof span);
        ck_assert_str_eq(span, cases[i].spanish);
    }
}
END_TEST

/* The document that programs are written by. */
START_TEST(the_protocol_names_every_reason)
{
    struct buffer text = {0};
    FILE *file = fopen("common/PROTOCOL.md", "re");
    ck_assert_ptr_nonnull(file);
    for (int c = getc(file); c != EOF; c = getc(file))
        buffer_append(&text, &(char){(char)c}, 1);
    (void)fclose(file);
    buffer_append(&text, "", 1);
    for (enum error_kind kind = ERROR_OTHER + 1; kind < ERROR_KINDS; kind++) {
        const struct error_form *form = &error_forms[kind];
        char named[128];
        (void)snprintf(named, sizeof named, "| `%s` |", form->code);
        expect_has(text.data, named);
        (void)snprintf(named, sizeof named, "`%s%s%s%s%s%s", form->reason,
                       form->reason[0] != '\0' && form->fact[0] != NULL ? " " : "",
                       form->fact[0] != NULL ? form->fact[0] : "", form->fact[1] != NULL ? " " : "",
                       form->fact[1] != NULL ? form->fact[1] : "", "`");
        expect_has(text.data, named);
    }
    buffer_release(&text);
}
END_TEST

Suite *errors_suite(void)
{
    Suite *s = suite_create("errors");
    TCase *t = tcase_create("errors");
    tcase_add_checked_fixture(t, reset, drop);
    tcase_add_test(t, every_error_is_read_as_it_was_written);
    tcase_add_test(t, facts_stand_before_the_words);
    tcase_add_test(t, other_errors_keep_their_code);
    tcase_add_test(t, every_refusal_of_an_applicant_has_a_reason);
    tcase_add_test(t, every_fault_of_an_id_has_a_reason);
    tcase_add_test(t, hours_are_facts);
    tcase_add_test(t, every_reason_has_a_sentence_in_both_languages);
    tcase_add_test(t, a_sentence_says_the_facts);
    tcase_add_test(t, the_protocol_names_every_reason);
    tcase_add_test(t, a_span_is_said_in_whole_units);
    suite_add_tcase(s, t);
    return s;
}
