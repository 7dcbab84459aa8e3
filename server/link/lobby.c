#include "server/link/lobby.h"

#include "common/net.h"
#include "server/link/handshake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HANDSHAKE_BYTES = 16 * 1024, LEAVING_MS = 1000, LEAVING_READS = 16 };

struct guest {
    struct stream stream;
    char network[NET_NETWORK_SIZE];
    struct handshake handshake; /* once it is refused: the time to leave */
    bool heard;                 /* poll(2) reported it, or it is new */
    int reads;                  /* refused: LEAVING_READS to 1, the reads that are left; else 0 */
};

struct lobby {
    struct tls_context *tls;
    void (*refused)(void *context, const struct stream *guest);
    void *context;
    char peer[NET_NETWORK_SIZE]; /* the network of the last guest that was the peer; "": none */
    struct guest guest[LOBBY_GUESTS]; /* the oldest first */
    size_t count;
};

static void take_out(struct lobby *lobby, size_t i)
{
    lobby->count--;
    for (; i < lobby->count; i++) {
        lobby->guest[i] = lobby->guest[i + 1];
        stream_moved(&lobby->guest[i].stream);
    }
}

static void send_away(struct lobby *lobby, size_t i)
{
    struct stream *stream = &lobby->guest[i].stream;
    stream_close(stream);
    close(stream->fd);
    take_out(lobby, i);
}

static bool is_from(const struct guest *g, const char *network)
{
    return strcmp(g->network, network) == 0;
}

/* The number of guests from that network; *oldest: the first of them, if there is one. */
static size_t count_from(const struct lobby *lobby, const char *network, size_t *oldest)
{
    size_t count = 0;
    for (size_t i = lobby->count; i-- > 0;) {
        if (is_from(&lobby->guest[i], network)) {
            *oldest = i;
            count++;
        }
    }
    return count;
}

/* The oldest guest of the network that has most guests; the peer's network does not count. */
static size_t find_busiest(const struct lobby *lobby)
{
    size_t most = 0, found = 0, oldest = 0;
    for (size_t i = 0; i < lobby->count; i++) {
        const char *network = lobby->guest[i].network;
        if (strcmp(network, lobby->peer) == 0)
            continue;
        size_t count = count_from(lobby, network, &oldest);
        if (count > most) {
            most = count;
            found = oldest;
        }
    }
    return found;
}

static void make_guest_room(struct lobby *lobby, const char *network)
{
    size_t oldest = 0, places = LOBBY_NETWORK;
    if (strcmp(network, lobby->peer) == 0)
        places = LOBBY_PEER;
    if (count_from(lobby, network, &oldest) >= places)
        send_away(lobby, oldest);
    else if (lobby->count == LOBBY_GUESTS)
        send_away(lobby, find_busiest(lobby));
}

void lobby_admit(struct lobby *lobby, int fd, struct mono now)
{
    char network[NET_NETWORK_SIZE];
    net_peer_network(fd, network);
    make_guest_room(lobby, network);
    struct guest *g = &lobby->guest[lobby->count];
    *g = (struct guest){.heard = true};
    if (stream_open(&g->stream, lobby->tls, fd) != STATUS_OK) {
        close(fd);
        return;
    }
    memcpy(g->network, network, sizeof g->network);
    handshake_begin(&g->handshake, now);
    lobby->count++;
}

size_t lobby_poll(const struct lobby *lobby, struct pollfd fds[LOBBY_GUESTS])
{
    for (size_t i = 0; i < lobby->count; i++) {
        const struct guest *g = &lobby->guest[i];
        short wants = g->reads > 0 ? POLLIN : g->stream.wants;
        fds[i] = (struct pollfd){.fd = g->stream.fd, .events = wants};
    }
    return lobby->count;
}

void lobby_polled(struct lobby *lobby, const struct pollfd *fds, size_t count)
{
    for (size_t i = 0; i < count && i < lobby->count; i++)
        lobby->guest[i].heard |= fds[i].revents != 0;
}

struct mono lobby_timer(const struct lobby *lobby, struct mono latest)
{
    for (size_t i = 0; i < lobby->count; i++) {
        struct mono deadline = handshake_deadline(&lobby->guest[i].handshake);
        if (deadline.ms < latest.ms)
            latest = deadline;
    }
    return latest;
}

/* STATUS_CLOSED: the end of the input, which poll(2) would report again and again. */
static enum status received(ssize_t got)
{
    if (got > 0)
        return STATUS_OK;
    bool later = got < 0 && (errno == EAGAIN || errno == EINTR);
    return later ? STATUS_BUSY : STATUS_CLOSED;
}

/* Closing with unread bytes would reset the connection before the TLS alert arrives. */
static enum status drain(struct guest *g)
{
    char bytes[4096];
    enum status status = received(recv(g->stream.fd, bytes, sizeof bytes, MSG_DONTWAIT));
    if (status != STATUS_OK)
        return status;
    g->reads--;
    return g->reads > 0 ? STATUS_BUSY : STATUS_CLOSED;
}

static enum status read_guest(struct lobby *lobby, struct guest *g)
{
    char byte;
    g->heard = false;
    if (g->reads > 0)
        return drain(g);
    if (lobby->tls != NULL)
        return stream_handshake_some(&g->stream);
    return received(recv(g->stream.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT));
}

static enum status progress(struct lobby *lobby, struct guest *g, struct mono now)
{
    enum status status = g->heard ? read_guest(lobby, g) : STATUS_BUSY;
    if (status == STATUS_INVALID) {
        lobby->refused(lobby->context, &g->stream);
        (void)shutdown(g->stream.fd, SHUT_WR);
        g->handshake.end.ms = g->handshake.silence_end.ms = now.ms + LEAVING_MS;
        g->reads = LEAVING_READS;
        status = STATUS_BUSY;
    } else if (g->reads == 0) {
        handshake_heard(&g->handshake, stream_raw_bytes(&g->stream), now);
    }
    if (status == STATUS_BUSY && g->handshake.raw_bytes > HANDSHAKE_BYTES)
        return STATUS_CLOSED;
    bool late = now.ms >= handshake_deadline(&g->handshake).ms;
    return status == STATUS_BUSY && late ? STATUS_TIMEOUT : status;
}

bool lobby_step(struct lobby *lobby, struct mono now, struct stream *out)
{
    for (size_t i = 0; i < lobby->count;) {
        enum status status = progress(lobby, &lobby->guest[i], now);
        if (status == STATUS_OK) {
            if (lobby->tls != NULL)
                memcpy(lobby->peer, lobby->guest[i].network, sizeof lobby->peer);
            *out = lobby->guest[i].stream;
            stream_moved(out);
            take_out(lobby, i);
            return true;
        }
        if (status == STATUS_BUSY)
            i++;
        else
            send_away(lobby, i);
    }
    return false;
}

enum status lobby_open(struct tls_context *tls,
                       void (*refused)(void *context, const struct stream *guest), void *context,
                       struct lobby **out)
{
    struct lobby *lobby = calloc(1, sizeof *lobby);
    if (lobby == NULL)
        return STATUS_NOMEM;
    lobby->tls = tls;
    lobby->refused = refused;
    lobby->context = context;
    *out = lobby;
    return STATUS_OK;
}

void lobby_close(struct lobby *lobby)
{
    if (lobby == NULL)
        return;
    while (lobby->count > 0)
        send_away(lobby, 0);
    free(lobby);
}
