/* exam_time.h - the exam clock of a running node: server/core/examclock.h with the durations of the
 * store's commits and syncs.
 * Threads: the store's; exam_time_end() is called by the thread that synced.
 * Memory:  init/release. Errors: none. */
#ifndef DB_STORE_EXAM_TIME_H
#define DB_STORE_EXAM_TIME_H

#include "common/thread.h"
#include "db/ledger.h"
#include "server/core/examclock.h"

/* Legend: (s) the store thread only, (l) guarded by `lock`. */
struct exam_time {
    struct ledger *ledger;  /* (s) */
    struct examclock clock; /* (s) */
    uint64_t outage_ms;     /* (s) the outage that the open transaction journals */
    bool failing;           /* (s) the last write to the disk failed */
    pthread_mutex_t lock;
    struct examclock_work work; /* (l) the last commit or sync */
};

void exam_time_init(struct exam_time *time, struct ledger *ledger);
void exam_time_release(struct exam_time *time);

/* Milliseconds that the exam clock has counted. */
uint64_t exam_time_tick(struct exam_time *time);

/* A commit or a sync begins; it ends. */
void exam_time_begin(struct exam_time *time);
void exam_time_end(struct exam_time *time);

/* Within a transaction: journals the time in which the clock stood, once it runs again. The store
 * also tries this while writes fail: a commit that succeeds shows that writes work again. */
void exam_time_journal(struct exam_time *time);

/* The transaction was committed, and wrote something or not; or it was refused. */
void exam_time_committed(struct exam_time *time, bool wrote);
void exam_time_refused(struct exam_time *time);

#endif
