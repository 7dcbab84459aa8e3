#include "server/core/grace.h"

enum grace_state grace_start(bool paired, int64_t limit_ms)
{
    if (!paired)
        return GRACE_NO_PEER;
    return limit_ms > 0 ? GRACE_LASTS : GRACE_MISSED;
}

struct grace grace_begin(enum grace_state state, int64_t limit_ms, struct mono now)
{
    return (struct grace){.state = state, .limit_ms = limit_ms, .began = now, .last_link = now};
}

struct grace grace_link(const struct grace *grace, bool linked, struct mono now)
{
    struct grace after = *grace;
    if (grace->linked && !linked)
        after.last_link = now;
    after.linked = linked;
    return after;
}

struct mono grace_end(const struct grace *grace)
{
    int64_t most_ms = grace->began.ms + GRACE_MOST_MS;
    int64_t alone_ms = grace->last_link.ms + grace->limit_ms;
    return (struct mono){grace->linked || alone_ms > most_ms ? most_ms : alone_ms};
}

enum grace_state grace_at(const struct grace *grace, struct mono now)
{
    bool over = grace->state == GRACE_LASTS && now.ms >= grace_end(grace).ms;
    return over ? GRACE_MISSED : grace->state;
}

enum grace_state grace_hello(enum grace_state state, bool taken)
{
    if (taken)
        return GRACE_MET;
    return state == GRACE_LASTS ? GRACE_REFUSED : state;
}

bool grace_writes_unasked(enum grace_state state)
{
    return state == GRACE_MET || state == GRACE_NO_PEER;
}
