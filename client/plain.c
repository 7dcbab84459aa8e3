#include "client/plain.h"

#include "client/draft.h"
#include "client/edit.h"
#include "client/ending.h"
#include "client/hold.h"
#include "client/lines.h"
#include "client/refusal.h"
#include "client/say.h"
#include "client/screen.h"
#include "client/signin.h"
#include "client/tell.h"
#include "common/clock.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { REFRESH_MS = 3000, LINE_MS = 500, MESSAGE_SIZE = 600 };

/* The exam in lines. */
struct plain {
    struct connection *c;
    struct view *view;
    struct view_question question;
    struct mono refreshed; /* the last EXAM */
    bool live;             /* a line of the terminal can change */
    enum outcome end;
};

static enum connection_result ask(struct connection *c, const char *command)
{
    const struct wire_word word = {command, strlen(command)};
    return signin_ask(c, &word, 1);
}

enum outcome plain_result(struct connection *c)
{
    enum connection_result result = ask(c, "RESULT");
    if (result != CONNECTION_REPLY)
        return signin_tell_failure(c, result);
    screen_result(c);
    return OUTCOME_FINISHED;
}

/* The staff have moved the person to the other centre. */
static void tell_moved(const struct connection *c)
{
    char words[MESSAGE_SIZE];
    refusal_of_reply(c, true, words, sizeof words);
    lines_say(words);
}

/* Does the error say that the exam is over? */
static bool is_over(const struct plain *s)
{
    return connection_error_is(s->c, "TIMEUP") || connection_error_is(s->c, "FINISHED");
}

/* After a failed request: true when the exam goes on. TIMEUP and FINISHED lead to the result. */
static bool go_on(struct plain *s, enum connection_result result)
{
    if (result == CONNECTION_ERROR && connection_error_is(s->c, "ELSEWHERE")) {
        tell_moved(s->c);
        s->end = OUTCOME_REFUSED;
        return false;
    }
    s->end = signin_tell_failure(s->c, result);
    if (result != CONNECTION_ERROR)
        return false;
    if (is_over(s))
        s->end = plain_result(s->c);
    return connection_error_is(s->c, "BUSY") || connection_error_is(s->c, "IOERR") ||
           connection_error_is(s->c, "BADANSWER") || connection_error_is(s->c, "STALE");
}

enum { ANSWER_DIGITS = 48, ANSWER_WORDS = 3 + VIEW_WORDS };

/* The words of SAVE; their number. */
static size_t put_answer(const struct plain *s, size_t number, const struct view_values *values,
                         char digits[ANSWER_DIGITS], struct wire_word words[ANSWER_WORDS])
{
    int len = snprintf(digits, ANSWER_DIGITS, "%zu", number);
    char *seq = digits + len + 1;
    int seq_len = snprintf(seq, ANSWER_DIGITS - (size_t)len - 1, "%lu",
                           (unsigned long)view_next_seq(s->view, number));
    words[0] = (struct wire_word){"SAVE", 4};
    words[1] = (struct wire_word){digits, (size_t)len};
    words[2] = (struct wire_word){seq, (size_t)seq_len};
    for (size_t i = 0; i < values->count; i++)
        words[3 + i] = values->word[i];
    return 3 + values->count;
}

/* A text that is being typed. */
struct essay {
    struct buffer text;
    size_t most; /* bytes */
    bool changed;
    struct draft draft;
};

static struct view_values essay_values(const struct essay *e)
{
    return (struct view_values){.word = {{e->text.data, e->text.len}}, .count = 1};
}

/* Without a word, since the applicant types on: nobody is asked for a new code, and nothing is waited
 * for. What the node refuses is told at the end. */
static void save_now(struct plain *s, struct essay *e)
{
    char digits[ANSWER_DIGITS];
    struct wire_word words[ANSWER_WORDS];
    struct view_values values = essay_values(e);
    if (!e->changed)
        return;
    size_t count = put_answer(s, s->question.number, &values, digits, words);
    e->changed = connection_ask_words(s->c, words, count) != CONNECTION_REPLY;
    e->draft.sent = e->draft.changed = clock_mono();
}

