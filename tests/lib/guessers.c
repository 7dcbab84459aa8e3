#include "tests/lib/guessers.h"

#include "common/clock.h"
#include "common/net.h"
#include "common/thread.h"

#include <assert.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { THREADS = 4, RING = GUESSERS_OPEN / THREADS, CONNECT_MS = 2000, TURN_MS = 2 };

struct guesser {
    struct guessers *all;
    pthread_t thread;
    int ring[RING]; /* -1: none */
    size_t sent;
};

struct guessers {
    int port;
    unsigned per_second;
    atomic_bool stop;
    struct guesser one[THREADS];
};

/* Without the wait of a closed connection for late packets, which would use up the ports. */
static void hang_up(int fd)
{
    const struct linger at_once = {.l_onoff = 1};
    if (fd < 0)
        return;
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static void guess(struct guesser *g)
{
    char request[64];
    struct net_address address = {.host = "127.0.0.1"};
    int *place = &g->ring[g->sent % RING];
    (void)snprintf(address.port, sizeof address.port, "%d", g->all->port);
    hang_up(*place);
    *place = -1;
    struct mono deadline = clock_deadline(CONNECT_MS);
    if (net_connect(&address, deadline, place) != STATUS_OK)
        return;
    int len = snprintf(request, sizeof request, "AUTH V%zu 0000-0000-0000\r\n",
                       1000 + g->sent % 1000); /* known and unknown ones */
    if (net_send(*place, request, (size_t)len, deadline) == STATUS_OK)
        g->sent++;
}

static void *guesser_thread(void *arg)
{
    struct guesser *g = arg;
    struct mono began = clock_mono();
    while (!atomic_load(&g->all->stop)) {
        int64_t due = (clock_mono().ms - began.ms) * g->all->per_second / THREADS / 1000;
        if ((int64_t)g->sent < due)
            guess(g);
        else
            (void)poll(NULL, 0, TURN_MS);
    }
    for (size_t i = 0; i < RING; i++)
        hang_up(g->ring[i]);
    return NULL;
}

struct guessers *guessers_start(int port, unsigned per_second)
{
    struct guessers *all = calloc(1, sizeof *all);
    assert(all != NULL);
    all->port = port;
    all->per_second = per_second;
    for (unsigned i = 0; i < THREADS; i++) {
        struct guesser *g = &all->one[i];
        g->all = all;
        for (size_t k = 0; k < RING; k++)
            g->ring[k] = -1;
        enum status status = thread_start(&g->thread, "guesser", 0, guesser_thread, g);
        assert(status == STATUS_OK);
        (void)status;
    }
    return all;
}

size_t guessers_stop(struct guessers *all)
{
    size_t sent = 0;
    atomic_store(&all->stop, true);
    for (unsigned i = 0; i < THREADS; i++) {
        (void)pthread_join(all->one[i].thread, NULL);
        sent += all->one[i].sent;
    }
    free(all);
    return sent;
}
