#include "client/start.h"

#include "client/lines.h"
#include "client/refusal.h"
#include "client/say.h"
#include "client/signin.h"
#include "common/clock.h"
#include "common/printable.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TICK_MS = 1000, REFRESH_MS = 15000, SPAN_SIZE = 64, LINE_SIZE = 512, QUIET_S = 60 };

static void put_pair(const char *label, const char *value)
{
    char line[LINE_SIZE];
    (void)snprintf(line, sizeof line, "%s %s", label, value);
    lines_say(line);
}

void start_introduce(const struct view *view)
{
    char span[SPAN_SIZE], count[SPAN_SIZE], line[LINE_SIZE];
    printf("\n");
    lines_say(view->title);
    if (view->name[0] != '\0')
        put_pair(_("Name:"), view->name);
    if (view->id[0] != '\0')
        put_pair(_("ID:"), view->id);
    bool begun = standing_time_has_begun(&view->standing, view->seconds);
    refusal_span(begun ? view_seconds_left(view, clock_mono()) : view->seconds, span, sizeof span);
    (void)snprintf(count, sizeof count,
                   say_plural("%lu question", "%lu questions", view->questions),
                   (unsigned long)view->questions);
    (void)snprintf(line, sizeof line, _("%s, time: %s."), count, span);
    lines_say(line);
}

/* Another minute has begun, where no line can change. */
static bool is_due(int64_t left_s, int64_t *told_s)
{
    bool due = *told_s < 0 || *told_s - left_s >= QUIET_S;
    if (due)
        *told_s = left_s;
    return due;
}

static void show_wait(int64_t left_s, bool live, int64_t *told_s)
{
    char span[SPAN_SIZE];
    if (live) {
        printf("\r%s %" PRId64 ":%02" PRId64 ":%02" PRId64 " ", _("It opens in"), left_s / 3600,
               left_s / 60 % 60, left_s % 60);
    } else if (is_due(left_s, told_s)) {
        refusal_span(left_s, span, sizeof span);
        put_pair(_("It opens in"), span);
    }
    (void)fflush(stdout);
}

/* Asks the node again: the hours may have been changed, and the line may be lost. */
static bool refresh(struct connection *c, struct view *view, enum connection_result *result)
{
    static const struct wire_word exam = {"EXAM", 4};
    *result = signin_ask(c, &exam, 1);
    return *result == CONNECTION_REPLY && view_take_exam(view, c->values, c->count, clock_mono());
}

bool start_wait(struct connection *c, struct view *view, bool live, enum connection_result *result)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    struct mono refreshed = clock_mono();
    static char line[LINES_SIZE];
    int64_t told_s = -1, left_s;
    *result = CONNECTION_REPLY;
    if (view_seconds_to_open(view, refreshed) == 0 || !isatty(STDIN_FILENO))
        return true; /* the node says the hour to who starts too early */
    lines_say(_("The exam has not opened yet. Wait here: when it opens you are asked whether to "
                "start, and your time does not run before. Enter: leave."));
    while ((left_s = view_seconds_to_open(view, clock_mono())) > 0) {
        show_wait(left_s, live, &told_s);
        if (poll(&in, 1, TICK_MS) > 0) {
            (void)lines_ask("", line);
            return false;
        }
        if (clock_mono().ms - refreshed.ms < REFRESH_MS)
            continue;
        if (!refresh(c, view, result)) {
            putchar('\n');
            return false;
        }
        refreshed = clock_mono();
    }
    printf("\a%s", live ? "\n" : "");
    lines_say(_("The exam is open now."));
    return true;
}
