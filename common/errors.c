#include "common/errors.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#define ID_WORDS "not an ID that this exam takes"

const struct error_form error_forms[ERROR_KINDS] = {
    [ERROR_OTHER] = {"ERR", "", {NULL}, ""},
    [ERROR_ELSEWHERE] = {"ELSEWHERE",
                         "",
                         {"node", "address"},
                         "this ID is registered at the other centre: go there"},
    [ERROR_GONE] = {"GONE",
                    "",
                    {"node", "address"},
                    "this centre is closed for good: go to the other one"},
    [ERROR_REGISTERED] = {"REGISTERED", "here", {NULL}, "this ID is registered here already"},
    [ERROR_PENDING] = {"PENDING",
                       "unconfirmed",
                       {NULL},
                       "registered here, but the other centre has not confirmed it yet: try again "
                       "when the line is back"},
    [ERROR_ID_EMPTY] = {"BADID", "empty", {"formats"}, ID_WORDS},
    [ERROR_ID_FORM] = {"BADID", "form", {"formats"}, ID_WORDS},
    [ERROR_ID_LENGTH] = {"BADID", "length", {"formats"}, ID_WORDS},
    [ERROR_ID_CHARACTER] = {"BADID", "character", {"formats"}, ID_WORDS},
    [ERROR_ID_ZERO] = {"BADID", "zero", {"formats"}, ID_WORDS},
    [ERROR_ID_GROUPS] = {"BADID", "groups", {"formats"}, ID_WORDS},
    [ERROR_ID_COMMA] = {"BADID", "comma", {"formats"}, ID_WORDS},
    [ERROR_ID_DECIMALS] = {"BADID", "decimals", {"formats"}, ID_WORDS},
    [ERROR_ID_EXPONENT] = {"BADID", "exponent", {"formats"}, ID_WORDS},
    [ERROR_ID_CELL_ERROR] = {"BADID", "cell-error", {"formats"}, ID_WORDS},
    [ERROR_ID_CHECK_MISSING] = {"BADID", "check-missing", {"formats"}, ID_WORDS},
    [ERROR_ID_CHECK_WRONG] = {"BADID", "check-wrong", {"formats"}, ID_WORDS},
    [ERROR_ID_AMBIGUOUS] = {"BADID", "ambiguous", {"formats"}, ID_WORDS},
    [ERROR_NAME_ENCODING] = {"ERR", "name-encoding", {NULL}, "a name is UTF-8 text: type it anew"},
    [ERROR_NAME_HIDDEN] = {"ERR",
                           "name-hidden",
                           {"character"},
                           "a name cannot hold that invisible character: type it by hand"},
    [ERROR_NAME_LONG] = {"ERR", "name-long", {"bytes"}, "a name has at most so many bytes"},
    [ERROR_LISTED_NOWHERE] = {"NOTLISTED",
                              "nowhere",
                              {"node"},
                              "the roster of this centre does not list this ID: ask the staff"},
    [ERROR_LISTED_ELSEWHERE] = {"NOTLISTED",
                                "elsewhere",
                                {"node", "address"},
                                "the roster lists this ID at that centre: go there"},
    [ERROR_WRONGPASS] = {"WRONGPASS",
                         "wrong",
                         {NULL},
                         "ID or code; who registered at another centre signs in there"},
    [ERROR_CLOSED_CATCHING_UP] = {"CLOSED",
                                  "catching-up",
                                  {NULL},
                                  "this node has yet to catch up with the other: try later"},
    [ERROR_CLOSED_CONTESTED] = {"CLOSED",
                                "contested",
                                {NULL},
                                "this node's disk contradicts the other centre's: it is closed "
                                "until the staff have put that right"},
    [ERROR_CLOSED_PEER_AHEAD] = {"CLOSED",
                                 "peer-ahead",
                                 {NULL},
                                 "the other node holds more of this node's journal than its disk: "
                                 "it is closed until it has that back"},
    [ERROR_CLOSED_OPTIONS_DIFFER] = {"CLOSED",
                                     "options-differ",
                                     {NULL},
                                     "the two nodes were started with different options: nobody "
                                     "registers or starts until the staff have put that right"},
    [ERROR_CLOSED_EXAMS_DIFFER] = {"CLOSED",
                                   "exams-differ",
                                   {NULL},
                                   "the two nodes hold different exams: no exam starts until the "
                                   "staff have put that right"},
    [ERROR_CLOSED_EARLY] = {"CLOSED",
                            "early",
                            {"moment", "seconds"},
                            "the exam has not opened yet: wait for its hour"},
    [ERROR_CLOSED_LATE] = {"CLOSED",
                           "late",
                           {"moment"},
                           "the exam is over: it cannot be started any more"},
    [ERROR_NOAUTH_FIRST] = {"NOAUTH", "first", {NULL}, "AUTH with ID and code first"},
    [ERROR_NOAUTH_LAPSED] = {"NOAUTH",
                             "lapsed",
                             {NULL},
                             "the code of this sign-in is good no longer: AUTH again"},
    [ERROR_NOSEB_FIRST] = {"NOSEB",
                           "first",
                           {NULL},
                           "this exam is taken in Safe Exam Browser: SEB with its proof first"},
    [ERROR_NOSEB_STALE] = {"NOSEB",
                           "stale",
                           {NULL},
                           "the nonce or the pass is over, or was used: load the page anew"},
    [ERROR_NOSEB_SETTINGS] = {"NOSEB",
                              "settings",
                              {NULL},
                              "not the proof of Safe Exam Browser with the settings of this exam"},
    [ERROR_NOSEB_PORT] = {"NOSEB",
                          "port",
                          {NULL},
                          "this exam is taken in Safe Exam Browser alone, and not at this port"},
    [ERROR_NOT_STARTED] = {"NOTSTARTED", "before", {NULL}, "the exam was not started: START first"},
    [ERROR_STILL_RUNNING] = {"NOTSTARTED",
                             "running",
                             {NULL},
                             "the exam is still running: FINISH first"},
    [ERROR_FINISHED] = {"FINISHED", "done", {NULL}, "the exam is finished: see RESULT"},
    [ERROR_TIMEUP] = {"TIMEUP",
                      "deadline",
                      {NULL},
                      "the time is up: the exam was finished with what was saved"},
    [ERROR_ANSWER_QUESTION] = {"BADANSWER", "question", {NULL}, "there is no such question"},
    [ERROR_ANSWER_VALUE] = {"BADANSWER", "value", {NULL}, "that answer does not fit the question"},
    [ERROR_ANSWER_NUMBER] =
        {"BADANSWER",
         "number",
         {NULL},
         "write only the number, such as 9.8 or 9,8, without letters or a unit"},
    [ERROR_ANSWER_GROUPS] = {"BADANSWER",
                             "groups",
                             {NULL},
                             "its points, commas or spaces do not group by three: write it without "
                             "those between thousands"},
    [ERROR_ANSWER_LARGE] = {"BADANSWER",
                            "large",
                            {NULL},
                            "the number is too large or has too many digits"},
    [ERROR_ANSWER_LONG] = {"BADANSWER", "long", {NULL}, "the text is too long for this question"},
    [ERROR_ANSWER_CONTROL] = {"BADANSWER",
                              "control",
                              {NULL},
                              "a control character, or a byte that is not UTF-8, is in the text"},
    [ERROR_BUSY_LOAD] = {"BUSY",
                         "load",
                         {NULL},
                         "too much to do at the moment, nothing was saved: try again"},
    [ERROR_BUSY_FULL] = {"BUSY", "full", {NULL}, "no room for another client: try again"},
    [ERROR_BUSY_STOPPING] = {"BUSY",
                             "stopping",
                             {NULL},
                             "the node is stopping, nothing was saved: try again soon"},
    [ERROR_BUSY_STARTING] = {"BUSY",
                             "starting",
                             {NULL},
                             "this node has just started and looks for the other one first: try "
                             "again in some seconds"},
    [ERROR_BUSY_OFTEN] = {"BUSY",
                          "often",
                          {"seconds"},
                          "this exam has saved more than 8 MiB: one answer a minute is taken now, "
                          "so try again so many seconds after the last one"},
    [ERROR_UNSAVED] = {"IOERR",
                       "unsaved",
                       {NULL},
                       "the node could not save this, nothing was saved: try again and tell the "
                       "staff"},
    [ERROR_CLOCK_STANDS] = {"IOERR",
                            "clock-stands",
                            {NULL},
                            "the node cannot save anything now, and your time stands still: try "
                            "again and tell the staff"},
    [ERROR_INUSE_ALIVE] = {"INUSE",
                           "alive",
                           {"seconds"},
                           "another terminal has this exam: it can be taken over from here in so "
                           "many seconds of its silence"},
    [ERROR_INUSE_STAFF] = {"INUSE",
                           "staff",
                           {NULL},
                           "another terminal has this exam: the staff can move it"},
    [ERROR_INUSE_PROVISIONAL] =
        {"INUSE",
         "provisional",
         {"seconds"},
         "this terminal has the exam provisionally: it can finish it in so many seconds"},
    [ERROR_WAITING_ADMISSION] = {"WAITING",
                                 "admission",
                                 {NULL},
                                 "the staff have not admitted this applicant yet: ask again"},
    [ERROR_WAITING_BEGIN] = {"WAITING",
                             "begin",
                             {"seconds"},
                             "the exam begins for all at once, in so many seconds: ask again"},
    [ERROR_PAUSED_PERSON] = {"PAUSED",
                             "person",
                             {NULL},
                             "the staff have paused this exam: its time stands still"},
    [ERROR_PAUSED_NODE] = {"PAUSED",
                           "node",
                           {NULL},
                           "the staff have paused all exams here: the time stands still"},
    [ERROR_VOID] = {"VOID", "void", {NULL}, "the staff have declared this exam void"},
    [ERROR_TRANSIT] =
        {"TRANSIT",
         "",
         {"node", "address"},
         "this person is on the way to that node: sign in there"},
    [ERROR_FULL_PEOPLE] =
        {"FULL",
         "people",
         {NULL},
         "this node registers nobody more: it has as many people as it was set up for"},
    [ERROR_FULL_DISK] =
        {"FULL",
         "disk",
         {NULL},
         "the room that is left on the disk is kept for the running exams: nobody registers"},
    [ERROR_LISTED_STAFF] = {"NOTLISTED",
                            "staff",
                            {NULL},
                            "the staff register people at this centre: go to their desk"},
    [ERROR_LISTED_SECRET] = {"NOTLISTED",
                             "secret",
                             {NULL},
                             "registration needs the secret of the convocation letter"},
    [ERROR_WRONG_SECRET] = {"WRONGPASS",
                            "secret",
                            {NULL},
                            "not the secret of the convocation letter"},
    [ERROR_TIMEUP_STAFF] = {"TIMEUP",
                            "staff",
                            {NULL},
                            "the staff ended the exam with what was saved"},
    [ERROR_DENIED] = {"DENIED", "role", {NULL}, "this account may not do that: ask the board"},
    [ERROR_STALE] =
        {"STALE",
         "newer",
         {"seq"},
         "an answer with that number is saved already: nothing was changed; ask for the "
         "question, and send what is to count with a greater number"},
    [ERROR_INUSE_RESUMED] = {"INUSE",
                             "resumed",
                             {NULL},
                             "this exam was resumed elsewhere with the same token, and goes on "
                             "there: AUTH to take it over from here"},
    [ERROR_NOAUTH_TOKEN] = {"NOAUTH",
                            "token",
                            {NULL},
                            "no exam of this ID has that token: AUTH with ID and code"},
    [ERROR_BUSY_RESUMED] = {"BUSY",
                            "resumed",
                            {"seconds"},
                            "this exam was resumed very often, and is resumed once in so many "
                            "seconds now: try again then"},
};

