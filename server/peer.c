#include "server/peer.h"

#include "common/log.h"
#include "common/wake.h"
#include "server/access.h"
#include "server/core/link.h"

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
    BACKOFF_MOST_MS = 5000,
    OUT_BYTES = 512 * 1024, /* enough is waiting to be sent */
    REFUSE_MS = 1000        /* for the words before a refused link closes */
};

/* Entries from the peer on their way through the store. */
struct applying {
    struct task task;
    bool tail; /* of our own journal */
    uint64_t first;
    const struct wire_word *entries;
    size_t count;
    enum ledger_applied applied;
    char reason[LEDGER_REASON_SIZE];
    atomic_bool under_way;
};

/* Everything but `stop` belongs to the sync thread once it runs. */
struct peer {
    struct net_address address; /* dialled when listen_fd is -1 */
    int listen_fd;
    struct store *store;
    struct tail *tail;
    struct wake wake;
    atomic_bool stop;
    bool started;
    pthread_t thread;

    /* the connection */
    int fd;
    struct link link;
    struct wire_reader in;
    struct buffer out;
    struct wire_word words[MESSAGE_WORDS];
    struct applying applying;
    bool awaited; /* what `applying` came to was not looked at yet */
    struct ledger_run run;
    bool reading_copy; /* run_read() reads our copy of the peer's journal */
    struct task task;  /* for what is waited for */

    char said[LEDGER_REASON_SIZE]; /* the last complaint: said once */
    int backoff_ms;
};

/* A link that stays down for one reason is logged once, not at every try. */
static void complain(struct peer *p, const char *what)
{
    if (strcmp(p->said, what) == 0)
        return;
    (void)snprintf(p->said, sizeof p->said, "%s", what);
    log_event(LOG_WARN, "link: %s", what);
}

/* --- the store's side --- */

struct meeting {
    struct hello hello; /* theirs, or ours */
    bool accepted, quiet;
    char reason[LEDGER_REASON_SIZE];
};

static void run_hello(struct ledger *ledger, struct task *task)
{
    struct meeting *m = task->context;
    ledger_hello(ledger, &m->hello);
}

static void run_meet(struct ledger *ledger, struct task *task)
{
    struct meeting *m = task->context;
    m->accepted = ledger_meet(ledger, &m->hello, &m->quiet, m->reason);
}

static void run_read(struct ledger *ledger, struct task *task)
{
    struct peer *p = task->context;
    ledger_read(ledger, !p->reading_copy, p->run.first, &p->run);
}

static void run_apply(struct ledger *ledger, struct task *task)
{
    struct applying *a = task->context;
    a->applied = a->tail ? ledger_take_tail(ledger, a->first, a->entries, a->count, a->reason)
                         : ledger_take_entries(ledger, a->first, a->entries, a->count, a->reason);
}

static void apply_done(struct task *task)
{
    struct applying *a = task->context;
    struct peer *p = (struct peer *)((char *)a - offsetof(struct peer, applying));
    atomic_store(&a->under_way, false);
    wake_signal(&p->wake);
}

static bool run(struct peer *p, void (*function)(struct ledger *, struct task *), void *context)
{
    p->task.run = function;
    p->task.context = context;
    return store_run(p->store, &p->task, 0) == STATUS_OK;
}

/* --- sending --- */

/* Puts entries of a journal into the output; the number of the last, 0 when none could be had. */
static uint64_t put_run(struct peer *p, enum message_kind kind, uint64_t first)
{
    p->reading_copy = kind == MESSAGE_TAIL;
    if (p->reading_copy || !tail_copy(p->tail, first, &p->run)) {
        p->run.first = first;
        if (!run(p, run_read, p) || p->run.count == 0)
            return 0;
    }
    struct wire_word *entries = calloc(p->run.count, sizeof *entries);
    if (entries == NULL)
        return 0;
    const char *at = p->run.bytes.data;
    for (size_t i = 0; i < p->run.count; i++) {
        entries[i] = (struct wire_word){at, p->run.len[i]};
        at += p->run.len[i];
    }
    message_put_entries(&p->out, kind, first, entries, p->run.count);
    free(entries);
    return first + p->run.count - 1;
}

static bool put_hello(struct peer *p)
{
    struct meeting m;
    if (!run(p, run_hello, &m))
        return false;
    message_put_hello(&p->out, &m.hello);
    return true;
}

