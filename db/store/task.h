/* task.h - something that the store thread runs for somebody else, who waits for its outcome or is
 * called.
 * Threads: as below. Memory: its owner's; it must stay until it is finished or withdrawn. */
#ifndef DB_STORE_TASK_H
#define DB_STORE_TASK_H

#include "common/clock.h"
#include "common/id_table.h"
#include "common/list.h"
#include "common/thread.h"
#include "db/ledger.h"

#include <semaphore.h>

enum task_wait {
    TASK_WAIT_COMMIT,  /* finished when it is on disk */
    TASK_WAIT_CONFIRM, /* … and when the claim on wait_id is settled */
    TASK_WAIT_COPY     /* … and when the peer holds our entry wait_n */
};

enum task_phase { TASK_IDLE, TASK_QUEUED, TASK_DURABLE, TASK_DONE };

/* Legend: (o) the owner before it is queued, (s) the store thread in run(), (w) guarded by the lock
 * of waiters.h, (t) guarded by `lock`; outcomes are the owner's again once it is done. */
struct task {
    void (*run)(struct ledger *ledger, struct task *task); /* (o) */
    void *context;                                         /* (o) for run and done */
    /* (o) Called when it is done, on the store, flush or sync thread, instead of waking a waiter.
     */
    void (*done)(struct task *task);

    enum task_wait wait;      /* (s) */
    char wait_id[IDENT_SIZE]; /* (s) */
    uint64_t wait_n;          /* (s) */

    enum status status;       /* outcome */
    enum claim_state settled; /* outcome of a wait for confirmation */
    unsigned copies;          /* outcome of a wait for the copy: disks it is on */

    struct list parked;  /* (w) in a list of waiters.c, while it waits there */
    struct id_node node; /* (w) in its table, while it waits for a confirmation */
    pthread_mutex_t lock;
    enum task_phase phase; /* (t) */
    bool impatient;        /* (t) the owner has waited long enough: it goes once it is durable */
    unsigned told;         /* (t) how often the owner was woken, */
    unsigned heard;        /* (o) and has woken up: each of `told` is its last touch of a task */
    sem_t wakes;
};

void task_init(struct task *task);
void task_destroy(struct task *task);

/* Before it is queued, by its owner. */
void task_prepare(struct task *task);

/* It is on disk; what it waits for beyond that is open. */
void task_durable(struct task *task);

/* The task is its owner's again and may be gone when this returns. */
void task_finish(struct task *task);

/* The owner of a task without done() waits until it is done, or past the deadline until it is on
 * disk. False when it is on disk only. */
bool task_await(struct task *task, struct mono deadline);

/* Until it is done, however long that takes. */
void task_await_end(struct task *task);

#endif
