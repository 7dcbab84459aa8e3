/* waiters.h - the tasks that wait for more than the commit: registrations for the peer's grant,
 * starts and ends of sittings for the peer's copy. It also knows whether a delay of the next commit
 * is worth it, since more requests are expected.
 * Threads: any. Memory: open/close; a task is referred to only while it waits. Errors: from
 * opening, STATUS_NOMEM, or STATUS_IO without random bytes. */
#ifndef DB_STORE_WAITERS_H
#define DB_STORE_WAITERS_H

#include "db/store/task.h"

struct waiters;

enum store_link {
    STORE_LINK_DOWN,
    STORE_LINK_QUIET,  /* recovery.h R3 */
    STORE_LINK_BEHIND, /* L6, L11: entries are exchanged, and no task waits for a grant */
    STORE_LINK_UP
};

enum status waiters_open(struct waiters **out);
void waiters_close(struct waiters *waiters); /* NULL is allowed; no task may wait */

/* A batch of tasks is on disk, with these changes. Finishes the tasks that wait for nothing more,
 * and earlier ones that waited for one of the changes. */
void waiters_conclude(struct waiters *waiters, void *const *tasks, size_t count,
                      const struct ledger_change *changes, size_t change_count);

/* Does a task wait for one of these changes, which are not on disk yet? */
bool waiters_await_one_of(struct waiters *waiters, const struct ledger_change *changes,
                          size_t count);

/* The owner does not wait any longer. False when another thread has finished the task or is about
 * to. */
bool waiters_withdraw(struct waiters *waiters, struct task *task);

/* See the functions of the same names in store.h. */
void waiters_peer_holds(struct waiters *waiters, uint64_t own_n);
uint64_t waiters_peer_held(struct waiters *waiters);
void waiters_set_link(struct waiters *waiters, enum store_link link);
enum store_link waiters_link(struct waiters *waiters);
void waiters_hurry(struct waiters *waiters);
bool waiters_in_a_hurry(struct waiters *waiters);

/* Is a request expected that could share the next commit: the peer's grant of a claim that somebody
 * here awaits, or the next registration of a terminal that has its reply since the last call of
 * waiters_expect_nobody()? `count` registrations have come. */
bool waiters_expect(struct waiters *waiters);
void waiters_came(struct waiters *waiters, size_t count);
void waiters_expect_nobody(struct waiters *waiters);

#endif
