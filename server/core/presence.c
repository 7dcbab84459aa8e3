#include "server/core/presence.h"

#include "common/array.h"

#include <stdlib.h>
#include <string.h>

void presences_release(struct presences *p)
{
    free(p->of);
    *p = (struct presences){.of = NULL};
}

/* The place of the first ID that is not before this one. */
static size_t place_of(const struct presences *p, const char *id)
{
    size_t from = 0, upto = p->count;
    while (from < upto) {
        size_t middle = from + (upto - from) / 2;
        if (strcmp(p->of[middle].id, id) < 0)
            from = middle + 1;
        else
            upto = middle;
    }
    return from;
}

static bool is_at(const struct presences *p, size_t at, const char *id)
{
    return at < p->count && strcmp(p->of[at].id, id) == 0;
}

const struct presence_of *presences_find(const struct presences *p, const char *id)
{
    size_t at = place_of(p, id);
    return is_at(p, at, id) ? &p->of[at] : NULL;
}

static void move(struct presences *p, size_t from, size_t to)
{
    memmove(p->of + to, p->of + from, (p->count - from) * sizeof *p->of);
}

bool presences_take(struct presences *p, const struct presence_of *change)
{
    size_t at = place_of(p, change->id);
    bool known = is_at(p, at, change->id);
    if (change->here == PRESENCE_HERE) {
        if (known) {
            move(p, at + 1, at);
            p->count--;
        }
        return true;
    }
    if (!known) {
        if (!array_grow((void **)&p->of, &p->cap, p->count, sizeof *p->of))
            return false;
        move(p, at, at + 1);
        p->count++;
    }
    p->of[at] = *change;
    return true;
}

static bool differs(const struct presence_of *a, const struct presence_of *b)
{
    int64_t drift = a->since.ms - b->since.ms;
    return a->here != b->here || (a->here == PRESENCE_SILENT &&
                                  (drift > PRESENCE_DRIFT_MS || drift < -PRESENCE_DRIFT_MS));
}

static size_t place_after(const struct presences *p, const char *id)
{
    size_t at = place_of(p, id);
    return is_at(p, at, id) ? at + 1 : at;
}

bool presences_next(const struct presences *told, const struct presences *now, const char *after,
                    struct presence_of *out)
{
    size_t i = place_after(told, after), k = place_after(now, after);
    while (i < told->count || k < now->count) {
        int order = i == told->count  ? 1
                    : k == now->count ? -1
                                      : strcmp(told->of[i].id, now->of[k].id);
        if (order < 0) {
            *out = told->of[i];
            out->here = PRESENCE_HERE;
            return true;
        }
        if (order > 0 || differs(&told->of[i], &now->of[k])) {
            *out = now->of[k];
            return true;
        }
        i++;
        k++;
    }
    return false;
}
