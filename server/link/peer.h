/* peer.h - the sync thread: it dials the peer or accepts it, owns the socket, and moves the bytes of
 * exchange.h. A link that fails is tried again for ever, with back-off.
 *
 * Threads: start, stop and nudge by others; all else on the sync thread. Memory: open/close.
 * Errors: STATUS_IO, STATUS_NOMEM, STATUS_FULL. */
#ifndef SERVER_LINK_PEER_H
#define SERVER_LINK_PEER_H

#include "common/net.h"
#include "common/tls.h"
#include "db/store/journal_cache.h"
#include "db/store/store.h"
#include "server/link/exchange.h"

struct peer;

/* Dials the address, or waits on listen_fd (taken over) when it is not -1. tls: the context for
 * that side, NULL for a plain link; own: this node's fingerprint. Both outlive the peer. */
enum status peer_open(const struct net_address *address, int listen_fd, struct tls_context *tls,
                      const struct fingerprint *own, struct peer **out);

enum status peer_start(struct peer *peer, struct store *store, struct journal_cache *cache,
                       const struct exchange_notary *notary, const struct exchange_watch *watch,
                       unsigned spin_us);

/* The journals have grown: wakes the sync thread to send. Any thread; never blocks. */
void peer_nudge(struct peer *peer);

/* What a handshake tells the peer, or the keys that it may show, have changed: the present connection
 * ends, and another one begins at once. Any thread; never blocks. */
void peer_renew(struct peer *peer);

/* The problem of the link: as exchange_problem(). Any thread, once it was started. */
void peer_problem(struct peer *peer, char out[LEDGER_REASON_SIZE]);

/* The state of the line: as exchange_line(). Any thread, once it was started. */
void peer_line(struct peer *peer, struct report_line *out);

/* The difference of the clocks: as exchange_offset(). Any thread, once it was started. */
int64_t peer_offset(struct peer *peer);

/* The length of its journal: as exchange_peer_n(). Any thread, once it was started. */
uint64_t peer_journal_n(struct peer *peer);

/* What the peer tells of its terminals: as exchange_watch(). Any thread, once it was started. */
struct watch *peer_watch(struct peer *peer);

/* Ends the thread if it was started. NULL is allowed. */
void peer_stop(struct peer *peer);

/* Call it after the store has stopped: nobody calls peer_nudge() any more. NULL is allowed. */
void peer_close(struct peer *peer);

#endif
