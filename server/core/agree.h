/* agree.h - the options ("rules") that both nodes of a pair must be started with, besides the same
 * exam: each of them decides which ID a person has, or who may register. When the default letters
 * differ, `12345678` is V12345678 at one node and E12345678 at the other, and that person could
 * register twice.
 *
 *   R9  while the rules of the two nodes are known to differ nobody registers or starts at either; and
 *       a node grants no claim while they differ, nor a claim that its own roster contradicts
 *
 * A claim that R9 does not grant is withheld: it stays pending at the peer, and nothing blocks on
 * it. The node decides about it again after each handshake, once it holds the peer's journal as
 * that stood at the handshake, and when the staff have listed somebody. The peer's next entry that
 * concerns the claim ends it.
 *
 * Not to grant is always safe. A withheld claim is like a claim that has not arrived yet: the
 * peer's next entry about the ID (a grant of our claim) ends it, and until then claim.h decides
 * about it by the state at the time of the decision.
 *
 * Threads: any. Memory: plain values. Errors: false for text that is not a list of rules. */
#ifndef CORE_AGREE_H
#define CORE_AGREE_H

#include "server/core/digest.h"

enum {
    AGREE_RULES_MAX = 200, /* bytes */
    AGREE_WORDS_SIZE = 2 * AGREE_RULES_MAX + 64
};

struct agreement {
    /* Words "name=value", separated by single spaces, sorted by name. */
    char rules[AGREE_RULES_MAX + 1];
    /* Of the roster's IDs and nodes (server/setup/roster.h); zeros: this node has no roster. */
    struct digest roster;
};

/* Are these rules in canonical form, which is the form that is compared? Names and values are
 * letters, digits and "-"; no name occurs twice. */
bool agree_rules_valid(const char *rules, size_t len);

/* Adds a rule in its place. False: the rules would not be valid any more, and are as before. */
bool agree_add_rule(char rules[AGREE_RULES_MAX + 1], const char *name, const char *value);

/* Do the rules differ? Then `words` names the first difference: "id-letter is V here and E there".
 */
bool agree_rules_differ(const char *ours, const char *theirs, char words[AGREE_WORDS_SIZE]);

/* True when both nodes have a roster and the two rosters differ. */
bool agree_rosters_differ(const struct agreement *ours, const struct agreement *theirs);

/* R9. May the peer's claim be granted? rules_differ: the rules are known to differ. has_roster:
 * this node has a roster. node: the node at which our roster lists the ID; "" for either node, NULL
 * when the roster does not list the ID. listed: the staff listed it for the peer (enrolment.h G1). */
bool agree_may_grant(bool rules_differ, bool has_roster, const char *node, const char *peer_node,
                     bool listed);

#endif
