#include "tests/lib/relay.h"

#include "common/net.h"
#include "common/thread.h"
#include "server/core/message.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOOK_MS = 20, SLOW_MS = 40, TEAR_AT = 5, SEND_MS = 1000, OLD_BYTES = 65536 };

/* One direction. */
struct way {
    struct wire_reader in;
    struct buffer old; /* the last message of another time */
    unsigned count;    /* messages in this connection */
};

struct relay {
    int listen_fd, port, target_port;
    atomic_int mode;
    atomic_bool stop;
    pthread_t thread;
    unsigned random;
    struct way way[2]; /* there, back */
    struct wire_word words[MESSAGE_WORDS];
};

const char *relay_mode_text(enum relay_mode mode)
{
    static const char *const texts[RELAY_MODES] = {"link as it is", "link cut",  "silence there",
                                                   "silence back",  "slow link", "torn connections",
                                                   "old messages",  "garbage"};
    return texts[mode];
}

static unsigned draw(struct relay *r, unsigned n)
{
    r->random = r->random * 1664525 + 1013904223;
    return (r->random >> 8) % n;
}

static bool put(int fd, const char *data, size_t len)
{
    return net_send(fd, data, len, clock_deadline(SEND_MS)) == STATUS_OK;
}

/* Sends one message on, or what the mode makes of it. False: the connection ends. */
static bool pass(struct relay *r, struct way *way, int to, size_t count)
{
    struct buffer bytes = {0};
    bool open = true;
    enum relay_mode mode = (enum relay_mode)atomic_load(&r->mode);
    wire_put_array(&bytes, count);
    for (size_t i = 0; i < count; i++)
        wire_put_bulk(&bytes, r->words[i].data, r->words[i].len);
    way->count++;
    if (mode == RELAY_SLOW)
        (void)poll(NULL, 0, SLOW_MS);
    if (mode == RELAY_TORN && way->count >= TEAR_AT) {
        (void)put(to, bytes.data, bytes.len / 2);
        open = false;
    } else if (mode == RELAY_GARBAGE && draw(r, 4) == 0) {
        char noise[64];
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (char)draw(r, 256);
        open = put(to, noise, 1 + draw(r, sizeof noise)) && put(to, bytes.data, bytes.len);
    } else {
        open = put(to, bytes.data, bytes.len);
        if (open && mode == RELAY_AGAIN && way->old.len > 0 && draw(r, 4) == 0)
            open = put(to, way->old.data, way->old.len);
    }
    if (bytes.len < OLD_BYTES && draw(r, 8) == 0) {
        buffer_clear(&way->old);
        buffer_append(&way->old, bytes.data, bytes.len);
    }
    buffer_release(&bytes);
    return open;
}

static bool forward(struct relay *r, struct way *way, int from, int to)
{
    size_t room, got, count;
    const char *reason;
    char *space = wire_reader_space(&way->in, &room);
    if (space == NULL || net_receive_some(from, space, room, &got) != STATUS_OK)
        return false;
    wire_reader_filled(&way->in, got);
    for (;;) {
        switch (wire_request(&way->in, r->words, MESSAGE_WORDS, &count, &reason)) {
        case WIRE_READY:
            if (!pass(r, way, to, count))
                return false;
            break;
        case WIRE_MORE:
            return true;
        case WIRE_BAD:
            return false;
        }
    }
}

static void serve(struct relay *r, int fd, int target)
{
    bool open = true;
    for (int i = 0; i < 2; i++) {
        wire_reader_init(&r->way[i].in, MESSAGE_BYTES);
        r->way[i].count = 0;
    }
    while (open && !atomic_load(&r->stop) && atomic_load(&r->mode) != RELAY_CUT) {
        int mode = atomic_load(&r->mode);
        struct pollfd fds[2] = {{.fd = fd}, {.fd = target}};
        if (mode != RELAY_SILENT_THERE)
            fds[0].events = POLLIN;
        if (mode != RELAY_SILENT_BACK)
            fds[1].events = POLLIN;
        if (poll(fds, 2, LOOK_MS) < 0)
            break;
        if (fds[0].revents != 0)
            open = forward(r, &r->way[0], fd, target);
        if (open && fds[1].revents != 0)
            open = forward(r, &r->way[1], target, fd);
    }
    for (int i = 0; i < 2; i++)
        wire_reader_release(&r->way[i].in);
}

static void *relay_thread(void *arg)
{
    struct relay *r = arg;
    struct net_address target = {.host = "127.0.0.1"};
    (void)snprintf(target.port, sizeof target.port, "%d", r->target_port);
    while (!atomic_load(&r->stop)) {
        struct pollfd listening = {.fd = r->listen_fd, .events = POLLIN};
        if (poll(&listening, 1, LOOK_MS) <= 0)
            continue;
        int fd = accept(r->listen_fd, NULL, NULL), there = -1;
        if (fd < 0)
            continue;
        net_prepare(fd);
        if (atomic_load(&r->mode) != RELAY_CUT &&
            net_connect(&target, clock_deadline(SEND_MS), &there) == STATUS_OK) {
            serve(r, fd, there);
            close(there);
        }
        close(fd);
    }
    return NULL;
}

bool relay_open(int target_port, struct relay **out)
{
    struct net_address any = {.host = "127.0.0.1", .port = "0"};
    struct relay *r = calloc(1, sizeof *r);
    if (r == NULL || net_listen(&any, &r->listen_fd) != STATUS_OK) {
        free(r);
        return false;
    }
    r->port = net_port(r->listen_fd);
    r->target_port = target_port;
    r->random = 1;
    atomic_init(&r->mode, RELAY_PASS);
    atomic_init(&r->stop, false);
    if (thread_start(&r->thread, "relay", 0, relay_thread, r) != STATUS_OK) {
        close(r->listen_fd);
        free(r);
        return false;
    }
    *out = r;
    return true;
}

void relay_close(struct relay *r)
{
    if (r == NULL)
        return;
    atomic_store(&r->stop, true);
    (void)pthread_join(r->thread, NULL);
    close(r->listen_fd);
    buffer_release(&r->way[0].old);
    buffer_release(&r->way[1].old);
    free(r);
}

int relay_port(const struct relay *r)
{
    return r->port;
}

void relay_set(struct relay *r, enum relay_mode mode)
{
    atomic_store(&r->mode, (int)mode);
}
