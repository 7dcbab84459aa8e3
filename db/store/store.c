#include "db/store/store.h"

#include "common/awake.h"
#include "common/queue.h"
#include "db/store/backup.h"
#include "db/store/log_sync.h"
#include "server/core/examclock.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUEUE_TASKS = 32768,
    BATCH_TASKS = 1024,
    GATHER_LEAST_MS = 2,
    ENOUGH = 24, /* tasks take as long as a fast sync: these do not wait for more, */
    MANY = 16,   /* and these not for the peer: each node has a batch then to work on */
    GATHER_SHARE =
        4, /* on a slow disk those who are on their way have this part of a sync's time */
    GATHER_MOST_MS = 10,
    FAILURE_PAUSE_MS = 1000,
    ALONE = 6, /* entries: two registrations, each with its grant and confirmation */
    /* What divides the log that is copied: */
    LOG_ALONE = 1,
    LOG_SLOW = 2,
    LOG_BUSY = 6, /* that takes about as long as ten syncs, */
    LOG_IDLE = 18 /* and this as three */
};

/* A batch that is committed and on its way to the disk. */
struct flight {
    void *batch[BATCH_TASKS];
    size_t count;
    const struct ledger_written *written;
    struct ledger_position position;
    struct ledger_peer peer;
};

/* Legend: (s) the store thread only, (f) the store thread's while the flush thread is free, else
 * that one's, (l) guarded by `lock`, (c) constant once tasks run. */
struct store {
    struct queue *queue;         /* (c) */
    struct ledger *ledger;       /* (s) */
    struct journal_cache *cache; /* (c) */
    struct store_events events;  /* (c) */
    bool threaded;               /* (c) */
    pthread_t thread;            /* (c) */
    struct log_sync *flush;      /* (c) NULL without threads */
    struct waiters *waiters;     /* (c) */
    struct backup *copier;       /* (s) */
    struct mono tick_from;       /* (s) what is due by itself waits so long after a failure */
    struct examclock clock;      /* (s) */
    uint64_t outage_ms;          /* (s) of it, in the open transaction */
    bool failing;                /* (s) the last commit could not be written */

    /* The transaction that is open. */
    bool open;                /* (s) */
    void *batch[BATCH_TASKS]; /* (s) */
    size_t count;             /* (s) */
    size_t came;              /* (s) registrations that waiters_expect() has not heard of */
    uint64_t copied_n;        /* (s) entries in both journals when the log was last copied */
    uint64_t commits;         /* (s) since then */
    bool ready;               /* (s) it could have been committed, and waits until */
    struct mono gather_until; /* (s) */

    atomic_bool lost;     /* nobody knows what is on the disk (D3) */
    bool copied;          /* (f) what is to be put on the disk is the copy of the log, no flight */
    struct flight flight; /* (f) */
    int64_t sync_ms;      /* (f) the last one took */
    int64_t gather_ms;    /* (f) */
    bool overlap;         /* (s) something came during the last flush */

    pthread_mutex_t lock;
    struct examclock_work work;      /* (l) the last commit or sync */
    struct ledger_position position; /* (l) */
    struct ledger_peer peer;         /* (l) */
    struct grace grace;              /* (l) */
};

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
    if (!store->threaded) {
        store_turn(store, BATCH_TASKS);
        if (task->phase == TASK_QUEUED)
            return STATUS_IO; /* D3 */
    }
    if (!task_await(task, store->threaded ? deadline : clock_deadline(0)) &&
        !waiters_withdraw(store->waiters, task))
        task_await_end(task);
    return task->status;
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

/* --- the exam clock --- */

static struct examclock_work last_work(struct store *store)
{
    thread_lock(&store->lock);
    struct examclock_work work = store->work;
    thread_unlock(&store->lock);
    return work;
}

/* What it has counted. */
static uint64_t tick(struct store *store)
{
    const struct examclock_work work = last_work(store);
    store->clock = examclock_tick(&store->clock, clock_mono(), &work, store->failing);
    if (!ledger_clock_runs(store->ledger))
        store->clock.stood_ms = 0;
    return store->clock.counted_ms;
}

/* Before each commit and each sync of a copy, on the store thread. */
static void begin_work(struct store *store)
{
    (void)tick(store);
    thread_lock(&store->lock);
    store->work = (struct examclock_work){.began = clock_mono(), .unfinished = true};
    thread_unlock(&store->lock);
}

