/* ledger_private.h - what the ledger's files share; nobody else includes it. */
#ifndef DB_LEDGER_PRIVATE_H
#define DB_LEDGER_PRIVATE_H

#include "db/contested.h"
#include "db/fold.h"
#include "db/ledger.h"
#include "db/sittings.h"

/* What a rolled back transaction puts back. */
struct ledger_state {
    uint64_t own_n, held_n;
    uint64_t seen_n;         /* of the peer's journal, answered or passed over; >= held_n */
    struct digest own, held; /* of the last entries; held: not set while held_n is 0 */
    uint64_t clock_ms;       /* exam clock of our last entry */
    struct wall last_at;     /* and its wall time */
    uint64_t peer_held_n;    /* when this disk was opened */
    bool resumed;            /* the outage before this run was journaled, if there was one */
    uint64_t restored_n;     /* claim.h, C7 */
    enum standing standing;
    enum grace_state grace;
    int64_t deadline_ms; /* the next sitting's end, LEDGER_NO_DEADLINE; valid if known */
    bool deadline_known;
    struct tally tally;
    struct contested contested[2];   /* R6, by enum journal_owner */
    uint64_t peer_has_n;             /* R7: of our journal, if that is more than we have, else 0 */
    struct digest peer_exam;         /* zeros before the first meeting */
    struct instance peer_instance;   /* the start of the peer that was taken last; zeros: none */
    struct agreement peer_agreement; /* as at the last meeting; no rules: none yet */
    bool rules_differ;               /* R9: its rules and ours */
    uint64_t withheld;               /* R9: claims of the peer */
    bool retired;                    /* R8: this node was, and is closed */
    struct ledger_peer peer;
};

/* What a transaction wrote. */
struct delta {
    struct buffer bytes;
    struct wire_word
        *written; /* the entries' lengths; they point into `bytes` once it is committed */
    struct digest *digests;
    size_t written_count, written_cap, digest_cap;
    bool finished;
    struct ledger_change *changes;
    size_t change_count, change_cap;
};

struct ledger {
    struct database *db;                   /* its owner's */
    struct applicants applicants;          /* of it */
    struct journal_table_open segments[2]; /* by enum journal_owner */
    struct identity identity;
    const struct exam *exam;
    struct paper_question *paper; /* room for one */
    struct answer *answers;       /* room for one paper's */
    char address[ADDRESS_MAX + 1];
    struct instance instance;
    struct agreement agreement;
    const char *(*roster_node)(void *context, const char *id);
    void *roster;

    struct ledger_state state, before; /* now, and at ledger_begin() */
    uint64_t base_clock_ms;            /* exam clock when the ledger was opened */
    struct wall now;
    uint64_t now_clock_ms;
    int64_t grace_ms;
    bool serves; /* as of `now`, and since when */
    struct wall serves_from;
    bool failing; /* writes fail */

    struct applicant found; /* by the last ledger_find() of this transaction, while nothing was */
    bool found_holds;       /* written since */

    /* Digests of the entries that are being taken, as they lead on from what we have. */
    struct digest chain[MESSAGE_ENTRIES_MAX];

    /* The last meeting with the peer. */
    bool met;
    bool taken;   /* the peer took our HELLO as well (R8) */
    bool retires; /* the peer is to close: another start of it is the one that counts (R8) */
    struct recovery_verdict verdict;
    struct digest own_target; /* digest of our entry verdict.own_target */
    bool halted;              /* C6 */
    /* R6: what this connection shows of each journal: where it is contested, differs_n 0 when it is
     * not; and whether the CONTEST that says where it differs first was sent and has come. */
    struct {
        struct contest contest;
        bool sent, came;
    } dispute[2]; /* by enum journal_owner */

    struct delta delta;            /* of this transaction */
    struct delta flown;            /* of the last one that was committed, and */
    struct ledger_written written; /* the same for others */
};

/* Writes an entry of ours that the core decided, and applies it. known: the applicant as it is on
 * record, and afterwards as it is now; NULL: it is read here. */
void ledger_append(struct ledger *ledger, struct entry *entry, struct applicant *known);

