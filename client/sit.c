#include "client/sit.h"

#include "client/lines.h"
#include "client/draft.h"
#include "client/edit.h"
#include "client/ending.h"
#include "client/full/full.h"
#include "client/refusal.h"
#include "client/say.h"
#include "client/screen.h"
#include "client/signin.h"
#include "client/start.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { REFRESH_MS = 60000, LINE_MS = 500, SPAN_SIZE = 64, LINE_SIZE = 256 };

struct sit {
    struct connection *c;
    struct view view;
    struct view_question question;
    struct mono refreshed;
    enum outcome end;
};

static enum connection_result ask(struct connection *c, const char *command)
{
    const struct wire_word word = {command, strlen(command)};
    return signin_ask(c, &word, 1);
}

static enum outcome show_result(struct connection *c)
{
    enum connection_result result = ask(c, "RESULT");
    if (result != CONNECTION_REPLY)
        return signin_tell_failure(c, result);
    screen_result(c);
    return OUTCOME_FINISHED;
}

/* After a failed request: true when the exam goes on. TIMEUP and FINISHED lead to the result. */
static bool go_on(struct sit *s, enum connection_result result)
{
    s->end = signin_tell_failure(s->c, result);
    if (result != CONNECTION_ERROR)
        return false;
    if (connection_error_is(s->c, "TIMEUP") || connection_error_is(s->c, "FINISHED"))
        s->end = show_result(s->c);
    return connection_error_is(s->c, "BUSY") || connection_error_is(s->c, "IOERR") ||
           connection_error_is(s->c, "BADANSWER");
}

/* False when the exam's loop is over. */
static bool take_exam(struct sit *s, const char *command)
{
    enum connection_result result = ask(s->c, command);
    if (result != CONNECTION_REPLY)
        return go_on(s, result);
    s->refreshed = clock_mono();
    if (view_take_exam(&s->view, s->c->values, s->c->count, s->refreshed))
        return true;
    lines_say(_("The server gave an unexpected reply."));
    s->end = OUTCOME_REFUSED;
    return false;
}

/* Fetches a question, without showing it. False when the exam's loop is over. */
static bool load(struct sit *s, size_t number, bool *loaded)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%zu", number);
    const struct wire_word words[] = {{"QUESTION", 8}, {text, strlen(text)}};
    enum connection_result result = signin_ask(s->c, words, 2);
    *loaded = false;
    if (result != CONNECTION_REPLY)
        return go_on(s, result);
    *loaded = true;
    if (view_take_question(&s->view, s->c->values, s->c->count, &s->question) &&
        s->question.number == number)
        return true;
    lines_say(_("The server gave an unexpected reply."));
    s->end = OUTCOME_REFUSED;
    return false;
}

/* Shows a question. Once a minute the node is asked how much time is left. */
static bool show(struct sit *s, size_t number)
{
    if (clock_mono().ms - s->refreshed.ms > REFRESH_MS && !take_exam(s, "EXAM"))
        return false;
    bool loaded;
    if (!load(s, number, &loaded))
        return false;
    if (loaded) {
        s->view.current = number;
        screen_question(&s->view, &s->question, clock_mono());
    }
    return true;
}

/* draft: nobody is asked for a new code meanwhile. */
static enum connection_result send_answer(struct sit *s, const struct view_values *values,
                                          bool draft)
{
    char number[24];
    struct wire_word words[2 + VIEW_WORDS] = {{"ANSWER", 6}};
    int len = snprintf(number, sizeof number, "%zu", s->question.number);
    words[1] = (struct wire_word){number, (size_t)len};
    for (size_t i = 0; i < values->count; i++)
        words[2 + i] = values->word[i];
    size_t count = 2 + values->count;
    return draft ? connection_ask_words(s->c, words, count) : signin_ask(s->c, words, count);
}

