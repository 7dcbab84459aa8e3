/* ledger_transfer.h - the ledger's operations that move a person to the other node and back
 * (server/core/transfer.h).
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_TRANSFER_H
#define DB_LEDGER_TRANSFER_H

#include "db/ledger.h"
#include "server/core/order.h"

/* X1, X2. linked: the link to the peer is up. confirmed: the staff know that the person is in transit
 * until the link is back. Repeated with the order's key it changes nothing (O1). */
struct ledger_transfer {
    const struct order *order;
    bool linked;
    bool confirmed;
};
enum refusal ledger_transfer(struct ledger *ledger, const char *id,
                             const struct ledger_transfer *transfer);

/* X6. Asks the peer to send the person back. */
enum refusal ledger_recall(struct ledger *ledger, const char *id, const struct order *order);

/* Is the person on the way to the peer, whose takeover has not come? */
bool ledger_in_transit(struct ledger *ledger, const struct applicant *applicant);

/* How many people are. */
uint64_t ledger_transit_count(struct ledger *ledger);

#endif
