/* queue.h - a bounded first-in-first-out queue of pointers between threads: one mutex, one
 * condition variable, deadlines on the monotonic clock.
 * Threads: any may push, take and close. Memory: the items stay their owners'.
 * Errors:  STATUS_FULL, STATUS_CLOSED, STATUS_TIMEOUT, STATUS_NOMEM. */
#ifndef COMMON_QUEUE_H
#define COMMON_QUEUE_H

#include "common/clock.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>

struct queue;

enum status queue_open(size_t capacity, struct queue **out);

/* NULL is allowed. No thread may be inside a call. The caller takes the queued items out first. */
void queue_free(struct queue *queue);

/* Never waits: STATUS_FULL when `capacity` items are queued, STATUS_CLOSED after queue_close. */
enum status queue_push(struct queue *queue, void *item);

/* Waits until an item is queued, the deadline passes (NULL: no deadline) or the queue is nudged or
 * closed. Takes up to `max` items, oldest first, and sets *count; after a nudge it may be 0.
 * STATUS_CLOSED when the queue is closed and empty. */
enum status queue_take(struct queue *queue, void **items, size_t max, const struct mono *deadline,
                       size_t *count);

/* Takes up to `max` queued items without waiting. Returns how many. */
size_t queue_take_now(struct queue *queue, void **items, size_t max);

/* Wakes the thread that waits in queue_take(); if none does, the next call does not wait. */
void queue_nudge(struct queue *queue);

/* Would queue_take() return at once? */
bool queue_has_news(struct queue *queue);

size_t queue_count(struct queue *queue);
bool queue_is_empty(struct queue *queue);

/* Wakes every taker; later pushes are refused. May be called twice. */
void queue_close(struct queue *queue);

#endif
