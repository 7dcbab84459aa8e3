#include "db/store/store.h"

#include "common/queue.h"
#include "common/spin.h"
#include "db/store/exam_time.h"
#include "db/store/log_sync.h"
#include "db/store/schedule.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUEUE_TASKS = 32768,    /* a pointer each; more are refused as busy */
    FAILURE_PAUSE_MS = 1000 /* after a refused commit nothing that is due by itself is tried */
};

/* A commit on its way to the disk. */
struct flight {
    void *batch[SCHEDULE_BATCH];
    size_t count;
    struct mono began;
    const struct ledger_written *written;
    struct ledger_position position;
    struct ledger_peer peer;
};

/* Legend: (s) the store thread only, (f) the store thread's while log_sync is free, else that of
 * its thread, (l) guarded by `lock`, (c) constant once tasks run. */
struct store {
    struct queue *queue;         /* (c) */
    struct database *database;   /* (s) */
    struct ledger *ledger;       /* (s) */
    struct journal_cache *cache; /* (c) */
    struct store_events events;  /* (c) */
    struct log_sync *log_sync;   /* (c) NULL without threads */
    pthread_t thread;            /* (c) */
    unsigned spin_us;            /* (c) */
    struct waiters *waiters;     /* (c) */
    struct exam_time exam_time;  /* says itself */
    uint64_t counted_ms;         /* (s) what the exam clock had counted at the last transaction */
    _Atomic uint64_t served_ms;  /* written by (s) */

    enum store_state state;      /* (s) */
    struct mono since;           /* (s) when it was entered */
    struct mono tick_from;       /* (s) what is due by itself waits so long after a failure */
    void *batch[SCHEDULE_BATCH]; /* (s) tasks of the open transaction */
    size_t count;                /* (s) */

    struct flight flight; /* (f) */
    enum status synced;   /* (f) the result of the last sync */
    int64_t last_sync_ms; /* (f) the last sync of the log took */
    int64_t sync_ms;      /* (f) the shorter of the last two: one slow sync is no slow disk */

    pthread_mutex_t lock;
    struct ledger_position position; /* (l) */
    struct ledger_peer peer;         /* (l) */
    struct store_commits commits;    /* (l) */
    struct grace grace;              /* (l) */
    struct mono unlinked_since;      /* (l) while the link is down */
};

static void enter(struct store *store, enum store_event event)
{
    store->state = store_next(store->state, event);
    store->since = clock_mono();
}

/* --- running a task --- */

enum status store_submit(struct store *store, struct task *task)
{
    task_prepare(task);
    enum status status = queue_push(store->queue, task);
    return status == STATUS_FULL ? STATUS_BUSY : status;
}

enum status store_run(struct store *store, struct task *task, int64_t wait_ms)
{
    struct mono deadline = clock_deadline(wait_ms);
    enum status status = store_submit(store, task);
    if (status != STATUS_OK)
        return status;
    if (store->log_sync == NULL) {
        deadline = clock_deadline(0);
        store_turn(store, SCHEDULE_BATCH);
        if (task->phase == TASK_QUEUED)
            return STATUS_IO; /* D3 */
    }
    if (!task_await(task, deadline) && !waiters_withdraw(store->waiters, task))
        task_await_end(task);
    return task->status;
}

enum status store_call(struct store *store, void (*run)(struct ledger *, struct task *),
                       void *context)
{
    struct task task;
    task_init(&task);
    task.run = run;
    task.context = context;
    enum status status = store_run(store, &task, 0);
    task_destroy(&task);
    return status;
}

/* --- the grace of a start --- */

struct grace store_grace(struct store *store)
{
    thread_lock(&store->lock);
    struct grace grace = store->grace;
    thread_unlock(&store->lock);
    return grace;
}

void store_peer_shown(struct store *store, bool shown)
{
    thread_lock(&store->lock);
    store->grace = grace_link(&store->grace, shown, clock_mono());
    thread_unlock(&store->lock);
    queue_nudge(store->queue); /* it ends at another time now */
}

