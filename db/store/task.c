#include "db/store/task.h"

#include <assert.h>
#include <string.h>

void task_init(struct task *task)
{
    memset(task, 0, sizeof *task);
    thread_mutex_init(&task->lock);
    int rc = sem_init(&task->wakes, 0, 0);
    assert(rc == 0);
    (void)rc;
}

void task_destroy(struct task *task)
{
    (void)sem_destroy(&task->wakes);
    pthread_mutex_destroy(&task->lock);
}

void task_prepare(struct task *task)
{
    task->status = STATUS_OK;
    task->wait = TASK_WAIT_COMMIT;
    task->settled = CLAIM_PENDING;
    task->copies = 1;
    task->parked = (struct list){0};
    task->phase = TASK_QUEUED;
    task->impatient = false;
}

/* A wake-up costs more than the task, so that an owner is woken only when its wait is over. A
 * semaphore needs a system call less than a condition variable, whose waiter takes the lock
 * again. */
static void set_phase(struct task *task, enum task_phase phase)
{
    thread_lock(&task->lock);
    task->phase = phase;
    bool wake = phase == TASK_DONE || task->impatient;
    task->posted += wake;
    thread_unlock(&task->lock);
    if (wake)
        (void)sem_post(&task->wakes);
}

void task_durable(struct task *task)
{
    if (task->done == NULL)
        set_phase(task, TASK_DURABLE);
}

void task_finish(struct task *task)
{
    if (task->done != NULL)
        task->done(task);
    else
        set_phase(task, TASK_DONE);
}

/* Waits for a post, without the lock, until the deadline (NULL: none). */
static void consume(struct task *task, const struct mono *deadline)
{
    thread_unlock(&task->lock);
    task->consumed += thread_wait_semaphore(&task->wakes, deadline);
    thread_lock(&task->lock);
}

/* The thread that finished the task may still be about to post. The owner must not free the task
 * before that. */
static void consume_all(struct task *task)
{
    while (task->consumed != task->posted)
        consume(task, NULL);
}

bool task_await(struct task *task, struct mono deadline)
{
    thread_lock(&task->lock);
    while (task->phase != TASK_DONE) {
        task->impatient = clock_left_ms(deadline) == 0;
        if (task->impatient && task->phase == TASK_DURABLE)
            break;
        consume(task, task->impatient ? NULL : &deadline);
    }
    bool done = task->phase == TASK_DONE;
    consume_all(task);
    thread_unlock(&task->lock);
    return done;
}

void task_await_end(struct task *task)
{
    thread_lock(&task->lock);
    while (task->phase != TASK_DONE)
        consume(task, NULL);
    consume_all(task);
    thread_unlock(&task->lock);
}
