/* reply.h - refusals and failures as the protocol's errors, and pairs.
 * Threads: any. Memory: none. */
#ifndef SERVER_DOOR_REPLY_H
#define SERVER_DOOR_REPLY_H

#include "common/status.h"
#include "common/wire.h"
#include "db/ledger.h"

/* peer: for -ELSEWHERE. */
void reply_refusal(struct buffer *out, enum refusal refusal, const struct ledger_peer *peer);

/* Nothing was saved. */
void reply_failure(struct buffer *out, enum status status);

void reply_pair_text(struct buffer *out, const char *name, const char *value);
void reply_pair_integer(struct buffer *out, const char *name, int64_t value);

#endif
