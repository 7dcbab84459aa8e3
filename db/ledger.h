/* ledger.h - one node's whole state and every operation on it, a transaction at a time: load, let
 * the core decide, write the entry, apply it. No thread, socket or clock of its own, so that a test
 * drives two of them through any interleaving; db/store/store.h gives it a thread.
 *
 *     ledger_begin(l, …);  any number of operations;  ledger_end(l);
 *     status = database_commit(db);
 *     ledger_settle(l, status);
 *
 * Nothing that the operations returned may be told to anyone before database_sync() has succeeded.
 *
 * A new node (server/core/recovery.h) keeps registrations as intents, outside the journal: should
 * its disk turn out to be a replaced one, nothing of them stands in the way of its lost tail. When
 * the node opens they become claims with their first stamps; one whose ID was ours already is
 * dropped, so that the code that was given out first stays the good one.
 *
 * Threads: one at a time, but for ledger_log().
 * Memory:  as said; results are plain values.
 * Errors:  refusals by the rules are results. Failures of the disk and of memory are sticky in the
 *          connection (db/sql.h) and become database_commit()'s status; what the operations
 *          returned is void then. */
#ifndef DB_LEDGER_H
#define DB_LEDGER_H

#include "common/buffer.h"
#include "db/contested.h"
#include "db/database.h"
#include "db/fold.h"
#include "server/core/answer.h"
#include "server/core/applicant.h"
#include "server/core/exam.h"
#include "server/core/grace.h"
#include "server/core/marking.h"
#include "server/core/message.h"
#include "server/core/paper.h"
#include "server/core/recovery.h"
#include "server/core/refusal.h"

enum { LEDGER_REASON_SIZE = 256, LEDGER_NO_DEADLINE = -1, LEDGER_BEAT_MS = 5000 };

struct ledger;

struct ledger_options {
    const struct exam *exam;    /* sealed; must outlive the ledger */
    const char *address;        /* where our clients connect; told to the peer */
    struct instance instance;   /* of this start, drawn at random */
    struct agreement agreement; /* what the peer must be started with too */
    /* Where the roster lists an ID: a node's name, "" for either, NULL for nowhere. Called on the
     * ledger's thread; NULL: there is no roster. */
    const char *(*roster_node)(void *roster, const char *id);
    void *roster;
    int64_t grace_ms; /* grace.h; 0: none */
};

/* db: open, and of the ledger's owner until the ledger is closed. Refuses one in which sittings run
 * under another exam. */
enum status ledger_open(struct database *db, const struct ledger_options *options,
                        struct ledger **out, char error[DATABASE_ERROR_SIZE]);
void ledger_close(struct ledger *ledger); /* NULL is allowed */

/* Begins a transaction. counted_ms: milliseconds that the exam clock counted since ledger_open()
 * (examclock.h); it must never fall. */
void ledger_begin(struct ledger *ledger, struct wall now, uint64_t counted_ms);

/* Time passes within a transaction. */
void ledger_clock(struct ledger *ledger, struct wall now, uint64_t counted_ms);

/* Does the exam clock run? Not while the node is closed; what opens it journals that time. */
bool ledger_clock_runs(const struct ledger *ledger);

/* Do writes fail? Then no question of a running sitting is shown (examclock.h, S8). */
void ledger_set_failing(struct ledger *ledger, bool failing);

/* R5 (grace.h). A ledger that was just opened is in its grace if it has one; ledger_meet() ends it,
 * or whoever has a clock, by a state other than GRACE_LASTS. */
int64_t ledger_grace_ms(const struct ledger *ledger); /* of the options */
void ledger_pass_grace(struct ledger *ledger, enum grace_state state);

/* Before database_commit(): writes the transaction's entries as rows of the journals. Did the
 * transaction write anything? */
bool ledger_end(struct ledger *ledger);

/* After database_commit(), with its status: what the transaction changed in memory lasts, or is
 * taken back. */
void ledger_settle(struct ledger *ledger, enum status committed);

/* --- positions, as of the last commit or within the transaction --- */

struct ledger_position {
    uint64_t own_n;  /* our journal */
    uint64_t held_n; /* our copy of the peer's */
    enum standing standing;
    uint64_t peer_held_n;   /* of our journal, as the peer's last entry here says */
    uint64_t peer_has_n;    /* R7: as its last HELLO said, if that is more than own_n; else 0 */
    enum grace_state grace; /* of this start (grace.h) */
    bool exams_agree;       /* true too while the peer's is not known */
};
struct ledger_position ledger_position(const struct ledger *ledger);

/* The refusal for a closed node, REFUSAL_NONE for an open one. */
enum refusal ledger_check_open(const struct ledger *ledger);

/* Who the peer is; empty names before the first meeting. */
struct ledger_peer {
    char node[NODE_NAME_MAX + 1];
    char address[ADDRESS_MAX + 1];
};
const struct ledger_peer *ledger_peer(const struct ledger *ledger);

/* Milliseconds from now until ledger_tick() has something to do; LEDGER_NO_DEADLINE: nothing. */
int64_t ledger_next_tick_ms(struct ledger *ledger);

