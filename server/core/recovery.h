/* recovery.h - may this node serve, and which entries must it receive first? The decision is made
 * at each handshake with the peer, from the contents of both disks.
 *
 *         new ─── met the peer, caught up ──▶ open ◀── caught up, or unlocked ───── restored
 *          │                                   │                                      ▲ ▲
 *          └── the peer holds our journal ─────┴── the peer's copy of ours is longer ─┘ │
 *                                              │                                        │
 *       from any standing: the peer's copy ────┴──▶ contested ── the peer's copy is ────┘
 *       of our journal differs                          │        the same after all
 *                                                       └──▶ open: unlocked by force
 *
 *   R1  a restored or replaced disk registers and starts nobody until it has received its own tail,
 *       and then the whole of the peer's journal as it stood at the handshake
 *   R2  a plain restart is not a restore: an open node serves when its grace period is over
 *       (grace.h R5), and has nothing to receive first
 *   R3  two nodes of which neither is open do not heal each other, and do not answer each other's
 *       entries: an operator unlocks one. (Two that are both new have nothing to heal, and an adopted
 *       node heals the one that has adopted it.)
 *   R4  where both nodes hold an entry its digests agree; otherwise the histories have forked, and
 *       there is no link
 *   R6  a node whose own journal differs from the peer's copy of it is contested: closed, also
 *       after a restart, until the peer's copy has the entry in question as this disk has it, or an
 *       operator unlocks it by force. The peer goes on: its copy proves that this disk lost entries
 *   R7  only force unlocks a node that is contested, or of whose journal the peer is known to hold
 *       more than the node itself; without force an operator cannot unlock a node while an open
 *       peer heals it
 *
 * An adopted node is closed for good (adoption.h Z3): it has its own tail sent, and is a copy.
 *
 * A new database cannot tell a first start from a lost disk; only the peer can. Until they have
 * met, a new node keeps registrations as intents (db/ledger.h) and starts nobody.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_RECOVERY_H
#define CORE_RECOVERY_H

#include "server/core/digest.h"
#include "server/core/refusal.h"

#include <stdbool.h>
#include <stdint.h>

enum standing {
    STANDING_NEW,      /* never met its peer; its journal is empty, or has the accounts of the staff
                         * that a next exam begins with (db/succession.h) */
    STANDING_OPEN,     /* serves */
    STANDING_RESTORED, /* an older copy of its own disk, or a replaced disk: closed */
    STANDING_CONTESTED, /* R6: the peer holds another history of this node: closed */
    STANDING_ADOPTED    /* adoption.h Z3: the peer has taken its people over: closed for good */
};

/* The state of one side's disk in the handshake. The digest of an empty journal is ignored. */
struct recovery_side {
    enum standing standing;
    uint64_t own_n; /* length of its own journal, and the digest of that entry */
    struct digest own;
    uint64_t held_n; /* length of its copy of the other's journal, and the digest of that entry */
    struct digest held;
};

struct recovery_verdict {
    bool own_contested;     /* R4: our journal differs from the peer's copy of it */
    bool peer_contested;    /* R4: the peer's journal differs from our copy of it */
    bool refused;           /* R6: we are contested, and the peer's copy does not refute it */
    enum standing peer;     /* the peer's standing by its journal and our copy of it */
    enum standing standing; /* ours from now on; open at once when both targets are reached */
    bool quiet;             /* R3: only lost tails are sent, no other entries */
    bool can_open;          /* a closed node opens when both targets are reached */
    uint64_t own_target;    /* length of our journal including a lost tail */
    uint64_t held_target;   /* length of the peer's journal at the handshake */
};

/* own_at: digest of our own entry min(peer->held_n, us->own_n); held_at: digest of our copy of the
 * peer's entry min(peer->own_n, us->held_n). contested_n: when this node is contested, an entry of
 * its journal that was found to differ. */
struct recovery_verdict recovery_meet(const struct recovery_side *us, const struct digest *own_at,
                                      const struct digest *held_at, uint64_t contested_n,
                                      const struct recovery_side *peer);

/* Has a closed node reached both targets of the verdict? */
bool recovery_complete(const struct recovery_verdict *verdict, uint64_t own_n, uint64_t held_n);

/* R7: may an operator open this node? */
struct recovery_lock {
    enum standing standing;
    uint64_t own_n;      /* our journal's length */
    uint64_t peer_has_n; /* entries of it that the peer is known to hold */
    bool healing;        /* an open peer is linked, and this node opens when it has caught up */
};
enum refusal recovery_unlock(const struct recovery_lock *lock, bool forced);

/* "new", "open", "restored", "contested", "adopted". */
const char *standing_text(enum standing standing);

#endif
