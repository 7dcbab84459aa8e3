#include "server/core/examclock.h"

static int64_t positive(int64_t ms)
{
    return ms > 0 ? ms : 0;
}

/* The milliseconds from `last` to `now` in which no commit or sync took too long (S7). */
static int64_t answerable_ms(struct mono last, struct mono now, const struct examclock_work *work)
{
    int64_t from = work->began.ms + EXAMCLOCK_WAIT_MS;
    int64_t until = work->unfinished ? now.ms : work->ended.ms;
    if (until <= from)
        return now.ms - last.ms;
    return positive(from - last.ms) + positive(now.ms - (last.ms > until ? last.ms : until));
}

struct examclock examclock_tick(const struct examclock *clock, struct mono now,
                                const struct examclock_work *work, bool failing)
{
    struct examclock after = *clock;
    if (now.ms <= clock->last.ms) /* S5 */
        return after;
    int64_t counted = failing ? 0 : answerable_ms(clock->last, now, work); /* S8 */
    if (counted > EXAMCLOCK_TICK_MOST_MS)                                  /* S6 */
        counted = EXAMCLOCK_TICK_MOST_MS;
    after.last = now;
    after.counted_ms += (uint64_t)counted;
    after.stood_ms += (uint64_t)(now.ms - clock->last.ms - counted);
    return after;
}

bool examclock_waits(const struct examclock_work *work, struct mono now)
{
    return work->unfinished && now.ms - work->began.ms > EXAMCLOCK_WAIT_MS;
}
