/* exchange.h - the conversation with the peer over one connection after another, as bytes in and
 * bytes out: what was received goes into the store, what the journals hold goes out. No socket, no
 * clock and no waiting but for the store; server/link/peer.c gives it those, and a simulation its own.
 *
 *     exchange_begin ─▶ exchange_step ⇄ bytes in and out ─▶ false ─▶ last bytes out ─▶ exchange_end
 *
 * What to say and do is decided in server/core/link and in the ledger.
 *
 * Threads: one at a time, but for exchange_problem() and exchange_line(); ready() is called on a
 * thread of the store. Memory: open/close. Errors:  STATUS_NOMEM; false: the connection is over,
 * and the log says why, once. */
#ifndef SERVER_LINK_EXCHANGE_H
#define SERVER_LINK_EXCHANGE_H

#include "common/instant.h"
#include "db/store/store.h"
#include "db/store/journal_cache.h"

struct exchange;

/* Who signs journals (server/evidence/notary.h); called on the thread that steps, and never waits. When
 * there is something new exchange_step() is to be called. */
struct exchange_notary {
    /* Our newest signed head after after_n and up to held_n; false when there is none. */
    bool (*head)(void *context, uint64_t after_n, uint64_t held_n, struct message_signed *out);
    /* The peer signed a journal, its own or ours. */
    void (*take)(void *context, enum journal_owner journal, const struct message_signed *theirs);
    /* Our signature under the peer's journal at entry n; false while there is none. */
    bool (*counter)(void *context, uint64_t n, struct message_signed *out);
    void *context;
};

/* notary: constant, or NULL. ready(context): what was given to the store is done, so
 * exchange_step() has something to do. */
enum status exchange_open(struct store *store, struct journal_cache *cache,
                          void (*ready)(void *context), void *context,
                          const struct exchange_notary *notary, struct exchange **out);
/* NULL is allowed; it must be idle, or the store closed. */
void exchange_close(struct exchange *exchange);

/* A new connection. */
void exchange_begin(struct exchange *exchange, struct mono now);

/* The peer has shown its key on it: whoever waits for the peer at a start goes on waiting
 * (grace.h).
 */
void exchange_peer_shown(struct exchange *exchange);

/* Does what can be done: handles what was received and finished, puts what is due into the output.
 * False: the connection is over. Call it at exchange_timer() at the latest, and again as soon as
 * the output is empty while exchange_has_more(): entries are put into it a message at a time, so
 * that whatever goes before them need not wait for many (link.h L9). */
bool exchange_step(struct exchange *exchange, struct mono now);
bool exchange_has_more(const struct exchange *exchange);

/* Nothing is to be received now: the store has all the entries that it takes. */
bool exchange_busy(const struct exchange *exchange);

/* Where received bytes go, NULL when out of memory; then how many came: 0 when something came that
 * cannot be read yet, a part of a TLS record. */
char *exchange_space(struct exchange *exchange, size_t *room);
void exchange_received(struct exchange *exchange, size_t len, struct mono now);

/* What is to be sent, at most so many bytes in one record, and how much of it was. */
struct wire_word exchange_output(const struct exchange *exchange);
size_t exchange_record_bytes(const struct exchange *exchange);
void exchange_sent(struct exchange *exchange, size_t len);

struct mono exchange_timer(const struct exchange *exchange);

/* Another connection's HELLO came while this one goes on (server/core/instance.h R8): which of the
 * two is the peer's present start? To be asked when its HELLO has come and, while it waits, at each
 * step. nonce: random. On REFUSED `reply` gets the message that says why. */
enum exchange_newcomer {
    EXCHANGE_NEWCOMER_WAITS,
    EXCHANGE_NEWCOMER_TAKEN, /* end this connection; the next exchange_begin() is for the newcomer
                              */
    EXCHANGE_NEWCOMER_REFUSED
};
enum exchange_newcomer exchange_newcomer(struct exchange *exchange, const struct hello *hello,
                                         const struct nonce *nonce, struct mono now,
                                         struct buffer *reply);
/* One that waited is gone. */
void exchange_forget_newcomer(struct exchange *exchange);

/* The connection is no more. The store may be busy with its last entries for a while; the next
 * exchange_begin() must wait for that. */
void exchange_end(struct exchange *exchange);
bool exchange_is_idle(const struct exchange *exchange);

/* How the connection went: both took the other's HELLO; one of them refused the other. */
bool exchange_was_up(const struct exchange *exchange);
bool exchange_was_refused(const struct exchange *exchange);

/* How the line is, for people. Zeros without a link. Any thread. */
struct exchange_line {
    uint64_t rate;          /* bytes a second; 0: not known yet */
    uint64_t backlog_bytes; /* of ours that the peer has yet to receive, about */
    int64_t backlog_ms;     /* how long they take */
};
void exchange_line(struct exchange *exchange, struct exchange_line *out);

/* Logs why there is no link, unless that was the last complaint. */
void exchange_complain(struct exchange *exchange, const char *what);

/* The last complaint, "" once the link is up and not quiet. Any thread. */
void exchange_problem(struct exchange *exchange, char out[LEDGER_REASON_SIZE]);

#endif
