/* message.h - the messages between the two nodes: RESP arrays, like the clients' requests.
 *
 *   HELLO proto cluster node instance standing own_n own_digest held_n held_digest exam rules
 *         roster address opens closes clock adopts   once, first, by both sides; opens and closes are
 *         the plan's, and clock is the sender's wall clock (offset.h); adopts is 1 when the sender
 *         stands in the receiver's place (adoption.h), else 0
 *   TAIL first digest entry…     entries of the receiver's own journal that its disk has lost
 *   ENTRIES first digest entry…  entries of the sender's journal
 *   HEAD n digest key signature      the sender's signature of its own journal up to entry n
 *   COUNTER n digest key signature   the sender's signature of the receiver's journal up to entry n
 *   ACK n bytes ms         the sender has the receiver's journal up to entry n on disk
 *   BEAT bytes ms left     a heartbeat; the sender's backlog takes `left` ms
 *   TERMINALS left {id state}…   whether the terminals of the sender's running sittings are there, as
 *                          far as that has changed since it was told (presence.h): `here`, `absent`,
 *                          or the seconds since it was heard; `left` more changes are yet to be told
 *   CONTEST mine|yours agreed_n differs_n digest…
 *                          the sender's digests of its own or of the receiver's journal, of which
 *                          the other side has another history at differs_n (contest.h)
 *   CHALLENGE nonce        another instance of the receiver's node connects: is this one alive?
 *   PRESENT nonce          the answer: it is
 *   WAIT                   instead of HELLO for a while: another instance is being challenged
 *   REFUSE words           the reason for which the sender closes the link
 *   RETIRE words           like REFUSE; the sender accepts another instance of the receiver's node,
 *                          and the receiver closes (instance.h R8)
 *
 * "bytes ms" is a receipt: the bytes of this connection that the sender has received, and the age
 * of the connection at that time by the sender's clock. Numbers are decimal, digests 32 raw bytes,
 * entries their canonical bytes (journal.h). The digest in TAIL and ENTRIES is that of the last
 * entry (J2): it rejects entries that were damaged, cut or reordered on the way. The instance and a
 * nonce are 16 raw bytes (instance.h); rules and roster are those of agree.h; opens, closes and
 * clock are milliseconds since 1970, opens and closes 0 for no limit.
 *
 * Threads: any. Memory: a parsed message points into the words that it was parsed from.
 * Errors:  false for words that are not a message. */
#ifndef CORE_MESSAGE_H
#define CORE_MESSAGE_H

#include "common/wire.h"
#include "server/core/agree.h"
#include "server/core/contest.h"
#include "server/core/hours.h"
#include "server/core/instance.h"
#include "server/core/journal.h"
#include "server/core/names.h"
#include "server/core/presence.h"
#include "server/core/recovery.h"

enum {
    MESSAGE_PROTOCOL = 7,
    MESSAGE_ENTRIES_MAX = 1000,         /* entries in one message */
    MESSAGE_ENTRIES_BYTES = 128 * 1024, /* of entries in one message */
    MESSAGE_HELLO_WORDS = 18,
    MESSAGE_WORDS = MESSAGE_ENTRIES_MAX + 3,
    MESSAGE_BYTES = MESSAGE_ENTRIES_BYTES + ENTRY_MAX_BYTES + 16 * MESSAGE_WORDS,
    MESSAGE_TERMINALS_MOST = 400,          /* in one message */
    MESSAGE_SILENT_MOST_S = 7 * 24 * 3600, /* since a terminal was heard */
    MESSAGE_KEY_BYTES = 32,                /* Ed25519, RFC 8032 */
    MESSAGE_SIGNATURE_BYTES = 64           /* the same */
};

struct hello {
    uint64_t protocol;
    char cluster[NODE_NAME_MAX + 1];
    char node[NODE_NAME_MAX + 1];
    struct instance instance;
    struct recovery_side side;
    struct digest exam;
    struct agreement agreement;
    char address[ADDRESS_MAX + 1]; /* where the node's clients connect */
    struct hours plan_hours;       /* an entry in the node's journal may replace them (hours.h) */
    struct wall clock;             /* the sender's; 0: it is before 1970 */
    bool adopts;                   /* adoption.h Z3 */
};

enum message_kind {
    MESSAGE_HELLO,
    MESSAGE_TAIL,
    MESSAGE_ENTRIES,
    MESSAGE_HEAD,
    MESSAGE_COUNTER,
    MESSAGE_ACK,
    MESSAGE_BEAT,
    MESSAGE_TERMINALS,
    MESSAGE_CONTEST,
    MESSAGE_CHALLENGE,
    MESSAGE_PRESENT,
    MESSAGE_WAIT,
    MESSAGE_REFUSE,
    MESSAGE_RETIRE
};

struct message_receipt {
    uint64_t bytes;
    int64_t ms;
};

struct message_contest {
    bool senders; /* the journal is the sender's; else the receiver's */
    struct contest contest;
    struct digest digests[CONTEST_POINTS]; /* the sender's, at contest_points() */
};

/* A terminal, as of the time when the message was made. */
struct message_terminal {
    char id[IDENT_SIZE];
    struct presence presence; /* never PRESENCE_UNKNOWN; whole seconds */
};

/* server/evidence/attest.h defines the signed statement. */
struct message_signed {
    uint64_t n;
    struct digest digest;
    uint8_t key[MESSAGE_KEY_BYTES], signature[MESSAGE_SIGNATURE_BYTES];
};

struct message {
    enum message_kind kind;
    struct hello hello;
    uint64_t n;                      /* the first entry's number, or the last acknowledged one's */
    const struct wire_word *entries; /* entry_count words of canonical bytes */
    size_t entry_count;
    struct digest digest;              /* of the last entry */
    struct message_signed head;        /* MESSAGE_HEAD, MESSAGE_COUNTER */
    struct message_receipt receipt;    /* MESSAGE_ACK, MESSAGE_BEAT */
    int64_t left_ms;                   /* MESSAGE_BEAT */
    const struct wire_word *terminals; /* MESSAGE_TERMINALS: message_terminal() */
    size_t terminal_count;
    int64_t terminals_left;
    struct message_contest contest;
    struct nonce nonce;      /* MESSAGE_CHALLENGE, MESSAGE_PRESENT */
    struct wire_word reason; /* MESSAGE_REFUSE, MESSAGE_RETIRE */
};

bool message_parse(const struct wire_word *words, size_t count, struct message *out);

/* The i-th of message->terminal_count. */
struct message_terminal message_terminal(const struct message *message, size_t i);

void message_put_hello(struct buffer *out, const struct hello *hello);
void message_put_entries(struct buffer *out, enum message_kind kind, uint64_t first,
                         const struct digest *digest, const struct wire_word *entries,
                         size_t count);
void message_put_signed(struct buffer *out, enum message_kind kind,
                        const struct message_signed *head);
void message_put_ack(struct buffer *out, uint64_t n, const struct message_receipt *receipt);
void message_put_beat(struct buffer *out, const struct message_receipt *receipt, int64_t left_ms);
/* At most MESSAGE_TERMINALS_MOST. */
void message_put_terminals(struct buffer *out, const struct message_terminal *terminals,
                           size_t count, int64_t left);
void message_put_contest(struct buffer *out, const struct message_contest *contest);
void message_put_nonce(struct buffer *out, enum message_kind kind, const struct nonce *nonce);
void message_put_wait(struct buffer *out);
void message_put_refuse(struct buffer *out, const char *reason);
void message_put_retire(struct buffer *out, const char *reason);

#endif
