#include "client/refusal.h"

#include "client/say.h"
#include "common/ident.h"
#include "common/printable.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Marks a text for the catalogue; say() translates it where it is used. */
#define N_(text) text

enum { SPAN_SIZE = 64, EXAMPLES_SIZE = 64, MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

static const char *const templates[ERROR_KINDS] = {
    [ERROR_ELSEWHERE] = N_("This ID is registered at the other centre: {place}. Please go there."),
    [ERROR_GONE] = N_("This centre is closed for good. Please go to the other one: {place}."),
    [ERROR_REGISTERED] = N_("This ID is already registered at this centre. If you lost your code, "
                            "ask the staff for a new one."),
    [ERROR_PENDING] = N_("Your registration is saved, but the other centre has not confirmed it "
                         "yet. The exam cannot start until then: wait a moment and try again."),
    [ERROR_ID_EMPTY] = N_("Type your ID."),
    [ERROR_ID_FORM] = N_("That is not a valid ID. Write it like this: {examples}"),
    [ERROR_ID_LENGTH] = N_("That ID is too long or too short. Check it and type it again."),
    [ERROR_ID_CHARACTER] =
        N_("An ID has only letters, digits, dots and dashes. Write it like this: {examples}"),
    [ERROR_ID_ZERO] = N_("The number of an ID is not zero. Check it and type it again."),
    [ERROR_ID_GROUPS] = N_("The dots, dashes or spaces do not stand where they should. Write the "
                           "number with all its digits and without them."),
    [ERROR_ID_COMMA] = N_("An ID has no commas. Write the number with all its digits and without "
                          "them."),
    [ERROR_ID_DECIMALS] = N_("An ID has no decimals. Write the number with all its digits and "
                             "nothing behind them."),
    [ERROR_ID_EXPONENT] = N_("That number is rounded. Write all the digits of the ID."),
    [ERROR_ID_CELL_ERROR] = N_("That is no ID. Type the ID by hand."),
    [ERROR_ID_CHECK_MISSING] =
        N_("The last letter or digit of the ID is missing. Write the whole ID, as it is printed."),
    [ERROR_ID_CHECK_WRONG] = N_("The last letter or digit does not fit the number. Compare each "
                                "digit with the printed ID and type it again."),
    [ERROR_ID_AMBIGUOUS] = N_("There are two kinds of ID with that number. Write which one it is, "
                              "like this: {examples}"),
    [ERROR_NAME_ENCODING] = N_("The name has characters that cannot be read. Type it again."),
    [ERROR_NAME_HIDDEN] =
        N_("The name has a character that cannot be seen. Type it by hand, without copying it."),
    [ERROR_NAME_LONG] = N_("The name is too long: it may have {bytes} letters at most, and fewer "
                           "with accents. Shorten it."),
    [ERROR_LISTED_NOWHERE] = N_("This ID is not on the list of this centre, {node}. Check it; if "
                                "it is right, ask the staff."),
    [ERROR_LISTED_ELSEWHERE] =
        N_("The list has this ID at another centre: {place}. Please go there."),
    [ERROR_WRONGPASS] = N_("The ID or the code is wrong. Check them and try again. If you "
                           "registered at another centre, go there."),
    [ERROR_CLOSED_CATCHING_UP] =
        N_("This centre is still fetching its records from the other centre. Wait a few minutes "
           "and try again; tell the staff if it lasts."),
    [ERROR_CLOSED_CONTESTED] =
        N_("This centre is closed until the staff have put its records right. Tell the staff."),
    [ERROR_CLOSED_PEER_AHEAD] =
        N_("This centre lacks records that the other centre has, and waits for them. Tell the "
           "staff."),
    [ERROR_CLOSED_OPTIONS_DIFFER] =
        N_("The two centres are set up differently, and nobody can register or start until the "
           "staff have put that right. Tell the staff."),
    [ERROR_CLOSED_EXAMS_DIFFER] =
        N_("The two centres have different exams, and no exam starts until the staff have put "
           "that right. Tell the staff."),
    [ERROR_CLOSED_EARLY] = N_("The exam has not opened yet. It opens at {moment}, in {seconds}."),
    [ERROR_CLOSED_LATE] = N_("The exam closed at {moment} and cannot be started any more. Ask the "
                             "staff."),
    [ERROR_NOAUTH_FIRST] = N_("Type your ID and your code first."),
    [ERROR_NOAUTH_LAPSED] = N_("Your code is no longer valid: the staff gave you a new one. Your "
                               "saved answers are kept."),
    [ERROR_NOSEB_FIRST] =
        N_("This exam is taken in Safe Exam Browser. Open it there, with the settings that the "
           "staff gave you."),
    [ERROR_NOSEB_STALE] =
        N_("This page waited too long for Safe Exam Browser. Load it again; if that does not help, "
           "tell the staff."),
    [ERROR_NOSEB_SETTINGS] =
        N_("Safe Exam Browser does not have the settings of this exam. Open the file of settings "
           "that the staff gave you; if you did, tell the staff."),
    [ERROR_NOSEB_PORT] = N_("This exam is taken in Safe Exam Browser, and not at a terminal. Ask "
                            "the staff where you can sit."),
    [ERROR_NOT_STARTED] = N_("The exam has not been started yet."),
    [ERROR_STILL_RUNNING] = N_("The exam is still running: there is no result yet."),
    [ERROR_FINISHED] = N_("This exam is finished and cannot be sat again."),
    [ERROR_TIMEUP] = N_("The time is up. The exam was finished with the answers that were saved."),
    [ERROR_ANSWER_QUESTION] = N_("There is no question with that number."),
    [ERROR_ANSWER_VALUE] = N_("That answer is not possible for this question."),
    [ERROR_ANSWER_NUMBER] = N_("Type a number, such as 2.5 or 2,5, without letters or a unit."),
    [ERROR_ANSWER_GROUPS] = N_("Type the number without a point, comma or space between the "
                               "thousands, such as 1234.5."),
    [ERROR_ANSWER_LARGE] = N_("That number is too large or has too many digits."),
    [ERROR_ANSWER_LONG] = N_("That text is too long."),
    [ERROR_ANSWER_CONTROL] = N_("The text has a character that cannot be saved. Type it by hand."),
    [ERROR_BUSY_LOAD] = N_("The server has too much to do and saved nothing. Try again."),
    [ERROR_BUSY_FULL] =
        N_("Too many terminals are connected at the moment. Wait a little and try again."),
    [ERROR_BUSY_STOPPING] =
        N_("The server is being stopped and saved nothing. Wait a little and try again."),
    [ERROR_BUSY_STARTING] = N_("The server has just started. Wait a minute and try again."),
    [ERROR_BUSY_OFTEN] = N_("Too much was written in this exam: an answer is saved only every "
                            "{seconds} now. Wait that long and try again."),
    [ERROR_UNSAVED] = N_("The server could not save. Try again and tell the staff."),
    [ERROR_CLOCK_STANDS] =
        N_("The server cannot save at the moment, and your time stands still. Try again and tell "
           "the staff."),
    [ERROR_INUSE_ALIVE] = N_("This exam is open at another terminal. Go on there. If that terminal "
                             "is broken, wait here: it can be taken over in {seconds}."),
    [ERROR_INUSE_STAFF] =
        N_("This exam is open at another terminal. Go on there, or ask the staff to move it here."),
    [ERROR_INUSE_PROVISIONAL] = N_("This terminal has had the exam for less than 5 minutes. You "
                                   "can finish it in {seconds}; your answers are saved meanwhile."),
    [ERROR_WAITING_ADMISSION] =
        N_("Wait for the staff to admit you. The exam starts here by itself."),
    [ERROR_WAITING_BEGIN] =
        N_("Wait for the exam to begin. It starts here by itself, for all at the same time."),
    [ERROR_PAUSED_PERSON] = N_("The staff have paused your exam. Your time stands still, and your "
                               "saved answers are kept."),
    [ERROR_PAUSED_NODE] = N_("The staff have paused the exam for all. Your time stands still, and "
                             "your saved answers are kept."),
    [ERROR_VOID] = N_("The staff have declared your exam void. Talk to them."),
    [ERROR_TRANSIT] = N_("Your exam is on the way to {place}. Go there and sign in with the same "
                         "code; your time stands still until then."),
    [ERROR_FULL_PEOPLE] = N_("No more people can register at this centre. Ask the staff."),
    [ERROR_FULL_DISK] = N_("Nobody can register at this centre at the moment. Ask the staff."),
    [ERROR_LISTED_STAFF] =
        N_("At this centre the staff register you. Go to their desk with your document."),
    [ERROR_LISTED_SECRET] = N_("To register you need the key that is in your convocation letter."),
    [ERROR_WRONG_SECRET] =
        N_("That is not the key of your convocation letter. Check it and type it again."),
    [ERROR_TIMEUP_STAFF] = N_("The staff ended the exam. What was saved counts."),
    [ERROR_DENIED] = N_("This account may not do that. Ask the board."),
    [ERROR_STALE] = N_("Something newer is saved, and this answer was not. Look at the question "
                       "again, and give the answer that is to count."),
    [ERROR_INUSE_RESUMED] = N_("This exam goes on in another window or at another computer. Go on "
                               "there. To go on here, sign in with your code."),
    [ERROR_NOAUTH_TOKEN] =
        N_("This exam cannot go on here by itself. Sign in with your ID and your code; your saved "
           "answers are kept."),
    [ERROR_BUSY_RESUMED] =
        N_("This exam was opened again too often. Wait {seconds} and try again."),
};

/* For reasons that this program does not know. */
static const struct {
    const char *code, *words;
} general[] = {
    {"BADID", N_("That is not a valid ID. Check it and type it again.")},
    {"NOTLISTED", N_("This ID is not on this centre's list. Ask the staff.")},
    {"CLOSED", N_("This centre cannot give exams at the moment: wait for the exam's hour, or ask "
                  "the staff.")},
    {"NOAUTH", N_("Type your ID and your code first.")},
    {"NOSEB", N_("This exam is taken in Safe Exam Browser. Open it there, with the settings that "
                 "the staff gave you.")},
    {"INUSE", N_("This exam is open at another terminal. Go on there, or ask the staff.")},
    {"WAITING", N_("The exam does not start yet. Wait here, or ask the staff.")},
    {"PAUSED", N_("The exam is paused. Your time stands still, and your saved answers are kept.")},
    {"FULL", N_("Nobody can register at this centre at the moment. Ask the staff.")},
    {"NOTSTARTED", N_("The exam does not allow that yet.")},
    {"BADANSWER", N_("That answer is not possible for this question.")},
    {"BUSY", N_("The server is busy and saved nothing. Try again.")},
    {"IOERR", N_("The server could not save. Try again and tell the staff.")},
};

const char *refusal_template(enum error_kind kind)
{
    return templates[kind] != NULL ? say(templates[kind]) : NULL;
}

static const char *general_words(struct wire_word code)
{
    for (size_t i = 0; i < sizeof general / sizeof general[0]; i++)
        if (strlen(general[i].code) == code.len &&
            memcmp(general[i].code, code.data, code.len) == 0)
            return say(general[i].words);
    for (enum error_kind kind = ERROR_OTHER + 1; kind < ERROR_KINDS; kind++) {
        const struct error_form *form = &error_forms[kind];
        if (form->fact[0] == NULL && strcmp(form->code, "ERR") != 0 &&
            strlen(form->code) == code.len && memcmp(form->code, code.data, code.len) == 0)
            return refusal_template(kind);
    }
    return NULL;
}

/* --- facts --- */

void refusal_span(int64_t seconds, char *out, size_t size)
{
    unsigned long all = seconds > 0 ? (unsigned long)seconds : 0;
    unsigned long minutes = (all + MINUTE_S - 1) / MINUTE_S, days = (all + DAY_S - 1) / DAY_S;
    if (all < MINUTE_S)
        (void)snprintf(out, size, say_plural("%lu second", "%lu seconds", all), all);
    else if (all < HOUR_S)
        (void)snprintf(out, size, say_plural("%lu minute", "%lu minutes", minutes), minutes);
    else if (all < 2UL * DAY_S)
        (void)snprintf(out, size, _("%lu h %02lu min"), minutes / 60, minutes % 60);
    else
        (void)snprintf(out, size, say_plural("%lu day", "%lu days", days), days);
}

void refusal_moment(const char *fact, size_t len, struct buffer *out)
{
    char text[SPAN_SIZE];
    int year, month, day, hour, minute;
    (void)printable_copy(text, sizeof text, fact, len, PRINTABLE_LINE);
    /* NOLINTNEXTLINE(cert-err34-c): four digits cannot be too large, and the fields are counted */
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) == 5)
        /* hour, minute, year, month, day */
        buffer_printf(out, _("%1$02d:%2$02d on %3$04d-%4$02d-%5$02d"), hour, minute, year, month,
                      day);
    else
        buffer_text(out, text);
}

