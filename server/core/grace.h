/* grace.h - the grace period: may a node that has just started write into its journal? Its disk may
 * lack the end of that journal (a disk that acknowledged a sync and lost the data, a snapshot, a
 * plain copy), and only the peer knows. An entry that the node writes then takes the number of a
 * lost entry, and the two histories fork.
 *
 *   start ──▶ lasts ─┬─ both nodes accepted the other's HELLO ──────▶ met
 *                    ├─ HELLO refused, not because of the journal ──▶ refused ─┐ a later HELLO
 *                    ├─ limit_ms without a connection to the peer ──▶ missed ──┤ is accepted
 *                    └─ GRACE_MOST_MS in all ───────────────────────▶ missed ──┴─────────────▶ met
 *
 *   R5  during the grace period nothing is written into the journal, and the exam clock stands
 *       still. After it, until the peer is met, the node writes only for a client, an operator or a
 *       deadline: an outage entry only together with such an entry, and no beats
 *
 * Only connections on which the peer has shown its key count: a stranger cannot prolong the grace
 * period. A node without a peer has none.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_GRACE_H
#define CORE_GRACE_H

#include "common/instant.h"

#include <stdbool.h>

enum { GRACE_MS = 10000, GRACE_MOST_MS = 60000 };

enum grace_state {
    GRACE_LASTS,
    GRACE_MET,     /* the peer's HELLO said how much of our journal it holds */
    GRACE_REFUSED, /* the peer speaks another version, or belongs to another cluster */
    GRACE_MISSED,  /* there was no connection to the peer, or no HELLO on it */
    GRACE_NO_PEER
};

struct grace {
    enum grace_state state;
    int64_t limit_ms; /* 0 to GRACE_MOST_MS */
    struct mono began;
    bool linked;           /* there is a connection on which the peer has shown its key */
    struct mono last_link; /* the end of the last such connection; `began` when there was none */
};

/* The state of a node at its start. */
enum grace_state grace_start(bool paired, int64_t limit_ms);

/* A grace period that begins now, in that state. */
struct grace grace_begin(enum grace_state state, int64_t limit_ms, struct mono now);

/* linked: the peer has shown its key on a connection. Else: that connection has ended. */
struct grace grace_link(const struct grace *grace, bool linked, struct mono now);

/* The time at which the grace period ends if nothing else happens. */
struct mono grace_end(const struct grace *grace);

/* The state at that time. */
enum grace_state grace_at(const struct grace *grace, struct mono now);

/* The state after a HELLO of the peer was accepted (taken), or refused for a reason other than the
 * journal. */
enum grace_state grace_hello(enum grace_state state, bool taken);

/* R5: may the node write an outage and beats that nobody asked for? */
bool grace_writes_unasked(enum grace_state state);

#endif
