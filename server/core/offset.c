#include "server/core/offset.h"

/* E1 */
int64_t offset_certain_ms(const struct offset_walls *w, int64_t answered_ms)
{
    int64_t least = w->theirs.ms - w->came.ms, most = w->theirs.ms + answered_ms - w->left.ms;
    if (w->theirs.ms == 0)
        return 0;
    if (least > 0)
        return least;
    return most < 0 ? most : 0;
}

bool offset_is_wrong(int64_t certain_ms)
{
    return certain_ms > OFFSET_MOST_MS || certain_ms < -OFFSET_MOST_MS;
}

bool offset_stepped(int64_t lead_ms, struct wall wall, struct mono mono)
{
    int64_t step_ms = wall.ms - mono.ms - lead_ms;
    return step_ms > OFFSET_STEP_MS || step_ms < -OFFSET_STEP_MS;
}
