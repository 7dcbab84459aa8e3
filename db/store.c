#include "db/store.h"

#include "common/log.h"
#include "common/queue.h"
#include "db/copier.h"
#include "db/flush.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUEUE_TASKS = 32768,
    BATCH_TASKS = 1024,
    WAIT_BUCKETS = 1024,
    RIDE_MS = 2,
    CROWD = 2,        /* entries that a person alone writes at most in a batch */
    GATHER_SHARE = 4, /* a crowd is awaited for this part of a sync's time */
    GATHER_MOST_MS = 10,
    FAILURE_PAUSE_MS = 1000
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
 * that one's, (w) guarded by `lock`, (c) constant once tasks run. */
struct store {
    struct queue *queue;        /* (c) */
    struct ledger *ledger;      /* (s) */
    struct tail *tail;          /* (c) */
    struct store_events events; /* (c) */
    struct mono started;        /* (c) */
    bool threaded;              /* (c) */
    pthread_t thread;           /* (c) */
    struct flush *flush;        /* (c) NULL without threads */
    struct copier *copier;      /* (s) */
    struct mono tick_from;      /* (s) what is due by itself waits so long after a failure */

    /* The transaction that is open. */
    bool open;                /* (s) */
    void *batch[BATCH_TASKS]; /* (s) */
    size_t count;             /* (s) */
    size_t told;              /* (s) changes that tell_confirmed() has seen */
    bool joined;              /* (s) something came after its first tasks */
    struct mono ride_until;   /* (s) */
    bool ready;               /* (s) it could have been committed, and waits until */
    struct mono gather_until; /* (s) */

    struct flight flight; /* (f) */
    int64_t sync_ms;      /* (f) the last one took */
    int64_t gather_ms;    /* (f) */
    bool overlap;         /* (s) something came during the last flush */

    pthread_mutex_t lock;
    struct task *confirms[WAIT_BUCKETS]; /* (w) waiting for a confirmation, by ID */
    struct task *copies;                 /* (w) waiting for the peer's copy */
    enum store_link link;                /* (w) */
    bool hurry;                          /* (w) */
    uint64_t peer_holds;                 /* (w) of our journal */
    struct ledger_position position;     /* (w) */
    struct ledger_peer peer;             /* (w) */
};

/* --- tasks --- */

void task_init(struct task *task)
{
    memset(task, 0, sizeof *task);
    thread_mutex_init(&task->lock);
    thread_cond_init(&task->changed);
}

void task_destroy(struct task *task)
{
    pthread_cond_destroy(&task->changed);
    pthread_mutex_destroy(&task->lock);
}

/* A wake-up costs more than the task: only who has something to do then is woken. */
static void set_phase(struct task *task, enum task_phase phase)
{
    thread_lock(&task->lock);
    task->phase = phase;
    if (phase == TASK_DONE || task->impatient)
        pthread_cond_signal(&task->changed);
    thread_unlock(&task->lock);
}

/* The task is its owner's again and may be gone when this returns. */
static void finish(struct task *task)
{
    if (task->done != NULL)
        task->done(task);
    else
        set_phase(task, TASK_DONE);
}

/* --- waiting beyond the commit --- */

static struct task **bucket_locked(struct store *store, const char *id)
{
    return &store->confirms[ident_hash(id) % WAIT_BUCKETS];
}

static void park_locked(struct task **head, struct task *task)
{
    task->next = *head;
    task->link = head;
    if (task->next != NULL)
        task->next->link = &task->next;
    *head = task;
    if (task->done == NULL)
        set_phase(task, TASK_DURABLE);
}

static void unpark_locked(struct task *task)
{
    *task->link = task->next;
    if (task->next != NULL)
        task->next->link = task->link;
    task->link = NULL;
}

static void settle_locked(struct store *store, const char *id, enum claim_state state)
{
    struct task *next;
    for (struct task *t = *bucket_locked(store, id); t != NULL; t = next) {
        next = t->next;
        if (strcmp(t->wait_id, id) == 0) {
            t->settled = state;
            unpark_locked(t);
            finish(t);
        }
    }
}

