#include "db/store/waiters.h"

#include "common/id_table.h"
#include "common/list.h"
#include "common/random.h"

#include <stdlib.h>

/* Legend: (w) guarded by `lock`. */
struct waiters {
    pthread_mutex_t lock;
    struct list confirms; /* (w) tasks that wait for a confirmation */
    struct id_table *ids; /* (w) the same, by ID */
    size_t coming;        /* (w) finished, whose terminals have not sent a request since */
    struct list copies;   /* (w) tasks that wait for the peer's copy */
    enum store_link link; /* (w) */
    bool hurry;           /* (w) */
    uint64_t peer_holds;  /* (w) of our journal */
};

static struct task *task_of(struct id_node *node)
{
    return list_item(node, struct task, node);
}

static void park(struct waiters *w, struct task *task)
{
    list_insert_after(task->wait == TASK_WAIT_COPY ? &w->copies : &w->confirms, &task->parked);
    if (task->wait == TASK_WAIT_CONFIRM)
        id_table_add(w->ids, &task->node, task->wait_id);
    task_durable(task);
}

static void unpark(struct waiters *w, struct task *task)
{
    if (task->wait == TASK_WAIT_CONFIRM)
        id_table_remove(w->ids, &task->node);
    list_remove(&task->parked);
}

static void release(struct waiters *w, struct task *task)
{
    unpark(w, task);
    task_finish(task);
}

/* Finishes the waits for grants that will not come soon. */
static void settle_consents(struct waiters *w)
{
    bool hopeless = w->link == STORE_LINK_DOWN || w->link == STORE_LINK_BEHIND || w->hurry;
    while (hopeless && !list_is_empty(&w->confirms))
        release(w, list_item(w->confirms.next, struct task, parked));
}

static bool settles(const struct ledger_change *change)
{
    return change->after == CLAIM_HOME || change->after == CLAIM_AWAY;
}

static void settle(struct waiters *w, const struct ledger_change *change)
{
    struct id_node *next;
    for (struct id_node *node = id_table_find(w->ids, change->id); node != NULL; node = next) {
        next = id_table_next(node);
        task_of(node)->settled = change->after;
        w->coming++;
        release(w, task_of(node));
    }
}

/* Finishes the waits for copies that the peer has, or that will not come soon. */
static void settle_copies(struct waiters *w)
{
    bool hopeless = w->link != STORE_LINK_UP || w->hurry;
    struct list *next;
    for (struct list *at = w->copies.next; at != &w->copies; at = next) {
        struct task *t = list_item(at, struct task, parked);
        next = at->next;
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
    for (size_t i = 0; i < count && !awaited && !list_is_empty(&waiters->confirms); i++)
        awaited = settles(&changes[i]) && id_table_find(waiters->ids, changes[i].id) != NULL;
    thread_unlock(&waiters->lock);
    return awaited;
}

bool waiters_withdraw(struct waiters *waiters, struct task *task)
{
    thread_lock(&waiters->lock);
    bool waiting = list_is_linked(&task->parked);
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

void waiters_came(struct waiters *waiters, size_t count)
{
    thread_lock(&waiters->lock);
    waiters->coming -= count < waiters->coming ? count : waiters->coming;
    thread_unlock(&waiters->lock);
}

bool waiters_expect(struct waiters *waiters)
{
    thread_lock(&waiters->lock);
    bool consents = !list_is_empty(&waiters->confirms) && waiters->link == STORE_LINK_UP;
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
    uint8_t key[ID_TABLE_KEY_BYTES];
    enum status status = waiters != NULL ? random_bytes(key, sizeof key) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = id_table_open(key, &waiters->ids);
    if (status != STATUS_OK) {
        free(waiters);
        return status;
    }
    list_init(&waiters->confirms);
    list_init(&waiters->copies);
    thread_mutex_init(&waiters->lock);
    *out = waiters;
    return STATUS_OK;
}

void waiters_close(struct waiters *waiters)
{
    if (waiters == NULL)
        return;
    pthread_mutex_destroy(&waiters->lock);
    id_table_close(waiters->ids);
    free(waiters);
}