/* The digest of an entry or, at 0, of the journal's origin. */
struct digest ledger_digest(struct ledger *ledger, enum journal_owner owner, uint64_t n);

/* Reads entry n; false when the journal has none. An answer's values are not to be used. */
bool ledger_read_entry(struct ledger *ledger, enum journal_owner owner, uint64_t n,
                       struct entry *out);

/* S2: the exam clock goes on where our last entry left it; the outage entry says how long it stood. */
void ledger_journal_outage(struct ledger *ledger);

/* Writes an entry about the node. down_ms: of an outage. */
void ledger_append_node(struct ledger *ledger, enum entry_kind kind, uint64_t down_ms);

/* The exam-clock time at which the next sitting ends, and whose it is; LEDGER_NO_DEADLINE: none. */
int64_t ledger_next_deadline(struct ledger *ledger, char id[IDENT_SIZE]);

/* Marks a sitting. result, when not NULL, gets the marks of each category as well. False: the answers
 * cannot be read. */
bool ledger_marks(struct ledger *ledger, const struct applicant *applicant, struct marks *out,
                  struct ledger_result *result);

/* S3: finishes a sitting whose time is up. False while there is time left, or when the answers cannot
 * be read. */
bool ledger_expire(struct ledger *ledger, struct applicant *applicant);

/* The finished sitting with the least entry that marked it after `after_n`; false: there is none. */
bool ledger_next_marked(struct ledger *ledger, uint64_t after_n, char id[IDENT_SIZE]);

/* The intents of a node that opens become claims. */
void ledger_settle_intents(struct ledger *ledger);

/* Closes an open node: the time until it opens again is an outage. */
void ledger_close_as(struct ledger *ledger, enum standing standing);

/* R6: journals are found to be contested in a handshake; whether they are. */
bool ledger_begin_dispute(struct ledger *ledger, const struct recovery_verdict *verdict,
                          uint64_t own_n, uint64_t held_n);

/* The peer has another disk now, which does not show what it was contested by: it may not have what
 * the other one had. */
void ledger_doubt_contest(struct ledger *ledger);

/* A journal is contested no longer. */
void ledger_end_contest(struct ledger *ledger, enum journal_owner journal);

/* Sittings that run under another exam than ours. */
int64_t ledger_foreign_sittings(struct ledger *ledger);

/* R9. What the peer was started with; says what differs. */
void ledger_load_agreement(struct ledger *ledger);
void ledger_take_agreement(struct ledger *ledger, const struct hello *peer);

/* R9. May a claim of the peer's be granted? */
bool ledger_may_grant(const struct ledger *ledger, const char *id);

/* The claim, entry n of the peer's journal, is not answered. */
void ledger_withhold(struct ledger *ledger, const char *id, uint64_t n);

/* The peer wrote something else about that ID. */
void ledger_end_withheld(struct ledger *ledger, const char *id);

/* Grants what may be granted by now, if this node is open and its peer there. */
void ledger_look_at_withheld(struct ledger *ledger);

/* R8. Decides about the start of the peer that said hello. */
enum instance_decision ledger_judge(struct ledger *ledger, const struct instance *newcomer,
                                    enum instance_present present);

/* It was taken: any other is fenced. */
void ledger_take_instance(struct ledger *ledger, const struct hello *peer);

/* Is this our peer at all? False: reason[] says why not. */
bool ledger_is_peer(struct ledger *ledger, const struct hello *peer,
                    char reason[LEDGER_REASON_SIZE]);

/* Why the peer's start is refused: of the two decisions that do. */
void ledger_explain_retire(const struct ledger *ledger, enum instance_decision decision,
                           char reason[LEDGER_REASON_SIZE]);

/* Closed: catching up, or the peer was never met, or not yet since the start. Then nothing of a
 * client goes into the journal. */
bool ledger_is_closed(const struct ledger *ledger);

/* Opens a closed node if the meeting's targets are reached. */
void ledger_try_open(struct ledger *ledger);

/* Serves from now on; what was kept as intents becomes claims. */
void ledger_open_now(struct ledger *ledger, enum opened_reason reason, const char *by);

#endif
