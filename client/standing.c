#include "client/standing.h"

enum { SECOND_MS = 1000 };

enum standing_hold standing_hold(const struct standing *s)
{
    if (s->state == VIEW_FINISHED)
        return HOLD_NONE;
    if (s->is_void)
        return HOLD_VOID;
    if (s->terminal == STANDING_OTHERS)
        return HOLD_TERMINAL;
    if (s->pause != STANDING_GOES)
        return s->pause == STANDING_PAUSED_PERSON ? HOLD_PERSON : HOLD_NODE;
    if (s->state == VIEW_RUNNING || s->wait == STANDING_WAITS_NOT)
        return HOLD_NONE;
    return s->wait == STANDING_WAITS_ADMISSION ? HOLD_ADMISSION : HOLD_BEGIN;
}

bool standing_wants_start(const struct standing *s)
{
    return s->state == VIEW_RUNNING && s->terminal == STANDING_FREE &&
           standing_hold(s) == HOLD_NONE;
}

bool standing_runs(const struct standing *s)
{
    return s->state == VIEW_RUNNING && s->pause == STANDING_GOES;
}

/* What is left of so many seconds that were said with the reply. */
static int64_t left_of(int64_t seconds, struct mono heard, struct mono now)
{
    int64_t left_ms = heard.ms + seconds * SECOND_MS - now.ms;
    if (seconds < 0)
        return STANDING_NEVER;
    return left_ms > 0 ? (left_ms + SECOND_MS - 1) / SECOND_MS : 0;
}

int64_t standing_begin_in(const struct standing *s, struct mono now)
{
    return left_of(s->begin_in_s, s->heard, now);
}

int64_t standing_terminal_in(const struct standing *s, struct mono now)
{
    return left_of(s->terminal_in_s, s->heard, now);
}

bool standing_time_has_begun(const struct standing *s, int64_t seconds)
{
    return s->state == VIEW_READY && s->left_ms + SECOND_MS < seconds * SECOND_MS;
}

/* T7: in whole minutes. */
static int64_t time_given(const struct standing *before, const struct standing *now)
{
    enum { LEAST_MS = STANDING_LEAST_S * SECOND_MS, MINUTE_MS = 60 * SECOND_MS };
    int64_t passed_ms = now->heard.ms - before->heard.ms;
    bool ran = standing_runs(before);
    int64_t more_ms = now->left_ms - (before->left_ms - (ran ? passed_ms : 0));
    if (now->state != before->state || now->state == VIEW_FINISHED || now->ended)
        return 0;
    if (now->state == VIEW_READY && more_ms < 0 && -more_ms <= passed_ms + SECOND_MS)
        return 0; /* it runs with everybody's (standing_time_has_begun) */
    if (more_ms >= LEAST_MS && (!ran || more_ms > passed_ms + SECOND_MS))
        return (more_ms + MINUTE_MS / 2) / MINUTE_MS * 60;
    if (more_ms <= -LEAST_MS)
        return (more_ms - MINUTE_MS / 2) / MINUTE_MS * 60;
    return 0;
}

struct standing_news standing_news(const struct standing *before, const struct standing *now)
{
    enum standing_hold held = standing_hold(before), holds = standing_hold(now);
    bool another = before->sitting != 0 && now->sitting != before->sitting;
    return (struct standing_news){
        .more_s = another ? 0 : time_given(before, now),
        .announced = now->announced != 0 && now->announced != before->announced,
        .held = holds != HOLD_NONE && holds != held,
        .goes_on = holds == HOLD_NONE && held != HOLD_NONE && now->state == VIEW_RUNNING &&
                   before->state == VIEW_RUNNING,
        .ended = now->ended && !before->ended && now->state == VIEW_RUNNING,
        .reopened = before->state == VIEW_FINISHED && now->state == VIEW_RUNNING,
        .provisional =
            now->terminal == STANDING_PROVISIONAL && before->terminal != STANDING_PROVISIONAL,
        .settled = now->terminal == STANDING_YOURS && before->terminal == STANDING_PROVISIONAL,
        .another = another,
    };
}
