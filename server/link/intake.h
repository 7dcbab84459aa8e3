/* intake.h - the peer's entries on their way through the store, in order. A few runs may be there
 * at once: they wait in the store's queue while it commits, so that no commit passes without
 * entries that have arrived, unless there are very many.
 *
 * Threads: one at a time; ready() is called on a thread of the store. Memory: open/close; what is
 * put is copied. Errors: STATUS_NOMEM. */
#ifndef SERVER_LINK_INTAKE_H
#define SERVER_LINK_INTAKE_H

#include "db/store/store.h"
#include "server/core/message.h"

struct intake;

enum { INTAKE_RUNS = 8, INTAKE_ENTRIES = MESSAGE_ENTRIES_MAX };

/* ready(context): something that was put is done. */
enum status intake_open(struct store *store, void (*ready)(void *context), void *context,
                        struct intake **out);
void intake_close(struct intake *intake); /* NULL is allowed; idle, or the store closed */

/* Nothing more can be put now: INTAKE_RUNS are there, or so many entries that others would wait for
 * their commit, or a tail, which goes alone. */
bool intake_full(const struct intake *intake);

/* Gives a TAIL's or ENTRIES' entries to the store; false when that is not possible now. */
bool intake_put(struct intake *intake, const struct message *message);

/* What became of the oldest that is done and was not got yet. */
struct intake_result {
    enum status status; /* of the commit */
    enum ledger_applied applied;
    const char *reason; /* when it was not LEDGER_APPLIED; until the next intake_put() */
};
bool intake_get(struct intake *intake, struct intake_result *out);

/* The store has nothing of it any more. */
bool intake_idle(const struct intake *intake);

/* A new connection: what was not got is dropped. It must be idle. */
void intake_clear(struct intake *intake);

#endif
