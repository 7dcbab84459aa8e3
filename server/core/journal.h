/* journal.h - one entry of a node's journal: its fields, its canonical bytes and its digest.
 *
 *   J1  entry n of a journal has number n; the first is 1 and none is missing
 *   J2  digest(n) = SHA-256(digest(n-1) || bytes of entry n); digest(0) depends on the node alone
 *   J3  bytes -> entry -> bytes is the identity: an entry has one encoding, other bytes are
 *       refused, and so a digest stands for exactly one history
 *
 * Canonical bytes, integers big-endian:
 *   u8 version (3), u8 kind, u64 n, u64 seen, u64 ref, i64 at, u64 clock,
 *   u8 length + applicant ID, then the fields of the kind in the order of the struct below;
 *   texts as u8 length + bytes, the answer's values as u16 length + bytes.
 *
 * Threads: any. Memory: the caller's; a decoded answer's values point into the decoded bytes.
 * Errors:  false for bytes that do not encode an entry. */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include "common/ident.h"
#include "common/instant.h"
#include "server/core/digest.h"
#include "server/core/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SALT_BYTES = 16,
    ANSWER_MAX_BYTES = 16 * 1024,             /* all values of one answer, encoded */
    ENTRY_MAX_BYTES = ANSWER_MAX_BYTES + 1024 /* any entry's canonical bytes */
};

enum entry_kind {
    ENTRY_CLAIM = 1, /* the ID was registered here */
    ENTRY_GRANT,     /* this node grants the peer's claim `ref` */
    ENTRY_CONFIRM,   /* the peer's grant `ref` makes the ID home here; 0: there is no peer */
    ENTRY_RELEASE,   /* an operator releases an applicant who has not sat */
    ENTRY_FREED,     /* this node has received the peer's release `ref` */
    ENTRY_START,
    ENTRY_ANSWER,
    ENTRY_FINISH,
    ENTRY_REISSUE, /* a new access code */
    ENTRY_ALLOW,   /* an operator lifts the caution that a restore put on one applicant (C7) */
    ENTRY_OUTAGE,  /* nobody could answer while sittings ran; that time is not counted */
    ENTRY_BEAT,    /* the exam clock, while sittings run and nothing else is written */
    ENTRY_OPENED,  /* a restored node serves again: it caught up, or an operator unlocked it */
    ENTRY_REMARK,  /* a finished sitting was marked again, by a corrected key */
    ENTRY_HOURS    /* an operator changed the hours of this node (hours.h) */
};

enum finish_reason { FINISH_BY_APPLICANT = 1, FINISH_BY_DEADLINE };

enum opened_reason { OPENED_CAUGHT_UP = 1, OPENED_UNLOCKED, OPENED_FORCED };

struct code_hash {
    uint8_t salt[SALT_BYTES];
    struct digest hash;
};

struct entry {
    enum entry_kind kind;
    uint64_t n;
    uint64_t seen;       /* the peer's entries up to this number had been applied */
    uint64_t ref;        /* the peer's entry that this entry answers, else 0 */
    struct wall at;      /* for people, and for the length of an outage */
    uint64_t clock_ms;   /* the exam clock (examclock.h), over all runs of this node */
    char id[IDENT_SIZE]; /* "" for entries about the node */
    union {
        struct {
            struct wall stamp;
            char name[NAME_MAX_BYTES + 1];
            struct code_hash code;
        } claim;
        struct {
            char by[BY_MAX_BYTES + 1];
        } release, allow;
        struct {
            uint64_t seed;
            uint32_t seconds;
            bool after_restore; /* the exam board should review this sitting */
            struct digest exam;
            struct digest paper;  /* exam.h */
            uint8_t pass_percent; /* M5: the pass mark for the finish; 0 to 100 */
        } start;
        struct {
            uint16_t question; /* as shown, from 1 */
            const uint8_t *values;
            size_t values_len;
        } answer;
        struct {
            enum finish_reason reason;
            int64_t score, max, unmarked; /* thousandths of a point */
            uint16_t answered;
        } finish;
        struct {
            int64_t old_score, score, max, unmarked;
            struct digest exam;   /* the corrected exam */
            uint8_t pass_percent; /* the corrected exam's */
            char by[BY_MAX_BYTES + 1];
        } remark;
        struct {
            char by[BY_MAX_BYTES + 1];
            struct code_hash code;
        } reissue;
        struct {
            uint64_t down_ms; /* length of the outage; of a node that was down, by the wall clock */
        } outage;
        struct {
            enum opened_reason reason;
            char by[BY_MAX_BYTES + 1]; /* "" when the node caught up */
        } opened;
        struct {
            bool plan;                 /* the plan's hours again; then the next two are 0 */
            struct wall opens, closes; /* 0: no limit */
            char by[BY_MAX_BYTES + 1];
            char reason[REASON_MAX_BYTES + 1];
        } hours;
    };
};

/* "claim", "grant", … */
const char *entry_kind_text(enum entry_kind kind);

/* digest(0) of the journal of this node of this cluster. */
struct digest journal_origin(const char *cluster, const char *node);

/* digest(n) from digest(n-1) and entry n's bytes. */
struct digest journal_chain(const struct digest *before, const uint8_t *bytes, size_t len);

/* The length of the canonical bytes of a valid entry. */
size_t journal_encode(const struct entry *entry, uint8_t out[ENTRY_MAX_BYTES]);

bool journal_decode(const uint8_t *bytes, size_t len, struct entry *out);

#endif
