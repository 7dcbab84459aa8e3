#include "server/lobby.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HANDSHAKE_MS = 5000, LEAVING_MS = 1000, LEAVING_READS = 16 };

struct guest {
    struct stream stream;
    struct mono deadline;
    int reads; /* LEAVING_READS to 1: it was refused and hears why; 0: it was not */
};

struct lobby {
    struct tls_context *tls;
    void (*refused)(void *context, const struct stream *guest);
    void *context;
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

void lobby_admit(struct lobby *lobby, int fd, struct mono now)
{
    if (lobby->count == LOBBY_GUESTS)
        send_away(lobby, 0);
    struct guest *g = &lobby->guest[lobby->count];
    if (stream_open(&g->stream, lobby->tls, fd) != STATUS_OK) {
        close(fd);
        return;
    }
    g->deadline.ms = now.ms + HANDSHAKE_MS;
    g->reads = 0;
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

struct mono lobby_timer(const struct lobby *lobby, struct mono latest)
{
    for (size_t i = 0; i < lobby->count; i++)
        if (lobby->guest[i].deadline.ms < latest.ms)
            latest = lobby->guest[i].deadline;
    return latest;
}

/* STATUS_CLOSED: nothing more will come, and poll(2) would say so again and again. */
static enum status heard(ssize_t got)
{
    if (got > 0)
        return STATUS_OK;
    bool later = got < 0 && (errno == EAGAIN || errno == EINTR);
    return later ? STATUS_BUSY : STATUS_CLOSED;
}

/* Closing with bytes unread would cut off the alert that says why: they are read first. */
static enum status hear_out(struct guest *g)
{
    char bytes[4096];
    enum status status = heard(recv(g->stream.fd, bytes, sizeof bytes, MSG_DONTWAIT));
    if (status != STATUS_OK)
        return status;
    g->reads--;
    return g->reads > 0 ? STATUS_BUSY : STATUS_CLOSED;
}

static enum status progress(struct lobby *lobby, struct guest *g, struct mono now)
{
    enum status status;
    char byte;
    if (g->reads > 0)
        status = hear_out(g);
    else if (lobby->tls != NULL)
        status = stream_handshake_some(&g->stream);
    else
        status = heard(recv(g->stream.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT));
    if (status == STATUS_INVALID) {
        lobby->refused(lobby->context, &g->stream);
        (void)shutdown(g->stream.fd, SHUT_WR);
        g->deadline.ms = now.ms + LEAVING_MS;
        g->reads = LEAVING_READS;
        status = STATUS_BUSY;
    }
    return status == STATUS_BUSY && now.ms >= g->deadline.ms ? STATUS_TIMEOUT : status;
}

bool lobby_step(struct lobby *lobby, struct mono now, struct stream *out)
{
    for (size_t i = 0; i < lobby->count;) {
        enum status status = progress(lobby, &lobby->guest[i], now);
        if (status == STATUS_OK) {
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
