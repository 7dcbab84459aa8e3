#include "server/link/peer.h"

#include "common/log.h"
#include "common/random.h"
#include "common/spin.h"
#include "common/wake.h"
#include "server/core/offset.h"
#include "server/link/exchange.h"
#include "server/link/handshake.h"
#include "server/link/lobby.h"
#include "server/link/newcomer.h"

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
    BACKOFF_FIRST_MS = 100,
    BACKOFF_MOST_MS =
        1000,            /* less than GRACE_MS: a peer that starts is met within its grace period */
    FLUSH_MS = 1000,     /* to send the last message before a refused link closes */
    STRANGERS_MS = 10000 /* at most one message to the log about strangers in this time */
};

/* Everything but `stop`, `renew` and `wake` belongs to the sync thread once it runs. */
struct peer {
    struct net_address address; /* dialled when listen_fd is -1 */
    int listen_fd;
    struct tls_context *tls; /* NULL: plain, within one machine */
    const struct fingerprint *own;
    struct stream stream;     /* of the present connection */
    struct lobby *lobby;      /* NULL: this node dials */
    struct newcomer newcomer; /* a second connection of the peer */
    struct wire_reader early; /* the bytes that it had sent when it was taken */
    struct mono complained;   /* of a stranger */
    struct mono accept_from;  /* out of descriptors: no guest is accepted until then */
    struct exchange *exchange;
    struct wake wake;
    unsigned spin_us; /* before it blocks */
    atomic_bool stop, renew;
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

/* Logs the key that was shown and the one that was expected: an operator compares the two. */
static void complain_of_key(struct peer *p, const struct stream *stream)
{
    char seen[FINGERPRINT_TEXT_SIZE], own[FINGERPRINT_TEXT_SIZE], pin[FINGERPRINT_TEXT_SIZE],
        words[LEDGER_REASON_SIZE];
    const struct fingerprint expected = tls_context_pin(p->tls);
    static const struct fingerprint nobody;
    fingerprint_text(&stream->seen, seen);
    fingerprint_text(p->own, own);
    fingerprint_text(&expected, pin);
    if (fingerprint_equal(&stream->seen, &nobody))
        (void)snprintf(words, sizeof words,
                       "no encrypted connection to the peer: %.80s (has it --peer-pin with this "
                       "node's fingerprint?)",
                       tls_problem());
    else if (tls_context_trusts(p->tls, &stream->seen))
        (void)snprintf(words, sizeof words,
                       "the peer does not accept this node's key, %s: check its --peer-pin, or "
                       "put the node.key that it knows back here (%.60s)",
                       own, tls_problem());
    else
        (void)snprintf(words, sizeof words,
                       "the other end is not the peer: its key is %s, and --peer-pin %s", seen,
                       pin);
    exchange_complain(p->exchange, words);
}

/* A stranger that connects again and again does not fill the log. */
static void on_stranger(void *context, const struct stream *guest)
{
    struct peer *p = context;
    struct mono now = clock_mono();
    if (p->complained.ms != 0 && now.ms - p->complained.ms < STRANGERS_MS)
        return;
    p->complained = now;
    complain_of_key(p, guest);
}

/* Until the socket takes no more. */
static bool send_some(struct peer *p)
{
    struct wire_word out = exchange_output(p->exchange);
    size_t sent = 1;
    p->stream.record_bytes = exchange_record_bytes(p->exchange);
    for (; out.len > 0 && sent > 0; out = exchange_output(p->exchange)) {
        if (stream_send_some(&p->stream, out.data, out.len, &sent) != STATUS_OK)
            return false;
        exchange_sent(p->exchange, sent);
    }
    return true;
}

/* A part of a TLS record is a sign of life as well (link.h L7). */
static bool receive_some(struct peer *p)
{
    size_t room, got;
    uint64_t before = stream_raw_bytes(&p->stream);
    char *space = exchange_space(p->exchange, &room);
    if (space == NULL || stream_receive_some(&p->stream, space, room, &got) != STATUS_OK)
        return false;
    if (got > 0 || stream_raw_bytes(&p->stream) != before)
        exchange_received(p->exchange, got, clock_mono());
    return true;
}

/* Handles what was received and sends what is due, until the socket takes no more. */
static bool step_exchange(struct peer *p)
{
    do {
        if (!exchange_step(p->exchange, clock_mono()) || !send_some(p))
            return false;
    } while (exchange_has_more(p->exchange) && exchange_output(p->exchange).len == 0);
    return true;
}

static bool accept_guest(struct peer *p)
{
    int fd = accept(p->listen_fd, NULL, NULL);
    if (fd < 0) {
        p->accept_from = clock_deadline(CONNECT_MS);
        return false;
    }
    net_prepare(fd);
    lobby_admit(p->lobby, fd, clock_mono());
    return true;
}

/* As poll(2), after a bounded spin-wait. */
static int poll_spinning(struct pollfd *fds, size_t count, int left_ms, unsigned spin_us)
{
    struct spin spin;
    int ready;
    spin_begin(&spin, spin_us);
    while ((ready = poll(fds, count, 0)) == 0 && left_ms > 0 && spin_again(&spin)) {
    }
    return ready == 0 && left_ms > 0 ? poll(fds, count, left_ms) : ready;
}

/* R8: a guest that shows the peer's key now is a newcomer; the exchange decides which instance of the
 * peer goes on. False: the newcomer. */
static bool serve_newcomer(struct peer *p)
{
    struct mono now = clock_mono();
    struct stream stream;
    if (p->lobby == NULL)
        return true;
    if (lobby_step(p->lobby, now, &stream)) {
        exchange_forget_newcomer(p->exchange);
        newcomer_admit(&p->newcomer, &stream, now);
    }
    newcomer_step(&p->newcomer, now);
    if (p->newcomer.state != NEWCOMER_WAITS) {
        exchange_forget_newcomer(p->exchange);
        return true;
    }
    struct buffer reply = {0};
    struct nonce nonce;
    if (random_bytes(nonce.bytes, sizeof nonce.bytes) != STATUS_OK)
        return true;
    enum instances_decision result =
        exchange_newcomer(p->exchange, &p->newcomer.hello, &nonce, now, &reply);
    if (result == INSTANCES_REFUSED)
        newcomer_refuse(&p->newcomer, &reply, now);
    buffer_release(&reply);
    return result != INSTANCES_TAKEN;
}

enum { POLL_STREAM, POLL_WAKE, POLL_PORT, POLL_NEWCOMER, POLL_GUESTS, POLL_ALL = 4 + LOBBY_GUESTS };

/* Waits for a socket, a wake-up or the next heartbeat. All other connections are accepted into the
 * lobby, so that the peer never waits behind them. */
static void wait_for_news(struct peer *p, struct pollfd fds[POLL_ALL])
{
    size_t count = POLL_GUESTS;
    struct mono until = exchange_timer(p->exchange);
    if (p->lobby != NULL) {
        count += lobby_poll(p->lobby, fds + POLL_GUESTS);
        until = newcomer_timer(&p->newcomer, lobby_timer(p->lobby, until));
    }
    if (!exchange_busy(p->exchange))
        fds[POLL_STREAM].events |= POLLIN;
    if (exchange_output(p->exchange).len > 0)
        fds[POLL_STREAM].events |= POLLOUT;
    bool more = !exchange_busy(p->exchange) && stream_has_more(&p->stream);
    int left = more ? 0 : clock_left_ms(until) + 1;
    if (poll_spinning(fds, count, left, p->spin_us) < 0)
        fds[POLL_STREAM].revents = fds[POLL_WAKE].revents = fds[POLL_PORT].revents = 0;
    else if (p->lobby != NULL)
        lobby_polled(p->lobby, fds + POLL_GUESTS, count - POLL_GUESTS);
    if (fds[POLL_PORT].revents != 0)
        (void)accept_guest(p);
    if (more)
        fds[POLL_STREAM].revents |= POLLIN;
    if (fds[POLL_WAKE].revents != 0)
        wake_clear(&p->wake);
}

/* One round; false when the connection is over. */
static bool converse(struct peer *p)
{
    struct pollfd fds[POLL_ALL] = {{.fd = p->stream.fd},
                                   {.fd = p->wake.read_fd, .events = POLLIN},
                                   {.fd = -1, .events = POLLIN},
                                   newcomer_poll(&p->newcomer)};
    if (clock_left_ms(p->accept_from) == 0)
        fds[POLL_PORT].fd = p->listen_fd;
    wait_for_news(p, fds);
    if (fds[POLL_STREAM].revents & POLLIN && !receive_some(p))
        return false;
    if (fds[POLL_STREAM].revents & (POLLERR | POLLNVAL))
        return false;
    return step_exchange(p) && serve_newcomer(p);
}

/* Both ends show their keys. False: there is no connection. */
static bool secure(struct peer *p)
{
    struct handshake handshake;
    enum status status;
    handshake_begin(&handshake, clock_mono());
    while ((status = stream_handshake_some(&p->stream)) == STATUS_BUSY) {
        handshake_heard(&handshake, stream_raw_bytes(&p->stream), clock_mono());
        struct pollfd fds[2] = {{.fd = p->stream.fd, .events = p->stream.wants},
                                {.fd = p->wake.read_fd, .events = POLLIN}};
        int left = clock_left_ms(handshake_deadline(&handshake));
        if (left == 0)
            exchange_complain(p->exchange, "the peer does not finish the TLS handshake");
        if (left == 0 || atomic_load(&p->stop))
            return false;
        if (poll(fds, 2, left) > 0 && fds[1].revents != 0)
            wake_clear(&p->wake);
    }
    if (status == STATUS_INVALID)
        complain_of_key(p, &p->stream);
    return status == STATUS_OK;
}

static int64_t wall_lead_ms(void)
{
    return clock_wall().ms - clock_mono().ms;
}

static void serve_connection(struct peer *p)
{
    int64_t lead_ms = wall_lead_ms();
    log_event(LOG_DEBUG, "link: a connection begins");
    exchange_begin(p->exchange, clock_mono());
    if (p->stream.tls != NULL)
        exchange_peer_shown(p->exchange);
    exchange_adopt(p->exchange, &p->early, clock_mono());
    bool open = step_exchange(p);
    while (open && !atomic_load(&p->stop) && !atomic_exchange(&p->renew, false) &&
           !offset_stepped(lead_ms, clock_wall(), clock_mono())) /* a HELLO compares the clocks */
        open = converse(p);
    if (exchange_was_up(p->exchange))
        p->backoff_ms = BACKOFF_FIRST_MS;
    if (exchange_was_refused(p->exchange)) {
        struct wire_word words = exchange_output(p->exchange);
        (void)stream_send(&p->stream, words.data, words.len, clock_deadline(FLUSH_MS));
        p->backoff_ms = BACKOFF_MOST_MS;
    }
    exchange_end(p->exchange);
    /* With TLS 1.3 the dialling end learns only now that its key was not accepted. */
    if (p->stream.tls != NULL && !exchange_was_up(p->exchange) && tls_problem()[0] != '\0')
        complain_of_key(p, &p->stream);
    end_connection(p);
    log_event(LOG_DEBUG, "link: the connection has ended");
    /* The store may still work on entries that were received. */
    while (!exchange_is_idle(p->exchange)) {
        struct pollfd wake = {.fd = p->wake.read_fd, .events = POLLIN};
        (void)poll(&wake, 1, -1);
        wake_clear(&p->wake);
    }
}

/* --- connections --- */

static void pause_ms(struct peer *p, int ms)
{
    struct mono deadline = clock_deadline(ms);
    int left;
    while (!atomic_load(&p->stop) && (left = clock_left_ms(deadline)) > 0) {
        struct pollfd wake = {.fd = p->wake.read_fd, .events = POLLIN};
        if (poll(&wake, 1, left) > 0)
            wake_clear(&p->wake);
    }
}

/* Capped exponential back-off with jitter: from half the delay to the whole. */
static int next_delay_ms(struct peer *p)
{
    uint8_t random = 0;
    (void)random_bytes(&random, sizeof random);
    int delay = p->backoff_ms / 2 + p->backoff_ms / 2 * random / 255;
    p->backoff_ms *= 2;
    if (p->backoff_ms > BACKOFF_MOST_MS)
        p->backoff_ms = BACKOFF_MOST_MS;
    log_event(LOG_DEBUG, "link: the next attempt is in %d ms", delay);
    return delay;
}

static bool dial(struct peer *p)
{
    char address[NET_ADDRESS_SIZE], words[LEDGER_REASON_SIZE];
    int fd = -1;
    enum status status = net_connect(&p->address, clock_deadline(CONNECT_MS), &fd);
    if (status == STATUS_OK) {
        /* The name may stand for another machine than at the start. */
        if (p->tls == NULL && !net_peer_is_loopback(fd)) {
            exchange_complain(p->exchange, "the peer is on another machine now: give --peer-pin");
            close(fd);
            return false;
        }
        if (stream_open(&p->stream, p->tls, fd) != STATUS_OK) {
            close(fd);
            return false;
        }
        if (secure(p))
            return true;
        end_connection(p);
        return false;
    }
    net_format(&p->address, address);
    (void)snprintf(words, sizeof words, "no answer from %.150s: %s; trying again", address,
                   status == STATUS_TIMEOUT ? "timed out" : strerror(errno));
    exchange_complain(p->exchange, words);
    return false;
}

/* Waits until a guest has shown the peer's key. */
static bool receive_peer(struct peer *p)
{
    if (newcomer_take(&p->newcomer, &p->stream, &p->early))
        return true;
    while (!atomic_load(&p->stop)) {
        struct pollfd fds[2 + LOBBY_GUESTS] = {{.fd = p->wake.read_fd, .events = POLLIN},
                                               {.fd = p->listen_fd, .events = POLLIN}};
        struct mono until = lobby_timer(p->lobby, clock_deadline(CONNECT_MS));
        size_t count = 2 + lobby_poll(p->lobby, fds + 2);
        if (poll(fds, count, clock_left_ms(until)) < 0)
            continue;
        lobby_polled(p->lobby, fds + 2, count - 2);
        if (fds[0].revents != 0)
            wake_clear(&p->wake);
        if (fds[1].revents != 0 && !accept_guest(p))
            return false;
        if (lobby_step(p->lobby, clock_mono(), &p->stream))
            return true;
    }
    return false;
}

static void *sync_thread(void *arg)
{
    struct peer *p = arg;
    while (!atomic_load(&p->stop)) {
        bool open = p->lobby != NULL ? receive_peer(p) : dial(p);
        if (open)
            serve_connection(p);
        if (!open || p->lobby == NULL)
            pause_ms(p, next_delay_ms(p));
    }
    return NULL;
}

/* --- life --- */

static void on_ready(void *context)
{
    peer_nudge(context);
}

enum status peer_open(const struct net_address *address, int listen_fd, struct tls_context *tls,
                      const struct fingerprint *own, struct peer **out)
{
    struct peer *p = calloc(1, sizeof *p);
    if (p == NULL)
        return STATUS_NOMEM;
    p->address = *address;
    p->listen_fd = listen_fd;
    p->tls = tls;
    p->own = own;
    p->backoff_ms = BACKOFF_FIRST_MS;
    wire_reader_init(&p->early, MESSAGE_BYTES);
    atomic_init(&p->stop, false);
    atomic_init(&p->renew, false);
    enum status status = wake_open(&p->wake);
    if (status == STATUS_OK && listen_fd >= 0) {
        status = lobby_open(tls, on_stranger, p, &p->lobby);
        if (status != STATUS_OK)
            wake_close(&p->wake);
    }
    if (status != STATUS_OK) {
        free(p);
        return status;
    }
    *out = p;
    return STATUS_OK;
}

enum status peer_start(struct peer *p, struct store *store, struct journal_cache *cache,
                       const struct exchange_notary *notary, const struct exchange_watch *watch,
                       unsigned spin_us)
{
    p->spin_us = spin_us;
    enum status status = exchange_open(store, cache, on_ready, p, notary, watch, &p->exchange);
    if (status == STATUS_OK)
        status = thread_start(&p->thread, "sync", 0, sync_thread, p);
    p->started = status == STATUS_OK;
    return status;
}

void peer_nudge(struct peer *p)
{
    wake_signal(&p->wake);
}

void peer_renew(struct peer *p)
{
    atomic_store(&p->renew, true);
    wake_signal(&p->wake);
}

void peer_problem(struct peer *p, char out[LEDGER_REASON_SIZE])
{
    exchange_problem(p->exchange, out);
}

int64_t peer_offset(struct peer *p)
{
    return exchange_offset(p->exchange);
}

void peer_line(struct peer *p, struct report_line *out)
{
    exchange_line(p->exchange, out);
}

uint64_t peer_journal_n(struct peer *p)
{
    return exchange_peer_n(p->exchange);
}

struct watch *peer_watch(struct peer *p)
{
    return exchange_watch(p->exchange);
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
    lobby_close(p->lobby);
    newcomer_close(&p->newcomer);
    wire_reader_release(&p->early);
    wake_close(&p->wake);
    free(p);
}
