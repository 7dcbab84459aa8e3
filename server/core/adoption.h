/* adoption.h - the other centre burnt, and its people become this node's.
 *
 *   Z1 a node adopts its peer only while it is open, after ten minutes without a link, and once
 *   Z2 the ADOPT entry says how much of the peer's journal counts. Everybody who is away, or
 *      in transit, becomes home: as the copy of that journal has the person or, where the peer had
 *      not taken the person over, as this node has. Pending claims are confirmed; from then on the
 *      node confirms alone
 *   Z3 an adopted node closes for good at the first contact, also across restarts. When it has its own
 *      lost tail back it writes RETIRED, and nothing after that: it is a copy
 *   Z4 an adopter answers no entry of its peer but RETIRED
 *   Z5 then the adopter looks at each person about whom the peer wrote behind the adopted part. Who
 *      acted only there is taken over once more, with these acts. Of somebody who acted at both nodes
 *      a COUNT entry without a node says so, and the board decides
 *   Z6 of two nodes that adopted each other the one with the lesser name stays
 *   Z7 a node retires by itself only while it is open, linked to an open peer, and sure of each of its
 *      people (claim.h C7); its peer then adopts it, and nothing is lost
 *
 * That a node which was only cut off does not serve while it is adopted cannot be had: it would have to
 * be told. The staff read that before they adopt.
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_ADOPTION_H
#define CORE_ADOPTION_H

#include "server/core/applicant.h"
#include "server/core/refusal.h"

enum { ADOPTION_WAIT_MS = 600000 }; /* without a link */

/* The fold of our own journal. */
struct adoption {
    uint64_t adopt_n;   /* our first ADOPT entry; 0: none */
    uint64_t cut_n;     /* the entries of the peer's journal that it counts */
    uint64_t settled_n; /* those that our last ADOPT entry counts */
    uint64_t retired_n; /* our RETIRED entry; 0: none */
};
void adoption_apply(struct adoption *adoption, const struct entry *own);

/* Does this node stand in the place of its peer? The HELLO says so. */
bool adoption_stands(const struct adoption *adoption);

/* Z6. Of two nodes the one that has taken the other's place, and stays: its index; -1: none. node:
 * their names. */
int adoption_adopter(const struct adoption of[2], const char *const node[2]);

struct adoption_terms {
    bool linked;
    int64_t unlinked_ms; /* since the link was last up, or since the start */
    const char *peer;    /* its name; "": never met */
    uint64_t peer_n;     /* the length of our copy of its journal, and the digest of that entry */
    struct digest digest;
};

/* Z1. The caller has checked that the node is open. */
enum refusal adoption_adopt(const struct adoption *adoption, const struct adoption_terms *terms,
                            struct entry *out);

/* Z7. linked: to a peer that is open as well. doubtful: the number of our people about whom a restore
 * left a doubt. The caller has checked that the node is open. */
enum refusal adoption_retire(const struct adoption *adoption, const struct adoption_terms *terms,
                             uint64_t doubtful, struct entry *out);

/* Z3, Z6: must this node close, since its peer's HELLO says that it stands in its place? */
bool adoption_closes(const struct adoption *adoption, const char *own_node, const char *peer_node);

/* Z2: does the copy's state of the person count? Otherwise our own. theirs: as the peer's journal has
 * the person up to the cut. */
bool adoption_copy_counts(const struct applicant *theirs);

/* The person as a TAKEOVER entry says. clock_ms: exam clock of the node that had the person. A sitting
 * that was finished there runs in it: the FINISH entry follows. */
void adoption_person(const struct applicant *a, uint64_t clock_ms, struct person *out);

/* --- Z5 --- */

/* Is somebody who did this at both nodes an incident? Not a finish that a takeover brought: its ref is
 * the other node's finish. */
bool adoption_is_act(const struct entry *entry);

enum adoption_late {
    ADOPTION_LEAVES, /* nothing to do */
    ADOPTION_TAKES,
    ADOPTION_FORKS
};

/* ours, theirs: the person at either node now; here, there: acted at this node, at the peer, behind the
 * adopted part. */
enum adoption_late adoption_settle(const struct applicant *ours, const struct applicant *theirs,
                                   bool here, bool there);

/* Both nodes went on with that person. */
void adoption_fork(const char *id, struct entry *out);

/* The board decides which node's answers count: node is either name. */
enum refusal adoption_count(const struct applicant *a, const char *node, struct entry *out);

/* A COUNT entry. */
void adoption_apply_count(struct applicant *a, const struct entry *own);

#endif