/* Whoever waits for a copy that exists, or that will not come, waits no longer. */
static void settle_copies_locked(struct store *store)
{
    bool hopeless = store->link != STORE_LINK_UP || store->hurry;
    struct task *next;
    for (struct task *t = store->copies; t != NULL; t = next) {
        next = t->next;
        bool copied = store->peer_holds >= t->wait_n;
        if (copied || hopeless) {
            t->copies = copied ? 2 : 1;
            unpark_locked(t);
            finish(t);
        }
    }
}

void store_peer_holds(struct store *store, uint64_t own_n)
{
    thread_lock(&store->lock);
    store->peer_holds = own_n;
    settle_copies_locked(store);
    thread_unlock(&store->lock);
}

void store_set_link(struct store *store, enum store_link link)
{
    thread_lock(&store->lock);
    store->link = link;
    settle_copies_locked(store);
    thread_unlock(&store->lock);
}

enum store_link store_link(struct store *store)
{
    thread_lock(&store->lock);
    enum store_link link = store->link;
    thread_unlock(&store->lock);
    return link;
}

uint64_t store_peer_held(struct store *store)
{
    thread_lock(&store->lock);
    uint64_t held = store->peer_holds;
    thread_unlock(&store->lock);
    return held;
}

void store_hurry(struct store *store)
{
    thread_lock(&store->lock);
    store->hurry = true;
    settle_copies_locked(store);
    for (size_t i = 0; i < WAIT_BUCKETS; i++)
        while (store->confirms[i] != NULL) {
            struct task *t = store->confirms[i];
            unpark_locked(t);
            finish(t);
        }
    thread_unlock(&store->lock);
}

/* False when it is being finished at this moment. */
static bool withdraw(struct store *store, struct task *task)
{
    thread_lock(&store->lock);
    bool waiting = task->link != NULL;
    if (waiting)
        unpark_locked(task);
    thread_unlock(&store->lock);
    return waiting;
}

/* --- running a task --- */

enum status store_submit(struct store *store, struct task *task)
{
    task->status = STATUS_OK;
    task->wait = TASK_WAIT_COMMIT;
    task->settled = CLAIM_PENDING;
    task->copies = 1;
    task->link = NULL;
    task->phase = TASK_QUEUED;
    task->impatient = false;
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
    thread_lock(&task->lock);
    while (task->phase == TASK_QUEUED || (task->phase == TASK_DURABLE && store->threaded)) {
        task->impatient = clock_left_ms(deadline) == 0;
        if (task->impatient && task->phase == TASK_DURABLE)
            break;
        (void)thread_wait(&task->changed, &task->lock, task->impatient ? NULL : &deadline);
    }
    bool waiting = task->phase == TASK_DURABLE;
    thread_unlock(&task->lock);
    if (waiting && !withdraw(store, task)) {
        thread_lock(&task->lock);
        while (task->phase != TASK_DONE)
            (void)thread_wait(&task->changed, &task->lock, NULL);
        thread_unlock(&task->lock);
    }
    return task->status;
}

/* --- a batch that is committed --- */

static void conclude_locked(struct store *store, struct task *task)
{
    switch (task->wait) {
    case TASK_WAIT_COMMIT:
        finish(task);
        return;
    case TASK_WAIT_CONFIRM:
        if (store->hurry)
            finish(task);
        else
            park_locked(bucket_locked(store, task->wait_id), task);
        return;
    case TASK_WAIT_COPY:
        park_locked(&store->copies, task);
        return;
    }
}

static void conclude(struct store *store)
{
    const struct flight *f = &store->flight;
    const struct ledger_written *written = f->written;

    if (written->count > 0)
        tail_push(store->tail, written);
    thread_lock(&store->lock);
    bool news = f->position.own_n != store->position.own_n ||
                f->position.held_n != store->position.held_n ||
                f->position.standing != store->position.standing;
    store->position = f->position;
    store->peer = f->peer;
    for (size_t i = 0; i < f->count; i++)
        conclude_locked(store, f->batch[i]);
    for (size_t i = 0; i < written->change_count; i++)
        if (written->changes[i].after == CLAIM_HOME || written->changes[i].after == CLAIM_AWAY)
            settle_locked(store, written->changes[i].id, written->changes[i].after);
    settle_copies_locked(store);
    thread_unlock(&store->lock);
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
    bool crowd = store->flight.written->count > CROWD;
    store->gather_ms = !crowd ? 0 : share > GATHER_MOST_MS ? GATHER_MOST_MS : share;
    store->sync_ms = sync_ms;
}

