#include "db/store/log_sync.h"

#include "common/thread.h"

#include <assert.h>
#include <stdlib.h>

/* Legend: (f) guarded by `lock`, (c) constant. */
struct log_sync {
    void (*work)(void *context);  /* (c) */
    void (*freed)(void *context); /* (c) */
    void *context;                /* (c) */
    pthread_t thread;             /* (c) */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool busy; /* (f) */
    bool stop; /* (f) */
};

static void *log_sync_thread(void *arg)
{
    struct log_sync *f = arg;
    thread_lock(&f->lock);
    for (;;) {
        while (!f->busy && !f->stop)
            (void)thread_wait(&f->changed, &f->lock, NULL);
        if (!f->busy)
            break;
        thread_unlock(&f->lock);
        f->work(f->context);
        thread_lock(&f->lock);
        f->busy = false;
        pthread_cond_broadcast(&f->changed);
        thread_unlock(&f->lock);
        f->freed(f->context);
        thread_lock(&f->lock);
    }
    thread_unlock(&f->lock);
    return NULL;
}

bool log_sync_is_free(struct log_sync *flush)
{
    if (flush == NULL)
        return true;
    thread_lock(&flush->lock);
    bool free = !flush->busy;
    thread_unlock(&flush->lock);
    return free;
}

void log_sync_wait(struct log_sync *flush)
{
    thread_lock(&flush->lock);
    while (flush->busy)
        (void)thread_wait(&flush->changed, &flush->lock, NULL);
    thread_unlock(&flush->lock);
}

void log_sync_begin(struct log_sync *flush)
{
    thread_lock(&flush->lock);
    assert(!flush->busy);
    flush->busy = true;
    pthread_cond_broadcast(&flush->changed);
    thread_unlock(&flush->lock);
}

enum status log_sync_open(void (*work)(void *context), void (*freed)(void *context), void *context,
                          struct log_sync **out)
{
    struct log_sync *flush = calloc(1, sizeof *flush);
    if (flush == NULL)
        return STATUS_NOMEM;
    flush->work = work;
    flush->freed = freed;
    flush->context = context;
    thread_mutex_init(&flush->lock);
    thread_cond_init(&flush->changed);
    enum status status = thread_start(&flush->thread, "log-sync", 0, log_sync_thread, flush);
    if (status != STATUS_OK) {
        pthread_cond_destroy(&flush->changed);
        pthread_mutex_destroy(&flush->lock);
        free(flush);
        return status;
    }
    *out = flush;
    return STATUS_OK;
}

void log_sync_close(struct log_sync *flush)
{
    if (flush == NULL)
        return;
    thread_lock(&flush->lock);
    assert(!flush->busy);
    flush->stop = true;
    pthread_cond_broadcast(&flush->changed);
    thread_unlock(&flush->lock);
    int rc = pthread_join(flush->thread, NULL);
    assert(rc == 0);
    pthread_cond_destroy(&flush->changed);
    pthread_mutex_destroy(&flush->lock);
    free(flush);
}
