/* agree.h - what both nodes of a pair must be started with, besides the same exam: an option that
 * decides which ID a person has, or who may register. `12345678` is V12345678 at one node and
 * E12345678 at the other when their default letters differ, and that person is registered twice.
 *
 *   R9  while the rules of the two nodes are known to differ nobody registers at either; and a node
 *       grants no claim while they differ, nor one that its own roster contradicts. Such a claim is
 *       withheld: it stays pending at the peer, nothing waits for it, and it is looked at again
 *       after each handshake, once this node holds the peer's journal as it stood then, until the
 *       peer's next entry about that ID
 *
 * Not to grant is always safe. A withheld claim is as one that has not arrived yet: the peer's next
 * entry about the ID (it granted ours instead) ends it, and till then claim.h decides about it as
 * it stands when it is looked at.
 *
 * Threads: any. Memory: plain values. Errors: false for rules that are none. */
#ifndef CORE_AGREE_H
#define CORE_AGREE_H

#include "server/core/digest.h"

enum {
    AGREE_RULES_MAX = 200, /* bytes */
    AGREE_WORDS_SIZE = 2 * AGREE_RULES_MAX + 64
};

struct agreement {
    /* Words "name=value" with one space between two, the names ascending. */
    char rules[AGREE_RULES_MAX + 1];
    struct digest
        roster; /* of its IDs and nodes (server/setup/roster.h); zeros: there is no roster */
};

/* Are these rules in the one form in which they are compared? Names and values are letters, digits
 * and "-"; no name occurs twice. */
bool agree_rules_valid(const char *rules, size_t len);

/* Do the rules differ? Then `words` says in what first: "id-letter is V here and E there". */
bool agree_rules_differ(const char *ours, const char *theirs, char words[AGREE_WORDS_SIZE]);

/* Do both nodes have rosters, and not the same? */
bool agree_rosters_differ(const struct agreement *ours, const struct agreement *theirs);

/* R9. May the peer's claim be granted? rules_differ: are they known to; has_roster: have we one?
 * node: where it lists the ID, "" when at either node, NULL when nowhere. */
bool agree_may_grant(bool rules_differ, bool has_roster, const char *node, const char *peer_node);

#endif