/* Finishes sittings whose time is up, a bounded number of them: the others are due at once, in the
 * next transactions. Keeps the exam clock on disk while sittings run. */
void ledger_tick(struct ledger *ledger);

/* The exam clock stood for so long: an outage for those who sit. False: it must be said later. */
bool ledger_stood(struct ledger *ledger, uint64_t stood_ms);

/* --- what the transaction did --- */

struct ledger_change {
    char id[IDENT_SIZE];
    uint64_t entry_n; /* the entry that changed it */
    enum claim_state before, after;
};

/* Claims whose state changed since ledger_begin(), in order. */
const struct ledger_change *ledger_changes(const struct ledger *ledger, size_t *count);

/* What the last commit wrote; what it points to stays until the next commit. */
struct ledger_written {
    bool any;       /* into the database at all */
    uint64_t first; /* our own entries, as bytes; the i-th has number first + i */
    size_t count;
    const struct wire_word *entries;
    const struct digest *digests;
    const struct ledger_change *changes;
    size_t change_count;
    bool finished; /* a finish is among them */
};
const struct ledger_written *ledger_written(const struct ledger *ledger);

/* Says it in the log. Any thread. */
void ledger_log(const struct ledger_written *written);

/* Did the open transaction change anything? */
bool ledger_wrote(const struct ledger *ledger);

/* --- applicants --- */

/* Registers. On REFUSAL_REGISTERED and REFUSAL_ELSEWHERE *out is what is known. name: UTF-8, at
 * most NAME_MAX_BYTES. */
enum refusal ledger_register(struct ledger *ledger, const char *id, const char *name,
                             const struct code_hash *code, struct applicant *out);

/* R9. The options in which the peer is known to differ, for people; "" when there are none. */
void ledger_explain_rules(const struct ledger *ledger, char words[AGREE_WORDS_SIZE]);

/* What is known of an ID, intents included (they look pending). */
struct applicant ledger_find(struct ledger *ledger, const char *id);

/* The exam as one applicant sees it. */
struct ledger_sitting {
    enum sitting_state state;
    uint32_t seconds; /* allowed */
    uint64_t remaining_ms;
    uint16_t answered;
};
enum refusal ledger_sitting(struct ledger *ledger, const char *id, struct ledger_sitting *out);

/* Starts or resumes. extra_s: time beyond the exam's. *entry_n: the start entry. */
enum refusal ledger_start(struct ledger *ledger, const char *id, uint64_t seed, uint32_t extra_s,
                          struct ledger_sitting *out, uint64_t *entry_n);

/* A question as shown and what is saved for it. */
struct ledger_question {
    const struct question *question;
    struct paper_question shown;
    bool finished; /* what was right may be shown */
    size_t answer_len;
    uint8_t answer[ANSWER_MAX_BYTES];
};
enum refusal ledger_question(struct ledger *ledger, const char *id, uint16_t number,
                             struct ledger_question *out);

enum refusal ledger_answer(struct ledger *ledger, const char *id, uint16_t number,
                           const struct wire_word *values, size_t count);

enum { LEDGER_CATEGORIES = 40 };

struct ledger_result {
    int64_t score, max, unmarked; /* thousandths of a point */
    uint8_t pass_percent;         /* of the exam that marked it last */
    uint64_t finish_n;
    struct digest digest; /* of the finish entry */
    struct category_marks categories[LEDGER_CATEGORIES];
    size_t category_count; /* 0 when the node holds another exam than it was marked by */
};
enum refusal ledger_finish(struct ledger *ledger, const char *id, struct ledger_result *out);
/* A sitting whose time is up and which is not finished yet is finished by this. */
enum refusal ledger_result(struct ledger *ledger, const char *id, struct ledger_result *out);

/* --- operator; by: the system user --- */

enum refusal ledger_reissue(struct ledger *ledger, const char *id, const char *by,
                            const struct code_hash *code);
enum refusal ledger_release(struct ledger *ledger, const char *id, const char *by);
enum refusal ledger_allow(struct ledger *ledger, const char *id, const char *by);

/* R7. linked: the peer is there; forced: the operator typed the node's name out. */
enum refusal ledger_unlock(struct ledger *ledger, const char *by, bool linked, bool forced);

/* Marks finished sittings of this node anew that an earlier key had marked, a few at a time. */
struct ledger_remarked {
    uint64_t after_n; /* in and out: where to go on; 0 to begin */
    uint64_t marked, changed, other_paper;
    bool done;
};
enum refusal ledger_remark(struct ledger *ledger, const char *by, struct ledger_remarked *out);

struct ledger_counts {
    struct tally tally;
    uint64_t intents, incidents;
    char incident[LEDGER_REASON_SIZE];   /* the last one's words, "" when none */
    char retired[LEDGER_REASON_SIZE];    /* R8: why this node was, "" when it was not */
    uint64_t withheld;                   /* R9: claims of the peer that are not granted */
    char rules_differ[AGREE_WORDS_SIZE]; /* R9: in words, "" when they do not */
    bool rosters_differ;
    uint64_t duplicates; /* starts of the peer that were refused beside another */
    int64_t log_bytes;   /* in use */
    int64_t log_kept_by; /* who reads in it, as reader_find() says */
};
void ledger_counts(struct ledger *ledger, struct ledger_counts *out);

