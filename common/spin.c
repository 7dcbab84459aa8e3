#include "common/spin.h"

#include <sched.h>
#include <time.h>

enum { BUSY_NS = 150 * 1000 /* another thread ran so long: the processors are needed */ };

static int64_t spin_now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void spin_begin(struct spin *spin, unsigned us)
{
    spin->until_ns = us > 0 ? spin_now_ns() + (int64_t)us * 1000 : 0;
}

bool spin_again(const struct spin *spin)
{
    if (spin->until_ns == 0)
        return false;
    int64_t before_ns = spin_now_ns();
    (void)sched_yield();
    int64_t after_ns = spin_now_ns();
    return after_ns < spin->until_ns && after_ns - before_ns < BUSY_NS;
}
