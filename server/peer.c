#include "server/peer.h"

#include "common/log.h"
#include "common/wake.h"
#include "server/access.h"
#include "server/exchange.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECT_MS = 2000,
    HANDSHAKE_MS = 5000,
    BACKOFF_FIRST_MS = 100,
    BACKOFF_MOST_MS = 5000,
    FLUSH_MS = 1000, /* for the last words before a refused link closes */
    FLUSH_READS = 16
};

/* Everything but `stop` and `wake` belongs to the sync thread once it runs. */
struct peer {
    struct net_address address; /* dialled when listen_fd is -1 */
    int listen_fd;
    struct tls_context *tls; /* NULL: plain, within one machine */
    const char *pin;         /* whose key is to be there, in words */
    struct stream stream;    /* of the connection that there is */
    struct exchange *exchange;
    struct wake wake;
    atomic_bool stop;
    bool started;
    pthread_t thread;
    int backoff_ms;
};

/* --- one connection --- */

static void end_connection(struct peer *p)
{
    stream_close(&p->stream);
    close(p->stream.fd);
}

/* Who is there, and who should be: an operator compares the two. */
static void complain_of_key(struct peer *p)
{
    char seen[FINGERPRINT_TEXT_SIZE], words[LEDGER_REASON_SIZE];
    static const struct fingerprint nobody;
    fingerprint_text(&p->stream.seen, seen);
    if (fingerprint_equal(&p->stream.seen, &nobody))
        (void)snprintf(words, sizeof words,
                       "no encrypted connection to the peer: %.80s (has it --peer-pin with this "
                       "node's fingerprint?)",
                       tls_problem());
    else if (tls_context_trusts(p->tls, &p->stream.seen))
        (void)snprintf(words, sizeof words,
                       "the peer does not accept this node's key: check its --peer-pin (%.80s)",
                       tls_problem());
    else
        (void)snprintf(words, sizeof words,
                       "the other end is not the peer: its key is %s, and --peer-pin %s", seen,
                       p->pin);
    exchange_complain(p->exchange, words);
}

static bool send_some(struct peer *p)
{
    struct wire_word out = exchange_output(p->exchange);
    size_t sent;
    if (stream_send_some(&p->stream, out.data, out.len, &sent) != STATUS_OK)
        return false;
    exchange_sent(p->exchange, sent);
    return true;
}

static bool receive_some(struct peer *p)
{
    size_t room, got;
    char *space = exchange_space(p->exchange, &room);
    if (space == NULL || stream_receive_some(&p->stream, space, room, &got) != STATUS_OK)
        return false;
    exchange_received(p->exchange, got);
    return true;
}

/* Waits for the socket, a nudge or the next heartbeat. */
static void wait_for_news(struct peer *p, struct pollfd fds[2])
{
    if (!exchange_busy(p->exchange))
        fds[0].events |= POLLIN;
    if (exchange_output(p->exchange).len > 0)
        fds[0].events |= POLLOUT;
    bool more = !exchange_busy(p->exchange) && stream_has_more(&p->stream);
    int left = more ? 0 : clock_left_ms(exchange_timer(p->exchange)) + 1;
    if (poll(fds, 2, left) < 0)
        fds[0].revents = fds[1].revents = 0;
    if (more)
        fds[0].revents |= POLLIN;
    if (fds[1].revents != 0)
        wake_clear(&p->wake);
}

/* One round; false when the connection is over. */
static bool converse(struct peer *p)
{
    struct pollfd fds[2] = {{.fd = p->stream.fd}, {.fd = p->wake.read_fd, .events = POLLIN}};
    wait_for_news(p, fds);
    if (fds[0].revents & POLLIN && !receive_some(p))
        return false;
    if (fds[0].revents & (POLLERR | POLLNVAL))
        return false;
    return exchange_step(p->exchange, clock_mono()) && send_some(p);
}

/* Closing with bytes unread would cut off the alert that says why: they are read first, for a
 * moment. */
static void let_it_hear(struct peer *p)
{
    struct mono deadline = clock_deadline(FLUSH_MS);
    char bytes[4096];
    size_t got;
    (void)shutdown(p->stream.fd, SHUT_WR);
    for (int i = 0; i < FLUSH_READS && clock_left_ms(deadline) > 0 && !atomic_load(&p->stop); i++)
        if (net_receive(p->stream.fd, bytes, sizeof bytes, deadline, &got) != STATUS_OK)
            return;
}

/* Both ends show their keys. False when the connection is not to be had. */
static bool secure(struct peer *p)
{
    struct mono deadline = clock_deadline(HANDSHAKE_MS);
    enum status status;
    while ((status = stream_handshake_some(&p->stream)) == STATUS_BUSY) {
        struct pollfd fds[2] = {{.fd = p->stream.fd, .events = p->stream.wants},
                                {.fd = p->wake.read_fd, .events = POLLIN}};
        int left = clock_left_ms(deadline);
        if (left == 0 || atomic_load(&p->stop))
            return false;
        if (poll(fds, 2, left) > 0 && fds[1].revents != 0)
            wake_clear(&p->wake);
    }
    if (status == STATUS_INVALID) {
        complain_of_key(p);
        let_it_hear(p);
    }
    return status == STATUS_OK;
}