/* R5: in a transaction, before anything is written in it. */
static void pass_grace(struct store *store)
{
    struct grace grace = store_grace(store);
    ledger_pass_grace(store->ledger, grace_at(&grace, clock_mono()));
}

/* Milliseconds until the grace ends by itself; LEDGER_NO_DEADLINE: it is over. */
static int64_t grace_left_ms(struct store *store)
{
    struct grace grace = store_grace(store);
    return grace.state == GRACE_LASTS ? clock_left_ms(grace_end(&grace)) : LEDGER_NO_DEADLINE;
}

/* --- a commit is synced --- */

/* D3. In a simulation the call comes back. */
static void lose(struct store *store)
{
    store->synced = STATUS_IO;
    store->events.lost(store->events.context);
}

const unsigned store_commit_bounds_ms[STORE_COMMIT_BOUNDS] = {5,   10,  25,   50,   100,
                                                              250, 500, 1000, 2500, 5000};

static void count_commit_locked(struct store_commits *commits, int64_t ms)
{
    commits->count++;
    commits->sum_ms += (uint64_t)ms;
    for (size_t i = 0; i < STORE_COMMIT_BOUNDS; i++)
        commits->within[i] += ms <= store_commit_bounds_ms[i];
}

static void publish(struct store *store)
{
    const struct flight *f = &store->flight;
    const struct ledger_written *written = f->written;

    if (written->count > 0)
        journal_cache_push(store->cache, written);
    thread_lock(&store->lock);
    if (written->any)
        count_commit_locked(&store->commits, clock_mono().ms - f->began.ms);
    bool news = f->position.own_n != store->position.own_n ||
                f->position.held_n != store->position.held_n ||
                f->position.standing != store->position.standing;
    store->position = f->position;
    store->grace.state = f->position.grace;
    store->peer = f->peer;
    thread_unlock(&store->lock);
    waiters_conclude(store->waiters, f->batch, f->count, written->changes, written->change_count);
    if (news)
        store->events.committed(store->events.context);
    if (written->finished)
        store->events.finished(store->events.context);
}

static void measure_sync(struct store *store, int64_t ms)
{
    store->sync_ms = ms < store->last_sync_ms ? ms : store->last_sync_ms;
    store->last_sync_ms = ms;
}

/* Syncs the log and then tells the outcomes (D1). On the log's thread, or the store's. */
static void sync_commit(void *context)
{
    struct store *store = context;
    struct mono began = clock_mono();
    bool any = store->flight.written->any;
    store->synced = any ? database_sync(store->database) : STATUS_OK;
    exam_time_end(&store->exam_time);
    if (store->synced != STATUS_OK) {
        lose(store);
        return;
    }
    if (any)
        measure_sync(store, clock_mono().ms - began.ms);
    publish(store);
    ledger_log(store->flight.written); /* nobody waits for it */
}

/* Syncs the database file after a checkpoint. On the log's thread, or the store's. */
static void sync_copy(void *context)
{
    struct store *store = context;
    store->synced = database_checkpoint_sync(store->database);
    exam_time_end(&store->exam_time);
    if (store->synced != STATUS_OK)
        lose(store);
}

/* On the log's thread. */
static void on_synced(void *context)
{
    struct store *store = context;
    queue_nudge(store->queue);
}

static void enter_synced(struct store *store)
{
    enter(store, store->synced == STATUS_OK ? STORE_SYNCED : STORE_FAILED);
}

/* Has the log's thread ended its job? */
static void notice_sync(struct store *store)
{
    if (store_state_syncs(store->state) && log_sync_is_free(store->log_sync))
        enter_synced(store);
}

static void await_sync(struct store *store)
{
    if (!store_state_syncs(store->state))
        return;
    log_sync_wait(store->log_sync);
    enter_synced(store);
}

