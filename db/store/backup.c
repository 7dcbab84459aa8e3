#include "db/store/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_PAGES = 256 };

/* A backup in progress; it lives on its caller's stack. */
struct backup_job {
    struct task task;
    struct backup *copier;
    const char *path;
    struct copy *copy;
    enum status status; /* (w) */
    bool begun;         /* (w) it is the store thread's until it is finished */
    bool finished;      /* (w) */
    char error[DATABASE_ERROR_SIZE];
};

/* Legend: (s) the store thread only, (w) guarded by `lock`. */
struct backup {
    struct backup_job *backup; /* (s) */
    pthread_mutex_t lock;
    pthread_cond_t finished;
};

static void end(struct backup *copier, struct backup_job *b, enum status status)
{
    thread_lock(&copier->lock);
    b->status = status;
    b->finished = true;
    pthread_cond_broadcast(&copier->finished);
    thread_unlock(&copier->lock);
}

static void run_backup(struct ledger *ledger, struct task *task)
{
    struct backup_job *b = task->context;
    struct backup *copier = b->copier;
    if (copier->backup != NULL) {
        (void)snprintf(b->error, sizeof b->error, "another backup is running: try again later");
        end(copier, b, STATUS_FULL);
        return;
    }
    enum status status = ledger_copy_start(ledger, b->path, &b->copy, b->error);
    if (status != STATUS_OK) {
        end(copier, b, status);
        return;
    }
    copier->backup = b;
    thread_lock(&copier->lock);
    b->begun = true;
    thread_unlock(&copier->lock);
}

enum status backup_copy(struct backup *copier, struct store *store, const char *path,
                        char error[DATABASE_ERROR_SIZE])
{
    struct backup_job b = {.copier = copier, .path = path, .error = "the node is busy: try again"};
    task_init(&b.task);
    b.task.run = run_backup;
    b.task.context = &b;
    enum status status = store_run(store, &b.task, 0);
    thread_lock(&copier->lock);
    while ((status == STATUS_OK || b.begun) && !b.finished)
        (void)thread_wait(&copier->finished, &copier->lock, NULL);
    if (b.finished)
        status = b.status;
    thread_unlock(&copier->lock);
    task_destroy(&b.task);
    if (status == STATUS_OK) /* which takes its time: not on the store thread */
        status = copy_settle(b.copy, false, b.error);
    if (status != STATUS_OK)
        memcpy(error, b.error, DATABASE_ERROR_SIZE);
    return status;
}

bool backup_is_busy(const struct backup *copier)
{
    return copier->backup != NULL;
}

void backup_step(struct backup *copier)
{
    bool finished = false;
    struct backup_job *b = copier->backup;
    enum status status = copy_step(b->copy, PIECE_PAGES, &finished, b->error);
    if (finished) {
        copier->backup = NULL;
        end(copier, b, status);
    }
}

void backup_abandon(struct backup *copier)
{
    struct backup_job *b = copier->backup;
    if (b == NULL)
        return;
    copier->backup = NULL;
    copy_abandon(b->copy);
    (void)snprintf(b->error, sizeof b->error, "the node is stopping");
    end(copier, b, STATUS_CLOSED);
}

enum status backup_open(struct backup **out)
{
    struct backup *copier = calloc(1, sizeof *copier);
    if (copier == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&copier->lock);
    thread_cond_init(&copier->finished);
    *out = copier;
    return STATUS_OK;
}

void backup_close(struct backup *copier)
{
    if (copier == NULL)
        return;
    pthread_cond_destroy(&copier->finished);
    pthread_mutex_destroy(&copier->lock);
    free(copier);
}
