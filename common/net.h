/* net.h - stream sockets with deadlines. Every socket is closed on exec, and non-blocking until
 * net_receive_waiting() is called with it.
 * Threads: any; a socket belongs to one thread, others may only shutdown(2) it.
 * Memory:  the caller's. Errors: see each function. */
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

/* Do all addresses of the name belong to this machine? False when it does not resolve. */
bool net_is_loopback(const struct net_address *address);

/* Is the other end of a connected socket on this machine? */
bool net_peer_is_loopback(int fd);

/* The network of the other end of a connected socket: its IPv4 address, or the first 64 bits of its
 * IPv6 address, which belong to one subscriber. "?" for another kind of socket. */
enum { NET_NETWORK_SIZE = 64 };
void net_peer_network(int fd, char out[NET_NETWORK_SIZE]);

/* A listening socket. On failure errno says why and STATUS_IO is returned. */
enum status net_listen(const struct net_address *address, int *out);

/* A Unix socket that listens at path, mode 0600; a stale file there is replaced. */
enum status net_listen_unix(const char *path, int *out);

/* Bounds the kernel's buffers of each connection that this listening socket accepts, in bytes of
 * data each way; the kernel allots twice as much. Without a bound a client that reads no replies
 * occupies some MiB. */
void net_bound_buffers(int fd, int send_bytes, int receive_bytes);

/* The port of a listening socket; -1 when it has none. */
int net_port(int fd);

/* Tries every address of the name. STATUS_TIMEOUT, or STATUS_IO with errno; a name that does not
 * resolve sets errno ENOENT. */
enum status net_connect(const struct net_address *address, struct mono deadline, int *out);
enum status net_connect_unix(const char *path, int *out);

/* Makes an accepted socket close on exec, non-blocking and without Nagle's delay. A lost other end
 * is noticed within two minutes: by keep-alive while the connection is idle, by TCP_USER_TIMEOUT
 * while sent bytes are unacknowledged. */
void net_prepare(int fd);

/* Waits for at least one byte and receives those that are there. STATUS_CLOSED at the end of the
 * stream or when it was reset, STATUS_TIMEOUT. */
enum status net_receive(int fd, char *data, size_t room, struct mono deadline, size_t *got);

/* Sends all bytes. STATUS_CLOSED, STATUS_TIMEOUT. */
enum status net_send(int fd, const char *data, size_t len, struct mono deadline);

/* Waits until the deadline, and returns true. False as soon as the stream ends, by the other end or
 * by shutdown(2). Bytes that arrive meanwhile can be received afterwards. */
bool net_stays(int fd, struct mono deadline);

/* As net_receive(), for a socket that is never polled: it waits in recv(2) itself, one system call
 * instead of two. *set_ms: the timeout that the socket has at present, 0 at first. The timers of
 * sockets are coarse: it may wait a tenth longer. */
enum status net_receive_waiting(int fd, char *data, size_t room, struct mono deadline, int *set_ms,
                                size_t *got);

/* One attempt that never waits; *sent and *got may be 0. STATUS_CLOSED. */
enum status net_send_some(int fd, const char *data, size_t len, size_t *sent);
enum status net_receive_some(int fd, char *data, size_t room, size_t *got);

#endif
