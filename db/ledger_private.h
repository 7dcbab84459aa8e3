/* ledger_private.h - the ledger's structure, and the functions that its files call in each other; no
 * other file includes it. Files call those below them alone:
 *
 *     ledger_peer   ledger_allowance   ledger_ruling   ledger_time   ledger_remark
 *     ledger_instance   ledger_operator   ledger_staff   ledger_exam   ledger_record
 *     ledger_standing   ledger_open   ledger_transfer   ledger_grading   ledger_telling
 *     ledger_enrolment  ledger_mark
 *     ledger_applicant  ledger_contest    ledger_agree   ledger_hours   ledger_adopt
 *     ledger_terminal
 *     ledger
 *
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_PRIVATE_H
#define DB_LEDGER_PRIVATE_H

#include "db/contested.h"
#include "db/fold.h"
#include "db/ledger.h"
#include "db/sittings.h"
#include "server/core/adoption.h"
#include "server/core/allowance.h"
#include "server/core/mark.h"
#include "server/core/marking.h"
#include "server/core/message.h"
#include "server/core/publication.h"
#include "server/core/terminal.h"
#include "server/core/room.h"

struct ledger_question;
struct ledger_result;
struct ledger_terminal;
struct peer_fold;

/* The state that a transaction which is rolled back restores. */
struct ledger_state {
    uint64_t own_n, held_n;
    uint64_t seen_n;         /* the peer's entries that were answered or skipped; >= held_n */
    struct digest own, held; /* of the last entries; held: not set while held_n is 0 */
    uint64_t clock_ms;       /* exam clock of our last entry */
    struct wall last_at;     /* and its wall time */
    uint64_t peer_held_n;    /* at ledger_open() */
    bool resumed;            /* the outage before this start is journaled, or there was none */
    uint64_t restored_n;     /* claim.h, C7 */
    enum standing standing;
    enum grace_state grace;
    int64_t deadline_ms; /* the next sitting's end, LEDGER_NO_DEADLINE; valid if known */
    bool deadline_known;
    struct node_time time;
    int64_t paused_at_ms; /* while the node is paused: the counted milliseconds when it began */
    bool all_held;        /* B3: no sitting waits for its terminal since the start */
    struct tally tally;
    struct contested contested[2]; /* R6, by enum journal_owner */
    uint64_t peer_has_n;     /* R7: the peer's length of our journal if ours is shorter, else 0 */
    struct digest peer_exam; /* zeros before the first meeting */
    struct instance peer_instance;   /* the instance that was accepted last; zeros: none */
    struct agreement peer_agreement; /* as at the last meeting; no rules: none yet */
    bool rules_differ;               /* R9: its rules and ours */
    uint64_t withheld;               /* R9: claims of the peer that are not granted */
    bool retired;                    /* R8: the peer has retired this node */
    struct hours_change hours[2];    /* S10: the last ones, by enum journal_owner */
    struct hours peer_plan_hours;    /* as at the last meeting */
    struct room room[2];             /* E3: the begins, by enum journal_owner */
    struct ledger_peer peer;
    uint64_t intents; /* registrations that wait until the node opens */
    bool exam_kept;   /* S12: the database has the exam under which people registered */
    struct adoption adoption;
    uint64_t peer_retired_n;      /* Z5: the peer's RETIRED entry; 0: none */
    uint64_t adopt_row;           /* people up to this row of the table were taken over */
    char adopt_after[IDENT_SIZE]; /* people up to this ID were settled */
};

/* The entries and changes of a transaction. */
struct delta {
    struct buffer bytes;
    struct wire_word *written; /* the entries: lengths, and once committed the places in `bytes` */
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
    struct paper_question *paper;  /* room for one */
    struct answer *answers;        /* room for one paper's */
    struct mark marks[MARKS_MOST]; /* room for those of one question */
    char address[ADDRESS_MAX + 1];
    struct instance instance;
    struct agreement agreement;
    bool (*roster_node)(void *roster, const char *id, char node[NODE_NAME_MAX + 1]);
    bool (*roster_stranger)(void *roster, const char *node, const char *peer,
                            char stranger[NODE_NAME_MAX + 1]);
    void *roster;
    uint64_t people_most;
    uint64_t (*free_bytes)(void *disk);
    void *disk;
    uint64_t paper_bytes; /* F1 */

