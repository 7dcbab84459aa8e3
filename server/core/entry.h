/* entry.h - one entry of a node's journal. journal.h has its bytes and its place among the others.
 * Threads: any. Memory: plain values; an answer's values are somebody else's. Errors: none. */
#ifndef CORE_ENTRY_H
#define CORE_ENTRY_H

#include "server/core/order.h"
#include "server/core/person.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ANSWER_MAX_BYTES = 16 * 1024,             /* all values of one answer, encoded */
    ANSWER_SEQ_MAX = INT32_MAX,               /* the greatest number of an answer (sitting.h S13) */
    ENTRY_MAX_BYTES = ANSWER_MAX_BYTES + 1024 /* any entry's canonical bytes */
};

/* Entries with an asterisk have an order (order.h). */
enum entry_kind {
    ENTRY_CLAIM = 1, /* * the ID was registered here; `by` is "" when the applicant did it */
    ENTRY_GRANT,     /* this node grants the peer's claim `ref` */
    ENTRY_CONFIRM,   /* the peer's grant `ref` makes the ID home here; 0: there is no peer */
    ENTRY_RELEASE,   /* * the staff release an applicant who has not sat */
    ENTRY_FREED,     /* this node has received the peer's release `ref` */
    ENTRY_START,
    ENTRY_ANSWER,
    ENTRY_FINISH,
    ENTRY_REISSUE, /* * a new access code */
    ENTRY_ALLOW,   /* * the staff lift the caution that a restore put on one applicant (C7) */
    ENTRY_OUTAGE,  /* nobody could answer while sittings ran; that time is not counted */
    ENTRY_BEAT,    /* the exam clock, while sittings run and nothing else is written */
    ENTRY_OPENED,  /* a restored node serves again: it caught up, or an operator unlocked it */
    ENTRY_REMARK,  /* a finished sitting was marked again, by a corrected key */
    ENTRY_HOURS,   /* * the hours of this node (hours.h) */
    ENTRY_LIST,    /* * the ID may register although the roster does not list it (enrolment.h) */
    ENTRY_ADMIT,   /* * may start, or no longer (room.h) */
    ENTRY_READY,   /* asked to start before the exam could begin (room.h) */
    ENTRY_BEGIN,   /* * the exam begins at this node (room.h); ref: the peer's that it repeats */
    ENTRY_EXTEND,  /* * more or less time, for a person or for all who start (allowance.h) */
    ENTRY_PAUSE,   /* * time stands, for a person or for the node */
    ENTRY_RESUME,
    ENTRY_HOLD,     /* a terminal holds the sitting, or is waited for no longer: time runs on */
    ENTRY_ANNOUNCE, /* * a text for every terminal of a room */
    ENTRY_END,      /* * the sitting ends as if time were up */
    ENTRY_VOID,     /* * the sitting does not count, or counts again (ruling.h) */
    ENTRY_REOPEN,   /* * a finished sitting goes on, paused */
    ENTRY_RESET,    /* * a new sitting; the old one is void */
    ENTRY_AMEND,    /* * the name was written wrong */
    ENTRY_NOTE,     /* * an irregularity: the order's reason is the text */
    ENTRY_TERMINAL, /* * a terminal takes, gets back or loses a sitting (terminal.h) */
    ENTRY_SHOWN,    /* the applicant was shown the result, or the right answers */
    ENTRY_STAFF,    /* * an account of the staff (roles.h) */
    ENTRY_TRANSFER, /* * the person moves to the peer (transfer.h); ref: the recall that it answers */
    ENTRY_BROUGHT, /* an answer of a person who moves: before the transfer, and before the takeover */
    ENTRY_TAKEOVER, /* the person is home here; ref: the peer's transfer, 0 for an adopted person */
    ENTRY_RECALL,   /* * asks the peer to send a person back */
    ENTRY_ADOPT,    /* * this node takes over the people of a peer that is gone (adoption.h) */
    ENTRY_RETIRED,  /* * this node serves nobody any more: its peer has adopted its people */
    ENTRY_COUNT,    /* * which node's answers count of a person who went on at both */
    ENTRY_MARK,     /* * a person marked an essay (mark.h); also about the peer's people */
    ENTRY_PUBLISH,  /* * the results of a cut are the applicants' to see (publication.h) */
    ENTRY_RENEW,    /* the terminal of a sitting has another token (terminal.h) */
    ENTRY_LATE,     /* an answer that came too late, as evidence (late.h) */
    ENTRY_LAST = ENTRY_LATE
};

/* The parts of a mark (mark.h): the first marker, the second, and the third who decides. */
enum { MARK_PARTS = 3 };

enum opened_reason { OPENED_CAUGHT_UP = 1, OPENED_UNLOCKED, OPENED_FORCED };

enum terminal_event {
    TERMINAL_TAKEN = 1, /* another terminal has the sitting, provisionally */
    TERMINAL_SEATED,    /* another terminal has it for good: it was moved, or had a new code */
    TERMINAL_RETURNED,  /* the first terminal has it back; the taker's answers do not count */
    TERMINAL_SETTLED,   /* the taker keeps it; its answers count */
    TERMINAL_MOVED,     /* the staff took it from its terminal */
    TERMINAL_EXPELLED   /* the staff took it from a provisional one, whose answers do not count */
};

/* Why an answer came too late. */
enum late_why {
    LATE_OVER = 1, /* the time is up, or the exam was finished or ended */
    LATE_VOID,
    LATE_LOST /* another terminal has the sitting, or it is nobody's */
};

enum role { ROLE_NONE, ROLE_INVIGILATOR, ROLE_MARKER, ROLE_BOARD };

