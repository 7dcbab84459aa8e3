#include "server/core/contest.h"

bool contest_is_found(const struct contest *c)
{
    return c->differs_n == c->agreed_n + 1;
}

size_t contest_points(const struct contest *c, uint64_t out[CONTEST_POINTS])
{
    uint64_t length = c->differs_n - c->agreed_n;
    uint64_t step = 1 + (length - 1) / CONTEST_POINTS;
    size_t count = 0;
    for (uint64_t at = step; at < length; at += step)
        out[count++] = c->agreed_n + at;
    out[count++] = c->differs_n;
    return count;
}

bool contest_narrow(struct contest *c, const struct digest theirs[CONTEST_POINTS],
                    const struct digest ours[CONTEST_POINTS])
{
    uint64_t points[CONTEST_POINTS];
    size_t count = contest_points(c, points), i = 0;
    while (i < count && digest_equal(&theirs[i], &ours[i]))
        i++;
    if (i == count)
        return false;
    if (i > 0)
        c->agreed_n = points[i - 1];
    c->differs_n = points[i];
    return true;
}
