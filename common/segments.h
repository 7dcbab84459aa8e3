/* segments.h - an array that grows by doubling and never moves: each segment is as long as all
 * segments before it together. No step copies or clears items that are there; a large segment
 * takes memory from the system page by page, as it is used.
 * Threads: one at a time. Memory: release frees; items are not initialised.
 * Errors:  false when out of memory, with nothing changed. */
#ifndef COMMON_SEGMENTS_H
#define COMMON_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>

enum { SEGMENTS_FIRST = 1024 /* items in the first one */, SEGMENTS_MOST = 40 };

struct segments {
    size_t item_bytes;
    size_t room; /* items that fit */
    void *segment[SEGMENTS_MOST];
};

/* Makes room for `count` items. */
bool segments_reserve(struct segments *segments, size_t count);

/* Item i, which has room. It stays where it is until the release. */
void *segments_at(const struct segments *segments, size_t i);

void segments_release(struct segments *segments);

#endif
