/* link.h - one connection to the peer as a state machine without a socket: what a message from the
 * peer asks for, and what is to be sent next. server/link/peer.c gives it messages, positions and time,
 * and does what it says.
 *
 *   L1  nothing is sent before our HELLO, and nothing but HELLO, REFUSE, RETIRE or WAIT is taken
 *       before theirs
 *   L2  own entries are shipped in order, once a connection, from where the peer's HELLO said it
 *       stopped, and only what is on our disk
 *   L3  an acknowledgement says what is on our disk, never more
 *   L4  a peer's lost tail is given back before any entry of ours
 *   L5  no entry is sent while LINK_AHEAD or more are unacknowledged
 *   L6  when one side lacks more than LINK_BACKLOG of the other's entries at the handshake the link
 *       is behind until both hold what there was then: what is written now comes after all of it.
 *       (A tail that is given back counts for nothing: who lost it is closed.)
 *   L7  any byte is a sign of life, also one in the middle of a message
 *   L9  acknowledgements and heartbeats are sent before entries, which keep their order
 *   L11 the link is behind while the backlog of either side takes more than LINK_BEHIND_MS at the
 *       measured rate, until it takes less than half of that
 *
 * How much may be under way at once (L8), and in how large messages (L10), is pace.h's.
 *
 * Threads: one at a time. Memory: plain values. Errors: LINK_BROKEN, the connection must close. */
#ifndef CORE_LINK_H
#define CORE_LINK_H

#include "common/instant.h"
#include "server/core/message.h"
#include "server/core/pace.h"

enum {
    LINK_BEAT_MS = 2000,            /* something is sent at least so often */
    LINK_SILENCE_MS = 8000,         /* a peer silent for so long is gone */
    LINK_RECEIPT_MS = 100,          /* PACE_RECEIPT_BYTES have come: so soon the peer is told */
    LINK_RECEIPT_BYTES = 64 * 1024, /* so many have come: at once */
    LINK_CROWDED_MS = 400,          /* but not more often while the line is full */
    LINK_BEHIND_MS = 2000,
    LINK_ENTRY_BYTES = 128, /* an entry, until some were sent */
    LINK_AHEAD = 4 * MESSAGE_ENTRIES_MAX,
    LINK_BACKLOG = LINK_AHEAD
};

struct link {
    bool greeted;     /* our HELLO was sent */
    bool met;         /* their HELLO was accepted */
    bool contested;   /* R6: nothing but CONTEST is sent or taken any more */
    bool quiet;       /* recovery.h R3 */
    uint64_t sent_n;  /* own entries sent or held by the peer */
    uint64_t peer_n;  /* own entries that the peer has on disk */
    uint64_t acked_n; /* the peer's entries that we acknowledged */
    uint64_t tail_next,
        tail_end; /* of the peer's own journal, to give back; none when next > end */
    uint64_t own_target, held_target; /* L6: both journals then; 0, 0 when nobody lacked much */
    struct mono begun, heard, spoke;

    struct pace pace;                  /* of what we send */
    uint64_t shipped_n, shipped_bytes; /* entries of this connection, and their messages' bytes */
    uint64_t received, told;           /* bytes; of them the peer knows */
    struct mono received_at, told_at;
    bool owes_beat;                  /* the peer is to hear at once that we took its HELLO */
    bool slow, told_slow, peer_slow; /* L11: our side, as the peer knows it; the peer's */
};

enum link_task {
    LINK_NOTHING,
    LINK_MEET,       /* decide about message->hello, then link_met() or link_refuse */
    LINK_ENTRIES,    /* apply message's entries to our copy of the peer's journal */
    LINK_TAIL,       /* apply message's entries to our own journal */
    LINK_HEAD,       /* the peer signs its journal: message->head */
    LINK_COUNTER,    /* the peer signs ours: message->head */
    LINK_CONTEST,    /* a journal is contested: answer message->contest */
    LINK_ACKED,      /* the peer holds our entries up to link->peer_n */
    LINK_CHALLENGED, /* say that we live: message->nonce (instance.h) */
    LINK_PRESENT,    /* the peer says so: message->nonce */
    LINK_REFUSED,    /* the peer refuses: message->reason */
    LINK_RETIRED,    /* as well, and this node closes (instance.h R8) */
    LINK_BROKEN      /* out of order: close */
};

void link_init(struct link *link, struct mono now);

/* Bytes came: so many that can be read; 0 when it was a part of a TLS record. (L7) */
void link_heard(struct link *link, uint64_t bytes, struct mono now);

/* What of them there was is a message. own_n: our journal's length on disk. */
enum link_task link_receive(struct link *link, const struct message *message, uint64_t own_n,
                            struct mono now);

/* Their HELLO was accepted. own_n: our journal's length; held_n: how much of theirs we hold. */
void link_met(struct link *link, const struct recovery_side *peer, bool quiet, uint64_t own_n,
              uint64_t held_n);

/* A journal is contested, as we saw in their HELLO. */
void link_contest(struct link *link);

/* What the peer has yet to receive: entries that were not sent, and their bytes, as far as those of
 * an average entry tell; how long that and what is under way will take. */
struct link_backlog {
    uint64_t entries, bytes;
    int64_t left_ms;
};
struct link_backlog link_backlog(const struct link *link, uint64_t own_n, struct mono now);

/* Is no answer to what is written now to be expected soon? (L6, L11) To be asked before
 * link_next(), which tells the peer when our side of it has changed. */
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

/* What to send now, given how long both journals are on our disk. */
struct link_next link_next(const struct link *link, uint64_t own_n, uint64_t held_n,
                           struct mono now);

/* The most bytes of entries in the next message; a single entry may have more. (L10) */
uint64_t link_message_bytes(const struct link *link);

/* What an acknowledgement or a heartbeat says besides. */
struct message_receipt link_receipt(const struct link *link);

/* It was sent, in so many bytes; for a tail or entries, up to and including entry `upto`. */
void link_sent(struct link *link, struct link_next next, uint64_t upto, uint64_t bytes,
               struct mono now);

/* Has the peer been silent for too long? */
bool link_dead(const struct link *link, struct mono now);

/* When to look at link_next() and link_dead() again though nothing happened. */
struct mono link_timer(const struct link *link);

#endif
