/* store.h - group commit: the store thread takes the tasks that workers and the peer's thread have
 * queued, runs them in one transaction, commits, has the write-ahead log synced, and then tells
 * each task its outcome. While a commit is being synced the next transaction runs the tasks that
 * come. Its states are in schedule.h, and so is the decision when to commit and when to checkpoint.
 *
 *   D1  an outcome, also a confirmation, is told only after its transaction is on disk
 *   D2  a batch is on disk as a whole, or not at all
 *   D3  when the outcome of a commit is unknown, nothing is told and the process ends; a restart
 *       reads the disk
 *   D4  the pages that a restart finds in the log, and those that were copied from it into the
 *       database, are written again and synced before anything is told of them: the process may
 *       have died between a write and its sync, or because the sync failed
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

/* The store's notifications, on the store or the log-sync thread; they must not block. */
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

/* Starts the store's thread, and extends the log to its full length. spin_us: the time that the
 * thread spins before it blocks (common/spin.h). STATUS_IO: the disk failed. */
enum status store_start(struct store *store, unsigned spin_us);

/* Without a thread, for tests that decide the order of events: runs up to `most` queued tasks in
 * one transaction, checkpoints a long log, and never waits. store_run() then runs its task at once,
 * together with the tasks queued before it, and waits for nothing beyond the commit. */
void store_turn(struct store *store, size_t most);

/* Runs the queued tasks, commits, ends the thread if there is one, frees the store. NULL is
 * allowed. No task may be run after the call. */
void store_close(struct store *store);

/* Runs the task and waits for its outcome: without limit until its transaction is on disk, and then
 * at most wait_ms for the peer's grant or copy; `settled` and `copies` have the result. Returns
 * task->status. */
enum status store_run(struct store *store, struct task *task, int64_t wait_ms);

/* Runs `run` with `context` as a task that waits for nothing beyond its commit, and waits for
 * it. */
enum status store_call(struct store *store, void (*run)(struct ledger *, struct task *),
                       void *context);

/* Queues a task that has done(). On failure done() is not called. */
enum status store_submit(struct store *store, struct task *task);

/* The sync thread reports the entries of our journal that the peer holds, and the state of the
 * link. Tasks wait for copies only while the link is up, and for grants unless it is down or
 * behind. */
void store_peer_holds(struct store *store, uint64_t own_n);
uint64_t store_peer_held(struct store *store);
void store_set_link(struct store *store, enum store_link link);
enum store_link store_link(struct store *store);

/* Do entries go over the link, whether it is catching up or not? */
bool store_is_linked(struct store *store);

/* Entries of our journal that the peer is not known to hold. Of a node without a peer all of them. */
uint64_t store_not_at_peer(struct store *store);

/* How long the link has been down, counted from store_open() at the latest; 0 while it is not. */
int64_t store_unlinked_ms(struct store *store);

/* The sync thread reports that the peer has shown its key on a connection, or that this connection
 * has ended. */
void store_peer_shown(struct store *store, bool shown);

/* R5: the grace period (grace.h) as of the last commit. */
struct grace store_grace(struct store *store);

/* The node is stopping: tasks no longer wait for the peer. */
void store_hurry(struct store *store);
bool store_hurries(struct store *store);

/* Milliseconds since the start in which the exam clock ran: people could be answered. It is as of the
 * last transaction, which is half a second ago at the most while somebody's time runs. */
uint64_t store_served_ms(struct store *store);

/* The commits since the start that wrote something, from the end of the transaction until it was on
 * disk: how many, how long all of them took, and how many of them no longer than each of the bounds. */
enum { STORE_COMMIT_BOUNDS = 10 };
extern const unsigned store_commit_bounds_ms[STORE_COMMIT_BOUNDS];
struct store_commits {
    uint64_t count, sum_ms, within[STORE_COMMIT_BOUNDS];
};
void store_commits(struct store *store, struct store_commits *out);

/* Tasks that wait for the store thread. */
size_t store_queued(struct store *store);

/* As of the last commit. */
struct ledger_position store_position(struct store *store);
void store_peer(struct store *store, struct ledger_peer *out);

#endif
