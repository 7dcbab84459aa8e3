#include "tests/sim/watch.h"

#include "db/ledger_exam.h"
#include "db/ledger_peer.h"
#include "server/core/allowance.h"
#include "server/core/examclock.h"

#include <string.h>

enum {
    HOLD_MS = ALLOWANCE_HOLD_MS,        /* after a start a sitting's time stands so long at most */
    READ_MS = EXAMCLOCK_TICK_MS,        /* what a node says is as old as its last tick, */
    COUNT_MS = EXAMCLOCK_TICK_MOST_MS,  /* and the next one counts so much of that (S6) */
    END_MS = EXAMCLOCK_WAIT_MS,         /* each end costs so much (S6, S7) */
    FULL_MS = 1000 + EXAMCLOCK_TICK_MS, /* a node sees so late that it can write again */
    BEAT_MS = LEDGER_BEAT_MS + COUNT_MS /* the last entry is no older, where beats are written */
};

static const int64_t ANY_MS = INT64_C(1) << 40;

void watch_reset(struct watch *watch, const struct world *w)
{
    memset(watch, 0, sizeof *watch);
    for (int i = 0; i < 2; i++) {
        struct watch_node *n = &watch->node[i];
        n->seen_ms = w->now_ms;
        n->wall_least_ms = n->wall_most_ms = w->node[i].wall_offset_ms;
    }
}

void watch_full(struct watch *watch, int which)
{
    watch->node[which].full = true;
}

void watch_refused(struct watch *watch, int which)
{
    struct watch_node *n = &watch->node[which];
    n->ends += !n->refused;
    n->refused = true;
}

void watch_healed(struct watch *watch, int which)
{
    struct watch_node *n = &watch->node[which];
    n->excused_ms += n->full ? FULL_MS : 0;
    n->full = n->refused = false;
}

static bool serves(const struct world_node *n)
{
    if (!n->up)
        return false;
    struct ledger_position at = ledger_position(n->ledger);
    return at.standing == STANDING_OPEN && at.grace != GRACE_LASTS;
}

/* A crash gives back what no entry says. */
static void note_crash(struct watch *watch, const struct world_node *n, int which, int64_t ms)
{
    struct watch_node *seen = &watch->node[which];
    watch_healed(watch, which);
    seen->excused_ms += seen->unsaved_ms + ms;
    seen->unsaved_ms = 0;
    seen->starts = n->starts;
}

/* What was done to the node since it was seen last. */
static void note_node(struct watch *watch, const struct history *h, const struct world *w,
                      int which)
{
    struct watch_node *seen = &watch->node[which];
    const struct world_node *n = &w->node[which];
    int64_t ms = w->now_ms - seen->seen_ms, held_ms = n->held_ms - seen->held_ms;
    bool serving = serves(n), refused = seen->refused;
    if (n->starts != seen->starts || !n->up)
        note_crash(watch, n, which, ms);
    if (h->losses[which] != seen->losses)
        seen->excused_ms += ANY_MS;
    seen->unable_ms += (!serving && !seen->served) || refused ? ms : held_ms;
    seen->excused_ms += !serving || !seen->served || seen->full ? ms : held_ms;
    seen->ends += n->holds - seen->holds;
    if (serving && (!seen->served || n->starts != seen->began)) {
        seen->began = n->starts;
        seen->not_yet_ms = seen->seen_ms;
        seen->serves_ms = w->now_ms;
        for (int id = 0; id < HISTORY_IDS; id++) {
            watch->sitting[which][id].stands = !watch->sitting[which][id].touched;
            watch->sitting[which][id].stood_ms = -1;
        }
    }
    for (int id = 0; id < HISTORY_IDS; id++)
        watch->sitting[which][id].touched = false;
    int64_t stands_ms = seen->serves_ms + HOLD_MS - seen->seen_ms; /* B3 */
    if (serving && stands_ms > 0)
        seen->excused_ms += stands_ms < ms ? stands_ms : ms;
    if (!serving || ledger_position(n->ledger).grace != GRACE_MET || seen->full)
        seen->unable_to_beat_ms = w->now_ms;
    seen->seen_ms = w->now_ms;
    seen->served = serving;
    seen->held_ms = n->held_ms;
    seen->holds = n->holds;
    seen->losses = h->losses[which];
}

