/* grace.h - may a node that has just started write into its journal? Its disk may lack the end of
 * that journal (a disk that lied about a sync, a snapshot, a plain copy), and only the peer knows.
 * Whatever it writes then stands under the number of a lost entry, and the two histories fork.
 *
 *     start ──▶ lasts ─┬─ both took the other's HELLO ────────────────▶ met
 *                      ├─ it was refused, but not for the journal ────▶ refused ─┐
 *                      ├─ `limit` without a connection to the peer ───▶ missed ──┤ its HELLO
 *                      └─ GRACE_MOST_MS in all ───────────────────────▶ missed ──┴─ was taken ─▶ met
 *
 *   R5  while the grace lasts nothing is written into the journal, for nobody, and the exam clock
 *       stands. Until the peer was met the node then writes for a client, an operator or a deadline,
 *       and nothing of its own accord: an outage only before such an entry, and no beats
 *
 * A connection counts from the instant when the peer has shown its key on it: strangers do not
 * prolong the grace. A node without a peer has none.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_GRACE_H
#define CORE_GRACE_H

#include "common/instant.h"

#include <stdbool.h>

enum { GRACE_MS = 10000, GRACE_MOST_MS = 60000 };

enum grace_state {
    GRACE_LASTS,
    GRACE_MET,     /* the peer's HELLO says what it holds of our journal */
    GRACE_REFUSED, /* the peer speaks another version, or belongs to another cluster */
    GRACE_MISSED,  /* there was no connection, or no HELLO */
    GRACE_NO_PEER
};

struct grace {
    enum grace_state state;
    int64_t limit_ms; /* 0 to GRACE_MOST_MS */
    struct mono began;
    bool linked;           /* there is a connection on which the peer has shown its key */
    struct mono last_link; /* when the last one ended; `began` when there was none */
};

/* The state of a node that starts. */
enum grace_state grace_start(bool paired, int64_t limit_ms);

/* In that state, from now on. */
struct grace grace_begin(enum grace_state state, int64_t limit_ms, struct mono now);

/* The peer has shown its key on a connection, or that connection has ended. */
struct grace grace_link(const struct grace *grace, bool linked, struct mono now);

/* When it ends by itself, as things are. */
struct mono grace_end(const struct grace *grace);

/* The state at that instant. */
enum grace_state grace_at(const struct grace *grace, struct mono now);

/* The state after a HELLO of the peer was taken, or refused though the journal is none of the
 * reasons. */
enum grace_state grace_hello(enum grace_state state, bool taken);

/* Does the node write an outage and beats of its own accord? */
bool grace_writes_unasked(enum grace_state state); /* R5 */

#endif