/* The next applicants after so many, in the order in which this node first heard of them, as many
 * as a page has. Returns how many. Whoever comes while somebody pages is on a later page: each is
 * on one page, as they are when that is read. */
enum { LEDGER_PAGE = 100 };
size_t ledger_page(struct ledger *ledger, uint64_t after, struct applicant out[LEDGER_PAGE]);

/* --- records of finished sittings --- */

struct ledger_record {
    struct applicant applicant;
    struct digest finish_digest;
    struct answer *answers; /* exam->paper_count, as shown; both are freed by the release */
    struct buffer bytes;
};
/* The finished sitting with the least entry that marked it after `after_n`; false when there is
 * none. */
bool ledger_next_record(struct ledger *ledger, uint64_t after_n, struct ledger_record *out);
void ledger_record_release(struct ledger_record *record);

/* --- the peer --- */

/* What we say of ourselves. */
void ledger_hello(struct ledger *ledger, struct hello *out);

/* R8: decides about a start of the peer that says hello on a second connection. present: what the
 * first connection shows of the start that was taken last. False: the newcomer is not the peer.
 * Then, and for the decisions DUPLICATE and FENCED, reason[] says why it is refused. The number of
 * a duplicate is fenced, and duplicates are counted. */
bool ledger_newcomer(struct ledger *ledger, const struct hello *newcomer,
                     enum instance_present present, enum instance_decision *decision,
                     char reason[LEDGER_REASON_SIZE]);

/* R8: the peer retires this node, which closes. reason: UTF-8, for people. */
void ledger_retire(struct ledger *ledger, const char *reason);

/* The last ledger_meet() refused the peer because it is to be retired. */
bool ledger_meet_retires(const struct ledger *ledger);

/* The peer took our HELLO as well: only now a closed node opens (R8), if nothing else is missing.
 */
void ledger_taken(struct ledger *ledger);

/* The peer refused our HELLO after its own had shown that this disk lacks nothing that it has:
 * nobody waits for it any more (grace.h). */
void ledger_refused(struct ledger *ledger);

/* The peer said hello. False: refuse the link, reason[] says why; or a journal is contested, and
 * ledger_contest() says what is to be sent instead. When the link is quiet reason[] says what an
 * operator has to do. */
bool ledger_meet(struct ledger *ledger, const struct hello *peer, bool *quiet,
                 char reason[LEDGER_REASON_SIZE]);

/* R6. What is to be said of a journal that the handshake found to be contested; false when it did
 * not. */
bool ledger_contest(struct ledger *ledger, enum journal_owner journal, struct message_contest *out);

/* The peer said where a journal differs (contest.h). */
enum ledger_contested {
    LEDGER_CONTEST_ANSWER, /* send *out */
    LEDGER_CONTEST_SILENT, /* there is nothing to answer */
    LEDGER_CONTEST_WRONG   /* nothing is contested there: close */
};
enum ledger_contested ledger_take_contest(struct ledger *ledger,
                                          const struct message_contest *theirs,
                                          struct message_contest *out);

/* Do both sides know the first differing entry of each journal that is contested, as far as we know
 * of it? The peer says the same by a REFUSE; then all is known. */
bool ledger_contest_is_found(const struct ledger *ledger);
void ledger_settle_contest(struct ledger *ledger);

/* What this disk knows of journals that are contested. */
void ledger_contested(struct ledger *ledger, struct contested_view *out);

enum ledger_applied {
    LEDGER_APPLIED,
    LEDGER_OUT_OF_ORDER, /* close and begin anew with a handshake */
    LEDGER_INCIDENT      /* C6: the link stays closed */
};

/* Entries as they came, and the digest of the last one. */
struct ledger_received {
    uint64_t first;
    const struct wire_word *entries;
    size_t count;
    const struct digest *digest;
};

/* Entries of the peer's journal: kept, and answered by our own where the claim table says so. Those
 * that we hold already are skipped. Nothing is taken unless all of it follows on what we hold and
 * leads to the digest (J2): no damage, no gap and no other history gets into a journal. */
enum ledger_applied ledger_take_entries(struct ledger *ledger,
                                        const struct ledger_received *received,
                                        char reason[LEDGER_REASON_SIZE]);

/* Entries of our own journal that this disk had lost. */
enum ledger_applied ledger_take_tail(struct ledger *ledger, const struct ledger_received *received,
                                     char reason[LEDGER_REASON_SIZE]);

/* A run of entries for the peer, one after another in `bytes`. */
struct ledger_run {
    uint64_t first;
    size_t count;
    size_t len[MESSAGE_ENTRIES_MAX];
    struct buffer bytes;
    struct digest last; /* the last one's */
};

/* Entries from number `first` on, up to so many bytes, but one in any case, and within a message's
 * limits; own: our journal, else our copy of the peer's. Replaces what *run held. */
void ledger_read(struct ledger *ledger, bool own, uint64_t first, uint64_t bytes,
                 struct ledger_run *run);

#endif
