/* newcomer.h - a second connection on which the peer's key was shown, while there is a connection to
 * the peer. Its HELLO is read; then it is told to WAIT until the exchange has decided which one goes
 * on (instances.h).
 *
 *     admit ─▶ speaks ── its HELLO ──▶ waits ──┬─▶ taken: stream and bytes go to the exchange
 *                                              └─▶ leaves: the reason is sent, then it is closed
 *
 * Threads: the sync thread. Memory: a zeroed structure is empty; newcomer_close() releases it.
 * Errors: a newcomer that fails is closed. */
#ifndef SERVER_LINK_NEWCOMER_H
#define SERVER_LINK_NEWCOMER_H

#include "common/clock.h"
#include "common/tls.h"
#include "common/wire.h"
#include "server/core/message.h"

#include <poll.h>

enum newcomer_state { NEWCOMER_NONE, NEWCOMER_SPEAKS, NEWCOMER_WAITS, NEWCOMER_LEAVES };

struct newcomer {
    enum newcomer_state state;
    struct stream stream;
    struct wire_reader in; /* all bytes that it sent, the HELLO first */
    struct hello hello;    /* valid while it waits */
    struct mono deadline;
    struct mono told; /* the last WAIT was sent */
};

/* Takes the stream. An earlier newcomer is closed: a node dials one connection at a time. */
void newcomer_admit(struct newcomer *newcomer, const struct stream *stream, struct mono now);

/* The descriptor to wait for, and until when; then a step, which never waits. */
struct pollfd newcomer_poll(const struct newcomer *newcomer);
struct mono newcomer_timer(const struct newcomer *newcomer, struct mono latest);
void newcomer_step(struct newcomer *newcomer, struct mono now);

/* Sends it away with this message. */
void newcomer_refuse(struct newcomer *newcomer, const struct buffer *message, struct mono now);

/* It is the peer's connection now: its stream and the bytes that it sent are the caller's. False when
 * there is none. */
bool newcomer_take(struct newcomer *newcomer, struct stream *stream, struct wire_reader *in);

void newcomer_close(struct newcomer *newcomer);

#endif