static void begin_sync(struct store *store, void (*job)(void *context), bool hands_over)
{
    if (hands_over) {
        log_sync_begin(store->log_sync, job);
        return;
    }
    job(store);
    enter_synced(store);
}

/* --- the transaction that is open --- */

/* What a refused commit means for the tasks that are in it. */
static void refuse(struct store *store, enum status status)
{
    enter(store, STORE_REFUSED);
    store->tick_from = clock_deadline(FAILURE_PAUSE_MS);
    exam_time_refused(&store->exam_time);
    for (size_t i = 0; i < store->count; i++) {
        struct task *task = store->batch[i];
        task->status = status;
        task_finish(task);
    }
}

static void depart(struct store *store)
{
    struct flight *f = &store->flight;
    memcpy(f->batch, store->batch, store->count * sizeof f->batch[0]);
    f->count = store->count;
    f->written = ledger_written(store->ledger);
    f->position = ledger_position(store->ledger);
    f->peer = *ledger_peer(store->ledger);
    exam_time_committed(&store->exam_time, f->written->any);
    enter(store, STORE_COMMITTED);
    bool aside = store->log_sync != NULL && f->written->any &&
                 schedule_hands_over(f->count, !queue_is_empty(store->queue),
                                     database_log_is_long(store->database));
    begin_sync(store, sync_commit, aside);
}

static void commit(struct store *store)
{
    assert(store->state == STORE_OPEN);
    store->flight.began = clock_mono();
    exam_time_begin(&store->exam_time);
    ledger_end(store->ledger);
    enum status status = database_commit(store->database);
    ledger_settle(store->ledger, status);
    waiters_expect_nobody(store->waiters); /* the terminals that hear of this commit are next */
    if (status == STATUS_OK) {
        depart(store);
    } else {
        exam_time_end(&store->exam_time);
        if (status == STATUS_IO) {
            lose(store);
            enter(store, STORE_FAILED);
        } else {
            refuse(store, status);
        }
    }
    store->count = 0;
}

/* No commit may begin before the copy is synced: with it the log may begin anew. */
static void checkpoint(struct store *store)
{
    exam_time_begin(&store->exam_time);
    enum status status = database_checkpoint(store->database);
    if (status == STATUS_OK) {
        enter(store, STORE_CHECKPOINTED);
        begin_sync(store, sync_copy, store->log_sync != NULL);
        return;
    }
    exam_time_end(&store->exam_time);
    if (status == STATUS_IO) {
        lose(store);
        enter(store, STORE_FAILED);
    }
}

/* The exam clock counts, and stands while the node is closed. */
static void count_served(struct store *store, uint64_t counted_ms)
{
    if (ledger_clock_runs(store->ledger))
        atomic_fetch_add(&store->served_ms, counted_ms - store->counted_ms);
    store->counted_ms = counted_ms;
}

/* Runs `more` tasks, which lie in the batch behind those that have run. */
static void run_tasks(struct store *store, size_t more)
{
    size_t registrations = 0;
    uint64_t counted_ms = exam_time_tick(&store->exam_time);
    count_served(store, counted_ms);
    if (store_state_is_open(store->state)) {
        ledger_clock(store->ledger, clock_wall(), counted_ms);
    } else {
        enter(store, STORE_RUN);
        ledger_begin(store->ledger, clock_wall(), counted_ms);
        pass_grace(store);
        if (clock_mono().ms >= store->tick_from.ms) {
            ledger_tick(store->ledger);
            exam_time_journal(&store->exam_time);
        }
    }
    for (size_t end = store->count + more; store->count < end; store->count++) {
        struct task *task = store->batch[store->count];
        task->run(store->ledger, task);
        registrations += task->wait == TASK_WAIT_CONFIRM;
    }
    waiters_came(store->waiters, registrations);
}

/* --- the store thread --- */

