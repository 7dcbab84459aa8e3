/* array.h - an array that grows.
 * Threads: any. Memory: the caller's; realloc(3) moves it. Errors: false when out of memory, and
 * nothing is changed. */
#ifndef COMMON_ARRAY_H
#define COMMON_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/* Makes room for one more item. The array holds `count` items of `size` bytes; *cap is its capacity
 * in items. */
bool array_grow(void **items, size_t *cap, size_t count, size_t size);

#endif
