#include "db/store/schedule.h"

#include <assert.h>

enum store_state store_next(enum store_state state, enum store_event event)
{
    enum { NONE = STORE_STATES }; /* such an event is a bug */
    static const unsigned char next[STORE_STATES][STORE_EVENTS] = {
        /* after RUN, COMMITTED, REFUSED, CHECKPOINTED, SYNCED and FAILED */
        [STORE_IDLE] = {STORE_OPEN, NONE, NONE, STORE_COPYING, NONE, STORE_LOST},
        [STORE_OPEN] = {NONE, STORE_SYNCING, STORE_IDLE, NONE, NONE, STORE_LOST},
        [STORE_SYNCING] = {STORE_SYNCING_OPEN, NONE, NONE, NONE, STORE_IDLE, STORE_LOST},
        [STORE_SYNCING_OPEN] = {NONE, NONE, NONE, NONE, STORE_OPEN, STORE_LOST},
        [STORE_COPYING] = {STORE_COPYING_OPEN, NONE, NONE, NONE, STORE_IDLE, STORE_LOST},
        [STORE_COPYING_OPEN] = {NONE, NONE, NONE, NONE, STORE_OPEN, STORE_LOST},
        [STORE_LOST] = {NONE, NONE, NONE, NONE, NONE, STORE_LOST},
    };
    assert(next[state][event] != NONE);
    return (enum store_state)next[state][event];
}

bool store_state_is_open(enum store_state state)
{
    return state == STORE_OPEN || state == STORE_SYNCING_OPEN || state == STORE_COPYING_OPEN;
}

bool store_state_syncs(enum store_state state)
{
    return state == STORE_SYNCING || state == STORE_SYNCING_OPEN || state == STORE_COPYING ||
           state == STORE_COPYING_OPEN;
}

static struct mono delay_ends(const struct schedule *s)
{
    int64_t ms = SCHEDULE_DELAY_MS + s->sync_ms / SCHEDULE_DELAY_SHARE;
    return (struct mono){s->since.ms + (ms < SCHEDULE_DELAY_MOST_MS ? ms : SCHEDULE_DELAY_MOST_MS)};
}

static bool delays(const struct schedule *s, struct mono now)
{
    int64_t enough = SCHEDULE_ENOUGH + s->sync_ms * SCHEDULE_ENOUGH_MS;
    if (enough > SCHEDULE_BATCH)
        enough = SCHEDULE_BATCH;
    return s->wrote && s->expected && !s->awaited && (int64_t)s->tasks < enough &&
           now.ms < delay_ends(s).ms;
}

struct schedule_decision schedule_decide(const struct schedule *s, struct mono now)
{
    switch (s->state) {
    case STORE_IDLE:
        if (s->log_is_long)
            return (struct schedule_decision){.step = SCHEDULE_CHECKPOINT};
        break;
    case STORE_OPEN:
        if (!delays(s, now))
            return (struct schedule_decision){.step = SCHEDULE_COMMIT};
        return (struct schedule_decision){SCHEDULE_TAKE, delay_ends(s)};
    case STORE_SYNCING_OPEN:
    case STORE_COPYING_OPEN:
        if (s->tasks == SCHEDULE_BATCH)
            return (struct schedule_decision){.step = SCHEDULE_AWAIT_SYNC};
        break;
    case STORE_SYNCING:
    case STORE_COPYING:
    case STORE_LOST:
    case STORE_STATES:
        break;
    }
    return (struct schedule_decision){SCHEDULE_TAKE, s->due};
}

bool schedule_hands_over(size_t tasks, bool queued, bool log_is_long)
{
    return (tasks > 1 || queued) && !log_is_long;
}
