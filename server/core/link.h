/* link.h - one connection to the peer as a state machine without a socket. It decides the task that
 * a received message gives this node, and the message to send next. The sync thread (server/link)
 * passes in messages, journal lengths and time, and carries the decisions out.
 *
 *   L1  nothing is sent before our HELLO, and before the peer's only HELLO, REFUSE, RETIRE and WAIT
 *       are accepted
 *   L2  own entries are sent in order, once a connection, from the first entry that the peer lacks
 *       by its HELLO, and only when they are on our disk
 *   L3  an acknowledgement covers only entries that are on our disk
 *   L4  the peer's lost tail is sent before any entry of ours
 *   L5  no entry is sent while LINK_AHEAD or more are unacknowledged
 *   L6  when either side lacks more than LINK_BACKLOG of the other's entries at the handshake, the
 *       link is behind until both hold all entries that existed then: new entries queue after them.
 *       (A lost tail does not count: the node that lost it is closed.)
 *   L7  any byte is a sign of life, also in the middle of a message
 *   L9  acknowledgements and heartbeats overtake entries; entries keep their order
 *   L11 the link is behind while the backlog of either side takes more than LINK_BEHIND_MS at the
 *       measured rate, until it takes less than half of that
 *   L12 terminals are told of only while no entry is due: with LINK_TELL_MS between two messages at
 *       least, as many bytes as the line carries in LINK_TELL_TAKES_MS (LINK_TELL_LEAST at least), and
 *       a fiftieth of its time
 *   L13 what the peer told of terminals counts on this connection alone
 *
 * pace.h bounds the bytes in flight (L8) and the size of messages (L10).
 *
 * Threads: one at a time. Memory: plain values. Errors: LINK_BROKEN, the connection must close. */
#ifndef CORE_LINK_H
#define CORE_LINK_H

#include "common/instant.h"
#include "server/core/message.h"
#include "server/core/pace.h"

enum {
    LINK_BEAT_MS = 2000,            /* a message is sent at least this often */
    LINK_SILENCE_MS = 8000,         /* a connection that is silent for this long is dead */
    LINK_RECEIPT_MS = 100,          /* delay of a receipt once PACE_RECEIPT_BYTES have come */
    LINK_RECEIPT_BYTES = 64 * 1024, /* once this many have come the receipt is sent at once */
    LINK_CROWDED_MS = 400,          /* between two receipts while the line is full */
    LINK_BEHIND_MS = 2000,
    LINK_ENTRY_BYTES = 128, /* assumed size of an entry until some were sent */
    LINK_TELL_MS = 3000,
    LINK_TELL_SHARE = 50, /* of the line's time: one part of so many */
    LINK_TELL_TAKES_MS = 50,
    LINK_TELL_LEAST = 100,   /* bytes of a message, also on a slower line */
    LINK_TELL_UNKNOWN = 512, /* on a line whose rate is not known */
    LINK_TELL_MOST = 8 * 1024,
    LINK_AHEAD = 4 * MESSAGE_ENTRIES_MAX,
    LINK_BACKLOG = LINK_AHEAD
};

struct link {
    bool greeted;     /* our HELLO was sent */
    bool met;         /* the peer's HELLO was accepted */
    bool contested;   /* R6: only CONTEST is sent and accepted from now on */
    bool quiet;       /* recovery.h R3 */
    uint64_t sent_n;  /* own entries sent, or held by the peer at the handshake */
    uint64_t peer_n;  /* own entries that the peer has on disk */
    uint64_t acked_n; /* the peer's entries that we acknowledged */
    /* The entries of the peer's own lost tail that are yet to be sent; none when next > end. */
    uint64_t tail_next, tail_end;
    /* L6: the lengths of both journals at the handshake; 0, 0 when neither side lacked much. */
    uint64_t own_target, held_target;
    struct mono begun, heard, spoke;

    struct pace pace;                  /* of the bytes that we send */
    uint64_t shipped_n, shipped_bytes; /* entries sent on this connection; their messages' bytes */
    uint64_t received, told;           /* bytes received; bytes that our last receipt covered */
    struct mono received_at, told_at;
    uint64_t hello_end; /* bytes that we had sent with our HELLO */
    /* The peer has told that our HELLO came (offset.h): answered_ms after its connection began. */
    bool answered;
    int64_t answered_ms;
    bool owes_beat; /* a beat is due at once: it tells the peer that we accepted its HELLO */
    /* L11: our backlog is slow; `slow` in our last beat; the peer's backlog is slow. */
    bool slow, told_slow, peer_slow;
    struct mono tell_from; /* L12: not before */
};