/* Saves the answer (none: clears) and goes on to the next question. */
static bool save(struct sit *s, const struct view_values *values)
{
    size_t at = s->question.number;
    enum connection_result result = send_answer(s, values, false);
    if (result != CONNECTION_REPLY) {
        lines_say(_("NOT saved."));
        return go_on(s, result);
    }
    if (view_give(&s->view, at, values))
        view_saved(&s->view, at);
    puts(values->count > 0 ? _("Saved.") : _("Cleared."));
    return show(s, values->count > 0 && at < s->view.questions ? at + 1 : at);
}

/* --- an essay --- */

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

/* T2, T3: without a word, since the applicant types on. What the node refuses is told at the end. */
static void save_draft(struct sit *s, struct essay *e)
{
    struct mono now = clock_mono();
    if (!e->changed || !draft_due(&e->draft, e->text.len, now, s->view.deadline))
        return;
    struct view_values values = essay_values(e);
    e->changed = send_answer(s, &values, true) != CONNECTION_REPLY;
    e->draft.sent = e->draft.changed = clock_mono();
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

/* A terminal gives one line at a time: until it comes, drafts are saved. */
static void wait_for_line(struct sit *s, struct essay *e)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    save_draft(s, e);
    while (isatty(STDIN_FILENO) && !ending_came() && poll(&in, 1, LINE_MS) == 0)
        save_draft(s, e);
}

/* It goes on until a line with a dot alone, the end of the input or a signal, and is saved then. */
static bool save_essay(struct sit *s, const struct wire_word *first)
{
    struct essay e = {.most = s->question.bytes < EDIT_BYTES ? s->question.bytes : EDIT_BYTES};
    static char line[LINES_SIZE];
    e.draft.sent = clock_mono();
    ending_watch();
    add_line(&e, first->data, first->len);
    wait_for_line(s, &e);
    while (!ending_came() && lines_ask("", line) && strcmp(line, ".") != 0) {
        add_line(&e, line, strlen(line));
        wait_for_line(s, &e);
    }
    struct view_values values = essay_values(&e);
    bool going = true;
    if (e.text.failed)
        lines_say(_("This terminal has no memory left: tell the staff."));
    else if (e.text.len > 0)
        going = save(s, &values);
    buffer_release(&e.text);
    (void)fflush(stdout);
    ending_release();
    return going;
}

static bool save_typed(struct sit *s, const struct view_values *values)
{
    return s->question.kind == VIEW_ESSAY ? save_essay(s, &values->word[0]) : save(s, values);
}

/* Only the node knows the answers that were saved before this sign-in. */
static bool load_all(struct sit *s)
{
    bool loaded;
    for (size_t i = 1; i <= s->view.questions; i++)
        if (!load(s, i, &loaded))
            return false;
    s->view.current = 1;
    return true;
}

static bool finish(struct sit *s)
{
    size_t unanswered = view_unanswered(&s->view);
    if (unanswered > 0) {
        printf(
            say_plural("%lu question is unanswered.", "%lu questions are unanswered.", unanswered),
            (unsigned long)unanswered);
        putchar('\n');
        screen_list(&s->view);
    }
    if (!lines_confirm(_("Finish the exam? Nothing can be changed afterwards. (y/n) ")))
        return show(s, s->view.current);
    enum connection_result result = ask(s->c, "FINISH");
    if (result == CONNECTION_REPLY) {
        screen_result(s->c);
        s->end = OUTCOME_FINISHED;
    } else if (result == CONNECTION_ERROR && connection_error_is(s->c, "FINISHED")) {
        s->end = show_result(s->c); /* the reply to the first FINISH was lost */
    } else {
        return go_on(s, result);
    }
    return false;
}

static bool leave(struct sit *s)
{
    lines_say(
        _("Your answers are saved and the time goes on. To come back: the same ID and code, at "
          "any terminal of this centre."));
    s->end = OUTCOME_LEFT;
    return false;
}

