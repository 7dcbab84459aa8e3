#include "tests/bench/load.h"

#include "common/thread.h"
#include "tests/lib/frames.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, TICK_MS = 1, READY_MS = 120000, REPLY_VALUES = 64, CHUNK_BYTES = 4096 };

struct worker {
    const struct load_plan *plan;
    struct load_client *clients; /* this worker's */
    size_t count, ready, finished;
    int epoll;
    bool running;
    struct histogram latency;
    uint64_t errors, end_us, first_due_us, interval_us;
    pthread_barrier_t *start;
    bool failed;
};

static uint64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void watch(struct worker *w, struct load_client *c, uint32_t events, int how)
{
    struct epoll_event e = {.events = events, .data.ptr = c};
    (void)epoll_ctl(w->epoll, how, c->stream.fd, &e);
}

/* Where more bytes for the node go, behind those that are still to be sent. */
static struct buffer *sending(struct load_client *c)
{
    if (c->sent == c->sending.len) {
        buffer_clear(&c->sending);
        c->sent = 0;
    }
    return &c->sending;
}

static void write_out(struct worker *w, struct load_client *c)
{
    while (c->sent < c->sending.len) {
        size_t n;
        if (stream_send_some(&c->stream, c->sending.data + c->sent, c->sending.len - c->sent, &n) !=
            STATUS_OK)
            return;
        if (n == 0) {
            watch(w, c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            return;
        }
        c->sent += n;
    }
}

static void finish(struct worker *w, struct load_client *c)
{
    w->finished += !c->finished;
    c->finished = true;
}

/* Asks the next thing, if it is time. */
static void go_on(struct worker *w, struct load_client *c)
{
    uint64_t now = now_us();
    bool timed = w->running && w->plan->seconds > 0;
    if (c->finished || c->busy || (timed && now >= w->end_us))
        return;
    if (w->running && w->interval_us > 0 && c->due_us > now && c->begun_us == 0)
        return;
    buffer_clear(&c->out);
    switch (w->plan->next(c, w->running)) {
    case LOAD_READY:
        w->ready += !c->ready;
        c->ready = true;
        return;
    case LOAD_FINISHED:
        finish(w, c);
        return;
    case LOAD_ASK:
        c->op = false;
        break;
    case LOAD_ASK_OP:
        c->op = true;
        break;
    }
    if (c->begun_us == 0)
        c->begun_us = w->interval_us > 0 && w->running ? c->due_us : now;
    c->busy = true;
    if (w->plan->web)
        frame_put(sending(c), FRAME_FIN | FRAME_BINARY, c->out.data, c->out.len);
    else
        buffer_append(sending(c), c->out.data, c->out.len);
    write_out(w, c);
}

static void take_reply(struct worker *w, struct load_client *c, const struct wire_value *values,
                       size_t count)
{
    c->busy = false;
    bool good = w->plan->reply(c, values, count);
    if (c->op) {
        if (w->running && good)
            histogram_add(&w->latency, now_us() - c->begun_us);
        c->begun_us = 0;
        c->due_us += w->interval_us;
    }
    w->errors += !good;
    go_on(w, c);
}

/* Messages of the node are replies; its pings are answered. False: it sent something else. */
static bool take_frames(struct worker *w, struct load_client *c)
{
    struct frame frame;
    size_t at = 0;
    bool good = true;
    while (good && frame_read(c->frames.data + at, c->frames.len - at, &frame) &&
           frame.payload_bytes <= c->frames.len - at - frame.header_bytes) {
        const char *payload = c->frames.data + at + frame.header_bytes;
        if (frame.opcode == FRAME_BINARY)
            good = frame_deliver(&c->in, payload, frame.payload_bytes);
        else if (frame.opcode == FRAME_PING)
            frame_put(sending(c), FRAME_FIN | FRAME_PONG, payload, frame.payload_bytes);
        else
            good = false;
        at += frame.header_bytes + frame.payload_bytes;
    }
    buffer_consume(&c->frames, at);
    write_out(w, c);
    return good;
}

static bool receive(struct worker *w, struct load_client *c)
{
    size_t room = CHUNK_BYTES, n = 0;
    bool web = w->plan->web;
    char *space = web ? buffer_reserve(&c->frames, CHUNK_BYTES) : wire_reader_space(&c->in, &room);
    if (space == NULL || stream_receive_some(&c->stream, space, room, &n) != STATUS_OK)
        return false;
    if (web)
        c->frames.len += n;
    else
        wire_reader_filled(&c->in, n);
    return !web || take_frames(w, c);
}

static void read_in(struct worker *w, struct load_client *c)
{
    struct wire_value values[REPLY_VALUES];
    size_t count;
    const char *reason;
    if (!receive(w, c)) {
        w->errors += !c->finished;
        watch(w, c, 0, EPOLL_CTL_DEL);
        finish(w, c);
        return;
    }
    while (wire_reply(&c->in, values, REPLY_VALUES, &count, &reason) == WIRE_READY)
        take_reply(w, c, values, count);
}

/* Handles what has come; wakes up for the schedules. */
static void turn(struct worker *w, int wait_ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(w->epoll, events, EVENTS, wait_ms);
    for (int i = 0; i < n; i++) {
        struct load_client *c = events[i].data.ptr;
        if (events[i].events & EPOLLOUT) {
            watch(w, c, EPOLLIN, EPOLL_CTL_MOD);
            write_out(w, c);
        }
        if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP))
            do
                read_in(w, c);
            while (stream_has_more(&c->stream));
    }
}

