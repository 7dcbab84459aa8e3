#include "db/store.h"

#include "common/log.h"
#include "common/queue.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUEUE_TASKS = 32768,
    BATCH_TASKS = 1024,
    WAIT_BUCKETS = 1024,
    BACKUP_PAGES = 256,
    RIDE_MS = 2,
    FAILURE_PAUSE_MS = 1000
};

/* A backup in progress; it lives on its caller's stack. */
struct backup {
    struct task task;
    struct store *store;
    const char *path;
    struct database_copy *copy;
    enum status status; /* (w) */
    bool begun;         /* (w) it is the store's until it is finished */
    bool finished;      /* (w) */
    char error[DATABASE_ERROR_SIZE];
};

/* Legend: (s) the store thread only, (w) guarded by `lock`, (c) constant once tasks run. */
struct store {
    struct queue *queue;        /* (c) */
    struct ledger *ledger;      /* (s) */
    struct tail *tail;          /* (c) */
    struct store_events events; /* (c) */
    struct mono started;        /* (c) */
    bool threaded;              /* (c) */
    pthread_t thread;           /* (c) */
    void *batch[BATCH_TASKS];   /* (s) */
    struct backup *backup;      /* (s) */
    struct mono tick_from;      /* (s) what is due by itself waits so long after a failure */

