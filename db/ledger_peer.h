/* ledger_peer.h - the ledger's operations for the sync thread: the handshake, contested journals, and
 * the entries that go over the link (server/link/README.md).
 * Threads, memory, errors: ledger.h; struct ledger_run owns its bytes. */
#ifndef DB_LEDGER_PEER_H
#define DB_LEDGER_PEER_H

#include "common/buffer.h"
#include "db/contested.h"
#include "db/journal_table.h"
#include "db/ledger.h"
#include "server/core/message.h"

/* Our own HELLO. */
void ledger_hello(struct ledger *ledger, struct hello *out);

/* R8: decides about an instance of the peer whose HELLO came on a second connection. present: the state
 * of the instance on the first connection. False: the newcomer is not the peer. Then, and for the
 * decisions DUPLICATE and FENCED, reason[] says why it is refused. A duplicate is fenced and
 * counted. */
bool ledger_newcomer(struct ledger *ledger, const struct hello *newcomer,
                     enum instance_present present, enum instance_decision *decision,
                     char reason[LEDGER_REASON_SIZE]);

/* R8: the peer retires this node: it closes. reason: UTF-8, for people. */
void ledger_retire(struct ledger *ledger, const char *reason);

/* Did the last ledger_meet() refuse the peer because it must retire? */
bool ledger_meet_retires(const struct ledger *ledger);

/* The peer has accepted our HELLO too: a closed node opens now (R8), if it lacks nothing else. */
void ledger_taken(struct ledger *ledger);

/* The peer has refused our HELLO, and its own HELLO showed that this disk lacks nothing: the grace
 * period ends (grace.h). */
void ledger_refused(struct ledger *ledger);

/* The peer's HELLO came. False: refuse the link, reason[] says why; or a journal is contested, and
 * ledger_contest() makes the messages to send. On a quiet link reason[] says what an operator must
 * do. */
bool ledger_meet(struct ledger *ledger, const struct hello *peer, bool *quiet,
                 char reason[LEDGER_REASON_SIZE]);

/* R6. The message about a journal that the handshake showed to be contested; false: it is not. */
bool ledger_contest(struct ledger *ledger, enum journal_owner journal, struct message_contest *out);

/* The peer's CONTEST came (contest.h). */
enum ledger_contested {
    LEDGER_CONTEST_ANSWER, /* send *out */
    LEDGER_CONTEST_SILENT, /* send no answer */
    LEDGER_CONTEST_WRONG   /* nothing is contested there: close */
};
enum ledger_contested ledger_take_contest(struct ledger *ledger,
                                          const struct message_contest *theirs,
                                          struct message_contest *out);

/* Do both nodes know the first differing entry of each contested journal, as far as this node can tell?
 * The peer says the same by a REFUSE; then ledger_settle_contest() keeps the result. */
bool ledger_contest_is_found(const struct ledger *ledger);
void ledger_settle_contest(struct ledger *ledger);

/* The contested journals that this disk knows of. */
void ledger_contested(struct ledger *ledger, struct contested_view *out);

enum ledger_applied {
    LEDGER_APPLIED,
    LEDGER_OUT_OF_ORDER, /* close the connection; the next handshake finds the right entries */
    LEDGER_INCIDENT      /* C6: the link stays closed */
};

/* Received entries, and the digest of the last one. */
struct ledger_received {
    uint64_t first;
    const struct wire_word *entries;
    size_t count;
    const struct digest *digest;
};

/* Entries of the peer's journal: keeps them, and writes our own entries where the claim table
 * demands an answer. Skips the entries that are here already. Takes nothing unless all of them
 * follow on our copy and lead to the digest (J2): no damage, gap or other history gets into a
 * journal. */
enum ledger_applied ledger_take_entries(struct ledger *ledger,
                                        const struct ledger_received *received,
                                        char reason[LEDGER_REASON_SIZE]);

/* Entries of our own journal that this disk has lost. */
enum ledger_applied ledger_take_tail(struct ledger *ledger, const struct ledger_received *received,
                                     char reason[LEDGER_REASON_SIZE]);

/* Consecutive entries for the peer; `bytes` holds them one after another. */
struct ledger_run {
    uint64_t first;
    size_t count;
    size_t len[MESSAGE_ENTRIES_MAX];
    struct buffer bytes;
    struct digest last; /* of the last entry */
};

/* Reads entries from number `first` on: at least one, then up to `bytes` bytes and the limits of one
 * message. own: of our journal, else of our copy of the peer's. Replaces *run. */
void ledger_read(struct ledger *ledger, bool own, uint64_t first, uint64_t bytes,
                 struct ledger_run *run);

/* A running sitting of this node, and the terminal that has it. */
struct ledger_seat {
    char id[IDENT_SIZE];
    struct digest token;
};

/* The caller frees `seat`. */
struct ledger_seats {
    struct ledger_seat *seat;
    size_t count, cap;
};

/* All of them, in no order. Replaces *seats. False: without memory, or the database failed. */
bool ledger_seats(struct ledger *ledger, struct ledger_seats *seats);

#endif
