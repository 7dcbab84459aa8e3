/* peer.h - the sync thread: owns the peer socket and its back-off; server/link/exchange.h is what is
 * said over it. Threads: start, stop and nudge by others; all else on the sync thread. Memory:
 * open/close. Errors:  STATUS_IO, STATUS_NOMEM, STATUS_FULL; a link that fails is tried again for
 * ever. */
#ifndef SERVER_LINK_PEER_H
#define SERVER_LINK_PEER_H

#include "common/net.h"
#include "common/tls.h"
#include "db/store/store.h"
#include "db/store/journal_cache.h"
#include "server/link/exchange.h"

struct peer;

/* Dials the address, or waits on listen_fd (taken over) when it is not -1. tls: the context for
 * that side, NULL for a plain link; pin: the expected fingerprint as text, for messages; own: this
 * node's. All outlive the peer. */
enum status peer_open(const struct net_address *address, int listen_fd, struct tls_context *tls,
                      const char *pin, const struct fingerprint *own, struct peer **out);

enum status peer_start(struct peer *peer, struct store *store, struct journal_cache *cache,
                       const struct exchange_notary *notary, unsigned spin_us);

/* The journals grew: there may be something to send. Any thread; never blocks. */
void peer_nudge(struct peer *peer);

/* Why there is no link, in words; "" when there is one. Any thread, once it was started. */
void peer_problem(struct peer *peer, char out[LEDGER_REASON_SIZE]);

/* How the line is: as exchange_line(). Any thread, once it was started. */
void peer_line(struct peer *peer, struct exchange_line *out);

/* Ends the thread if it was started. NULL is allowed. */
void peer_stop(struct peer *peer);

/* Closes and frees, once nobody nudges any more: after the store has stopped. NULL is allowed. */
void peer_close(struct peer *peer);

#endif
