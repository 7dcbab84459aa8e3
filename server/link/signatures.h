/* signatures.h - HEAD and COUNTER on one connection: each node sends signatures of its journal's
 * head, and the other node counter-signs them. They are sent when nothing else is to be sent.
 *
 * Threads: the one that steps the exchange. Memory: plain values. Errors: none. */
#ifndef SERVER_LINK_SIGNATURES_H
#define SERVER_LINK_SIGNATURES_H

#include "common/buffer.h"
#include "db/journal_table.h"
#include "server/core/link.h"

/* The signer of journals (server/evidence/notary.h). Called on the thread that steps; never waits.
 * When it has a new signature exchange_step() is to be called. */
struct exchange_notary {
    /* Our newest signed head with after_n < n <= held_n; false when there is none. */
    bool (*head)(void *context, uint64_t after_n, uint64_t held_n, struct message_signed *out);
    /* The peer signed a journal, its own or ours. */
    void (*take)(void *context, enum journal_owner journal, const struct message_signed *theirs);
    /* Our signature under the peer's journal at entry n; false while there is none. */
    bool (*counter)(void *context, uint64_t n, struct message_signed *out);
    void *context;
};

struct signatures {
    const struct exchange_notary *notary; /* NULL: nothing is signed */
    uint64_t sent_n;                      /* the last head of ours that was sent */
    uint64_t taken_n;                     /* the last head of the peer's that was taken */
    bool owes_counter;                    /* it is not counter-signed yet */
};

/* A new connection. */
void signatures_begin(struct signatures *signatures);

/* A signature of that journal came. acked_n: the peer's entries that this node has acknowledged. */
void signatures_take(struct signatures *signatures, enum journal_owner journal,
                     const struct message_signed *theirs, uint64_t acked_n);

/* Appends the signatures that are due. peer_n: our entries that the peer has on disk. */
void signatures_put(struct signatures *signatures, uint64_t peer_n, struct buffer *out);

#endif
