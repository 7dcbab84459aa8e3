/* newcomer.h - a second connection on which the peer's key was shown while there is one already:
 * its HELLO is read, and it waits until the exchange has decided which of the two goes on
 * (server/core/instance.h R8).
 *
 *     admit ─▶ speaks ── its HELLO ──▶ waits ──┬─▶ taken: stream and bytes go to the exchange
 *                                              └─▶ leaves, with a word why
 *
 * Threads: the sync thread. Memory: a zeroed structure is empty; newcomer_close() releases it.
 * Errors: a newcomer that fails is gone. */
#ifndef SERVER_LINK_NEWCOMER_H
#define SERVER_LINK_NEWCOMER_H

#include "common/clock.h"
#include "common/tls.h"
#include "server/core/message.h"

#include <poll.h>

enum newcomer_state { NEWCOMER_NONE, NEWCOMER_SPEAKS, NEWCOMER_WAITS, NEWCOMER_LEAVES };

struct newcomer {
    enum newcomer_state state;
    struct stream stream;
    struct buffer bytes; /* all that it said */
    struct hello hello;  /* once it waits */
    struct mono deadline;
    struct mono spoke; /* when it was last told to wait */
};

/* Takes the stream; an earlier newcomer is sent away: a node dials once at a time. */
void newcomer_admit(struct newcomer *newcomer, const struct stream *stream, struct mono now);

/* What to wait for, and until when; then a step, which never waits. */
struct pollfd newcomer_poll(const struct newcomer *newcomer);
struct mono newcomer_timer(const struct newcomer *newcomer, struct mono latest);
void newcomer_step(struct newcomer *newcomer, struct mono now);

/* It is sent away with these bytes, a message. */
void newcomer_refuse(struct newcomer *newcomer, const struct buffer *words, struct mono now);

/* It goes on as the peer: its stream and what it said are the caller's. False when there is none.
 */
bool newcomer_take(struct newcomer *newcomer, struct stream *stream, struct buffer *bytes);

void newcomer_close(struct newcomer *newcomer);

#endif