/* Opens the WebSocket. What the node sends behind its consent is kept. */
static bool upgrade(const struct load_plan *plan, struct load_client *c, struct mono deadline)
{
    char head[FRAME_UPGRADE_SIZE], host[NET_ADDRESS_SIZE], *end = NULL;
    net_format(&plan->address, host);
    frame_upgrade(head, host, plan->tls != NULL);
    if (stream_send(&c->stream, head, strlen(head), deadline) != STATUS_OK)
        return false;
    while (end == NULL) {
        char *space = buffer_reserve(&c->frames, CHUNK_BYTES);
        size_t got;
        if (space == NULL ||
            stream_receive(&c->stream, space, CHUNK_BYTES - 1, deadline, &got) != STATUS_OK)
            return false;
        space[got] = '\0';
        c->frames.len += got;
        end = strstr(c->frames.data, "\r\n\r\n");
    }
    bool accepted = frame_is_accepted(c->frames.data);
    buffer_consume(&c->frames, (size_t)(end + 4 - c->frames.data));
    return accepted;
}

static bool connect_all(struct worker *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct load_client *c = &w->clients[i];
        wire_reader_init(&c->in, WIRE_REPLY_BYTES);
        struct mono deadline = clock_deadline(READY_MS);
        int fd;
        if (net_connect(&w->plan->address, deadline, &fd) != STATUS_OK ||
            stream_open(&c->stream, w->plan->tls, fd) != STATUS_OK ||
            stream_handshake(&c->stream, deadline) != STATUS_OK ||
            (w->plan->web && !upgrade(w->plan, c, deadline)))
            return false;
        watch(w, c, EPOLLIN, EPOLL_CTL_ADD);
    }
    return true;
}

static bool get_ready(struct worker *w)
{
    uint64_t deadline = now_us() + READY_MS * 1000ULL;
    for (size_t i = 0; i < w->count; i++)
        go_on(w, &w->clients[i]);
    while (w->ready + w->finished < w->count && now_us() < deadline)
        turn(w, 10);
    return w->finished == 0 && w->ready == w->count;
}

/* A request that never ends; of a browser a frame of 16,383 bytes, part of which pongs become. */
static void drip_all(struct worker *w, size_t second)
{
    static const char header[] = {(char)(FRAME_FIN | FRAME_BINARY), (char)0xfe, 0x3f, (char)0xff};
    const char *byte = w->plan->web && second < sizeof header ? &header[second] : "P";
    size_t sent;
    for (size_t i = 0; i < w->count; i++)
        if (!w->clients[i].finished)
            (void)stream_send_some(&w->clients[i].stream, byte, 1, &sent);
}