    struct ledger_state state, before; /* now, and at ledger_begin() */
    uint64_t base_clock_ms;            /* exam clock when the ledger was opened */
    struct wall now;
    uint64_t now_clock_ms, counted_ms;
    int64_t grace_ms;
    bool serves; /* at `now`; since serves_from */
    struct wall serves_from;
    uint64_t serves_n, serves_ms; /* the length of our journal, and the exam clock, then */
    bool failing;                 /* writes fail */
    struct room_askers askers;

    struct applicant found; /* the result of the last ledger_find(), a cache of one */
    bool found_holds;       /* it is valid: of this transaction, and nothing was written since */

    /* The digests of the received entries, computed from our last digest on. */
    struct digest chain[MESSAGE_ENTRIES_MAX];

    /* The last meeting with the peer. */
    bool met;
    bool taken;   /* the peer accepted our HELLO too (R8) */
    bool retires; /* the peer must retire: another instance of it was accepted (R8) */
    struct recovery_verdict verdict;
    struct digest own_target;    /* digest of our entry verdict.own_target */
    bool halted;                 /* C6 */
    struct peer_fold *peer_fold; /* NULL: not needed (ledger_adopt.c) */
    /* R6: what this connection has shown of each journal. differs_n is 0 for one that is not contested.
     * sent, came: the CONTEST that names the first differing entry was sent, has come. */
    struct {
        struct contest contest;
        bool sent, came;
    } dispute[2]; /* by enum journal_owner */

    struct delta delta;            /* of this transaction */
    struct delta committed;        /* of the last one that was committed */
    struct ledger_written written; /* points into `committed` */
};

/* --- ledger.c --- */

/* Writes an entry of ours that the core decided, and applies it. known: the applicant on record, in and
 * out; NULL: it is read here. */
void ledger_append(struct ledger *ledger, struct entry *entry, struct applicant *known);

/* May the order be carried out for that ID ("": the node)? False, with the refusal: this node is
 * closed; with REFUSAL_NONE: it was carried out before (O1). */
bool ledger_begin_order(struct ledger *ledger, const char *id, const struct order *order,
                        enum refusal *refusal);

/* Writes what was decided about an order, if it is anything. */
enum refusal ledger_carry_out(struct ledger *ledger, enum refusal refusal, struct entry *entry,
                              const struct order *order);

/* Writes a beat, or an outage of a running node: down_ms. */
void ledger_append_node(struct ledger *ledger, enum entry_kind kind, uint64_t down_ms);

/* Takes an entry of ours, written or regained, into the state that is kept in memory. */
void ledger_note_own(struct ledger *ledger, const struct entry *own);

/* B3: somebody whose sitting waits for its terminal since the start. False: nobody's does. */
bool ledger_unheld(struct ledger *ledger, char id[IDENT_SIZE]);

/* This node serves from now on. */
void ledger_serve(struct ledger *ledger);

/* The time at this node (server/core/allowance.h). */
struct sitting_clock ledger_sitting_clock(const struct ledger *ledger);

/* S2: the exam clock goes on where our last entry left it. Writes an outage with the time that it
 * stood, once after each start, if sittings are running. */
void ledger_journal_outage(struct ledger *ledger);

/* The exam-clock time at which something is to be done about a sitting, and its applicant, or "" for
 * those who wait for their terminals since the start (B3); LEDGER_NO_DEADLINE: nobody's time runs. */
int64_t ledger_next_deadline(struct ledger *ledger, char id[IDENT_SIZE]);

/* The digest of an entry or, at 0, of the journal's origin. */
struct digest ledger_digest(struct ledger *ledger, enum journal_owner owner, uint64_t n);

/* Reads entry n; false when the journal has none. The values of an answer are not valid. */
bool ledger_read_entry(struct ledger *ledger, enum journal_owner owner, uint64_t n,
                       struct entry *out);

/* Closed: by its standing, or in its grace period. Then no client's request gets into the journal. */
bool ledger_is_closed(const struct ledger *ledger);

/* Closes an open node: the time until it opens again is an outage. */
void ledger_close_as(struct ledger *ledger, enum standing standing);

/* --- ledger_open.c --- */

/* S12: somebody registers, or starts. The database keeps the exam, unless the peer has another one. */
void ledger_keep_exam(struct ledger *ledger);

/* --- ledger_applicant.c --- */

