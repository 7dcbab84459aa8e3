/* notary.h - signs this node's journal as it grows, and the peer's as far as it is held here. What
 * both nodes have signed neither can later change alone, nor whoever gets hold of one of them.
 *
 * Threads: a thread of its own signs every few seconds, and looks at what the peer signed; the sync
 * thread brings that and asks for what is new (server/link/exchange.h), and waits for nothing. Memory:
 * open/close. Errors: STATUS_NOMEM, STATUS_FULL; what cannot be signed or kept is logged, and tried
 * again with the next. */
#ifndef SERVER_EVIDENCE_NOTARY_H
#define SERVER_EVIDENCE_NOTARY_H

#include "server/evidence/attest.h"
#include "server/link/exchange.h"

struct notary;

enum { NOTARY_EVERY_MS = 5000 };

struct notary_options {
    const struct key *key;
    const char *cluster, *node;
    struct fingerprint pins[TLS_PINS]; /* whose signatures count; none: any key's */
    size_t pin_count;
    void (*news)(void *context); /* there is a head to offer; on the notary's thread */
    void *context;
};

enum status notary_open(const struct notary_options *options, struct store *store,
                        struct notary **out);
/* Ends the thread after a last signature. NULL is allowed. */
void notary_stop(struct notary *notary);
void notary_close(struct notary *notary); /* NULL is allowed */

/* For exchange_open(). */
const struct exchange_notary *notary_hooks(struct notary *notary);

#endif
