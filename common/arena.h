/* arena.h - memory for many small things that are freed together.
 * Threads: one at a time. Memory: all of it lives until the release. Errors: NULL when out of memory;
 * `failed` stays. */
#ifndef COMMON_ARENA_H
#define COMMON_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

/* A zeroed arena is empty and usable. */
struct arena {
    struct arena_block *blocks;
    size_t used, size; /* of the newest block */
    bool failed;
};

/* Zeroed, aligned for everything. */
void *arena_take(struct arena *arena, size_t bytes);

/* A copy with its NUL. */
char *arena_text(struct arena *arena, const char *text);

void arena_release(struct arena *arena);

#endif
