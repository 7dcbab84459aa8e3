/* heads.h - signatures under the journals, kept beside them (server/evidence/attest.h).
 * Threads: the one that has the ledger, within a transaction. Memory: plain values.
 * Errors:  sticky in the ledger's transaction. */
#ifndef DB_HEADS_H
#define DB_HEADS_H

#include "db/journal_table.h"
#include "server/core/message.h"

struct ledger;

/* One node's signature under the first n entries of one journal. */
struct journal_head {
    enum journal_owner journal;
    bool by_peer;         /* the peer signed it; else this node */
    uint64_t n;           /* the last entry that is signed */
    bool held;            /* this node has that entry */
    struct digest digest; /* of that entry (journal.h, J2), if it is held */
    uint8_t key[MESSAGE_KEY_BYTES], signature[MESSAGE_SIGNATURE_BYTES];
};

/* Sets `held` and `digest` for entry head->n of head->journal. */
void heads_find_digest(struct ledger *ledger, struct journal_head *head);

/* Keeps the signature beside those that are under other entries. */
void heads_keep(struct ledger *ledger, const struct journal_head *head);

#endif
