/* What a node does when time passes: its grace period ends, sittings end, and the exam clock is kept on
 * the disk. */
#include "common/log.h"
#include "db/ledger_private.h"

/* The sittings that one transaction ends, or holds: other requests wait for no more than that. */
enum { EXPIRED_AT_ONCE = 100 };

int64_t ledger_grace_ms(const struct ledger *l)
{
    return l->grace_ms;
}

void ledger_pass_grace(struct ledger *l, enum grace_state state)
{
    if (l->state.grace != GRACE_LASTS || state == GRACE_LASTS)
        return;
    l->state.grace = state;
    if (!ledger_is_closed(l))
        ledger_serve(l);
    log_event(LOG_WARN, "the peer was not met since the start: this node goes on without it");
}

bool ledger_clock_runs(const struct ledger *l)
{
    return !ledger_is_closed(l) && l->state.time.paused_n == 0;
}

void ledger_set_failing(struct ledger *l, bool failing)
{
    l->failing = failing;
}

/* R5: unless the peer was met, the outage is written only before another entry. */
static bool outage_is_due(const struct ledger *l)
{
    return !l->state.resumed && grace_writes_unasked(l->state.grace);
}

/* The exam clock stands. Time is counted as long as it decides about answers (B4). */
static int64_t next_in_pause_ms(const struct ledger *l)
{
    int64_t saves_ms = l->state.paused_at_ms + ALLOWANCE_SAVE_MS - (int64_t)l->counted_ms;
    if (l->state.deadline_ms <= (int64_t)l->now_clock_ms)
        return 0;
    return saves_ms >= 0 ? saves_ms + 1 : LEDGER_NO_DEADLINE;
}

static int64_t next_of_sittings_ms(struct ledger *l)
{
    const struct ledger_state *s = &l->state;
    char id[IDENT_SIZE];
    if (ledger_adopts(l))
        return 0;
    if (!s->deadline_known)
        (void)ledger_next_deadline(l, id);
    if (s->deadline_ms == LEDGER_NO_DEADLINE)
        return LEDGER_NO_DEADLINE;
    if (outage_is_due(l))
        return 0;
    if (s->time.paused_n > 0)
        return next_in_pause_ms(l);
    int64_t beat_ms = (int64_t)s->clock_ms + LEDGER_BEAT_MS;
    int64_t at_ms = s->resumed && beat_ms < s->deadline_ms ? beat_ms : s->deadline_ms;
    int64_t left_ms = at_ms - (int64_t)l->now_clock_ms;
    return left_ms > 0 ? left_ms : 0;
}

int64_t ledger_next_tick_ms(struct ledger *l)
{
    if (ledger_is_closed(l))
        return LEDGER_NO_DEADLINE;
    int64_t ms = next_of_sittings_ms(l), room_ms = ledger_room_tick_ms(l);
    if (ms == LEDGER_NO_DEADLINE || (room_ms != LEDGER_NO_DEADLINE && room_ms < ms))
        return room_ms;
    return ms;
}

/* B3: the terminals are waited for no longer, and the time of the next sitting runs from here. */
static bool hold_next(struct ledger *l)
{
    char id[IDENT_SIZE];
    if (!ledger_unheld(l, id))
        return false;
    struct applicant a = fold_applicant(&l->applicants, id);
    return ledger_hold(l, &a);
}

/* The sitting ends, or its terminal has it for good. */
static bool do_next(struct ledger *l, const char *id)
{
    struct applicant a = fold_applicant(&l->applicants, id);
    uint64_t before_n = l->state.own_n;
    ledger_settle_terminal(l, &a, false);
    (void)ledger_expire(l, &a);
    return l->state.own_n > before_n;
}

/* The rest is due at once (ledger_next_tick_ms()). */
static void do_due(struct ledger *l)
{
    char id[IDENT_SIZE];
    for (int i = 0; i < EXPIRED_AT_ONCE; i++) {
        int64_t deadline = ledger_next_deadline(l, id);
        if (deadline == LEDGER_NO_DEADLINE || deadline > (int64_t)l->now_clock_ms)
            return;
        if (id[0] == '\0' ? !hold_next(l) : !do_next(l, id))
            return;
    }
}

bool ledger_stood(struct ledger *l, uint64_t stood_ms)
{
    const struct ledger_state *s = &l->state;
    char id[IDENT_SIZE];
    if (!s->resumed)
        return false;
    if (!s->deadline_known)
        (void)ledger_next_deadline(l, id);
    if (s->deadline_ms != LEDGER_NO_DEADLINE)
        ledger_append_node(l, ENTRY_OUTAGE, stood_ms);
    return true;
}

void ledger_tick(struct ledger *l)
{
    struct ledger_state *s = &l->state;
    char id[IDENT_SIZE];
    if (ledger_is_closed(l))
        return;
    ledger_adopt_on(l);
    if (outage_is_due(l))
        ledger_journal_outage(l);
    ledger_tick_room(l);
    if (!s->deadline_known)
        (void)ledger_next_deadline(l, id);
    bool running = s->deadline_ms != LEDGER_NO_DEADLINE;
    if (running && s->deadline_ms <= (int64_t)l->now_clock_ms)
        do_due(l);
    else if (running && s->resumed && l->now_clock_ms >= s->clock_ms + LEDGER_BEAT_MS)
        ledger_append_node(l, ENTRY_BEAT, 0);
}
