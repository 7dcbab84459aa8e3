/* net.h - stream sockets with deadlines. Every socket is closed on exec, and non-blocking until
 * somebody waits in net_receive_waiting().
 * Threads: any; a socket belongs to one thread, others may only shutdown(2) it.
 * Memory:  the caller's. Errors: as said at each function. */
#ifndef COMMON_NET_H
#define COMMON_NET_H

#include "common/clock.h"
#include "common/status.h"

#include <stdbool.h>
#include <stddef.h>

/* "HOST:PORT", "[IPv6]:PORT" or ":PORT" (every address of this machine). */
enum { NET_HOST_SIZE = 256, NET_ADDRESS_SIZE = 272 };
struct net_address {
    char host[NET_HOST_SIZE]; /* empty: every address */
    char port[8];             /* decimal, 0-65535; 0 asks the system for one, to listen */
};

bool net_parse(const char *text, struct net_address *out);
void net_format(const struct net_address *address, char out[NET_ADDRESS_SIZE]);

/* Does the name mean this machine alone? False for one that does not resolve. */
bool net_is_loopback(const struct net_address *address);

/* Is the other end of a connected socket on this machine? */
bool net_peer_is_loopback(int fd);

/* Where the other end of a connected socket is: an IPv4 address, or the first 64 bits of an IPv6
 * address, which one subscriber has; "?" when it is neither. */
enum { NET_NETWORK_SIZE = 64 };
void net_peer_network(int fd, char out[NET_NETWORK_SIZE]);

/* A listening socket. On failure errno says why and STATUS_IO is returned. */
enum status net_listen(const struct net_address *address, int *out);

/* A Unix socket that listens at path, mode 0600; a stale file there is replaced. */
enum status net_listen_unix(const char *path, int *out);

/* Bounds what the kernel keeps for each connection that this listening socket will accept, in bytes of
 * data each way (it allots twice as much, for its own part). Without it one that takes no replies
 * holds some MiB. */
void net_bound_buffers(int fd, int send_bytes, int receive_bytes);

/* The port that a listening socket got. */
int net_port(int fd);

/* Tries every address of the name. STATUS_TIMEOUT, or STATUS_IO with errno; a name that does not
 * resolve sets errno ENOENT. */
enum status net_connect(const struct net_address *address, struct mono deadline, int *out);
enum status net_connect_unix(const char *path, int *out);

/* Makes an accepted socket non-blocking, without delay, and one that notices within a minute or two
 * that the other end is gone: keep-alive when nothing is said, TCP_USER_TIMEOUT when something is.
 */
void net_prepare(int fd);

/* Receives what is there, at least one byte: STATUS_CLOSED at the end of the stream or when it was
 * reset, STATUS_TIMEOUT. */
enum status net_receive(int fd, char *data, size_t room, struct mono deadline, size_t *got);

/* Sends everything: STATUS_CLOSED, STATUS_TIMEOUT. */
enum status net_send(int fd, const char *data, size_t len, struct mono deadline);

/* Waits until the deadline; false as soon as the stream has ended, by the other end or by
 * shutdown(2). What comes meanwhile stays to be received. */
bool net_stays(int fd, struct mono deadline);

/* As net_receive(), of a socket that nobody polls: it waits in recv(2) itself, one system call
 * instead of two. *set_ms: what the socket is set to, 0 at first. It may wait a tenth longer than
 * the deadline says, as the timers of sockets are coarse. */
enum status net_receive_waiting(int fd, char *data, size_t room, struct mono deadline, int *set_ms,
                                size_t *got);

/* One attempt that never waits; *sent may be 0. */
enum status net_send_some(int fd, const char *data, size_t len, size_t *sent);
enum status net_receive_some(int fd, char *data, size_t room, size_t *got); /* *got may be 0 */

#endif
