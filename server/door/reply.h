/* reply.h - refusals and failures as errors of the protocol, and pairs of name and value.
 * Threads: any. Memory: none. */
#ifndef SERVER_DOOR_REPLY_H
#define SERVER_DOOR_REPLY_H

#include "common/status.h"
#include "common/wire.h"
#include "db/ledger.h"

/* What the facts of refusals are taken from. */
struct reply_facts {
    const char *node; /* this one */
    struct ledger_peer peer;
    struct hours hours; /* in force */
    struct wall begins; /* ledger_position */
    struct wall now;
    /* Until another terminal may take the sitting over, or until it is the asker's. */
    int64_t wait_ms;
    uint32_t last_seq; /* of the answers of the sitting */
};

/* A refusal by the rules, as its error (common/errors.h). */
void reply_refusal(struct buffer *out, enum refusal refusal, const struct reply_facts *facts);

/* Whole seconds until then, rounded up; 0 when it has come. */
int64_t reply_seconds_until(struct wall then, struct wall now);

/* A failure of the node, such as a full disk: nothing was saved. */
void reply_failure(struct buffer *out, enum status status);

void reply_pair_text(struct buffer *out, const char *name, const char *value);
void reply_pair_integer(struct buffer *out, const char *name, int64_t value);

#endif
