#include "client/hold.h"

#include "client/ending.h"
#include "client/lines.h"
#include "client/say.h"
#include "client/signin.h"
#include "client/tell.h"
#include "common/clock.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STEP_MS = 1000, LINE_SIZE = STANDING_TEXT_SIZE + 64 };

static void say_text(const struct buffer *text)
{
    if (text->len > 0)
        lines_wrap(text->data, text->len - 1, 0); /* without the last line's end */
}

void hold_announcement(const struct view *view)
{
    char line[LINE_SIZE];
    if (view->standing.announced == 0)
        return;
    (void)snprintf(line, sizeof line, _("Notice from the staff: %s"), view->standing.announcement);
    putchar('\n');
    lines_say(line);
}

/* Says what has changed since the reply before; false when there was nothing to say. */
static bool say_news(const struct view *view, const struct standing_news *news)
{
    struct buffer text = {0};
    tell_news(view, news, clock_mono(), &text);
    bool any = text.len > 0 || news->announced || news->held;
    if (any)
        printf("\a\n");
    say_text(&text);
    buffer_release(&text);
    if (news->announced)
        hold_announcement(view);
    return any;
}

/* One request, EXAM or START. After a START that the exam's standing refuses, EXAM says by what. */
static enum hold_end ask(struct connection *c, struct view *view, const char *command,
                         const char *prompt, enum connection_result *result)
{
    struct standing before = view->standing;
    const struct wire_word word = {command, strlen(command)}, exam = {"EXAM", 4};
    *result = signin_ask(c, &word, 1);
    if (*result == CONNECTION_ERROR && connection_holds_up(c))
        *result = signin_ask(c, &exam, 1);
    if (*result != CONNECTION_REPLY)
        return HOLD_FAILED;
    if (!view_take_exam(view, c->values, c->count, clock_mono())) {
        lines_say(_("The server gave an unexpected reply."));
        return HOLD_LEFT;
    }
    struct standing_news news = standing_news(&before, &view->standing);
    if (say_news(view, &news))
        printf("%s", prompt);
    (void)fflush(stdout);
    if (news.another)
        view_forget_answers(view);
    return news.another ? HOLD_ANOTHER : HOLD_OVER;
}

enum hold_end hold_start(struct connection *c, struct view *view, enum connection_result *result)
{
    return ask(c, view, "START", "", result);
}

enum hold_end hold_refresh(struct connection *c, struct view *view, const char *prompt,
                           enum connection_result *result)
{
    enum hold_end end = ask(c, view, "EXAM", prompt, result);
    if (end == HOLD_OVER && standing_wants_start(&view->standing))
        end = hold_start(c, view, result);
    return end;
}

/* Why the exam is held up. While it runs what stands on the terminal is not for other eyes. */
static void explain(const struct view *view)
{
    struct buffer text = {0};
    if (view->standing.state == VIEW_RUNNING) {
        lines_clear();
        hold_announcement(view);
    }
    tell_hold(view, clock_mono(), &text);
    putchar('\n');
    say_text(&text);
    buffer_release(&text);
    if (isatty(STDIN_FILENO) && !tell_may_take(view, clock_mono()))
        lines_say(_("To leave, type q and press Enter."));
    (void)fflush(stdout);
}

/* The time until the common start, or until this terminal may go on, where a line can change. */
static void count_down(const struct view *view, bool live)
{
    char clock[VIEW_CLOCK_SIZE];
    const struct standing *s = &view->standing;
    enum standing_hold hold = standing_hold(s);
    int64_t in_s = hold == HOLD_BEGIN      ? standing_begin_in(s, clock_mono())
                   : hold == HOLD_TERMINAL ? standing_terminal_in(s, clock_mono())
                                           : STANDING_NEVER;
    if (!live || in_s == STANDING_NEVER)
        return;
    view_clock(in_s, clock);
    printf("\r%s ", clock);
    (void)fflush(stdout);
}

/* Waits a second; false: the applicant wants to leave. What is typed otherwise was not meant for
 * this (T4). */
static bool wait_step(void)
{
    static char line[LINES_SIZE];
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&in, isatty(STDIN_FILENO) ? 1 : 0, STEP_MS) <= 0)
        return !ending_came();
    return lines_ask("", line) && strcmp(line, "q") != 0 && strcmp(line, "x") != 0;
}

/* Another terminal has fallen silent: this one may go on. */
static enum hold_end take_over(struct connection *c, struct view *view,
                               enum connection_result *result)
{
    if (!isatty(STDIN_FILENO) || !lines_confirm(_("Go on at this terminal? (y/n) ")))
        return HOLD_LEFT;
    return hold_start(c, view, result);
}

enum hold_end hold_wait(struct connection *c, struct view *view, bool live,
                        enum connection_result *result)
{
    enum standing_hold told = HOLD_NONE, hold;
    enum hold_end end = HOLD_OVER;
    bool could = false;
    *result = CONNECTION_REPLY;
    while ((hold = standing_hold(&view->standing)) != HOLD_NONE) {
        bool may = tell_may_take(view, clock_mono());
        if (hold != told || may != could)
            explain(view);
        told = hold;
        could = may;
        if (may)
            end = take_over(c, view, result);
        else if (!isatty(STDIN_FILENO) && (hold == HOLD_TERMINAL || hold == HOLD_VOID))
            end = HOLD_LEFT; /* a script does not wait for people */
        if (end != HOLD_OVER)
            return end;
        count_down(view, live);
        if (!may && !wait_step())
            return HOLD_LEFT;
        end = hold == HOLD_BEGIN ? hold_start(c, view, result) : hold_refresh(c, view, "", result);
        if (end != HOLD_OVER)
            return end;
    }
    return HOLD_OVER;
}
