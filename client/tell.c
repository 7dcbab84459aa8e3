#include "client/tell.h"

#include "client/refusal.h"
#include "client/say.h"

#include <stdio.h>
#include <string.h>

enum { SPAN_SIZE = 64 };

static void put_line(struct buffer *out, const char *text)
{
    buffer_text(out, text);
    buffer_text(out, "\n");
}

bool tell_may_take(const struct view *view, struct mono now)
{
    return standing_hold(&view->standing) == HOLD_TERMINAL &&
           standing_terminal_in(&view->standing, now) == 0;
}

static void put_unsaved(const struct view *view, struct buffer *out)
{
    unsigned long unsaved = (unsigned long)view_unsaved(view);
    if (unsaved == 0)
        return;
    if (standing_hold(&view->standing) == HOLD_TERMINAL)
        buffer_printf(
            out,
            say_plural("%lu answer was NOT saved: give it again where the exam goes on.",
                       "%lu answers were NOT saved: give them again where the exam goes on.",
                       unsaved),
            unsaved);
    else
        buffer_printf(out,
                      say_plural("%lu answer is NOT saved yet: it is kept at this terminal.",
                                 "%lu answers are NOT saved yet: they are kept at this terminal.",
                                 unsaved),
                      unsaved);
    buffer_text(out, "\n");
}

static void put_other_terminal(const struct view *view, struct mono now, struct buffer *out)
{
    char span[SPAN_SIZE];
    int64_t in_s = standing_terminal_in(&view->standing, now);
    if (in_s == 0) {
        put_line(out, _("This exam was open at another terminal, which has fallen silent. You can "
                        "go on here, with all the answers that were saved. If the other terminal "
                        "is not yours, tell the staff."));
        return;
    }
    put_line(out, _("This exam is open at another terminal. If that one is yours, go on there. If "
                    "you know of no other terminal, tell the staff at once."));
    if (in_s == STANDING_NEVER) {
        put_line(out, _("Only the staff can move the exam to this terminal: ask for it, and wait "
                        "here. If this screen does not go on once they have done it, leave it and "
                        "sign in again."));
        return;
    }
    refusal_span(in_s, span, sizeof span);
    buffer_printf(
        out,
        _("If the other terminal has failed, wait here: you can go on in %s, unless it is "
          "heard before then. The staff can move the exam here at once."),
        span);
    buffer_text(out, "\n");
}

static void put_pause(const struct view *view, struct buffer *out)
{
    if (standing_hold(&view->standing) == HOLD_PERSON)
        put_line(out, _("The staff have paused your exam. Wait here, and ask the staff if you do "
                        "not know why."));
    else
        put_line(out, _("The exam is paused for everybody at this centre. Listen to the staff and "
                        "do what they say. If you must leave the room, leave this terminal as it "
                        "is."));
    if (view->standing.state == VIEW_RUNNING)
        put_line(out, _("Your time stands still, and what was saved stays saved. When the staff "
                        "resume it, the exam goes on here by itself, with the same time left."));
    else
        put_line(out, _("Your time does not run. When the staff resume it, this screen goes on by "
                        "itself."));
}

static void put_begin(const struct view *view, struct mono now, struct buffer *out)
{
    char clock[VIEW_CLOCK_SIZE];
    int64_t in_s = standing_begin_in(&view->standing, now);
    put_line(out, _("You are ready. Everybody starts at the same time: wait here. Your exam begins "
                    "by itself, and your time does not run before."));
    if (in_s == STANDING_NEVER) {
        put_line(out, _("The staff give the sign."));
        return;
    }
    view_clock(in_s, clock);
    buffer_printf(out, _("It begins in %s."), clock);
    buffer_text(out, "\n");
}

void tell_hold(const struct view *view, struct mono now, struct buffer *out)
{
    switch (standing_hold(&view->standing)) {
    case HOLD_NONE:
        return;
    case HOLD_VOID:
        put_line(out, _("The staff have voided this exam: it does not count. What you saved stays "
                        "on record. Stay here and talk to the staff."));
        break;
    case HOLD_TERMINAL:
        put_other_terminal(view, now, out);
        break;
    case HOLD_PERSON:
    case HOLD_NODE:
        put_pause(view, out);
        break;
    case HOLD_ADMISSION:
        put_line(out, _("Wait here: the staff are admitting people. Have your ID ready. Your time "
                        "does not run. Once you are admitted, this screen says how it goes on."));
        break;
    case HOLD_BEGIN:
        put_begin(view, now, out);
        break;
    }
    put_unsaved(view, out);
}

void tell_time_given(int64_t more_s, int64_t left_s, struct buffer *out)
{
    char clock[VIEW_CLOCK_SIZE];
    unsigned long minutes = (unsigned long)((more_s < 0 ? -more_s : more_s) / 60);
    view_clock(left_s, clock);
    if (more_s < 0)
        buffer_printf(out, say_plural("%lu minute less.", "%lu minutes less.", minutes), minutes);
    else
        buffer_printf(out, say_plural("%lu minute more.", "%lu minutes more.", minutes), minutes);
    buffer_text(out, " ");
    buffer_printf(out, _("The staff have changed your time. Time left: %s."), clock);
    buffer_text(out, "\n");
}

void tell_news(const struct view *view, const struct standing_news *news, struct mono now,
               struct buffer *out)
{
    int64_t left_s = view_seconds_left(view, now);
    char clock[VIEW_CLOCK_SIZE];
    view_clock(left_s, clock);
    if (news->another)
        put_line(out, _("The staff have given you a new exam: sign in again to sit it. The old one "
                        "stays on record and does not count."));
    if (news->reopened)
        put_line(out, _("The staff have reopened your exam: it goes on."));
    else if (news->goes_on) {
        buffer_printf(out, _("The exam goes on. Time left: %s."), clock);
        buffer_text(out, "\n");
    }
    if (news->more_s != 0)
        tell_time_given(news->more_s, left_s, out);
    if (news->ended)
        put_line(out, _("The staff end the exam now. What you have written is being saved."));
    if (news->provisional)
        put_line(out, tell_provisional(view));
    if (news->settled)
        put_line(out, _("The exam stays at this terminal: you can finish it here."));
}

const char *tell_left(const struct view *view)
{
    if (standing_runs(&view->standing))
        return _("Your answers are saved and the time goes on. To come back: the same ID and code, "
                 "at this terminal. At another one it may take the staff.");
    return _(
        "Your answers are saved, and the time stands still until the staff resume the exam. To "
        "come back: the same ID and code, at this terminal. At another one it may take the "
        "staff.");
}

const char *tell_provisional(const struct view *view)
{
    if (view->standing.terminal != STANDING_PROVISIONAL || view->standing.state != VIEW_RUNNING)
        return "";
    return _(
        "The exam was taken over from another terminal. Go on: for a few minutes the other one "
        "can still take it back, and then the answers given there count. It cannot be finished "
        "here before they have passed.");
}
