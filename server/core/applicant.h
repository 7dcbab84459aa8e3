/* applicant.h - the state of one applicant ID at this node: the fold of the entries about that ID
 * in the node's own journal (apply.h).
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_APPLICANT_H
#define CORE_APPLICANT_H

#include "server/core/journal.h"

enum claim_state {
    CLAIM_NONE,
    CLAIM_PENDING, /* claimed here; the peer has not granted the claim yet */
    CLAIM_HOME,    /* belongs to this node: may sit here */
    CLAIM_AWAY     /* belongs to the peer */
};

/* Both nodes went on with the person, one of them after it was adopted (adoption.h Z5). */
enum fork {
    FORK_NONE,
    FORK_OPEN, /* the board has yet to decide whose answers count */
    FORK_DECIDED
};

struct applicant {
    char id[IDENT_SIZE];
    bool on_record; /* at least one entry about this ID was applied */
    enum claim_state claim;
    uint64_t claim_n; /* our current or last claim entry; 0: none so far */
    struct wall stamp;
    uint64_t confirm_n; /* the confirm entry that made it `home` */
    uint64_t allow_n;   /* the last allow entry; 0: none */
    uint64_t away_n; /* while away: the peer's claim that we granted, or what was seen of the peer's
                        journal at our transfer; home by a takeover: the peer's transfer; else 0 */
    uint64_t transfer_n; /* while away: our transfer; 0: none */
    char name[NAME_MAX_BYTES + 1];
    struct code_hash code;
    char from[IDENT_SIZE]; /* of a claim: the ID that it replaces; "": none */
    bool admitted;         /* by the staff (room.h) */
    bool paused;           /* by the staff, alone (allowance.h) */
    uint64_t ready_n;      /* the ready entry; 0: none */
    int64_t extra_ms;      /* time that was added to the exam's for this person */
    enum fork fork;
    struct sitting sitting;
};

/* "none", "pending", "home", "away". */
const char *claim_state_text(enum claim_state state);

/* The state of an ID without any entry. */
struct applicant applicant_unknown(const char *id);

#endif
