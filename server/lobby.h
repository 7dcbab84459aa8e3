/* lobby.h - who has connected to the peer's port and has not shown yet that it is the peer: a few
 * at once, each for a few seconds, and the oldest makes room, so that nobody keeps the peer out by
 * connecting and saying nothing.
 *
 * Threads: the sync thread. Memory: open/close; a guest's socket is the lobby's until it leaves.
 * Errors:  STATUS_NOMEM. */
#ifndef SERVER_LOBBY_H
#define SERVER_LOBBY_H

#include "common/clock.h"
#include "common/tls.h"

#include <poll.h>

struct lobby;

enum { LOBBY_GUESTS = 16 };

/* tls NULL: whoever says something may come in. refused(context, guest): it showed a wrong key. */
enum status lobby_open(struct tls_context *tls,
                       void (*refused)(void *context, const struct stream *guest), void *context,
                       struct lobby **out);
void lobby_close(struct lobby *lobby); /* NULL is allowed */

/* Takes a connected socket. */
void lobby_admit(struct lobby *lobby, int fd, struct mono now);

/* What to wait for, and until when; then a step. Returns how many of fds were set. */
size_t lobby_poll(const struct lobby *lobby, struct pollfd fds[LOBBY_GUESTS]);
struct mono lobby_timer(const struct lobby *lobby, struct mono latest);

/* Never waits. True when one may come in: *out is its stream, and the caller's. */
bool lobby_step(struct lobby *lobby, struct mono now, struct stream *out);

#endif