static bool put_on_disk(struct store *store)
{
    struct mono began = clock_mono();
    if (store->flight.written->any && ledger_sync(store->ledger) != STATUS_OK) { /* D3 */
        store->events.lost(store->events.context);
        return false;
    }
    set_gathering(store, clock_mono().ms - began.ms);
    return true;
}

static void tell(struct store *store)
{
    conclude(store);
    ledger_log(store->flight.written); /* nobody waits for it */
}

/* On the flush thread. */
static void land(void *context)
{
    struct store *store = context;
    if (put_on_disk(store))
        tell(store);
}

static void on_landed(void *context)
{
    struct store *store = context;
    queue_nudge(store->queue);
}

/* --- the transaction that is open --- */

static void fail(struct store *store, enum status status)
{
    if (status == STATUS_IO) { /* D3 */
        store->events.lost(store->events.context);
        return;
    }
    store->tick_from = clock_deadline(FAILURE_PAUSE_MS);
    for (size_t i = 0; i < store->count; i++) {
        struct task *task = store->batch[i];
        task->status = status;
        finish(task);
    }
}

/* The flush thread is free, or there is none. A flush during which nothing comes costs less without
 * a change of threads. */
static void commit(struct store *store)
{
    enum status status = ledger_commit(store->ledger);
    if (status != STATUS_OK) {
        fail(store, status);
    } else {
        struct flight *f = &store->flight;
        memcpy(f->batch, store->batch, store->count * sizeof f->batch[0]);
        f->count = store->count;
        f->written = ledger_written(store->ledger);
        f->position = ledger_position(store->ledger);
        f->peer = *ledger_peer(store->ledger);
        if (store->overlap && f->written->any) {
            store->overlap = false;
            flush_begin(store->flush);
        } else if (put_on_disk(store)) {
            store->overlap = store->threaded && !queue_is_empty(store->queue);
            tell(store);
        }
    }
    store->open = store->ready = false;
    store->count = 0;
}

/* D1: what the peer granted is told before our own commit. */
static void tell_confirmed(struct store *store)
{
    size_t count;
    const struct ledger_change *changes = ledger_changes(store->ledger, &count);
    if (ledger_status(store->ledger) != STATUS_OK || store->told == count)
        return;
    thread_lock(&store->lock);
    for (; store->told < count; store->told++)
        if (changes[store->told].after == CLAIM_HOME)
            settle_locked(store, changes[store->told].id, CLAIM_HOME);
    thread_unlock(&store->lock);
}

/* Runs `more` tasks, which lie in the batch behind those that have run. */
static void run_tasks(struct store *store, size_t more)
{
    uint64_t up_ms = (uint64_t)(clock_mono().ms - store->started.ms);
    if (!store->open) {
        ledger_begin(store->ledger, clock_wall(), up_ms);
        store->open = true;
        store->joined = false;
        store->told = 0;
        store->ride_until = clock_deadline(RIDE_MS);
        if (clock_mono().ms >= store->tick_from.ms)
            ledger_tick(store->ledger);
    } else {
        ledger_clock(store->ledger, clock_wall(), up_ms);
        store->joined = store->joined || more > 0;
    }
    for (size_t end = store->count + more; store->count < end; store->count++) {
        struct task *task = store->batch[store->count];
        task->run(store->ledger, task);
    }
    tell_confirmed(store);
}

/* A lone confirmation waits a moment for something else to be committed with: people who register
 * one after another cost each node one sync a person, not two. */
static bool rides(const struct store *store)
{
    return !store->joined && !copier_is_busy(store->copier) && ledger_may_ride(store->ledger) &&
           clock_left_ms(store->ride_until) > 0;
}

/* On a slow disk those who were told together ask together again, a moment after the first of them.
 * Whoever misses a commit there waits for two. */