static bool obey(struct sit *s, const char *line)
{
    struct view_input input = view_parse(&s->view, &s->question, line);
    size_t at = s->view.current, last = s->view.questions;
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
        screen_list(&s->view);
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

static void run(struct sit *s)
{
    char line[LINES_SIZE];
    screen_help();
    bool going = load_all(s) && show(s, 1);
    while (going) {
        if (lines_ask(_("Answer (h: help) > "), line))
            going = obey(s, line);
        else
            going = leave(s);
    }
}

static bool plain_lines;

void sit_use_lines(bool plain)
{
    plain_lines = plain;
}

/* The exam on the whole screen; its end is printed as lines, which stay on the terminal. */
static enum outcome run_full(struct sit *s)
{
    enum outcome end = full_run(s->c, &s->view);
    if (end == OUTCOME_FINISHED)
        return show_result(s->c);
    if (end == OUTCOME_LEFT && view_unsaved(&s->view) == 0)
        (void)leave(s);
    return end;
}

/* Waits until the exam may be started and asks whether to. False: s->end says how that ended. */
static bool offer_start(struct sit *s)
{
    enum connection_result waited;
    char span[SPAN_SIZE], line[LINE_SIZE];
    s->end = OUTCOME_LEFT;
    if (!start_wait(s->c, &s->view, full_possible(plain_lines), &waited)) {
        if (waited != CONNECTION_REPLY)
            s->end = signin_tell_failure(s->c, waited);
        return false;
    }
    struct mono now = clock_mono();
    if (s->view.may_close && s->view.closes.ms > now.ms) {
        refusal_span((s->view.closes.ms - now.ms) / 1000, span, sizeof span);
        (void)snprintf(line, sizeof line, _("It can still be started for %s."), span);
        lines_say(line);
    } else if (s->view.may_close) {
        return true; /* too late: the node says the hour */
    }
    if (isatty(STDIN_FILENO) && s->view.name[0] != '\0')
        lines_say(_("If this is not your name, do not start: tell the staff."));
    return lines_confirm(_("The time begins to run when you start. Start? (y/n) "));
}

enum outcome sit_exam(struct connection *c)
{
    static struct sit s;
    view_release(&s.view);
    memset(&s, 0, sizeof s);
    s.c = c;
    if (!take_exam(&s, "EXAM") || s.view.questions == 0)
        return s.end;
    if (s.view.state == VIEW_FINISHED) {
        lines_say(_("This exam is finished."));
        return show_result(c);
    }
    start_introduce(&s.view);
    if (s.view.state == VIEW_RUNNING)
        lines_say(_("Your exam is running: it continues where it stopped."));
    else if (!offer_start(&s))
        return s.end;
    s.view.state = VIEW_READY;
    if (take_exam(&s, "START") && s.view.state == VIEW_RUNNING) {
        if (full_possible(plain_lines))
            return run_full(&s);
        run(&s);
    }
    return s.end;
}

static void tell_opening(const struct view *view)
{
    char span[SPAN_SIZE], line[LINE_SIZE];
    int64_t left_s = view_seconds_to_open(view, clock_mono());
    if (left_s == 0)
        return;
    refusal_span(left_s, span, sizeof span);
    (void)snprintf(line, sizeof line, "%s %s", _("It opens in"), span);
    lines_say(line);
}

enum outcome sit_show(struct connection *c)
{
    static struct sit s;
    char span[SPAN_SIZE], line[LINE_SIZE];
    view_release(&s.view);
    memset(&s, 0, sizeof s);
    s.c = c;
    if (!take_exam(&s, "EXAM") || s.view.questions == 0)
        return s.end;
    start_introduce(&s.view);
    lines_say(_("The registration is confirmed at this centre."));
    switch (s.view.state) {
    case VIEW_READY:
        lines_say(_("The exam was not started."));
        tell_opening(&s.view);
        break;
    case VIEW_RUNNING:
        refusal_span(view_seconds_left(&s.view, clock_mono()), span, sizeof span);
        (void)snprintf(line, sizeof line, _("The exam is running. Time left: %s."), span);
        lines_say(line);
        break;
    case VIEW_FINISHED:
        return show_result(c);
    }
    return OUTCOME_LEFT;
}
