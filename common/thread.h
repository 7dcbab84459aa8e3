/* thread.h - the pthread calls that Sinodo uses. Only the start of a thread can fail; any other
 * failure is a bug, and an assertion.
 * Threads: any. Memory: the caller's. */
#ifndef COMMON_THREAD_H
#define COMMON_THREAD_H

#include "common/clock.h"
#include "common/status.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

void thread_mutex_init(pthread_mutex_t *lock);
void thread_lock(pthread_mutex_t *lock);
void thread_unlock(pthread_mutex_t *lock);

/* A condition variable whose deadlines are on the monotonic clock. */
void thread_cond_init(pthread_cond_t *cond);

/* Waits until the condition is signalled. False when the deadline passed (NULL: no deadline). As
 * POSIX allows, it may return true without a signal. */
bool thread_wait(pthread_cond_t *cond, pthread_mutex_t *lock, const struct mono *deadline);

/* Waits until the semaphore is above 0 and takes 1 from it. False when the deadline passed (NULL:
 * no deadline) or a signal interrupted it. */
bool thread_wait_semaphore(sem_t *semaphore, const struct mono *deadline);

/* name: the thread's role, a string constant of 15 bytes at most, as debuggers, top(1), /proc and
 * the log show it. All signals are blocked in the new thread: only main takes them. stack_bytes 0:
 * the default. STATUS_FULL when the system has no more threads, STATUS_NOMEM. */
enum status thread_start(pthread_t *thread, const char *name, size_t stack_bytes,
                         void *(*run)(void *), void *arg);

/* The calling thread's name; "main" when thread_start() did not start it. */
const char *thread_name(void);

/* From now on the calling thread, when it is woken, does not preempt the thread that woke it
 * (SCHED_BATCH). For threads that are woken by the hundred. */
void thread_yield_to_others(void);

/* From now on the calling thread runs where others leave it time (the lowest priority of nice(2), which
 * is a thread's own on Linux). For long work that nobody waits for. */
void thread_lower_priority(void);

#endif