void errors_put(struct buffer *out, enum error_kind kind, ...)
{
    const struct error_form *form = &error_forms[kind];
    const char *text[2 + ERROR_FACTS];
    size_t count = 0;
    va_list more;
    va_start(more, kind);
    text[count++] = form->code;
    if (form->reason[0] != '\0')
        text[count++] = form->reason;
    for (size_t i = 0; i < ERROR_FACTS && form->fact[i] != NULL; i++) {
        const char *fact = va_arg(more, const char *);
        assert(fact != NULL);
        text[count++] = fact[0] != '\0' ? fact : "-";
    }
    const char *words = va_arg(more, const char *);
    va_end(more);
    struct buffer begin = {0};
    for (size_t i = 1; i < count; i++)
        buffer_printf(&begin, "%s ", text[i]);
    wire_put_error(out, form->code, "%.*s%s", (int)begin.len, begin.data != NULL ? begin.data : "",
                   words != NULL ? words : form->words);
    out->failed |= begin.failed;
    buffer_release(&begin);
}

static enum error_kind find(struct wire_word code, struct wire_word reason)
{
    for (enum error_kind kind = ERROR_OTHER + 1; kind < ERROR_KINDS; kind++) {
        const struct error_form *form = &error_forms[kind];
        if (wire_equals(&code, form->code) &&
            (form->reason[0] == '\0' || wire_equals(&reason, form->reason)))
            return kind;
    }
    return ERROR_OTHER;
}

enum error_kind errors_named(const char *code, const char *reason)
{
    return find((struct wire_word){code, strlen(code)}, (struct wire_word){reason, strlen(reason)});
}

/* The word at *at, and the offset of the next one. */
static struct wire_word next_word(const char *text, size_t len, size_t *at)
{
    struct wire_word word = {text + *at, 0};
    while (*at + word.len < len && word.data[word.len] != ' ')
        word.len++;
    *at += word.len;
    if (*at < len)
        (*at)++;
    return word;
}

struct error_read errors_read(const char *text, size_t len)
{
    struct error_read read = {.kind = ERROR_OTHER};
    size_t at = 0;
    read.code = next_word(text, len, &at);
    size_t after_code = at;
    enum error_kind kind = find(read.code, next_word(text, len, &at));
    const struct error_form *form = &error_forms[kind];
    if (form->reason[0] == '\0')
        at = after_code;
    for (size_t i = 0; i < ERROR_FACTS && form->fact[i] != NULL; i++) {
        read.fact[i] = next_word(text, len, &at);
        if (read.fact[i].len == 0)
            return read;
    }
    read.kind = kind;
    return read;
}