/* Writes the claim and, on a node without a peer, its confirmation. */
void ledger_append_claim(struct ledger *ledger, struct entry *claim, struct applicant *out);

/* A new node keeps the registration until it opens. */
void ledger_keep_intent(struct ledger *ledger, const struct applicant *applicant);

/* Makes claims of the intents of a node that opens. */
void ledger_settle_intents(struct ledger *ledger);

/* G3: an ID was confirmed, and may replace another. */
void ledger_settle_rename(struct ledger *ledger, struct applicant *renamed);

/* G3: the same for each, when the node opens: its disk may have lost the release. */
void ledger_settle_renames(struct ledger *ledger);

/* --- ledger_terminal.c (K1 to K6) --- */

struct terminal_asks ledger_asks(const struct ledger *ledger, const struct ledger_terminal *who);

/* K5: ends a provisional time that is over; leaves: also one that lasts. */
void ledger_settle_terminal(struct ledger *ledger, struct applicant *applicant, bool leaves);

/* --- ledger_mark.c --- */

/* Loads the paper and the answers of a sitting into ledger->paper and ledger->answers, which point into
 * `bytes`. past: as in db/sittings.h. False: they cannot be read. */
bool ledger_load_paper(struct ledger *ledger, const struct applicant *applicant, uint32_t past,
                       struct buffer *bytes);

/* Where the rows of the sitting are (db/sittings.h). */
uint32_t ledger_past_of(struct ledger *ledger, const struct applicant *applicant);

/* The publication in force (I3). */
struct publication ledger_publication(struct ledger *ledger);

/* How a finished sitting stood at a cut (I2), and what it came to with the marks; cut NULL: now. False:
 * its finish is behind the cut, and *out is untouched. */
bool ledger_at_cut(struct ledger *ledger, const struct applicant *applicant,
                   const struct publication *cut, struct applicant *then, struct marks *out);

/* The marks of a question of that finish into ledger->marks; cut: those alone that it covers; NULL:
 * all. Returns how many there are. */
size_t ledger_find_marks(struct ledger *ledger, const struct digest *finish, uint16_t question,
                         const struct publication *cut);

/* --- ledger_telling.c --- */

/* May the right answers be shown? */
bool ledger_reveals(struct ledger *ledger, const struct applicant *applicant);

/* What the answer to that question earned, in the result that the applicant may see. */
void ledger_review(struct ledger *ledger, const struct applicant *applicant,
                   struct ledger_question *out);

/* --- ledger_exam.c --- */

/* Marks a sitting: the machine's part. False: the answers cannot be read. */
bool ledger_marks(struct ledger *ledger, const struct applicant *applicant, struct marks *out);

/* B3: the terminal of the sitting has asked for something, or is waited for no longer. False: the time
 * runs already, or is paused. */
bool ledger_hold(struct ledger *ledger, struct applicant *applicant);

/* E4: starts who asked for it. False: the rules refuse it now. */
bool ledger_start_asker(struct ledger *ledger, const struct room_asker *asker);

/* S3: finishes a sitting whose time is up. False: there is time left, or the answers cannot be read. */
bool ledger_expire(struct ledger *ledger, struct applicant *applicant);

/* --- ledger_transfer.c --- */

/* This node's reaction to an entry of the peer that transfer_concerns(). An incident as well: entries
 * that belong to a transfer are missing. */
enum claim_reaction ledger_react_to_move(struct ledger *ledger, const struct entry *theirs,
                                         const struct applicant *applicant, struct entry *out);

/* X4: writes what moves before the entry with which this node reacts. */
void ledger_write_parts(struct ledger *ledger, const struct entry *theirs,
                        struct applicant *applicant, struct entry *out);

/* --- ledger_record.c --- */

/* The first finished sitting whose last marking, or last ruling (void or not), is entry after_n + 1 or
 * later: entry n. false: there is none. */
struct ledger_marked {
    char id[IDENT_SIZE];
    uint32_t past; /* 0: the present one */
    uint64_t n;
};
bool ledger_next_marked(struct ledger *ledger, uint64_t after_n, struct ledger_marked *out);

/* --- ledger_standing.c --- */

/* The number of sittings that are running under another exam than ours. */
int64_t ledger_foreign_sittings(struct ledger *ledger);

/* Opens a closed node if it has all entries that the meeting demands. */
void ledger_try_open(struct ledger *ledger);