static void serve_connection(struct peer *p)
{
    exchange_begin(p->exchange, clock_mono());
    bool open = exchange_step(p->exchange, clock_mono()) && send_some(p);
    while (open && !atomic_load(&p->stop))
        open = converse(p);
    if (exchange_was_up(p->exchange))
        p->backoff_ms = BACKOFF_FIRST_MS;
    if (exchange_was_refused(p->exchange)) {
        struct wire_word words = exchange_output(p->exchange);
        (void)stream_send(&p->stream, words.data, words.len, clock_deadline(FLUSH_MS));
        p->backoff_ms = BACKOFF_MOST_MS;
    }
    exchange_end(p->exchange);
    /* The one that dials hears only now that its key was not accepted. */
    if (p->stream.tls != NULL && !exchange_was_up(p->exchange) && tls_problem()[0] != '\0')
        complain_of_key(p);
    end_connection(p);
    /* The store may still be reading what was received. */
    while (!exchange_is_idle(p->exchange)) {
        struct pollfd wake = {.fd = p->wake.read_fd, .events = POLLIN};
        (void)poll(&wake, 1, -1);
        wake_clear(&p->wake);
    }
}

/* --- connections --- */

/* Waits, at most ms (-1: for ever), for a nudge to stop or for fd (-1: none). */
static bool wait_stop(struct peer *p, int fd, int ms)
{
    struct mono deadline = clock_deadline(ms);
    while (!atomic_load(&p->stop)) {
        struct pollfd fds[2] = {{.fd = p->wake.read_fd, .events = POLLIN},
                                {.fd = fd, .events = POLLIN}};
        int left = ms < 0 ? -1 : clock_left_ms(deadline);
        if (left == 0 || poll(fds, 2, left) == 0)
            return true;
        if (fds[0].revents != 0)
            wake_clear(&p->wake);
        if (fds[1].revents != 0)
            return true;
    }
    return false;
}

/* Capped exponential back-off with jitter: from half the delay to the whole. */
static int next_delay_ms(struct peer *p)
{
    uint8_t random = 0;
    (void)access_random(&random, sizeof random);
    int delay = p->backoff_ms / 2 + p->backoff_ms / 2 * random / 255;
    p->backoff_ms *= 2;
    if (p->backoff_ms > BACKOFF_MOST_MS)
        p->backoff_ms = BACKOFF_MOST_MS;
    return delay;
}

static int dial(struct peer *p)
{
    char address[NET_ADDRESS_SIZE], words[LEDGER_REASON_SIZE];
    int fd = -1;
    enum status status = net_connect(&p->address, clock_deadline(CONNECT_MS), &fd);
    if (status == STATUS_OK)
        return fd;
    net_format(&p->address, address);
    (void)snprintf(words, sizeof words, "no answer from %.150s: %s; trying again", address,
                   status == STATUS_TIMEOUT ? "timed out" : strerror(errno));
    exchange_complain(p->exchange, words);
    return -1;
}

static void *sync_thread(void *arg)
{
    struct peer *p = arg;
    log_role("sync");
    while (!atomic_load(&p->stop)) {
        int fd = -1;
        if (p->listen_fd < 0) {
            fd = dial(p);
        } else if (wait_stop(p, p->listen_fd, -1)) {
            fd = accept(p->listen_fd, NULL, NULL);
            if (fd >= 0)
                net_prepare(fd);
        }
        if (fd >= 0 && stream_open(&p->stream, p->tls, fd) != STATUS_OK)
            close(fd);
        else if (fd >= 0 && secure(p))
            serve_connection(p);
        else if (fd >= 0)
            end_connection(p);
        if (p->listen_fd < 0 || fd < 0)
            (void)wait_stop(p, -1, next_delay_ms(p));
    }
    return NULL;
}

/* --- life --- */

static void on_ready(void *context)
{
    peer_nudge(context);
}

enum status peer_open(const struct net_address *address, int listen_fd, struct tls_context *tls,
                      const char *pin, struct peer **out)
{
    struct peer *p = calloc(1, sizeof *p);
    if (p == NULL)
        return STATUS_NOMEM;
    p->address = *address;
    p->listen_fd = listen_fd;
    p->tls = tls;
    p->pin = pin;
    p->backoff_ms = BACKOFF_FIRST_MS;
    atomic_init(&p->stop, false);
    enum status status = wake_open(&p->wake);
    if (status != STATUS_OK) {
        free(p);
        return status;
    }
    *out = p;
    return STATUS_OK;
}

enum status peer_start(struct peer *p, struct store *store, struct tail *tail,
                       const struct exchange_notary *notary)
{
    enum status status = exchange_open(store, tail, on_ready, p, notary, &p->exchange);
    if (status == STATUS_OK)
        status = thread_start(&p->thread, 0, sync_thread, p);
    p->started = status == STATUS_OK;
    return status;
}

void peer_nudge(struct peer *p)
{
    wake_signal(&p->wake);
}

void peer_stop(struct peer *p)
{
    if (p == NULL || !p->started)
        return;
    atomic_store(&p->stop, true);
    wake_signal(&p->wake);
    int rc = pthread_join(p->thread, NULL);
    assert(rc == 0);
    p->started = false;
}

void peer_close(struct peer *p)
{
    if (p == NULL)
        return;
    assert(!p->started);
    if (p->listen_fd >= 0)
        close(p->listen_fd);
    exchange_close(p->exchange);
    wake_close(&p->wake);
    free(p);
}