static void put_seconds(struct wire_word fact, struct buffer *out)
{
    char span[SPAN_SIZE];
    int64_t seconds;
    if (wire_integer(&fact, 0, UINT32_MAX, &seconds)) {
        refusal_span(seconds, span, sizeof span);
        buffer_text(out, span);
    } else {
        printable_append(out, fact.data, fact.len, PRINTABLE_LINE);
    }
}

/* "maracay (10.0.0.2:4321)"; the name alone while the node does not know the address. */
static void put_place(const struct error_read *error, struct buffer *out)
{
    const struct wire_word *address = &error->fact[1];
    printable_append(out, error->fact[0].data, error->fact[0].len, PRINTABLE_LINE);
    if (address->len == 1 && address->data[0] == '-')
        return;
    buffer_text(out, " (");
    printable_append(out, address->data, address->len, PRINTABLE_LINE);
    buffer_text(out, ")");
}

/* How IDs of these formats are written: "V-12.345.678 or AB012345". An ambiguous one needs the prefix
 * of its format. */
static void put_examples(struct wire_word formats, bool prefixed, struct buffer *out)
{
    char names[EXAMPLES_SIZE];
    unsigned accepted;
    (void)printable_copy(names, sizeof names, formats.data, formats.len, PRINTABLE_LINE);
    if (!ident_formats_read(names, &accepted)) {
        buffer_text(out, names);
        return;
    }
    const char *before = "";
    for (size_t i = 0; i < IDENT_FORMATS; i++) {
        if (!(accepted >> i & 1))
            continue;
        buffer_text(out, before);
        if (prefixed && ident_formats[i].prefix[0] != '\0')
            buffer_printf(out, "%s-", ident_formats[i].prefix);
        buffer_text(out, ident_formats[i].example);
        before = _(" or ");
    }
}

