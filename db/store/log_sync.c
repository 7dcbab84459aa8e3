#include "db/store/log_sync.h"

#include "common/thread.h"

#include <assert.h>
#include <stdlib.h>

/* Legend: (f) guarded by `lock`, (c) constant. */
struct log_sync {
    void (*freed)(void *context); /* (c) */
    void *context;                /* (c) */
    pthread_t thread;             /* (c) */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void (*job)(void *context); /* (f) NULL: none */
    bool stop;                  /* (f) */
};

static void *log_sync_thread(void *arg)
{
    struct log_sync *s = arg;
    thread_lock(&s->lock);
    for (;;) {
        while (s->job == NULL && !s->stop)
            (void)thread_wait(&s->changed, &s->lock, NULL);
        if (s->job == NULL)
            break;
        void (*job)(void *context) = s->job;
        thread_unlock(&s->lock);
        job(s->context);
        thread_lock(&s->lock);
        s->job = NULL;
        pthread_cond_broadcast(&s->changed);
        thread_unlock(&s->lock);
        s->freed(s->context);
        thread_lock(&s->lock);
    }
    thread_unlock(&s->lock);
    return NULL;
}

bool log_sync_is_free(struct log_sync *s)
{
    thread_lock(&s->lock);
    bool is_free = s->job == NULL;
    thread_unlock(&s->lock);
    return is_free;
}

void log_sync_wait(struct log_sync *s)
{
    thread_lock(&s->lock);
    while (s->job != NULL)
        (void)thread_wait(&s->changed, &s->lock, NULL);
    thread_unlock(&s->lock);
}

void log_sync_begin(struct log_sync *s, void (*job)(void *context))
{
    thread_lock(&s->lock);
    assert(s->job == NULL);
    s->job = job;
    pthread_cond_broadcast(&s->changed);
    thread_unlock(&s->lock);
}

static void log_sync_free(struct log_sync *s)
{
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

enum status log_sync_open(void (*freed)(void *context), void *context, struct log_sync **out)
{
    struct log_sync *s = calloc(1, sizeof *s);
    if (s == NULL)
        return STATUS_NOMEM;
    s->freed = freed;
    s->context = context;
    thread_mutex_init(&s->lock);
    thread_cond_init(&s->changed);
    enum status status = thread_start(&s->thread, "log-sync", 0, log_sync_thread, s);
    if (status == STATUS_OK)
        *out = s;
    else
        log_sync_free(s);
    return status;
}

void log_sync_close(struct log_sync *s)
{
    if (s == NULL)
        return;
    thread_lock(&s->lock);
    assert(s->job == NULL);
    s->stop = true;
    pthread_cond_broadcast(&s->changed);
    thread_unlock(&s->lock);
    int rc = pthread_join(s->thread, NULL);
    assert(rc == 0);
    (void)rc;
    log_sync_free(s);
}
