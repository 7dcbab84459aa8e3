#include "common/awake.h"

#include <sched.h>
#include <time.h>

enum {
    AWAKE_NS = 300 * 1000, /* two syncs of a fast disk */
    BUSY_NS = 150 * 1000   /* another thread ran so long: the processors are needed */
};

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void awake_begin(struct awake *awake)
{
    awake->until_ns = now_ns() + AWAKE_NS;
}

bool awake_still(const struct awake *awake)
{
    int64_t before_ns = now_ns();
    (void)sched_yield();
    int64_t after_ns = now_ns();
    return after_ns < awake->until_ns && after_ns - before_ns < BUSY_NS;
}
