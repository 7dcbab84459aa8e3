/* watch.h - what the two nodes tell each other of the terminals at which people sit
 * (server/core/presence.h), so that the staff of each centre see both. Every few seconds this node asks
 * its store who sits, and tells the peer what has changed (link.h L12). What the peer has told is kept
 * in memory, for this connection alone.
 *
 * Threads: the one that steps the exchange; watch_peer() and watch_peer_age_ms() any. ready() is called
 *          on a thread of the store. Memory: open/close; without more the peer's terminals are unknown
 *          until the next connection. Errors: STATUS_NOMEM. */
#ifndef SERVER_LINK_WATCH_H
#define SERVER_LINK_WATCH_H

#include "db/store/store.h"
#include "server/core/link.h"

/* Who hears our terminals (server/door/terminal_here.h). Called on the thread that steps. */
struct exchange_watch {
    struct presence (*presence)(void *context, const char *id, const struct digest *token);
    void *context;
};

struct watch;

/* ours: constant, or NULL: the peer is told nothing. ready(context): watch_put() has something to
 * do. */
enum status watch_open(struct store *store, void (*ready)(void *context), void *context,
                       const struct exchange_watch *ours, struct watch **out);
/* NULL is allowed. It must be idle, or the store closed. */
void watch_close(struct watch *watch);

/* A connection begins, or ends: both have told nothing. */
void watch_begin(struct watch *watch);

/* Appends a message that is due; before that it asks the store. */
void watch_put(struct watch *watch, struct link *link, struct buffer *out, struct mono now);

/* The peer's message came. */
void watch_take(struct watch *watch, const struct message *message, struct mono now);

/* The store is not asked at the moment. */
bool watch_idle(const struct watch *watch);

/* The terminal of a running sitting of the peer, as it was told last. */
struct presence watch_peer(struct watch *watch, const char *id, struct mono now);

/* Milliseconds since the peer last told all that it had to tell; -1: it has not. */
int64_t watch_peer_age_ms(struct watch *watch, struct mono now);

#endif
