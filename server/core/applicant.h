/* applicant.h - all that this node knows about one applicant ID: the fold of its own journal's
 * entries about that ID.
 * Threads: any. Memory: plain values. Errors: none; applying cannot fail. */
#ifndef CORE_APPLICANT_H
#define CORE_APPLICANT_H

#include "server/core/journal.h"

enum claim_state {
    CLAIM_NONE,
    CLAIM_PENDING, /* claimed here, the peer has not consented yet */
    CLAIM_HOME,    /* ours: may sit here */
    CLAIM_AWAY     /* the peer's */
};

enum sitting_state { SITTING_NONE, SITTING_RUNNING, SITTING_FINISHED };

struct sitting {
    enum sitting_state state;
    uint64_t start_n; /* the start entry */
    uint64_t seed;
    uint32_t seconds; /* allowed */
    bool after_restore;
    struct digest exam;
    uint64_t start_clock_ms; /* exam clock */
    struct wall started_at;
    uint64_t finish_n; /* the finish entry, 0 while running */
    struct wall finished_at;
    enum finish_reason reason;
    int64_t score, max; /* thousandths of a point, as last marked */
    int64_t unmarked;   /* of max, what a person has yet to mark */
    int64_t first_score;
    uint64_t marked_n; /* the finish entry, or the last one that marked it anew */
    struct digest marked_exam, paper;
    uint16_t answered;
    uint8_t pass_percent; /* M5: of the exam that marks it, or marked it last */
};

struct applicant {
    char id[IDENT_SIZE];
    bool on_record; /* an entry about this ID was applied */
    enum claim_state claim;
    uint64_t claim_n; /* our current or last claim entry, 0 when there never was one */
    struct wall stamp;
    uint64_t confirm_n; /* the confirm entry behind `home` */
    uint64_t allow_n;   /* the last allow entry, 0 when none */
    uint64_t away_n;    /* while away: the peer's claim that was granted; else 0 */
    char name[NAME_MAX_BYTES + 1];
    struct code_hash code;
    struct sitting sitting;
};

/* "none", "pending", "home", "away". */
const char *claim_state_text(enum claim_state state);

/* An ID of which nothing is known. */
struct applicant applicant_unknown(const char *id);

/* N1: the name of a registration that begins here has at most NAME_MAX_BYTES of UTF-8, no character
 * that utf8_hidden() names, one U+0020 where spaces of any width stood, and none at its ends. It
 * may be empty. (The peer's entries are taken as they are: their names are cleaned where they are
 * shown.)
 */
enum name_fault { NAME_GOOD, NAME_TOO_LONG, NAME_NOT_UTF8, NAME_HIDDEN };

/* The name as it is kept. NAME_HIDDEN: *hidden gets the first such character. */
enum name_fault applicant_name_take(const char *text, size_t len, char out[NAME_MAX_BYTES + 1],
                                    uint32_t *hidden);

/* The state after one of our own entries about this ID. An answer changes nothing here: answers are
 * kept beside the sitting, by question. */
void applicant_apply(struct applicant *a, const struct entry *own);

#endif
