/* instance.h - which start of a node is speaking. Each start of sinodod draws a random number, has
 * it on its disk, and says it in HELLO: so the peer tells a restart from a second process that runs
 * with a copy of the first one's disk.
 *
 *   R8  of the starts of one node that run at the same time the peer takes one: a newcomer is taken
 *       only when the one that was taken last is gone, and a number that was replaced or refused is
 *       never taken again, unless the peer's disk is lost. Whoever is refused closes, also after
 *       its own restart, until the peer takes it again
 *
 * What the peer decides about a HELLO:
 *
 *   its number was       and the one that was taken last                     decision
 *   fenced               -                                                   refuse: FENCED
 *   never seen, and no other was taken before                                TAKE
 *   taken last           - (its older connection is over)                    TAKE
 *   never seen           has no connection, or it closed                     SUCCEED
 *   never seen           is being asked                                      WAIT
 *   never seen           answered                                            refuse: DUPLICATE
 *   never seen           did not answer within INSTANCE_ANSWER_MS            SUCCEED
 *
 * SUCCEED fences the number that was taken last, DUPLICATE the newcomer's. To be asked is to be
 * sent a nonce after the newcomer's HELLO has come, and to answer is to send it back: bytes of a
 * killed process that are still under way are no life.
 *
 * What this covers: a copy of the disk that starts while the first node is linked (it is refused
 * before it serves anybody, as a closed node opens only once its peer has taken it); a node that
 * stood still while a newcomer took its place; a copy that the peer dials in turn with the first at
 * one address: the later one is taken, and the first is fenced and closes when it is met again.
 *
 * What it cannot know: two starts that both have no link serve beside each other; so do a newcomer
 * that was taken and a first one that has no link and has not heard of it. The peer learns of it
 * when the second comes, refuses it, and where both wrote the journals differ (recovery.h R4). A
 * refused disk that is started again draws a new number: while the first one lives it is refused
 * again; while it does not, it comes in as a restored disk and gets back what the peer holds (R1).
 * A machine that was copied with its memory has two processes with one number.
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

/* The connection of the one that was taken last. */
enum instance_present {
    INSTANCE_GONE, /* there is none, or it is silent */
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

/* last: the one that was taken last, NULL when none ever was; fenced: the newcomer's number is. */
enum instance_decision instance_decide(const struct instance *newcomer, bool fenced,
                                       const struct instance *last, enum instance_present present);

/* A newcomer waits while the present one is asked. */
struct challenge {
    bool open;
    bool asked; /* the nonce was sent */
    bool answered;
    struct nonce nonce;
    struct mono until;
};

/* The newcomer's HELLO came. nonce: random. */
void challenge_begin(struct challenge *challenge, const struct nonce *nonce, struct mono now);

/* The present one sent a nonce. */
void challenge_hear(struct challenge *challenge, const struct nonce *nonce);

/* Of an open challenge. */
enum instance_present challenge_look(const struct challenge *challenge, struct mono now);

#endif
