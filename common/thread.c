#define _GNU_SOURCE /* SCHED_BATCH, sem_clockwait(), pthread_setname_np() */
#include "common/thread.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

void thread_mutex_init(pthread_mutex_t *lock)
{
    int rc = pthread_mutex_init(lock, NULL);
    assert(rc == 0);
}

void thread_lock(pthread_mutex_t *lock)
{
    int rc = pthread_mutex_lock(lock);
    assert(rc == 0);
}

void thread_unlock(pthread_mutex_t *lock)
{
    int rc = pthread_mutex_unlock(lock);
    assert(rc == 0);
}

void thread_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attr;
    int rc = pthread_condattr_init(&attr);
    assert(rc == 0);
    rc = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    assert(rc == 0);
    rc = pthread_cond_init(cond, &attr);
    assert(rc == 0);
    pthread_condattr_destroy(&attr);
}

static struct timespec timespec_of(struct mono deadline)
{
    return (struct timespec){.tv_sec = (time_t)(deadline.ms / 1000),
                             .tv_nsec = (long)(deadline.ms % 1000) * 1000000};
}

bool thread_wait(pthread_cond_t *cond, pthread_mutex_t *lock, const struct mono *deadline)
{
    if (deadline == NULL) {
        int rc = pthread_cond_wait(cond, lock);
        assert(rc == 0);
        return true;
    }
    struct timespec until = timespec_of(*deadline);
    int rc = pthread_cond_timedwait(cond, lock, &until);
    assert(rc == 0 || rc == ETIMEDOUT);
    return rc == 0;
}

bool thread_wait_semaphore(sem_t *semaphore, const struct mono *deadline)
{
    if (deadline == NULL)
        return sem_wait(semaphore) == 0;
    struct timespec until = timespec_of(*deadline);
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, &until) == 0;
}

enum { NAME_SIZE = 16 }; /* the kernel's limit, with the final zero */

struct start {
    const char *name;
    void *(*run)(void *);
    void *arg;
};

static _Thread_local const char *own_name = "main";

const char *thread_name(void)
{
    return own_name;
}

/* The new thread names itself: to name another one takes a file of /proc, which a confined process
 * cannot open. */
static void *run_named(void *arg)
{
    struct start start = *(struct start *)arg;
    free(arg);
    own_name = start.name;
    (void)pthread_setname_np(pthread_self(), start.name);
    return start.run(start.arg);
}

enum status thread_start(pthread_t *thread, const char *name, size_t stack_bytes,
                         void *(*run)(void *), void *arg)
{
    assert(strlen(name) < NAME_SIZE);
    struct start *start = malloc(sizeof *start);
    if (start == NULL)
        return STATUS_NOMEM;
    *start = (struct start){name, run, arg};
    pthread_attr_t attr;
    int rc = pthread_attr_init(&attr);
    assert(rc == 0);
    if (stack_bytes > 0) {
        rc = pthread_attr_setstacksize(&attr, stack_bytes);
        assert(rc == 0);
    }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = pthread_create(thread, &attr, run_named, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    if (rc != 0)
        free(start);
    return rc == 0 ? STATUS_OK : STATUS_FULL;
}

void thread_yield_to_others(void)
{
    struct sched_param none = {0};
    /* Where it is not allowed the node is slower, and correct all the same. */
    (void)pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);
}

void thread_lower_priority(void)
{
    enum { LOWEST = 19 };
    (void)setpriority(PRIO_PROCESS, 0, LOWEST); /* which may always be lowered */
}
