/* queue.h - a bounded hand-over of pointers between threads: one mutex, one condition variable on
 * the monotonic clock, first in first out.
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

/* NULL is allowed. No thread may be inside a call; what is still queued is the caller's to free. */
void queue_free(struct queue *queue);

/* Never waits: STATUS_FULL when `capacity` items are queued, STATUS_CLOSED after queue_close. */
enum status queue_push(struct queue *queue, void *item);

/* Waits until something is queued, the deadline passes (NULL: no deadline) or the queue is nudged
 * or closed, then takes up to `max` items, oldest first, and sets *count, after a nudge maybe to 0.
 * A closed queue is drained before it answers STATUS_CLOSED. */
enum status queue_take(struct queue *queue, void **items, size_t max, const struct mono *deadline,
                       size_t *count);

/* Takes what is queued, up to `max` items, without waiting. Returns how many. */
size_t queue_take_now(struct queue *queue, void **items, size_t max);

/* The taker that waits, or else the next, waits no longer. */
void queue_nudge(struct queue *queue);

/* Would queue_take() return at once? */
bool queue_has_news(struct queue *queue);

bool queue_is_empty(struct queue *queue);

/* Wakes every taker; later pushes are refused. May be called twice. */
void queue_close(struct queue *queue);

#endif