/* The fact of that name, as people write such a thing. */
static void put_fact(const struct error_read *error, struct wire_word name, struct buffer *out)
{
    const struct error_form *form = &error_forms[error->kind];
    if (name.len == 5 && memcmp(name.data, "place", 5) == 0) {
        put_place(error, out);
        return;
    }
    if (name.len == 8 && memcmp(name.data, "examples", 8) == 0) {
        put_examples(error->fact[0], error->kind == ERROR_ID_AMBIGUOUS, out);
        return;
    }
    for (size_t i = 0; i < ERROR_FACTS && form->fact[i] != NULL; i++) {
        if (strlen(form->fact[i]) != name.len || memcmp(form->fact[i], name.data, name.len) != 0)
            continue;
        if (strcmp(form->fact[i], "seconds") == 0)
            put_seconds(error->fact[i], out);
        else if (strcmp(form->fact[i], "moment") == 0)
            refusal_moment(error->fact[i].data, error->fact[i].len, out);
        else
            printable_append(out, error->fact[i].data, error->fact[i].len, PRINTABLE_LINE);
    }
}

/* The sentence, with the facts in their places. */
static void put_sentence(const char *words, const struct error_read *error, struct buffer *out)
{
    while (*words != '\0') {
        size_t plain = strcspn(words, "{");
        buffer_append(out, words, plain);
        words += plain;
        if (*words == '\0')
            break;
        size_t name = strcspn(words, "}");
        put_fact(error, (struct wire_word){words + 1, name - 1}, out);
        words += name + (words[name] == '}');
    }
}