enum link_task {
    LINK_NOTHING,
    LINK_MEET,       /* decide about message->hello, then call link_met() or send a refusal */
    LINK_ENTRIES,    /* apply the message's entries to our copy of the peer's journal */
    LINK_TAIL,       /* apply the message's entries to our own journal */
    LINK_HEAD,       /* message->head: the peer's signature of its own journal */
    LINK_COUNTER,    /* message->head: the peer's signature of our journal */
    LINK_CONTEST,    /* a journal is contested: answer message->contest */
    LINK_TERMINALS,  /* message->terminals: what the peer tells of its terminals (presence.h) */
    LINK_ACKED,      /* the peer holds our entries up to link->peer_n */
    LINK_CHALLENGED, /* answer the challenge: send message->nonce back (instance.h) */
    LINK_PRESENT,    /* the peer answers our challenge: message->nonce */
    LINK_REFUSED,    /* the peer refuses the link: message->reason */
    LINK_RETIRED,    /* the same, and this node closes (instance.h R8) */
    LINK_BROKEN      /* the message is out of order: close the connection */
};

void link_init(struct link *link, struct mono now);

/* L7: data came. bytes: those that can be read; 0 for a part of a TLS record. */
void link_heard(struct link *link, uint64_t bytes, struct mono now);

/* A whole message came. own_n: our journal's length on disk. */
enum link_task link_receive(struct link *link, const struct message *message, uint64_t own_n,
                            struct mono now);

/* The peer's HELLO was accepted. own_n: our journal's length; held_n: the length of our copy of the
 * peer's journal. */
void link_met(struct link *link, const struct recovery_side *peer, bool quiet, uint64_t own_n,
              uint64_t held_n);

/* The peer's HELLO shows that a journal is contested. */
void link_contest(struct link *link);

/* The entries that are not sent yet, and their bytes, estimated from the average entry. left_ms:
 * the time until these and the bytes in flight have arrived. */
struct link_backlog {
    uint64_t entries, bytes;
    int64_t left_ms;
};
struct link_backlog link_backlog(const struct link *link, uint64_t own_n, struct mono now);

/* L6, L11: is the link catching up? Then the grant of a new claim cannot come soon, and nobody
 * should wait for it. Call it before link_next(), which tells the peer when our side changes. */
bool link_behind(struct link *link, uint64_t own_n, uint64_t held_n, struct mono now);

enum link_send {
    LINK_SEND_NOTHING,
    LINK_SEND_HELLO,
    LINK_SEND_ACK,     /* of `n` */
    LINK_SEND_TAIL,    /* of the peer's journal, from `n` */
    LINK_SEND_ENTRIES, /* of our journal, from `n` */
    LINK_SEND_BEAT
};

struct link_next {
    enum link_send send;
    uint64_t n;
};

/* The message to send now. own_n, held_n: the lengths of both journals on our disk. */
struct link_next link_next(const struct link *link, uint64_t own_n, uint64_t held_n,
                           struct mono now);

/* L10: the most bytes of entries in the next message; a single entry may have more. */
uint64_t link_message_bytes(const struct link *link);

/* L12. May the peer be told of our terminals now? own_n: our journal's length on disk. Then the most
 * bytes of that message; and it was sent, in so many bytes. */
bool link_may_tell(const struct link *link, uint64_t own_n, struct mono now);
uint64_t link_tell_bytes(const struct link *link);
void link_told(struct link *link, uint64_t bytes, struct mono now);

/* The receipt in an acknowledgement or a heartbeat. */
struct message_receipt link_receipt(const struct link *link);

/* The message was sent, in so many bytes. upto: the last entry in a tail or entries message. */
void link_sent(struct link *link, struct link_next next, uint64_t upto, uint64_t bytes,
               struct mono now);

/* Has the peer been silent for LINK_SILENCE_MS? */
bool link_dead(const struct link *link, struct mono now);

/* The time to call link_next() and link_dead() again if nothing else happens. */
struct mono link_timer(const struct link *link);

#endif
