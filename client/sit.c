#include "client/sit.h"

#include "client/full/full.h"
#include "client/hold.h"
#include "client/lines.h"
#include "client/plain.h"
#include "client/refusal.h"
#include "client/say.h"
#include "client/signin.h"
#include "client/start.h"
#include "client/tell.h"
#include "client/view.h"
#include "common/clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SPAN_SIZE = 64, LINE_SIZE = 256 };

static struct view view;
static bool plain_lines;

void sit_use_lines(bool plain)
{
    plain_lines = plain;
}

/* Asks how the exam stands. False: *end says how that ended. */
static bool take_exam(struct connection *c, enum outcome *end)
{
    static const struct wire_word exam = {"EXAM", 4};
    enum connection_result result = signin_ask(c, &exam, 1);
    if (result != CONNECTION_REPLY) {
        *end = signin_tell_failure(c, result);
        return false;
    }
    if (view_take_exam(&view, c->values, c->count, clock_mono()))
        return true;
    lines_say(_("The server gave an unexpected reply."));
    *end = OUTCOME_REFUSED;
    return false;
}

/* The same for this terminal. One that lost the exam before its program was started again comes as
 * another one. */
static bool take_exam_here(struct connection *c, enum outcome *end)
{
    enum connection_result result;
    if (!take_exam(c, end))
        return false;
    if (view.standing.terminal != STANDING_OTHERS || !signin_anew(c, &result))
        return true;
    if (result == CONNECTION_REPLY)
        return take_exam(c, end);
    *end = signin_tell_failure(c, result);
    return false;
}

/* The exam on the whole screen; its end is printed as lines, which stay on the terminal. */
static enum outcome run_full(struct connection *c)
{
    enum outcome end = full_run(c, &view);
    if (end == OUTCOME_FINISHED)
        return plain_result(c);
    if (end == OUTCOME_LEFT && view_unsaved(&view) == 0)
        lines_say(tell_left(&view));
    return end;
}

/* False: the applicant does not want to start. */
static bool confirm_start(void)
{
    char span[SPAN_SIZE], line[LINE_SIZE];
    struct mono now = clock_mono();
    if (view.may_close && view.closes.ms > now.ms) {
        refusal_span((view.closes.ms - now.ms) / 1000, span, sizeof span);
        (void)snprintf(line, sizeof line, _("It can still be started for %s."), span);
        lines_say(line);
    } else if (view.may_close) {
        return true; /* too late: the node says the hour */
    }
    if (standing_time_has_begun(&view.standing, view.seconds))
        return lines_confirm(
            _("The exam has begun, and your time runs with everybody's. Start? (y/n) "));
    return lines_confirm(_("The time begins to run when you start. Start? (y/n) "));
}

/* After a request or a wait: true when the exam may go on. */
static bool goes_on(struct connection *c, enum hold_end waited, enum connection_result result,
                    enum outcome *end)
{
    if (waited == HOLD_FAILED)
        *end = signin_tell_failure(c, result);
    else if (waited != HOLD_OVER)
        *end = isatty(STDIN_FILENO) && waited == HOLD_LEFT ? OUTCOME_LEFT : OUTCOME_REFUSED;
    return waited == HOLD_OVER;
}

/* Waits for the exam's hour, for admission and for the common start, and starts it; one that runs
 * already is gone on with. False: *end says how that ended. */
static bool start(struct connection *c, enum outcome *end)
{
    enum connection_result result;
    bool live = full_possible(plain_lines), confirmed = view.state == VIEW_RUNNING;
    *end = OUTCOME_LEFT;
    if (!confirmed && !start_wait(c, &view, live, &result)) {
        if (result != CONNECTION_REPLY)
            *end = signin_tell_failure(c, result);
        return false;
    }
    for (;;) {
        bool early = view.state == VIEW_READY;
        if (!goes_on(c, hold_wait(c, &view, live, &result), result, end))
            return false;
        if (early && view.state == VIEW_RUNNING)
            return true; /* with all the others */
        if (!confirmed && !confirm_start())
            return false;
        confirmed = true;
        if (!goes_on(c, hold_start(c, &view, &result), result, end))
            return false;
        if (view.state == VIEW_RUNNING && standing_hold(&view.standing) == HOLD_NONE)
            return true;
    }
}

static enum outcome run(struct connection *c)
{
    enum outcome end;
    view_release(&view);
    if (!take_exam_here(c, &end))
        return end;
    if (view.state == VIEW_FINISHED) {
        lines_say(_("This exam is finished."));
        return plain_result(c);
    }
    start_introduce(&view);
    if (view.state == VIEW_RUNNING)
        lines_say(_("Your exam is running: it continues where it stopped."));
    else if (isatty(STDIN_FILENO) && view.name[0] != '\0')
        lines_say(_("If this is not your name, do not start: tell the staff."));
    hold_announcement(&view);
    if (!start(c, &end))
        return end;
    return full_possible(plain_lines) ? run_full(c) : plain_run(c, &view, false);
}

enum outcome sit_exam(struct connection *c)
{
    enum outcome end = run(c);
    /* A terminal that has lost the exam for good comes back as another one. */
    signin_end(c, end == OUTCOME_FINISHED || standing_hold(&view.standing) == HOLD_TERMINAL);
    return end;
}

static void tell_opening(void)
{
    char span[SPAN_SIZE], line[LINE_SIZE];
    int64_t left_s = view_seconds_to_open(&view, clock_mono());
    if (left_s == 0)
        return;
    refusal_span(left_s, span, sizeof span);
    (void)snprintf(line, sizeof line, "%s %s", _("It opens in"), span);
    lines_say(line);
}

enum outcome sit_show(struct connection *c)
{
    enum outcome end = OUTCOME_LEFT;
    char span[SPAN_SIZE], line[LINE_SIZE];
    view_release(&view);
    if (!take_exam(c, &end))
        return end;
    start_introduce(&view);
    lines_say(_("The registration is confirmed at this centre."));
    switch (view.state) {
    case VIEW_READY:
        lines_say(_("The exam was not started."));
        tell_opening();
        break;
    case VIEW_RUNNING:
        refusal_span(view_seconds_left(&view, clock_mono()), span, sizeof span);
        (void)snprintf(line, sizeof line, _("The exam is running. Time left: %s."), span);
        lines_say(line);
        break;
    case VIEW_FINISHED:
        return plain_result(c);
    }
    hold_announcement(&view);
    return OUTCOME_LEFT;
}
