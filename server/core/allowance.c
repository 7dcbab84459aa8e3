#include "server/core/allowance.h"

#include "server/core/claim.h"
#include "server/core/roles.h"

#include <string.h>

void allowance_started(struct allowance_starts *starts, uint64_t n, uint64_t from_ms)
{
    if (starts->count == ALLOWANCE_STARTS) {
        starts->count--;
        memmove(starts->at, starts->at + 1, starts->count * sizeof starts->at[0]);
    }
    starts->at[starts->count].n = n;
    starts->at[starts->count++].from_ms = from_ms;
}

void allowance_apply_node(struct node_time *t, const struct entry *own)
{
    bool about_node = own->id[0] == '\0';
    if (own->kind == ENTRY_OUTAGE && own->outage.started)
        allowance_started(&t->starts, own->n, own->outage.from_ms);
    if (about_node && own->kind == ENTRY_EXTEND)
        t->extra_ms = own->time.extra_ms;
    if (about_node && own->kind == ENTRY_PAUSE)
        t->paused_n = own->n;
    if (about_node && own->kind == ENTRY_RESUME)
        t->paused_n = 0;
}

/* B3: the time that a sitting has stood since its last entry, after each start since then. */
static uint64_t stood_ms(const struct sitting *s, const struct sitting_clock *clock)
{
    const struct allowance_starts *starts = &clock->starts;
    uint64_t stood = 0;
    for (size_t i = 0; i < starts->count; i++) {
        uint64_t until = i + 1 < starts->count ? starts->at[i + 1].from_ms : clock->now_ms;
        uint64_t ms = until - starts->at[i].from_ms;
        if (s->time_n <= starts->at[i].n)
            stood += ms < ALLOWANCE_HOLD_MS ? ms : ALLOWANCE_HOLD_MS;
    }
    return stood;
}

int64_t allowance_at_start_ms(uint32_t exam_seconds, int64_t extra_ms)
{
    int64_t exam_ms = (int64_t)exam_seconds * 1000, allowed_ms = exam_ms + extra_ms;
    int64_t least_ms = exam_ms < ALLOWANCE_LEAST_MS ? exam_ms : ALLOWANCE_LEAST_MS;
    return allowed_ms > least_ms ? allowed_ms : least_ms;
}

uint64_t allowance_left_ms(const struct applicant *a, const struct sitting_clock *clock)
{
    const struct sitting *s = &a->sitting;
    if (s->state != SITTING_RUNNING)
        return 0;
    if (a->paused || s->waits) /* B2 */
        return s->left_ms;
    uint64_t end_ms = s->since_clock_ms + s->left_ms + stood_ms(s, clock);
    return clock->now_ms < end_ms ? end_ms - clock->now_ms : 0;
}

bool allowance_unheld(const struct applicant *a, const struct sitting_clock *clock)
{
    const struct sitting *s = &a->sitting;
    const struct allowance_starts *starts = &clock->starts;
    return s->state == SITTING_RUNNING && !a->paused && !s->waits && starts->count > 0 &&
           s->time_n <= starts->at[starts->count - 1].n;
}

enum refusal allowance_check_goes_on(const struct applicant *a, const struct sitting_clock *clock)
{
    if (a->paused)
        return REFUSAL_PAUSED;
    return clock->paused ? REFUSAL_PAUSED_NODE : REFUSAL_NONE;
}

enum refusal allowance_check_saves(const struct applicant *a, const struct sitting_clock *clock)
{
    if (a->paused && clock->now_ms > a->sitting.since_clock_ms + ALLOWANCE_SAVE_MS)
        return REFUSAL_PAUSED;
    if (clock->paused && clock->paused_for_ms > ALLOWANCE_SAVE_MS)
        return REFUSAL_PAUSED_NODE;
    return REFUSAL_NONE;
}

/* May the staff change the time of this person? */
static enum refusal check_changes(const struct applicant *a, const struct sitting_clock *clock)
{
    enum refusal refusal = claim_check_home(a);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (a->sitting.state == SITTING_FINISHED)
        return REFUSAL_OVER;
    if (a->sitting.state == SITTING_RUNNING && allowance_left_ms(a, clock) == 0)
        return REFUSAL_OVER; /* the node is about to write so */
    return a->sitting.ended ? REFUSAL_ENDING : REFUSAL_NONE;
}

