#include "common/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1024 * 1024 };

struct arena_block {
    struct arena_block *next;
    alignas(max_align_t) unsigned char bytes[];
};

/* calloc() takes large blocks from the system, page by page as they are used. */
static bool add_block(struct arena *a, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (block == NULL) {
        a->failed = true;
        return false;
    }
    block->next = a->blocks;
    a->blocks = block;
    a->used = 0;
    a->size = size;
    return true;
}

void *arena_take(struct arena *a, size_t bytes)
{
    size_t rounded = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (a->failed || (a->size - a->used < rounded && !add_block(a, rounded)))
        return NULL;
    void *out = a->blocks->bytes + a->used;
    a->used += rounded;
    return out;
}

char *arena_text(struct arena *a, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = arena_take(a, size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

void arena_release(struct arena *a)
{
    while (a->blocks != NULL) {
        struct arena_block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
    memset(a, 0, sizeof *a);
}
