/* intake.h - gives the entries of received messages to the store, in order. Up to INTAKE_RUNS
 * messages are in the store's queue at once, so that it can put all entries that arrive during one
 * commit into the next.
 *
 * Threads: one at a time; ready() is called on a thread of the store. Memory: open/close; messages
 * are copied. Errors: STATUS_NOMEM. */
#ifndef SERVER_LINK_INTAKE_H
#define SERVER_LINK_INTAKE_H

#include "db/ledger_peer.h"
#include "db/store/store.h"
#include "server/core/message.h"

struct intake;

enum { INTAKE_RUNS = 8, INTAKE_ENTRIES = MESSAGE_ENTRIES_MAX };

/* ready(context): the store has finished a message. */
enum status intake_open(struct store *store, void (*ready)(void *context), void *context,
                        struct intake **out);
/* NULL is allowed. The intake must be idle, or the store closed. */
void intake_close(struct intake *intake);

/* No message can be put now: INTAKE_RUNS are in the store, or INTAKE_ENTRIES entries (with more of
 * them a commit would take too long), or a lost tail, which goes alone. */
bool intake_full(const struct intake *intake);

/* Gives the entries of a TAIL or ENTRIES message to the store. False: out of memory, or its queue is
 * full. */
bool intake_put(struct intake *intake, const struct message *message);

/* The result of the oldest message whose result was not got yet; false while it is not finished. */
struct intake_result {
    enum status status; /* of the commit */
    enum ledger_applied applied;
    const char *reason; /* unless LEDGER_APPLIED; valid until the next intake_put() */
};
bool intake_get(struct intake *intake, struct intake_result *out);

/* The store has finished all messages. */
bool intake_idle(const struct intake *intake);

/* A new connection: drops the results that were not got. The intake must be idle. */
void intake_clear(struct intake *intake);

#endif