/* B5. extra_ms: all that is given then; left_ms: what is left. */
static enum refusal check_extension(int64_t extra_ms, int64_t left_ms,
                                    const struct allowance_extension *x)
{
    if (!x->for_all && !roles_may_extend(x->role, extra_ms, x->bound_ms)) /* O2 */
        return REFUSAL_BOUND;
    return x->delta_ms < 0 && left_ms < ALLOWANCE_LEAST_MS ? REFUSAL_SHORT : REFUSAL_NONE;
}

/* B5. Whoever started after the node's extension was given it then. */
static bool has_nodes(const struct applicant *a, const struct allowance_extension *x)
{
    return x->node_n > 0 && a->sitting.start_n > x->node_n;
}

enum refusal allowance_extend(const struct applicant *a, const struct sitting_clock *clock,
                              const struct allowance_extension *x, struct entry *out)
{
    bool runs = a->sitting.state == SITTING_RUNNING;
    int64_t extra_ms = a->extra_ms + (x->for_all ? 0 : x->delta_ms);
    int64_t left_ms = runs ? (int64_t)allowance_left_ms(a, clock) : x->exam_ms + a->extra_ms;
    left_ms += x->delta_ms;
    enum refusal refusal = check_changes(a, clock);
    if (refusal == REFUSAL_NONE)
        refusal = check_extension(extra_ms, left_ms, x);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE || (x->for_all && has_nodes(a, x)))
        return refusal;
    entry_begin(out, ENTRY_EXTEND, a->id);
    out->time.delta_ms = x->delta_ms;
    out->time.extra_ms = extra_ms;
    out->time.left_ms = runs ? (uint64_t)left_ms : 0;
    return REFUSAL_NONE;
}

enum refusal allowance_extend_node(int64_t extra_ms, const struct allowance_extension *x,
                                   struct entry *out)
{
    int64_t more_ms = extra_ms + x->delta_ms;
    enum refusal refusal = check_extension(more_ms, x->exam_ms + more_ms, x);
    if (refusal != REFUSAL_NONE)
        return refusal;
    entry_begin(out, ENTRY_EXTEND, "");
    out->time.delta_ms = x->delta_ms;
    out->time.extra_ms = more_ms;
    return REFUSAL_NONE;
}

enum refusal allowance_pause(const struct applicant *a, const struct sitting_clock *clock,
                             struct entry *out)
{
    enum refusal refusal = check_changes(a, clock);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE || a->paused)
        return refusal;
    entry_begin(out, ENTRY_PAUSE, a->id);
    out->time.left_ms = allowance_left_ms(a, clock);
    return REFUSAL_NONE;
}

enum refusal allowance_resume(const struct applicant *a, struct entry *out)
{
    enum refusal refusal = claim_check_home(a);
    memset(out, 0, sizeof *out);
    if (refusal != REFUSAL_NONE || !a->paused)
        return refusal;
    entry_begin(out, ENTRY_RESUME, a->id);
    out->time.left_ms = a->sitting.left_ms; /* B2 */
    return REFUSAL_NONE;
}

void allowance_pause_node(bool paused, bool pause, struct entry *out)
{
    memset(out, 0, sizeof *out);
    if (paused != pause)
        entry_begin(out, pause ? ENTRY_PAUSE : ENTRY_RESUME, "");
}

enum refusal allowance_end(const struct applicant *a, const struct sitting_clock *clock,
                           struct entry *out)
{
    enum refusal refusal = check_changes(a, clock);
    memset(out, 0, sizeof *out);
    if (refusal == REFUSAL_ENDING)
        return REFUSAL_NONE;
    if (refusal == REFUSAL_NONE && a->sitting.state == SITTING_NONE)
        return REFUSAL_NOTSTARTED;
    if (refusal != REFUSAL_NONE)
        return refusal;
    uint64_t left_ms = allowance_left_ms(a, clock);
    bool stands = allowance_check_goes_on(a, clock) != REFUSAL_NONE; /* B6 */
    entry_begin(out, ENTRY_END, a->id);
    out->time.had_ms = left_ms;
    if (!stands)
        out->time.left_ms = left_ms < ALLOWANCE_END_MS ? left_ms : ALLOWANCE_END_MS;
    return REFUSAL_NONE;
}

bool allowance_hold(const struct applicant *a, const struct sitting_clock *clock, struct entry *out)
{
    if (!a->sitting.waits && !allowance_unheld(a, clock))
        return false;
    entry_begin(out, ENTRY_HOLD, a->id);
    out->time.left_ms = allowance_left_ms(a, clock);
    return true;
}