/* When something is to be done though no task comes. */
static struct mono due(struct store *store)
{
    bool open = store_state_is_open(store->state);
    int64_t ms = ledger_next_tick_ms(store->ledger);
    if (ms == LEDGER_NO_DEADLINE)
        ms = open ? ms : grace_left_ms(store);
    else if (open || ms > EXAMCLOCK_TICK_MS) /* sittings run, so that the exam clock ticks */
        ms = EXAMCLOCK_TICK_MS;
    if (ms == LEDGER_NO_DEADLINE)
        return SCHEDULE_NEVER;
    struct mono when = clock_deadline(ms);
    return open || when.ms >= store->tick_from.ms ? when : store->tick_from;
}

/* Does the open transaction hold a confirmation that somebody awaits? */
static bool is_awaited(const struct store *store)
{
    size_t count;
    const struct ledger_change *changes = ledger_changes(store->ledger, &count);
    return waiters_await_one_of(store->waiters, changes, count);
}

static struct schedule_decision decide(struct store *store)
{
    bool open = store->state == STORE_OPEN;
    struct mono now = clock_mono();
    struct schedule s = {
        .state = store->state,
        .since = store->since,
        .due = open ? SCHEDULE_NEVER : due(store),
        .sync_ms = store_state_syncs(store->state) ? 0 : store->sync_ms,
        .tasks = store->count,
        .wrote = open && ledger_wrote(store->ledger),
        .expected = open && waiters_expect(store->waiters),
        .log_is_long = database_log_is_long(store->database),
    };
    struct schedule_decision next = schedule_decide(&s, now);
    if (open && next.step == SCHEDULE_TAKE) { /* only a delay asks for a look at each change */
        s.awaited = is_awaited(store);
        next = schedule_decide(&s, now);
    }
    return next;
}

static void spin_wait(struct store *store, struct mono until)
{
    struct spin spin;
    spin_begin(&spin, store->spin_us);
    while (!queue_has_news(store->queue) && clock_left_ms(until) > 0 && spin_again(&spin)) {
    }
}

/* Waits for tasks and runs them. False: the queue is closed and empty. */
static bool take_tasks(struct store *store, struct mono until)
{
    size_t more = 0;
    bool ever = until.ms != SCHEDULE_NEVER.ms;
    spin_wait(store, until);
    enum status status = queue_take(store->queue, store->batch + store->count,
                                    SCHEDULE_BATCH - store->count, ever ? &until : NULL, &more);
    if (more > 0 || status == STATUS_TIMEOUT)
        run_tasks(store, more);
    return status != STATUS_CLOSED;
}

static void *store_thread(void *arg)
{
    struct store *store = arg;
    bool more = true;
    run_tasks(store, 0);
    while (more && store->state != STORE_LOST) {
        struct schedule_decision next = decide(store);
        switch (next.step) {
        case SCHEDULE_TAKE:
            more = take_tasks(store, next.until);
            notice_sync(store);
            break;
        case SCHEDULE_COMMIT:
            commit(store);
            break;
        case SCHEDULE_CHECKPOINT:
            checkpoint(store);
            break;
        case SCHEDULE_AWAIT_SYNC:
            await_sync(store);
            break;
        }
    }
    await_sync(store);
    if (store->state == STORE_OPEN)
        commit(store);
    await_sync(store);
    return NULL;
}

void store_turn(struct store *store, size_t most)
{
    assert(store->log_sync == NULL);
    if (store->state == STORE_LOST)
        return;
    run_tasks(store, queue_take_now(store->queue, store->batch,
                                    most < SCHEDULE_BATCH ? most : SCHEDULE_BATCH));
    commit(store);
    if (store->state == STORE_IDLE && database_log_is_long(store->database))
        checkpoint(store);
    if (store->state == STORE_IDLE)
        (void)due(store); /* the store's thread asks before it waits */
}

/* --- life --- */