static void run(struct worker *w)
{
    uint64_t start = now_us();
    bool timed = w->plan->seconds > 0;
    w->running = true;
    w->errors = 0;
    w->end_us = start + (uint64_t)(w->plan->seconds * 1e6);
    for (size_t i = 0; i < w->count; i++) {
        struct load_client *c = &w->clients[i];
        c->begun_us = 0;
        c->due_us =
            start + (w->interval_us > 0 ? c->number * w->interval_us / w->plan->clients : 0);
        go_on(w, c);
    }
    size_t drips = 0;
    while (w->finished < w->count && (!timed || now_us() < w->end_us)) {
        if (w->plan->drip && now_us() >= start + drips * 1000000)
            drip_all(w, drips++);
        turn(w, w->interval_us > 0 ? TICK_MS : 100);
        for (size_t i = 0; w->interval_us > 0 && i < w->count; i++)
            go_on(w, &w->clients[i]);
    }
}

static void *worker_thread(void *arg)
{
    struct worker *w = arg;
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    w->failed = w->epoll < 0 || !connect_all(w);
    (void)pthread_barrier_wait(w->start); /* connected */
    if (!w->failed)
        w->failed = !get_ready(w);
    (void)pthread_barrier_wait(w->start); /* ready */
    (void)pthread_barrier_wait(w->start); /* the clock starts */
    if (!w->failed)
        run(w);
    (void)pthread_barrier_wait(w->start);
    return NULL;
}

static void release(struct worker *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct load_client *c = &w->clients[i];
        stream_close(&c->stream);
        if (c->stream.fd > 0)
            close(c->stream.fd);
        wire_reader_release(&c->in);
        buffer_release(&c->out);
        buffer_release(&c->frames);
        buffer_release(&c->sending);
    }
    if (w->epoll >= 0)
        close(w->epoll);
}

bool load_run(const struct load_plan *plan, struct load_result *out)
{
    size_t threads = plan->threads < plan->clients ? plan->threads : plan->clients;
    struct load_client *clients = calloc(plan->clients, sizeof *clients);
    struct worker *workers = calloc(threads, sizeof *workers);
    pthread_t *ids = calloc(threads, sizeof *ids);
    pthread_barrier_t start;
    bool good = clients != NULL && workers != NULL && ids != NULL &&
                pthread_barrier_init(&start, NULL, (unsigned)threads + 1) == 0;
    if (!good)
        exit(EXIT_FAILURE);
    memset(out, 0, sizeof *out);
    for (size_t i = 0, first = 0; i < threads; i++) {
        struct worker *w = &workers[i];
        w->plan = plan;
        w->count = plan->clients / threads + (i < plan->clients % threads);
        w->clients = clients + first;
        w->interval_us = plan->rate > 0 ? (uint64_t)((double)plan->clients / plan->rate * 1e6) : 0;
        w->start = &start;
        for (size_t k = 0; k < w->count; k++)
            w->clients[k].number = first + k;
        first += w->count;
        if (thread_start(&ids[i], "client", 0, worker_thread, w) != STATUS_OK)
            exit(EXIT_FAILURE);
    }
    uint64_t begun = now_us();
    (void)pthread_barrier_wait(&start);
    out->connect_seconds = (double)(now_us() - begun) / 1e6;
    (void)pthread_barrier_wait(&start);
    plan->all_ready(plan->context);
    (void)pthread_barrier_wait(&start);
    uint64_t started = now_us();
    (void)pthread_barrier_wait(&start);
    out->seconds = (double)(now_us() - started) / 1e6;
    for (size_t i = 0; i < threads; i++) {
        (void)pthread_join(ids[i], NULL);
        histogram_merge(&out->latency, &workers[i].latency);
        out->errors += workers[i].errors;
        good = good && !workers[i].failed;
        release(&workers[i]);
    }
    (void)pthread_barrier_destroy(&start);
    free(clients);
    free(workers);
    free(ids);
    return good;
}
