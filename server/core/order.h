/* order.h - an order: what the staff have told the node to do. Its entries in the journal say who gave
 * it, why, and by which key.
 *
 *   O1  an order that was journaled for an ID (or, without an ID, for the node) changes nothing when
 *       it comes again with the same key: whoever lost the reply may repeat it
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef CORE_ORDER_H
#define CORE_ORDER_H

#include "server/core/names.h"

#include <stdbool.h>
#include <stdint.h>

enum { ORDER_KEY_BYTES = 16 };

struct order_key {
    uint8_t bytes[ORDER_KEY_BYTES]; /* random, made by the sender's program; zeros: none */
};

struct order {
    struct order_key key;
    char by[BY_MAX_BYTES + 1];
    char reason[REASON_MAX_BYTES + 1]; /* "" where none is asked for */
};

/* An order without a key. by, reason: at most BY_MAX_BYTES and REASON_MAX_BYTES; longer text is cut. */
struct order order_by(const char *by, const char *reason);

/* Without key, name and reason: nobody gave it. */
bool order_is_empty(const struct order *order);

bool order_key_is_zero(const struct order_key *key);

#endif
