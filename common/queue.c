#include "common/queue.h"

#include "common/thread.h"

#include <stdlib.h>

/* Legend: (q) guarded by `lock`, (c) constant after queue_open. */
struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    size_t capacity; /* (c) */
    size_t head;     /* (q) index of the oldest */
    size_t count;    /* (q) */
    bool closed;     /* (q) */
    bool nudged;     /* (q) */
    void *items[];   /* (q) ring */
};

enum status queue_open(size_t capacity, struct queue **out)
{
    struct queue *queue = calloc(1, sizeof *queue + capacity * sizeof queue->items[0]);
    if (queue == NULL)
        return STATUS_NOMEM;
    queue->capacity = capacity;
    thread_mutex_init(&queue->lock);
    thread_cond_init(&queue->filled);
    *out = queue;
    return STATUS_OK;
}

void queue_free(struct queue *queue)
{
    if (queue == NULL)
        return;
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

enum status queue_push(struct queue *queue, void *item)
{
    enum status status = STATUS_OK;
    bool first = false;
    thread_lock(&queue->lock);
    if (queue->closed) {
        status = STATUS_CLOSED;
    } else if (queue->count == queue->capacity) {
        status = STATUS_FULL;
    } else {
        queue->items[(queue->head + queue->count) % queue->capacity] = item;
        queue->count++;
        first = queue->count == 1;
    }
    thread_unlock(&queue->lock);
    if (first) /* after the unlock: the woken thread finds the lock free */
        pthread_cond_signal(&queue->filled);
    return status;
}

static void take_locked(struct queue *queue, void **items, size_t max, size_t *count)
{
    size_t taken = queue->count < max ? queue->count : max;
    for (size_t i = 0; i < taken; i++)
        items[i] = queue->items[(queue->head + i) % queue->capacity];
    queue->head = (queue->head + taken) % queue->capacity;
    queue->count -= taken;
    *count = taken;
    if (queue->count > 0)
        pthread_cond_signal(&queue->filled); /* another taker may be waiting for the rest */
}

enum status queue_take(struct queue *queue, void **items, size_t max, const struct mono *deadline,
                       size_t *count)
{
    enum status status = STATUS_OK;
    thread_lock(&queue->lock);
    while (queue->count == 0 && !queue->closed && !queue->nudged) {
        if (!thread_wait(&queue->filled, &queue->lock, deadline))
            break;
    }
    if (queue->count > 0 || queue->nudged)
        take_locked(queue, items, max, count);
    else
        status = queue->closed ? STATUS_CLOSED : STATUS_TIMEOUT;
    queue->nudged = false;
    thread_unlock(&queue->lock);
    return status;
}

size_t queue_take_now(struct queue *queue, void **items, size_t max)
{
    size_t count;
    thread_lock(&queue->lock);
    take_locked(queue, items, max, &count);
    thread_unlock(&queue->lock);
    return count;
}

void queue_nudge(struct queue *queue)
{
    thread_lock(&queue->lock);
    queue->nudged = true;
    pthread_cond_signal(&queue->filled);
    thread_unlock(&queue->lock);
}

bool queue_has_news(struct queue *queue)
{
    thread_lock(&queue->lock);
    bool news = queue->count > 0 || queue->closed || queue->nudged;
    thread_unlock(&queue->lock);
    return news;
}

size_t queue_count(struct queue *queue)
{
    thread_lock(&queue->lock);
    size_t count = queue->count;
    thread_unlock(&queue->lock);
    return count;
}

bool queue_is_empty(struct queue *queue)
{
    return queue_count(queue) == 0;
}

void queue_close(struct queue *queue)
{
    thread_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    thread_unlock(&queue->lock);
}