/* Opens the node, and makes claims of its intents. */
void ledger_open_now(struct ledger *ledger, enum opened_reason reason, const char *by);

/* --- ledger_contest.c (R6) --- */

/* After a handshake; true when it shows a journal to be contested. */
bool ledger_begin_dispute(struct ledger *ledger, const struct recovery_verdict *verdict,
                          uint64_t own_n, uint64_t held_n);

/* The peer has another disk than the one that contested our journal, and may lack the differing
 * entries: its node may not be able to heal ours. */
void ledger_doubt_contest(struct ledger *ledger);

/* The journal is contested no longer. */
void ledger_end_contest(struct ledger *ledger, enum journal_owner journal);

/* --- ledger_agree.c (R9) --- */

/* May somebody start, and the exam begin? REFUSAL_EXAM_DIFFERS, REFUSAL_RULES_DIFFER. */
enum refusal ledger_check_rules(const struct ledger *ledger);

/* Reads the options of the peer; takes them from its HELLO, and logs those that differ. */
void ledger_load_agreement(struct ledger *ledger);
void ledger_take_agreement(struct ledger *ledger, const struct hello *peer);

/* May a claim of the peer be granted? */
bool ledger_may_grant(struct ledger *ledger, const char *id);

/* Withholds the grant of a claim, which is entry n of the peer's journal. */
void ledger_withhold(struct ledger *ledger, const char *id, uint64_t n);

/* The peer wrote another entry about that ID. */
void ledger_end_withheld(struct ledger *ledger, const char *id);

/* Grants the withheld claims that may be granted now, if this node is open and its peer linked. */
void ledger_grant_withheld(struct ledger *ledger);

/* --- ledger_hours.c (S10) --- */

void ledger_load_hours(struct ledger *ledger);

/* The hours of the peer's plan, from its HELLO; logs a difference. */
void ledger_take_peer_plan(struct ledger *ledger, const struct hello *peer);

/* An entry of the peer's journal: takes its hours, if it changes them. */
void ledger_take_peer_hours(struct ledger *ledger, const struct entry *theirs);

/* --- ledger_adopt.c (adoption.h) --- */

/* Does this node still have people to take over? Then ledger_adopt_on() takes some of them. */
bool ledger_adopts(const struct ledger *ledger);
void ledger_adopt_on(struct ledger *ledger);
void ledger_end_fold(struct ledger *ledger);

/* Z3: closes for good when the peer stands in this node's place; writes RETIRED once the journal is
 * whole. */
void ledger_take_place(struct ledger *ledger, const struct hello *peer);
void ledger_try_retire(struct ledger *ledger);

/* Z3, Z4: does this node answer the entries of its peer? */
bool ledger_answers_peer(const struct ledger *ledger);

/* An entry of the peer's journal: its last one, RETIRED. */
void ledger_note_retired(struct ledger *ledger, const struct entry *theirs);

/* --- ledger_room.c (E2 to E8) --- */

void ledger_load_room(struct ledger *ledger);

/* An entry of our own, written or regained. */
void ledger_note_room(struct ledger *ledger, const struct entry *own);

/* An entry of the peer's journal. */
void ledger_take_peer_begin(struct ledger *ledger, const struct entry *theirs);

/* Somebody asks to start before the begin. */
void ledger_ask(struct ledger *ledger, const struct room_asker *asker);

/* As ledger_next_tick_ms(), for the begin and those who ask to start. */
int64_t ledger_room_tick_ms(const struct ledger *ledger);

/* Sets a moment that the peer's staff set; begins when it has come. Of an open node. */
void ledger_tick_room(struct ledger *ledger);

/* --- ledger_instance.c (R8) --- */

/* False: another node than our peer; reason[] says why. */
bool ledger_is_peer(struct ledger *ledger, const struct hello *peer,
                    char reason[LEDGER_REASON_SIZE]);

/* Decides about an instance of the peer. */
enum instance_decision ledger_judge(struct ledger *ledger, const struct instance *newcomer,
                                    enum instance_present present);

/* The instance was accepted: fences the one that was accepted before it. */
void ledger_take_instance(struct ledger *ledger, const struct hello *peer);

/* Why the instance is refused; for DUPLICATE and FENCED. */
void ledger_explain_retire(const struct ledger *ledger, enum instance_decision decision,
                           char reason[LEDGER_REASON_SIZE]);

#endif