static void check_lost(struct watch *watch, struct history *h, int which, int id, int64_t counted)
{
    const struct watch_node *n = &watch->node[which];
    const struct watch_sitting *s = &watch->sitting[which][id];
    int64_t more = counted - s->counted_ms;
    int64_t able = n->seen_ms - s->from_ms - (n->unable_ms - s->unable_ms);
    if (more > able + COUNT_MS + (int64_t)(n->ends - s->ends) * END_MS)
        history_broken(h, "S6: %s lost time: %lld ms are counted of %lld in which it was served",
                       history_names[id], (long long)more, (long long)able);
}

static void check_gained(struct watch *watch, struct history *h, int which, int id, int64_t counted)
{
    const struct watch_node *n = &watch->node[which];
    const struct watch_sitting *s = &watch->sitting[which][id];
    int64_t ms = n->seen_ms - s->from_ms, more = counted - s->counted_ms;
    if (more < ms - (n->excused_ms - s->excused_ms) - READ_MS)
        history_broken(h, "S2: %s gained time: %lld ms are counted of %lld, of which %lld may not",
                       history_names[id], (long long)more, (long long)ms,
                       (long long)(n->excused_ms - s->excused_ms));
}

/* S5, from one look to the next. */
static void check_course(struct watch *watch, struct history *h, int which, int id, int64_t counted)
{
    struct watch_node *n = &watch->node[which];
    struct watch_sitting *s = &watch->sitting[which][id];
    if (s->last_starts == n->starts && counted < s->start_counted_ms)
        history_broken(h, "S5: the time of %s goes back", history_names[id]);
    bool same_disk = s->last_losses == n->losses; /* another one may know of more */
    if (same_disk && counted - s->last_counted_ms > n->seen_ms - s->last_ms + COUNT_MS)
        history_broken(h, "S5: the time of %s runs ahead", history_names[id]);
    s->start_counted_ms = counted;
    s->last_starts = n->starts;
    s->last_losses = n->losses;
    if (counted < s->last_counted_ms && !n->served) /* an older disk, whose tail is yet to come */
        return;
    s->last_ms = n->seen_ms;
    s->last_counted_ms = counted;
}

/* B3: after a start nobody loses time before a terminal came, for a minute. */
static void check_stands(const struct watch_node *n, struct history *h, struct watch_sitting *s,
                         int id, int64_t counted)
{
    if (!s->stands || !n->served || n->seen_ms >= n->not_yet_ms + HOLD_MS)
        return;
    if (s->stood_ms >= 0 && counted > s->stood_ms)
        history_broken(h, "B3: the time of %s runs before a terminal came after the start",
                       history_names[id]);
    s->stood_ms = counted;
}

void watch_touch(struct watch *watch, int which, int id)
{
    watch->sitting[which][id].touched = true;
    watch->sitting[which][id].stands = false;
}

void watch_reopen(struct watch *watch, int which, int id)
{
    watch_touch(watch, which, id);
    watch->sitting[which][id].start_n = 0;
}

static uint64_t last_entry_clock_ms(struct ledger *l)
{
    struct ledger_run run = {0};
    struct entry e = {.kind = ENTRY_BEAT};
    ledger_read(l, true, ledger_position(l).own_n, 1, &run);
    if (run.count > 0)
        (void)journal_decode((const uint8_t *)run.bytes.data, run.len[0], &e);
    buffer_release(&run.bytes);
    return e.clock_ms;
}

/* A beat bounds what a crash gives back of a sitting that is not paused, where the node writes of its
 * own accord: from its first tick after it has met its peer, or sees that its disk takes writes again. */
static void check_beat(struct watch *watch, struct history *h, struct world *w, int which,
                       bool paused)
{
    struct watch_node *n = &watch->node[which];
    struct ledger *l = w->node[which].ledger;
    n->unsaved_ms = (int64_t)(ledger_clock_ms(l) - last_entry_clock_ms(l));
    if (n->unsaved_ms > BEAT_MS && n->served && !paused &&
        n->seen_ms - n->unable_to_beat_ms > BEAT_MS)
        history_broken(h, "S2: %s has not written its exam clock for %lld ms", w->node[which].name,
                       (long long)n->unsaved_ms);
}

