/* roster_report(): who is on a roster, for people. */
#include "server/core/room.h"
#include "server/setup/roster_file.h"

#include <string.h>

static const char *plural(size_t count)
{
    return count == 1 ? "person" : "people";
}

static size_t count_at(const struct roster *roster, const char *node)
{
    size_t count = 0;
    for (size_t i = 0; i < roster_count(roster); i++)
        count += strcmp(roster_at(roster, i)->node, node) == 0;
    return count;
}

/* Is this person the first one of her node, in the order of the list? A pair has two nodes. */
static bool is_first(const struct roster *roster, size_t place, const char *const *seen,
                     size_t seen_count)
{
    for (size_t i = 0; i < seen_count; i++)
        if (strcmp(seen[i], roster_at(roster, place)->node) == 0)
            return false;
    return true;
}

static void put_nodes(const struct roster *roster, const char *path, struct buffer *out)
{
    const char *seen[SURVEY_NODES];
    size_t nodes = 0, count = roster_count(roster);
    buffer_printf(out, "%s: %zu %s", path, count, plural(count));
    for (size_t i = 0; i < count && nodes < SURVEY_NODES; i++) {
        const char *node = roster_at(roster, i)->node;
        if (!is_first(roster, i, seen, nodes))
            continue;
        seen[nodes++] = node;
        buffer_printf(out, ", %zu at %s", count_at(roster, node),
                      node[0] != '\0' ? node : "either node");
    }
    buffer_text(out, "\n");
}

enum { ROOMS_SHOWN = 50 };

/* The place of this room among those that were seen; `count` when it is new. */
static size_t find_room(const char *room, const char *const *seen, size_t count)
{
    size_t i = 0;
    while (i < count && !room_same(seen[i], room))
        i++;
    return i;
}

/* node "": all people. */
static bool sits_at(const struct roster_person *p, const char *node)
{
    return node[0] == '\0' || p->node[0] == '\0' || strcmp(p->node, node) == 0;
}

/* So that a room that was written in two ways is seen. */
static void put_rooms(const struct roster *roster, const char *path, const char *node,
                      struct buffer *out)
{
    const char *seen[ROOMS_SHOWN];
    size_t rooms = 0, people[ROOMS_SHOWN] = {0}, others = 0, nowhere = 0;
    for (size_t i = 0; i < roster_count(roster); i++) {
        const char *room = roster_at(roster, i)->room;
        if (!sits_at(roster_at(roster, i), node))
            continue;
        size_t place = room[0] != '\0' ? find_room(room, seen, rooms) : ROOMS_SHOWN;
        nowhere += room[0] == '\0';
        others += room[0] != '\0' && place == ROOMS_SHOWN;
        if (place == ROOMS_SHOWN)
            continue;
        if (place == rooms)
            seen[rooms++] = room;
        people[place]++;
    }
    if (rooms == 0)
        return;
    buffer_printf(out, "%s: rooms%s%s: ", path, node[0] != '\0' ? " at " : "", node);
    for (size_t i = 0; i < rooms; i++)
        buffer_printf(out, "%s%zu in %s", i > 0 ? ", " : "", people[i], seen[i]);
    if (others > 0)
        buffer_printf(out, ", %zu in others", others);
    if (nowhere > 0)
        buffer_printf(out, ", %zu without a room", nowhere);
    buffer_text(out, "\n");
}

static void put_extra(const struct roster *roster, const char *path, struct buffer *out)
{
    size_t extra = 0;
    uint32_t most = 0;
    for (size_t i = 0; i < roster_count(roster); i++) {
        uint32_t s = roster_at(roster, i)->extra_s;
        extra += s > 0;
        most = s > most ? s : most;
    }
    buffer_printf(out, "%s: %zu %s with extra time", path, extra, plural(extra));
    if (extra > 0)
        buffer_printf(out, ", at most %u minutes", most / 60);
    buffer_text(out, "\n");
}

static void put_person(const struct roster_person *p, const char *which, const char *path,
                       struct buffer *out)
{
    buffer_printf(out, "%s:%u: %s: %s%s%s\n", path, p->line, which, p->id,
                  p->name[0] != '\0' ? " " : "", p->name);
}

void roster_report(const struct roster *roster, const char *path, const char *node,
                   struct buffer *out)
{
    const struct roster_person *first = roster_at(roster, 0), *last = first;
    for (size_t i = 0; i < roster_count(roster); i++) {
        const struct roster_person *p = roster_at(roster, i);
        first = p->line < first->line ? p : first;
        last = p->line > last->line ? p : last;
    }
    put_nodes(roster, path, out);
    put_rooms(roster, path, node, out);
    put_extra(roster, path, out);
    put_person(first, "first", path, out);
    put_person(last, "last", path, out);
}
