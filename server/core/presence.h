/* presence.h - is the terminal of a running sitting there? Only the node that serves the sitting hears
 * its terminal, so each node tells the other: on the link, and not in its journal, since nothing is
 * decided by it and a few seconds later it is another.
 *
 * Most terminals are there. Both nodes therefore keep a list of the others alone, and what changes in
 * it is told. On a new connection both lists are empty.
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
    PRESENCE_DRIFT_MS = 10000 /* a silence that is told counts on by itself: more than that apart it
                                   is another one */
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

/* A terminal that is not there: silent, or absent. In a change also one that is there again. */
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
