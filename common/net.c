#define _GNU_SOURCE /* POLLRDHUP */
#include "common/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

bool net_parse(const char *text, struct net_address *out)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL)
        return false;
    const char *host = text;
    size_t host_len = (size_t)(colon - text);
    if (host_len >= 2 && host[0] == '[' && host[host_len - 1] == ']') {
        host++;
        host_len -= 2;
    }
    size_t port_len = strlen(colon + 1);
    if (host_len >= sizeof out->host || port_len == 0 || port_len > 5 ||
        strspn(colon + 1, "0123456789") != port_len || strtol(colon + 1, NULL, 10) > 65535)
        return false;
    struct net_address address = {{0}, {0}};
    memcpy(address.host, host, host_len);
    memcpy(address.port, colon + 1, port_len);
    *out = address;
    return true;
}

void net_format(const struct net_address *address, char out[NET_ADDRESS_SIZE])
{
    bool bare = strchr(address->host, ':') == NULL;
    (void)snprintf(out, NET_ADDRESS_SIZE, bare ? "%s:%s" : "[%s]:%s", address->host, address->port);
}

void net_prepare(int fd)
{
    int on = 1, idle_s = 60, probe_s = 10, probes = 4;
    unsigned unheard_ms = 30000;
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    /* Both fail on a Unix socket, which needs neither. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &probe_s, sizeof probe_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unheard_ms, sizeof unheard_ms);
}

void net_bound_buffers(int fd, int send_bytes, int receive_bytes)
{
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_bytes, sizeof send_bytes);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
}

static int resolve(const struct net_address *address, int flags, struct addrinfo **out)
{
    struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV};
    const char *host = address->host[0] ? address->host : NULL;
    int rc = getaddrinfo(host, address->port, &hints, out);
    if (rc != 0 && rc != EAI_SYSTEM)
        errno = ENOENT;
    return rc;
}

static bool loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
}

bool net_is_loopback(const struct net_address *address)
{
    struct addrinfo *list;
    if (address->host[0] == '\0' || resolve(address, 0, &list) != 0)
        return false;
    bool all = true;
    for (const struct addrinfo *a = list; a != NULL; a = a->ai_next)
        all = all && loopback(a->ai_addr);
    freeaddrinfo(list);
    return all;
}

bool net_peer_is_loopback(int fd)
{
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    memset(&peer, 0, sizeof peer);
    return getpeername(fd, (struct sockaddr *)&peer, &len) == 0 &&
           loopback((const struct sockaddr *)&peer);
}

static void ipv4_text(const void *bytes, char out[NET_NETWORK_SIZE])
{
    if (inet_ntop(AF_INET, bytes, out, NET_NETWORK_SIZE) == NULL)
        (void)snprintf(out, NET_NETWORK_SIZE, "?");
}

void net_peer_network(int fd, char out[NET_NETWORK_SIZE])
{
    enum { SUBSCRIBER_BYTES = 8, MAPPED_AT = 12 };
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    char text[INET6_ADDRSTRLEN];
    (void)snprintf(out, NET_NETWORK_SIZE, "?");
    memset(&peer, 0, sizeof peer);
    if (getpeername(fd, (struct sockaddr *)&peer, &len) != 0)
        return;
    if (peer.ss_family == AF_INET)
        ipv4_text(&((const struct sockaddr_in *)&peer)->sin_addr, out);
    if (peer.ss_family != AF_INET6)
        return;
    struct in6_addr address = ((const struct sockaddr_in6 *)&peer)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        ipv4_text(address.s6_addr + MAPPED_AT, out);
        return;
    }
    memset(address.s6_addr + SUBSCRIBER_BYTES, 0, sizeof address.s6_addr - SUBSCRIBER_BYTES);
    if (inet_ntop(AF_INET6, &address, text, sizeof text) != NULL)
        (void)snprintf(out, NET_NETWORK_SIZE, "%s/64", text);
}

enum status net_listen(const struct net_address *address, int *out)
{
    struct addrinfo *list;
    if (resolve(address, AI_PASSIVE, &list) != 0)
        return STATUS_IO;
    int fd = -1, saved = ENOENT, on = 1;
    for (struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next) {
        fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (fd < 0) {
            saved = errno;
            continue;
        }
        net_prepare(fd);
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (bind(fd, a->ai_addr, a->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
            saved = errno;
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(list);
    errno = saved;
    if (fd < 0)
        return STATUS_IO;
    *out = fd;
    return STATUS_OK;
}

static bool unix_address(const char *path, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t len = strlen(path);
    if (len >= sizeof out->sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(out->sun_path, path, len + 1);
    return true;
}

enum status net_listen_unix(const char *path, int *out)
{
    struct sockaddr_un address;
    if (!unix_address(path, &address))
        return STATUS_IO;
    (void)unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        return STATUS_IO;
    net_prepare(fd);
    /* The mode is set before anyone can connect: listen(2) comes last. */
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || chmod(path, 0600) != 0 ||
        listen(fd, 16) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return STATUS_IO;
    }
    *out = fd;
    return STATUS_OK;
}

