/* person.h - a person's sitting, and all that goes along when the person moves to the other node.
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "common/ident.h"
#include "common/instant.h"
#include "server/core/digest.h"
#include "server/core/names.h"

#include <stdbool.h>
#include <stdint.h>

enum { SALT_BYTES = 16 };

struct code_hash {
    uint8_t salt[SALT_BYTES];
    struct digest hash;
};

enum sitting_state { SITTING_NONE, SITTING_RUNNING, SITTING_FINISHED };

enum finish_reason { FINISH_BY_APPLICANT = 1, FINISH_BY_DEADLINE, FINISH_BY_STAFF };

/* What the applicant was shown of the result. */
enum shown { SHOWN_NOTHING, SHOWN_RESULT, SHOWN_KEY };

/* The terminal that a sitting belongs to (terminal.h). */
struct terminal {
    struct digest token;   /* of the terminal that has the sitting; zeros: nobody's */
    struct digest renewal; /* another token of that terminal; zeros: none */
    bool renewed;          /* `renewal` came before `token` (K9); else it is to follow it (K8) */
    struct digest former;  /* of the terminal that had the sitting before */
    struct digest former_renewal; /* the token that was to follow `former`; zeros: none */
    bool former_ended;            /* K6: the staff have ended it */
    uint64_t taken_clock_ms;      /* exam clock; 0: it was not taken from another terminal */
    bool provisional;
    uint32_t renewals;         /* K10: how many there were */
    uint64_t renewed_clock_ms; /* exam clock of the last one */
};

/* Answers that came too late (late.h). */
struct late {
    uint16_t count;
    uint32_t bytes; /* of their values */
    /* S16: the last numbers since the sitting began, went on or changed its terminal; 0: none. */
    uint32_t seq;      /* of the terminal that has the sitting */
    uint32_t lost_seq; /* of the one that had it before */
};

struct sitting {
    enum sitting_state state;
    uint32_t number;  /* of the person's sittings, from 1; also of the one that is to start; 0: 1 */
    uint64_t start_n; /* the start entry; of a person who was taken over the takeover */
    uint64_t seed;
    uint32_t seconds; /* the time allowed at the start */
    bool after_restore;
    struct digest exam;
    uint64_t start_clock_ms; /* exam clock */
    struct wall started_at;

    /* The time left, as the last entry said that changed it (allowance.h). */
    uint64_t left_ms;        /* at since_clock_ms */
    uint64_t since_clock_ms; /* exam clock */
    uint64_t time_n;         /* that entry */
    bool waits;              /* the time stands until a terminal holds the sitting */
    bool ended;              /* the staff end it: FINISH_BY_STAFF */
    uint64_t had_ms;         /* of an ended one: the time that was left before */

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

    uint64_t ruled_n; /* the last entry that made it void or lifted that; 0: none */
    bool voided;      /* does not count (ruling.h); also of a sitting that has not started */
    enum shown shown;
    uint32_t reopened; /* how often */
    struct terminal terminal;
    struct late late;
};

/* A person who moves, in the entries of both nodes (transfer.h). The answers have entries of their
 * own. The sitting has not finished, and belongs to no terminal. */
struct person {
    char name[NAME_MAX_BYTES + 1];
    struct code_hash code;
    struct wall stamp; /* of the claim */
    int64_t extra_ms;
    bool admitted, ready, paused;
    struct sitting
        sitting; /* number, state, seed, seconds, after_restore, exam, started_at, left_ms,
                               ended, paper, pass_percent, voided, shown, reopened; the rest is zero */
};

#endif