/* T10: without a word, since the applicant is typing. What the node does not take now is sent after the
 * next EXAM. */
static void send_lost(struct plain *s)
{
    char digits[ANSWER_DIGITS];
    struct wire_word words[ANSWER_WORDS];
    for (size_t i = 1; i <= s->view->questions; i++) {
        if (!s->view->item[i].sending)
            continue;
        struct view_values values = view_answer(s->view, i);
        size_t count = put_answer(s, i, &values, digits, words);
        if (connection_ask_words(s->c, words, count) != CONNECTION_REPLY)
            return;
        view_take_saved(s->view, i, s->c->values, s->c->count);
        view_saved(s->view, i);
    }
}

/* How a wait ended: true when the exam goes on. */
static bool after_wait(struct plain *s, enum hold_end end, enum connection_result result)
{
    s->refreshed = clock_mono();
    if (end == HOLD_FAILED)
        return go_on(s, result);
    s->end = end == HOLD_ANOTHER ? OUTCOME_REFUSED : OUTCOME_LEFT;
    if (end == HOLD_OVER && s->view->state == VIEW_FINISHED)
        s->end = plain_result(s->c);
    return end == HOLD_OVER && s->view->state == VIEW_RUNNING;
}

/* Asks how the exam stands, and waits while it is held up (T5). False when the exam's loop is over.
 * e: a text that is being typed, or NULL: it is saved first. *waited: something held the exam up. */
static bool refresh(struct plain *s, struct essay *e, const char *prompt, bool *waited)
{
    enum connection_result result;
    enum hold_end end = hold_refresh(s->c, s->view, prompt, &result);
    *waited = end == HOLD_OVER && standing_hold(&s->view->standing) != HOLD_NONE;
    if (*waited && e != NULL)
        save_now(s, e);
    if (*waited)
        end = hold_wait(s->c, s->view, s->live, &result);
    return after_wait(s, end, result);
}

/* Sends a request until nothing holds the exam up: an answer is kept meanwhile (T5). False when the
 * exam's loop is over. */
static bool ask_in_exam(struct plain *s, const struct wire_word *words, size_t count,
                        enum connection_result *result)
{
    bool waited;
    for (;;) {
        *result = signin_ask(s->c, words, count);
        if (*result != CONNECTION_ERROR || !connection_holds_up(s->c))
            return true;
        if (!refresh(s, NULL, "", &waited))
            return false;
        if (!waited)
            (void)poll(NULL, 0, LINE_MS); /* it went on at this moment: not again at once */
    }
}

/* Fetches a question, without showing it. False when the exam's loop is over. */
static bool load(struct plain *s, size_t number, bool *loaded)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%zu", number);
    const struct wire_word words[] = {{"QUESTION", 8}, {text, strlen(text)}};
    enum connection_result result;
    *loaded = false;
    if (!ask_in_exam(s, words, 2, &result))
        return false;
    if (result != CONNECTION_REPLY)
        return go_on(s, result);
    *loaded = true;
    if (view_take_question(s->view, s->c->values, s->c->count, &s->question) &&
        s->question.number == number)
        return true;
    lines_say(_("The server gave an unexpected reply."));
    s->end = OUTCOME_REFUSED;
    return false;
}

static bool show(struct plain *s, size_t number)
{
    bool loaded;
    if (!load(s, number, &loaded))
        return false;
    if (loaded) {
        s->view->current = number;
        screen_question(s->view, &s->question, clock_mono());
    }
    return true;
}

static bool send_answer(struct plain *s, const struct view_values *values,
                        enum connection_result *result)
{
    char digits[ANSWER_DIGITS];
    struct wire_word words[ANSWER_WORDS];
    size_t count = put_answer(s, s->question.number, values, digits, words);
    return ask_in_exam(s, words, count, result);
}