static void begin_sitting(struct watch_sitting *s, const struct watch_node *n,
                          const struct sitting *sitting, int64_t counted)
{
    *s = (struct watch_sitting){.start_n = sitting->start_n,
                                .start_clock_ms = sitting->start_clock_ms,
                                .from_ms = n->seen_ms,
                                .counted_ms = counted,
                                .unable_ms = n->unable_ms,
                                .excused_ms = n->excused_ms,
                                .ends = n->ends,
                                .last_ms = n->seen_ms,
                                .last_counted_ms = counted,
                                .start_counted_ms = counted,
                                .stands = s->stands,
                                .stood_ms = -1,
                                .last_starts = n->starts};
}

/* B2. What the staff do changes the time; from then on it is watched anew. */
static void check_staff(struct watch_sitting *s, const struct watch_node *n, struct history *h,
                        const struct applicant *a, const struct ledger_sitting *now,
                        int64_t counted)
{
    bool paused = now->paused != REFUSAL_NONE;
    if (paused && s->paused && s->extra_ms == a->extra_ms && counted > s->last_counted_ms &&
        s->last_starts == n->starts)
        history_broken(h, "B2: the time of %s runs in a pause", a->id);
    if (paused || s->paused || s->extra_ms != a->extra_ms)
        begin_sitting(s, n, &a->sitting, counted);
    if (a->paused || s->extra_ms != a->extra_ms) /* B3 */
        s->stands = false;
    s->paused = paused;
    s->extra_ms = a->extra_ms;
}

static void look_at(struct watch *watch, struct history *h, struct world *w, int which, int id)
{
    struct watch_sitting *s = &watch->sitting[which][id];
    struct ledger *l = w->node[which].ledger;
    struct applicant a = ledger_find(l, history_names[id]);
    static const struct ledger_terminal nobody;
    struct ledger_sitting now;
    bool same = s->start_n > 0 && s->start_n == a.sitting.start_n &&
                s->start_clock_ms == a.sitting.start_clock_ms;
    if (a.sitting.state == SITTING_NONE || ledger_sitting(l, a.id, &nobody, &now) != REFUSAL_NONE)
        return;
    if (a.sitting.waits) { /* it came from the other node: time runs from a terminal's first word */
        s->start_n = 0;
        return;
    }
    bool timeup = a.sitting.state == SITTING_FINISHED && a.sitting.reason == FINISH_BY_DEADLINE;
    int64_t counted = (int64_t)now.seconds * 1000 - (int64_t)now.remaining_ms;
    if (a.sitting.state == SITTING_RUNNING) {
        if (!same)
            begin_sitting(s, &watch->node[which], &a.sitting, counted);
        check_staff(s, &watch->node[which], h, &a, &now, counted);
        check_beat(watch, h, w, which, a.paused);
        check_course(watch, h, which, id, counted);
        check_lost(watch, h, which, id, counted);
        check_stands(&watch->node[which], h, s, id, counted);
        if (now.remaining_ms > 0)
            check_gained(watch, h, which, id, counted);
    } else if (same && timeup) {
        check_lost(watch, h, which, id, counted);
        check_stands(&watch->node[which], h, s, id, counted);
    }
}

static void note_wall(struct watch_node *n, int64_t error_ms)
{
    n->wall_least_ms = error_ms < n->wall_least_ms ? error_ms : n->wall_least_ms;
    n->wall_most_ms = error_ms > n->wall_most_ms ? error_ms : n->wall_most_ms;
}

/* E1 */
static void check_clocks(const struct watch *watch, struct history *h, struct world *w, int which)
{
    const struct watch_node *ours = &watch->node[which], *theirs = &watch->node[1 - which];
    int64_t said = w->node[which].up ? exchange_offset(w->node[which].exchange) : 0;
    if ((said > 0 && said > theirs->wall_most_ms - ours->wall_least_ms) ||
        (said < 0 && said < theirs->wall_least_ms - ours->wall_most_ms))
        history_broken(h, "E1: %s says that the other clock is ahead by %lld ms",
                       w->node[which].name, (long long)said);
}

void watch_look(struct watch *watch, struct history *h, struct world *w)
{
    for (int which = 0; which < 2; which++) {
        note_node(watch, h, w, which);
        note_wall(&watch->node[which], w->node[which].wall_offset_ms);
        for (int id = 0; id < HISTORY_IDS && w->node[which].up; id++)
            if (h->sitting[which][id] != SITTING_NONE)
                look_at(watch, h, w, which, id);
    }
    for (int which = 0; which < 2; which++)
        check_clocks(watch, h, w, which);
}
