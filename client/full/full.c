#include "client/full/full.h"

#include "client/lines.h"
#include "client/ending.h"
#include "client/full/draw.h"
#include "client/full/keys.h"
#include "client/full/question.h"
#include "client/full/replies.h"
#include "client/full/requests.h"
#include "client/say.h"
#include "client/signin.h"
#include "common/clock.h"

#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* REFRESH_MS: so the node knows that the terminal lives, and the terminal hears what the staff do.
 * REVIEW_MS: the same once the exam is over, since it may be reopened. */
enum {
    TICK_MS = 250,
    REFRESH_MS = 3000,
    REVIEW_MS = 10000,
    SILENCE_MS = 8000,
    RETRY_MS = 1000,
    END_MS = 5000
};

/* --- time --- */

static void warn_of_time(struct full *f, int64_t left)
{
    static const int limits[] = {600, 60};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        int limit = limits[i];
        if (left > limit || (f->warned_s != 0 && f->warned_s <= limit))
            continue;
        f->warned_s = limit;
        f->ring = true;
        state_tell(f, true,
                   limit == 600 ? _("Less than 10 minutes are left.")
                                : _("Less than 1 minute is left."));
    }
}

/* The node decides whether the time is up: it says how many answers it has, and then the result. */
static void end_of_time(struct full *f, struct mono now)
{
    if (!f->time_up)
        f->ended = f->view->deadline;
    f->time_up = true;
    question_save(f);
    if (f->asked == 0)
        requests_refresh(f);
    f->retry.ms = now.ms + RETRY_MS;
}

static void tick(struct full *f)
{
    struct mono now = clock_mono();
    bool retry = now.ms > f->retry.ms;
    if (f->view->state == VIEW_FINISHED) {
        if (retry && f->outcome != OUTCOME_FINISHED)
            requests_result(f);
        else if (f->asked == 0 && now.ms - f->refreshed.ms > REVIEW_MS)
            requests_refresh(f);
        return;
    }
    int64_t left = view_seconds_left(f->view, now);
    if (!state_is_held(f)) {
        warn_of_time(f, left);
        question_save_draft(f, now);
    }
    if (left == 0 && retry)
        end_of_time(f, now);
    else if (f->asked == 0 && now.ms - f->refreshed.ms > REFRESH_MS)
        requests_refresh(f);
    if (f->asked > 0 && !f->lost && now.ms - f->heard.ms > SILENCE_MS)
        replies_tell_lost(f);
    if (retry && !state_is_held(f)) {
        requests_resend(f);
        requests_fetch(f, f->view->current);
    }
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

static void wait_for_events(struct full *f)
{
    struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                           {.fd = courier_fd(f->courier), .events = POLLIN}};
    int ready = poll(fds, 2, TICK_MS);
    if (ending_came() || (ready > 0 && (fds[0].revents & (POLLHUP | POLLERR)) != 0))
        f->over = true; /* the terminal is gone, or the program is to end */
}

static void loop(struct full *f)
{
    while (!f->over) {
        draw_screen(f);
        if (f->ring)
            (void)beep();
        f->ring = false;
        wait_for_events(f);
        replies_take(f);
        keys_take(f);
        tick(f);
    }
}

/* What is typed goes to the node before the program ends, if the line carries it in time. */
static void save_last(struct full *f)
{
    struct mono deadline = clock_deadline(END_MS);
    struct pollfd reply = {.fd = courier_fd(f->courier), .events = POLLIN};
    question_save(f);
    while (f->outcome == OUTCOME_LEFT && view_unsaved(f->view) > 0 && clock_left_ms(deadline) > 0) {
        requests_resend(f);
        (void)poll(&reply, 1, TICK_MS);
        replies_take(f);
    }
}

/* Asks for the new code in lines, and goes on with it. Unsaved answers are kept and sent again. */
static bool renew(struct full *f, struct connection *c)
{
    input_close(&f->input);
    (void)endwin();
    courier_close(f->courier);
    f->courier = NULL;
    f->lapsed = f->over = false;
    bool renewed = signin_renew(c);
    connection_drop(c);
    if (!renewed || courier_open(c, &f->courier) != STATUS_OK) {
        f->message[0] = '\0';
        f->outcome = OUTCOME_REFUSED;
        return false;
    }
    requests_begin_again(f);
    (void)refresh(); /* the screen comes back */
    input_open(&f->input);
    return true;
}

static void release(struct full *f)
{
    for (size_t i = 0; i <= VIEW_QUESTIONS; i++) {
        free(f->question[i]);
        if (f->edit[i] != NULL)
            edit_release(f->edit[i]);
        free(f->edit[i]);
    }
    free(f);
}

enum outcome full_run(struct connection *c, struct view *view)
{
    struct full *f = calloc(1, sizeof *f);
    ending_watch(); /* before ncurses would catch the same signals */
    if (f == NULL || !open_screen()) {
        free(f);
        ending_release();
        return OUTCOME_GONE;
    }
    input_open(&f->input);
    f->view = view;
    f->outcome = OUTCOME_LEFT;
    f->refreshed = clock_mono();
    view->current = 1;
    connection_drop(c); /* the courier has its own */
    if (courier_open(c, &f->courier) == STATUS_OK) {
        question_go_to(f, 1);
        do {
            loop(f);
        } while (f->lapsed && renew(f, c));
        if (f->courier != NULL)
            save_last(f);
    } else {
        f->outcome = OUTCOME_GONE;
    }
    input_close(&f->input);
    (void)endwin();
    courier_close(f->courier);
    if (f->outcome == OUTCOME_REFUSED) {
        lines_clear(); /* what was said before the exam is true no more */
        lines_say(f->message);
    }
    if (f->end[0] != '\0')
        lines_wrap(f->end, strlen(f->end) - 1, 0); /* without the last line's end */
    if (f->outcome == OUTCOME_LEFT && view_unsaved(view) > 0)
        lines_say(_("NOT all of your answers were saved. Come back soon: the time goes on."));
    (void)fflush(stdout);
    enum outcome outcome = f->outcome;
    release(f);
    ending_release();
    return outcome;
}
