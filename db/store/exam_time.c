#include "db/store/exam_time.h"

void exam_time_init(struct exam_time *t, struct ledger *ledger)
{
    *t = (struct exam_time){.ledger = ledger, .clock.last = clock_mono()};
    thread_mutex_init(&t->lock);
}

void exam_time_release(struct exam_time *t)
{
    pthread_mutex_destroy(&t->lock);
}

static struct examclock_work last_work(struct exam_time *t)
{
    thread_lock(&t->lock);
    struct examclock_work work = t->work;
    thread_unlock(&t->lock);
    return work;
}

uint64_t exam_time_tick(struct exam_time *t)
{
    const struct examclock_work work = last_work(t);
    t->clock = examclock_tick(&t->clock, clock_mono(), &work, t->failing);
    if (!ledger_clock_runs(t->ledger))
        t->clock.stood_ms = 0;
    return t->clock.counted_ms;
}

void exam_time_begin(struct exam_time *t)
{
    (void)exam_time_tick(t);
    thread_lock(&t->lock);
    t->work = (struct examclock_work){.began = clock_mono(), .unfinished = true};
    thread_unlock(&t->lock);
}

void exam_time_end(struct exam_time *t)
{
    thread_lock(&t->lock);
    t->work.ended = clock_mono();
    t->work.unfinished = false;
    thread_unlock(&t->lock);
}

void exam_time_journal(struct exam_time *t)
{
    const struct examclock_work work = last_work(t);
    if (t->clock.stood_ms > 0 && !examclock_waits(&work, clock_mono()) &&
        ledger_clock_runs(t->ledger) && ledger_stood(t->ledger, t->clock.stood_ms))
        t->outage_ms = t->clock.stood_ms;
}

static void set_failing(struct exam_time *t, bool failing)
{
    t->failing = failing;
    ledger_set_failing(t->ledger, failing);
}

void exam_time_committed(struct exam_time *t, bool wrote)
{
    uint64_t stood_ms = t->clock.stood_ms;
    t->clock.stood_ms -= t->outage_ms < stood_ms ? t->outage_ms : stood_ms;
    t->outage_ms = 0;
    if (wrote)
        set_failing(t, false);
}

void exam_time_refused(struct exam_time *t)
{
    t->outage_ms = 0;
    set_failing(t, true);
}
