#include "server/evidence/waiting.h"

#include <stdlib.h>
#include <string.h>

/* The place of the ID, or that where it belongs. */
static size_t find(const struct waiting *list, const char *id)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(list->id[middle], id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool grow(struct waiting *list)
{
    enum { FIRST = 64 };
    if (list->count < list->room)
        return true;
    size_t room = list->room > 0 ? 2 * list->room : FIRST;
    char(*more)[IDENT_SIZE] = realloc(list->id, room * sizeof *more);
    if (more == NULL) {
        list->failed = true;
        return false;
    }
    list->id = more;
    list->room = room;
    return true;
}

void waiting_set(struct waiting *list, const char *id, bool waits)
{
    size_t at = find(list, id);
    bool there = at < list->count && strcmp(list->id[at], id) == 0;
    if (there == waits || (waits && !grow(list)))
        return;
    size_t behind = list->count - at;
    if (waits) {
        memmove(list->id + at + 1, list->id + at, behind * sizeof *list->id);
        (void)strncpy(list->id[at], id, IDENT_SIZE - 1);
        list->id[at][IDENT_SIZE - 1] = '\0';
        list->count++;
    } else {
        memmove(list->id + at, list->id + at + 1, (behind - 1) * sizeof *list->id);
        list->count--;
    }
}

void waiting_release(struct waiting *list)
{
    free(list->id);
    *list = (struct waiting){.count = 0};
}
