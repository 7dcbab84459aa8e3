/* schedule.h - the states of the store, and what it does next: when to commit and when to
 * checkpoint. State and time go in, the decision comes out.
 *
 *               run              committed                synced
 *     IDLE ────────────▶ OPEN ─────────────▶ SYNCING ────────────────▶ IDLE
 *      │ ▲                ▲ ▲                   │ run
 *      │ └─── refused ────┘ │      synced       ▼
 *      │                    ├─────────────── SYNCING_OPEN
 *      │ checkpointed       │ synced
 *      ▼        run         │
 *     COPYING ────────▶ COPYING_OPEN            from every state: lost ──▶ LOST
 *      │ synced
 *      └──▶ IDLE
 *
 * Group commit: the requests that come while one commit is synced share the next. A commit is
 * delayed while another request is expected that could share it. A commit with a confirmation for
 * which a terminal waits is not delayed.
 *
 * Threads: any. Memory: plain values. Errors: none. */
#ifndef DB_STORE_SCHEDULE_H
#define DB_STORE_SCHEDULE_H

#include "common/instant.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    /* Tasks that one transaction may hold. More would keep the first of them waiting. */
    SCHEDULE_BATCH = 1024,

    /* A commit waits at most this long for expected requests, and a quarter of a slow disk's sync
     * more. A terminal asks again within 1 ms after its reply; without a delay four terminals on a
     * disk that syncs in 0.15 ms make a commit each. */
    SCHEDULE_DELAY_MS = 2,
    SCHEDULE_DELAY_SHARE = 4,
    SCHEDULE_DELAY_MOST_MS = 10,

    /* A commit with so many tasks does not wait: to run them took as long as a sync of 0.15 ms,
     * which is what a delay could save. For each millisecond that a sync takes, the number grows by
     * SCHEDULE_ENOUGH_MS. */
    SCHEDULE_ENOUGH = 20,
    SCHEDULE_ENOUGH_MS = 100
};

enum store_state {
    STORE_IDLE,         /* no transaction is open, and every commit is durable */
    STORE_OPEN,         /* tasks have run in a transaction */
    STORE_SYNCING,      /* a commit is being synced */
    STORE_SYNCING_OPEN, /* the same, and tasks have run in the next transaction */
    STORE_COPYING,      /* the database file is being synced after a checkpoint */
    STORE_COPYING_OPEN, /* the same, and tasks have run in a transaction */
    STORE_LOST,         /* D3: the contents of the disk are unknown */
    STORE_STATES
};

enum store_event {
    STORE_RUN,          /* a task, or work of the store itself, begins to run */
    STORE_COMMITTED,    /* the transaction is in the write-ahead log */
    STORE_REFUSED,      /* the commit failed, and the transaction was rolled back */
    STORE_CHECKPOINTED, /* the log was copied into the database file */
    STORE_SYNCED,
    STORE_FAILED, /* a commit or sync failed, and its outcome is unknown */
    STORE_EVENTS
};

/* The event must be possible in that state. */
enum store_state store_next(enum store_state state, enum store_event event);

/* Is a transaction open? */
bool store_state_is_open(enum store_state state);

/* Is something being synced? */
bool store_state_syncs(enum store_state state);

/* The input of a decision. */
struct schedule {
    enum store_state state;
    struct mono since; /* when the state was entered */
    struct mono due;   /* when the store has work without a task; or SCHEDULE_NEVER */
    int64_t sync_ms;   /* the duration of a sync of the log */
    size_t tasks;      /* in the open transaction */
    bool wrote;        /* it wrote something */
    bool expected;     /* a request is expected that could share its commit */
    bool awaited;      /* somebody awaits a confirmation that it holds */
    bool log_is_long;  /* a checkpoint is due */
};

#define SCHEDULE_NEVER ((struct mono){INT64_MAX})

enum schedule_step {
    SCHEDULE_TAKE, /* wait for tasks until `until`, and run them */
    SCHEDULE_COMMIT,
    SCHEDULE_CHECKPOINT,
    SCHEDULE_AWAIT_SYNC
};

struct schedule_decision {
    enum schedule_step step;
    struct mono until;
};
struct schedule_decision schedule_decide(const struct schedule *s, struct mono now);

/* Does the log-sync thread sync a commit of so many tasks, so that the next tasks run meanwhile?
 * Not when requests come one at a time, as a change of threads takes some 30 us, and not before a
 * checkpoint, which needs a synced log. */
bool schedule_hands_over(size_t tasks, bool queued, bool log_is_long);

#endif
