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

enum sitting_state { SITTING_NONE, SITTING_RUNNING, SITTING_FINISHED };

struct sitting {
    enum sitting_state state;
    uint64_t start_n; /* the start entry */
    uint64_t seed;
    uint32_t seconds; /* the time allowed */
    bool after_restore;
    struct digest exam;
    uint64_t start_clock_ms; /* exam clock */
    struct wall started_at;
    uint64_t finish_n; /* the finish entry, 0 while running */
    struct wall finished_at;
    enum finish_reason reason;
    int64_t score, max; /* thousandths of a point, as last marked */
    int64_t unmarked;   /* the part of max that a person has yet to mark */
    int64_t first_score;
    uint64_t marked_n; /* the finish entry, or the last remark entry */
    struct digest marked_exam, paper;
    uint16_t answered;
    uint8_t pass_percent; /* M5: of the exam by which the sitting was or will be marked */
};

struct applicant {
    char id[IDENT_SIZE];
    bool on_record; /* at least one entry about this ID was applied */
    enum claim_state claim;
    uint64_t claim_n; /* our current or last claim entry; 0: none so far */
    struct wall stamp;
    uint64_t confirm_n; /* the confirm entry that made it `home` */
    uint64_t allow_n;   /* the last allow entry; 0: none */
    uint64_t away_n;    /* while away: the peer's claim that we granted; else 0 */
    char name[NAME_MAX_BYTES + 1];
    struct code_hash code;
    struct sitting sitting;
};

/* "none", "pending", "home", "away". */
const char *claim_state_text(enum claim_state state);

/* The state of an ID without any entry. */
struct applicant applicant_unknown(const char *id);

#endif
