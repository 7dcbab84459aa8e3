/* notary.h - signs this node's journal as it grows, and countersigns the peer's as far as this node
 * holds it. After that neither node can change its journal alone, and neither can somebody who gets
 * hold of one of them.
 *
 * Threads: its own thread signs every NOTARY_EVERY_MS, and checks the signatures of the peer. The
 * sync thread brings those, and takes new ones to the peer (server/link/exchange.h); it waits for
 * nothing.
 * Memory:  open/close.
 * Errors:  STATUS_NOMEM, STATUS_FULL. A signature that cannot be made or kept is logged; the next
 *          one covers the same entries. */
#ifndef SERVER_EVIDENCE_NOTARY_H
#define SERVER_EVIDENCE_NOTARY_H

#include "db/store/store.h"
#include "server/evidence/attest.h"
#include "server/link/signatures.h"

struct notary;

enum { NOTARY_EVERY_MS = 5000 };

struct notary_options {
    const struct key *key;
    const char *cluster, *node;
    struct tls_context *peer_tls; /* whose pins may sign for the peer; NULL: any key */
    void (*news)(void *context);  /* a new signature can be sent; on the notary's thread */
    void *context;
};

enum status notary_open(const struct notary_options *options, struct store *store,
                        struct notary **out);
/* Signs once more and ends the thread. NULL is allowed. */
void notary_stop(struct notary *notary);
void notary_close(struct notary *notary); /* NULL is allowed */

/* For exchange_open(). */
const struct exchange_notary *notary_hooks(struct notary *notary);

#endif