static void end_work(struct store *store)
{
    thread_lock(&store->lock);
    store->work.ended = clock_mono();
    store->work.unfinished = false;
    thread_unlock(&store->lock);
}

/* A commit failed, or was written. */
static void set_failing(struct store *store, bool failing)
{
    store->failing = failing;
    ledger_set_failing(store->ledger, failing);
}

/* Also while writes fail, which shows when they work again. */
static void journal_outage(struct store *store)
{
    const struct examclock_work work = last_work(store);
    if (store->clock.stood_ms > 0 && !examclock_waits(&work, clock_mono()) &&
        ledger_clock_runs(store->ledger) && ledger_stood(store->ledger, store->clock.stood_ms))
        store->outage_ms = store->clock.stood_ms;
}

/* --- a batch that is committed --- */

/* D3. In a simulation the call comes back. */
static void lose(struct store *store)
{
    store->lost = true;
    store->events.lost(store->events.context);
}

static void conclude(struct store *store)
{
    const struct flight *f = &store->flight;
    const struct ledger_written *written = f->written;

    if (written->count > 0)
        journal_cache_push(store->cache, written);
    thread_lock(&store->lock);
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

/* One slow sync does not make a slow disk: two do. */
static void set_gathering(struct store *store, int64_t sync_ms)
{
    int64_t least = sync_ms < store->sync_ms ? sync_ms : store->sync_ms;
    int64_t share = least / GATHER_SHARE;
    store->gather_ms = share > GATHER_MOST_MS ? GATHER_MOST_MS : share;
    store->sync_ms = sync_ms;
}

static bool put_on_disk(struct store *store)
{
    struct mono began = clock_mono();
    bool any = store->flight.written->any;
    if (any && ledger_sync(store->ledger) != STATUS_OK) {
        lose(store);
        return false;
    }
    end_work(store);
    if (any)
        set_gathering(store, clock_mono().ms - began.ms);
    return true;
}

static void tell(struct store *store)
{
    conclude(store);
    ledger_log(store->flight.written); /* nobody waits for it */
}

static void put_copy_on_disk(struct store *store)
{
    store->copied = false;
    enum status status = ledger_checkpoint_sync(store->ledger);
    end_work(store);
    if (status != STATUS_OK)
        lose(store);
}

/* On the flush thread. */
static void land(void *context)
{
    struct store *store = context;
    if (store->copied)
        put_copy_on_disk(store);
    else if (put_on_disk(store))
        tell(store);
}

static void on_landed(void *context)
{
    struct store *store = context;
    queue_nudge(store->queue);
}

/* --- the transaction that is open --- */

/* What a failed commit means for those whose tasks are in it. */
static void fail(struct store *store, enum status status)
{
    if (status == STATUS_IO) {
        lose(store);
        return;
    }
    store->tick_from = clock_deadline(FAILURE_PAUSE_MS);
    store->outage_ms = 0;
    set_failing(store, true);
    for (size_t i = 0; i < store->count; i++) {
        struct task *task = store->batch[i];
        task->status = status;
        task_finish(task);
    }
}

static uint64_t entries(const struct store *store)
{
    struct ledger_position position = ledger_position(store->ledger);
    return position.own_n + position.held_n;
}

/* Of the log's length, when to copy it. The longer a copy takes, the longer those wait who come
 * meanwhile; but it takes two syncs, one of them when the log begins anew, so that there are fewer
 * copies where these are slow. And where people come one after another each copy is in somebody's
 * way, however short it is. */
static int long_divisor(const struct store *store, bool idle)
{
    bool alone = entries(store) - store->copied_n <= ALONE * store->commits;
    if (store->gather_ms > 0)
        return LOG_SLOW;
    if (alone)
        return LOG_ALONE;
    return idle ? LOG_IDLE : LOG_BUSY;
}

/* The flush thread is free, or there is none. No commit begins before the copy is synced. */
static void checkpoint(struct store *store)
{
    begin_work(store);
    enum status status = ledger_checkpoint(store->ledger);
    if (status == STATUS_IO)
        lose(store);
    if (status != STATUS_OK) {
        end_work(store);
        return;
    }
    store->copied = true;
    store->copied_n = entries(store);
    store->commits = 0;
    if (store->threaded)
        log_sync_begin(store->flush);
    else
        put_copy_on_disk(store);
}

/* The flush thread is free, or there is none. A flush during which nothing comes costs less without
 * a change of threads, and one before a checkpoint must have ended. */
static void commit(struct store *store)
{
    begin_work(store);
    enum status status = ledger_commit(store->ledger);
    waiters_expect_nobody(store->waiters); /* those whom this commit tells may share the next */
    if (status != STATUS_OK) {
        fail(store, status);
        end_work(store);
    } else {
        struct flight *f = &store->flight;
        memcpy(f->batch, store->batch, store->count * sizeof f->batch[0]);
        f->count = store->count;
        f->written = ledger_written(store->ledger);
        f->position = ledger_position(store->ledger);
        f->peer = *ledger_peer(store->ledger);
        store->commits += f->written->any;
        store->clock.stood_ms -=
            store->outage_ms < store->clock.stood_ms ? store->outage_ms : store->clock.stood_ms;
        store->outage_ms = 0;
        if (f->written->any)
            set_failing(store, false);
        bool copies =
            f->written->any && ledger_log_is_long(store->ledger, long_divisor(store, false));
        if (store->overlap && f->written->any && !copies) {
            store->overlap = false;
            log_sync_begin(store->flush);
        } else if (put_on_disk(store)) {
            store->overlap = store->threaded && !queue_is_empty(store->queue);
            tell(store);
            if (copies)
                checkpoint(store);
        }
    }
    store->open = store->ready = false;
    store->count = 0;
}

/* Runs `more` tasks, which lie in the batch behind those that have run. */
static void run_tasks(struct store *store, size_t more)
{
    if (!store->open) {
        ledger_begin(store->ledger, clock_wall(), tick(store));
        store->open = true;
        store->gather_until = clock_deadline(GATHER_LEAST_MS);
        pass_grace(store);
        if (clock_mono().ms >= store->tick_from.ms) {
            ledger_tick(store->ledger);
            journal_outage(store);
        }
    } else {
        ledger_clock(store->ledger, clock_wall(), tick(store));
    }
    for (size_t end = store->count + more; store->count < end; store->count++) {
        struct task *task = store->batch[store->count];
        task->run(store->ledger, task);
        store->came += task->wait == TASK_WAIT_CONFIRM;
    }
}

/* Does the open transaction hold a confirmation that somebody waits for? */
static bool is_awaited(const struct store *store)
{
    size_t count;
    const struct ledger_change *changes = ledger_changes(store->ledger, &count);
    return waiters_await_one_of(store->waiters, changes, count);
}

/* Those who ask one after another would each have a commit and a sync to themselves, at both nodes.
 * Whoever misses a commit waits for two. */
static bool gathers(struct store *store)
{
    if (!store->ready) {
        struct mono share = clock_deadline(store->gather_ms);
        store->ready = true;
        if (share.ms > store->gather_until.ms)
            store->gather_until = share;
    }
    bool slow = store->gather_ms > 0;
    size_t enough = slow ? BATCH_TASKS : ENOUGH;
    bool expected = waiters_expect(store->waiters, store->came, slow || store->count < MANY);
    store->came = 0;
    return expected && store->count < enough && !backup_is_busy(store->copier) &&
           ledger_wrote(store->ledger) && clock_left_ms(store->gather_until) > 0 &&
           !is_awaited(store);
}

/* --- the store thread --- */

/* Milliseconds until something is due by itself; LEDGER_NO_DEADLINE: nothing. */
static int64_t due_ms(struct store *store)
{
    if (backup_is_busy(store->copier) && !store->open)
        return 0;
    int64_t tick_ms = ledger_next_tick_ms(store->ledger);
    bool running = tick_ms != LEDGER_NO_DEADLINE; /* sittings, so that the exam clock ticks */
    if (!running && !store->open)
        return grace_left_ms(store);
    return running && (store->open || tick_ms > EXAMCLOCK_TICK_MS) ? EXAMCLOCK_TICK_MS : tick_ms;
}

/* Until when to wait for tasks; NULL: until something comes, or the flush thread nudges. */
static const struct mono *patience(struct store *store, struct mono *until)
{
    *until = store->gather_until;
    if (store->open && log_sync_is_free(store->flush))
        return until;
    int64_t ms = due_ms(store);
    if (ms == LEDGER_NO_DEADLINE)
        return NULL;
    *until = clock_deadline(ms);
    if (!store->open && until->ms < store->tick_from.ms)
        *until = store->tick_from;
    return until;
}

static void copy_piece(struct store *store)
{
    log_sync_wait(store->flush);
    if (waiters_in_a_hurry(store->waiters))
        backup_abandon(store->copier);
    else
        backup_step(store->copier);
}

/* Tasks came, or it is time. */
static void advance(struct store *store, size_t more)
{
    bool copying = backup_is_busy(store->copier);
    if (more > 0 && !log_sync_is_free(store->flush))
        store->overlap = true;
    run_tasks(store, more);
    if (store->count == BATCH_TASKS || copying)
        log_sync_wait(store->flush);
    if (log_sync_is_free(store->flush) && !gathers(store))
        commit(store);
    if (copying)
        copy_piece(store);
}

/* While a batch is at the peer, or at its terminals, there is often nothing to do, and the log can
 * be copied. False when it is short. */
static bool use_pause(struct store *store)
{
    if (store->open || store->lost || !log_sync_is_free(store->flush) ||
        backup_is_busy(store->copier) ||
        !ledger_log_is_long(store->ledger, long_divisor(store, true)))
        return false;
    checkpoint(store);
    return true;
}

static void stay_awake(struct store *store, const struct mono *deadline)
{
    struct awake moment;
    awake_begin(&moment);
    while (!queue_has_news(store->queue) && (deadline == NULL || clock_left_ms(*deadline) > 0) &&
           (use_pause(store) || awake_still(&moment))) {
    }
}

static void *store_thread(void *arg)
{
    struct store *store = arg;
    advance(store, 0);
    for (;;) {
        struct mono until;
        const struct mono *deadline = patience(store, &until);
        size_t more = 0;
        stay_awake(store, deadline);
        enum status status = queue_take(store->queue, store->batch + store->count,
                                        BATCH_TASKS - store->count, deadline, &more);
        if (status == STATUS_CLOSED)
            break;
        if (more > 0 || store->open || status == STATUS_TIMEOUT)
            advance(store, more);
    }
    log_sync_wait(store->flush);
    if (store->open)
        commit(store);
    log_sync_wait(store->flush);
    backup_abandon(store->copier);
    return NULL;
}

void store_turn(struct store *store, size_t most)
{
    assert(!store->threaded);
    run_tasks(store,
              queue_take_now(store->queue, store->batch, most < BATCH_TASKS ? most : BATCH_TASKS));
    commit(store);
    (void)use_pause(store);
}

enum status store_backup(struct store *store, const char *path, char error[DATABASE_ERROR_SIZE])
{
    return backup_copy(store->copier, store, path, error);
}

/* --- life --- */

enum status store_open(struct ledger *ledger, struct journal_cache *cache,
                       const struct store_events *events, struct store **out)
{
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL || queue_open(QUEUE_TASKS, &store->queue) != STATUS_OK ||
        waiters_open(&store->waiters) != STATUS_OK || backup_open(&store->copier) != STATUS_OK) {
        if (store != NULL) {
            waiters_close(store->waiters);
            queue_free(store->queue);
        }
        free(store);
        return STATUS_NOMEM;
    }
    thread_mutex_init(&store->lock);
    store->ledger = ledger;
    store->cache = cache;
    store->events = *events;
    store->clock.last = clock_mono();
    store->position = ledger_position(ledger);
    store->grace = grace_begin(store->position.grace, ledger_grace_ms(ledger), store->clock.last);
    store->copied_n = entries(store);
    waiters_peer_holds(store->waiters, store->position.peer_held_n);
    store->peer = *ledger_peer(ledger);
    *out = store;
    return STATUS_OK;
}

enum status store_start(struct store *store)
{
    enum status status = ledger_reserve(store->ledger);
    if (status == STATUS_OK)
        status = log_sync_open(land, on_landed, store, &store->flush);
    if (status != STATUS_OK)
        return status;
    store->threaded = true;
    status = thread_start(&store->thread, "store", 0, store_thread, store);
    if (status != STATUS_OK)
        store->threaded = false; /* else the thread reads it already */
    return status;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    queue_close(store->queue);
    if (store->threaded) {
        int rc = pthread_join(store->thread, NULL);
        assert(rc == 0);
    }
    log_sync_close(store->flush);
    backup_close(store->copier);
    waiters_close(store->waiters);
    queue_free(store->queue);
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
    waiters_set_link(store->waiters, link);
}

enum store_link store_link(struct store *store)
{
    return waiters_link(store->waiters);
}

void store_hurry(struct store *store)
{
    waiters_hurry(store->waiters);
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
