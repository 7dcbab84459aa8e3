#include "client/full.h"

#include "client/courier.h"
#include "client/full_state.h"
#include "client/result.h"
#include "client/say.h"
#include "client/screen.h"
#include "common/clock.h"
#include "common/printable.h"

#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TICK_MS = 250, REFRESH_MS = 60000, IDLE_SAVE_MS = 2000, RETRY_MS = 1000 };

enum tag { TAG_EXAM, TAG_QUESTION, TAG_ANSWER, TAG_FINISH, TAG_RESULT };

const struct view_question *full_current(const struct full *f)
{
    return f->question[f->view->current];
}

void full_tell(struct run *r, bool alarm, const char *text)
{
    (void)snprintf(r->f.message, sizeof r->f.message, "%s", text);
    r->f.alarm = alarm;
}

/* --- requests --- */

static void ask(struct run *r, enum tag tag, size_t number, const char *command,
                const struct view_values *values)
{
    char digits[24];
    struct wire_word words[2 + VIEW_WORDS] = {{command, strlen(command)}};
    size_t count = 1;
    if (number > 0) {
        int len = snprintf(digits, sizeof digits, "%zu", number);
        words[count++] = (struct wire_word){digits, (size_t)len};
    }
    for (size_t i = 0; values != NULL && i < values->count; i++)
        words[count++] = values->word[i];
    if (!courier_ask(r->courier, (int)tag, number, words, count))
        full_tell(r, true, _("This terminal has no memory left: tell the staff."));
}

void full_fetch(struct run *r, size_t number)
{
    if (number == 0 || number > r->f.view->questions || r->asked[number])
        return;
    r->asked[number] = true;
    ask(r, TAG_QUESTION, number, "QUESTION", NULL);
}

static void send_answer(struct run *r, size_t number)
{
    struct view_values values = view_answer(r->f.view, number);
    struct sending *s = &r->sending[number];
    if (s->busy) {
        s->again = true;
        return;
    }
    s->busy = true;
    s->again = false;
    ask(r, TAG_ANSWER, number, "ANSWER", &values);
}

/* V1: kept until the node has it. */
void full_give(struct run *r, const struct view_values *values)
{
    size_t number = r->f.view->current;
    if (!view_give(r->f.view, number, values)) {
        full_tell(r, true, _("This terminal has no memory left: tell the staff."));
        return;
    }
    full_tell(r, false, "");
    send_answer(r, number);
}

void full_ask_finish(struct run *r)
{
    r->ending = true; /* behind the answers that are still under way */
    ask(r, TAG_FINISH, 0, "FINISH", NULL);
    full_tell(r, false, _("Finishing..."));
}

static void ask_result(struct run *r)
{
    if (r->ending)
        return;
    r->ending = true;
    ask(r, TAG_RESULT, 0, "RESULT", NULL);
}

/* --- replies --- */

static void take_question(struct run *r, const struct courier_event *e)
{
    struct view_question q;
    struct view_question **held = &r->f.question[e->number];
    if (!view_take_question(r->f.view, e->reply->values, e->reply->count, &q) ||
        q.number != e->number)
        return;
    free(*held);
    *held = view_copy(&q);
    if (e->number == r->f.view->current && !r->f.editing && r->f.mode == FULL_QUESTION)
        full_begin_editing(r);
    for (size_t i = 1; i <= r->f.view->questions; i++) /* all of them, one after another */
        if (!r->asked[i]) {
            full_fetch(r, i);
            return;
        }
}

static void take_result(struct run *r, const struct connection *c)
{
    struct full *f = &r->f;
    struct buffer text = {0};
    result_text(c, &text);
    (void)snprintf(f->result, sizeof f->result, "%.*s", (int)text.len,
                   text.data != NULL ? text.data : "");
    buffer_release(&text);
    f->view->state = VIEW_FINISHED;
    f->mode = FULL_RESULT;
    f->editing = false;
    r->end = SIT_FINISHED;
    full_tell(r, false, "");
    /* Whether the answers may be seen is the node's to say. */
    memset(r->asked, 0, sizeof r->asked);
    full_fetch(r, 1);
}

/* The exam is over for this terminal, or the request was at fault. */
static void take_error(struct run *r, const struct courier_event *e)
{
    struct wire_word code = connection_error_code(e->reply);
    const char *words = say_error(code.data, code.len);
    bool over =
        connection_error_is(e->reply, "TIMEUP") || connection_error_is(e->reply, "FINISHED");
    if (r->f.view->state == VIEW_FINISHED)
        return; /* the answers may not be seen */
    char unknown[FULL_MESSAGE_SIZE];
    (void)printable_copy(unknown, sizeof unknown, e->reply->values[0].data, e->reply->values[0].len,
                         PRINTABLE_LINE);
    full_tell(r, true, words != NULL ? words : unknown);
    if (e->tag == TAG_FINISH || e->tag == TAG_RESULT)
        r->ending = false;
    if (over) {
        ask_result(r);
    } else if (connection_error_is(e->reply, "TAKEN") || connection_error_is(e->reply, "NOAUTH")) {
        r->end = SIT_REFUSED;
        r->over = true;
    } else if (e->tag == TAG_ANSWER && connection_error_is(e->reply, "BADANSWER")) {
        view_saved(r->f.view, e->number); /* the node keeps what it had */
        r->asked[e->number] = false;
        full_fetch(r, e->number);
    }
}

