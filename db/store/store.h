/* store.h - group commit: the store thread takes the tasks that workers and the peer's thread have
 * queued, runs them in one transaction, commits, has the write-ahead log synced, and then tells each
 * task its outcome. While a commit is being synced the next transaction runs the tasks that come.
 * Its states are in schedule.h, and so is the decision when to commit and when to checkpoint.
 *
 *   D1  an outcome, a confirmation among them, is told only after its transaction is on disk
 *   D2  of a batch all is on disk or nothing
 *   D3  when nobody knows whether a commit happened, nothing is told and the process ends; a
 *       restart reads what is there
 *   D4  what a restart finds in the log, and what was copied from it into the database, is written
 *       again and synced before anyone hears of it: a process may have died between a write and its
 *       sync, or of that sync
 *
 * Threads: any may run tasks; only the store thread touches the ledger, inside a task's function.
 * Memory:  a task is its owner's and must stay until it is finished or withdrawn.
 * Errors:  STATUS_BUSY (too much is queued) and STATUS_FULL (the disk): nothing was done;
 *          STATUS_NOMEM, STATUS_CLOSED. */
#ifndef DB_STORE_STORE_H
#define DB_STORE_STORE_H

#include "db/store/journal_cache.h"
#include "db/store/task.h"
#include "db/store/waiters.h"

struct store;

/* What the store tells others, on the store or the flush thread; it must not block. */
struct store_events {
    void (*committed)(void *context); /* the journals grew, or the standing changed */
    void (*finished)(void *context);  /* a sitting was finished */
    void (*lost)(void *context);      /* D3: the process must end in this call */
    void *context;
};

/* A store on an open database and its ledger: until store_close() they are the store thread's. */
enum status store_open(struct database *database, struct ledger *ledger,
                       struct journal_cache *cache, const struct store_events *events,
                       struct store **out);

/* Starts its thread, and makes the log as long as it is to become. spin_us: how long the thread spins
 * before it blocks (common/spin.h). STATUS_IO: of the disk. */
enum status store_start(struct store *store, unsigned spin_us);

/* Without a thread, for tests that decide when something happens: runs up to `most` of what is
 * queued in one transaction, copies a log that is long, and never waits. store_run() then runs its
 * task at once, together with what is queued before it, and waits for nothing beyond the commit. */
void store_turn(struct store *store, size_t most);

/* Runs what is queued, commits, ends the thread if there is one, frees the store. NULL is allowed.
 * No task may be run after it was called. */
void store_close(struct store *store);

/* Runs the task and waits for its outcome: until it is on disk however long that takes, and for
 * what it waits for beyond that at most wait_ms, after which `settled` and `copies` say how far it
 * came. The result is task->status. */
enum status store_run(struct store *store, struct task *task, int64_t wait_ms);

/* Runs `run` with `context` as a task that waits for nothing beyond its commit, and waits for it. */
enum status store_call(struct store *store, void (*run)(struct ledger *, struct task *),
                       void *context);

/* Queues a task that has done(). On failure done() is not called. */
enum status store_submit(struct store *store, struct task *task);

/* The link's owner says what the peer holds of our journal, and how the link is; unless it is up
 * nobody waits for copies, and while it is down or behind nobody waits for consents either. */
void store_peer_holds(struct store *store, uint64_t own_n);
uint64_t store_peer_held(struct store *store);
void store_set_link(struct store *store, enum store_link link);
enum store_link store_link(struct store *store);

/* Its owner says too that the peer has shown its key on a connection, or that this one has ended.
 */
void store_peer_shown(struct store *store, bool shown);

/* R5 (grace.h): how long nothing is written yet. As of the last commit. */
struct grace store_grace(struct store *store);

/* Nobody waits for the peer any more: the node is stopping. */
void store_hurry(struct store *store);
bool store_hurries(struct store *store);

/* As of the last commit. */
struct ledger_position store_position(struct store *store);
void store_peer(struct store *store, struct ledger_peer *out);

#endif
