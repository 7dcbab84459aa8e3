#include "tests/lib/line.h"

#include "common/net.h"
#include "common/thread.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LOOK_MS = 5,
    PACKETS = 64,
    PACKET_LEAST = 100,
    PACKET_MOST = 16384,
    PACKETS_A_SECOND = 20, /* unless they would be smaller or larger */
    SOCKET_BYTES = 4096,   /* what the line's ends take in */
    CONNECT_MS = 1000
};

struct packet {
    int64_t at_ms; /* it leaves the line */
    size_t len, sent;
    char data[PACKET_MOST];
};

/* One direction. */
struct way {
    int64_t free_ms; /* the next packet enters the line */
    unsigned first, last;
    struct packet packet[PACKETS];
};

struct line {
    int listen_fd, port, target_port;
    atomic_int rate, delay_ms, connections;
    atomic_bool stop;
    pthread_t thread;
    struct way way[2];
};

static size_t packet_bytes(int rate)
{
    int bytes = rate / PACKETS_A_SECOND;
    return (size_t)(bytes < PACKET_LEAST  ? PACKET_LEAST
                    : bytes > PACKET_MOST ? PACKET_MOST
                                          : bytes);
}

/* False: the connection is over. */
static bool take_in(struct line *l, struct way *w, int from, int64_t now)
{
    int rate = atomic_load(&l->rate);
    while (w->last - w->first < PACKETS && now >= w->free_ms && rate > 0) {
        struct packet *p = &w->packet[w->last % PACKETS];
        if (net_receive_some(from, p->data, packet_bytes(rate), &p->len) != STATUS_OK)
            return false;
        if (p->len == 0)
            return true;
        int64_t begins = w->free_ms > now - LOOK_MS ? w->free_ms : now;
        w->free_ms = begins + (int64_t)p->len * 1000 / rate;
        p->at_ms = w->free_ms + atomic_load(&l->delay_ms);
        p->sent = 0;
        w->last++;
    }
    return true;
}

static bool give_out(struct way *w, int to, int64_t now)
{
    while (w->first != w->last && w->packet[w->first % PACKETS].at_ms <= now) {
        struct packet *p = &w->packet[w->first % PACKETS];
        size_t sent;
        if (net_send_some(to, p->data + p->sent, p->len - p->sent, &sent) != STATUS_OK)
            return false;
        p->sent += sent;
        if (p->sent < p->len)
            return true;
        w->first++;
    }
    return true;
}

static void carry(struct line *l, int here, int there)
{
    bool open = true;
    atomic_fetch_add(&l->connections, 1);
    for (int i = 0; i < 2; i++)
        l->way[i].first = l->way[i].last = 0, l->way[i].free_ms = 0;
    while (open && !atomic_load(&l->stop) && atomic_load(&l->rate) != LINE_CUT) {
        struct pollfd fds[2] = {{.fd = here, .events = POLLIN}, {.fd = there, .events = POLLIN}};
        int fast = atomic_load(&l->rate) == LINE_FAST;
        (void)poll(fds, fast ? 2 : 0, LOOK_MS);
        int64_t now = clock_mono().ms;
        open = take_in(l, &l->way[0], here, now) && take_in(l, &l->way[1], there, now) &&
               give_out(&l->way[0], there, now) && give_out(&l->way[1], here, now);
    }
}

static void *line_thread(void *arg)
{
    struct line *l = arg;
    struct net_address target = {.host = "127.0.0.1"};
    int bytes = SOCKET_BYTES;
    (void)snprintf(target.port, sizeof target.port, "%d", l->target_port);
    while (!atomic_load(&l->stop)) {
        struct pollfd listening = {.fd = l->listen_fd, .events = POLLIN};
        if (poll(&listening, 1, LOOK_MS) <= 0)
            continue;
        int fd = accept(l->listen_fd, NULL, NULL), there = -1;
        if (fd < 0)
            continue;
        net_prepare(fd);
        if (atomic_load(&l->rate) != LINE_CUT &&
            net_connect(&target, clock_deadline(CONNECT_MS), &there) == STATUS_OK) {
            (void)setsockopt(there, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
            carry(l, fd, there);
            close(there);
        }
        close(fd);
    }
    return NULL;
}

bool line_open(int target_port, struct line **out)
{
    struct net_address any = {.host = "127.0.0.1", .port = "0"};
    struct line *l = calloc(1, sizeof *l);
    int bytes = SOCKET_BYTES;
    if (l == NULL || net_listen(&any, &l->listen_fd) != STATUS_OK) {
        free(l);
        return false;
    }
    (void)setsockopt(l->listen_fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    l->port = net_port(l->listen_fd);
    l->target_port = target_port;
    atomic_init(&l->rate, LINE_FAST);
    atomic_init(&l->delay_ms, 0);
    atomic_init(&l->connections, 0);
    atomic_init(&l->stop, false);
    if (thread_start(&l->thread, "line", 0, line_thread, l) != STATUS_OK) {
        close(l->listen_fd);
        free(l);
        return false;
    }
    *out = l;
    return true;
}

void line_close(struct line *l)
{
    if (l == NULL)
        return;
    atomic_store(&l->stop, true);
    (void)pthread_join(l->thread, NULL);
    close(l->listen_fd);
    free(l);
}

int line_port(const struct line *l)
{
    return l->port;
}

void line_set(struct line *l, int rate, int delay_ms)
{
    atomic_store(&l->delay_ms, delay_ms);
    atomic_store(&l->rate, rate);
}

int line_connections(const struct line *l)
{
    return atomic_load(&l->connections);
}
