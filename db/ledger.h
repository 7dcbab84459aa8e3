/* ledger.h - the state of one node, a transaction at a time: an operation loads what it needs, the
 * core decides, and the entry is written and applied. A ledger has no thread, socket or clock, so that
 * a test can drive two of them in any order; db/store/store.h gives it a thread.
 *
 *     ledger_begin(l, …);  any number of operations;  ledger_end(l);
 *     status = database_commit(db);
 *     ledger_settle(l, status);
 *
 * The operations are in a header for each caller: ledger_exam.h (workers), ledger_operator.h,
 * ledger_peer.h (the sync thread), ledger_record.h (the recorder), heads.h (the notary). Their results
 * may be told to others only after database_sync() has succeeded.
 *
 * Threads: one at a time; ledger_log() any.
 * Memory:  as said; results are plain values.
 * Errors:  refusals by the rules are results. Failures of the disk and of memory are sticky in the
 *          connection (db/sql.h) and become database_commit()'s status; the results of the operations
 *          are void then. */
#ifndef DB_LEDGER_H
#define DB_LEDGER_H

#include "common/wire.h"
#include "db/database.h"
#include "server/core/agree.h"
#include "server/core/applicant.h"
#include "server/core/digest.h"
#include "server/core/enrolment.h"
#include "server/core/exam.h"
#include "server/core/grace.h"
#include "server/core/hours.h"
#include "server/core/instance.h"
#include "server/core/order.h"
#include "server/core/recovery.h"
#include "server/core/refusal.h"

enum { LEDGER_REASON_SIZE = 256, LEDGER_NO_DEADLINE = -1, LEDGER_BEAT_MS = 5000 };

struct ledger;

struct ledger_options {
    const struct exam *exam;    /* sealed; must outlive the ledger */
    const char *address;        /* our clients connect to it; told to the peer */
    struct instance instance;   /* of this start, drawn at random */
    struct agreement agreement; /* the options that the peer must have too */
    /* The node at which the roster lists an ID: its name, "" for either node; false for neither. Called
     * on the ledger's thread; NULL: there is no roster. */
    bool (*roster_node)(void *roster, const char *id, char node[NODE_NAME_MAX + 1]);
    /* Does the roster list somebody at a node that is neither of these two? Then its name. Called with
     * roster_node. */
    bool (*roster_stranger)(void *roster, const char *node, const char *peer,
                            char stranger[NODE_NAME_MAX + 1]);
    void *roster;
    uint64_t people_most;               /* F2 (enrolment.h); 0: any number */
    uint64_t (*free_bytes)(void *disk); /* F1; NULL: there is always room */
    void *disk;
    int64_t grace_ms; /* grace.h; 0: none */
    bool continued;   /* S12: the people on record may be of another exam */
};

/* db: open; it must not be closed before the ledger. STATUS_INVALID: sittings are running under
 * another exam, or people of another exam are on record (S12), or the tables are damaged. */
enum status ledger_open(struct database *db, const struct ledger_options *options,
                        struct ledger **out, char error[DATABASE_ERROR_SIZE]);
void ledger_close(struct ledger *ledger); /* NULL is allowed */

/* Begins a transaction. counted_ms: the milliseconds that the exam clock has counted since
 * ledger_open() (examclock.h); it never falls. */
void ledger_begin(struct ledger *ledger, struct wall now, uint64_t counted_ms);

/* Time passes within a transaction. */
void ledger_clock(struct ledger *ledger, struct wall now, uint64_t counted_ms);

/* The wall clock of the transaction. */
struct wall ledger_now(const struct ledger *ledger);

/* The exam clock of the transaction. */
uint64_t ledger_clock_ms(const struct ledger *ledger);

/* Does the exam clock run? It stands while the node is closed; the time is journaled as an outage when
 * the node opens. */
bool ledger_clock_runs(const struct ledger *ledger);