int net_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    memset(&address, 0, sizeof address);
    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        return -1;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

/* Waits for `events` of poll(2); false when the deadline passed first. */
static bool descriptor_ready(int fd, short events, struct mono deadline)
{
    struct pollfd p = {.fd = fd, .events = events};
    for (;;) {
        int left = clock_left_ms(deadline);
        int rc = poll(&p, 1, left);
        if (rc > 0)
            return true;
        if (rc == 0 && clock_left_ms(deadline) == 0)
            return false;
    }
}

static enum status connect_one(const struct addrinfo *a, struct mono deadline, int *out)
{
    int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
    if (fd < 0)
        return STATUS_IO;
    net_prepare(fd);
    enum status status = STATUS_OK;
    int error = 0;
    socklen_t len = sizeof error;
    if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
        error = errno;
        if (error == EINPROGRESS) {
            if (!descriptor_ready(fd, POLLOUT, deadline))
                status = STATUS_TIMEOUT;
            else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
                error = errno;
        }
    }
    if (status == STATUS_OK && error != 0)
        status = STATUS_IO;
    if (status != STATUS_OK) {
        close(fd);
        errno = error;
        return status;
    }
    *out = fd;
    return STATUS_OK;
}

enum status net_connect(const struct net_address *address, struct mono deadline, int *out)
{
    struct addrinfo *list;
    if (resolve(address, 0, &list) != 0)
        return STATUS_IO;
    enum status status = STATUS_IO;
    for (struct addrinfo *a = list; a != NULL && status != STATUS_OK; a = a->ai_next)
        status = connect_one(a, deadline, out);
    int saved = errno;
    freeaddrinfo(list);
    errno = saved;
    return status;
}

enum status net_connect_unix(const char *path, int *out)
{
    struct sockaddr_un address;
    if (!unix_address(path, &address))
        return STATUS_IO;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        return STATUS_IO;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return STATUS_IO;
    }
    net_prepare(fd);
    *out = fd;
    return STATUS_OK;
}

bool net_stays(int fd, struct mono deadline)
{
    return !descriptor_ready(fd, POLLRDHUP, deadline);
}

static bool would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static enum status receive(int fd, char *data, size_t room, int flags, size_t *got)
{
    *got = 0;
    ssize_t n = recv(fd, data, room, flags);
    if (n > 0)
        *got = (size_t)n;
    else if (n == 0 || !would_block())
        return STATUS_CLOSED;
    return STATUS_OK;
}

enum status net_receive_some(int fd, char *data, size_t room, size_t *got)
{
    return receive(fd, data, room, MSG_DONTWAIT, got);
}

/* Makes recv(2) wait so long; calls that must not wait pass MSG_DONTWAIT. */
static void set_waiting(int fd, int ms)
{
    struct timeval most = {.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
}

enum status net_receive_waiting(int fd, char *data, size_t room, struct mono deadline, int *set_ms,
                                size_t *got)
{
    enum { TOLERANCE_MS = 10 };
    int left;
    while ((left = clock_left_ms(deadline)) > 0) {
        if (*set_ms < left || *set_ms > left + TOLERANCE_MS) {
            *set_ms = left;
            set_waiting(fd, left);
        }
        enum status status = receive(fd, data, room, 0, got);
        if (status != STATUS_OK || *got > 0)
            return status;
    }
    return STATUS_TIMEOUT;
}

enum status net_receive(int fd, char *data, size_t room, struct mono deadline, size_t *got)
{
    for (;;) {
        enum status status = net_receive_some(fd, data, room, got);
        if (status != STATUS_OK || *got > 0)
            return status;
        if (!descriptor_ready(fd, POLLIN, deadline))
            return STATUS_TIMEOUT;
    }
}

enum status net_send_some(int fd, const char *data, size_t len, size_t *sent)
{
    *sent = 0;
    ssize_t n = send(fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0)
        *sent = (size_t)n;
    else if (!would_block())
        return STATUS_CLOSED;
    return STATUS_OK;
}

enum status net_send(int fd, const char *data, size_t len, struct mono deadline)
{
    while (len > 0) {
        size_t sent;
        enum status status = net_send_some(fd, data, len, &sent);
        if (status != STATUS_OK)
            return status;
        data += sent;
        len -= sent;
        if (len > 0 && sent == 0 && !descriptor_ready(fd, POLLOUT, deadline))
            return STATUS_TIMEOUT;
    }
    return STATUS_OK;
}
