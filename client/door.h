/* door.h - the node's address, and the key that it must show. With TLS the node is known by its
 * key's fingerprint: given by --pin, remembered in a file, or confirmed once by the person at the
 * terminal.
 * Threads: any, once it is open. Memory: the TLS context lives until the process ends, since a
 * courier's thread may still use it. Errors: told on standard error, with advice. */
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
    DOOR_CLOSED,  /* no answer, no memory, or no TLS */
    DOOR_STRANGER /* another key, a key that was not confirmed, or a damaged file of keys */
};

/* pin: NULL when none is given. tls: use TLS, also where no key is remembered. Where one is, TLS is
 * always used. */
enum door_result door_open(struct door *door, const struct net_address *address, bool tls,
                           const struct fingerprint *pin);

#endif