static void take_answer(struct run *r, const struct courier_event *e)
{
    struct sending *s = &r->sending[e->number];
    bool kept = e->result == CONNECTION_REPLY;
    /* A node that is busy, full or catching up takes it later. */
    bool refused = e->result == CONNECTION_ERROR && !connection_error_is(e->reply, "BUSY") &&
                   !connection_error_is(e->reply, "IOERR") &&
                   !connection_error_is(e->reply, "CLOSED");
    s->busy = false;
    if (kept && !s->again)
        view_saved(r->f.view, e->number);
    else if (!refused)
        s->again = true; /* V1 */
    if (refused)
        take_error(r, e);
    else if (!kept)
        full_tell(r, true,
                  _("NOT saved yet: the server cannot take it now. Go on: it is kept at this "
                    "terminal and "
                    "sent again."));
    else if (!s->again)
        full_tell(r, false, _("Saved."));
}

static void take_reply(struct run *r, const struct courier_event *e)
{
    if (e->tag == TAG_ANSWER) {
        take_answer(r, e);
    } else if (e->result == CONNECTION_GONE) {
        full_tell(r, true, _("The server does not answer. Tell the staff."));
        r->ending = false;
        if (e->tag == TAG_QUESTION)
            r->asked[e->number] = false;
    } else if (e->result == CONNECTION_ERROR) {
        take_error(r, e);
    } else if (e->tag == TAG_QUESTION) {
        if (r->f.view->state == VIEW_FINISHED)
            r->f.may_review = true;
        take_question(r, e);
    } else if (e->tag == TAG_EXAM) {
        (void)view_take_exam(r->f.view, e->reply->values, e->reply->count, clock_mono());
        if (r->f.view->state == VIEW_FINISHED)
            ask_result(r);
    } else {
        take_result(r, e->reply);
    }
}

static void take_news(struct run *r, enum connection_news news)
{
    r->f.lost = news == CONNECTION_LOST;
    if (news == CONNECTION_LOST)
        full_tell(r, true,
                  _("The connection was lost: trying again. Go on: what you answer is kept at this "
                    "terminal and sent when it is back."));
    else if (news == CONNECTION_BACK)
        full_tell(r, false, _("The connection is back."));
    else if (news == CONNECTION_STRANGER || news == CONNECTION_SECRET)
        full_tell(r, true, screen_warning(news));
    else
        full_tell(r, true,
                  _("NOT saved yet: the server cannot take it now. Go on: it is kept at this "
                    "terminal and "
                    "sent again."));
}

static void take_events(struct run *r)
{
    struct courier_event e;
    while (courier_take(r->courier, &e)) {
        if (e.what == COURIER_NEWS)
            take_news(r, e.news);
        else
            take_reply(r, &e);
    }
}

/* --- time --- */

static void warn_of_time(struct run *r, int64_t left)
{
    static const int limits[] = {600, 60};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        int limit = limits[i];
        if (left > limit || (r->warned_s != 0 && r->warned_s <= limit))
            continue;
        r->warned_s = limit;
        (void)beep();
        full_tell(r, true, limit == 600 ? _("10 minutes are left.") : _("1 minute is left."));
    }
}

static void tick(struct run *r)
{
    struct mono now = clock_mono();
    struct view *view = r->f.view;
    if (view->state == VIEW_FINISHED)
        return;
    int64_t left = view_seconds_left(view, now);
    warn_of_time(r, left);
    if (r->f.editing && r->f.edit.changed && now.ms - r->typed.ms > IDLE_SAVE_MS)
        full_save_edit(r);
    if (left == 0 && now.ms > r->retry.ms) {
        full_save_edit(r);
        ask_result(r);
        r->retry.ms = now.ms + RETRY_MS;
    } else if (now.ms - r->refreshed.ms > REFRESH_MS) {
        r->refreshed = now;
        ask(r, TAG_EXAM, 0, "EXAM", NULL);
    }
    for (size_t i = 1; i <= view->questions && now.ms > r->retry.ms; i++)
        if (r->sending[i].again && !r->sending[i].busy)
            send_answer(r, i);
}

/* --- the terminal --- */

bool full_possible(bool plain)
{
    const char *terminal = getenv("TERM");
    return !plain && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && terminal != NULL &&
           terminal[0] != '\0' && strcmp(terminal, "dumb") != 0;
}

static bool open_screen(void)
{
    if (newterm(NULL, stdout, stdin) == NULL)
        return false;
    (void)set_escdelay(50);
    (void)raw(); /* no key ends an exam by mistake */
    (void)noecho();
    (void)nonl();
    (void)keypad(stdscr, TRUE);
    (void)nodelay(stdscr, TRUE);
    return true;
}

static void loop(struct run *r)
{
    while (!r->over) {
        struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                               {.fd = courier_fd(r->courier), .events = POLLIN}};
        full_draw(&r->f);
        int ready = poll(fds, 2, TICK_MS);
        if (ready > 0 && (fds[0].revents & (POLLHUP | POLLERR)) != 0)
            r->over = true; /* the terminal is gone */
        take_events(r);
        full_take_keys(r);
        tick(r);
    }
}

enum sit_end full_run(struct connection *c, struct view *view)
{
    struct run *r = calloc(1, sizeof *r);
    if (r == NULL || !open_screen()) {
        free(r);
        return SIT_GONE;
    }
    r->f.view = view;
    r->end = SIT_LEFT;
    r->refreshed = clock_mono();
    view->current = 1;
    connection_drop(c); /* the courier has its own */
    if (courier_open(&c->door, c->id, c->code, &r->courier) == STATUS_OK) {
        full_go_to(r, 1);
        loop(r);
    } else {
        r->end = SIT_GONE;
    }
    (void)endwin();
    if (r->end == SIT_REFUSED)
        puts(r->f.message);
    courier_close(r->courier);
    for (size_t i = 0; i <= VIEW_QUESTIONS; i++)
        free(r->f.question[i]);
    enum sit_end end = r->end;
    free(r);
    return end;
}
