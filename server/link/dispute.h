/* dispute.h - R6: a journal is contested when this node and the peer hold different entries under
 * the same number. From then on the connection only serves to find the first of these entries:
 *
 *     HELLO ─▶ CONTEST ⇄ CONTEST ─▶ both know the entry, and say so by REFUSE ─▶ the end
 *
 * contest.h narrows the range, and the ledger keeps the result.
 *
 * Threads: the one that steps the exchange. Memory: plain values; all zeros at the start of a
 * connection. Errors: false, the connection is over and the log says why. */
#ifndef SERVER_LINK_DISPUTE_H
#define SERVER_LINK_DISPUTE_H

#include "db/store/store.h"
#include "server/link/report.h"

struct dispute {
    bool found;      /* this node knows the first differing entry of each contested journal */
    bool peer_found; /* so does the peer */
};

/* The journals differ: the store counts nothing as held by the peer any more. */
void dispute_begin(struct store *store);

/* A CONTEST came; the answer goes into `out`. */
bool dispute_take(struct dispute *dispute, struct store *store, struct report *report,
                  const struct message_contest *theirs, struct buffer *out);

/* The peer's REFUSE came. */
bool dispute_take_refusal(struct dispute *dispute, struct store *store, struct report *report);

#endif
