/* lobby.h - connections to the peer's port that have not shown the peer's key yet (guests). Each has
 * little time and few bytes to show it (handshake.h), and each network (an IPv4 address, or the first
 * 64 bits of an IPv6 address) has a few places, so that nobody keeps the peer out by connecting again
 * and again:
 *
 *   - a guest that comes when its network has LOBBY_NETWORK guests replaces the oldest of these
 *   - a guest that comes into a full lobby replaces the oldest guest of the network that has most
 *   - half of the places belong to the network on which the peer last showed its key since the start
 *
 * Threads: the sync thread. Memory: open/close; a guest's socket is the lobby's until it leaves.
 * Errors: STATUS_NOMEM. */
#ifndef SERVER_LINK_LOBBY_H
#define SERVER_LINK_LOBBY_H

#include "common/clock.h"
#include "common/tls.h"

#include <poll.h>

struct lobby;

enum { LOBBY_GUESTS = 256, LOBBY_NETWORK = 16, LOBBY_PEER = LOBBY_GUESTS / 2 };

/* tls NULL: every guest that sends a byte is the peer. refused(context, guest): it showed a wrong key.
 */
enum status lobby_open(struct tls_context *tls,
                       void (*refused)(void *context, const struct stream *guest), void *context,
                       struct lobby **out);
void lobby_close(struct lobby *lobby); /* NULL is allowed */

/* Takes a connected socket. */
void lobby_admit(struct lobby *lobby, int fd, struct mono now);

/* The descriptors to wait for, and until when. Returns the number of descriptors. */
size_t lobby_poll(const struct lobby *lobby, struct pollfd fds[LOBBY_GUESTS]);
struct mono lobby_timer(const struct lobby *lobby, struct mono latest);

/* The results of poll(2), before another guest is admitted. */
void lobby_polled(struct lobby *lobby, const struct pollfd *fds, size_t count);

/* Reads from the guests that have sent bytes, and closes those whose time is up; never waits. True
 * when a guest has shown the peer's key: *out is its stream, and the caller's. */
bool lobby_step(struct lobby *lobby, struct mono now, struct stream *out);

#endif
