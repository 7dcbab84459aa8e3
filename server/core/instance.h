/* instance.h - the instances of a node. Each start of sinodod is an instance: it draws a random
 * number, stores it on its disk, and sends it in HELLO. The peer so tells a restart from a second
 * process that runs with a copy of the first one's disk.
 *
 *   R8  of several instances of one node that run at the same time the peer accepts one: it accepts
 *       a newcomer only when the instance that it accepted last is gone, and never accepts again an
 *       instance that was replaced or refused, unless the peer's disk is lost. A refused node
 *       closes, and stays closed after its restart until the peer accepts it again
 *
 * The peer's decision about a HELLO:
 *
 *   instance in HELLO    the instance that was accepted last                 decision
 *   fenced               -                                                   refuse: FENCED
 *   new                  none                                                TAKE
 *   accepted last        - (it ended its older connection)                   TAKE
 *   new                  has no connection, or closed it                     SUCCEED
 *   new                  is being challenged                                 WAIT
 *   new                  answered the challenge                              refuse: DUPLICATE
 *   new                  did not answer within INSTANCE_ANSWER_MS            SUCCEED
 *
 * SUCCEED fences the instance that was accepted last; DUPLICATE fences the newcomer. A challenge is
 * a nonce that is sent after the newcomer's HELLO has come, and the answer repeats the nonce: bytes
 * of a killed process that are still in flight prove nothing.
 *
 * Covered: a copy of the disk that starts while the first node is linked (the peer refuses it
 * before it serves anybody, since a closed node opens only after its peer has accepted it); a node
 * that was stopped while a newcomer took its place; a copy that the peer dials alternately with the
 * first node at one address (the later one is accepted; the first is fenced, and closes when the
 * peer meets it again).
 *
 * Not covered: two instances without a link serve at the same time; so do an accepted newcomer and
 * a first instance that has no link and has not heard of the newcomer. The peer finds out when the
 * second one connects, and refuses it; where both wrote, the journals differ (recovery.h R4). A
 * refused disk that is started again draws a new number: while the first instance lives the peer
 * refuses it again; afterwards it joins as a restored disk and receives the entries that the peer
 * holds (R1). A machine that was copied with its memory has two processes with one number.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_INSTANCE_H
#define CORE_INSTANCE_H

#include "common/instant.h"

#include <stdbool.h>
#include <stdint.h>

enum { INSTANCE_BYTES = 16, NONCE_BYTES = 16, INSTANCE_ANSWER_MS = 10000 };

struct instance {
    uint8_t bytes[INSTANCE_BYTES];
};

struct nonce {
    uint8_t bytes[NONCE_BYTES];
};

bool instance_equal(const struct instance *a, const struct instance *b);

/* The state of the instance that was accepted last. */
enum instance_present {
    INSTANCE_GONE, /* it has no connection, or did not answer in time */
    INSTANCE_ASKED,
    INSTANCE_ANSWERED
};

enum instance_decision {
    INSTANCE_TAKE,
    INSTANCE_SUCCEED,
    INSTANCE_WAIT,
    INSTANCE_DUPLICATE,
    INSTANCE_FENCED
};

/* last: the instance that was accepted last; NULL: none so far. fenced: the newcomer is fenced. */
enum instance_decision instance_decide(const struct instance *newcomer, bool fenced,
                                       const struct instance *last, enum instance_present present);

/* The challenge to the present instance while a newcomer waits. */
struct challenge {
    bool open;
    bool asked; /* the nonce was sent */
    bool answered;
    struct nonce nonce;
    struct mono until;
};

/* The newcomer's HELLO came. nonce: random. */
void challenge_begin(struct challenge *challenge, const struct nonce *nonce, struct mono now);

/* The present instance sent this nonce. */
void challenge_hear(struct challenge *challenge, const struct nonce *nonce);

/* The state of the present instance; the challenge must be open. */
enum instance_present challenge_look(const struct challenge *challenge, struct mono now);

#endif
