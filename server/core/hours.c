#include "server/core/hours.h"

#include <assert.h>
#include <string.h>

bool hours_valid(const struct hours *h)
{
    return h->opens.ms == 0 || h->closes.ms == 0 || h->opens.ms < h->closes.ms;
}

bool hours_equal(const struct hours *a, const struct hours *b)
{
    return a->opens.ms == b->opens.ms && a->closes.ms == b->closes.ms;
}

/* S10 */
struct hours hours_in_force(const struct hours *plan, const struct hours_change *last)
{
    return last->n == 0 || last->plan ? *plan : last->hours;
}

enum refusal hours_check(const struct hours *h, struct wall now)
{
    if (h->opens.ms != 0 && now.ms < h->opens.ms)
        return REFUSAL_EARLY;
    if (h->closes.ms != 0 && now.ms >= h->closes.ms)
        return REFUSAL_LATE;
    return REFUSAL_NONE;
}

/* Moves one end; false when there is none to move. */
static bool move(struct wall *end, const struct hours_end *wish)
{
    switch (wish->ask) {
    case HOURS_KEEP:
        break;
    case HOURS_AT:
        *end = wish->at;
        break;
    case HOURS_LATER:
        if (end->ms == 0)
            return false;
        end->ms += wish->later_ms;
        break;
    }
    return true;
}

enum refusal hours_decide(const struct hours *plan, const struct hours_change *last,
                          const struct hours_wish *wish, struct entry *out)
{
    struct hours before = hours_in_force(plan, last), after = before;
    memset(out, 0, sizeof *out);
    if (!wish->plan && (!move(&after.opens, &wish->opens) || !move(&after.closes, &wish->closes)))
        return REFUSAL_NO_HOUR;
    if (!wish->plan && !hours_valid(&after))
        return REFUSAL_HOURS_CROSSED;
    if (wish->plan ? last->n == 0 || last->plan : hours_equal(&before, &after))
        return REFUSAL_NONE;
    out->kind = ENTRY_HOURS;
    out->hours.plan = wish->plan;
    if (!wish->plan) {
        out->hours.opens = after.opens;
        out->hours.closes = after.closes;
    }
    out->order = *wish->order;
    return REFUSAL_NONE;
}

void hours_apply(struct hours_change *last, const struct entry *entry)
{
    assert(entry->kind == ENTRY_HOURS);
    last->n = entry->n;
    last->at = entry->at;
    last->plan = entry->hours.plan;
    last->hours = (struct hours){entry->hours.opens, entry->hours.closes};
    memcpy(last->by, entry->order.by, sizeof last->by);
    memcpy(last->reason, entry->order.reason, sizeof last->reason);
}