struct entry {
    enum entry_kind kind;
    uint64_t n;
    uint64_t seen;       /* the peer's entries up to this number had been applied */
    uint64_t ref;        /* the peer's entry that this entry answers, else 0 */
    struct wall at;      /* for people, and for the length of an outage */
    uint64_t clock_ms;   /* the exam clock (examclock.h), over all runs of this node */
    char id[IDENT_SIZE]; /* "" for entries about the node */
    struct order order;  /* entry_has_order() */
    union {
        struct {
            struct wall stamp;
            char name[NAME_MAX_BYTES + 1];
            struct code_hash code;
            char from[IDENT_SIZE]; /* the ID that this one replaces; "": none */
        } claim;
        struct {
            uint64_t seed;
            uint32_t seconds;
            uint64_t left_ms;   /* the time left now */
            bool after_restore; /* the exam board should review this sitting */
            struct digest exam;
            struct digest paper;  /* exam.h */
            uint8_t pass_percent; /* M5: the pass mark for the finish; 0 to 100 */
            struct digest token;  /* of the terminal */
        } start;
        struct {
            uint16_t question; /* as shown, from 1 */
            bool apart;        /* of a terminal that has the sitting provisionally */
            uint32_t seq;      /* of the answers of the sitting (sitting.h S13); 0: none */
            const uint8_t *values;
            size_t values_len;
        } answer;
        struct {
            enum finish_reason reason;
            uint64_t left_ms;
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
            struct code_hash code;
        } reissue;
        struct {
            uint64_t down_ms; /* length of the outage; of a node that was down, by the wall clock */
            bool started;     /* the node serves again after a start (allowance.h B3) */
            uint64_t from_ms; /* if so: the exam clock from which it serves */
        } outage;
        struct {
            enum opened_reason reason;
            char by[BY_MAX_BYTES + 1]; /* "" when the node caught up */
        } opened;
        struct {
            bool plan;                 /* the plan's hours again; then the next two are 0 */
            struct wall opens, closes; /* 0: no limit */
        } hours;
        struct {
            char name[NAME_MAX_BYTES + 1];
            bool here; /* at this node alone */
        } list;
        struct {
            bool on; /* false: taken back */
        } admit, voiding;
        struct {
            struct wall at; /* 0: at once */
        } begin;
        struct {
            uint64_t left_ms; /* of a running sitting: the time left now; else 0 */
            int64_t delta_ms; /* ENTRY_EXTEND: what was added; may be negative */
            int64_t extra_ms; /* ENTRY_EXTEND: all that was added to the exam's time so far */
            uint64_t had_ms;  /* ENTRY_END: the time that was left */
        } time;               /* ENTRY_EXTEND, _PAUSE, _RESUME, _HOLD, _END, _REOPEN */
        struct {
            char room[ROOM_MAX_BYTES + 1]; /* "": all */
            char text[TEXT_MAX_BYTES + 1];
        } announce;
        struct {
            char name[NAME_MAX_BYTES + 1];
        } amend;
        struct {
            enum terminal_event event;
            struct digest token; /* of the terminal that has the sitting now; zeros: nobody's */
        } terminal;
        struct {
            bool used;           /* it is the terminal's from now on; false: once it is used */
            struct digest token; /* the new one */
        } renew;
        struct {
            enum shown what;
        } shown;
        struct {
            char name[STAFF_NAME_MAX + 1]; /* without the node */
            enum role role;                /* ROLE_NONE: the account is removed */
            struct code_hash code;
        } staff;
        struct {
            struct person person;
            uint32_t parts; /* ENTRY_TRANSFER: entries of kind BROUGHT directly before this one */
        } move;             /* ENTRY_TRANSFER, ENTRY_TAKEOVER */
        struct {
            uint16_t question;
            uint64_t bytes; /* of journal that its entries have taken (S9) */
            uint32_t seq;   /* as in an answer */
            const uint8_t *values;
            size_t values_len;
        } brought;
        struct {
            enum late_why why;
            uint16_t question;
            uint32_t seq; /* as in an answer */
            const uint8_t *values;
            size_t values_len;
        } late;
        struct {
            uint64_t transfer_n; /* our own transfer, which is to be undone */
        } recall;
        struct {
            uint64_t peer_n; /* how much of the peer's journal counts */
            struct digest digest;
        } adopt; /* ENTRY_ADOPT, ENTRY_RETIRED */
        struct {
            char node[NODE_NAME_MAX + 1];
        } count;
        struct {
            struct digest finish; /* of the entry that finished the sitting */
            uint16_t question;    /* in the bank, from 1 */
            uint8_t part;         /* 1 to MARK_PARTS */
            uint32_t round;       /* from 1 */
            int64_t points;       /* thousandths of a point, 0 or more */
        } mark;                   /* the marker and the comment are the order's */
        struct {
            uint32_t number;         /* from 1 */
            uint64_t own_n, peer_n;  /* of this node's journal, and of the peer's */
            struct digest own, peer; /* their digests there; zeros: no such entry */
        } publish;
    };
};

/* Makes *out an entry of that kind about that ID ("": about the node); all other fields are zeros. */
void entry_begin(struct entry *out, enum entry_kind kind, const char *id);

bool entry_has_order(enum entry_kind kind);

/* Is an entry of this kind always about a person, always about the node, or about either? */
enum entry_subject { ENTRY_OF_PERSON, ENTRY_OF_NODE, ENTRY_OF_EITHER };
enum entry_subject entry_subject(enum entry_kind kind);

/* "claim", "grant", … */
const char *entry_kind_text(enum entry_kind kind);

#endif
