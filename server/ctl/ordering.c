#include "server/ctl/ordering.h"

#include "client/lines.h"
#include "common/hex.h"
#include "common/printable.h"
#include "common/random.h"
#include "server/ctl/slip.h"
#include "server/desk/desk_words.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* --- the words --- */

static bool is_option(const char *word)
{
    return strncmp(word, "--", 2) == 0;
}

/* Joins the words up to the next option, so that nobody needs quotation marks. Returns how many they
 * are; 0: there are none, or they are too long. */
static int join(int count, char *const *words, char out[ORDERING_TEXT_SIZE])
{
    size_t used = 0;
    int taken = 0;
    for (; taken < count && !is_option(words[taken]); taken++) {
        size_t len = strlen(words[taken]);
        if (used + len + 2 > ORDERING_TEXT_SIZE)
            return 0;
        if (taken > 0)
            out[used++] = ' ';
        memcpy(out + used, words[taken], len);
        used += len;
    }
    out[used] = '\0';
    return used > 0 ? taken : 0;
}

static const struct {
    const char *name;
    unsigned bit;
    const char *people; /* it stands for people */
} flags[] = {
    {"--running", DESK_RUNNING_OPTION, "--running"},
    {"--all", DESK_ALL_OPTION, "--all"},
    {"--present", DESK_PRESENT_OPTION, "--present"},
    {"--here", DESK_HERE_OPTION, NULL},
};

/* An option without words behind it; false: another word. */
static bool take_flag(const struct desk_row *row, const char *word, struct ordered *out)
{
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(word, flags[i].name) != 0 || (row->options & flags[i].bit) == 0)
            continue;
        if (flags[i].people != NULL)
            out->people = flags[i].people;
        else
            out->here = true;
        return true;
    }
    out->confirmed = out->confirmed || strcmp(word, "--yes") == 0;
    return strcmp(word, "--yes") == 0;
}

static char *text_of(const struct desk_row *row, const char *word, struct ordered *out)
{
    if (strcmp(word, "--reason") == 0 && (row->options & DESK_TEXT_IS_REASON) == 0)
        return out->reason;
    if (strcmp(word, "--room") == 0 && (row->options & (DESK_ROOM_OPTION | DESK_ROOM_WORD)) != 0)
        return out->room;
    return strcmp(word, "--at") == 0 && (row->options & DESK_AT_OPTION) != 0 ? out->at : NULL;
}

/* Takes the options, and moves the words without them to the front: *rest of them. False: an option
 * that the command does not have, or that lacks what it says. */
static bool take_options(const struct desk_row *row, int count, char **words, struct ordered *out,
                         int *rest)
{
    *rest = 0;
    for (int at = 0; at < count;) {
        char *word = words[at++];
        if (!is_option(word)) {
            words[(*rest)++] = word;
            continue;
        }
        if (take_flag(row, word, out))
            continue;
        char *text = text_of(row, word, out);
        int taken = text != NULL ? join(count - at, words + at, text) : 0;
        if (taken == 0)
            return false;
        at += taken;
    }
    if (out->room[0] != '\0' && (row->options & DESK_ROOM_OPTION) != 0)
        out->people = "--room";
    return true;
}

/* What is said of the people: IDs, or an option, and not both. */
static bool take_people(struct ordered *out, int count, char *const *words)
{
    out->ids = words;
    out->id_count = count;
    return (count > 0) != (out->people != NULL);
}

/* `--room A 1 10`: the option's words go on to the next one, and the last of them is the command's. */
static bool take_last_of_room(struct ordered *out)
{
    char *space = out->people != NULL ? strrchr(out->room, ' ') : NULL;
    if (space == NULL)
        return false;
    memcpy(out->text, space + 1, strlen(space + 1) + 1);
    *space = '\0';
    return true;
}

static bool take_shape(const struct desk_row *row, int count, char *const *words,
                       struct ordered *out)
{
    bool text;
    switch (row->shape) {
    case SHAPE_NONE:
        return count == 0;
    case SHAPE_ONE:
        return count == 1 && take_people(out, 1, words);
    case SHAPE_ONE_TEXT:
        return count > 1 && take_people(out, 1, words) &&
               join(count - 1, words + 1, out->text) == count - 1;
    case SHAPE_ONE_MAYBE:
        text = count > 1;
        return count > 0 && take_people(out, 1, words) &&
               (!text || join(count - 1, words + 1, out->text) == count - 1);
    case SHAPE_MANY:
        return take_people(out, count, words);
    case SHAPE_MANY_LAST:
        if (count == 0)
            return take_last_of_room(out);
        return take_people(out, count - 1, words) && join(1, words + count - 1, out->text) == 1;
    case SHAPE_TEXT:
        return count > 0 && join(count, words, out->text) == count;
    case SHAPE_TWO:
        return count == 2 && join(1, words, out->text) == 1 && join(1, words + 1, out->second) == 1;
    }
    return false;
}

const char *ordering_read(const struct desk_row *row, int count, char **words, struct ordered *out)
{
    int rest;
    memset(out, 0, sizeof *out);
    if (!take_options(row, count, words, out, &rest) || !take_shape(row, rest, words, out))
        return "is not used with these words, but so";
    if ((row->options & DESK_REASON_NEEDED) != 0 && out->reason[0] == '\0')
        return "says why: give --reason and some words";
    if ((row->options & DESK_TEXT_IS_REASON) != 0)
        memcpy(out->reason, out->text, sizeof out->reason);
    return NULL;
}

/* --- the request --- */