void refusal_text(const char *error, size_t len, struct buffer *out)
{
    struct error_read read = errors_read(error, len);
    const char *words =
        read.kind != ERROR_OTHER ? refusal_template(read.kind) : general_words(read.code);
    if (words != NULL)
        put_sentence(words, &read, out);
    else
        printable_append(out, error, len, PRINTABLE_LINE);
}

void refusal_in_exam(const char *error, size_t len, struct buffer *out)
{
    struct error_read read = errors_read(error, len);
    if (read.kind == ERROR_ELSEWHERE)
        put_sentence(_("Your exam goes on at the other centre: {place}. Go there and sign in with "
                       "the same code. Your time stands still until then, and what was saved is "
                       "there."),
                     &read, out);
    else
        refusal_text(error, len, out);
}

void refusal_of_reply(const struct connection *c, bool in_exam, char *out, size_t size)
{
    struct buffer text = {0};
    if (c->count == 0 || c->values[0].type != WIRE_ERROR)
        buffer_text(&text, _("The server does not answer. Tell the staff."));
    else if (in_exam)
        refusal_in_exam(c->values[0].data, c->values[0].len, &text);
    else
        refusal_text(c->values[0].data, c->values[0].len, &text);
    (void)printable_copy(out, size, text.data != NULL ? text.data : "", text.len, PRINTABLE_LINE);
    buffer_release(&text);
}
