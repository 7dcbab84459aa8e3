#include "client/full/full.h"

#include "client/full/draw.h"
#include "client/full/keys.h"
#include "client/full/question.h"
#include "client/full/replies.h"
#include "client/full/requests.h"
#include "client/say.h"
#include "common/clock.h"

#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TICK_MS = 250, REFRESH_MS = 60000, IDLE_SAVE_MS = 2000, RETRY_MS = 1000 };

/* --- time --- */

static void warn_of_time(struct full *f, int64_t left)
{
    static const int limits[] = {600, 60};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        int limit = limits[i];
        if (left > limit || (f->warned_s != 0 && f->warned_s <= limit))
            continue;
        f->warned_s = limit;
        (void)beep();
        state_tell(f, true, limit == 600 ? _("10 minutes are left.") : _("1 minute is left."));
    }
}

static void tick(struct full *f)
{
    struct mono now = clock_mono();
    struct view *view = f->view;
    if (view->state == VIEW_FINISHED)
        return;
    int64_t left = view_seconds_left(view, now);
    warn_of_time(f, left);
    if (f->editing && f->edit.changed && now.ms - f->typed.ms > IDLE_SAVE_MS)
        question_save(f);
    if (left == 0 && now.ms > f->retry.ms) {
        question_save(f);
        requests_result(f);
        f->retry.ms = now.ms + RETRY_MS;
    } else if (now.ms - f->refreshed.ms > REFRESH_MS) {
        f->refreshed = now;
        requests_refresh(f);
    }
    if (now.ms > f->retry.ms)
        requests_resend(f);
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

static void loop(struct full *f)
{
    while (!f->over) {
        struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                               {.fd = courier_fd(f->courier), .events = POLLIN}};
        draw_screen(f);
        int ready = poll(fds, 2, TICK_MS);
        if (ready > 0 && (fds[0].revents & (POLLHUP | POLLERR)) != 0)
            f->over = true; /* the terminal is gone */
        replies_take(f);
        keys_take(f);
        tick(f);
    }
}

enum outcome full_run(struct connection *c, struct view *view)
{
    struct full *f = calloc(1, sizeof *f);
    if (f == NULL || !open_screen()) {
        free(f);
        return OUTCOME_GONE;
    }
    f->view = view;
    f->outcome = OUTCOME_LEFT;
    f->refreshed = clock_mono();
    view->current = 1;
    connection_drop(c); /* the courier has its own */
    if (courier_open(&c->door, c->id, c->code, &f->courier) == STATUS_OK) {
        question_go_to(f, 1);
        loop(f);
    } else {
        f->outcome = OUTCOME_GONE;
    }
    (void)endwin();
    if (f->outcome == OUTCOME_REFUSED)
        puts(f->message);
    courier_close(f->courier);
    for (size_t i = 0; i <= VIEW_QUESTIONS; i++)
        free(f->question[i]);
    enum outcome outcome = f->outcome;
    free(f);
    return outcome;
}