    pthread_mutex_t lock;
    pthread_cond_t backed_up;
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

/* --- the store thread --- */

/* D1: what the peer granted is told before our own commit. */
static void tell_confirmed(struct store *store)
{
    size_t count;
    const struct ledger_change *changes = ledger_changes(store->ledger, &count);
    if (ledger_status(store->ledger) != STATUS_OK)
        return;
    thread_lock(&store->lock);
    for (size_t i = 0; i < count; i++)
        if (changes[i].after == CLAIM_HOME)
            settle_locked(store, changes[i].id, CLAIM_HOME);
    thread_unlock(&store->lock);
}

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

static void conclude(struct store *store, size_t count)
{
    size_t change_count;
    const struct ledger_change *changes = ledger_changes(store->ledger, &change_count);
    struct ledger_written written = ledger_written(store->ledger);
    struct ledger_position position = ledger_position(store->ledger);

    if (written.count > 0)
        tail_push(store->tail, &written);
    thread_lock(&store->lock);
    bool news = position.own_n != store->position.own_n ||
                position.held_n != store->position.held_n ||
                position.standing != store->position.standing;
    store->position = position;
    store->peer = *ledger_peer(store->ledger);
    for (size_t i = 0; i < count; i++)
        conclude_locked(store, store->batch[i]);
    for (size_t i = 0; i < change_count; i++)
        if (changes[i].after == CLAIM_HOME || changes[i].after == CLAIM_AWAY)
            settle_locked(store, changes[i].id, changes[i].after);
    settle_copies_locked(store);
    thread_unlock(&store->lock);
    if (news)
        store->events.committed(store->events.context);
    if (written.finished)
        store->events.finished(store->events.context);
}

static void fail(struct store *store, enum status status, size_t count)
{
    if (status == STATUS_IO) { /* D3 */
        store->events.lost(store->events.context);
        return;
    }
    store->tick_from = clock_deadline(FAILURE_PAUSE_MS);
    for (size_t i = 0; i < count; i++) {
        struct task *task = store->batch[i];
        task->status = status;
        finish(task);
    }
}

static void run_tasks(struct store *store, size_t from, size_t count)
{
    for (size_t i = from; i < count; i++) {
        struct task *task = store->batch[i];
        task->run(store->ledger, task);
    }
    tell_confirmed(store);
}

/* A lone confirmation waits a moment for something else to be committed with: people who register
 * one after another cost each node one sync a person, not two. */
static size_t ride(struct store *store, size_t count)
{
    struct mono deadline = clock_deadline(RIDE_MS);
    size_t more = 0;
    if (!store->threaded || count == BATCH_TASKS || !ledger_may_ride(store->ledger) ||
        queue_take(store->queue, store->batch + count, BATCH_TASKS - count, &deadline, &more) !=
            STATUS_OK)
        return count;
    run_tasks(store, count, count + more);
    return count + more;
}

static void run_batch(struct store *store, size_t count)
{
    int64_t up_ms = clock_mono().ms - store->started.ms;
    ledger_begin(store->ledger, clock_wall(), (uint64_t)up_ms);
    if (clock_mono().ms >= store->tick_from.ms)
        ledger_tick(store->ledger);
    run_tasks(store, 0, count);
    count = ride(store, count);
    enum status status = ledger_commit(store->ledger);
    if (status == STATUS_OK) {
        conclude(store, count);
        ledger_log(store->ledger); /* nobody waits for it */
    } else {
        fail(store, status, count);
    }
}

static void end_backup(struct store *store, struct backup *b, enum status status)
{
    thread_lock(&store->lock);
    b->status = status;
    b->finished = true;
    pthread_cond_broadcast(&store->backed_up);
    thread_unlock(&store->lock);
}

/* A node that stops does not wait for a backup. */
static void abandon_backup(struct store *store)
{
    struct backup *b = store->backup;
    store->backup = NULL;
    database_copy_abandon(b->copy);
    (void)snprintf(b->error, sizeof b->error, "the node is stopping");
    end_backup(store, b, STATUS_CLOSED);
}

static bool in_a_hurry(struct store *store)
{
    thread_lock(&store->lock);
    bool hurry = store->hurry;
    thread_unlock(&store->lock);
    return hurry;
}

static void step_backup(struct store *store)
{
    bool finished = false;
    struct backup *b = store->backup;
    if (in_a_hurry(store)) {
        abandon_backup(store);
        return;
    }
    enum status status = database_copy_step(b->copy, BACKUP_PAGES, &finished, b->error);
    if (finished) {
        store->backup = NULL;
        end_backup(store, b, status);
    }
}

static void *store_thread(void *arg)
{
    struct store *store = arg;
    log_role("store");
    run_batch(store, 0);
    for (;;) {
        size_t count = 0;
        int64_t tick_ms = store->backup ? 0 : ledger_next_tick_ms(store->ledger);
        struct mono deadline = clock_deadline(tick_ms);
        if (deadline.ms < store->tick_from.ms)
            deadline = store->tick_from;
        enum status status = queue_take(store->queue, store->batch, BATCH_TASKS,
                                        tick_ms == LEDGER_NO_DEADLINE ? NULL : &deadline, &count);
        if (status == STATUS_CLOSED)
            break;
        run_batch(store, status == STATUS_OK ? count : 0);
        if (store->backup != NULL)
            step_backup(store);
    }
    if (store->backup != NULL)
        abandon_backup(store);
    return NULL;
}

void store_turn(struct store *store, size_t most)
{
    assert(!store->threaded);
    run_batch(store,
              queue_take_now(store->queue, store->batch, most < BATCH_TASKS ? most : BATCH_TASKS));
}

/* --- backup --- */

static void run_backup(struct ledger *ledger, struct task *task)
{
    struct backup *b = task->context;
    struct store *store = b->store;
    if (store->backup != NULL) {
        (void)snprintf(b->error, sizeof b->error, "another backup is running: try again later");
        end_backup(store, b, STATUS_FULL);
        return;
    }
    enum status status = ledger_copy_start(ledger, b->path, &b->copy, b->error);
    if (status != STATUS_OK) {
        end_backup(store, b, status);
        return;
    }
    store->backup = b;
    thread_lock(&store->lock);
    b->begun = true;
    thread_unlock(&store->lock);
}

enum status store_backup(struct store *store, const char *path, char error[DATABASE_ERROR_SIZE])
{
    struct backup b = {.store = store, .path = path, .error = "the node is busy: try again"};
    task_init(&b.task);
    b.task.run = run_backup;
    b.task.context = &b;
    enum status status = store_run(store, &b.task, 0);
    thread_lock(&store->lock);
    while ((status == STATUS_OK || b.begun) && !b.finished)
        (void)thread_wait(&store->backed_up, &store->lock, NULL);
    if (b.finished)
        status = b.status;
    thread_unlock(&store->lock);
    task_destroy(&b.task);
    if (status != STATUS_OK)
        memcpy(error, b.error, DATABASE_ERROR_SIZE);
    return status;
}

/* --- life --- */

enum status store_open(struct ledger *ledger, struct tail *tail, const struct store_events *events,
                       struct store **out)
{
    struct store *store = calloc(1, sizeof *store);
    if (store == NULL || queue_open(QUEUE_TASKS, &store->queue) != STATUS_OK) {
        free(store);
        return STATUS_NOMEM;
    }
    thread_mutex_init(&store->lock);
    thread_cond_init(&store->backed_up);
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
    store->threaded = true;
    enum status status = thread_start(&store->thread, 0, store_thread, store);
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
    queue_free(store->queue);
    pthread_cond_destroy(&store->backed_up);
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
