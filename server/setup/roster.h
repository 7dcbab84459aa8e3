/* roster.h - the list of people who may register, and at which node. roster_file.h reads it.
 * Threads: any, one at a time; listed.h is for several. Memory: open/close. */
#ifndef SERVER_SETUP_ROSTER_H
#define SERVER_SETUP_ROSTER_H

#include "common/ident.h"
#include "server/core/journal.h"
#include "server/core/names.h"

struct roster;

struct roster_person {
    char id[IDENT_SIZE];
    char name[NAME_MAX_BYTES + 1]; /* "" when not given */
    char node[NODE_NAME_MAX + 1];  /* "" for either node */
    uint32_t extra_s;              /* beyond the exam's time */
    char room[ROOM_MAX_BYTES + 1]; /* "" when not given */
    bool has_secret;
    struct code_hash secret; /* secret.h */
    unsigned line;           /* of the file */
};

struct roster *roster_open(void);         /* nobody is on it; NULL: no memory */
void roster_close(struct roster *roster); /* NULL is allowed */

/* False: no memory. */
bool roster_add(struct roster *roster, const struct roster_person *person);

/* Once, after the last person was added: the functions below need it. */
void roster_sort(struct roster *roster);

/* The person at this place in the order of IDs, and of lines where one ID is there twice. */
const struct roster_person *roster_at(const struct roster *roster, size_t place);

/* The place of the first person whose ID is greater; roster_count(): there is none. */
size_t roster_after(const struct roster *roster, const char *id);

/* NULL when the ID is not listed. */
const struct roster_person *roster_find(const struct roster *roster, const char *id);

/* Does everybody on it have a secret? */
bool roster_has_secrets(const struct roster *roster);

/* The digest of IDs and nodes, in the order of the IDs: two nodes have the same digest when their
 * rosters list the same people at the same nodes. The secrets are no part of it: the same secret may
 * be in plain text at one node and hashed at the other, or hashed with another salt; and a wrong one
 * lets nobody register who may not. */
struct digest roster_digest(const struct roster *roster);

/* The first person at a node that is neither of these two; NULL: there is none. */
const struct roster_person *roster_stranger(const struct roster *roster, const char *node,
                                            const char *peer);

/* The name, as the roster writes it, of a room that somebody typed: the first that is the same
 * (room_same()). NULL: nobody is in such a room. */
const char *roster_room(const struct roster *roster, const char *typed);

size_t roster_count(const struct roster *roster);

/* How many people `now` lists that `before` does not, the other way round, and in both with another
 * name, node, time, room or secret. */
struct roster_change {
    size_t added, gone, changed;
};
struct roster_change roster_compare(const struct roster *before, const struct roster *now);

#endif
