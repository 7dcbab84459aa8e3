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
    /* With tls: the keys that the node may show, the present one and the one that it will have. */
    struct fingerprint pins[TLS_PINS];
    size_t pin_count;
};

enum door_result {
    DOOR_OPEN,
    DOOR_CLOSED,  /* no answer, no memory, or no TLS */
    DOOR_STRANGER /* another key, a key that was not confirmed, or a damaged file of keys */
};

/* pins: up to TLS_PINS that were given; pin_count 0: none. tls: use TLS, also where no key is
 * remembered. Where one is, TLS is always used. */
enum door_result door_open(struct door *door, const struct net_address *address, bool tls,
                           const struct fingerprint *pins, size_t pin_count);

/* May the node show this key? */
bool door_trusts(const struct door *door, const struct fingerprint *seen);

#endif
