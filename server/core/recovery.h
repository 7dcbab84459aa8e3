/* recovery.h - may this node serve, and what must it catch up with first? Decided anew at each
 * handshake with the peer, from what both disks hold.
 *
 *         new ─── met the peer, caught up ──▶ open ◀── caught up, or unlocked ─── restored
 *          │                                   │                                    ▲ ▲
 *          └── the peer remembers us ──────────┴── the peer holds more of ours ─────┘ │
 *                                              │                                      │
 *                   the peer holds another ────┴──▶ contested ── it holds ours after ─┘
 *                   journal of ours (from any)           │       all
 *                                                        └──▶ open: unlocked by force
 *
 *   R1  a restored or replaced disk registers and starts no one until it has its own tail back and
 *       then the whole of the peer's journal as it stood at the handshake
 *   R2  a plain restart is not a restore: an open node serves when its grace is over (grace.h R5),
 *       and has nothing to catch up with
 *   R3  two nodes of which neither is open do not heal each other, and do not answer each other's
 *       entries: an operator unlocks one. (Two that are both new have nothing to heal.)
 *   R4  where both hold an entry, its digests agree, or the histories forked and there is no link
 *   R6  a node whose own journal differs from the peer's copy of it is contested: closed, also after
 *       a restart, until its copy at the peer has the entry in question as this disk has it, or it
 *       is unlocked by force. The peer goes on: its copy proves what this node's disk has lost
 *   R7  a node is unlocked by force alone while it is contested, or while the peer is known to hold
 *       more of its journal than it holds itself; and not while an open peer heals it
 *
 * A database that was just made cannot tell a first start from a lost disk; only the peer can.
 * Until they have met, a new node keeps registrations aside as intents (db/ledger.h) and starts no
 * one.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_RECOVERY_H
#define CORE_RECOVERY_H

#include "server/core/digest.h"
#include "server/core/refusal.h"

#include <stdbool.h>
#include <stdint.h>

enum standing {
    STANDING_NEW,      /* never met its peer, and nothing written */
    STANDING_OPEN,     /* serves */
    STANDING_RESTORED, /* an older copy of itself, or a replaced disk: closed */
    STANDING_CONTESTED /* R6: the peer holds another history of this node: closed */
};

/* What one side says of its disk in the handshake. A digest at 0 means
 * nothing. */
struct recovery_side {
    enum standing standing;
    uint64_t own_n; /* length of its own journal, and that entry's digest */
    struct digest own;
    uint64_t held_n; /* how much it holds of the other's journal, and that entry's digest */
    struct digest held;
};

struct recovery_verdict {
    bool own_contested;     /* R4: our journal differs from the peer's copy of it */
    bool peer_contested;    /* R4: the peer's journal differs from our copy of it */
    bool refused;           /* R6: we are contested, and the peer does not show otherwise */
    enum standing peer;     /* the peer's standing, as its journal and our copy of it show */
    enum standing standing; /* ours from now on; open at once when there is nothing to wait for */
    bool quiet;             /* R3: no entries flow, only a lost tail is given back */
    bool can_open;          /* a closed node opens when both targets are reached */
    uint64_t own_target;    /* our journal's length with its tail back */
    uint64_t held_target;   /* the peer's journal at the handshake */
};

/* own_at: digest of our own entry min(peer->held_n, us->own_n); held_at: digest of our copy of the
 * peer's entry min(peer->own_n, us->held_n). contested_n: when we are contested, an entry of ours
 * that was found to differ. */
struct recovery_verdict recovery_meet(const struct recovery_side *us, const struct digest *own_at,
                                      const struct digest *held_at, uint64_t contested_n,
                                      const struct recovery_side *peer);

/* Has a closed node reached what the verdict asked for? */
bool recovery_complete(const struct recovery_verdict *verdict, uint64_t own_n, uint64_t held_n);

/* R7: may an operator open this node? */
struct recovery_lock {
    enum standing standing;
    uint64_t own_n;      /* our journal's length */
    uint64_t peer_has_n; /* so much of it the peer is known to hold */
    bool healing;        /* an open peer is there, and this node opens when it has caught up */
};
enum refusal recovery_unlock(const struct recovery_lock *lock, bool forced);

/* "new", "open", "restored", "contested". */
const char *standing_text(enum standing standing);

#endif