/* Did the request come after the end? */
static bool came_late(const struct plain *s, enum connection_result result)
{
    return result == CONNECTION_ERROR && is_over(s);
}

/* Saves the answer (none: clears) and goes on to the next question. */
static bool save(struct plain *s, const struct view_values *values)
{
    size_t at = s->question.number;
    enum connection_result result;
    bool goes_on = send_answer(s, values, &result);
    if (!goes_on || result != CONNECTION_REPLY)
        lines_say(_("NOT saved."));
    if (!goes_on || came_late(s, result))
        (void)view_give(s->view, at, values); /* the closing screen says so */
    if (!goes_on)
        return false;
    if (result != CONNECTION_REPLY)
        return go_on(s, result);
    view_take_saved(s->view, at, s->c->values, s->c->count);
    if (view_give(s->view, at, values))
        view_saved(s->view, at);
    puts(values->count > 0 ? _("Saved.") : _("Cleared."));
    return show(s, values->count > 0 && at < s->view->questions ? at + 1 : at);
}

/* --- an essay --- */

/* T2, T3: without a word, since the applicant types on. What the node refuses is told at the end. */
static void save_draft(struct plain *s, struct essay *e)
{
    struct mono now = clock_mono();
    if (draft_due(&e->draft, e->text.len, now, s->view->deadline))
        save_now(s, e);
}

/* A line that does not fit is left out, and the others stay. */
static void add_line(struct essay *e, const char *line, size_t len)
{
    size_t room = e->most > e->text.len ? e->most - e->text.len : 0;
    if (len + (e->text.len > 0) > room) {
        printf(_("That line did not fit and was left out: there is room for %zu letters.\n"), room);
        return;
    }
    if (e->text.len > 0)
        buffer_append(&e->text, "\n", 1);
    buffer_append(&e->text, line, len);
    if (!e->changed)
        e->draft.changed = clock_mono();
    e->changed = true;
}

/* Until a line comes drafts are saved, and the node is asked how the exam stands. False when the
 * exam's loop is over. */
static bool wait_for_text(struct plain *s, struct essay *e)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    save_draft(s, e);
    while (!ending_came() && poll(&in, 1, LINE_MS) == 0) {
        bool waited, due = clock_mono().ms - s->refreshed.ms > REFRESH_MS;
        save_draft(s, e);
        if (due && !refresh(s, e, "", &waited))
            return false;
        if (due)
            send_lost(s);
    }
    return true;
}

/* It goes on until a line with a dot alone, the end of the input or a signal, and is saved then. */
static bool save_essay(struct plain *s, const struct wire_word *first)
{
    struct essay e = {.most = s->question.bytes < EDIT_BYTES ? s->question.bytes : EDIT_BYTES};
    static char line[LINES_SIZE];
    e.draft.sent = clock_mono();
    ending_watch();
    add_line(&e, first->data, first->len);
    bool going = wait_for_text(s, &e);
    while (going && !ending_came() && lines_ask("", line) && strcmp(line, ".") != 0) {
        add_line(&e, line, strlen(line));
        going = wait_for_text(s, &e);
    }
    struct view_values values = essay_values(&e);
    if (e.text.failed)
        lines_say(_("This terminal has no memory left: tell the staff."));
    else if (going && e.text.len > 0)
        going = save(s, &values);
    else if (e.changed)
        (void)view_give(s->view, s->question.number, &values); /* T1 */
    buffer_release(&e.text);
    (void)fflush(stdout);
    ending_release();
    return going;
}

static bool save_typed(struct plain *s, const struct view_values *values)
{
    return s->question.kind == VIEW_ESSAY ? save_essay(s, &values->word[0]) : save(s, values);
}

/* Only the node knows the answers that were saved before this sign-in. */
static bool load_all(struct plain *s)
{
    bool loaded;
    for (size_t i = 1; i <= s->view->questions; i++)
        if (!load(s, i, &loaded))
            return false;
    s->view->current = 1;
    return true;
}

