/* exchange.h - the conversation with the peer, over one connection after another: received bytes in,
 * bytes to send out. It has no socket and no clock: peer.h gives it those, and so does a simulation.
 * The entries of the peer go into the store, and the entries of both journals to the peer.
 *
 *     exchange_begin ─▶ exchange_step ⇄ bytes in and out ─▶ false ─▶ last bytes out ─▶ exchange_end
 *
 * server/core/link.h decides the order of messages, and the ledger what is accepted. README.md has
 * the whole mechanism.
 *
 * Threads: one at a time; exchange_problem(), exchange_line(), exchange_offset() and
 *          exchange_peer_n() any, and exchange_watch() as watch.h says. ready() is called on a thread of
 *          the store. Memory: open/close. Errors: STATUS_NOMEM; false: the connection is over, and the
 * log says why, once. */
#ifndef SERVER_LINK_EXCHANGE_H
#define SERVER_LINK_EXCHANGE_H

#include "common/instant.h"
#include "db/store/journal_cache.h"
#include "db/store/store.h"
#include "server/link/instances.h"
#include "server/link/report.h"
#include "server/link/signatures.h"
#include "server/link/watch.h"

struct exchange;

/* notary, watch: constant, or NULL. ready(context): the store has finished a task, and
 * exchange_step() has something to do. */
enum status exchange_open(struct store *store, struct journal_cache *cache,
                          void (*ready)(void *context), void *context,
                          const struct exchange_notary *notary, const struct exchange_watch *watch,
                          struct exchange **out);
/* NULL is allowed. The exchange must be idle, or the store closed. */
void exchange_close(struct exchange *exchange);

/* A new connection. */
void exchange_begin(struct exchange *exchange, struct mono now);

/* The bytes that the peer sent before the connection became the exchange's: takes them over. */
void exchange_adopt(struct exchange *exchange, struct wire_reader *in, struct mono now);

/* The peer has shown its key on this connection: the grace period goes on (grace.h). */
void exchange_peer_shown(struct exchange *exchange);

/* Handles the messages that were received and the tasks that the store has finished, and appends the
 * messages that are due to the output. False: the connection is over. Call it at exchange_timer() at
 * the latest, and as soon as the output is empty while exchange_has_more(): entries are appended one
 * message at a time, so that other messages can overtake them (link.h L9). */
bool exchange_step(struct exchange *exchange, struct mono now);
bool exchange_has_more(const struct exchange *exchange);

/* Receive nothing now: the store has all the entries that it takes. */
bool exchange_busy(const struct exchange *exchange);

/* The place for received bytes, NULL when out of memory; then the number of bytes that came. It is 0
 * for a part of a TLS record, which cannot be read yet. */
char *exchange_space(struct exchange *exchange, size_t *room);
void exchange_received(struct exchange *exchange, size_t len, struct mono now);

/* The bytes to send, the most bytes of one TLS record, and the number of bytes that were sent. */
struct wire_word exchange_output(const struct exchange *exchange);
size_t exchange_record_bytes(const struct exchange *exchange);
void exchange_sent(struct exchange *exchange, size_t len);

struct mono exchange_timer(const struct exchange *exchange);

/* R8: another connection brought a HELLO while this one goes on; decides which one is the peer's.
 * Call it when that HELLO has come and, while it waits, at each step. nonce: random. On REFUSED
 * `reply` gets the message that says why. */
enum instances_decision exchange_newcomer(struct exchange *exchange, const struct hello *hello,
                                          const struct nonce *nonce, struct mono now,
                                          struct buffer *reply);
/* The newcomer that waited has gone. */
void exchange_forget_newcomer(struct exchange *exchange);

/* The connection has ended. The store may still work on its last entries; the next exchange_begin()
 * must wait until the exchange is idle. */
void exchange_end(struct exchange *exchange);
bool exchange_is_idle(const struct exchange *exchange);

/* Both nodes accepted the other's HELLO; one of them refused the other. */
bool exchange_was_up(const struct exchange *exchange);
bool exchange_was_refused(const struct exchange *exchange);

/* The state of the line; zeros without a link. Any thread. */
void exchange_line(struct exchange *exchange, struct report_line *out);

/* By how much the peer's clock was certainly ahead of ours, in milliseconds, at the last connection
 * (offset.h). Any thread. */
int64_t exchange_offset(struct exchange *exchange);

/* The length of the peer's journal, as far as the peer has shown it since this node started; 0: it has
 * not. Any thread. */
uint64_t exchange_peer_n(struct exchange *exchange);

/* What the peer tells of its terminals; the exchange's. */
struct watch *exchange_watch(struct exchange *exchange);

/* Logs why there is no link, unless that was the last problem. */
void exchange_complain(struct exchange *exchange, const char *words);

/* The last problem, "" once the link is up and not quiet. Any thread. */
void exchange_problem(struct exchange *exchange, char out[LEDGER_REASON_SIZE]);

#endif
