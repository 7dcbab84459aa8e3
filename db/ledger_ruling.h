/* ledger_ruling.h - the ledger's operations of the staff on the sitting of a person
 * (server/core/ruling.h). An order that was carried out before changes nothing (O1). Only people whose
 * home is here.
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_RULING_H
#define DB_LEDGER_RULING_H

#include "db/ledger.h"

enum refusal ledger_void(struct ledger *ledger, const char *id, const struct order *order);
enum refusal ledger_unvoid(struct ledger *ledger, const char *id, const struct order *order);

/* left_ms: it goes on with so much; 0: with the time that it had left. board: the board asks. */
enum refusal ledger_reopen(struct ledger *ledger, const char *id, const struct order *order,
                           uint64_t left_ms, bool board);

/* U5: finishes a sitting that runs. */
enum refusal ledger_reset(struct ledger *ledger, const char *id, const struct order *order);

#endif