static bool finish(struct plain *s)
{
    size_t unanswered = view_unanswered(s->view);
    if (unanswered > 0) {
        printf(
            say_plural("%lu question is unanswered.", "%lu questions are unanswered.", unanswered),
            (unsigned long)unanswered);
        putchar('\n');
        screen_list(s->view);
    }
    if (!lines_confirm(_("Finish the exam? Nothing can be changed afterwards. (y/n) ")))
        return show(s, s->view->current);
    enum connection_result result = ask(s->c, "FINISH");
    if (result == CONNECTION_REPLY) {
        screen_result(s->c);
        s->end = OUTCOME_FINISHED;
    } else if (result == CONNECTION_ERROR && connection_error_is(s->c, "FINISHED")) {
        s->end = plain_result(s->c); /* the reply to the first FINISH was lost */
    } else {
        return go_on(s, result);
    }
    return false;
}

static bool leave(struct plain *s)
{
    lines_say(view_unsaved(s->view) > 0
                  ? _("NOT all of your answers were saved. Come back soon: the time goes on.")
                  : tell_left(s->view));
    s->end = OUTCOME_LEFT;
    return false;
}

static bool obey(struct plain *s, const char *line)
{
    struct view_input input = view_parse(s->view, &s->question, line);
    size_t at = s->view->current, last = s->view->questions;
    switch (input.command) {
    case VIEW_ANSWER:
        return save_typed(s, &input.values);
    case VIEW_CLEAR:
        return save(s, &(struct view_values){.count = 0});
    case VIEW_NEXT:
        if (at == last)
            lines_say(_("This is the last question. f: finish, l: list."));
        return show(s, at < last ? at + 1 : at);
    case VIEW_PREVIOUS:
        return show(s, at > 1 ? at - 1 : at);
    case VIEW_GO:
        return show(s, input.number);
    case VIEW_LIST:
        screen_list(s->view);
        return true;
    case VIEW_FINISH:
        return finish(s);
    case VIEW_LEAVE:
        return leave(s);
    case VIEW_HELP:
        screen_help();
        return true;
    case VIEW_NOT_UNDERSTOOD:
        lines_say(_("I did not understand. Type an option's number, or h for help."));
        return true;
    }
    return true;
}

/* Until a line comes the node is asked how the exam stands: it knows then that this terminal lives,
 * and the applicant hears what the staff do. False when the exam's loop is over. */
static bool wait_for_line(struct plain *s, const char *prompt, bool *waited)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    *waited = false;
    while (!*waited && poll(&in, 1, REFRESH_MS) == 0) {
        if (!refresh(s, NULL, prompt, waited))
            return false;
        send_lost(s);
    }
    return true;
}

/* The next line is obeyed; after a wait the question is shown again. */
static bool take_line(struct plain *s)
{
    static char line[LINES_SIZE];
    const char *prompt = _("Answer (h: help) > ");
    bool waited;
    printf("%s", prompt);
    (void)fflush(stdout);
    if (!wait_for_line(s, prompt, &waited))
        return false;
    if (waited)
        return show(s, s->view->current);
    return lines_ask("", line) ? obey(s, line) : leave(s);
}

/* At the end: names the questions whose last answers were not saved. */
static void tell_uncounted(const struct view *view)
{
    if (view_unsaved(view) == 0)
        return;
    for (size_t i = 1; i <= view->questions; i++)
        if (view->item[i].sending)
            printf(_("Question %zu: your last answer is NOT saved.\n"), i);
    (void)fputs(_("What came after the end is not counted; the board can see it.\n"), stdout);
}

enum outcome plain_run(struct connection *c, struct view *view, bool live)
{
    static struct plain s;
    s = (struct plain){.c = c, .view = view, .live = live, .refreshed = clock_mono()};
    screen_help();
    bool going = load_all(&s) && show(&s, 1);
    while (going)
        going = take_line(&s);
    if (s.end == OUTCOME_FINISHED)
        tell_uncounted(view);
    return s.end;
}