/* Puts one message into the output; false when it could not be made. */
static bool put_next(struct peer *p, struct link_next next, uint64_t *upto)
{
    *upto = next.n;
    switch (next.send) {
    case LINK_SEND_HELLO:
        return put_hello(p);
    case LINK_SEND_ACK:
        message_put_ack(&p->out, next.n);
        return true;
    case LINK_SEND_TAIL:
        *upto = put_run(p, MESSAGE_TAIL, next.n);
        return *upto > 0;
    case LINK_SEND_ENTRIES:
        *upto = put_run(p, MESSAGE_ENTRIES, next.n);
        return *upto > 0;
    case LINK_SEND_BEAT:
        message_put_beat(&p->out);
        return true;
    case LINK_SEND_NOTHING:
        break;
    }
    return true;
}

/* Fills the output with what is due and sends what the socket takes. */
static bool send_due(struct peer *p)
{
    while (p->out.len < OUT_BYTES) {
        struct ledger_position at = store_position(p->store);
        struct link_next next = link_next(&p->link, at.own_n, at.held_n, clock_mono());
        uint64_t upto;
        if (next.send == LINK_SEND_NOTHING)
            break;
        if (!put_next(p, next, &upto) || p->out.failed)
            return false;
        link_sent(&p->link, next, upto, clock_mono());
    }
    size_t sent;
    if (net_send_some(p->fd, p->out.data, p->out.len, &sent) != STATUS_OK)
        return false;
    buffer_consume(&p->out, sent);
    return true;
}

static void refuse(struct peer *p, const char *reason)
{
    complain(p, reason);
    message_put_refuse(&p->out, reason);
    if (!p->out.failed)
        (void)net_send(p->fd, p->out.data, p->out.len, clock_deadline(REFUSE_MS));
    p->backoff_ms = BACKOFF_MOST_MS;
}

/* --- receiving --- */

static bool meet(struct peer *p, const struct hello *hello)
{
    struct meeting m = {.hello = *hello};
    if (!run(p, run_meet, &m))
        return false;
    if (!m.accepted) {
        refuse(p, m.reason);
        return false;
    }
    link_met(&p->link, &hello->side, m.quiet, store_position(p->store).held_n);
    store_peer_holds(p->store, hello->side.held_n);
    store_link(p->store, !m.quiet);
    p->backoff_ms = BACKOFF_FIRST_MS;
    p->said[0] = '\0';
    log_event(LOG_INFO, "link to %s is up: it has %llu entries and holds %llu of ours", hello->node,
              (unsigned long long)hello->side.own_n, (unsigned long long)hello->side.held_n);
    return true;
}

static bool start_applying(struct peer *p, const struct message *m, bool tail)
{
    struct applying *a = &p->applying;
    a->tail = tail;
    a->first = m->n;
    a->entries = m->entries;
    a->count = m->entry_count;
    a->task.run = run_apply;
    a->task.done = apply_done;
    a->task.context = a;
    atomic_store(&a->under_way, true);
    p->awaited = true;
    if (store_submit(p->store, &a->task) == STATUS_OK)
        return true;
    atomic_store(&a->under_way, false);
    p->awaited = false;
    return false;
}

static bool applied_well(struct peer *p)
{
    struct applying *a = &p->applying;
    if (a->task.status != STATUS_OK) {
        complain(p, "the peer's entries cannot be saved at the moment");
        return false;
    }
    switch (a->applied) {
    case LEDGER_APPLIED:
        return true;
    case LEDGER_OUT_OF_ORDER:
        complain(p, a->reason);
        return false;
    case LEDGER_FORKED:
    case LEDGER_INCIDENT:
        refuse(p, a->reason);
        return false;
    }
    return false;
}

static bool handle(struct peer *p, const struct message *m)
{
    char words[LEDGER_REASON_SIZE];
    uint64_t own_n = store_position(p->store).own_n;
    switch (link_receive(&p->link, m, own_n, clock_mono())) {
    case LINK_NOTHING:
        return true;
    case LINK_MEET:
        return meet(p, &m->hello);
    case LINK_ENTRIES:
        return start_applying(p, m, false);
    case LINK_TAIL:
        return start_applying(p, m, true);
    case LINK_ACKED:
        store_peer_holds(p->store, p->link.peer_n);
        return true;
    case LINK_REFUSED:
        (void)snprintf(words, sizeof words, "the peer refuses: %.*s",
                       (int)(m->reason.len < 200 ? m->reason.len : 200), m->reason.data);
        complain(p, words);
        p->backoff_ms = BACKOFF_MOST_MS;
        return false;
    case LINK_BROKEN:
        complain(p, "the peer sent a message out of order");
        return false;
    }
    return false;
}

