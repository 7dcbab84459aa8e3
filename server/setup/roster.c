#include "server/setup/roster.h"

#include "common/array.h"
#include "server/core/room.h"

#include <stdlib.h>
#include <string.h>

struct roster {
    struct roster_person *people; /* by ID */
    size_t count, cap;
    size_t secrets; /* people who have one */
};

struct roster *roster_open(void)
{
    return calloc(1, sizeof(struct roster));
}

void roster_close(struct roster *roster)
{
    if (roster != NULL)
        free(roster->people);
    free(roster);
}

bool roster_add(struct roster *roster, const struct roster_person *person)
{
    if (!array_grow((void **)&roster->people, &roster->cap, roster->count, sizeof *person))
        return false;
    roster->people[roster->count++] = *person;
    roster->secrets += person->has_secret;
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct roster_person *)a)->id, ((const struct roster_person *)b)->id);
}

static int by_id_and_line(const void *a, const void *b)
{
    const struct roster_person *one = a, *other = b;
    int order = by_id(a, b);
    return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

void roster_sort(struct roster *roster)
{
    if (roster->count > 0)
        qsort(roster->people, roster->count, sizeof *roster->people, by_id_and_line);
}

const struct roster_person *roster_at(const struct roster *roster, size_t place)
{
    return &roster->people[place];
}

size_t roster_after(const struct roster *roster, const char *id)
{
    size_t first = 0, end = roster->count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (strcmp(roster->people[middle].id, id) > 0)
            end = middle;
        else
            first = middle + 1;
    }
    return first;
}

const struct roster_person *roster_find(const struct roster *roster, const char *id)
{
    struct roster_person key = {.extra_s = 0};
    size_t len = strlen(id);
    if (len >= sizeof key.id || roster->count == 0)
        return NULL;
    memcpy(key.id, id, len + 1);
    return bsearch(&key, roster->people, roster->count, sizeof key, by_id);
}

const struct roster_person *roster_stranger(const struct roster *roster, const char *node,
                                            const char *peer)
{
    for (size_t i = 0; i < roster->count; i++) {
        const char *at = roster->people[i].node;
        if (at[0] != '\0' && strcmp(at, node) != 0 && strcmp(at, peer) != 0)
            return &roster->people[i];
    }
    return NULL;
}

struct digest roster_digest(const struct roster *roster)
{
    struct digest digest = digest_of("roster", sizeof "roster");
    for (size_t i = 0; i < roster->count; i++) {
        const struct roster_person *p = &roster->people[i];
        char pair[IDENT_SIZE + NODE_NAME_MAX + 1];
        size_t id_size = strlen(p->id) + 1, node_size = strlen(p->node) + 1;
        memcpy(pair, p->id, id_size);
        memcpy(pair + id_size, p->node, node_size);
        digest = digest_of_two(digest.bytes, DIGEST_BYTES, pair, id_size + node_size);
    }
    return digest;
}

const char *roster_room(const struct roster *roster, const char *typed)
{
    for (size_t i = 0; i < roster->count; i++)
        if (roster->people[i].room[0] != '\0' && room_same(roster->people[i].room, typed))
            return roster->people[i].room;
    return NULL;
}

size_t roster_count(const struct roster *roster)
{
    return roster->count;
}

bool roster_has_secrets(const struct roster *roster)
{
    return roster->secrets > 0 && roster->secrets == roster->count;
}

static bool is_same(const struct roster_person *a, const struct roster_person *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->node, b->node) == 0 &&
           a->extra_s == b->extra_s && strcmp(a->room, b->room) == 0 &&
           a->has_secret == b->has_secret && memcmp(&a->secret, &b->secret, sizeof a->secret) == 0;
}

/* Both are in the order of the IDs. */
struct roster_change roster_compare(const struct roster *before, const struct roster *now)
{
    struct roster_change change = {0};
    size_t i = 0, k = 0;
    while (i < before->count || k < now->count) {
        int order = i == before->count ? 1
                    : k == now->count  ? -1
                                       : by_id(&before->people[i], &now->people[k]);
        change.gone += order < 0;
        change.added += order > 0;
        change.changed += order == 0 && !is_same(&before->people[i], &now->people[k]);
        i += order <= 0;
        k += order >= 0;
    }
    return change;
}
