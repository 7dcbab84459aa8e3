/* pace.h - how fast the line carries our bytes, and how many may be under way on it.
 *
 * The peer says now and then how many bytes it has received and when, by its own clock (a receipt).
 * The rate follows from two receipts. A queue on the way shows as a way that takes longer than the
 * shortest one that was measured; the difference of the clocks is in both, and drops out. What is
 * under way is bounded end to end, so that no buffer between the journals holds more, whoever owns
 * it: this process, the kernel, a modem, a tunnel. (After LEDBAT, RFC 6817, and BBR.)
 *
 *   L8   entries are sent only while less than the window is under way: what the line carries in its
 *        round trip and PACE_QUEUE_MS more, but one message always
 *   L10  a message of entries takes no more than about PACE_MESSAGE_MS, but may have
 *        PACE_MESSAGE_LEAST bytes in any case, or a single entry
 *
 * Threads: one at a time. Memory: plain values. Errors: none; a receipt that is not true can only
 * make the line look faster or slower, until the next one. */
#ifndef CORE_PACE_H
#define CORE_PACE_H

#include "common/instant.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PACE_QUEUE_MS = 600,       /* of bytes may wait on the way, about */
    PACE_QUEUE_LEAST_MS = 400, /* with less the window grows */
    PACE_QUEUE_MOST_MS = 750,  /* with more it shrinks */
    PACE_MEASURE_MS = 500,     /* not less is measured, but for what is received sooner */
    PACE_BUSY_MS = 100,        /* with such a queue the line was never idle */
    PACE_AGAIN_MS = 60000,     /* the shortest way is measured anew, as clocks drift */
    PACE_LATE_MS = 1000,       /* a receipt that is so late says that the line has slowed down */
    PACE_RECEIPT_BYTES = 256,  /* received and not told: a receipt is due soon */
    PACE_MESSAGE_MS = 250,
    PACE_MESSAGE_LEAST = 1024,
    PACE_WINDOW_FIRST = 2048, /* before anything is known */
    PACE_WINDOW_MOST = 1024 * 1024
};

struct pace {
    uint64_t sent; /* bytes of ours in this connection */
    struct mono sent_at;
    uint64_t taken;   /* of them the peer has received */
    int64_t taken_ms; /* by its clock */
    uint64_t rate;    /* bytes a second; 0: not known yet */
    uint64_t window;  /* bytes */
    bool filled;      /* the window was, since the last measurement */

    /* One measurement at a time: it ends when the peer has `end` bytes; 0: none. */
    uint64_t end, from; /* from: what the peer had when it began */
    int64_t from_ms;    /* when it had that, by its clock */
    struct mono at;
    bool alone; /* nothing else was under way */

    /* The shortest way, when something was sent alone. */
    bool way_known;
    int64_t way_ms;   /* from our clock to the peer's */
    int64_t round_ms; /* until its receipt came */
    struct mono way_until;
};

void pace_init(struct pace *pace);

/* Bytes were put into the connection. */
void pace_sent(struct pace *pace, uint64_t bytes, struct mono now);

/* The peer had received so many bytes when its clock said ms. */
void pace_receipt(struct pace *pace, uint64_t bytes, int64_t ms, struct mono now);

/* May more entries be sent? (L8) What is short has more room, which entries leave free. */
bool pace_has_room(const struct pace *pace, struct mono now);
bool pace_has_room_for_news(const struct pace *pace);

/* The most bytes of entries in one message, and of one TLS record. (L10) */
uint64_t pace_message_bytes(const struct pace *pace);

/* How long it takes until what is under way and `backlog` more bytes are at the peer, as far as it
 * is known. */
int64_t pace_left_ms(const struct pace *pace, uint64_t backlog, struct mono now);

#endif