enum status store_open(struct database *database, struct ledger *ledger,
                       struct journal_cache *cache, const struct store_events *events,
                       struct store **out)
{
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL || queue_open(QUEUE_TASKS, &store->queue) != STATUS_OK ||
        waiters_open(&store->waiters) != STATUS_OK) {
        if (store != NULL)
            queue_free(store->queue);
        free(store);
        return STATUS_NOMEM;
    }
    thread_mutex_init(&store->lock);
    exam_time_init(&store->exam_time, ledger);
    store->database = database;
    store->ledger = ledger;
    store->cache = cache;
    store->events = *events;
    store->since = store->unlinked_since = clock_mono();
    store->position = ledger_position(ledger);
    store->grace = grace_begin(store->position.grace, ledger_grace_ms(ledger), store->since);
    waiters_peer_holds(store->waiters, store->position.peer_held_n);
    store->peer = *ledger_peer(ledger);
    *out = store;
    return STATUS_OK;
}

enum status store_start(struct store *store, unsigned spin_us)
{
    enum status status = database_reserve(store->database);
    if (status == STATUS_OK)
        status = log_sync_open(on_synced, store, &store->log_sync);
    if (status != STATUS_OK)
        return status;
    store->spin_us = spin_us;
    status = thread_start(&store->thread, "store", 0, store_thread, store);
    if (status != STATUS_OK) {
        log_sync_close(store->log_sync);
        store->log_sync = NULL;
    }
    return status;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    queue_close(store->queue);
    if (store->log_sync != NULL) {
        int rc = pthread_join(store->thread, NULL);
        assert(rc == 0);
        (void)rc;
    }
    log_sync_close(store->log_sync);
    waiters_close(store->waiters);
    queue_free(store->queue);
    exam_time_release(&store->exam_time);
    pthread_mutex_destroy(&store->lock);
    free(store);
}

/* --- the link --- */

void store_peer_holds(struct store *store, uint64_t own_n)
{
    waiters_peer_holds(store->waiters, own_n);
}

uint64_t store_peer_held(struct store *store)
{
    return waiters_peer_held(store->waiters);
}

void store_set_link(struct store *store, enum store_link link)
{
    thread_lock(&store->lock);
    if (waiters_link(store->waiters) != STORE_LINK_DOWN)
        store->unlinked_since = clock_mono();
    thread_unlock(&store->lock);
    waiters_set_link(store->waiters, link);
}

int64_t store_unlinked_ms(struct store *store)
{
    thread_lock(&store->lock);
    int64_t ms = clock_mono().ms - store->unlinked_since.ms;
    thread_unlock(&store->lock);
    return store_link(store) == STORE_LINK_DOWN ? ms : 0;
}

enum store_link store_link(struct store *store)
{
    return waiters_link(store->waiters);
}

bool store_is_linked(struct store *store)
{
    enum store_link link = store_link(store);
    return link == STORE_LINK_UP || link == STORE_LINK_BEHIND;
}

uint64_t store_not_at_peer(struct store *store)
{
    uint64_t held = store_peer_held(store), own_n = store_position(store).own_n;
    return own_n > held ? own_n - held : 0;
}

void store_hurry(struct store *store)
{
    waiters_hurry(store->waiters);
}

bool store_hurries(struct store *store)
{
    return waiters_in_a_hurry(store->waiters);
}

uint64_t store_served_ms(struct store *store)
{
    return atomic_load(&store->served_ms);
}

void store_commits(struct store *store, struct store_commits *out)
{
    thread_lock(&store->lock);
    *out = store->commits;
    thread_unlock(&store->lock);
}

size_t store_queued(struct store *store)
{
    return queue_count(store->queue);
}

struct ledger_position store_position(struct store *store)
{
    thread_lock(&store->lock);
    struct ledger_position position = store->position;
    thread_unlock(&store->lock);
    return position;
}

void store_peer(struct store *store, struct ledger_peer *out)
{
    thread_lock(&store->lock);
    *out = store->peer;
    thread_unlock(&store->lock);
}
