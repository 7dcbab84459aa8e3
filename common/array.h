/* array.h - room in an array that grows.
 * Threads: any. Memory: the caller's, by realloc. Errors: false when out of memory, with nothing
 * changed. */
#ifndef COMMON_ARRAY_H
#define COMMON_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/* Room for one more behind `count` items of `size` bytes, of which *cap have room. */
bool array_grow(void **items, size_t *cap, size_t count, size_t size);

#endif
