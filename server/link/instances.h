/* instances.h - R8: the peer connects while there is a connection to it. The other end is then a
 * newer start of the peer, or a second process with a copy of its disk. The instance on the present
 * connection is challenged, and core/instance.h decides by its answer:
 *
 *     present instance            this node                        newcomer
 *           |                         | ◀───────── HELLO ──────────── |
 *           | ◀────── CHALLENGE ───── | ────────── WAIT ────────────▶ |   every 2 s
 *           | ─────── PRESENT ──────▶ | ────────── RETIRE ──────────▶ |   it closes
 *           |  (no answer)            |                               |   it replaces the present one
 *
 * Threads: the one that steps the exchange. Memory: plain values; all zeros at the start of a
 * connection. Errors: where the store fails the newcomer is refused. */
#ifndef SERVER_LINK_INSTANCES_H
#define SERVER_LINK_INSTANCES_H

#include "db/store/store.h"
#include "server/core/instance.h"

struct instances {
    struct challenge challenge; /* of the present instance; open while a newcomer waits */
    bool warned;                /* the log says that the peer has challenged this node */
};

enum instances_decision {
    INSTANCES_WAIT,  /* challenge the present instance, and decide again at the next step */
    INSTANCES_TAKEN, /* end this connection; the next exchange_begin() is for the newcomer */
    INSTANCES_REFUSED
};

/* Decides about the newcomer of this HELLO, at each step while it waits. nonce: random. On REFUSED
 * `reply` gets the message that says why. */
enum instances_decision instances_decide(struct instances *instances, struct store *store,
                                         const struct hello *newcomer, const struct nonce *nonce,
                                         struct mono now, struct buffer *reply);

/* The peer has challenged this node, which has answered. */
void instances_warn(struct instances *instances);

#endif
