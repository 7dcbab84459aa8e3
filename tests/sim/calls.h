/* calls.h - requests of clients and operators to a node of the world, each in its own transaction.
 * Threads: one. Memory: plain values. Errors: `status`, as store_call(). */
#ifndef TESTS_SIM_CALLS_H
#define TESTS_SIM_CALLS_H

#include "db/ledger_exam.h"
#include "tests/sim/world.h"

struct call {
    const char *id;
    void (*run)(struct ledger *, struct task *);
    bool linked; /* for an unlock: the link is up */
    enum status status;
    enum refusal refusal;
    struct applicant applicant;
    struct ledger_sitting sitting;
    struct ledger_result result;
    uint64_t start_n;
    unsigned answered;
    struct ledger_terminal who;
    uint16_t question; /* of an answer with a number, */
    uint32_t seq;      /* this one */
    const char *value;
    uint64_t entry_n;      /* that has it */
    struct digest renewal; /* the terminal's new token */
};

enum call_kind {
    CALL_REGISTER,
    CALL_START,
    CALL_SITTING,
    CALL_ANSWER, /* option 1 of question 1 */
    CALL_ESSAY,  /* the longest answer to question 1, which is an essay */
    CALL_FINISH,
    CALL_RELEASE,
    CALL_ALLOW,
    CALL_REISSUE,
    CALL_UNLOCK,
    CALL_FORCE,     /* unlock --force */
    CALL_QUESTION,  /* 1 */
    CALL_MOVE,      /* the staff move the sitting to another terminal, */
    CALL_MOVE_KEEP, /* with the answers of a provisional one, */
    CALL_MOVE_DROP, /* without them */
    CALL_CLOSE,     /* the hours are over */
    CALL_PLAN,      /* the plan's hours again */
    CALL_ADOPT,     /* the peer, which has been gone for long */
    CALL_ANSWERS,   /* how many are saved: `answered` */
    CALL_ADMIT,
    CALL_BEGIN,       /* now */
    CALL_BEGIN_LATER, /* in 10 s */
    CALL_LIST,        /* beside the roster, at either node */
    CALL_AMEND,       /* the name */
    CALL_DESK,        /* registers, by the staff */
    CALL_TRANSFER,    /* to the other node, also when the link is down */
    CALL_RECALL,
    CALL_RESET, /* the board grants a new sitting */
    CALL_STOP,  /* the node is paused */
    CALL_SAVE,
    CALL_RESUME,
    CALL_KINDS
};

/* From the terminal CALL_TERMINAL. */
struct call call_node(struct world *w, int which, enum call_kind kind, const char *id);

/* From that terminal (from 1), while the one that has the sitting is alive for so long. What it asks
 * for begins as each of its requests does (server/door/signin.c). */
enum { CALL_TERMINAL = 1 };
struct call call_from(struct world *w, int which, enum call_kind kind, const char *id,
                      uint8_t terminal, uint64_t alive_ms);

/* At the first node, of V1: an answer with a number; and the terminal's token is renewed. */
struct call call_save(struct world *w, uint8_t terminal, uint32_t seq, uint16_t question,
                      const char *value);
struct call call_resume(struct world *w, uint8_t terminal, uint8_t renewal);

#endif
