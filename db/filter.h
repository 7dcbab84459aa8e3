/* filter.h - whom the index of IDs certainly lacks. Most people who are looked for are new, and a
 * look into an index of millions, most of which is not in memory, is a fifth of the store thread's
 * time. So a filter (Bloom, 1970), of which eight neighbouring words are asked (Putze, Sanders and
 * Singler, 2007), answers for all but a few in a hundred of them.
 *
 *   D8  the filter lacks nobody whom the index has
 *
 * It is made from the index, a few IDs at a time: after a start, and again when the index has more
 * than it was made for. Before the first time it lacks nobody.
 *
 * Threads: the one that owns the database. Memory: open/close; two bytes for each ID, and as much
 * again while it is made anew. Errors: out of memory it stays as it is until the next start. */
#ifndef DB_FILTER_H
#define DB_FILTER_H

#include "common/ident.h"

struct filter;

struct filter *filter_open(void);         /* NULL: out of memory */
void filter_close(struct filter *filter); /* NULL is allowed */

/* True: the index has no such ID. */
bool filter_lacks(const struct filter *filter, const char *id);

/* The index has this ID, or is about to; if that fails, no harm is done. */
void filter_add(struct filter *filter, const char *id);

/* It is to be made, or is being made: it wants to see every ID of the index, in order. */
bool filter_is_wanted(const struct filter *filter);

/* After which ID to go on; count: how many IDs the index may have soon, when this begins. False: it
 * cannot be made. */
bool filter_go_on(struct filter *filter, size_t count, char after[IDENT_SIZE]);
void filter_see(struct filter *filter, const char *id);
void filter_seen_all(struct filter *filter);

#endif
