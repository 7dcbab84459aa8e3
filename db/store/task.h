/* task.h - a function that the store thread runs inside its transaction for another thread, the
 * task's owner. The owner waits for the outcome, or a function is called with it.
 * Threads: as the legend below says. Memory: the owner's, valid until the task is done or
 * withdrawn (waiters.h). */
#ifndef DB_STORE_TASK_H
#define DB_STORE_TASK_H

#include "common/clock.h"
#include "common/id_table.h"
#include "common/list.h"
#include "common/thread.h"
#include "db/ledger.h"

#include <semaphore.h>

enum task_wait {
    TASK_WAIT_COMMIT,  /* the task is done when its transaction is on disk */
    TASK_WAIT_CONFIRM, /* and when the claim on wait_id is no longer pending */
    TASK_WAIT_COPY     /* and when the peer holds our entry wait_n */
};

enum task_phase { TASK_IDLE, TASK_QUEUED, TASK_DURABLE, TASK_DONE };

/* Legend: (o) written by the owner before the task is queued, (s) by the store thread in run(), (w)
 * guarded by the lock of waiters.h, (t) guarded by `lock`. The owner reads the outcomes when the
 * task is done. */
struct task {
    void (*run)(struct ledger *ledger, struct task *task); /* (o) */
    void *context;                                         /* (o) for run and done */
    /* (o) NULL, or called when the task is done, on the thread that finishes it: no owner waits. */
    void (*done)(struct task *task);

    enum task_wait wait;      /* (s) */
    char wait_id[IDENT_SIZE]; /* (s) */
    uint64_t wait_n;          /* (s) */

    enum status status;       /* outcome */
    enum claim_state settled; /* outcome of a wait for confirmation */
    unsigned copies;          /* outcome of a wait for the copy: disks that hold the entry */

    struct list parked;  /* (w) in a list of waiters.c, while it waits there */
    struct id_node node; /* (w) in its table, while it waits for a confirmation */
    pthread_mutex_t lock;
    enum task_phase phase; /* (t) */
    bool impatient;        /* (t) the deadline passed: the owner waits for TASK_DURABLE only */
    unsigned posted;   /* (t) semaphore posts sent: the last access of the thread that sends one */
    unsigned consumed; /* (owner) semaphore posts consumed */
    sem_t wakes;
};

void task_init(struct task *task);
void task_destroy(struct task *task);

/* The owner calls it each time before the task is queued. */
void task_prepare(struct task *task);

/* The transaction is on disk, and the task waits for more. */
void task_durable(struct task *task);

/* The task is done. Its owner may free it before this returns. */
void task_finish(struct task *task);

/* Waits until the task, which has no done(), is done; after the deadline, until its transaction is
 * on disk. False when it is on disk and not done. */
bool task_await(struct task *task, struct mono deadline);

/* Waits until the task is done, without a deadline. */
void task_await_end(struct task *task);

#endif
