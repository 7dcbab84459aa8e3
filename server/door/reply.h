/* reply.h - refusals and failures as errors of the protocol, and pairs of name and value.
 * Threads: any. Memory: none. */
#ifndef SERVER_DOOR_REPLY_H
#define SERVER_DOOR_REPLY_H

#include "common/status.h"
#include "common/wire.h"
#include "db/ledger.h"

/* peer: named in -ELSEWHERE. */
void reply_refusal(struct buffer *out, enum refusal refusal, const struct ledger_peer *peer);

/* A failure of the node, such as a full disk: nothing was saved. */
void reply_failure(struct buffer *out, enum status status);

void reply_pair_text(struct buffer *out, const char *name, const char *value);
void reply_pair_integer(struct buffer *out, const char *name, int64_t value);

#endif
