/* load.h - many clients of one node from few threads (epoll), each with one request under way at
 * most. First all get ready, as the workload says; then the clock starts for all at once.
 *
 * Closed loop: a client asks again as soon as it has its reply. Open loop: a client asks when its
 * schedule says so, and its latency counts from that instant, also when the reply before was late:
 * a stall is not hidden.
 *
 * Threads: load_run() starts and ends its own; a workload's functions run on them, one client at a
 * time. Memory: open/close. Errors: counted; false when nobody could connect. */
#ifndef TESTS_BENCH_LOAD_H
#define TESTS_BENCH_LOAD_H

#include "common/net.h"
#include "common/tls.h"
#include "common/wire.h"
#include "tests/bench/histogram.h"

enum load_next {
    LOAD_ASK,     /* the request in `out` is part of getting ready, or of an operation */
    LOAD_ASK_OP,  /* with its reply an operation is complete */
    LOAD_READY,   /* nothing is to be asked before the clock starts */
    LOAD_FINISHED /* nothing more at all */
};

struct load_client {
    uint64_t number; /* among all, from 0 */
    unsigned step;   /* the workload's own */
    uint64_t serial; /* the workload's own */
    char id[24], code[24];
    struct buffer out; /* the request */
    /* The engine's. */
    struct stream stream;
    struct wire_reader in;
    struct buffer frames;  /* of a browser: received, and not whole yet */
    struct buffer sending; /* bytes for the node, the first `sent` of which it has */
    size_t sent;
    bool ready, busy, op, finished;
    uint64_t due_us, begun_us;
};

struct load_plan {
    struct net_address address;
    size_t clients, threads;
    double seconds;          /* 0: until all are finished */
    struct tls_context *tls; /* NULL: plain */
    bool web;                /* each is a browser: its requests are messages of a WebSocket */
    bool drip;               /* each sends a byte a second, and never a whole request */
    double rate;             /* operations a second of all together; 0: closed loop */
    void (*all_ready)(void *context); /* before the clock starts; all are connected */
    void *context;
    /* Puts the next request into c->out. running: the clock has started. */
    enum load_next (*next)(struct load_client *c, bool running);
    /* The reply to it; false: it was an error. */
    bool (*reply)(struct load_client *c, const struct wire_value *values, size_t count);
};

struct load_result {
    struct histogram latency; /* of operations */
    uint64_t errors;
    double seconds, connect_seconds;
};

bool load_run(const struct load_plan *plan, struct load_result *out);

#endif