bool ordering_draw_key(char key[ORDERING_KEY_SIZE])
{
    uint8_t bytes[(ORDERING_KEY_SIZE - 1) / 2];
    if (random_bytes(bytes, sizeof bytes) != STATUS_OK) {
        (void)fputs("sinodoctl: the system gives no random bytes\n", stderr);
        return false;
    }
    (void)hex_put(key, bytes, sizeof bytes);
    return true;
}

static const char *own_word(char letter, const struct ordered *o)
{
    return letter == 't'   ? o->text
           : letter == 'u' ? o->second
           : letter == 'r' ? o->room
           : letter == 'a' ? o->at
           : o->here       ? "here"
                           : "";
}

size_t ordering_request(const struct desk_row *row, const struct ordered *o, const char *key,
                        int from, const char *out[WIRE_REQUEST_WORDS])
{
    size_t used = 0;
    out[used++] = "DESK";
    out[used++] = row->request;
    if ((row->options & DESK_LOOKS_ONLY) == 0) {
        out[used++] = key;
        out[used++] = o->reason;
    }
    for (const char *letter = row->words; *letter != '\0'; letter++)
        out[used++] = own_word(*letter, o);
    if (o->confirmed)
        out[used++] = "--yes";
    if (o->people != NULL)
        out[used++] = o->people;
    if (o->people != NULL && strcmp(o->people, "--room") == 0)
        out[used++] = o->room;
    for (int i = from; i < o->id_count && i < from + DESK_IDS_MAX; i++)
        out[used++] = o->ids[i];
    return used;
}

/* --- the answer --- */

/* The node wants to know whether this is meant. What it says is shown, since it may have counted whom
 * it is about. */
static bool is_sure(struct call *c, const struct desk_row *row, struct ordered *o)
{
    static char line[LINES_SIZE];
    const struct wire_value *error = &c->values[0];
    static const size_t code = sizeof "CONFIRM";
    printable_line(stderr, "%.*s", (int)(error->len - code), error->data + code);
    if ((row->options & DESK_NAMED_TWICE) != 0)
        o->confirmed =
            lines_ask("Type that name again to go on: ", line) && strcmp(line, o->text) == 0;
    else
        o->confirmed = lines_confirm("Write yes to go on: ");
    if (!o->confirmed)
        (void)fputs("sinodoctl: nothing was changed\n", stderr);
    return o->confirmed;
}

static bool asks(const struct call *c)
{
    const struct wire_value *error = &c->values[0];
    return error->len > 8 && memcmp(error->data, "CONFIRM ", 8) == 0;
}

static int take_reply(struct call *c, const struct desk_row *row, struct show_done *done)
{
    if (strcmp(row->request, "REGISTER") == 0 && c->format != SHOW_JSON &&
        slip_print(stdout, c->values, c->count))
        return EX_OK;
    if (show_take_done(done, c->values, c->count))
        return EX_OK;
    return show_reply(stdout, c->format, c->values, c->count) ? EX_OK : call_unexpected();
}

/* A request for each DESK_IDS_MAX of the IDs, all with one key. */
static int send_all(struct call *c, const struct desk_row *row, struct ordered *o, const char *key,
                    struct show_done *done)
{
    const char *request[WIRE_REQUEST_WORDS];
    for (int from = 0; from == 0 || from < o->id_count;) {
        size_t used = ordering_request(row, o, key, from, request);
        int result = EX_OK;
        switch (call_repeat(c, request, used)) {
        case CALL_LOST:
            return c->failure;
        case CALL_ERROR:
            if (o->confirmed || !asks(c))
                return call_refused(c);
            if (!is_sure(c, row, o))
                return CALL_REFUSED;
            continue; /* the same again, confirmed */
        case CALL_ANSWERED:
            result = take_reply(c, row, done);
            break;
        }
        if (result != EX_OK)
            return result;
        from += DESK_IDS_MAX;
    }
    return EX_OK;
}

/* A script, whose input is no terminal, means what it says. */
static bool is_meant(const struct desk_row *row, const struct ordered *o)
{
    char question[ORDERING_TEXT_SIZE + 100];
    if ((row->options & DESK_ASKS_FIRST) == 0 || o->people == NULL || o->confirmed ||
        !isatty(STDIN_FILENO))
        return true;
    (void)snprintf(question, sizeof question,
                   "'%s' for all of them (%s%s%s)? Write yes to go on: ", row->name, o->people,
                   o->room[0] != '\0' ? " " : "", o->room);
    return lines_confirm(question);
}

int ordering_run(struct call *c, const struct desk_row *row, int count, char **words)
{
    static struct ordered o;
    struct show_done done = {0};
    char key[ORDERING_KEY_SIZE];
    const char *wrong = ordering_read(row, count, words, &o);
    if (wrong != NULL) {
        printable_line(stderr, "sinodoctl: '%s' %s:", row->name, wrong);
        (void)fputs(row->usage, stderr);
        return EX_USAGE;
    }
    if (!is_meant(row, &o)) {
        (void)fputs("sinodoctl: nothing was changed\n", stderr);
        return CALL_REFUSED;
    }
    if (!ordering_draw_key(key))
        return EX_OSERR;
    int result = call_connect(c) ? send_all(c, row, &o, key, &done) : c->failure;
    if (done.any && !show_done(stdout, c->format, &done))
        result = EX_OSERR;
    if (result == EX_OK && done.refused > 0)
        result = CALL_REFUSED;
    show_done_release(&done);
    return result;
}

int ordering_send(struct call *c, const char *const *words, size_t count)
{
    if (!call_connect(c))
        return c->failure;
    int result = call_order(c, words, count);
    if (result != EX_OK)
        return result;
    return show_reply(stdout, c->format, c->values, c->count) ? EX_OK : call_unexpected();
}
