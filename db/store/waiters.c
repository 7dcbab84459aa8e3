#include "db/store/waiters.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024 };

/* Legend: (w) guarded by `lock`. */
struct waiters {
    pthread_mutex_t lock;
    struct task *confirms[BUCKETS]; /* (w) waiting for a confirmation, by ID */
    size_t confirm_count;           /* (w) */
    size_t coming;                  /* (w) told, and not back yet */
    struct task *copies;            /* (w) waiting for the peer's copy */
    enum store_link link;           /* (w) */
    bool hurry;                     /* (w) */
    uint64_t peer_holds;            /* (w) of our journal */
};

static struct task **bucket(struct waiters *w, const char *id)
{
    return &w->confirms[ident_hash(id) % BUCKETS];
}

static void park(struct waiters *w, struct task *task)
{
    struct task **head = task->wait == TASK_WAIT_COPY ? &w->copies : bucket(w, task->wait_id);
    w->confirm_count += task->wait == TASK_WAIT_CONFIRM;
    task->next = *head;
    task->link = head;
    if (task->next != NULL)
        task->next->link = &task->next;
    *head = task;
    task_durable(task);
}

static void unpark(struct waiters *w, struct task *task)
{
    w->confirm_count -= task->wait == TASK_WAIT_CONFIRM;
    *task->link = task->next;
    if (task->next != NULL)
        task->next->link = task->link;
    task->link = NULL;
}

static void release(struct waiters *w, struct task *task)
{
    unpark(w, task);
    task_finish(task);
}

/* Nobody waits for consents that will not come soon. */
static void settle_consents(struct waiters *w)
{
    bool hopeless = w->link == STORE_LINK_DOWN || w->link == STORE_LINK_BEHIND || w->hurry;
    for (size_t i = 0; hopeless && i < BUCKETS && w->confirm_count > 0; i++)
        while (w->confirms[i] != NULL)
            release(w, w->confirms[i]);
}

static bool settles(const struct ledger_change *change)
{
    return change->after == CLAIM_HOME || change->after == CLAIM_AWAY;
}

static void settle(struct waiters *w, const struct ledger_change *change)
{
    struct task *next;
    for (struct task *t = *bucket(w, change->id); t != NULL; t = next) {
        next = t->next;
        if (strcmp(t->wait_id, change->id) == 0) {
            t->settled = change->after;
            w->coming++;
            release(w, t);
        }
    }
}

/* Whoever waits for a copy that exists, or that will not come, waits no longer. */
static void settle_copies(struct waiters *w)
{
    bool hopeless = w->link != STORE_LINK_UP || w->hurry;
    struct task *next;
    for (struct task *t = w->copies; t != NULL; t = next) {
        next = t->next;
        bool copied = w->peer_holds >= t->wait_n;
        if (copied || hopeless) {
            t->copies = copied ? 2 : 1;
            release(w, t);
        }
    }
}

void waiters_conclude(struct waiters *waiters, void *const *tasks, size_t count,
                      const struct ledger_change *changes, size_t change_count)
{
    thread_lock(&waiters->lock);
    for (size_t i = 0; i < count; i++) {
        struct task *task = tasks[i];
        if (task->wait == TASK_WAIT_COMMIT)
            task_finish(task);
        else
            park(waiters, task);
    }
    for (size_t i = 0; i < change_count; i++)
        if (settles(&changes[i]))
            settle(waiters, &changes[i]);
    settle_copies(waiters);
    settle_consents(waiters);
    thread_unlock(&waiters->lock);
}

bool waiters_await_one_of(struct waiters *waiters, const struct ledger_change *changes,
                          size_t count)
{
    thread_lock(&waiters->lock);
    bool awaited = false;
    for (size_t i = 0; i < count && !awaited && waiters->confirm_count > 0; i++)
        for (struct task *t = *bucket(waiters, changes[i].id); t != NULL; t = t->next)
            awaited = awaited || (settles(&changes[i]) && strcmp(t->wait_id, changes[i].id) == 0);
    thread_unlock(&waiters->lock);
    return awaited;
}

bool waiters_withdraw(struct waiters *waiters, struct task *task)
{
    thread_lock(&waiters->lock);
    bool waiting = task->link != NULL;
    if (waiting)
        unpark(waiters, task);
    thread_unlock(&waiters->lock);
    return waiting;
}

void waiters_peer_holds(struct waiters *waiters, uint64_t own_n)
{
    thread_lock(&waiters->lock);
    waiters->peer_holds = own_n;
    settle_copies(waiters);
    thread_unlock(&waiters->lock);
}

uint64_t waiters_peer_held(struct waiters *waiters)
{
    thread_lock(&waiters->lock);
    uint64_t held = waiters->peer_holds;
    thread_unlock(&waiters->lock);
    return held;
}

void waiters_set_link(struct waiters *waiters, enum store_link link)
{
    thread_lock(&waiters->lock);
    waiters->link = link;
    settle_copies(waiters);
    settle_consents(waiters);
    thread_unlock(&waiters->lock);
}

enum store_link waiters_link(struct waiters *waiters)
{
    thread_lock(&waiters->lock);
    enum store_link link = waiters->link;
    thread_unlock(&waiters->lock);
    return link;
}

void waiters_hurry(struct waiters *waiters)
{
    thread_lock(&waiters->lock);
    waiters->hurry = true;
    settle_copies(waiters);
    settle_consents(waiters);
    thread_unlock(&waiters->lock);
}

bool waiters_in_a_hurry(struct waiters *waiters)
{
    thread_lock(&waiters->lock);
    bool hurry = waiters->hurry;
    thread_unlock(&waiters->lock);
    return hurry;
}

bool waiters_expect(struct waiters *waiters, size_t came, bool consents)
{
    thread_lock(&waiters->lock);
    waiters->coming -= came < waiters->coming ? came : waiters->coming;
    consents = consents && waiters->confirm_count > 0 && waiters->link == STORE_LINK_UP;
    bool expected = !waiters->hurry && (consents || waiters->coming > 0);
    thread_unlock(&waiters->lock);
    return expected;
}

void waiters_expect_nobody(struct waiters *waiters)
{
    thread_lock(&waiters->lock);
    waiters->coming = 0;
    thread_unlock(&waiters->lock);
}

enum status waiters_open(struct waiters **out)
{
    struct waiters *waiters = calloc(1, sizeof *waiters);
    if (waiters == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&waiters->lock);
    *out = waiters;
    return STATUS_OK;
}

void waiters_close(struct waiters *waiters)
{
    if (waiters == NULL)
        return;
    pthread_mutex_destroy(&waiters->lock);
    free(waiters);
}
