/* ledger_exam.h - the ledger's operations for workers: registration and sittings.
 *
 * A new node (server/core/recovery.h) keeps registrations as intents, outside the journal: if its disk
 * proves to be a replaced one, the lost tail of its journal can still be taken back. When the node
 * opens, intents become claims with their first stamps. An intent whose ID proves to be registered here
 * is dropped: the first code stays valid.
 *
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_EXAM_H
#define DB_LEDGER_EXAM_H

#include "db/ledger.h"
#include "server/core/answer.h"
#include "server/core/marking.h"
#include "server/core/paper.h"
#include "server/core/terminal.h"

/* What somebody wants to register. The name of a list entry about the ID comes before this one. */
struct ledger_wish {
    const char *id;
    const char *name; /* UTF-8, at most NAME_MAX_BYTES */
    const struct code_hash *code;
    enum enrolment_secret secret; /* that the applicant gave */
    const struct order *order;    /* of the desk; NULL: the applicant registers */
};
enum refusal ledger_register(struct ledger *ledger, const struct ledger_wish *wish,
                             struct ledger_enrolled *out);

/* R9. The options in which the peer is known to differ, for people; "" when there are none. */
void ledger_explain_rules(const struct ledger *ledger, char words[AGREE_WORDS_SIZE]);

/* The applicant on record; an intent counts as a pending claim. */
struct applicant ledger_find(struct ledger *ledger, const char *id);

/* The terminal that sends a command (server/core/terminal.h). */
struct ledger_terminal {
    struct digest token;
    bool looks;        /* its command reads the state alone (EXAM) */
    uint64_t alive_ms; /* the terminal that has the sitting still counts as alive for so long */
    int64_t wait_ms;   /* out: with REFUSAL_INUSE_ALIVE until START takes the sitting over; with
                          REFUSAL_INUSE_PROVISIONAL until it is this terminal's for good */
    uint32_t last_seq; /* out: with REFUSAL_STALE the last number of the sitting's answers */
};

/* Before any other operation of a terminal: a provisional time that is over ends (K5), the first
 * terminal gets its sitting back (K4), and a new token is used (K8). While writes fail no new token is
 * used, and who only looks changes nothing. a: the applicant on record, in and out. */
void ledger_meet_terminal(struct ledger *ledger, struct applicant *a,
                          const struct ledger_terminal *who);

/* The terminal with that token gives itself another one (K8). *out: the applicant, who is home here,
 * after it. Of a person who moved: REFUSAL_TRANSIT or REFUSAL_ELSEWHERE for a terminal that has or had
 * the sitting that moved, REFUSAL_NO_TOKEN for every other one. */
enum refusal ledger_renew_terminal(struct ledger *ledger, const char *id,
                                   const struct digest *token, const struct digest *renewal,
                                   struct applicant *out);

/* One applicant's sitting. */
struct ledger_sitting {
    enum sitting_state state;
    uint32_t seconds; /* the time allowed */
    uint64_t remaining_ms;
    uint16_t answered;
    uint32_t number;     /* of the person's sittings, from 1 */
    enum refusal paused; /* B4: REFUSAL_PAUSED, REFUSAL_PAUSED_NODE; REFUSAL_NONE: it goes on */
    bool voided, ended;  /* U1; the staff end it */
    char name[NAME_MAX_BYTES + 1]; /* of the applicant; "" when the node knows none */
    struct hours hours;            /* in force at this node */
    enum refusal waits;            /* REFUSAL_ADMISSION, REFUSAL_BEGIN; REFUSAL_NONE: for nothing */
    struct wall begins;            /* ledger_position */
    struct wall now;
    enum terminal_place terminal;
    int64_t terminal_ms; /* terminal_wait_ms() */
    uint32_t seq;        /* S13: the last number of its answers; 0: none */
};
enum refusal ledger_sitting(struct ledger *ledger, const char *id,
                            const struct ledger_terminal *who, struct ledger_sitting *out);

/* Starts or resumes. extra_s: time beyond the exam's. *entry_n: the start entry. */
enum refusal ledger_start(struct ledger *ledger, const char *id, struct ledger_terminal *who,
                          uint64_t seed, uint32_t extra_s, struct ledger_sitting *out,
                          uint64_t *entry_n);

/* A question as shown, and the saved answer. */
struct ledger_question {
    const struct question *question;
    struct paper_question shown;
    uint16_t first; /* paper_first_joined() */
    bool finished;  /* the right answers may be shown; the next two are then set */
    bool open;      /* an essay that people have yet to mark */
    int64_t earned; /* thousandths of a point, as in the result that the applicant may see */
    size_t answer_len;
    uint8_t answer[ANSWER_MAX_BYTES];
};
enum refusal ledger_question(struct ledger *ledger, const char *id, struct ledger_terminal *who,
                             uint16_t number, struct ledger_question *out);

enum refusal ledger_answer(struct ledger *ledger, const char *id, struct ledger_terminal *who,
                           uint16_t number, const struct wire_word *values, size_t count);

/* The same for an answer with a number (S13), from 1. *entry_n: the entry that saves it; of a
 * repetition (S14) the one that has saved it. */
enum refusal ledger_save(struct ledger *ledger, const char *id, struct ledger_terminal *who,
                         uint16_t number, uint32_t seq, const struct wire_word *values,
                         size_t count, uint64_t *entry_n);

enum { LEDGER_CATEGORIES = 40 };

/* What the applicant may see of the result (publication.h). */
struct ledger_result {
    bool withheld;                /* I1: nothing yet of the next five */
    int64_t score, max, unmarked; /* thousandths of a point */
    uint8_t pass_percent;         /* of the exam by which it was marked last */
    struct category_marks categories[LEDGER_CATEGORIES];
    size_t category_count; /* 0 when it was marked by another exam than the node's */
    bool voided;           /* U1: it does not count */
    uint32_t publication;  /* that tells it; 0: none, or the plan withholds nothing */
    bool corrected;        /* an earlier publication told another result */
    uint16_t answered;     /* questions */
    uint16_t questions;    /* of the paper that ask for an answer; 0: not known, another exam's */
    bool reveals;          /* QUESTION gives the right answers */
    uint64_t finish_n;
    struct digest digest; /* of the finish entry */
};
/* Fills in what the applicant of a finished sitting may see of it, without the digest; `withheld`
 * when it is nothing. False: the answers cannot be read. */
bool ledger_tell(struct ledger *ledger, const struct applicant *applicant,
                 struct ledger_result *out);

enum refusal ledger_finish(struct ledger *ledger, const char *id, struct ledger_terminal *who,
                           struct ledger_result *out);
/* Finishes the sitting first if its time is up. Both journal that the result is shown, if it is
 * (U4). */
enum refusal ledger_result(struct ledger *ledger, const char *id, struct ledger_result *out);

#endif
