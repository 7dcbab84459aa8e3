/* lobby.h - who has connected to the peer's port and has not shown yet that it is the peer. Each has
 * a little time and few bytes for that, and no network (an IPv4 address, the first 64 bits of an IPv6
 * address) more than a few places, so that nobody keeps the peer out by connecting again and again:
 * who comes in its network's last place takes that of its oldest guest, and who comes into a full
 * lobby that of the oldest guest of the network with the most. The network where the peer last showed
 * its key, since this node was started, has half of the places to itself.
 *
 * Threads: the sync thread. Memory: open/close; a guest's socket is the lobby's until it leaves.
 * Errors:  STATUS_NOMEM. */
#ifndef SERVER_LINK_LOBBY_H
#define SERVER_LINK_LOBBY_H

#include "common/clock.h"
#include "common/tls.h"

#include <poll.h>

struct lobby;

enum { LOBBY_GUESTS = 256, LOBBY_NETWORK = 16, LOBBY_PEER = LOBBY_GUESTS / 2 };

/* tls NULL: whoever says something may come in. refused(context, guest): it showed a wrong key. */
enum status lobby_open(struct tls_context *tls,
                       void (*refused)(void *context, const struct stream *guest), void *context,
                       struct lobby **out);
void lobby_close(struct lobby *lobby); /* NULL is allowed */

/* Takes a connected socket. */
void lobby_admit(struct lobby *lobby, int fd, struct mono now);

/* What to wait for, and until when. Returns how many of fds were set. */
size_t lobby_poll(const struct lobby *lobby, struct pollfd fds[LOBBY_GUESTS]);
struct mono lobby_timer(const struct lobby *lobby, struct mono latest);

/* What poll(2) said of these fds, before anyone else is admitted. */
void lobby_polled(struct lobby *lobby, const struct pollfd *fds, size_t count);

/* Looks at those who were heard, and whose time is up. Never waits. True when one may come in: *out
 * is its stream, and the caller's. */
bool lobby_step(struct lobby *lobby, struct mono now, struct stream *out);

#endif
