/* waiters.h - who waits for more than the commit: registrations for the peer's consent, sittings
 * for the peer's copy; and whom it is worth waiting for before the next commit. Threads: any.
 * Memory: open/close; a task is in here only while it waits. Errors: STATUS_NOMEM, or STATUS_IO without
 * random bytes, from opening. */
#ifndef DB_STORE_WAITERS_H
#define DB_STORE_WAITERS_H

#include "db/store/task.h"

struct waiters;

enum store_link {
    STORE_LINK_DOWN,
    STORE_LINK_QUIET,  /* recovery.h R3 */
    STORE_LINK_BEHIND, /* link.h L6: entries are exchanged, and nobody waits for an answer */
    STORE_LINK_UP
};

enum status waiters_open(struct waiters **out);
void waiters_close(struct waiters *waiters); /* NULL is allowed; nobody waits in it any more */

/* A batch is on disk, and so are these changes: who waits for nothing else is finished, and so is
 * who waited for one of them. */
void waiters_conclude(struct waiters *waiters, void *const *tasks, size_t count,
                      const struct ledger_change *changes, size_t change_count);

/* Does somebody wait for one of these changes, which are not on disk yet? */
bool waiters_await_one_of(struct waiters *waiters, const struct ledger_change *changes,
                          size_t count);

/* The owner waits no longer. False when the task is being finished at this moment. */
bool waiters_withdraw(struct waiters *waiters, struct task *task);

/* As in store.h. */
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
