/* pace.h - congestion control: the measured rate of the line, and the bytes that may be in flight.
 *
 * The peer regularly reports the bytes that it has received, and the time by its own clock (a
 * receipt). Two receipts give the rate. The one-way delay of a message above the smallest measured
 * delay is the queue on the line; both values contain the same difference of the two clocks, which
 * cancels out. The bytes in flight are bounded end to end, and so is every buffer between the
 * journals: in this process, the kernel, a modem, a tunnel. (After LEDBAT, RFC 6817, and BBR.)
 *
 *   L8   entries are sent only while fewer bytes than the window are in flight: the bytes that the
 *        line carries in its round trip and PACE_QUEUE_MS more; one message is always allowed
 *   L10  a message of entries takes about PACE_MESSAGE_MS at most, except for PACE_MESSAGE_LEAST
 *        bytes or a single entry
 *
 * Threads: one at a time. Memory: plain values. Errors: none; a false receipt can only make the
 * line look faster or slower until the next receipt. */
#ifndef CORE_PACE_H
#define CORE_PACE_H

#include "common/instant.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PACE_QUEUE_MS = 600,       /* target length of the queue on the line, about */
    PACE_QUEUE_LEAST_MS = 400, /* the window grows while the queue is shorter */
    PACE_QUEUE_MOST_MS = 750,  /* and shrinks while it is longer */
    PACE_MEASURE_MS = 500,     /* least length of a measurement that ends early on a long queue */
    PACE_BUSY_MS = 100,        /* with such a queue the line was never idle */
    PACE_AGAIN_MS = 60000,     /* the smallest delay is measured again, as clocks drift */
    PACE_LATE_MS = 1000,       /* a receipt that is this late means that the line has slowed down */
    PACE_RECEIPT_BYTES = 256,  /* a receipt is due soon when it would cover this many new bytes */
    PACE_MESSAGE_MS = 250,
    PACE_MESSAGE_LEAST = 1024,
    PACE_WINDOW_FIRST = 2048, /* before the first measurement */
    PACE_WINDOW_MOST = 1024 * 1024
};

struct pace {
    uint64_t sent; /* bytes that we sent on this connection */
    struct mono sent_at;
    uint64_t taken;   /* bytes of them that the peer has received, by its last receipt */
    int64_t taken_ms; /* the time of that by the peer's clock */
    uint64_t rate;    /* bytes a second; 0: not known yet */
    uint64_t window;  /* bytes */
    bool filled;      /* the window was full at some time since the last measurement */

    /* One measurement at a time: it ends when the peer has received `end` bytes; 0: none. */
    uint64_t end, from; /* from: the bytes that the peer had when the measurement began */
    int64_t from_ms;    /* the time of that by the peer's clock */
    struct mono at;
    bool alone; /* nothing else was in flight */

    /* The smallest one-way delay, of a message that was in flight alone. */
    bool way_known;
    int64_t way_ms;   /* from our clock to the peer's, with the difference of the clocks */
    int64_t round_ms; /* from the message to its receipt, by our clock */
    struct mono way_until;
};

void pace_init(struct pace *pace);

/* Bytes were written to the connection. */
void pace_sent(struct pace *pace, uint64_t bytes, struct mono now);

/* A receipt: the peer had received so many bytes at `ms` by its clock. */
void pace_receipt(struct pace *pace, uint64_t bytes, int64_t ms, struct mono now);

/* L8: may more entries be sent? Short messages (acknowledgements, heartbeats) have additional room,
 * which entries leave free. */
bool pace_has_room(const struct pace *pace, struct mono now);
bool pace_has_room_for_news(const struct pace *pace);

/* L10: the most bytes of entries in one message, and of one TLS record. */
uint64_t pace_message_bytes(const struct pace *pace);

/* The time until the bytes in flight and `backlog` more bytes have reached the peer, by the
 * measured rate; 0 while the rate is not known. */
int64_t pace_left_ms(const struct pace *pace, uint64_t backlog, struct mono now);

#endif
