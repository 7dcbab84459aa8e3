#include "db/task.h"

#include <string.h>

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

void task_prepare(struct task *task)
{
    task->status = STATUS_OK;
    task->wait = TASK_WAIT_COMMIT;
    task->settled = CLAIM_PENDING;
    task->copies = 1;
    task->link = NULL;
    task->phase = TASK_QUEUED;
    task->impatient = false;
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

bool task_await(struct task *task, struct mono deadline)
{
    thread_lock(&task->lock);
    while (task->phase != TASK_DONE) {
        task->impatient = clock_left_ms(deadline) == 0;
        if (task->impatient && task->phase == TASK_DURABLE)
            break;
        (void)thread_wait(&task->changed, &task->lock, task->impatient ? NULL : &deadline);
    }
    bool done = task->phase == TASK_DONE;
    thread_unlock(&task->lock);
    return done;
}

void task_await_end(struct task *task)
{
    thread_lock(&task->lock);
    while (task->phase != TASK_DONE)
        (void)thread_wait(&task->changed, &task->lock, NULL);
    thread_unlock(&task->lock);
}
