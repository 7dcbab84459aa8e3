/* door.h - where the node is and whose key it must show. With TLS the node is known by its key's
 * fingerprint: given by --pin, remembered in a file from an earlier time, or, once, confirmed by
 * whoever sits at the terminal.
 * Threads: any, once it is open. Memory: its context lives until the process ends, as
 * threads that still wait for the node may use it. Errors: told on standard error, with what to
 * do. */
#ifndef CLIENT_DOOR_H
#define CLIENT_DOOR_H

#include "common/net.h"
#include "common/tls.h"

struct door {
    struct net_address address;
    struct tls_context *tls; /* NULL: plain */
    struct fingerprint pin;  /* of the node; valid with tls */
};

enum door_result {
    DOOR_OPEN,
    DOOR_CLOSED,  /* nobody answers, no room, or no TLS */
    DOOR_STRANGER /* somebody else's key, it was not confirmed, or what is remembered is torn */
};

/* pin: NULL when none is given. tls: even where no key is remembered; where one is, always. */
enum door_result door_open(struct door *door, const struct net_address *address, bool tls,
                           const struct fingerprint *pin);

#endif