/* Handles what was received, up to the next batch of entries, which the store must apply first. */
static bool handle_all(struct peer *p)
{
    while (!p->awaited) {
        size_t count;
        const char *reason;
        struct message m;
        switch (wire_request(&p->in, p->words, MESSAGE_WORDS, &count, &reason)) {
        case WIRE_MORE:
            return true;
        case WIRE_BAD:
            complain(p, "the peer sent what is not RESP");
            return false;
        case WIRE_READY:
            break;
        }
        if (!message_parse(p->words, count, &m)) {
            complain(p, "the peer sent what is not a message");
            return false;
        }
        if (!handle(p, &m))
            return false;
    }
    return true;
}

static bool receive_some(struct peer *p)
{
    size_t room, got;
    char *space = wire_reader_space(&p->in, &room);
    if (space == NULL || net_receive_some(p->fd, space, room, &got) != STATUS_OK)
        return false;
    wire_reader_filled(&p->in, got);
    return true;
}

/* --- one connection --- */

/* Waits for the socket, a nudge or the next heartbeat. */
static void wait_for_news(struct peer *p, struct pollfd fds[2])
{
    fds[0] = (struct pollfd){.fd = p->fd, .events = 0};
    if (!p->awaited)
        fds[0].events |= POLLIN;
    if (p->out.len > 0)
        fds[0].events |= POLLOUT;
    fds[1] = (struct pollfd){.fd = p->wake.read_fd, .events = POLLIN};
    if (poll(fds, 2, clock_left_ms(link_timer(&p->link)) + 1) < 0)
        fds[0].revents = fds[1].revents = 0;
    if (fds[1].revents != 0)
        wake_clear(&p->wake);
}

/* One round of the link; false when the connection is over. */
static bool step(struct peer *p)
{
    struct pollfd fds[2];
    wait_for_news(p, fds);
    if (p->awaited && !atomic_load(&p->applying.under_way)) {
        p->awaited = false;
        if (!applied_well(p))
            return false;
    }
    if (!p->awaited) {
        if (fds[0].revents & POLLIN && !receive_some(p))
            return false;
        if (!handle_all(p))
            return false;
    }
    if (fds[0].revents & (POLLERR | POLLNVAL))
        return false;
    /* Unlocked meanwhile: a new handshake tells the peer. */
    if (p->link.quiet && store_position(p->store).standing == STANDING_OPEN)
        return false;
    if (p->awaited)
        p->link.heard = clock_mono(); /* we do not listen at the moment */
    if (link_dead(&p->link, clock_mono())) {
        complain(p, "the peer is silent");
        return false;
    }
    return send_due(p);
}

static void serve_connection(struct peer *p, int fd)
{
    p->fd = fd;
    link_init(&p->link, clock_mono());
    wire_reader_init(&p->in, MESSAGE_BYTES);
    buffer_clear(&p->out);
    bool open = send_due(p);
    while (open && !atomic_load(&p->stop))
        open = step(p);
    bool was_up = p->link.met;
    store_link(p->store, false);
    /* The store may still be reading what was received. */
    while (atomic_load(&p->applying.under_way)) {
        struct pollfd wake = {.fd = p->wake.read_fd, .events = POLLIN};
        (void)poll(&wake, 1, -1);
        wake_clear(&p->wake);
    }
    p->awaited = false;
    wire_reader_release(&p->in);
    close(fd);
    p->fd = -1;
    if (was_up)
        log_event(LOG_INFO, "link is down");
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
    complain(p, words);
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
        if (fd >= 0)
            serve_connection(p, fd);
        if (p->listen_fd < 0 || fd < 0)
            (void)wait_stop(p, -1, next_delay_ms(p));
    }
    return NULL;
}

/* --- life --- */

enum status peer_open(const struct net_address *address, int listen_fd, struct peer **out)
{
    struct peer *p = calloc(1, sizeof *p);
    if (p == NULL)
        return STATUS_NOMEM;
    p->address = *address;
    p->listen_fd = listen_fd;
    p->fd = -1;
    p->backoff_ms = BACKOFF_FIRST_MS;
    atomic_init(&p->stop, false);
    atomic_init(&p->applying.under_way, false);
    enum status status = wake_open(&p->wake);
    if (status != STATUS_OK) {
        free(p);
        return status;
    }
    task_init(&p->task);
    task_init(&p->applying.task);
    *out = p;
    return STATUS_OK;
}

enum status peer_start(struct peer *p, struct store *store, struct tail *tail)
{
    p->store = store;
    p->tail = tail;
    enum status status = thread_start(&p->thread, 0, sync_thread, p);
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
    task_destroy(&p->task);
    task_destroy(&p->applying.task);
    buffer_release(&p->out);
    buffer_release(&p->run.bytes);
    wake_close(&p->wake);
    free(p);
}
