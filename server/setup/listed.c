#include "server/setup/listed.h"

#include "common/thread.h"

#include <stdlib.h>
#include <string.h>

/* Legend: (l) guarded by `lock`. */
struct listed {
    pthread_mutex_t lock;
    struct roster *roster; /* (l) */
};

enum status listed_open(struct roster *roster, struct listed **out)
{
    struct listed *l = calloc(1, sizeof *l);
    if (l == NULL)
        return STATUS_NOMEM;
    thread_mutex_init(&l->lock);
    l->roster = roster;
    *out = l;
    return STATUS_OK;
}

void listed_close(struct listed *l)
{
    if (l == NULL)
        return;
    roster_close(l->roster);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

bool listed_find(struct listed *l, const char *id, struct roster_person *out)
{
    thread_lock(&l->lock);
    const struct roster_person *person = roster_find(l->roster, id);
    if (person != NULL)
        *out = *person;
    thread_unlock(&l->lock);
    return person != NULL;
}

bool listed_stranger(struct listed *l, const char *node, const char *peer,
                     char stranger[NODE_NAME_MAX + 1])
{
    thread_lock(&l->lock);
    const struct roster_person *person = roster_stranger(l->roster, node, peer);
    if (person != NULL)
        memcpy(stranger, person->node, sizeof person->node);
    thread_unlock(&l->lock);
    return person != NULL;
}

bool listed_room(struct listed *l, const char *typed, char room[ROOM_MAX_BYTES + 1])
{
    thread_lock(&l->lock);
    const char *found = roster_room(l->roster, typed);
    if (found != NULL)
        memcpy(room, found, strlen(found) + 1);
    thread_unlock(&l->lock);
    return found != NULL;
}

size_t listed_after(struct listed *l, const char *node, const char *after,
                    struct roster_person *out, size_t most)
{
    size_t found = 0;
    thread_lock(&l->lock);
    for (size_t i = roster_after(l->roster, after); i < roster_count(l->roster) && found < most;
         i++) {
        const struct roster_person *person = roster_at(l->roster, i);
        if (person->node[0] == '\0' || strcmp(person->node, node) == 0)
            out[found++] = *person;
    }
    thread_unlock(&l->lock);
    return found;
}

size_t listed_count(struct listed *l)
{
    thread_lock(&l->lock);
    size_t count = roster_count(l->roster);
    thread_unlock(&l->lock);
    return count;
}

struct digest listed_digest(struct listed *l)
{
    thread_lock(&l->lock);
    struct digest digest = roster_digest(l->roster);
    thread_unlock(&l->lock);
    return digest;
}

struct roster_change listed_replace(struct listed *l, struct roster *roster)
{
    thread_lock(&l->lock);
    struct roster *before = l->roster;
    l->roster = roster;
    thread_unlock(&l->lock);
    struct roster_change change = roster_compare(before, roster);
    roster_close(before);
    return change;
}
