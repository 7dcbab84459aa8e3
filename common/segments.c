#include "common/segments.h"

#include <assert.h>
#include <stdlib.h>

/* The segment that holds item i. */
static size_t segment_of(size_t i)
{
    size_t segment = 0;
    if (i >= SEGMENTS_FIRST)
        segment = sizeof(unsigned long) * 8 - (size_t)__builtin_clzl(i / SEGMENTS_FIRST);
    return segment;
}

/* Items in all segments before this one; as many as it holds itself, unless it is the first. */
static size_t items_before(size_t segment)
{
    return segment == 0 ? 0 : (size_t)SEGMENTS_FIRST << (segment - 1);
}

bool segments_reserve(struct segments *s, size_t count)
{
    while (s->room < count) {
        size_t segment = segment_of(s->room);
        size_t items = segment == 0 ? SEGMENTS_FIRST : items_before(segment);
        assert(segment < SEGMENTS_MOST);
        s->segment[segment] = malloc(items * s->item_bytes);
        if (s->segment[segment] == NULL)
            return false;
        s->room += items;
    }
    return true;
}

void *segments_at(const struct segments *s, size_t i)
{
    size_t segment = segment_of(i);
    assert(i < s->room);
    return (char *)s->segment[segment] + (i - items_before(segment)) * s->item_bytes;
}

void segments_release(struct segments *s)
{
    for (size_t i = 0; i < SEGMENTS_MOST; i++)
        free(s->segment[i]);
    *s = (struct segments){.item_bytes = s->item_bytes};
}