/* While writes fail no question of a running sitting is shown (examclock.h, S8). */
void ledger_set_failing(struct ledger *ledger, bool failing);

/* R5 (grace.h). The grace period begins with ledger_open(). It ends when the peer is met, or by
 * ledger_pass_grace() with a state other than GRACE_LASTS. */
int64_t ledger_grace_ms(const struct ledger *ledger); /* of the options */
void ledger_pass_grace(struct ledger *ledger, enum grace_state state);

/* Before database_commit(): writes the transaction's entries as rows of the journals. */
void ledger_end(struct ledger *ledger);

/* After database_commit(), with its status: keeps the changes of the transaction in memory, or undoes
 * them. */
void ledger_settle(struct ledger *ledger, enum status committed);

/* --- positions; within a transaction they include it --- */

struct ledger_position {
    uint64_t own_n;  /* our journal */
    uint64_t held_n; /* our copy of the peer's */
    enum standing standing;
    uint64_t peer_held_n; /* our entries that the peer held when it wrote its last entry here */
    uint64_t peer_has_n; /* R7: our entries that its last HELLO named, if more than own_n; else 0 */
    enum grace_state grace; /* of this start (grace.h) */
    bool exams_agree;       /* true also while the peer's exam is not known */
    struct hours hours;     /* S10: in force at this node */
    bool stands;            /* in its peer's place (server/core/adoption.h) */
    struct wall begins;     /* E7: the moment that is set for the begin; 0: none, or begun */
};
struct ledger_position ledger_position(const struct ledger *ledger);

/* The refusal for a closed node, REFUSAL_NONE for an open one. */
enum refusal ledger_check_open(const struct ledger *ledger);

/* The peer; empty texts before the first meeting. */
struct ledger_peer {
    char node[NODE_NAME_MAX + 1];
    char address[ADDRESS_MAX + 1];
};
const struct ledger_peer *ledger_peer(const struct ledger *ledger);

/* Milliseconds from now until ledger_tick() has something to do; LEDGER_NO_DEADLINE: nothing. */
int64_t ledger_next_tick_ms(struct ledger *ledger);

/* Finishes sittings whose time is up, up to a limit; the others are due at once, in the next
 * transactions. Keeps the exam clock on the disk while sittings run. */
void ledger_tick(struct ledger *ledger);

/* The exam clock stood for so long: writes an outage if a sitting is running. False: call it again
 * later. */
bool ledger_stood(struct ledger *ledger, uint64_t stood_ms);

/* Who was registered, or has another ID now. */
struct ledger_enrolled {
    struct applicant applicant;   /* also the one on record, on REFUSAL_REGISTERED and _ELSEWHERE */
    char node[NODE_NAME_MAX + 1]; /* on REFUSAL_LISTED_ELSEWHERE */
};

/* --- the changes of a transaction --- */

struct ledger_change {
    char id[IDENT_SIZE];
    uint64_t entry_n; /* the entry that changed it */
    enum claim_state before, after;
};

/* Claims whose state changed since ledger_begin(), in order. */
const struct ledger_change *ledger_changes(const struct ledger *ledger, size_t *count);

/* The entries and changes of the last commit; valid until the next one. */
struct ledger_written {
    bool any;       /* the database was written */
    uint64_t first; /* own entries, encoded; the i-th has number first + i */
    size_t count;
    const struct wire_word *entries;
    const struct digest *digests;
    const struct ledger_change *changes;
    size_t change_count;
    bool finished; /* a sitting was finished or marked again, or results were published */
};
const struct ledger_written *ledger_written(const struct ledger *ledger);

/* Logs them. Any thread. */
void ledger_log(const struct ledger_written *written);

/* Did the open transaction change anything? */
bool ledger_wrote(const struct ledger *ledger);

/* O1: the entry of ours that carried out the order with this key for that ID ("": for the node); 0: it
 * has not been carried out, or has no key. */
uint64_t ledger_order_done(struct ledger *ledger, const struct order_key *key, const char *id);

#endif
