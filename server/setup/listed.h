/* listed.h - the roster that is in force. A reload puts another one in its place while workers and the
 * store look people up.
 * Threads: any; a lock, which is held for one lookup. Memory: open/close; a person is given as a copy.
 * Errors:  STATUS_NOMEM. */
#ifndef SERVER_SETUP_LISTED_H
#define SERVER_SETUP_LISTED_H

#include "server/setup/roster.h"

struct listed;

/* Takes the roster over. */
enum status listed_open(struct roster *roster, struct listed **out);
void listed_close(struct listed *listed); /* NULL is allowed */

/* False when the ID is not listed. */
bool listed_find(struct listed *listed, const char *id, struct roster_person *out);

/* Is somebody listed at a node that is neither of these two? Then its name. */
bool listed_stranger(struct listed *listed, const char *node, const char *peer,
                     char stranger[NODE_NAME_MAX + 1]);

/* roster_room(); false: nobody is in such a room. */
bool listed_room(struct listed *listed, const char *typed, char room[ROOM_MAX_BYTES + 1]);

/* People who are listed at that node or at none in particular, behind the ID `after` ("": from the
 * first), in the order of IDs: up to `most`. Returns how many. */
size_t listed_after(struct listed *listed, const char *node, const char *after,
                    struct roster_person *out, size_t most);

size_t listed_count(struct listed *listed);
struct digest listed_digest(struct listed *listed); /* roster_digest() */

/* Takes the roster over in place of the one before, and frees that. */
struct roster_change listed_replace(struct listed *listed, struct roster *roster);

#endif
