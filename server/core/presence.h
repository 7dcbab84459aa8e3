/* presence.h - is the terminal of a running sitting there? Only the node that serves the sitting hears
 * its terminal, so each node tells the other. It does so on the link and not in its journal: no rule
 * depends on it, and it changes within seconds.
 *
 * Most terminals are there. Both nodes therefore list only those that are not, and the link carries
 * the changes of that list. A new connection begins with empty lists.
 *
 * Threads: one at a time. Memory: a list is released by presences_release(). Errors: false without
 * memory. */
#ifndef CORE_PRESENCE_H
#define CORE_PRESENCE_H

#include "common/ident.h"
#include "common/instant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PRESENCE_SILENT_MS = 10000, /* a terminal in an exam asks every 3 s */
    PRESENCE_DRIFT_MS = 10000   /* the peer counts a silence on by itself; it is told of the silence
                                   again only when its beginning differs by more than this */
};

enum presence_here {
    PRESENCE_HERE,
    PRESENCE_SILENT,
    PRESENCE_ABSENT, /* nobody is signed in */
    PRESENCE_UNKNOWN /* of the other node's: it has not told, or the link is down */
};

struct presence {
    enum presence_here here;
    int64_t silent_ms; /* since it was heard; -1: not known */
};

/* A terminal that is silent or absent; in a change it may also be there again. */
struct presence_of {
    char id[IDENT_SIZE];
    enum presence_here here;
    struct mono since; /* heard last */
};

/* By ID, ascending by bytes. */
struct presences {
    struct presence_of *of;
    size_t count, cap;
};

void presences_release(struct presences *presences);

/* NULL: it is there. */
const struct presence_of *presences_find(const struct presences *presences, const char *id);

/* Takes a change. */
bool presences_take(struct presences *presences, const struct presence_of *change);

/* The first change, of an ID after `after`, that makes `told` into `now`. False: there is none. */
bool presences_next(const struct presences *told, const struct presences *now, const char *after,
                    struct presence_of *out);

#endif
