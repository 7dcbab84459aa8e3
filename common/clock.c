#include "common/clock.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec t;
    int rc = clock_gettime(id, &t);
    assert(rc == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct wall clock_wall(void)
{
    return (struct wall){read_ms(CLOCK_REALTIME)};
}

struct mono clock_mono(void)
{
    return (struct mono){read_ms(CLOCK_MONOTONIC)};
}

struct mono clock_deadline(int64_t ms)
{
    return (struct mono){clock_mono().ms + ms};
}

int clock_left_ms(struct mono deadline)
{
    int64_t left = deadline.ms - clock_mono().ms;
    if (left < 0)
        return 0;
    return left > INT32_MAX ? INT32_MAX : (int)left;
}

void clock_text(struct wall at, char out[CLOCK_TEXT_SIZE])
{
    int64_t ms = at.ms % 1000;
    if (ms < 0)
        ms += 1000;
    time_t seconds = (time_t)((at.ms - ms) / 1000);
    struct tm tm;
    char day[CLOCK_TEXT_SIZE];
    if (gmtime_r(&seconds, &tm) == NULL || strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
        day[0] = '\0';
    (void)snprintf(out, CLOCK_TEXT_SIZE, "%.26s.%03dZ", day, (int)ms);
}