static bool gathers(struct store *store)
{
    if (!store->ready) {
        store->ready = true;
        store->gather_until = clock_deadline(store->gather_ms);
    }
    return store->count < BATCH_TASKS && !copier_is_busy(store->copier) &&
           ledger_wrote(store->ledger) && clock_left_ms(store->gather_until) > 0;
}

/* --- the store thread --- */

static bool in_a_hurry(struct store *store)
{
    thread_lock(&store->lock);
    bool hurry = store->hurry;
    thread_unlock(&store->lock);
    return hurry;
}

/* Until when to wait for tasks; NULL: until something comes. */
static const struct mono *patience(struct store *store, struct mono *until)
{
    *until = store->ready ? store->gather_until : store->ride_until;
    if (store->open) /* the flush thread nudges */
        return flush_is_free(store->flush) ? until : NULL;
    int64_t tick_ms = copier_is_busy(store->copier) ? 0 : ledger_next_tick_ms(store->ledger);
    if (tick_ms == LEDGER_NO_DEADLINE)
        return NULL;
    *until = clock_deadline(tick_ms);
    if (until->ms < store->tick_from.ms)
        *until = store->tick_from;
    return until;
}

static void copy_piece(struct store *store)
{
    flush_wait(store->flush);
    if (in_a_hurry(store))
        copier_abandon(store->copier);
    else
        copier_step(store->copier);
}

/* Tasks came, or it is time. */
static void advance(struct store *store, size_t more)
{
    bool copying = copier_is_busy(store->copier);
    if (more > 0 && !flush_is_free(store->flush))
        store->overlap = true;
    run_tasks(store, more);
    if (store->count == BATCH_TASKS || copying)
        flush_wait(store->flush);
    if (flush_is_free(store->flush) && !rides(store) && !gathers(store))
        commit(store);
    if (copying)
        copy_piece(store);
}

static void *store_thread(void *arg)
{
    struct store *store = arg;
    log_role("store");
    advance(store, 0);
    for (;;) {
        struct mono until;
        const struct mono *deadline = patience(store, &until);
        size_t more = 0;
        enum status status = queue_take(store->queue, store->batch + store->count,
                                        BATCH_TASKS - store->count, deadline, &more);
        if (status == STATUS_CLOSED)
            break;
        if (more > 0 || store->open || status == STATUS_TIMEOUT)
            advance(store, more);
    }
    flush_wait(store->flush);
    if (store->open)
        commit(store);
    flush_wait(store->flush);
    copier_abandon(store->copier);
    return NULL;
}

void store_turn(struct store *store, size_t most)
{
    assert(!store->threaded);
    run_tasks(store,
              queue_take_now(store->queue, store->batch, most < BATCH_TASKS ? most : BATCH_TASKS));
    commit(store);
}

enum status store_backup(struct store *store, const char *path, char error[DATABASE_ERROR_SIZE])
{
    return copier_copy(store->copier, store, path, error);
}

/* --- life --- */

enum status store_open(struct ledger *ledger, struct tail *tail, const struct store_events *events,
                       struct store **out)
{
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL || queue_open(QUEUE_TASKS, &store->queue) != STATUS_OK ||
        copier_open(&store->copier) != STATUS_OK) {
        if (store != NULL)
            queue_free(store->queue);
        free(store);
        return STATUS_NOMEM;
    }
    thread_mutex_init(&store->lock);
    store->ledger = ledger;
    store->tail = tail;
    store->events = *events;
    store->started = clock_mono();
    store->position = ledger_position(ledger);
    store->peer_holds = store->position.peer_held_n;
    store->peer = *ledger_peer(ledger);
    *out = store;
    return STATUS_OK;
}

enum status store_start(struct store *store)
{
    enum status status = flush_open(land, on_landed, store, &store->flush);
    if (status != STATUS_OK)
        return status;
    store->threaded = true;
    status = thread_start(&store->thread, 0, store_thread, store);
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
    flush_close(store->flush);
    copier_close(store->copier);
    queue_free(store->queue);
    pthread_mutex_destroy(&store->lock);
    free(store);
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
